"""The scorer: suppliers for a need, needs for an UMKM, one pair in full, search.

    scorer = Scorer.build(umkm_profiles)
    for pairing in scorer.rank_need(need, top=20):
        print(pairing.umkm_id, pairing.score, pairing.eligibility)

It holds the catalogue as arrays and is changed in place (`upsert`, `remove`); a ranking right after a
change sees it. It is not locked: whoever changes it must keep readers out meanwhile. Both directions go
through one function over rows, so a pair has one score whichever side asks.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from matchmaker.scoring import eligibility, features, ranker
from matchmaker.scoring.analyzer import Analyzer
from matchmaker.scoring.block import Block, make_block
from matchmaker.scoring.catalogue import Catalogue
from matchmaker.scoring.conditions import need_conditions
from matchmaker.scoring.explanation import Explainer
from matchmaker.scoring.model import Model, prior_model
from matchmaker.scoring.profiles import NeedProfile, ScoredPairing, UmkmProfile
from matchmaker.scoring.reading import NeedReading, ProductReading
from matchmaker.scoring.relevance import Relevance, RelevanceIndex
from matchmaker.scoring.search import (
    UNKNOWN_FILTER_LOSS,
    SearchQuery,
    SearchResult,
    apply_filters,
    count_facets,
    pseudo_need,
)
from matchmaker.scoring.track_record import Marks, need_marks
from matchmaker.scoring.verdicts import RuleResult

TEXT_FLOOR, FLOOR_SHARE = 0.08, 0.35
"""Rows below this relevance, or below this share of the best where that is less, are something else altogether
and are never listed."""
INELIGIBLE = eligibility.ELIGIBILITIES.index("ineligible")
LEAST_TEXT = 0.02
MERGE_AT_DEAD_ROWS = 2_000
"""So many tombstones are worth rebuilding the arrays."""

Index = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Scored:
    """One need against n rows, completely reckoned; arrays over the rows of ``block``."""

    need: NeedProfile
    block: Block
    marks: Marks
    results: list[RuleResult]
    features: NDArray[np.float64]
    odds: NDArray[np.float64]
    keys: NDArray[np.float64]
    verdicts: NDArray[np.int8]


class Scorer:
    """Ranks over one catalogue with one model."""

    def __init__(self, analyzer: Analyzer | None = None, model: Model | None = None) -> None:
        self.analyzer = analyzer or Analyzer()
        self.model = model or prior_model()
        self.catalogue = Catalogue()
        self._index = RelevanceIndex.build((), self.analyzer.lexicon)
        self._readings: list[ProductReading] = []

    @classmethod
    def build(
        cls, umkm: Iterable[UmkmProfile], *, model: Model | None = None, analyzer: Analyzer | None = None
    ) -> Scorer:
        """A scorer over ``umkm``; ``model`` defaults to the prior of day one."""
        scorer = cls(analyzer, model)
        for one in umkm:
            scorer.upsert(one)
        return scorer

    @property
    def model_version(self) -> str:
        """Model and lexicon in force: the same version gives the same scores for the same records."""
        return f"{self.model.version}+lexicon-{self.analyzer.lexicon.version[:8]}"

    def with_model(self, model: Model) -> Scorer:
        """A scorer over the same catalogue, shared and not copied, with another model."""
        other = copy(self)
        other.model = model
        return other

    def upsert(self, umkm: UmkmProfile) -> None:
        """Add one UMKM or replace it."""
        readings = self._read(umkm)
        self.catalogue.upsert(umkm, readings)
        self._index.append(readings)
        self._readings += readings
        if self.catalogue.dead_rows >= MERGE_AT_DEAD_ROWS:
            self._merge()

    def remove(self, umkm_id: int) -> None:
        """Take one UMKM out; nothing happens when it is not here."""
        self.catalogue.remove(umkm_id)

    def rank_need(
        self, need: NeedProfile, top: int = 20, include_ineligible: bool = False, as_of: date | None = None
    ) -> list[ScoredPairing]:
        """The best ``top`` UMKM for ``need``, each with its best product, best first.

        ``as_of`` (default today) is the day certificates, opening dates and history are looked at.
        """
        reading = self._read_need(need)
        relevance = self._index.relevance(reading)
        alive = self.catalogue.rows.alive
        top_text = float(np.max(relevance.text, where=alive, initial=0.0))
        floor = max(min(TEXT_FLOOR, FLOOR_SHARE * top_text), LEAST_TEXT)
        index = np.flatnonzero(alive & (relevance.text >= floor))
        scored = self._score(need, reading, index, relevance.take(index), _day(as_of), top_text)
        rows = self._best_rows(scored, include_ineligible)[:top]
        return _strictly_falling([self._pairing(scored, int(row)) for row in rows])

    def rank_umkm(
        self,
        umkm_id: int,
        needs: Sequence[NeedProfile],
        top: int = 20,
        include_ineligible: bool = False,
        as_of: date | None = None,
    ) -> list[ScoredPairing]:
        """The best ``top`` of ``needs`` for one UMKM, each with its best product, best first.

        Raises LookupError when the UMKM is not in the catalogue.
        """
        pairings = [self._best_pairing(need, umkm_id, _day(as_of)) for need in needs]
        shown = [
            pairing
            for pairing, text in pairings
            if text >= TEXT_FLOOR and (include_ineligible or pairing.eligibility != "ineligible")
        ]
        shown.sort(key=lambda one: (-one.key, one.need_id))
        return _strictly_falling(shown[:top])

    def score_pair(self, need: NeedProfile, umkm_id: int, as_of: date | None = None) -> ScoredPairing:
        """One pair with all checks and contributions, however it fares: "why not this UMKM?".

        Raises LookupError when the UMKM is not in the catalogue.
        """
        return self._best_pairing(need, umkm_id, _day(as_of))[0]

    def search(self, query: SearchQuery, top: int = 20, as_of: date | None = None) -> SearchResult:
        """Suppliers that match words and filters; without words, all that pass the filters."""
        day = _day(as_of)
        need = pseudo_need(query)
        reading = self._read_need(need)
        rows = self.catalogue.rows
        relevance = self._index.relevance(reading) if query.q else _all_alike(len(rows))
        filtered = apply_filters(query, rows, day)
        index = np.flatnonzero(filtered.kept & (relevance.text >= TEXT_FLOOR))
        scored = self._score(need, reading, index, relevance.take(index), day)
        scored.keys[:] -= UNKNOWN_FILTER_LOSS * filtered.unknown[index]
        found = self._best_rows(scored, False)
        pairings = _strictly_falling([self._pairing(scored, int(row)) for row in found[:top]])
        verdicts: list[str] = [eligibility.ELIGIBILITIES[code] for code in scored.verdicts[found]]
        return SearchResult(pairings, len(found), count_facets(scored.block.rows.take(found), verdicts, day))

    def reckon_pair(self, need: NeedProfile, umkm_id: int, as_of: date) -> tuple[Scored, int]:
        """Everything about one pair, over the rows of the UMKM, and which of them is its best.

        Raises LookupError when the UMKM is not in the catalogue.
        """
        reading = self._read_need(need)
        index = self.catalogue.rows_of(umkm_id)
        part = RelevanceIndex.build([self._readings[row] for row in index], self.analyzer.lexicon)
        scored = self._score(need, reading, index, part.relevance(reading), as_of)
        return scored, int(self._best_rows(scored, True)[0])

    def _best_pairing(self, need: NeedProfile, umkm_id: int, day: date) -> tuple[ScoredPairing, float]:
        scored, row = self.reckon_pair(need, umkm_id, day)
        return self._pairing(scored, row), float(scored.block.relevance.text[row])

    def _score(
        self,
        need: NeedProfile,
        reading: NeedReading,
        index: Index,
        relevance: Relevance,
        day: date,
        top_text: float = 1.0,
    ) -> Scored:
        block = make_block(self.catalogue, index, relevance, need_conditions(need, reading), reading, day)
        results = eligibility.evaluate(block)
        marks = need_marks(reading, self.analyzer.lexicon)
        history = self.model.track_record.columns(block.rows, need.buyer_id, marks, day)
        table = np.hstack([features.matrix(block, results), history])
        odds = ranker.log_odds(table, self.model.weights, self.model.intercept)
        keys = ranker.order_keys(block, results, odds, top_text)
        return Scored(need, block, marks, results, table, odds, keys, eligibility.overall(results))

    def _best_rows(self, scored: Scored, include_ineligible: bool) -> Index:
        """Block rows in order, the best product of each UMKM only."""
        wanted = np.flatnonzero(include_ineligible | (scored.verdicts != INELIGIBLE))
        names = [self.catalogue.umkm_at(int(scored.block.index[row])).external_id for row in wanted]
        order = sorted(range(len(wanted)), key=lambda at: (-scored.keys[wanted[at]], names[at], wanted[at]))
        ordered = wanted[np.array(order, dtype=np.intp)]
        _, first = np.unique(scored.block.rows.slot[ordered], return_index=True)
        return np.asarray(ordered[np.sort(first)], dtype=np.intp)

    def _pairing(self, scored: Scored, row: int) -> ScoredPairing:
        block = scored.block
        at = int(block.index[row])
        product = self.catalogue.product_at(at)
        distance = float(block.distance[row])
        return ScoredPairing(
            umkm_id=int(block.rows.umkm_id[row]),
            product_id=None if product is None else product.product_id,
            need_id=scored.need.need_id,
            score=float(ranker.probability(scored.odds[row : row + 1])[0]),
            key=float(scored.keys[row]),
            intercept=self.model.intercept,
            eligibility=eligibility.ELIGIBILITIES[int(scored.verdicts[row])],
            distance_km=None if np.isnan(distance) else distance,
            checks=eligibility.checks(scored.results, row),
            reasons=self._explainer(scored).reasons(row, scored.features[row] * self.model.weights),
            model_version=self.model_version,
        )

    def _explainer(self, scored: Scored) -> Explainer:
        index, reading = scored.block.index, scored.block.reading

        def name(row: int) -> str:
            product = self.catalogue.product_at(int(index[row]))
            return self.catalogue.umkm_at(int(index[row])).name if product is None else product.name

        def asked(row: int) -> list[str]:
            matches = self._index.explain(reading, int(index[row]))
            return list(dict.fromkeys(one.element.words for one in matches if one.value > 0))

        def outcomes(code: str, row: int) -> int:
            return self.model.track_record.count(
                code, int(scored.block.rows.umkm_id[row]), scored.need.buyer_id, scored.block.as_of
            )

        return Explainer(scored.block, scored.results, name, asked, outcomes)

    def _read(self, umkm: UmkmProfile) -> list[ProductReading]:
        read = self.analyzer.read_product
        place = ", ".join(filter(None, (umkm.regency, umkm.province))) or None
        if not umkm.products:
            return [read(umkm.name, umkm.description, place=place)]
        return [
            read(product.name, product.description, product.category, umkm.name, umkm.description, place)
            for product in umkm.products
        ]

    def _read_need(self, need: NeedProfile) -> NeedReading:
        return self.analyzer.read_need(need.title, need.description, need.category, need.buyer_type)

    def _merge(self) -> None:
        keep = self.catalogue.compact()
        self._readings = [self._readings[row] for row in keep]
        self._index = RelevanceIndex.build(self._readings, self.analyzer.lexicon)


def _all_alike(length: int) -> Relevance:
    """Relevance where no words were given: everything is as right as everything else."""
    none = np.zeros(length, dtype=np.float32)
    return Relevance(none, none, none, none, none, none, np.ones(length, dtype=np.float32))


def _strictly_falling(pairings: list[ScoredPairing]) -> list[ScoredPairing]:
    """Equal keys made to fall by the smallest step there is, so that any reader sorts them the same way."""
    falling: list[ScoredPairing] = []
    for pairing in pairings:
        if falling and pairing.key >= falling[-1].key:
            pairing = replace(pairing, key=float(np.nextafter(falling[-1].key, -np.inf)))
        falling.append(pairing)
    return falling


def _day(as_of: date | None) -> date:
    return as_of or date.today()  # noqa: DTZ011 - a calendar day of the office, not a moment
