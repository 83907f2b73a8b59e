"""Learning from outcomes: what counts as evidence, and the re-fit around the prior.

Success is agreed, active or ended; failure is rejected, withdrawn or expired. Unfinished ones are
censored: a sample or a negotiation counts as a little evidence, the rest as none. The weight of
relevance hardly moves, because only plausible pairs were ever tried: such outcomes cannot tell what
relevance is worth, and a fit left to itself would cut it.

Imported only where something is trained (scikit-learn takes seconds to load).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from matchmaker.scoring.catalogue import Rows
from matchmaker.scoring.causes import record_weight
from matchmaker.scoring.estimator import PriorLogisticRegression
from matchmaker.scoring.features import PAIR_FEATURES
from matchmaker.scoring.model import PRIOR_INTERCEPT, Model
from matchmaker.scoring.profiles import NeedProfile, OutcomeProfile
from matchmaker.scoring.ranker import log_odds, probability
from matchmaker.scoring.scorer import Scorer
from matchmaker.scoring.track_record import (
    HISTORY_FEATURES,
    Marks,
    PastOutcome,
    TrackRecord,
    payment_groups,
    terms_groups,
)

Doubles = NDArray[np.float64]

EVIDENCE: dict[str, tuple[float, float]] = {
    "agreed": (1.0, 1.0), "active": (1.0, 1.0), "ended": (1.0, 1.0),
    "rejected": (0.0, 1.0), "withdrawn": (0.0, 1.0), "expired": (0.0, 1.0),
    "negotiation": (0.6, 0.3), "sample": (0.5, 0.2),
}  # fmt: skip
"""Stage -> (how much of a success it is, how much evidence). Stages not named are no evidence yet."""

OF_TODAY = ("business_closed", "need_not_open")
"""Features that describe today and not the month of an outcome; set to 0 in training."""

SCALE_SPREAD = 0.3
"""How freely outcomes may stretch or squeeze the whole prior before single weights move."""
FIXED_SPREAD = 1e-3
INTERCEPT_SPREAD = 2.0
"""The prior says little about how often pairings succeed in a given region."""

HALF_LIFE_DAYS = 540.0
"""An outcome counts half after a year and a half: prices, buyers and the share of pairings that succeed move on."""

PAIR_WEIGHTS = np.array([one.weight for one in PAIR_FEATURES])
SPREAD_SHARE = 0.75
"""Some hundred outcomes are spread over thirty features: each moves a little less than it could alone."""
PAIR_SPREADS = SPREAD_SHARE * np.array([one.spread for one in PAIR_FEATURES])
PAIR_SIGNS = np.array([one.sign for one in PAIR_FEATURES])
TEXT = [one.code for one in PAIR_FEATURES].index("product_match")
TRIED_MATCH = 0.8
"""Somebody found the pair worth trying, so its match counts as at least this in training: where the analyzer
failed to see it, the success must not be booked as "unrelated goods sell too"."""
HISTORY_WEIGHTS = np.array([one.weight for one in HISTORY_FEATURES])
HISTORY_SPREADS = np.array([one.spread for one in HISTORY_FEATURES])
HISTORY_SIGNS = np.array([one.sign for one in HISTORY_FEATURES])


@dataclass(frozen=True, slots=True)
class Evidence:
    """n outcomes as training rows, by rising month.

    ``features`` (n, k) are the pair features of the UMKM's best row in ``rows``; ``labels`` and ``weights``
    (n,) come from `EVIDENCE`; ``marks`` say what ``needs`` ask for.
    """

    outcomes: tuple[OutcomeProfile, ...]
    needs: tuple[NeedProfile, ...]
    marks: tuple[Marks, ...]
    rows: Rows
    features: Doubles
    labels: Doubles
    weights: Doubles

    def __len__(self) -> int:
        return len(self.labels)

    @property
    def finished(self) -> NDArray[np.bool_]:
        """Which rows ended one way or the other; shape (n,)."""
        return np.asarray(self.weights == 1.0)

    def take(self, index: NDArray[np.intp]) -> Evidence:
        """Some of the rows only."""
        return Evidence(
            outcomes=tuple(self.outcomes[at] for at in index),
            needs=tuple(self.needs[at] for at in index),
            marks=tuple(self.marks[at] for at in index),
            rows=self.rows.take(index),
            features=self.features[index],
            labels=self.labels[index],
            weights=self.weights[index],
        )

    def before(self, month: date) -> Evidence:
        """The rows of earlier months."""
        return self.take(np.array([at for at, one in enumerate(self.outcomes) if one.month < month], dtype=np.intp))


def gather(scorer: Scorer, outcomes: Iterable[OutcomeProfile]) -> Evidence:
    """Reckon the pair behind each outcome, as of its month.

    Outcomes of UMKM that are not in the catalogue, without need and product text, or at a stage that is
    no evidence, are left out.
    """
    kept, needs, marks, places, table = [], [], [], [], []
    for outcome in sorted(outcomes, key=lambda one: one.month):
        need = asked(outcome)
        if need is None or outcome.stage not in EVIDENCE or outcome.umkm_id not in scorer.catalogue:
            continue
        scored, best = scorer.reckon_pair(need, outcome.umkm_id, outcome.month)
        kept.append(outcome)
        needs.append(need)
        marks.append(scored.marks)
        places.append(int(scored.block.index[best]))
        table.append(scored.features[best, : len(PAIR_FEATURES)])
    labels = np.array([EVIDENCE[one.stage] for one in kept]).reshape(len(kept), 2)
    features = np.array(table).reshape(len(kept), len(PAIR_FEATURES))
    features[:, [one.code in OF_TODAY for one in PAIR_FEATURES]] = 0.0
    features[:, TEXT] = np.maximum(features[:, TEXT], TRIED_MATCH)
    rows = scorer.catalogue.rows.take(np.array(places, dtype=np.intp))
    return Evidence(tuple(kept), tuple(needs), tuple(marks), rows, features, labels[:, 0], labels[:, 1])


def asked(outcome: OutcomeProfile) -> NeedProfile | None:
    """The need of an outcome, or one made of the product it was about; None when neither is known."""
    if outcome.need is not None:
        return outcome.need
    if not outcome.product_text:
        return None
    buyer = -1 if outcome.buyer_id is None else outcome.buyer_id
    return NeedProfile(need_id=0, external_id="", title=outcome.product_text, buyer_id=buyer)


def fit(evidence: Evidence, name: str) -> Model:
    """A model re-fitted around the prior, with the track record of ``evidence``.

    Three steps: the prior as a whole is brought to the level of the outcomes; pair features are fitted
    around it, and what they leave unexplained becomes the track record; both are fitted together, the
    record of each outcome taken from earlier months only. Raises ValueError when all outcomes ended alike.
    """
    evidence = _faded(evidence)
    weights, intercept = _recalibrate(evidence)
    pairs = _fit(evidence, evidence.features, weights, PAIR_SPREADS, PAIR_SIGNS, intercept)
    expected = probability(log_odds(evidence.features, pairs.coef_[0], float(pairs.intercept_[0])))
    record = track_record(evidence, expected)
    whole = _fit(
        evidence,
        np.hstack([evidence.features, history(evidence, record)]),
        np.concatenate([weights, HISTORY_WEIGHTS]),
        np.concatenate([PAIR_SPREADS, HISTORY_SPREADS]),
        np.concatenate([PAIR_SIGNS, HISTORY_SIGNS]),
        intercept,
    )
    return Model(whole.coef_[0], float(whole.intercept_[0]), name, record)


def track_record(evidence: Evidence, expected: Doubles) -> TrackRecord:
    """The record of ``evidence`` against the ``expected`` probabilities (n,)."""
    terms, payment = terms_groups(evidence.rows.terms), payment_groups(evidence.rows.payment_days)
    return TrackRecord(
        PastOutcome(
            umkm_id=outcome.umkm_id,
            buyer_id=evidence.needs[at].buyer_id,
            month=outcome.month,
            residual=float(evidence.labels[at] - expected[at]),
            weight=float(evidence.weights[at]) * record_weight(outcome.reason, float(evidence.labels[at])),
            category=int(evidence.rows.category[at]),
            terms=int(terms[at]),
            payment=int(payment[at]),
            marks=evidence.marks[at],
        )
        for at, outcome in enumerate(evidence.outcomes)
    )


def history(evidence: Evidence, record: TrackRecord) -> Doubles:
    """History features of each outcome as of its month, shape (n, len(`HISTORY_FEATURES`))."""
    columns = [
        record.columns(
            evidence.rows.take(slice(at, at + 1)), evidence.needs[at].buyer_id, evidence.marks[at], outcome.month
        )
        for at, outcome in enumerate(evidence.outcomes)
    ]
    return np.concatenate(columns) if columns else np.zeros((0, len(HISTORY_FEATURES)))


def predict(model: Model, evidence: Evidence) -> Doubles:
    """Probabilities of ``evidence`` under ``model``, with its own record as of each month, shape (n,)."""
    table = np.hstack([evidence.features, history(evidence, model.track_record)])
    return probability(log_odds(table, model.weights, model.intercept))


def _faded(evidence: Evidence) -> Evidence:
    """The same outcomes, older ones with less weight."""
    days = np.array([one.month.toordinal() for one in evidence.outcomes])
    return replace(evidence, weights=evidence.weights * 0.5 ** ((days.max() - days) / HALF_LIFE_DAYS))


def _recalibrate(evidence: Evidence) -> tuple[Doubles, float]:
    """The prior's weights and intercept at the level of the outcomes.

    All conditions are stretched or squeezed together; the weight of relevance stays.
    """
    match, conditions = np.zeros_like(PAIR_WEIGHTS), PAIR_WEIGHTS.copy()
    match[TEXT], conditions[TEXT] = PAIR_WEIGHTS[TEXT], 0.0
    odds = np.stack([log_odds(evidence.features, part, 0.0) for part in (match, conditions)], axis=1)
    spreads = np.array([FIXED_SPREAD, SCALE_SPREAD])
    level = _fit(evidence, odds, np.ones(2), spreads, np.ones(2), PRIOR_INTERCEPT)
    return match + level.coef_[0, 1] * conditions, float(level.intercept_[0])


def _fit(
    evidence: Evidence, table: Doubles, mean: Doubles, spread: Doubles, signs: Doubles, intercept: float
) -> PriorLogisticRegression:
    """Fit to soft labels: each row is part success, part failure."""
    model = PriorLogisticRegression(mean, spread, signs, intercept, INTERCEPT_SPREAD)
    weights = np.concatenate([evidence.weights * evidence.labels, evidence.weights * (1 - evidence.labels)])
    kinds = np.repeat([1, 0], len(evidence))
    used = weights > 0
    return model.fit(np.vstack([table, table])[used], kinds[used], sample_weight=weights[used])
