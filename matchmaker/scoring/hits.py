"""The hits of a search over a large catalogue, found and counted by the compiled loops of `kernel_search`.

All hits are ordered and counted there. Those that can be on the page asked for, and those that rounding might count
otherwise, are reckoned by the plain code, so that list, figures and counts are what it says of all hits
(tests/scoring/test_search_compiled.py).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from matchmaker.scoring import demands as asking
from matchmaker.scoring import kernel_asked, kernel_search, ranker
from matchmaker.scoring.catalogue import CATEGORIES, Catalogue
from matchmaker.scoring.certificates import CERTIFICATE_TYPES
from matchmaker.scoring.conditions import NeedConditions
from matchmaker.scoring.eligibility import ELIGIBILITIES
from matchmaker.scoring.kernel_asked import Demands
from matchmaker.scoring.model import Model
from matchmaker.scoring.reckoning import Asked, Index, Scored, best_rows, reckon
from matchmaker.scoring.relevance import Figures
from matchmaker.scoring.search import (
    LEAST_TEXT,
    UNKNOWN_FILTER_LOSS,
    FacetCounts,
    Found,
    SearchQuery,
    Tally,
    apply_filters,
    least_text,
)

if TYPE_CHECKING:
    from matchmaker.scoring.shortlist import Finder

DOUBLE, SINGLE = 1e-12, 1e-6
"""Keys of the compiled and the plain way differ by less than this, where a rule of the plain code reckons in double and
in single precision; 5e-16 and 9e-8 are the most that was seen."""
_POINTS = slice(kernel_asked.NUMBERS, kernel_asked.POINTS_END)
"""Points of what is unknown or simply not so: rules give them in single precision, and equal sums must stay equal."""

Doubles = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Hits:
    """The n rows that are relevant enough and pass the filters, ascending; arrays (n,).

    ``unknown`` is how many filters are unknown for each.
    """

    index: Index
    relevance: Figures
    unknown: NDArray[np.int16]


def search(finder: Finder, model: Model, query: SearchQuery, asked: Asked, top: int) -> Found:
    """The best ``top`` suppliers, and counts of all; the same as `search.plain_search` finds."""
    hits = _by_words(finder, query, asked) if query.q else _all(finder, query, asked)
    return _Judged(finder, model, asked, hits).found(top)


def _by_words(finder: Finder, query: SearchQuery, asked: Asked) -> Hits:
    index, relevance = finder.relevant(asked.reading, LEAST_TEXT)
    filtered = apply_filters(query, finder.catalogue.rows.take(index), asked.day)
    least = least_text(float(relevance.text.max(where=filtered.kept, initial=0.0)))
    some = np.flatnonzero(filtered.kept & (relevance.text >= least))
    return Hits(index[some], relevance.take(some), filtered.unknown[some])


def _all(finder: Finder, query: SearchQuery, asked: Asked) -> Hits:
    """Without words everything that passes the filters is as right as everything else."""
    filtered = apply_filters(query, finder.catalogue.rows, asked.day)
    index = np.flatnonzero(filtered.kept)
    ones, zeros = np.ones(len(index), dtype=np.float32), np.zeros(len(index), dtype=np.float32)
    return Hits(index, Figures(ones, zeros), filtered.unknown[index])


def _demands(catalogue: Catalogue, model: Model, asked: Asked) -> Demands:
    """What a search demands: it has no best row that others are compared with, each is on a scale of its own."""
    demands = asking.demands(catalogue, model, asked.conditions, asked.reading, asked.day, 0.0)
    demands.asked[kernel_asked.BEST] = ranker.PAIR_BEST
    demands.asked[kernel_asked.RIGHT_TEXT] = ranker.PAIR_RIGHT
    demands.asked[_POINTS] = demands.asked[_POINTS].astype(np.float32)
    return demands


def _in_single_precision(conditions: NeedConditions, hits: Hits) -> bool:
    """Whether anything is asked that tells by how much a row misses it, or how far away it is."""
    amounts = (conditions.volume, conditions.prices, conditions.pieces, conditions.deliveries)
    days = (conditions.lead_time_days, conditions.shelf_life_days, conditions.payment_days)
    return (
        any(amounts)
        or any(one is not None for one in (*days, conditions.radius_km, conditions.place))
        or bool(hits.relevance.region.any())
    )


class _Judged:
    """Keys and verdicts of all hits, arrays (n,)."""

    def __init__(self, finder: Finder, model: Model, asked: Asked, hits: Hits) -> None:
        self._catalogue, self._model, self._asked, self._hits = finder.catalogue, model, asked, hits
        self._lexicon = finder.lexicon
        self._keys, self._verdicts = np.empty(len(hits.index)), np.empty(len(hits.index), dtype=np.int8)
        self._slots, self._marks = (np.empty(len(hits.index), dtype=np.int32) for _ in range(2))
        doubts = np.empty(len(hits.index), dtype=np.bool_)
        rows = finder.catalogue.rows
        history = asking.history_odds(model, finder.lexicon, asked, lambda: rows.take(hits.index), len(hits.index))
        kernel_search.judge_hits(
            hits.index, hits.relevance.text, hits.relevance.region, history, finder.tables.records(),
            finder.tables.permits(asked.day, asked.conditions), _demands(finder.catalogue, model, asked),
            self._keys, self._verdicts, doubts, self._slots, self._marks,
        )  # fmt: skip
        self._keys -= UNKNOWN_FILTER_LOSS * hits.unknown
        self._close = SINGLE if _in_single_precision(asked.conditions, hits) else DOUBLE
        self._settle(doubts)

    def _settle(self, doubts: NDArray[np.bool_]) -> None:
        """What rounding might decide is decided by the plain code."""
        hits = self._hits
        places = kernel_search.doubtful(
            self._slots, self._marks, self._keys, self._verdicts, hits.relevance.text, hits.relevance.region, doubts,
            self._close,
        )  # fmt: skip
        if len(places):
            scored = self._reckon(places)
            self._keys[places], self._verdicts[places] = scored.keys, scored.verdicts

    def found(self, top: int) -> Found:
        """The best ``top`` and counts of all."""
        hits, regions = self._hits, self._catalogue.rows
        sizes = (len(ELIGIBILITIES), len(CATEGORIES), len(CERTIFICATE_TYPES))
        by_verdict, by_category, by_certificate = (np.zeros(size, dtype=np.int64) for size in sizes)
        best = kernel_search.best_of_each(
            self._slots, self._marks, self._keys, self._verdicts, by_verdict, by_category, by_certificate
        )
        index = hits.index[best]
        counts = FacetCounts(
            Tally.by_place(by_category),
            Tally(*kernel_search.tally(regions.province, index)),
            Tally(*kernel_search.tally(regions.regency, index)),
            Tally.by_place(by_certificate),
            Tally.by_place(by_verdict),
        )
        scored = self._reckon(self._reaching(self._keys[best], top))
        return Found(scored, best_rows(scored, False)[:top], len(best), counts)

    def _reaching(self, best: Doubles, top: int) -> Index:
        """Places of the rows that may be among the best ``top``, given the best key of each UMKM."""
        bar = float(np.partition(best, -top)[-top]) if len(best) > top else -math.inf
        return np.asarray(kernel_search.from_key_on(self._hits.index, self._keys, self._verdicts, bar - self._close))

    def _reckon(self, places: Index) -> Scored:
        """Everything about some hits."""
        hits = self._hits
        relevance = hits.relevance.take(places)
        scored = reckon(self._catalogue, self._model, self._lexicon, self._asked, hits.index[places], relevance)
        scored.keys[:] -= UNKNOWN_FILTER_LOSS * hits.unknown[places]
        return scored
