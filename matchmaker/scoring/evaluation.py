"""How good a ranking is against judged grades, and how good probabilities are against outcomes.

Rankings are judged on the scale 0-3 (gain 2^grade - 1, what is not judged counts as 0); needs weigh
alike. Intervals are percentile bootstraps over needs, or over outcomes.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Doubles = NDArray[np.float64]
Key = TypeVar("Key")
Grades = Mapping[str, int]

GOOD_GRADE = 2
"""From this grade on a broker would propose the pairing."""
BOOTSTRAP_ROUNDS = 1_000
ECE_BINS, ECE_BIN_SIZE = 10, 100
"""At most so many groups of at least so many outcomes: in smaller ones chance alone looks like an error."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure with its 95 % bootstrap interval."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.3f} [{self.low:.3f}, {self.high:.3f}]"


def ndcg(ranked: Sequence[str], grades: Grades, k: int = 10) -> float:
    """Normalised discounted cumulative gain of the first ``k``; NaN when nothing is graded above 0."""
    ideal = _dcg(sorted(grades.values(), reverse=True)[:k])
    if ideal == 0:
        return float("nan")
    return _dcg([grades.get(one, 0) for one in ranked[:k]]) / ideal


def _dcg(grades: Sequence[int]) -> float:
    return float(sum((2.0**grade - 1.0) / np.log2(place + 2) for place, grade in enumerate(grades)))


def recall(ranked: Sequence[str], grades: Grades, k: int = 20) -> float:
    """Share of those graded `GOOD_GRADE` or better that are among the first ``k``; NaN without any."""
    good = {one for one, grade in grades.items() if grade >= GOOD_GRADE}
    return len(good & set(ranked[:k])) / len(good) if good else float("nan")


def precision(ranked: Sequence[str], grades: Grades, k: int = 5) -> float:
    """Share of the first ``k`` places filled with grade `GOOD_GRADE` or better."""
    return sum(grades.get(one, 0) >= GOOD_GRADE for one in ranked[:k]) / k


def reciprocal_rank(ranked: Sequence[str], wanted: Collection[str]) -> float:
    """One over the place of the first wanted one; 0 when none is listed."""
    return next((1.0 / place for place, one in enumerate(ranked, 1) if one in wanted), 0.0)


def violations(ranked: Sequence[str], grades: Grades, lacking: Collection[str], k: int = 5) -> int:
    """How many of the first ``k`` lack a required certificate and yet stand above a good one that complies.

    ``lacking`` holds those that certainly or possibly lack one. One that stands nowhere on the list
    stands below all of it.
    """
    complying = {one for one, grade in grades.items() if grade >= GOOD_GRADE and one not in lacking}
    count = 0
    for place, one in enumerate(ranked[:k]):
        above = set(ranked[:place])
        count += one in lacking and bool(complying - above)
    return count


@dataclass(frozen=True, slots=True)
class RankingFigures:
    """Figures of one ranking over many needs."""

    needs: int
    ndcg10: Interval
    recall20: Interval
    precision5: Interval
    mrr: Interval
    violations5: int


def judge_run(
    run: Mapping[str, Sequence[str]],
    qrels: Mapping[str, Grades],
    lacking: Mapping[str, Collection[str]] | None = None,
    seed: int = 0,
) -> RankingFigures:
    """Judge ``run`` (need -> UMKM, best first) by ``qrels`` (need -> UMKM -> grade) over all needs judged.

    A need without a list counts as an empty one. ``lacking`` gives, by need, who lacks a required
    certificate.
    """
    needs = sorted(qrels)
    lists = [run.get(need, ()) for need in needs]
    pairs = list(zip(lists, (qrels[need] for need in needs), strict=True))
    good = [{one for one, grade in grades.items() if grade == max(grades.values())} for _, grades in pairs]
    broken = [
        violations(ranked, qrels[need], (lacking or {}).get(need, ()))
        for need, ranked in zip(needs, lists, strict=True)
    ]
    return RankingFigures(
        needs=len(needs),
        ndcg10=mean_interval([ndcg(*pair) for pair in pairs], seed),
        recall20=mean_interval([recall(*pair) for pair in pairs], seed),
        precision5=mean_interval([precision(*pair) for pair in pairs], seed),
        mrr=mean_interval([reciprocal_rank(ranked, best) for ranked, best in zip(lists, good, strict=True)], seed),
        violations5=sum(broken),
    )


def mean_interval(values: Sequence[float], seed: int = 0, rounds: int = BOOTSTRAP_ROUNDS) -> Interval:
    """Mean of ``values`` without NaN, with its bootstrap interval."""
    kept = np.array([value for value in values if value == value])
    if not len(kept):
        return Interval(float("nan"), float("nan"), float("nan"))
    draws = np.random.default_rng(seed).integers(0, len(kept), (rounds, len(kept)))
    low, high = np.quantile(kept[draws].mean(axis=1), [0.025, 0.975])
    return Interval(float(kept.mean()), float(low), float(high))


def auc(happened: Doubles, probabilities: Doubles) -> float:
    """Chance that a success has the larger probability than a failure (ties half); NaN with one class only."""
    positive = happened > 0.5
    wins, losses = int(positive.sum()), int((~positive).sum())
    if not wins or not losses:
        return float("nan")
    ranks = _midranks(probabilities)
    return float((ranks[positive].sum() - wins * (wins + 1) / 2) / (wins * losses))


def _midranks(values: Doubles) -> Doubles:
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return np.asarray((last - (counts - 1) / 2)[inverse], dtype=np.float64)


def log_loss(happened: Doubles, probabilities: Doubles) -> float:
    """Mean negative log-likelihood in nats."""
    inside = np.clip(probabilities, 1e-12, 1 - 1e-12)
    return float(-np.mean(happened * np.log(inside) + (1 - happened) * np.log(1 - inside)))


def brier(happened: Doubles, probabilities: Doubles) -> float:
    """Mean squared error of the probabilities."""
    return float(np.mean((happened - probabilities) ** 2))


def calibration_error(happened: Doubles, probabilities: Doubles, bins: int | None = None) -> float:
    """Expected calibration error over groups of equal size by rising probability.

    ``bins`` defaults to one group for every `ECE_BIN_SIZE` outcomes, at most `ECE_BINS`.
    """
    if bins is None:
        bins = min(max(len(happened) // ECE_BIN_SIZE, 1), ECE_BINS)
    order = np.argsort(probabilities, kind="stable")
    groups = [group for group in np.array_split(order, bins) if len(group)]
    gaps = [abs(happened[group].mean() - probabilities[group].mean()) * len(group) for group in groups]
    return float(np.sum(gaps) / len(order))


@dataclass(frozen=True, slots=True)
class ProbabilityFigures:
    """Figures of one model over outcomes it was not trained on."""

    outcomes: int
    auc: Interval
    log_loss: Interval
    brier: Interval
    calibration_error: Interval


def judge_probabilities(happened: Doubles, probabilities: Doubles, seed: int = 0) -> ProbabilityFigures:
    """All figures of ``probabilities`` (n,) against what ``happened`` (n,; 1 success, 0 failure)."""
    measures = (auc, log_loss, brier, calibration_error)
    intervals = [outcome_interval(measure, happened, probabilities, seed) for measure in measures]
    return ProbabilityFigures(len(happened), *intervals)


def outcome_interval(
    measure: Callable[[Doubles, Doubles], float],
    happened: Doubles,
    probabilities: Doubles,
    seed: int = 0,
    rounds: int = BOOTSTRAP_ROUNDS,
) -> Interval:
    """``measure`` with its bootstrap interval over outcomes."""
    if not len(happened):
        return Interval(float("nan"), float("nan"), float("nan"))
    draws = np.random.default_rng(seed).integers(0, len(happened), (rounds, len(happened)))
    values = np.array([measure(happened[draw], probabilities[draw]) for draw in draws])
    low, high = np.nanquantile(values, [0.025, 0.975])
    return Interval(measure(happened, probabilities), float(low), float(high))
