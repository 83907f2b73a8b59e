"""Ranges in columns of numbers: "10-20 kg", "Rp 10.000 s/d Rp 15.000", "1-2 minggu".

The register holds one figure. Where one end is a promise that holds whatever comes (a maker of 10 to 20 kg can supply
10; goods of Rp 10,000 to 15,000 cost no more than 15,000), that end is read. Of a figure that is no promise (sales,
capital, workers) neither end is true, so it stays unknown. A note says so each time.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from matchmaker.spreadsheets.amounts import DIGITS, MULTIPLIERS, RANGE_WORDS, Amount, CellError
from matchmaker.spreadsheets.grids import Cell
from matchmaker.spreadsheets.words import plain

Read = Callable[[Cell], Amount | CellError | None]
# What at least can be supplied, at least keeps, at least can be waited for; of what is asked, the least that will do.
LOWER = frozenset(
    {"products.capacity_per_month", "capacity_year", "capacity_week", "capacity", "products.shelf_life_days",
     "max_payment_days", "min_shelf_life_days"}
)  # fmt: skip
# What at most is to be paid or waited for; of what is asked, the most that is wanted or borne.
UPPER = frozenset(
    {"products.price_idr", "products.moq", "products.lead_time_days", "max_price_idr", "max_lead_time_days",
     "payment_days", "radius_km", "volume_per_month", "volume_year", "volume_week", "volume"}
)  # fmt: skip
LEFT_OUT = "range_left_out"
PRICES = frozenset({"products.price_idr"})
WIDE = 2  # times the lower end; prices further apart are of several goods or sizes, and no figure stands for them all
MAX_SPREAD = 100  # times the lower end; further apart they are a date, a telephone number or a slip
_RANGE = re.compile(
    rf"^(?P<before>\D*?)(?P<low>{DIGITS})(?P<low_rest>[a-z/. ]*?)\s*{RANGE_WORDS}\s*"
    rf"(?:rp\.?|idr)?\s*(?P<high>{DIGITS})(?P<rest>[^-–—~]*)$"
)
_ACCOUNTS = re.compile(r",\s*[-=–]+(?=\s|$)")  # the ",-" behind a round amount is no dash of a range
_SHORTENED = re.compile("^(?:" + "|".join(MULTIPLIERS) + r")(?![a-z])")


def sure_end(cell: Cell, target: str, read: Read) -> Amount | None:
    """The end of a range that can be relied on, its doubt saying which; None where the cell holds no plain range.

    Parameters
    ----------
    cell
        As it stands in the sheet.
    target
        The field its column fills.
    read
        Reads one end, written out with its unit.

    Returns
    -------
    Amount or None
        ``doubt`` is ``range_lower``, ``range_upper`` or, where neither end may be taken, ``range_left_out``.
    """
    ends = _ends(plain(cell), read) if isinstance(cell, str) else None
    if ends is None:
        return None
    low, high = ends
    if target in PRICES and high.value > low.value * WIDE:
        return replace(high, doubt=LEFT_OUT)
    if target in LOWER:
        return replace(low, doubt="range_lower")
    return replace(high, doubt="range_upper" if target in UPPER else LEFT_OUT)


def _ends(text: str, read: Read) -> tuple[Amount, Amount] | None:
    """Both ends of a range counted alike, the lower first; None where they are not surely those of one range."""
    match = _RANGE.match(_ACCOUNTS.sub("", text))
    if match is None or re.match(r"0\d", match["low"]):
        return None
    before, rest, low_rest = match["before"], match["rest"], match["low_rest"].strip()
    # "10-15 jt" and "10-20 kg" say once what holds for both; "900 rb - 1 jt" says it of each.
    behind = rest if not low_rest else low_rest + _SHORTENED.sub("", rest.strip()) * bool(_SHORTENED.match(low_rest))
    low, high = read(f"{before}{match['low']} {behind}"), read(f"{before}{match['high']} {rest}")
    if (
        not isinstance(low, Amount)
        or not isinstance(high, Amount)
        or (low.unit and high.unit and low.unit != high.unit)
    ):
        return None
    if not low.value <= high.value <= low.value * MAX_SPREAD:
        return None
    unit, period = high.unit or low.unit, high.period or low.period
    return replace(low, unit=unit, period=period), replace(high, unit=unit, period=period)
