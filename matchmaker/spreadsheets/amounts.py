"""Numbers as Indonesians write them: "Rp. 350.000,-", "1,5 jt", "25rb", "500 pcs/bln", "45.000/toples".

A point before three digits separates thousands, a comma decimals; before "jt" and "rb" a point is decimal too. What is
no single number (a range, a word, a formula's error) is an error that names the reason, never 0.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from matchmaker.spreadsheets.grids import BadCell, Cell
from matchmaker.spreadsheets.words import ABSENT, DASHES, plain

MAX_DIGITS = 19  # more do not fit into 64 bits
# Rupiah. No UMKM has a thousandth of it (PP 7/2021 art. 35: sales up to 50 billion), so it was written out in full
# below a heading that says "juta".
IMPLAUSIBLE = 1_000_000_000_000
MULTIPLIERS = {
    "rb": 1_000, "ribu": 1_000, "rbu": 1_000, "ribuan": 1_000, "k": 1_000,
    "jt": 1_000_000, "juta": 1_000_000, "jta": 1_000_000, "jutaan": 1_000_000,
    "m": 1_000_000_000, "milyar": 1_000_000_000, "miliar": 1_000_000_000, "mlyr": 1_000_000_000,
    "t": 1_000_000_000_000, "triliun": 1_000_000_000_000, "trilyun": 1_000_000_000_000,
}  # fmt: skip
# In a quantity "m" is a metre and "t" a ton.
MONEY_ONLY = frozenset({"m", "t"})
PERIODS = {
    "hari": "day", "hr": "day", "day": "day", "harian": "day", "minggu": "week", "mgg": "week", "mg": "week",
    "week": "week", "mingguan": "week", "bulan": "month", "bln": "month", "bl": "month", "month": "month",
    "bulanan": "month", "tahun": "year", "thn": "year", "th": "year", "year": "year", "tahunan": "year",
}  # fmt: skip
_APPROXIMATE = (
    r"(?:±|\+/-|\+-|~|≈|kurang lebih|lebih kurang|krg lbh|kira[- ]kira|sekitar|kisaran|rata[- ]rata|"
    r"mulai dari|mulai|start|dari|from|paling (?:sedikit|banyak|lama|cepat|tinggi|rendah)|lebih dari|"
    r"maks(?:imal|imum)?\.?|max(?:imal|imum)?\.?|min(?:imal|imum)?\.?|hingga|sampai|s/d)"
)
DIGITS = r"\d(?:[\d.,' ]*\d)?"
RANGE_WORDS = r"(?:-|–|—|~|s/d|s\.d\.?|sd|sampai(?: dengan)?|hingga|to)"
_NUMBER = re.compile(
    rf"^(?P<about>{_APPROXIMATE}\s*)?(?P<money>(?:rp|idr)\.?\s*)?(?P<sign>[-+])?\s*(?P<digits>{DIGITS})"
    r"(?P<dash>\s*[.,]?\s*[-=]+(?![\w\d]))?(?P<rest>.*)$"
)
_RANGE = re.compile(rf"\d\s*(?:[a-z]{{1,6}}\s*)?{RANGE_WORDS}\s*(?:rp\.?\s*)?\d")
_MULTIPLIER = re.compile(r"^\s*(" + "|".join(sorted(MULTIPLIERS, key=len, reverse=True)) + r")(?![a-z])\.?")
_THOUSANDS = re.compile(r"^[1-9]\d{0,2}(?:[.' ]\d{3})+(?:,\d+)?$")
_ENGLISH = re.compile(r"^[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?$")
_DECIMAL = re.compile(r"^\d+(?:[.,]\d+)?$")
_UNIT = re.compile(r"^[a-z][a-z. ]{0,29}$")
_PER = re.compile(r"\s*(?:/|@|\b(?:per|tiap|setiap)\b|\b(?:per|se)(?=bulan|bln|minggu|mgg|hari|hr|tahun|thn|th))\s*")
_REMARK = re.compile(r"\s*\([^()\d]*\)\s*$")
_MORE = re.compile(r"^\s*(?:-?an|lebih|ke atas|\+|up)$")
_CURRENCY = re.compile(r"^(?:rp|idr)\.?\s*")
_VULGAR = re.compile("[\u00bc-\u00be\u2150-\u215e]")  # ¼ ½ ¾ ⅐ ... ⅞, which may stand against a whole number
_FRACTION_WORDS = {"setengah": "1/2", "seperempat": "1/4", "sepertiga": "1/3"}
_SPOKEN = re.compile(r"^(?:(\d+|satu)\s+)?(" + "|".join(_FRACTION_WORDS) + r")(?![a-z])")
# "3/4" is less than one and counts in parts that people use; "10/20" and "12/25" are something else.
_FRACTION = re.compile(
    rf"^(?P<before>(?:{_APPROXIMATE}\s*)?(?:(?:rp|idr)\.?\s*)?)(?:(?P<whole>\d+)\s+(?:dan\s+)?)?"
    r"(?P<over>\d)\s*[/\u2044]\s*(?P<under>[234568]|10)(?![\d/.,])(?P<rest>\s*[a-z/].*)?$"
)
FRACTION_PLACES = 4  # decimals of a third
_SCIENTIFIC = re.compile(r"^[-+]?\d+(?:[.,]\d+)?e[-+]?\d+$")


class CellError(Exception):
    """A cell cannot be read; ``code`` says why (``problem.*`` of the texts)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with what was written beside it. ``doubt`` is the code of a warning."""

    value: int | float
    unit: str | None = None
    period: str | None = None
    doubt: str | None = None


def read_amount(cell: Cell, *, money: bool, factor: int = 1) -> Amount | None:
    """Read one number; None where the cell says that there is none.

    Parameters
    ----------
    cell
        As it stands in the sheet; numbers are taken as they are.
    money
        Rupiah are expected: "Rp" is welcome, "m" is a milliard.
    factor
        What the heading multiplies by ("dalam juta rupiah").

    Raises
    ------
    CellError
        The cell holds something else.
    """
    if cell is None:
        return None
    if isinstance(cell, BadCell):
        raise CellError(cell.code)
    if isinstance(cell, bool | date):
        raise CellError("not_a_number")
    if isinstance(cell, int | float):
        value = Decimal(str(cell)) * factor
        if factor > 1 and value >= IMPLAUSIBLE:
            raise CellError("too_large_for_heading")
        return Amount(_plain_number(value))
    text = plain(_VULGAR.sub(r" \g<0>", cell)).lstrip("'`").strip()
    bare = _CURRENCY.sub("", text) if money else text  # "Rp -" is how accounts write that there is none
    if not bare or bare in DASHES or text in ABSENT:
        return None
    return _read_text(text, money, factor)


def _read_text(text: str, money: bool, factor: int) -> Amount:
    if text.startswith("#"):
        raise CellError("error_value")
    bare = _REMARK.sub("", text.removeprefix("@").strip() if money else text)
    remark, text = bare != text and not text.startswith("@"), bare
    text, fraction = _without_fraction(text)
    if _SCIENTIFIC.match(text):
        raise CellError("scientific")
    if _RANGE.search(text):
        raise CellError("a_range")
    match = _NUMBER.match(text)
    if match is None:
        raise CellError("not_a_number")
    if match["money"] and not money:
        raise CellError("money_not_quantity")
    rest = match["rest"]
    word = _MULTIPLIER.match(rest)
    multiplier = MULTIPLIERS[word[1]] if word and (money or word[1] not in MONEY_ONLY) else 1
    if multiplier > 1 and word:
        rest = rest[word.end() :]
    about = bool(match["about"])
    if _MORE.match(rest):
        about, rest = True, ""
    # "1,5 M" and "Rp 120.000.000" say all of themselves, whatever the heading multiplies by.
    plain_figure = multiplier == 1 and not match["money"]
    value = _decimal(match["digits"], money) * multiplier * (factor if plain_figure else 1)
    if plain_figure and factor > 1 and value >= IMPLAUSIBLE:
        raise CellError("too_large_for_heading")
    unit, period = _beside(rest, money)
    doubt = "approximate" if about else "fraction" if fraction else "remark_left_out" if remark else None
    return Amount(_plain_number(-value if match["sign"] == "-" else value), unit, period, doubt)


def _without_fraction(text: str) -> tuple[str, bool]:
    """A text with its fraction written as a decimal number, and whether it had one: "1 1/2 kg" is "1,5 kg"."""
    spoken = _SPOKEN.match(text)
    if spoken is not None:
        whole = (spoken[1] or "").replace("satu", "1")
        text = f"{whole} {_FRACTION_WORDS[spoken[2]]}{text[spoken.end() :]}".strip()
    match = _FRACTION.match(text)
    if match is None or int(match["over"]) >= int(match["under"]):
        return text, False
    value = int(match["whole"] or 0) + Decimal(match["over"]) / Decimal(match["under"])
    return f"{match['before']}{round(value, FRACTION_PLACES)}".replace(".", ",") + (match["rest"] or ""), True


def _decimal(digits: str, money: bool) -> Decimal:
    if sum(character.isdigit() for character in digits) > MAX_DIGITS:
        raise CellError("too_large")
    if _THOUSANDS.match(digits):
        return Decimal(re.sub(r"[.' ]", "", digits).replace(",", "."))
    if _ENGLISH.match(digits):
        # Rupiah have no thousandths, so there a single comma before three digits separates thousands too.
        if digits.count(",") > 1 or "." in digits or money:
            return Decimal(digits.replace(",", ""))
        raise CellError("ambiguous_number")
    if _DECIMAL.match(digits):
        return Decimal(digits.replace(",", "."))
    raise CellError("not_a_number")


def _plain_number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() and abs(value) < 10**30 else float(value)


def _beside(rest: str, money: bool) -> tuple[str | None, str | None]:
    """Unit and period written behind a number: "pcs/bln" is ("pcs", "month")."""
    rest = rest.strip()
    if money:
        rest = re.sub(r"^(?:rupiah|idr|rp)\b\.?\s*", "", rest)
    if not rest:
        return None, None
    unit: str | None = None
    period: str | None = None
    first, *others = _PER.split(rest)
    if money and first.strip():
        raise CellError("not_a_number")
    for part in (first.strip(), *(other.strip() for other in others)):
        if part.strip(".") in PERIODS:
            period = PERIODS[part.strip(".")]
        elif part and _UNIT.match(part) and unit is None:
            unit = part
        elif part:
            raise CellError("not_a_number")
    if unit and (last := unit.split()[-1]) in PERIODS and len(unit.split()) > 1:
        unit, period = " ".join(unit.split()[:-1]), PERIODS[last]
    return unit, period
