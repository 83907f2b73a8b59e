"""The invented worlds hold the regularities they claim, and learning finds them without harm."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from benchmarks.__main__ import QUALITY_PARTS
from benchmarks.quality import report, simulated
from benchmarks.quality.records import Collection, load_collection
from matchmaker.scoring import evaluation

DAY = date(2026, 11, 21)


@pytest.fixture(scope="module")
def judged() -> Collection:
    return load_collection(report.COLLECTION)


@pytest.fixture
def world(judged: Collection) -> simulated.World:
    everybody = [one.umkm_id for one in judged.umkm][: simulated.SHOWN]
    return simulated.World(judged, {need.need_id: everybody for need in judged.needs}, seed=3)


def test_better_grades_succeed_more_often(world: simulated.World) -> None:
    need = world.judged.needs[0]
    maker = next(one for one in world.judged.umkm if not one.products or one.products[0].shelf_life_days is None)
    chances = []
    for grade in (0, 1, 2, 3):
        world.grades[need.need_id] = {maker.umkm_id: grade}
        chances.append(world.chance(need, maker))
    assert chances == sorted(chances)
    assert len(set(chances)) == 4


def test_late_payment_hurts_only_makers_who_cannot_wait(world: simulated.World) -> None:
    need, maker = world.judged.needs[0], world.judged.umkm[0]
    prompt, patient = replace(maker, max_payment_days=7), replace(maker, max_payment_days=45)
    world.pays_late[need.buyer_id] = True
    assert world.chance(need, prompt) < world.chance(need, patient)
    world.pays_late[need.buyer_id] = False
    assert world.chance(need, prompt) == world.chance(need, patient)


def test_fresh_goods_lose_by_distance_and_others_do_not(world: simulated.World) -> None:
    need = replace(world.judged.needs[0], lat=-7.0, lon=110.0)
    maker = next(one for one in world.judged.umkm if one.products)
    product = replace(maker.products[0], shelf_life_days=3)
    fresh = replace(maker, products=(product,), lat=-7.0, lon=112.0)
    keeping = replace(fresh, products=(replace(product, shelf_life_days=90),))
    assert world.chance(need, fresh) < world.chance(need, keeping)
    assert world.chance(need, replace(fresh, lon=110.1)) == world.chance(need, keeping)
    assert world.chance(need, replace(fresh, lat=None, lon=None)) == world.chance(need, keeping)


def test_the_past_ends_before_what_is_judged_begins(world: simulated.World) -> None:
    past = world.outcomes(50, simulated.FIRST_MONTH, simulated.PAST_MONTHS, 0.2)
    start = simulated._after(simulated.FIRST_MONTH, simulated.PAST_MONTHS)
    later = world.outcomes(50, start, simulated.LATER_MONTHS, 0.0)
    assert max(one.month for one in past) < min(one.month for one in later)
    assert max(one.month for one in later) < DAY
    assert not {one.stage for one in later} & set(simulated.UNFINISHED)


def test_the_same_seed_draws_the_same_world(judged: Collection, world: simulated.World) -> None:
    again = simulated.World(judged, world.shown, seed=3)
    assert again.outcomes(20, (2025, 1), 4, 0.1) == world.outcomes(20, (2025, 1), 4, 0.1)


def test_learning_gains_and_does_no_harm(judged: Collection) -> None:
    (figures,) = simulated.run(judged, DAY, worlds=(1,))
    assert len(figures.happened) == simulated.LATER >= 500
    assert figures.fall <= simulated.LOSS_ALLOWED
    prior, fitted = (figures.forecasts[way] for way in ("prior", "after training"))
    assert evaluation.log_loss(figures.happened, fitted) < evaluation.log_loss(figures.happened, prior)
    assert evaluation.auc(figures.happened, fitted) > evaluation.auc(figures.happened, prior)
    truth = figures.forecasts["the truth itself"]
    assert evaluation.log_loss(figures.happened, truth) < evaluation.log_loss(figures.happened, fitted)
    assert np.all((fitted > 0) & (fitted < 1))


def test_the_command_names_every_part() -> None:
    assert tuple(report.PARTS) == QUALITY_PARTS
