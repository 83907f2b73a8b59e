"""Looking at few of many rows: the same reckoning of relevance, over short arrays.

Nearly all goods have nothing to do with a need. `touched` finds the rows that share anything with it, and the
stand-ins for postings below let `relevance.RelevanceIndex` run unchanged over those rows only.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from matchmaker.scoring.postings import Floats, StackedPostings

Index = NDArray[np.intp]


class Raising(Protocol):
    """What relevance is reckoned from: columns over ``n_rows`` rows."""

    @property
    def n_rows(self) -> int:
        """How many rows there are."""

    def raise_to(self, out: Floats, column: int, quality: float) -> None:
        """``out = max(out, quality * column)``, in place, shape (n_rows,)."""


@dataclass(slots=True)
class NotedPostings:
    """Postings of no rows at all that note which columns are asked for."""

    asked: dict[int, None] = field(default_factory=dict)
    n_rows: int = 0

    def raise_to(self, out: Floats, column: int, quality: float) -> None:
        """Note ``column``; ``out`` has no rows."""
        self.asked[column] = None


@dataclass(frozen=True, slots=True)
class ChosenPostings:
    """Some rows of larger postings. ``place`` (all rows,) tells where among the chosen a row is, -1 if it is not."""

    postings: StackedPostings
    place: NDArray[np.int32]
    n_rows: int

    def raise_to(self, out: Floats, column: int, quality: float) -> None:
        """See `StackedPostings.raise_to`; shape (n_rows,)."""
        for rows, values in self.postings.columns(column):
            places = self.place.take(rows)
            chosen = places >= 0
            if not chosen.all():
                places, values = places[chosen], values[chosen]
            out[places] = np.maximum(out[places], values * np.float32(quality))


@dataclass(frozen=True, slots=True)
class AdjacentPostings:
    """The rows ``first`` to ``first + n_rows - 1`` of larger postings: those of one UMKM."""

    postings: StackedPostings
    first: int
    n_rows: int

    def raise_to(self, out: Floats, column: int, quality: float) -> None:
        """See `StackedPostings.raise_to`; shape (n_rows,)."""
        for rows, values in self.postings.columns(column):
            start, end = np.searchsorted(rows, (self.first, self.first + self.n_rows))
            places = rows[start:end] - self.first
            out[places] = np.maximum(out[places], values[start:end] * np.float32(quality))


def touched(asked: Iterable[tuple[StackedPostings, Iterable[int]]], n_rows: int) -> Index:
    """Rows that have any of the asked columns, ascending."""
    marks = np.zeros(n_rows, dtype=np.bool_)
    for postings, columns in asked:
        for column in columns:
            for rows, _ in postings.columns(column):
                marks[rows] = True
    return np.flatnonzero(marks)


def places_of(rows: Index, n_rows: int) -> NDArray[np.int32]:
    """For every row its place among ``rows``, -1 where it is not one of them."""
    place = np.full(n_rows, -1, dtype=np.int32)
    place[rows] = np.arange(len(rows), dtype=np.int32)
    return place
