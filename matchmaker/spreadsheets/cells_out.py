"""Values of records as cells that come in again as the same values."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import orjson

from matchmaker.errors import UnusableFileError
from matchmaker.spreadsheets.words import says_nothing

MAX_CELL_TEXT = 32_767  # characters: what a spreadsheet's cell can hold
EXACT = 2**53  # spreadsheets keep numbers as doubles; larger whole ones go out as text
NONE_HELD = "tidak ada"  # an empty list of certificates: asked, and none held. Blank means that nobody asked.
# Lists whose emptiness says something: an empty one is not the same as none given.
TELLING_LISTS = frozenset({"certificates", "export_countries", "trade_terms"})
_ACTIVE = ("=", "+", "-", "@", "\t", "\r")
_HARMLESS = re.compile(r"^[+-]?[\d .()]*\d[\d .()-]*$")
_THREE_DECIMALS = re.compile(r"^-?[1-9]\d{0,2}\.\d{3}$")


def number_text(value: int | float) -> str:
    """A number for a text file: never in powers of ten, and 1.125 never like one thousand."""
    if isinstance(value, int):
        return str(value)
    text = format(Decimal(repr(value)), "f")
    return f"{text}0" if _THREE_DECIMALS.match(text) else text


def disarm(text: str) -> str:
    """Keep a spreadsheet from running a text of a CSV file as a formula (OWASP: CSV injection); `rearm` undoes it."""
    active = text.startswith(_ACTIVE) and not _HARMLESS.match(text)
    return f"'{text}" if active or text[:2] in {f"'{mark}" for mark in (*_ACTIVE, "'")} else text


def rearm(text: str) -> str:
    """The text that `disarm` was given."""
    return text[1:] if text[:2] in {f"'{mark}" for mark in (*_ACTIVE, "'")} else text


def csv_cell(name: str, value: Any) -> str:
    """One value for a CSV file; nested lists are JSON."""
    if value is None or (value == [] and name not in TELLING_LISTS):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return number_text(value)
    return disarm(value) if isinstance(value, str) else orjson.dumps(value).decode()


def workbook_cell(name: str, value: Any, record: Mapping[str, Any]) -> Any:
    """One value for a workbook; a list of plain texts stands between semicolons.

    Raises
    ------
    UnusableFileError
        A spreadsheet's cell cannot hold it, and would cut it silently.
    """
    if isinstance(value, list):
        value = _listed(name, value)
    elif isinstance(value, Mapping):
        value = orjson.dumps(value).decode()
    elif isinstance(value, int) and not isinstance(value, bool) and abs(value) > EXACT:
        value = str(value)
    if isinstance(value, str) and len(value) > MAX_CELL_TEXT:
        raise UnusableFileError(
            "too_long_for_a_cell", field=name, record=record.get("external_id") or record.get("name")
        )
    return value


def _listed(name: str, values: list[Any]) -> str | None:
    if not values:
        return (NONE_HELD if name == "certificates" else "[]") if name in TELLING_LISTS else None
    if all(isinstance(value, str) and _plain(value) for value in values):
        return "; ".join(values)
    return orjson.dumps(values).decode()


def _plain(value: str) -> bool:
    return value == value.strip() and not re.search(r"[;,\n&+/|\[]|\bdan\b", value) and not says_nothing(value)
