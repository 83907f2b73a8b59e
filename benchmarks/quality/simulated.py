"""Does learning help and do no harm? Invented pasts of the judged collection with known regularities.

Every world draws for each maker how much more or less reliable it is than its papers say, for each buyer how
open it is and whether it pays late whatever it wrote, and lets fresh goods lose by distance. Pairs are tried
as a broker would try them: mostly from the top of the list of day one, some because a person knew the right
one. The product learns from the first `PAST` outcomes only; the `LATER` ones come after them. The truth is
built from grades and records, never from the scorer's own features, so the fit cannot simply find itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from benchmarks.quality.records import Collection
from matchmaker.scoring import evaluation
from matchmaker.scoring.evaluation import Interval, ProbabilityFigures
from matchmaker.scoring.model import Model, prior_model
from matchmaker.scoring.profiles import NeedProfile, OutcomeProfile, UmkmProfile
from matchmaker.scoring.promotion import train
from matchmaker.scoring.scorer import Scorer
from matchmaker.scoring.training import gather, predict

Doubles = NDArray[np.float64]

WORLDS = (1, 2, 3, 4, 5)
PAST, LATER = 300, 600
PAST_MONTHS, LATER_MONTHS = 24, 6
FIRST_MONTH = (2024, 5)
GRADE_ODDS = {3: 1.3, 2: 0.1, 1: -1.0, 0: -2.2}
"""Log-odds of success by grade for a maker, buyer and distance of the middle."""
RELIABILITY_SPREAD, OPENNESS_SPREAD = 0.9, 0.5
LATE_PAYERS, LATE_LOSS, PROMPT_DAYS = 0.3, 1.8, 21
"""Share of buyers that pay late; what makers lose who cannot wait so many days."""
FRESH_DAYS, NEAR_KM, FAR_KM, FRESH_LOSS = 7, 25.0, 100.0, 1.5
SHOWN, KNOWN_SHARE, UNFINISHED_SHARE = 20, 0.3, 0.12
"""Length of the list shown; share of pairs that a person chose among the good ones; share of past pairs that are
still under way."""
UNFINISHED = ("contacted", "sample", "negotiation")
LOSS_ALLOWED = 0.005
"""A fall in nDCG below this is noise."""


@dataclass(frozen=True)
class WorldFigures:
    """One world; ``fall`` is nDCG@10 lost by learning, forecasts are over the later outcomes (n,)."""

    world: int
    promoted: bool
    reason: str
    ndcg_before: float
    ndcg_after: float
    happened: Doubles
    forecasts: dict[str, Doubles]

    @property
    def fall(self) -> float:
        """Positive when learning made the order worse."""
        return self.ndcg_before - self.ndcg_after


class World:
    """What is true of makers and buyers here, and unknown to the product."""

    def __init__(self, judged: Collection, shown: dict[int, list[int]], seed: int) -> None:
        self.judged, self.shown = judged, shown
        self.random = np.random.default_rng(seed)
        self.makers = {one.umkm_id: one for one in judged.umkm}
        self.reliability = {one: self.random.normal(0, RELIABILITY_SPREAD) for one in self.makers}
        buyers = sorted({need.buyer_id for need in judged.needs})
        self.openness = {one: self.random.normal(0, OPENNESS_SPREAD) for one in buyers}
        self.pays_late = {one: bool(self.random.random() < LATE_PAYERS) for one in buyers}
        ids = {one.external_id: one.umkm_id for one in judged.umkm}
        self.grades = {
            need.need_id: {ids[key]: grade for key, grade in judged.qrels[need.external_id].items()}
            for need in judged.needs
        }

    def chance(self, need: NeedProfile, maker: UmkmProfile) -> float:
        """The true probability that the pairing comes to an agreement."""
        odds = GRADE_ODDS[self.grades[need.need_id].get(maker.umkm_id, 0)]
        odds += self.reliability[maker.umkm_id] + self.openness[need.buyer_id]
        if self.pays_late[need.buyer_id] and (maker.max_payment_days or PROMPT_DAYS) < PROMPT_DAYS:
            odds -= LATE_LOSS
        odds -= FRESH_LOSS * _stale(need, maker)
        return float(1 / (1 + np.exp(-odds)))

    def outcomes(self, count: int, start: tuple[int, int], months: int, unfinished: float) -> list[OutcomeProfile]:
        """``count`` outcomes over ``months`` months from ``start`` (year, month)."""
        found = []
        for place in range(count):
            need, maker = self._tried()
            success = self.random.random() < self.chance(need, maker)
            stage = str(self.random.choice(("agreed", "active", "ended") if success else ("rejected", "withdrawn")))
            if self.random.random() < unfinished:
                stage = str(self.random.choice(UNFINISHED))
            month = _month(start, place * months // count)
            found.append(OutcomeProfile(maker.umkm_id, month, stage, need, need.buyer_id))
        return found

    def _tried(self) -> tuple[NeedProfile, UmkmProfile]:
        need = self.judged.needs[int(self.random.integers(len(self.judged.needs)))]
        if self.random.random() < KNOWN_SHARE:
            good = sorted(self.grades[need.need_id])
            return need, self.makers[int(self.random.choice(good))]
        listed = self.shown[need.need_id]
        seen = 1 / np.arange(1, len(listed) + 1)
        return need, self.makers[int(self.random.choice(listed, p=seen / seen.sum()))]


def _month(start: tuple[int, int], later: int) -> date:
    year, month = start
    return date(year + (month - 1 + later) // 12, (month - 1 + later) % 12 + 1, 1)


def _stale(need: NeedProfile, maker: UmkmProfile) -> float:
    """How much of the freshness is lost on the way, 0..1; 0 where goods keep or a place is unknown."""
    lives = [one.shelf_life_days for one in maker.products if one.shelf_life_days is not None]
    if not lives or min(lives) > FRESH_DAYS or None in (need.lat, need.lon, maker.lat, maker.lon):
        return 0.0
    north = 111.2 * (float(need.lat or 0) - float(maker.lat or 0))
    east = 111.2 * (float(need.lon or 0) - float(maker.lon or 0)) * np.cos(np.radians(float(need.lat or 0)))
    return float(np.clip((np.hypot(north, east) - NEAR_KM) / (FAR_KM - NEAR_KM), 0, 1))


def run(judged: Collection, as_of: date, worlds: tuple[int, ...] = WORLDS) -> Iterator[WorldFigures]:
    """Learn in each world and judge on the collection and on what came later."""
    scorer = Scorer.build(judged.umkm)
    shown = _lists(scorer, judged, as_of)
    before = _ndcg(judged, shown)
    for seed in worlds:
        world = World(judged, shown, seed)
        past = world.outcomes(PAST, FIRST_MONTH, PAST_MONTHS, UNFINISHED_SHARE)
        later = world.outcomes(LATER, _after(FIRST_MONTH, PAST_MONTHS), LATER_MONTHS, 0.0)
        model, report = train(scorer, past, f"world-{seed}")
        after = _ndcg(judged, _lists(scorer.with_model(model), judged, as_of)) if report.promoted else before
        happened, forecasts = _forecasts(scorer, model, world, later, past)
        yield WorldFigures(seed, report.promoted, report.reason, before, after, happened, forecasts)


def _after(start: tuple[int, int], months: int) -> tuple[int, int]:
    moved = _month(start, months)
    return moved.year, moved.month


def _lists(scorer: Scorer, judged: Collection, as_of: date) -> dict[int, list[int]]:
    return {need.need_id: [one.umkm_id for one in scorer.rank_need(need, SHOWN, as_of=as_of)] for need in judged.needs}


def _ndcg(judged: Collection, lists: dict[int, list[int]]) -> float:
    external = {one.umkm_id: one.external_id for one in judged.umkm}
    return float(
        np.mean(
            [
                evaluation.ndcg([external[one] for one in lists[need.need_id]], judged.qrels[need.external_id])
                for need in judged.needs
            ]
        )
    )


def _forecasts(
    scorer: Scorer, model: Model, world: World, later: list[OutcomeProfile], past: list[OutcomeProfile]
) -> tuple[Doubles, dict[str, Doubles]]:
    evidence = gather(scorer, later)
    finished = [one.stage for one in past if one.stage not in UNFINISHED]
    rate = float(np.mean([stage in ("agreed", "active", "ended") for stage in finished]))
    truth = [
        world.chance(need, world.makers[one.umkm_id])
        for one, need in zip(evidence.outcomes, evidence.needs, strict=True)
    ]
    return evidence.labels, {
        "prior": predict(prior_model(), evidence),
        "after training": predict(model, evidence),
        "share of the past": np.full(len(evidence), rate),
        "the truth itself": np.array(truth),
    }


def pooled(figures: list[WorldFigures], way: str) -> ProbabilityFigures:
    """All worlds' later outcomes together."""
    happened = np.concatenate([one.happened for one in figures])
    return evaluation.judge_probabilities(happened, np.concatenate([one.forecasts[way] for one in figures]))


def gain(figures: list[WorldFigures]) -> tuple[Interval, Interval]:
    """What training gained over the prior: fall in log loss, rise in AUC, each the mean over worlds.

    The interval is over worlds and, within them, over outcomes.
    """
    random = np.random.default_rng(0)
    draws = [_gain_once(_redrawn(figures, random)) for _ in range(evaluation.BOOTSTRAP_ROUNDS)]
    low, high = np.quantile(np.array(draws), [0.025, 0.975], axis=0)
    value = _gain_once([(one.happened, one.forecasts) for one in figures])
    return Interval(value[0], float(low[0]), float(high[0])), Interval(value[1], float(low[1]), float(high[1]))


Drawn = list[tuple[Doubles, dict[str, Doubles]]]


def _redrawn(figures: list[WorldFigures], random: np.random.Generator) -> Drawn:
    chosen = [figures[at] for at in random.integers(0, len(figures), len(figures))]
    found: Drawn = []
    for one in chosen:
        index = random.integers(0, len(one.happened), len(one.happened))
        found.append((one.happened[index], {way: forecast[index] for way, forecast in one.forecasts.items()}))
    return found


def _gain_once(drawn: Drawn) -> tuple[float, float]:
    falls, rises = [], []
    for happened, forecasts in drawn:
        prior, fitted = forecasts["prior"], forecasts["after training"]
        falls.append(evaluation.log_loss(happened, prior) - evaluation.log_loss(happened, fitted))
        rises.append(evaluation.auc(happened, fitted) - evaluation.auc(happened, prior))
    return float(np.mean(falls)), float(np.mean(rises))
