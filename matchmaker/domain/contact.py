"""Phones, e-mail and NIK: what is a usable one, and how a NIK is shown.

UU 27/2022 (PDP): a NIK is never shown whole and leaves the system only on explicit demand.
"""

from __future__ import annotations

import re

import phonenumbers

NIK_DIGITS = 16
MASK = "*"


def canonical_phone(text: str) -> str | None:
    """Bring an Indonesian number in any usual form to E.164 (``+6281200001234``), or None.

    Undoes what spreadsheets do: ``81234567890.0``, a lost leading zero, a leading apostrophe.
    """
    bare = re.sub(r"\.0+$", "", text.strip().lstrip("'"))
    bare = re.split(r"[/;,]|\bdan\b", bare)[0].strip()
    digits = re.sub(r"\D", "", bare)
    if digits.startswith("8") and not bare.startswith("+"):
        bare = f"0{digits}"
    elif digits.startswith("62") and not bare.startswith("+"):
        bare = f"+{digits}"
    try:
        number = phonenumbers.parse(bare, "ID")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number) or len(digits) < 7:
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def canonical_nik(text: str) -> str | None:
    """Keep the 16 digits of a NIK, or None where there are not 16."""
    digits = re.sub(r"\D", "", re.sub(r"\.0+$", "", text.strip()))
    return digits if len(digits) == NIK_DIGITS else None


def is_masked(text: str) -> bool:
    """Whether a NIK stands there as we show it: coming in again it says nothing new."""
    return MASK in text


def mask_nik(nik: str | None) -> str | None:
    """Show the last four digits only."""
    return None if nik is None else MASK * (NIK_DIGITS - 4) + nik[-4:]
