"""Scored rows as pairings: figures, checks and reasons, as anybody is shown them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matchmaker.scoring import eligibility, ranker
from matchmaker.scoring.catalogue import NO_PRODUCT, Catalogue
from matchmaker.scoring.checks import Checks
from matchmaker.scoring.explanation import Explainer
from matchmaker.scoring.model import Model
from matchmaker.scoring.profiles import Named, ScoredPairing
from matchmaker.scoring.reckoning import Index, Scored


@dataclass(frozen=True, slots=True)
class Shown:
    """What is said of a row beside its figures: whose it is, and the words of the need that it meets."""

    named: Named
    words: list[str]

    @property
    def goods(self) -> str:
        """The name of the product, or of an UMKM that lists none."""
        return self.named.name if self.named.product_name is None else self.named.product_name


def shown_rows(catalogue: Catalogue, scored: Scored, rows: Index, words: Sequence[list[str]]) -> dict[int, Shown]:
    """What is said of some rows of the block, by their places there; ``words`` is what each meets of the need."""
    found = {}
    for row, at, met in zip(rows.tolist(), scored.block.index[rows].tolist(), words, strict=True):
        umkm, number = catalogue.umkm_at(at), int(scored.block.rows.product_no[row])
        product = None if number == NO_PRODUCT else umkm.products[number]
        own = (None, None) if product is None else (product.product_id, product.name)
        found[row] = Shown(Named(umkm.umkm_id, umkm.external_id, umkm.name, umkm.regency, *own), met)
    return found


def explained(
    scored: Scored, rows: Index, keys: Sequence[float], shown: dict[int, Shown], model: Model, version: str
) -> list[ScoredPairing]:
    """The pairings of some rows of the block with the ``keys`` they are listed by; see `shown_rows`."""
    checks = Checks(scored.results, rows)
    reasons = _explainer(scored, shown, checks, model).reasons(rows, scored.features[rows] * model.weights)
    figures = zip(
        rows.tolist(),
        scored.block.rows.umkm_id[rows].tolist(),
        ranker.probability(scored.odds[rows]).tolist(),
        keys,
        scored.verdicts[rows].tolist(),
        scored.block.distance[rows].tolist(),
        reasons,
        strict=True,
    )
    return [
        ScoredPairing(
            umkm_id=umkm_id,
            product_id=shown[row].named.product_id,
            need_id=scored.asked.need.need_id,
            score=score,
            key=key,
            intercept=model.intercept,
            eligibility=eligibility.ELIGIBILITIES[verdict],
            distance_km=None if distance != distance else distance,
            checks=checks.of(row),
            reasons=why,
            model_version=version,
        )
        for row, umkm_id, score, key, verdict, distance, why in figures
    ]


def _explainer(scored: Scored, shown: dict[int, Shown], checks: Checks, model: Model) -> Explainer:
    asked = scored.asked

    def outcomes(code: str, row: int) -> int:
        umkm_id = int(scored.block.rows.umkm_id[row])
        return model.track_record.count(code, umkm_id, asked.need.buyer_id, asked.day)

    return Explainer(scored.block, checks, lambda row: shown[row].goods, lambda row: shown[row].words, outcomes)
