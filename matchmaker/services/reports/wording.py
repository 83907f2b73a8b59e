"""How the numbers of a figure are written, so that page, paper and picture write the same."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from babel.numbers import format_decimal

from matchmaker.texts import has, text, write

_LEAST_SHARE = 0.0005  # what would be written as 0.0 % though it is not nothing
_ENDLESS = re.compile(r"(\S{28})(?=\S)")  # a word wider than a column; it may be broken there
_DAY_LENGTH = len("2026-11-22")
_HELD = "\u00a0"  # a blank at which no line ends: between "Rp" and its number, within a date


def written(figure: dict[str, Any], locale: str) -> dict[str, str]:
    """Numerator, denominator, unknown and value of a figure (as `as_dict` gives it) in words of the language."""
    money = figure["kind"] == "idr"
    parts = {
        "numerator": _amount(figure, "numerator", locale, money=money),
        "denominator": _amount(figure, "denominator", locale, money=False),
        "unknown": write("n", figure["unknown"], locale),
        "value": _value(figure, locale),
    }
    return {name: part.replace("Rp ", f"Rp{_HELD}") for name, part in parts.items()}


def _amount(figure: dict[str, Any], part: str, locale: str, *, money: bool) -> str:
    if figure[part] is None:
        return _blank(figure, part, locale, "word.unknown")
    return write("value_idr" if money else "n", figure[part], locale)


def _blank(figure: dict[str, Any], part: str, locale: str, usual: str) -> str:
    """What stands where there is no number; a table may have a word of its own for it."""
    own = f"report.blank.{figure['name'].partition(':')[0]}.{part}"
    return text(own if has(own) else usual, locale)


def _value(figure: dict[str, Any], locale: str) -> str:
    value, kind = figure["value"], figure["kind"]
    if value is None:
        return _blank(figure, "value", locale, "page.report.undefined")
    if kind == "share":
        return share(value, locale)
    if kind == "ratio":
        return str(format_decimal(value, "0.00", locale=locale))
    return write("value_idr" if kind == "idr" else "n", value, locale)


def share(value: float, locale: str) -> str:
    """A share of one in per cent with one decimal; what is not quite nothing is not written as nothing."""
    if 0 < abs(value) < _LEAST_SHARE:
        least = format_decimal(0.1, "0.0", locale=locale)
        return f"{'>' if value < 0 else '<'} {'-' if value < 0 else ''}{least}{_HELD}%"
    return f"{format_decimal(value * 100, '#,##0.0', locale=locale)}{_HELD}%"


def cell_written(cell: Any, locale: str) -> str:
    """A cell of a listing for people: days the way the language writes them."""
    if isinstance(cell, str) and len(cell) == _DAY_LENGTH:
        try:
            return write("day", date.fromisoformat(cell), locale).replace(" ", _HELD)
        except ValueError:
            return cell
    return _ENDLESS.sub("\\1\u200b", write("n", cell, locale))


def place_of(shown: dict[str, Any], locale: str) -> str:
    """The region a report (as `as_dict` gives it) is of, in words."""
    region = shown["region"]
    return str(region["name"] if region and region["name"] else text("page.report.everywhere", locale))
