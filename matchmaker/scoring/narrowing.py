"""Looking at the few rows of one UMKM: the same reckoning of relevance, over short arrays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from matchmaker.scoring.postings import Floats, StackedPostings


class Raising(Protocol):
    """What relevance is reckoned from: columns over ``n_rows`` rows."""

    @property
    def n_rows(self) -> int:
        """How many rows there are."""

    def raise_to(self, out: Floats, column: int, quality: float) -> None:
        """``out = max(out, quality * column)``, in place, shape (n_rows,)."""


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
