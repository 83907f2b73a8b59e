"""What a column's heading means: the spellings of `headings.yaml`, compared by their letters alone.

A spelling that is not listed is tried without filler words ("Alamat Lengkap Usaha Anda"), then, for a single wrong
letter, taken with a warning; anything further off is left out, named, and the nearest known spelling suggested.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

import yaml
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from matchmaker.spreadsheets.heading_words import (
    FILLERS,
    QUESTION_NOUNS,
    QUESTION_WORDS,
    bare_heading,
    frames,
    key_of,
    stem,
    tokens,
    written_out,
)
from matchmaker.spreadsheets.records import Kind

FACTORS = {
    "ribu": 1_000, "ribuan": 1_000, "rb": 1_000, "000": 1_000, "juta": 1_000_000, "jutaan": 1_000_000,
    "jt": 1_000_000, "miliar": 1_000_000_000, "milyar": 1_000_000_000,
}  # fmt: skip
PERIOD_WORDS = ("bulan", "tahun", "minggu")
DAY_UNITS = ("hari", "minggu", "bulan", "tahun")
GOODS_UNITS = frozenset(
    {"kg", "pcs", "buah", "unit", "ton", "liter", "bungkus", "botol", "pak", "lembar", "potong", "porsi", "kodi",
     "lusin", "toples", "kotak", "biji", "gram", "ekor", "pasang", "meter"}
)  # fmt: skip
MANY = (
    "nib",
    "phone",
    "description",
    "details",
    "line",
    "marketplace_urls",
    "clusters",
    "certificates",
    "permit.",
    "scale.",
    "running",
    "homeless",
)
FIRST_YEAR = 1_999
LONG_WORD = 4  # letters from which people shorten a word
TYPO_LENGTH = 8  # letters; in a shorter heading one letter makes another word
SUGGESTION_SCORE = 80.0  # rapidfuzz WRatio
Lookup = Callable[[list[str]], list[tuple[int, str]]]
_OUTDATED = re.compile(r"\b(?:lama|sebelumnya|old|dahulu|dulu|semula)\b", re.IGNORECASE)
OUTDATED_RANK = 1_000
_DENIED = re.compile(r"^(?:tidak|tdk|belum|blm)(?: (?:ada|punya|memiliki))?$", re.IGNORECASE)
_YEAR = re.compile(r"^(?:20[0-4]\d|[1-9])$")  # "Omzet 2023"; also "Produk 2", of which the first counts
_PARENTHESES = re.compile(r"[(\[]([^()\[\]]*)[)\]]")


@dataclass(slots=True)
class Column:
    """One column of a table: where it stands, its heading as written, and what it was taken for.

    ``target`` is a field of the record (``products.price_idr``), a word of `headings.yaml`, or None where unknown.
    ``factor``, ``unit`` ("kg") and ``time_unit`` ("bulan") are what the heading says of its numbers, ``remark`` what
    stands in its parentheses. ``denied`` tells the second of two columns to tick: "Halal: ada | tidak". ``year`` is one
    that the heading names ("Omzet 2023"; less than 2000 where columns are counted: "Produk 2"), 0 where there is none.
    ``confirmed`` tells that a person said what it is, ``inferred`` that the other columns do. ``item`` is the number of
    the product it speaks of, where a row names several (see `counted`).
    """

    index: int
    heading: str
    target: str | None = None
    factor: int = 1
    unit: str | None = None
    time_unit: str | None = None
    remark: str = ""
    names_categories: bool = False
    hidden: bool = False
    denied: bool = False
    year: int = 0
    rank: int = 0
    corrected: str | None = None
    confirmed: bool = False
    inferred: bool = False
    item: int = 1
    options: list[tuple[int, str]] = field(default_factory=list)


class Vocabulary:
    """The known headings of one kind of record."""

    def __init__(self, spellings: dict[str, list[str]]) -> None:
        self.targets = list(spellings)
        self.options: dict[str, list[tuple[int, str]]] = {}
        self.spelling: dict[str, str] = {}
        loose: dict[str, list[tuple[int, str]]] = {}
        for target, listed in spellings.items():
            for rank, spelling in enumerate(listed):
                words = tokens(spelling)
                self._add(self.options, key_of(words), rank, target)
                self.spelling.setdefault(key_of(words), spelling)
                bare = [word for word in words if word not in FILLERS]
                if bare and bare != words:
                    self._add(loose, key_of(bare), rank, target)
        self._loose = loose
        spoken = [words for listed in spellings.values() for words in map(tokens, listed)]
        self._words = frozenset(word for words in spoken for word in words)
        self._frames = frames(word for word in self._words if len(word) >= LONG_WORD)
        self._sorted: dict[str, set[str]] = {}
        for words in spoken:
            self._sorted.setdefault(key_of(sorted(words)), set()).add(key_of(words))

    @staticmethod
    def _add(index: dict[str, list[tuple[int, str]]], key: str, rank: int, target: str) -> None:
        there = index.setdefault(key, [])
        if target not in [known for _, known in there]:
            there.append((rank, target))

    def exact(self, words: list[str]) -> list[tuple[int, str]]:
        """The fields that a heading may fill as it is written, surest first."""
        return self.options.get(key_of(words), [])

    def loose(self, words: list[str]) -> list[tuple[int, str]]:
        """The fields that a heading may fill without its filler words, surest first."""
        stems = list(map(stem, words))
        for fillers in (FILLERS, FILLERS | QUESTION_WORDS, FILLERS | QUESTION_WORDS | QUESTION_NOUNS):
            bare = [word for word in stems if word not in fillers]
            if bare and bare != words:
                found = self.options.get(key_of(bare)) or self._loose.get(key_of(bare))
                if found:
                    return found
        return []

    def turned(self, words: list[str]) -> list[tuple[int, str]]:
        """The fields of the one known heading of the same words in another order ("Halal No.")."""
        keys = self._sorted.get(key_of(sorted(words)), set())
        return self.options[next(iter(keys))] if len(words) > 1 and len(keys) == 1 else []

    def abbreviated(self, words: list[str]) -> list[tuple[int, str]]:
        """The fields of the heading that these shortened words stand for ("kpsts/bln", "almt")."""
        full = written_out(words, self._words, self._frames)
        return (self.exact(full) or self.loose(full)) if full != words else []

    def corrected(self, words: list[str]) -> tuple[list[tuple[int, str]], str] | None:
        """The fields of the one known heading a single letter away, with its spelling; None where there is none."""
        key = key_of(words)
        if len(key) < TYPO_LENGTH:
            return None
        near = process.extract(key, list(self.options), scorer=OSA.distance, score_cutoff=1, limit=3)
        targets = {tuple(target for _, target in self.options[found]) for found, _, _ in near}
        return (self.options[near[0][0]], self.spelling[near[0][0]]) if len(targets) == 1 else None

    def suggestion(self, words: list[str]) -> str | None:
        """The known spelling nearest to a heading, or None where none is near."""
        key = key_of(words)
        found = process.extractOne(key, list(self.options), scorer=fuzz.ratio, score_cutoff=SUGGESTION_SCORE)
        return self.spelling[found[0]] if found else None


@cache
def vocabulary(kind: Kind) -> Vocabulary:
    """The known headings of a kind; its own spellings come before those that all kinds share."""
    text = resources.files("matchmaker.spreadsheets").joinpath("headings.yaml").read_text("utf8")
    loaded: dict[str, dict[str, Any]] = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
    spellings: dict[str, list[str]] = {}
    for part in (loaded[kind], loaded["shared"]):
        for target, listed in part.items():
            spellings.setdefault(target, []).extend(_flat(listed))
    return Vocabulary(spellings)


def _flat(listed: list[Any]) -> list[str]:
    return [one for item in listed for one in (_flat(item) if isinstance(item, list) else [item])]


def read_heading(index: int, upper: str, lower: str, known: Vocabulary, *, typos: bool = False) -> Column:
    """Take one heading apart; in a heading of two rows ``upper`` is the common one and ``lower`` the column's own."""
    written = " ".join(f"{upper} {lower}".split()) if upper and lower and upper != lower else upper or lower
    upper, lower = bare_heading(upper), bare_heading(lower)
    column = Column(index, written)
    remarks = column.remark = remarks_of(upper, lower)
    _measure(column, tokens(remarks), tokens(_PARENTHESES.sub(" ", written)))
    # Each without its year or number as well, before what only a part of it says: "Kapasitas/bulan 1".
    full = [words for words in _readings(upper, lower) if words]
    readings = [words for one in full for words in (one, [w for w in one if not _YEAR.match(w)]) if words]
    undated = [[word for word in words if not _YEAR.match(word)] for words in readings]
    numbers = [int(word) for words in readings for word in words if _YEAR.match(word)]
    # The latest year, else the first of several.
    column.year = max((number if number > FIRST_YEAR else FIRST_YEAR - number for number in numbers), default=0)
    # Both rows together, in whatever order, come before what either says alone.
    both = [tokens(text) for text in (f"{upper} {lower}", _PARENTHESES.sub(" ", f"{upper} {lower}"))]
    every = (known.exact, known.loose, known.turned, known.abbreviated)
    attempts: list[tuple[list[list[str]], Sequence[Lookup]]] = [
        (both if upper and lower else [], (known.exact, known.turned)),
        (readings, every),
        ([words for words in undated if words and words not in readings], every),
    ]
    for options in (lookup(words) for tried, lookups in attempts for lookup in lookups for words in tried):
        if options:
            later = OUTDATED_RANK if _OUTDATED.search(remarks_of(upper, lower)) else 0
            column.options = [(rank + later, target) for rank, target in options]
            column.denied = bool(_DENIED.match(lower.strip())) and lower != upper
            return column
    if typos:
        for words in readings:
            if near := known.corrected(words):
                column.options, column.corrected = near
                return column
    return column


def remarks_of(upper: str, lower: str) -> str:
    """What stands in the parentheses of a heading."""
    return " ".join(_PARENTHESES.findall(f"{upper} {lower}"))


def _readings(upper: str, lower: str) -> list[list[str]]:
    """The ways to read a heading, fullest first: with remarks in parentheses, with their period, without."""
    readings: list[list[str]] = []
    pairs = (
        [f"{upper} {lower}", f"{lower} {upper}", lower, upper]
        if upper and lower and upper != lower
        else [upper or lower]
    )
    pairs += [
        part for text in pairs for part in re.split(r"/|\batau\b", text) if part != text and len(part.strip()) > 2
    ]
    for text in pairs:
        bare = tokens(_PARENTHESES.sub(" ", text))
        inside = tokens(" ".join(_PARENTHESES.findall(text)))
        readings.append(tokens(text))
        readings.extend([*bare, word] for word in inside if word in PERIOD_WORDS)
        readings.append(bare)
        trimmed = list(bare)
        while len(trimmed) > 1 and (trimmed[-1] in GOODS_UNITS or trimmed[-1] in DAY_UNITS or trimmed[-1] in FACTORS):
            trimmed.pop()
            readings.append(list(trimmed))
    return readings


def _measure(column: Column, remarks: list[str], words: list[str]) -> None:
    """Note what a heading says of its numbers: "(Rp juta)", "(kg/bulan)", "(hari)"."""
    for word in (*remarks, *words[1:]):
        if word in FACTORS and column.factor == 1:
            column.factor = FACTORS[word]
        elif word in GOODS_UNITS:
            column.unit = column.unit or word
        elif word in DAY_UNITS:
            column.time_unit = column.time_unit or word


def is_many(target: str) -> bool:
    """Whether several columns may fill one field together."""
    return target.startswith(MANY)


def assign(columns: list[Column]) -> None:
    """Give each column its field: the surest heading wins, the others go on to what they may mean besides."""
    position = dict.fromkeys((column.index for column in columns), 0)
    for _ in range(8):  # the longest list of meanings that one heading has
        claims: dict[str, list[Column]] = {}
        for column in columns:
            place = position[column.index]
            column.rank, column.target = column.options[place] if place < len(column.options) else (0, None)
            if column.target is not None and not is_many(column.target):
                claims.setdefault(column.target, []).append(column)
        losers = [loser for claimed in claims.values() for loser in sorted(claimed, key=_surest)[1:]]
        if not losers:
            return
        for loser in losers:
            position[loser.index] += 1


def _surest(column: Column) -> tuple[bool, bool, int, int, int]:
    """Of columns that differ in nothing but their year the latest, after one without a year."""
    return (
        column.hidden,
        column.corrected is not None,
        column.rank,
        -column.year if column.year else -9999,
        column.index,
    )
