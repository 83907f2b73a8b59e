"""The rows that a need meets, found by the compiled pass over all rows of an index."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matchmaker.scoring import kernel_blocks, kernel_exact, kernel_levels, kernel_stretch, kernel_text
from matchmaker.scoring import relevance as plain
from matchmaker.scoring.kernel_asked_text import AskedText, Space
from matchmaker.scoring.postings import Postings
from matchmaker.scoring.reading import NeedReading
from matchmaker.scoring.relevance import Figures, RelevanceIndex
from matchmaker.scoring.scratch import Scratch
from matchmaker.scoring.text_program import LOG_ODDS, TextProgram, text_program

Index = NDArray[np.intp]
Floats = NDArray[np.float32]

TOP_ROUNDING = 1e-4
"""Log-odds of a pass differ by less than this from the exact ones."""
TOP_ROWS = 8
"""Rows looked at exactly for the best relevance; where more are level they differ by rounding alone."""
STRETCH = 4_096
"""Rows gone through at a time: the sums of so many lie in the second-level cache."""
SHORT_STRETCH, FEW_ENTRIES = 512, 20_000
"""The same where the columns have so few entries that many a short stretch has none at all."""
NEGATED_LEAST = np.float32(plain.NEGATED_LEAST)


@dataclass(frozen=True, slots=True)
class Segments:
    """Where the columns of a program lie, and the blocks they lie in, which must be held as long."""

    blocks: tuple[Postings, ...]
    table: NDArray[np.int64]
    first: NDArray[np.int64]


class Room:
    """Room for one pass over so many rows."""

    def __init__(self, scratch: Scratch, n_rows: int, sides: int, entries: int) -> None:
        peaks, stretch = -(-n_rows // kernel_text.NEIGHBOURS), SHORT_STRETCH if entries < FEW_ENTRIES else STRETCH
        lengths = (n_rows + 1, n_rows, n_rows, peaks, sides * stretch)
        numbers = scratch.lend(4 * sum(lengths)).view(np.float32)
        rows, self.odds, self.regions, self.peaks, sums = _cut(numbers, lengths)
        self.rows, self.sums = rows.view(np.int32), sums.reshape(sides, stretch)


def _cut(numbers: Floats, lengths: Sequence[int]) -> list[Floats]:
    ends = list(accumulate(lengths))
    return [numbers[end - length : end] for end, length in zip(ends, lengths, strict=True)]


class Met:
    """How relevant all n rows of an index are to one need, but for rounding.

    ``odds`` (n,) are log-odds, minus infinity for rows that do not meet the need or are gone; ``peaks`` the largest of
    each `kernel_text.NEIGHBOURS` of them. The arrays are lent: they go back when they are let go.
    """

    def __init__(self, program: TextProgram, segments: Segments, room: Room) -> None:
        self.odds, self.peaks = room.odds, room.peaks
        self._program, self._segments, self._room = program, segments, room

    def level_with(self, count: int) -> float:
        """Log-odds above which about ``count`` rows lie."""
        return kernel_levels.level_with(self.odds, self.peaks, count, plain.LEAST_LOG_ODDS)

    def rows_between(self, level: float, below: float) -> Index:
        """Rows with log-odds from ``level`` to ``below`` (exclusive), ascending."""
        count = kernel_levels.rows_between(self.odds, self.peaks, level, below, self._room.rows)
        return self._room.rows[:count].astype(np.intp)

    def regions(self, rows: Index) -> Floats:
        """How some of them meet the wished region; 0 where none is wished."""
        return self._room.regions[rows] if self._program.regions else np.zeros(len(rows), dtype=np.float32)

    def top_text(self) -> float:
        """The best exact relevance of all rows; 0 where none meets the need."""
        top = float(self.peaks.max(initial=-np.inf))
        if top == -np.inf:
            return 0.0
        near = self.rows_between(top - TOP_ROUNDING, np.inf)
        likest = near[np.argsort(-self.odds[near], kind="stable")[:TOP_ROWS]]
        return float(self.figures(likest).text.max())

    def figures(self, rows: Index) -> Figures:
        """The exact relevance of some of them."""
        program, segments = self._program, self._segments
        odds, regions = np.empty(len(rows), dtype=np.float32), np.empty(len(rows), dtype=np.float32)
        sums = np.empty((_sides(program), 1), dtype=np.float32)
        kernel_exact.exact_log_odds(rows, _asked(program, segments), _space(program, segments, sums), odds, regions)
        return Figures(plain.figure(odds), regions)


class Gatherer:
    """Finds what meets a need in one index; safe to use from several threads at once."""

    def __init__(self, index: RelevanceIndex) -> None:
        self._index = index
        self._scratch = Scratch()
        self._blocks: tuple[tuple[Postings, ...], NDArray[np.int64]] = (
            (),
            np.zeros((0, kernel_blocks.BLOCK_FIELDS), np.int64),
        )

    def met(self, reading: NeedReading, alive: NDArray[np.bool_], *, all_alive: bool) -> Met:
        """How relevant the rows are that are ``alive`` (n_rows,)."""
        program = text_program(self._index, reading)
        segments = self.segments(program.terms)
        room = self._room(program, segments)
        kernel_text.all_odds(
            alive, all_alive, _asked(program, segments), _space(program, segments, room.sums), plain.LEAST_LOG_ODDS,
            room.odds, room.regions, room.peaks,
        )  # fmt: skip
        return Met(program, segments, room)

    def relevant(
        self, reading: NeedReading, alive: NDArray[np.bool_], least: float
    ) -> tuple[NDArray[np.intp], Figures]:
        """All rows of at least the relevance ``least`` and more than none, ascending, and how relevant exactly."""
        program = text_program(self._index, reading)
        segments = self.segments(program.terms)
        room = self._room(program, segments)
        odds = max(plain.LEAST_LOG_ODDS, plain.log_odds_of(least) - kernel_text.SLACK)
        count = kernel_text.rows_met(
            alive,
            _asked(program, segments),
            _space(program, segments, room.sums),
            odds,
            room.rows,
            room.odds,
            room.regions,
        )
        text = plain.figure(room.odds[:count])
        some = np.flatnonzero((text > 0) & (text >= least))
        return room.rows[some].astype(np.intp), Figures(text[some], room.regions[some])

    def segments(self, terms: NDArray[np.int32]) -> Segments:
        """Where the columns of ``terms`` (t, 2: stack, column) lie."""
        blocks, table = self._table()
        segments = np.empty((len(terms) * len(table), kernel_blocks.SEGMENT_FIELDS), dtype=np.int64)
        first = np.empty(len(terms) + 1, dtype=np.int64)
        kernel_blocks.find_segments(terms, table, segments, first)
        return Segments(blocks, segments[: first[-1]], first)

    def _table(self) -> tuple[tuple[Postings, ...], NDArray[np.int64]]:
        """All blocks of the index, which must be held while their addresses are used, and where they lie."""
        blocks = tuple(block for stack in self._index.stacks().values() for block in stack.blocks)
        if len(blocks) != len(self._blocks[0]) or any(a is not b for a, b in zip(blocks, self._blocks[0], strict=True)):
            self._blocks = blocks, self._addresses()
        return self._blocks

    def _addresses(self) -> NDArray[np.int64]:
        table = []
        for number, stack in enumerate(self._index.stacks().values()):
            first = 0
            for block in stack.blocks:
                arrays = (block.columns, block.starts, block.rows, block.values)
                table.append((number, first, len(block.columns), *(_address(one) for one in arrays)))
                first += block.n_rows
        return np.array(table, dtype=np.int64).reshape(-1, kernel_blocks.BLOCK_FIELDS)

    def _room(self, program: TextProgram, segments: Segments) -> Room:
        entries = int(segments.table[:, kernel_blocks.SEGMENT_ROWS].sum())
        return Room(self._scratch, len(self._index), _sides(program), entries)


def _sides(program: TextProgram) -> int:
    """Arrays over the rows of a stretch."""
    return kernel_stretch.SIDES + program.slots_asked + 1


def _asked(program: TextProgram, segments: Segments) -> AskedText:
    return AskedText(
        program.channels, program.weights, program.literals, program.slots, program.qualities, segments.table,
        segments.first, program.scales, LOG_ODDS, NEGATED_LEAST, program.regions,
    )  # fmt: skip


def _space(program: TextProgram, segments: Segments, sums: Floats) -> Space:
    """Working space on ``sums`` (`kernel_stretch.SIDES` + slots + 1, rows at a time)."""
    small = np.empty((2, kernel_stretch.SUMS), dtype=np.float32)
    return Space(
        cursors=np.zeros(len(segments.table), dtype=np.int64),
        touched=np.empty(program.slots_asked, dtype=np.bool_),
        slopes=small[0],
        sums=small[1],
        sides=sums[: kernel_stretch.SIDES],
        values=sums[kernel_stretch.SIDES : -1],
        regions=sums[-1],
    )


def _address(array: NDArray[Any]) -> int:
    if not array.flags.c_contiguous:
        raise ValueError("postings must lie in one piece")
    return int(array.__array_interface__["data"][0])
