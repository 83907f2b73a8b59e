"""Conditions written in the text of a need, read like fields: "awet minimal 2 bulan", "paling mahal 3.500 per biji"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Literal

from matchmaker.scoring import constraint_patterns as say
from matchmaker.scoring.reading import Constraint
from matchmaker.scoring.text import fold
from matchmaker.scoring.units import UNITS, parse_number

Source = Literal["title", "description"]
Value = float | str | tuple[float, float]
Finding = tuple[str, Value, str | None]

WEEKS_PER_MONTH = 52 / 12
WORKDAYS_PER_MONTH = 30
SIZE_SLACK = 0.1
"""A size told as one number means about that: a tenth more or less still fits."""
MIN_PRICE_IDR = 500
"""A smaller number is no price."""
EARLY_HOUR = 8
"""Delivery before this hour counts as early."""
MASKED_RULES = frozenset(
    {"min_shelf_life_days", "max_price_idr", "volume_per_month", "max_lead_time_days", "certificate",
     "certificate_any", "delivery", "piece_weight_g", "piece_volume_ml", "piece_length_cm"}
)  # fmt: skip
"""Words of these conditions say nothing about what the thing is."""

_DAYS = {"hari": 1, "minggu": 7, "pekan": 7, "bulan": 30, "bln": 30, "tahun": 365, "thn": 365}
_TIMES_PER_MONTH = {
    "hari": WORKDAYS_PER_MONTH, "minggu": WEEKS_PER_MONTH, "pekan": WEEKS_PER_MONTH, "bulan": 1.0, "bln": 1.0,
    "tahun": 1 / 12, "thn": 1 / 12,
}  # fmt: skip

_AFTERTHOUGHT_LETTERS = 20
"""A clause as short as ", kalau bisa" speaks of the one before."""
_CUSTOM_PROCESS = {
    "bordir": "bordir",
    "sulam": "bordir",
    "sablon": "sablon",
    "grafir": "grafir",
    "ukir": "ukir",
    "cetak": "cetak",
    "label": "label",
    "merek": "label",
    "merk": "label",
    "brand": "label",
    "maklon": "label",
}


def find_constraints(text: str | None, source: Source) -> list[Constraint]:
    """All conditions in ``text``, in order of place; one place is read once."""
    folded = fold(text or "")
    found: list[Constraint] = []
    taken: set[int] = set()
    for pattern, read in _READERS:
        for match in pattern.finditer(folded):
            if taken.isdisjoint(range(match.start(), match.end())):
                for rule, value, unit in read(match, folded):
                    found.append(_constraint(rule, value, unit, match, folded, source))
                    taken |= set(range(match.start(), match.end())) if rule in MASKED_RULES else set()
    return sorted(found, key=lambda one: one.start)


def _constraint(
    rule: str, value: Value, unit: str | None, match: re.Match[str], folded: str, source: Source
) -> Constraint:
    start, end = match.span()
    soft = rule == "local" or bool(say.SOFT.search(_clause(folded, start, end)))
    return Constraint(rule, value, unit, soft, folded[start:end].strip(), source, start, end)


def _clause(folded: str, start: int, end: int) -> str:
    """The clause around a place, where a "kalau bisa" would soften it, said before, within or right behind."""
    begin = 0
    for mark in say.CLAUSE_END.finditer(folded, 0, start):
        begin = mark.end()
    after = say.CLAUSE_END.search(folded, end)
    if after is None:
        return folded[begin:]
    following = say.CLAUSE_END.split(folded[after.end() :], maxsplit=1)[0].strip()
    afterthought = following if len(following) <= _AFTERTHOUGHT_LETTERS else ""
    return f"{folded[begin : after.start()]} {afterthought}"


def _days(match: re.Match[str], *, default: str | None = None) -> float | None:
    groups = match.groupdict()
    if groups.get("one"):
        return float(_DAYS[groups["one"]])
    span = groups.get("span") or default
    amount = parse_number(groups["low"]) if groups.get("low") else None
    return amount * _DAYS[span] if amount and span else None


def _shelf_life(match: re.Match[str], folded: str) -> Iterator[Finding]:
    days = _days(match)
    if days:
        yield "min_shelf_life_days", days, None


def _lead_time(match: re.Match[str], folded: str) -> Iterator[Finding]:
    days = _days(match, default="hari")
    if days:
        yield "max_lead_time_days", days, None


def _price(match: re.Match[str], folded: str) -> Iterator[Finding]:
    groups = match.groupdict()
    amount = parse_number(groups["high"] or groups["low"], groups["scale"])
    named = groups["rp"] or groups["scale"] or groups["unit"] or "harga" in match.group() or "mahal" in match.group()
    timed = groups["unit"] is not None and UNITS[groups["unit"]].base == "day"
    if amount and amount >= MIN_PRICE_IDR and named and not timed:
        yield "max_price_idr", amount, groups["unit"]


def _size(match: re.Match[str], folded: str) -> Iterator[Finding]:
    unit = UNITS[match.group("unit")]
    low = parse_number(match.group("low"))
    high = parse_number(match.group("high")) if match.group("high") else None
    if not low or re.match(r"\s*(?:/|per|se|tiap|setiap)\s*(?:hari|minggu|bulan|bln|tahun)", folded[match.end() :]):
        return
    rule = {"g": "piece_weight_g", "ml": "piece_volume_ml", "cm": "piece_length_cm"}[unit.base]
    yield rule, _range(low * unit.factor, high * unit.factor if high else None, match.group()), None


def _range(low: float, high: float | None, said: str) -> tuple[float, float]:
    if high is not None:
        return min(low, high), max(low, high)
    if re.search(r"minim|min\b|paling (?:tidak|sedikit)|di ?atas|lebih dari", said):
        return low, float("inf")
    if re.search(say.MOST, said):
        return 0.0, low
    return low * (1 - SIZE_SLACK), low * (1 + SIZE_SLACK)


def _volume(match: re.Match[str], folded: str) -> Iterator[Finding]:
    groups = match.groupdict()
    span = groups["span"] or next((s for w, s in _ADVERBS.items() if w in match.group()), None)
    low = parse_number(groups["low"], groups["scale"])
    high = parse_number(groups["high"], groups["scale"]) if groups["high"] else low
    timed = groups["unit"] is not None and UNITS[groups["unit"]].base == "day"
    if low and high and span and not timed:
        yield "volume_per_month", (low + high) / 2 * _TIMES_PER_MONTH[span], groups["unit"]


_ADVERBS = {"harian": "hari", "mingguan": "minggu", "bulanan": "bulan"}


def _certificates(match: re.Match[str], folded: str) -> Iterator[Finding]:
    if say.NOT_NEEDED.search(folded[max(0, match.start() - 40) : match.start()]):
        return
    name = str(match.lastgroup)
    behind = say.ALTERNATIVE.match(folded, match.end())
    other = say.CERTIFICATE.match(folded, behind.end()) if behind else None
    before = re.search(r"(?:/|atau|or)\s*(?:izin\s*|ijin\s*)?$", folded[: match.start()])
    if other:
        yield "certificate_any", f"{name}|{other.lastgroup}", None
    elif not (before and any(say.CERTIFICATE.finditer(folded, max(0, before.start() - 12), before.start()))):
        yield "certificate", name, None


def _delivery(match: re.Match[str], folded: str) -> Iterator[Finding]:
    when = match.group("when")
    hour = re.search(r"\d+", when)
    if ("hari" in when and "dini" not in when) or "seminggu" in when:
        yield "delivery", "daily", None
    elif (hour is None and "keadaan" not in when) or (hour and int(hour.group()) < EARLY_HOUR):
        yield "delivery", "early", None
    else:
        yield "delivery", "delivered", None


def _customisation(match: re.Match[str], folded: str) -> Iterator[Finding]:
    said = say.CLAUSE_END.split(folded[match.start() :], maxsplit=1)[0]
    yield "customisation", next((value for word, value in _CUSTOM_PROCESS.items() if word in said), "design"), None


def _unwanted(match: re.Match[str], folded: str) -> Iterator[Finding]:
    what = say.UNWANTED_END.sub("", match.group("what"))
    if not say.NOT_UNWANTED.match(what):
        yield "unwanted", what, None


def _local(match: re.Match[str], folded: str) -> Iterator[Finding]:
    yield "local", match.group(), None


_READERS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], str], Iterator[Finding]]], ...] = (
    (say.SHELF_LIFE, _shelf_life),
    (say.SHELF_LIFE_BEHIND, _shelf_life),
    (say.LEAD_TIME, _lead_time),
    (say.LEAD_TIME_BEHIND, _lead_time),
    (say.VOLUME, _volume),
    (say.VOLUME_BEFORE, _volume),
    (say.SIZE, _size),
    (say.SIZE_BEHIND, _size),
    (say.PRICE, _price),
    (say.PRICE_PER, _price),
    (say.CERTIFICATE, _certificates),
    (say.DELIVERY, _delivery),
    (say.CUSTOM, _customisation),
    (say.UNWANTED, _unwanted),
    (say.LOCAL, _local),
)
"""Tried in this order: what an earlier reader took, later ones leave alone."""
