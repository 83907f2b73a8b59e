"""Which earlier business a row of a list of products belongs to, without looking at every business of its name.

Rows of one name are of one business where nobody else's papers speak against it, and papers or the place speak for it.
Lists with thousands of one name ("Warung Kelontong") are common, so businesses are kept by what they say of themselves:
whoever can be the one asked for is looked up, and the earliest of them is taken.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

# What tells one person or firm from another of the same business name.
IDENTITY = ("nib", "nik", "phone", "email", "owner_name")
PLACE = ("province", "regency", "district", "village", "address", "lat", "lon")
ANY_KEY = ""  # no source's key is blank


def same_name(name: Any) -> str:
    """What two spellings of one business name share."""
    return " ".join(str(name or "").casefold().split())


class Likeness(NamedTuple):
    """What a record says of whose it is: its source's key, its papers (blank where not said), its place."""

    key: str | None
    papers: tuple[str, ...]
    place: tuple[str, ...]

    @property
    def said(self) -> frozenset[int]:
        """Which papers it names."""
        return frozenset(number for number, paper in enumerate(self.papers) if paper)


def likeness(clean: Mapping[str, Any]) -> Likeness:
    """What a clean record says of whose it is."""
    key = clean.get("external_id")
    papers = tuple(same_name(clean.get(name)) for name in IDENTITY)
    return Likeness(str(key) if key else None, papers, tuple(same_name(clean.get(name)) for name in PLACE))


@dataclass(slots=True)
class _Shelf:
    """The businesses that name the same papers: by any of these papers together, and by their place."""

    said: frozenset[int]
    members: list[int] = field(default_factory=list)
    tables: dict[frozenset[int], dict[tuple[str, ...], list[int]]] = field(default_factory=dict)


@dataclass(slots=True)
class Namesakes:
    """The businesses of one name, in the order of the file."""

    there: list[Likeness] = field(default_factory=list)
    shelves: dict[tuple[str | None, frozenset[int]], _Shelf] = field(default_factory=dict)
    papers_said: dict[frozenset[int], None] = field(default_factory=dict)

    def add(self, one: Likeness) -> int:
        """Keep a business; returns its place among its namesakes."""
        self.there.append(one)
        self._put(len(self.there) - 1)
        return len(self.there) - 1

    def change(self, place: int, one: Likeness) -> None:
        """A business says more of itself, or something else, after another of its rows."""
        if one != self.there[place]:
            self.there[place] = one
            self._put(place)

    def find(self, asked: Likeness) -> int | None:
        """The earliest business that a row may belong to, or None.

        Two keys of the source that differ, or one paper that differs, speak against it. A paper in common speaks for
        it; where no paper is named by both, the whole place does.
        """
        keys = (ANY_KEY,) if asked.key is None else (None, asked.key)
        shelves = [self.shelves[key, said] for said in self.papers_said for key in keys if (key, said) in self.shelves]
        found = [place for shelf in shelves if (place := self._first(shelf, asked)) is not None]
        return min(found, default=None)

    def _put(self, place: int) -> None:
        one = self.there[place]
        self.papers_said[one.said] = None
        for key in (ANY_KEY, one.key):
            shelf = self.shelves.setdefault((key, one.said), _Shelf(one.said))
            insort(shelf.members, place)
            for common, table in shelf.tables.items():
                insort(table.setdefault(_told(one, common), []), place)

    def _first(self, shelf: _Shelf, asked: Likeness) -> int | None:
        common = shelf.said & asked.said
        table = shelf.tables.get(common)
        if table is None:
            table = shelf.tables[common] = {}
            for place in shelf.members:
                table.setdefault(_told(self.there[place], common), []).append(place)
        told = _told(asked, common)
        listed = table.get(told, [])
        while listed:
            one = self.there[listed[0]]
            if one.said == shelf.said and _told(one, common) == told and self._may_be(one, asked):
                return listed[0]
            listed.pop(0)  # it has said something else since, and stands where that belongs
        return None

    def _may_be(self, one: Likeness, asked: Likeness) -> bool:
        return one.key is None or asked.key is None or one.key == asked.key


def _told(one: Likeness, common: frozenset[int]) -> tuple[str, ...]:
    return tuple(one.papers[number] for number in sorted(common)) if common else one.place
