"""Which of a great many rows can be on the list of a need at all: a few dozen, found by the compiled passes.

First the relevance of all rows (`kernel_text`), then the keys of those that are relevant enough (`kernel_keys`).
What is relevant enough follows from the keys found: a row whose key would stay below the last one listed even if
it met every condition is left alone. Rows with all certificates set others back, and the most relevant row is what
others are compared with; those are kept too. So reckoning over the rows kept says of the listed ones what reckoning
over all rows says (tests/scoring/test_shortlist.py).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matchmaker.scoring import demands as asking
from matchmaker.scoring import kernel_asked, kernel_keys, kernel_order, kernel_text, plausibility, ranker
from matchmaker.scoring import relevance as plain
from matchmaker.scoring.catalogue import Catalogue
from matchmaker.scoring.lexicon.model import Lexicon
from matchmaker.scoring.model import Model
from matchmaker.scoring.reading import NeedReading
from matchmaker.scoring.reckoning import Asked, Listing
from matchmaker.scoring.relevance import Figures, RelevanceIndex
from matchmaker.scoring.row_tables import RowTables
from matchmaker.scoring.scratch import Scratch
from matchmaker.scoring.text_program import LOG_ODDS, TextProgram, text_program
from matchmaker.scoring.track_record import need_marks

Index = NDArray[np.intp]
Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]

FIRST_ROWS = 256
"""About so many of the most relevant rows are looked at first, to see what key the last one listed may have."""
GROWTH = 8
"""After that so many times as many, as long as some of the rest could still be listed."""
LEAST_STEP = 1e-6
"""Log-odds: steps of relevance are no smaller."""
TOP_ROUNDING = 1e-3
"""Rough log-odds differ by less than this from the exact ones."""


@dataclass(frozen=True, slots=True)
class Shortlist:
    """Rows that deserve a full look, ascending, their relevance, and the best relevance of all rows."""

    index: Index
    figures: Figures
    top_text: float


@dataclass(frozen=True, slots=True)
class Met:
    """The k rows that meet a need at all, ascending: their log-odds but for rounding, and what they meet of it."""

    program: TextProgram
    rows: NDArray[np.int32]
    rough: Floats
    found: Floats

    def log_odds(self, places: Index) -> Floats:
        """The exact log-odds of some of them."""
        out = np.empty(len(places), dtype=np.float32)
        kernel_text.log_odds(self.found, places, self.program.scales, LOG_ODDS, np.float32(plain.NEGATED_LEAST), out)
        return out

    def figures(self, places: Index) -> Figures:
        """The relevance of some of them."""
        return Figures(plain.figure(self.log_odds(places)), self.found[places, kernel_text.REGION])


class Finder:
    """Finds the rows for a need in one catalogue and its index; safe to use from several threads at once."""

    def __init__(self, catalogue: Catalogue, index: RelevanceIndex) -> None:
        self._catalogue, self._index = catalogue, index
        self._scratch = Scratch()
        self._blocks: tuple[tuple[Any, ...], NDArray[np.int64]] = (
            (),
            np.zeros((0, kernel_text.BLOCK_FIELDS), np.int64),
        )
        self.tables = RowTables(catalogue)

    def met(self, reading: NeedReading) -> Met:
        """The rows that meet ``reading`` at all; the arrays are lent: they go back when they are let go."""
        program = text_program(self._index, reading)
        blocks, table = self._table()
        segments = np.empty((len(program.terms) * len(table), kernel_text.SEGMENT_FIELDS), dtype=np.int64)
        first = np.empty(len(program.terms) + 1, dtype=np.int64)
        kernel_text.find_segments(program.terms, table, segments, first)
        rows, rough, found = self._arrays()
        count = kernel_text.rows_met(
            len(self._index), self._catalogue.rows.alive, program.channels, program.weights, program.literals,
            program.word_terms, program.qualities, segments, first, program.scales, LOG_ODDS,
            np.float32(plain.NEGATED_LEAST), plain.LEAST_LOG_ODDS, program.regions, rows, rough, found,
        )  # fmt: skip
        del blocks  # held until here: the kernel reads their memory
        return Met(program, rows[:count], rough[:count], found[:count])

    def relevant(self, reading: NeedReading) -> tuple[Index, Figures]:
        """All rows that meet ``reading`` better than nothing at all does, ascending, and their relevance."""
        met = self.met(reading)
        figures = met.figures(np.arange(len(met.rows)))
        some = np.flatnonzero(figures.text > 0)
        return met.rows[some].astype(np.intp), figures.take(some)

    def shortlist(self, model: Model, asked: Asked, listing: Listing) -> Shortlist:
        """The rows that the list of a need follows from."""
        met = self.met(asked.reading)
        if not len(met.rows):
            none = np.zeros(0, dtype=np.intp)
            return Shortlist(none, met.figures(none), 0.0)
        near = np.flatnonzero(met.rough >= met.rough.max() - TOP_ROUNDING)
        top_text = float(met.figures(near).text.max())
        look = _Look(self, model, met, replace(asked, top_text=top_text))
        places = look.places(listing)
        figures = met.figures(places)
        some = np.flatnonzero(figures.text > 0)
        return Shortlist(met.rows[places[some]].astype(np.intp), figures.take(some), top_text)

    @property
    def catalogue(self) -> Catalogue:
        """The catalogue it looks through."""
        return self._catalogue

    @property
    def lexicon(self) -> Lexicon:
        """The lexicon of its index."""
        return self._index.lexicon

    def _table(self) -> tuple[tuple[Any, ...], NDArray[np.int64]]:
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
                table.append((number, *(_address(one) for one in arrays), len(block.columns), first))
                first += block.n_rows
        return np.array(table, dtype=np.int64).reshape(-1, kernel_text.BLOCK_FIELDS)

    def _arrays(self) -> tuple[NDArray[np.int32], Floats, Floats]:
        """Room for one pass over all rows."""
        length = len(self._index)
        room = self._scratch.lend(4 * length * (2 + kernel_text.FOUND)).view(np.int32)
        numbers = room[length : length * (2 + kernel_text.FOUND)].view(np.float32)
        return room[:length], numbers[:length], numbers[length:].reshape(length, kernel_text.FOUND)


def _address(array: NDArray[Any]) -> int:
    if not array.flags.c_contiguous:
        raise ValueError("postings must lie in one piece")
    return int(array.__array_interface__["data"][0])


@dataclass(frozen=True, slots=True)
class _Seen:
    """Rows that were looked at and may be listed: their places among those met (n,), keys and standing."""

    places: Index
    keys: Doubles
    standing: NDArray[np.int8]

    def with_more(self, other: _Seen) -> _Seen:
        """These and others."""
        return _Seen(
            np.concatenate([self.places, other.places]),
            np.concatenate([self.keys, other.keys]),
            np.concatenate([self.standing, other.standing]),
        )


@dataclass(frozen=True, slots=True)
class _Best:
    """What the best UMKM seen so far surely come to, and which they are; shape (top,)."""

    keys: Doubles
    slots: NDArray[np.int32]


class _Look:
    """One need against the rows that meet it."""

    def __init__(self, finder: Finder, model: Model, met: Met, asked: Asked) -> None:
        self._model, self._met, self._asked = model, met, asked
        self._lexicon, self._rows = finder.lexicon, finder.catalogue.rows
        openness = ranker.openness(asked.top_text or 0.0)
        self._demands = asking.demands(finder.catalogue, model, asked.conditions, asked.reading, asked.day, openness)
        self._records, self._permits = finder.tables.records(), finder.tables.permits(asked.day, asked.conditions)
        self._best = self._find_best() if openness else None

    def places(self, listing: Listing) -> Index:
        """Places of the rows that deserve a full look, ascending."""
        best = _Best(np.full(listing.top, -np.inf), np.full(listing.top, -1, dtype=np.int32))
        count = max(FIRST_ROWS, 4 * listing.top)
        level = kernel_keys.level_with(self._met.rough, count)
        seen = self._look(level, np.inf, listing, best)
        lowest = self._lowest(float(best.keys.min()), level)
        while lowest < level:
            count *= GROWTH
            lower = max(lowest, kernel_keys.level_with(self._met.rough, count))
            seen = seen.with_more(self._look(lower, level, listing, best))
            level, lowest = lower, self._lowest(float(best.keys.min()), lower)
        return self._chosen(seen, listing)

    def _lowest(self, bar: float, level: float) -> float:
        """Log-odds of relevance below which no row reaches ``bar`` or sets another back that does."""
        reach = min(ranker.COMPLYING_REACH, ranker.UNKNOWN_REACH) if len(self._demands.groups) else 1.0
        if bar <= 0.0 or level == -np.inf:
            return -np.inf
        least = kernel_order.least_relevant(reach * bar - kernel_order.SLACK, self._demands.asked, plausibility.MOST)
        return min(least - TOP_ROUNDING, level)

    def _look(self, level: float, below: float, listing: Listing, best: _Best) -> _Seen:
        """The rows with log-odds of relevance from ``level`` to ``below`` (exclusive) that may be listed."""
        places = kernel_keys.places_between(self._met.rough, level, below)
        keys, standing = np.empty(len(places)), np.empty(len(places), dtype=np.int8)
        log_odds = self._met.log_odds(places)
        low = float(log_odds.min(initial=np.inf))
        width = (
            max((float(log_odds.max(initial=-np.inf)) - low) / kernel_keys.STEPS, LEAST_STEP) if len(places) else 1.0
        )
        kernel_keys.row_keys(
            self._met.rows[places], log_odds, self._met.found[places, kernel_text.REGION], self._history(places),
            self._records, self._permits, self._demands, plausibility.MOST, low, width, listing.include_ineligible,
            best.keys, best.slots, keys, standing,
        )  # fmt: skip
        kept = np.flatnonzero(keys != kernel_keys.BELOW)
        return _Seen(places[kept], keys[kept], standing[kept])

    def _find_best(self) -> int:
        """The place of the likeliest row, which the others are compared with; notes how likely it is."""
        met = self._met
        first = int(np.argmax(met.rough))
        best, place = kernel_keys.best_text(met.rows, met.rough, first, self._records, self._demands, plausibility.MOST)
        self._demands.asked[kernel_asked.BEST] = max(best, ranker.LEAST_BEST)
        return place

    def _history(self, places: Index) -> Doubles:
        """What the track record adds to the log-odds of success."""
        if not self._model.track_record.entries:
            return np.zeros(len(places))
        rows = self._rows.take(self._met.rows[places].astype(np.intp))
        marks = need_marks(self._asked.reading, self._lexicon)
        columns = self._model.track_record.columns(rows, self._asked.need.buyer_id, marks, self._asked.day)
        return np.asarray((columns * self._model.weights[asking.HISTORY]).sum(axis=1))

    def _listed(self, seen: _Seen, listing: Listing) -> Doubles:
        """The keys after rows without all required certificates stepped behind their rivals; others minus infinity."""
        keys = seen.keys
        if len(self._demands.groups) and len(keys):
            keys = ranker.behind_complying(keys, *_compliance(seen.standing))
        return keys if listing.include_ineligible else np.where(seen.standing & kernel_asked.HARD, -np.inf, keys)

    def _bar(self, seen: _Seen, listed: Doubles, listing: Listing) -> float:
        """The key of the last row listed; 0 or little more where they are too few to fill the list."""
        order = np.argsort(-listed, kind="stable")[: np.count_nonzero(listed > -np.inf)]
        if not len(order):
            return 0.0
        _, first = np.unique(self._rows.slot[self._met.rows[seen.places[order]]], return_index=True)
        least = listing.least_share * float(listed[order[0]])
        if len(first) < listing.top:
            return least
        return max(least, float(listed[order[np.sort(first)[listing.top - 1]]]))

    def _chosen(self, seen: _Seen, listing: Listing) -> Index:
        """The listed rows, and those that decide on their keys."""
        listed = self._listed(seen, listing)
        chosen = listed >= self._bar(seen, listed, listing) - kernel_order.SLACK
        if len(chosen):
            chosen[np.argmax(seen.keys)] = True
        if self._best is not None:
            chosen |= seen.places == self._best
        chosen |= self._setting_back(seen, chosen)
        kept = seen.places[chosen]
        return np.sort(kept) if self._best is None else np.union1d(kept, [self._best])

    def _setting_back(self, seen: _Seen, chosen: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """The rivals that the chosen rows without all required certificates step behind."""
        found = np.zeros(len(chosen), dtype=np.bool_)
        if not len(self._demands.groups):
            return found
        complies, rivals = _compliance(seen.standing)
        places = np.flatnonzero(rivals)
        order = places[np.argsort(seen.keys[places])]
        stairs = seen.keys[order]
        behind = np.flatnonzero(chosen & ~complies.held)
        reach = np.where(complies.lacking[behind], ranker.COMPLYING_REACH, ranker.UNKNOWN_REACH) * seen.keys[behind]
        low = np.searchsorted(stairs, reach - kernel_order.SLACK)
        high = np.searchsorted(stairs, reach + kernel_order.SLACK)
        for start, stop in set(zip(low.tolist(), high.tolist(), strict=True)):
            found[order[start : stop + 1]] = True
        return found


def _compliance(standing: NDArray[np.int8]) -> tuple[ranker.Compliance, NDArray[np.bool_]]:
    """Where rows stand with the required certificates, and which may set others back."""
    held = (standing & kernel_asked.HELD) != 0
    lacking = (standing & kernel_asked.LACKING) != 0
    return ranker.Compliance(held, lacking), held & ((standing & kernel_asked.HARD) == 0)
