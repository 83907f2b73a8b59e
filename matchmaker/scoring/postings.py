"""Sparse columns over product rows: which rows have a concept or a word, and how strongly."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Rows = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Postings:
    """Compressed columns: column ``columns[i]`` holds ``rows[starts[i]:starts[i + 1]]`` with ``values``.

    Columns ascend, and rows ascend within each column. ``n_rows`` rows in all, most of them zero everywhere.
    """

    columns: NDArray[np.int32]
    starts: NDArray[np.int64]
    rows: Rows
    values: Floats
    n_rows: int

    @classmethod
    def of_rows(cls, rows: Rows, columns: NDArray[np.int32], values: Floats, n_rows: int) -> Postings:
        """From triplets without duplicates, the rows of each column in their order."""
        order = _order(columns)
        return cls._of_sorted(rows[order], columns[order], values[order], n_rows)

    @classmethod
    def _of_sorted(cls, rows: Rows, columns: NDArray[np.int32], values: Floats, n_rows: int) -> Postings:
        new = np.empty(len(columns), dtype=np.bool_)
        new[:1] = True
        np.not_equal(columns[1:], columns[:-1], out=new[1:])
        first = new.nonzero()[0]
        starts = np.empty(len(first) + 1, dtype=np.int64)
        starts[:-1], starts[-1] = first, len(columns)
        return cls(columns[first].astype(np.int32, copy=False), starts, rows, values, n_rows)

    def kept(self, new_rows: Rows, n_rows: int) -> Postings:
        """Only the rows whose new number in ``new_rows`` (n_rows,) is not negative, renumbered in the same order."""
        numbers = new_rows[self.rows]
        keep = numbers >= 0
        columns = np.repeat(self.columns, np.diff(self.starts))[keep]
        return self._of_sorted(numbers[keep], columns, self.values[keep], n_rows)

    def column(self, column: int) -> tuple[Rows, Floats]:
        """Rows and values of one column, both empty if nothing has it."""
        at = int(np.searchsorted(self.columns, column))
        if at == len(self.columns) or self.columns[at] != column:
            return self.rows[:0], self.values[:0]
        part = slice(int(self.starts[at]), int(self.starts[at + 1]))
        return self.rows[part], self.values[part]

    def cells(self, column: int, rows: NDArray[np.intp]) -> Floats:
        """One column at ``rows``, shape (len(rows),)."""
        have, values = self.column(column)
        if not len(have):
            return np.zeros(len(rows), dtype=np.float32)
        at = np.minimum(np.searchsorted(have, rows), len(have) - 1)
        return np.where(have[at] == rows, values[at], np.float32(0.0))

    def renumbered(self, numbers: NDArray[np.int32]) -> Postings:
        """The same with ``numbers[c]`` for each column c; they must be distinct."""
        columns, widths = numbers[self.columns], np.diff(self.starts)
        order = _order(columns)
        starts = _starts(widths[order])
        entries = np.repeat(self.starts[:-1][order] - starts[:-1], widths[order]) + np.arange(starts[-1])
        return Postings(columns[order], starts, self.rows[entries], self.values[entries], self.n_rows)


def joined(parts: Sequence[Postings]) -> Postings:
    """The rows of ``parts``, one below the other."""
    if len(parts) == 1:
        return parts[0]
    if parts and sum(len(part.rows) for part in parts) < SORTED_FROM:
        return _sorted_together(parts)
    columns = np.unique(np.concatenate([NO_COLUMNS, *(part.columns for part in parts)]))
    places = [np.searchsorted(columns, part.columns) for part in parts]
    widths = np.zeros(len(columns), dtype=np.int64)
    for part, place in zip(parts, places, strict=True):
        widths[place] += np.diff(part.starts)
    starts = _starts(widths)
    rows, values = np.empty(int(starts[-1]), dtype=np.int32), np.empty(int(starts[-1]), dtype=np.float32)
    n_rows, free = 0, starts[:-1].copy()
    for part, place in zip(parts, places, strict=True):
        own = np.diff(part.starts)
        entries = np.repeat(free[place] - part.starts[:-1], own) + np.arange(len(part.rows))
        rows[entries], values[entries] = part.rows + np.int32(n_rows), part.values
        free[place] += own
        n_rows += part.n_rows
    return Postings(columns, starts, rows, values, n_rows)


def _sorted_together(parts: Sequence[Postings]) -> Postings:
    """The same by sorting: quicker where there is little."""
    first = [0, *accumulate(part.n_rows for part in parts)]
    columns = np.concatenate([part.columns.repeat(part.starts[1:] - part.starts[:-1]) for part in parts])
    rows = np.concatenate([part.rows + np.int32(before) for part, before in zip(parts, first, strict=False)])
    values = np.concatenate([part.values for part in parts])
    return Postings.of_rows(rows, columns, values, first[-1])


SORTED_FROM = 8_192
"""So many entries and more are joined without sorting them."""
NO_COLUMNS: NDArray[np.int32] = np.zeros(0, dtype=np.int32)
_SHORT = 1 << 16
"""Numbers below this are sorted in one pass over them."""
_LONG = 1_024
"""Fewer are not worth looking for that."""


def _order(columns: NDArray[np.int32]) -> NDArray[np.intp]:
    """What sorts ``columns``, equals in their order."""
    if len(columns) >= _LONG:
        least = int(columns.min())
        if int(columns.max()) - least < _SHORT:
            return (columns - np.int32(least)).astype(np.uint16).argsort(kind="stable")
    return columns.argsort(kind="stable")


def _starts(widths: NDArray[np.int64]) -> NDArray[np.int64]:
    """Where each of the runs of these widths begins, and the end."""
    starts = np.zeros(len(widths) + 1, dtype=np.int64)
    np.cumsum(widths, out=starts[1:])
    return starts


class StackedPostings:
    """Postings that grow at the end: a few blocks of falling size, merged as they fill up.

    Appending one row to 200,000 costs microseconds; there are never more than about twenty blocks.
    """

    def __init__(self) -> None:
        self._blocks: list[Postings] = []
        self.n_rows = 0

    def append(self, block: Postings) -> None:
        """Put ``block`` below the rows so far."""
        self._blocks.append(block)
        self.n_rows += block.n_rows
        while len(self._blocks) > 1 and self._blocks[-1].n_rows * 2 > self._blocks[-2].n_rows:
            last = self._blocks.pop()
            self._blocks[-1] = joined([self._blocks[-1], last])

    def raise_to(self, out: Floats, column: int, quality: float) -> None:
        """``out = max(out, quality * column)``, in place, shape (n_rows,)."""
        for rows, values in self.columns(column):
            out[rows] = np.maximum(out[rows], values * np.float32(quality))

    def compact(self, keep: NDArray[np.intp]) -> None:
        """Drop all rows but ``keep`` (ascending) and put what is left into one block."""
        new_rows = np.full(self.n_rows, -1, dtype=np.int32)
        new_rows[keep] = np.arange(len(keep), dtype=np.int32)
        whole = self.whole()
        self._blocks = [] if whole is None else [whole.kept(new_rows, len(keep))]
        self.n_rows = len(keep)

    def whole(self) -> Postings | None:
        """All rows as one block; None when there are none."""
        while len(self._blocks) > 1:
            last = self._blocks.pop()
            self._blocks[-1] = joined([self._blocks[-1], last])
        return self._blocks[0] if self._blocks else None

    def columns(self, column: int) -> Iterator[tuple[Rows, Floats]]:
        """Rows and values of one column, block by block; together rows ascend."""
        first = 0
        for block in self._blocks:
            rows, values = block.column(column)
            if len(rows):
                yield (rows + np.int32(first) if first else rows), values
            first += block.n_rows

    def cells(self, column: int, rows: NDArray[np.intp]) -> Floats:
        """One column at ``rows`` (any order), shape (len(rows),); 0 where nothing is stored."""
        if len(self._blocks) == 1:
            return self._blocks[0].cells(column, rows)
        out = np.zeros(len(rows), dtype=np.float32)
        first = 0
        for block in self._blocks:
            inside = (rows >= first) & (rows < first + block.n_rows)
            out[inside] = block.cells(column, rows[inside] - first)
            first += block.n_rows
        return out

    def column_length(self, column: int) -> int:
        """How many rows have ``column``."""
        return sum(len(block.column(column)[0]) for block in self._blocks)

    @property
    def blocks(self) -> tuple[Postings, ...]:
        """The blocks, top to bottom."""
        return tuple(self._blocks)
