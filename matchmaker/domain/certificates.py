"""Certificates and permits of Indonesian goods: types, number checks, and what counts as held.

Sources: SPP-IRT number layout as published by Tempo and dinas guides (BPOM rule 22/2018); another layout is in
circulation, so a number that does not fit is a warning and never a rejection (docs/decisions.md). NIB: 13 digits
(OSS). BPOM MD: 12 digits. GTIN check digit: GS1 General Specifications.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

TYPES = (
    "NIB",
    "PIRT",
    "BPOM_MD",
    "HALAL",
    "SNI",
    "HKI",
    "GS1_BARCODE",
    "HACCP",
    "NKV",
    "SLHS",
    "CHSE",
    "ORGANIC",
)
STATUSES = ("declared", "verified", "rejected")
NIB_DIGITS = 13
PIRT_DIGITS = 15
BPOM_MD_DIGITS = 12
GTIN_LENGTHS = (8, 12, 13, 14)

ALIASES = {
    "NIB": "NIB", "OSS": "NIB", "PIRT": "PIRT", "SPPIRT": "PIRT", "SPPPIRT": "PIRT", "IRT": "PIRT", "DINKES": "PIRT",
    "BPOM": "BPOM_MD", "BPOMMD": "BPOM_MD", "MD": "BPOM_MD", "BPOMRIMD": "BPOM_MD", "IZINEDAR": "BPOM_MD",
    "IZINEDARBPOM": "BPOM_MD", "HALAL": "HALAL", "HALALMUI": "HALAL", "MUI": "HALAL", "BPJPH": "HALAL",
    "SERTIFIKATHALAL": "HALAL", "SERTIFIKASIHALAL": "HALAL", "SNI": "SNI", "HKI": "HKI", "HAKI": "HKI",
    "MEREK": "HKI", "MERK": "HKI", "SERTIFIKATMEREK": "HKI", "HAKMEREK": "HKI", "GS1": "GS1_BARCODE",
    "GS1BARCODE": "GS1_BARCODE", "BARCODE": "GS1_BARCODE", "BARKODE": "GS1_BARCODE", "HACCP": "HACCP", "NKV": "NKV",
    "SLHS": "SLHS", "LAIKHIGIENE": "SLHS", "LAIKHIGIENESANITASI": "SLHS", "LAIKSEHAT": "SLHS", "CHSE": "CHSE",
    "ORGANIC": "ORGANIC", "ORGANIK": "ORGANIC", "SERTIFIKATORGANIK": "ORGANIC",
}  # fmt: skip

PIRT_PACKAGING = {
    "1": "kaca", "2": "plastik", "3": "kertas", "4": "kaleng", "5": "aluminium foil", "6": "lain-lain",
    "7": "komposit", "8": "ganda",
}  # fmt: skip
PIRT_FOOD_TYPES = {
    "01": "daging kering", "02": "ikan kering", "03": "unggas kering", "04": "sayur", "05": "kelapa", "06": "tepung",
    "07": "minyak", "08": "selai", "09": "gula, permen, madu", "10": "kopi, teh", "11": "bumbu", "12": "rempah",
    "13": "minuman serbuk", "14": "buah", "15": "kacang dan umbi",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PirtNumber:
    """What a 15-digit SPP-IRT number says: packaging, food type, Kemendagri-like regency digits, year of expiry."""

    packaging: str | None
    food_type: str | None
    regency_digits: str
    expiry_year: int


def canonical_type(word: str) -> str | None:
    """Bring a spelling such as ``"P-IRT"`` or ``"Halal MUI"`` to its type, or None where it names none."""
    key = re.sub(r"[^A-Z0-9]", "", word.upper().replace("NO.", ""))
    return ALIASES.get(key)


def digits_of(number: str) -> str:
    """Keep the digits of a permit number."""
    return re.sub(r"\D", "", number)


def read_pirt(number: str) -> PirtNumber | None:
    """Read a PIRT number; None unless it has 15 digits and a plausible packaging digit."""
    digits = digits_of(number)
    if len(digits) != PIRT_DIGITS or digits[0] not in PIRT_PACKAGING:
        return None
    return PirtNumber(
        PIRT_PACKAGING[digits[0]], PIRT_FOOD_TYPES.get(digits[1:3]), digits[3:7], 2000 + int(digits[13:15])
    )


def gtin_is_valid(gtin: str) -> bool:
    """Check the length and the GS1 check digit of a GTIN-8, -12, -13 or -14."""
    if not gtin.isdigit() or len(gtin) not in GTIN_LENGTHS:
        return False
    weighted = sum(int(d) * (3 if i % 2 == 0 else 1) for i, d in enumerate(reversed(gtin[:-1])))
    return (10 - weighted % 10) % 10 == int(gtin[-1])


def number_problem(certificate_type: str, number: str) -> str | None:
    """Name what is wrong with a permit number (a warning's code), or None. The certificate stays either way."""
    digits = digits_of(number)
    expected = {"NIB": NIB_DIGITS, "PIRT": PIRT_DIGITS, "BPOM_MD": BPOM_MD_DIGITS}.get(certificate_type)
    # A company prefix (899 and up to seven more digits) is no GTIN and has no check digit.
    if certificate_type == "GS1_BARCODE" and len(digits) in GTIN_LENGTHS and not gtin_is_valid(digits):
        return "gtin_check_digit"
    if expected is not None and len(digits) != expected:
        return "number_length"
    if certificate_type == "PIRT" and read_pirt(number) is None:
        return "pirt_layout"
    return None


def is_held(status: str | None, valid_until: date | None, today: date) -> bool:
    """Whether a listed certificate counts: declared or verified, and not expired (CONTRACT 3)."""
    return status != "rejected" and (valid_until is None or valid_until >= today)
