"""Which of a great many rows can be on the list of a need at all: a few dozen, found by the compiled passes.

First the relevance of all rows (`kernel_text`), then the keys of those that are relevant enough (`kernel_keys`).
What is relevant enough follows from the keys found: a row whose key would stay below the last one listed even if
it met every condition is left alone. Rows with all certificates set others back, and the most relevant row is what
others are compared with; those are kept too. So reckoning over the rows kept says of the listed ones what reckoning
over all rows says (tests/scoring/test_shortlist.py).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from matchmaker.scoring import demands as asking
from matchmaker.scoring import kernel_asked, kernel_keys, kernel_order, plausibility, ranker
from matchmaker.scoring.catalogue import Catalogue
from matchmaker.scoring.gathering import TOP_ROUNDING, Gatherer, Index, Met, Segments
from matchmaker.scoring.model import Model
from matchmaker.scoring.reading import NeedReading
from matchmaker.scoring.reckoning import Asked, Listing
from matchmaker.scoring.relevance import Figures, RelevanceIndex
from matchmaker.scoring.row_tables import RowTables

Doubles = NDArray[np.float64]

FIRST_ROWS = 256
"""About so many of the most relevant rows are looked at first, to see what key the last one listed may have."""
GROWTH = 32
"""After that so many times as many, as long as some of the rest could still be listed."""
LEAST_STEP = 1e-6
"""Log-odds: steps of relevance are no smaller."""


@dataclass(frozen=True, slots=True)
class Shortlist:
    """Rows that deserve a full look, ascending, their relevance, and the best relevance of all rows."""

    index: Index
    figures: Figures
    top_text: float


class Finder:
    """Finds the rows for a need in one catalogue and its index; safe to use from several threads at once."""

    def __init__(self, catalogue: Catalogue, index: RelevanceIndex) -> None:
        self.catalogue, self.lexicon = catalogue, index.lexicon
        self.tables = RowTables(catalogue)
        self._gatherer = Gatherer(index)

    def met(self, reading: NeedReading) -> Met:
        """How relevant all rows are to ``reading``; the arrays hold until the next call of the same thread."""
        return self._gatherer.met(reading, self.catalogue.rows.alive, all_alive=not self.catalogue.dead_rows)

    def relevant(self, reading: NeedReading, least: float = 0.0) -> tuple[NDArray[np.intp], Figures]:
        """All rows more relevant to ``reading`` than nothing, and at least ``least``: ascending, and how relevant."""
        return self._gatherer.relevant(reading, self.catalogue.rows.alive, least)

    def segments(self, terms: NDArray[np.int32]) -> Segments:
        """Where the columns of ``terms`` (t, 2: stack, column) lie."""
        return self._gatherer.segments(terms)

    def shortlist(self, model: Model, asked: Asked, listing: Listing) -> Shortlist:
        """The rows that the list of a need follows from."""
        met = self.met(asked.reading)
        top_text = met.top_text()
        if top_text <= 0.0:
            none = np.zeros(0, dtype=np.intp)
            return Shortlist(none, met.figures(none), 0.0)
        rows = _Look(self, model, met, replace(asked, top_text=top_text)).rows(listing)
        figures = met.figures(rows)
        some = np.flatnonzero(figures.text > 0)
        return Shortlist(rows[some], figures.take(some), top_text)


@dataclass(frozen=True, slots=True)
class _Seen:
    """Rows that were looked at and may be listed: their numbers (n,), keys and standing."""

    rows: Index
    keys: Doubles
    standing: NDArray[np.int8]

    def with_more(self, other: _Seen) -> _Seen:
        """These and others."""
        return _Seen(
            np.concatenate([self.rows, other.rows]),
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
        self._lexicon, self._columns = finder.lexicon, finder.catalogue.rows
        openness = ranker.openness(asked.top_text or 0.0)
        self._demands = asking.demands(finder.catalogue, model, asked.conditions, asked.reading, asked.day, openness)
        self._records, self._permits = finder.tables.records(), finder.tables.permits(asked.day, asked.conditions)
        self._best = self._find_best() if openness else None

    def rows(self, listing: Listing) -> Index:
        """The rows that deserve a full look, ascending."""
        best = _Best(np.full(listing.top, -np.inf), np.full(listing.top, -1, dtype=np.int32))
        count = max(FIRST_ROWS, 4 * listing.top)
        level = self._met.level_with(count)
        seen = self._look(level, np.inf, listing, best)
        lowest = self._lowest(float(best.keys.min()), level)
        while lowest < level:
            count *= GROWTH
            lower = max(lowest, self._met.level_with(count))
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
        rows = self._met.rows_between(level, below)
        keys, standing = np.empty(len(rows)), np.empty(len(rows), dtype=np.int8)
        odds = self._met.odds[rows]
        history = asking.history_odds(
            self._model, self._lexicon, self._asked, lambda: self._columns.take(rows), len(rows)
        )
        low = float(odds.min(initial=np.inf))
        width = max((float(odds.max(initial=-np.inf)) - low) / kernel_keys.STEPS, LEAST_STEP) if len(rows) else 1.0
        kernel_keys.row_keys(
            rows, odds, self._met.regions(rows), history, self._records, self._permits, self._demands,
            plausibility.MOST, low, width, listing.include_ineligible, best.keys, best.slots, keys, standing,
        )  # fmt: skip
        kept = np.flatnonzero(keys != kernel_keys.BELOW)
        return _Seen(rows[kept], keys[kept], standing[kept])

    def _find_best(self) -> int:
        """The likeliest row, which the others are compared with; notes how likely it is."""
        met = self._met
        best, row = kernel_keys.best_text(
            met.odds, met.peaks, int(np.argmax(met.odds)), self._records, self._demands, plausibility.MOST
        )
        self._demands.asked[kernel_asked.BEST] = max(best, ranker.LEAST_BEST)
        return row

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
        _, first = np.unique(self._columns.slot[seen.rows[order]], return_index=True)
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
            chosen |= seen.rows == self._best
        chosen |= self._setting_back(seen, chosen)
        kept = seen.rows[chosen]
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
