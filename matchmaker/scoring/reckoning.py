"""One need against some rows, completely reckoned, and the order that follows from it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from matchmaker.scoring import eligibility, features, ranker
from matchmaker.scoring.block import Block, make_block
from matchmaker.scoring.catalogue import Catalogue
from matchmaker.scoring.conditions import NeedConditions
from matchmaker.scoring.lexicon.model import Lexicon
from matchmaker.scoring.model import Model
from matchmaker.scoring.profiles import NeedProfile, ScoredPairing
from matchmaker.scoring.reading import NeedReading
from matchmaker.scoring.relevance import Figures
from matchmaker.scoring.track_record import Marks, need_marks
from matchmaker.scoring.verdicts import RuleResult

Index = NDArray[np.intp]
INELIGIBLE = eligibility.ELIGIBILITIES.index("ineligible")


@dataclass(frozen=True, slots=True)
class Asked:
    """A need as the scorer reads it, on the day it is asked about, and what follows from both.

    ``top_text`` is the best relevance that any row of the catalogue has for it, None where that is not known.
    """

    need: NeedProfile
    reading: NeedReading
    day: date
    conditions: NeedConditions
    top_text: float | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """How long the list of a need is to be, and what may stand on it; see `scorer.Scorer.rank_need`."""

    top: int
    include_ineligible: bool
    least_share: float


@dataclass(frozen=True, slots=True)
class Scored:
    """One need against n rows; arrays over the rows of ``block``."""

    asked: Asked
    block: Block
    marks: Marks
    results: list[RuleResult]
    features: NDArray[np.float64]
    odds: NDArray[np.float64]
    keys: NDArray[np.float64]
    scale: ranker.Scale
    verdicts: NDArray[np.int8]


def reckon(
    catalogue: Catalogue, model: Model, lexicon: Lexicon, asked: Asked, index: Index, relevance: Figures
) -> Scored:
    """Rules, features, probability and key of the rows ``index`` (n,); ``relevance`` holds those rows only."""
    reading = asked.reading
    block = make_block(catalogue, index, relevance, asked.conditions, reading, asked.day)
    results = eligibility.evaluate(block)
    marks = need_marks(reading, lexicon)
    history = model.track_record.columns(block.rows, asked.need.buyer_id, marks, asked.day)
    table = np.hstack([features.matrix(block, results), history])
    odds = ranker.log_odds(table, model.weights, model.intercept)
    keys, scale = ranker.order_keys(block, results, odds, asked.top_text)
    return Scored(asked, block, marks, results, table, odds, keys, scale, eligibility.overall(results))


def best_rows(scored: Scored, include_ineligible: bool) -> Index:
    """Places in the block, best first, the best product of each UMKM only.

    Ties fall by a fingerprint of the external id: the same in every process and whatever the order of entry,
    and in nobody's favour by name.
    """
    wanted = np.flatnonzero(include_ineligible | (scored.verdicts != INELIGIBLE))
    rows = scored.block.rows
    order = wanted[_falling(scored.keys[wanted], rows.tie[wanted], rows.product_no[wanted])]
    return np.asarray(order[_first_of_each(rows.slot[order])], dtype=np.intp)


def _falling(keys: NDArray[np.float64], tie: NDArray[np.int64], product_no: NDArray[np.int32]) -> Index:
    """Places by falling key, equals by the two others: only those few are sorted by all three."""
    order = np.argsort(-keys, kind="stable")
    equal = keys[order[1:]] == keys[order[:-1]]
    if equal.any():
        among = np.flatnonzero(np.append(equal, False) | np.insert(equal, 0, False))
        some = order[among]
        order[among] = some[np.lexsort((product_no[some], tie[some], -keys[some]))]
    return order


def _first_of_each(slots: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Where each number of ``slots`` (n,) stands for the first time."""
    places = np.arange(len(slots))
    first = np.empty(int(slots.max(initial=-1)) + 1, dtype=np.intp)
    first[slots[::-1]] = places[::-1]
    return np.asarray(first[slots] == places)


def strictly_falling(pairings: list[ScoredPairing]) -> list[ScoredPairing]:
    """Pairings with keys made to fall strictly; see `falling`."""
    keys = falling([pairing.key for pairing in pairings])
    return [
        pairing if key == pairing.key else replace(pairing, key=key)
        for pairing, key in zip(pairings, keys, strict=True)
    ]


def falling(keys: Sequence[float]) -> list[float]:
    """Equal keys made to fall by the smallest step there is, so that any reader sorts them the same way."""
    found: list[float] = []
    for key in keys:
        found.append(math.nextafter(found[-1], -math.inf) if found and key >= found[-1] else key)
    return found
