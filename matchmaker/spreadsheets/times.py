"""Durations, days, months and years as office lists write them: "3 bln", "7 hari", 17-08-2029, 17 Agustus 2029.

Dates are day before month. A month counts 30 days and a year 365. A day that the calendar does not have is an error.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from matchmaker.spreadsheets.amounts import Amount, CellError, read_amount
from matchmaker.spreadsheets.grids import BadCell, Cell
from matchmaker.spreadsheets.words import ABSENT, DASHES, plain

UNIT_DAYS = {
    "jam": 1 / 24, "hours": 1 / 24, "hari": 1, "hr": 1, "h": 1, "day": 1, "days": 1, "hari kerja": 1, "minggu": 7,
    "mgg": 7, "mg": 7, "mggu": 7, "pekan": 7, "week": 7, "weeks": 7, "bulan": 30, "bln": 30, "bl": 30, "month": 30,
    "months": 30, "tahun": 365, "thn": 365, "th": 365, "year": 365, "years": 365,
}  # fmt: skip
MONTHS = {
    "januari": 1, "jan": 1, "january": 1, "februari": 2, "pebruari": 2, "feb": 2, "peb": 2, "february": 2, "maret": 3,
    "mar": 3, "mrt": 3, "march": 3, "april": 4, "apr": 4, "mei": 5, "may": 5, "juni": 6, "jun": 6, "june": 6,
    "juli": 7, "jul": 7, "july": 7, "agustus": 8, "agust": 8, "agt": 8, "ags": 8, "agu": 8, "aug": 8, "august": 8,
    "september": 9, "sept": 9, "sep": 9, "oktober": 10, "okt": 10, "oct": 10, "october": 10, "november": 11,
    "nopember": 11, "nov": 11, "nop": 11, "desember": 12, "des": 12, "dec": 12, "december": 12,
}  # fmt: skip
# Certificates that never run out: halal ones since UU 6/2023, as long as the composition stays.
FOR_EVER = frozenset(
    {"selamanya", "seumur hidup", "tidak terbatas", "tanpa batas", "tak terbatas", "selama tidak ada perubahan",
     "berlaku selamanya", "permanen", "sampai ada perubahan"}
)  # fmt: skip
SERIALS = (20_000, 80_000)  # day numbers of a spreadsheet between 1954 and 2119
_EPOCH = date(1899, 12, 30)  # day 0 of a spreadsheet, so that its 29 February 1900 does no harm later
_LABEL = re.compile(r"^(?:(?:s/d|s\.d|sd|sampai|dengan|hingga|exp|expired|berlaku|tgl|tanggal|ed)\b[\s.:]*)+")
_ISO = re.compile(r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ t]\d{2}:\d{2}.*)?$")
_NUMERIC = re.compile(r"^(\d{1,2})\s*[-/. ]\s*(\d{1,2})\s*[-/. ]\s*(\d{4}|\d{2})(?:[ t]\d{1,2}:\d{2}.*)?$")
_NAMED = re.compile(r"^(?:[a-z']+,\s*)?(\d{1,2})\s*[-/. ]?\s*([a-z]+)\.?\s*[-/. ,]?\s*(\d{4}|\d{2})$")
_MONTH_ONLY = re.compile(r"^([a-z]+)\.?\s*[-/. ,]?\s*(\d{4})$|^(\d{1,2})[-/.](\d{4})$|^(\d{4})[-/.](\d{1,2})$")
_YEAR = re.compile(r"(?<!\d)((?:18|19|20)\d{2})(?!\d)")
_PART = re.compile(r"(\d+(?:[.,]\d+)?)\s*([a-z]+(?: kerja)?)\.?")
_WITH_REMARK = re.compile(r"^(\d+(?:[.,]\d+)?\s*[a-z]+)\s+([a-z][a-z ,.]*)$")
_NO_REMARK = re.compile(r"\b(?:lebih|kurang|atau|sampai|hingga|an|dan|per)\b")
_TIMES_HOURS = re.compile(r"^(\d{1,2})\s*[x×*]\s*(\d{1,2})\s*jam$")  # "3x24 jam"
_ONE = re.compile(r"^se(hari|minggu|pekan|bulan|tahun)$")


def read_duration(cell: Cell, *, unit: str = "hari", up: bool = True) -> Amount | None:
    """Read a length of time in days; a bare number counts ``unit``, parts of a day go up or down.

    Raises
    ------
    CellError
        A range, a word, a formula's error.
    """
    if isinstance(cell, str):
        text = re.sub(r"\bhr\b", "hari", plain(cell))
        cell = text
        if (hours := _TIMES_HOURS.match(text)) is not None:
            return _days(int(hours[1]) * int(hours[2]) / 24, up, None)
        if (one := _ONE.match(text)) is not None:
            return Amount(UNIT_DAYS[one[1]] // 1)
        parts = _PART.findall(text)
        if len(parts) > 1 and _PART.sub("", text).strip(" ,dan") == "":
            return _days(sum(float(n.replace(",", ".")) * _unit(u) for n, u in parts), up, None)
        remark = _WITH_REMARK.match(text)
        if remark and remark[1].strip("0123456789., ") in UNIT_DAYS and not _NO_REMARK.search(remark[2]):
            length = read_duration(remark[1], unit=unit, up=up)
            if length is not None and remark[2] != "kerja":
                return Amount(length.value, doubt="remark_left_out")
    try:
        amount = read_amount(cell, money=False)
    except CellError as error:
        raise CellError("not_a_duration" if error.code == "not_a_number" else error.code) from error
    if amount is None:
        return None
    written = amount.unit or _period_word(amount) or unit
    return _days(float(amount.value) * _unit(written), up, amount.doubt)


def _period_word(amount: Amount) -> str | None:
    return {"day": "hari", "week": "minggu", "month": "bulan", "year": "tahun"}.get(amount.period or "")


def _unit(word: str) -> float:
    if word not in UNIT_DAYS:
        raise CellError("not_a_duration")
    return UNIT_DAYS[word]


def _days(days: float, up: bool, doubt: str | None) -> Amount:
    whole = int(days) if days == int(days) else int(days) + 1 if up else int(days)
    return Amount(whole, doubt=doubt)


def read_day(cell: Cell) -> date | None:
    """Read a calendar day; None where the cell says that there is none, or that it never comes.

    Raises
    ------
    CellError
        No day of the calendar.
    """
    if cell is None:
        return None
    if isinstance(cell, BadCell):
        raise CellError(cell.code)
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = plain(cell).lstrip("'")
    if not text or text in DASHES or text in ABSENT or text in FOR_EVER or text in ("belum", "tidak"):
        return None
    if text.startswith("#"):
        raise CellError("error_value")
    return _day(_LABEL.sub("", text))


def _day(text: str) -> date:
    if re.fullmatch(r"\d{5}(?:\.\d+)?", text) and SERIALS[0] <= float(text) <= SERIALS[1]:
        return _EPOCH + timedelta(days=int(float(text)))
    if match := _ISO.match(text):
        return _calendar(match[1], match[2], match[3])
    if match := _NUMERIC.match(text):
        return _calendar(match[3], match[2], match[1])
    if (match := _NAMED.match(text)) and match[2] in MONTHS:
        return _calendar(match[3], MONTHS[match[2]], match[1])
    if re.fullmatch(r"20\d{2}", text) or ((match := _MONTH_ONLY.match(text)) and (not match[1] or match[1] in MONTHS)):
        raise CellError("day_missing")
    raise CellError("not_a_date")


def _calendar(year: str, month: str | int, day: str) -> date:
    full = int(year) + (2000 if len(year) == 2 else 0)
    try:
        return date(full, int(month), int(day))
    except ValueError:
        raise CellError("no_such_date") from None


def read_month(cell: Cell) -> str | None:
    """Read a month as YYYY-MM ("Maret 2025", 03/2025, or any day in it); None where there is none.

    Raises
    ------
    CellError
        No month.
    """
    if isinstance(cell, str) and (match := _MONTH_ONLY.match(plain(cell).lstrip("'"))):
        year = match[2] or match[4] or match[5]
        month = MONTHS.get(match[1], 0) if match[1] else int(match[3] or match[6])
        if not 1 <= month <= 12:
            raise CellError("not_a_month")
        return f"{year}-{month:02d}"
    try:
        day = read_day(cell)
    except CellError as error:
        raise CellError("not_a_month" if error.code in ("not_a_date", "day_missing") else error.code) from error
    return None if day is None else f"{day.year:04d}-{day.month:02d}"


def read_year(cell: Cell) -> Amount | None:
    """Read a year of four digits, also out of "Th. 2012"; anything shorter is unknown, with a doubt.

    Raises
    ------
    CellError
        No number stands there.
    """
    if isinstance(cell, date):
        return Amount(cell.year)
    text = plain(cell) if not isinstance(cell, BadCell) else ""
    years = set(_YEAR.findall(text))
    if len(years) == 1:
        return Amount(int(years.pop()), doubt=None if re.fullmatch(r"'?\d{4}(?:\.0)?", text) else "year_in_text")
    amount = read_amount(cell, money=False)
    return None if amount is None else Amount(0, doubt="not_a_year")
