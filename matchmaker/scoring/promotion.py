"""Whether learning from these outcomes is worth it: judged on outcomes later than the evidence.

The model is fitted several times on growing spans of time and asked about the span that follows each; the
pooled answers are compared with the prior. The model in force is no fair rival: it has mostly seen the
later outcomes already.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matchmaker.scoring import baselines, evaluation
from matchmaker.scoring.evaluation import Interval, ProbabilityFigures
from matchmaker.scoring.model import Model, prior_model
from matchmaker.scoring.profiles import NeedProfile, OutcomeProfile
from matchmaker.scoring.scorer import Scorer
from matchmaker.scoring.training import Evidence, fit, gather, predict

Doubles = NDArray[np.float64]

SPANS = (0.4, 0.55, 0.7, 0.85)
"""Shares of the outcomes, by time, after which a model is fitted and asked about the rest up to the next."""
LEAST_OUTCOMES = 60
"""Fewer finished outcomes tell nothing that the prior does not know better."""
SURE_ENOUGH = 0.6
"""Share of bootstrap draws in which the fitted model must predict better than the prior. In 18 invented pasts over
three judged collections every candidate predicted the 600 outcomes after its evidence better than the prior, in log
loss and in AUC; asking for 0.8 refused three of them, and none that did harm. The prior holds the fit, so that more
likely better than not is enough."""
AUC_SLACK = 0.03
"""So much discrimination may be lost: about the standard error of an AUC over two hundred outcomes, and the model
in use is fitted to more of them than those judged here."""


@dataclass(frozen=True, slots=True)
class TrainingReport:
    """What training found.

    ``reason`` is "promoted", "too_few_outcomes", "one_sided_outcomes" or "not_better". ``figures`` holds
    probabilities on held-out time by model ("prior", "fitted", "base_rate"); ``ranking`` holds nDCG@10 of later
    successes among all UMKM by way of ranking; ``gain`` is the fall in log loss against the prior.
    """

    outcomes: int
    held_out: int
    promoted: bool
    reason: str
    model_version: str
    figures: dict[str, ProbabilityFigures] = field(default_factory=dict)
    ranking: dict[str, Interval] = field(default_factory=dict)

    gain: Interval | None = None

    def as_dict(self) -> dict[str, Any]:
        """The report as plain values, for JSON."""
        return asdict(self)


def train(scorer: Scorer, outcomes: Iterable[OutcomeProfile], name: str) -> tuple[Model, TrainingReport]:
    """Fit to ``outcomes`` and return the model to use from now on with the report of the judgement.

    That is a new model called ``name``, fitted to all outcomes, where it was better on held-out time; else
    the scorer's own. The scorer is not changed.
    """
    known = list(outcomes)
    evidence = gather(scorer, known)
    finished = int(evidence.finished.sum())
    successes = int(evidence.labels[evidence.finished].sum())
    if finished < LEAST_OUTCOMES:
        return scorer.model, TrainingReport(finished, 0, False, "too_few_outcomes", scorer.model.version)
    if not 0 < successes < finished:
        return scorer.model, TrainingReport(finished, 0, False, "one_sided_outcomes", scorer.model.version)
    return _judged(scorer, known, evidence, name)


def _judged(scorer: Scorer, known: list[OutcomeProfile], evidence: Evidence, name: str) -> tuple[Model, TrainingReport]:
    held = hold_out(evidence)
    figures = {
        model: evaluation.judge_probabilities(held.happened, forecast) for model, forecast in held.forecasts.items()
    }
    gain, sure = _gain(held)
    order_kept = auc_within_spans(held, "fitted") >= auc_within_spans(held, "prior") - AUC_SLACK
    promoted = sure >= SURE_ENOUGH and order_kept
    model = fit(evidence, name) if promoted else scorer.model
    ranking = rank_later(scorer, known, held)
    report = TrainingReport(
        outcomes=int(evidence.finished.sum()),
        held_out=len(held.happened),
        promoted=promoted,
        reason="promoted" if promoted else "not_better",
        model_version=model.version,
        figures=figures,
        ranking=ranking,
        gain=gain,
    )
    return model, report


@dataclass(frozen=True, slots=True)
class HeldOut:
    """Pooled answers on later time; arrays (n,), ``last`` is the model fitted before ``since``.

    ``span`` numbers the model that forecast each outcome.
    """

    happened: Doubles
    span: NDArray[np.intp]
    forecasts: dict[str, Doubles]
    last: Model
    since: date


def hold_out(evidence: Evidence) -> HeldOut:
    """Fit on each span of `SPANS` and forecast the finished outcomes that follow it."""
    cuts = [evidence.outcomes[int(share * len(evidence))].month for share in SPANS]
    cuts = sorted(set(cuts))
    ends = [*cuts[1:], date.max]
    parts: dict[str, list[Doubles]] = {"prior": [], "fitted": [], "base_rate": []}
    happened: list[Doubles] = []
    spans: list[Doubles] = []
    last = prior_model()
    for cut, end in zip(cuts, ends, strict=True):
        past, later = evidence.before(cut), _finished_between(evidence, cut, end)
        if not len(later) or len(set(past.labels[past.finished])) < 2:
            continue
        last = fit(past, "held-out")
        spans.append(np.full(len(later), len(spans), dtype=np.float64))
        happened.append(later.labels)
        parts["prior"].append(predict(prior_model(), later))
        parts["fitted"].append(predict(last, later))
        rate = past.labels[past.finished].mean()
        parts["base_rate"].append(np.full(len(later), rate))
    pooled = {model: _joined(forecasts) for model, forecasts in parts.items()}
    return HeldOut(_joined(happened), _joined(spans).astype(np.intp), pooled, last, cuts[-1])


def auc_within_spans(held: HeldOut, model: str) -> float:
    """AUC over pairs of outcomes that the same fit forecast: levels of different fits do not compare."""
    total = pairs = 0.0
    for span in np.unique(held.span):
        part = held.span == span
        wins = held.happened[part].sum()
        weight = float(wins * (part.sum() - wins))
        if weight:
            total += weight * evaluation.auc(held.happened[part], held.forecasts[model][part])
            pairs += weight
    return total / pairs if pairs else float("nan")


def _joined(parts: list[Doubles]) -> Doubles:
    return np.concatenate(parts) if parts else np.zeros(0)


def _finished_between(evidence: Evidence, start: date, end: date) -> Evidence:
    index = [at for at, one in enumerate(evidence.outcomes) if start <= one.month < end and evidence.weights[at] == 1.0]
    return evidence.take(np.array(index, dtype=np.intp))


def _gain(held: HeldOut) -> tuple[Interval, float]:
    """Fall in log loss against the prior, and the share of bootstrap draws in which it falls."""
    if not len(held.happened):
        return Interval(float("nan"), float("nan"), float("nan")), 0.0
    losses = {model: _losses(held.happened, held.forecasts[model]) for model in ("prior", "fitted")}
    falls = losses["prior"] - losses["fitted"]
    draws = np.random.default_rng(0).integers(0, len(falls), (evaluation.BOOTSTRAP_ROUNDS, len(falls)))
    means = falls[draws].mean(axis=1)
    low, high = np.quantile(means, [0.025, 0.975])
    return Interval(float(falls.mean()), float(low), float(high)), float((means > 0).mean())


def _losses(happened: Doubles, forecast: Doubles) -> Doubles:
    inside = np.clip(forecast, 1e-12, 1 - 1e-12)
    return np.asarray(-(happened * np.log(inside) + (1 - happened) * np.log(1 - inside)))


def rank_later(scorer: Scorer, known: list[OutcomeProfile], held: HeldOut) -> dict[str, Interval]:
    """nDCG@10 of the successes after ``held.since`` among all UMKM, by each way of ranking."""
    later: dict[int, set[int]] = {}
    needs: dict[int, NeedProfile] = {}
    for one in known:
        if one.month >= held.since and one.need is not None and one.stage in baselines.SUCCESSES:
            later.setdefault(one.need.need_id, set()).add(one.umkm_id)
            needs[one.need.need_id] = one.need
    catalogue = [scorer.catalogue.umkm(umkm_id) for umkm_id in scorer.catalogue.umkm_ids()]
    past = [one for one in known if one.month < held.since]
    ways: dict[str, baselines.Ranking] = {
        "popularity": baselines.popularity(catalogue, past),
        "category_filter": baselines.category_filter(catalogue),
        "bm25": baselines.bm25(catalogue),
        "tf_idf": baselines.tf_idf(catalogue),
        "prior": _ranking(scorer, prior_model(), held.since),
        "fitted": _ranking(scorer, held.last, held.since),
    }
    return {
        way: evaluation.mean_interval(
            [
                evaluation.ndcg([str(one) for one in rank(needs[need])], {str(one): 1 for one in wanted})
                for need, wanted in later.items()
            ]
        )
        for way, rank in ways.items()
    }


def _ranking(scorer: Scorer, model: Model, as_of: date) -> baselines.Ranking:
    other = scorer.with_model(model)
    return lambda need: [one.umkm_id for one in other.rank_need(need, top=10, as_of=as_of)]
