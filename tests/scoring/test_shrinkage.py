"""How far makers differ, estimated from the outcomes themselves."""

from __future__ import annotations

import numpy as np

from matchmaker.scoring.shrinkage import GUESSES, Residual, shrinkages


def outcomes(count: int, makers: float = 0.0, buyers: float = 0.0, habit: float = 0.0) -> list[Residual]:
    """``count`` residuals of 60 makers and 15 buyers whose effects have the given standard deviations."""
    random = np.random.default_rng(11)
    maker, buyer = random.normal(0, makers, 60), random.normal(0, buyers, 15)
    taste = random.choice([-habit, habit], 15)
    found = []
    for _ in range(count):
        one, other = int(random.integers(60)), int(random.integers(15))
        terms = 1 + one % 2
        chance = np.clip(0.4 + maker[one] + buyer[other] + taste[other] * (1 if terms == 1 else -1), 0.02, 0.98)
        found.append(Residual(one, other, 0, terms, 0, float(random.uniform() < chance) - 0.4, 1.0))
    return found


def test_without_outcomes_the_guess_speaks() -> None:
    found = shrinkages([])
    assert set(found) == set(GUESSES)
    assert found["umkm"] == 0.2 / GUESSES["umkm"]


def test_makers_that_differ_are_believed_sooner_than_makers_that_do_not() -> None:
    different, alike = shrinkages(outcomes(1_500, makers=0.25)), shrinkages(outcomes(1_500))
    assert 2 < different["umkm"] < 8
    assert alike["umkm"] > 30


def test_makers_buyers_and_habits_are_told_apart() -> None:
    by_buyer, by_habit = shrinkages(outcomes(1_500, buyers=0.2)), shrinkages(outcomes(1_500, habit=0.2))
    assert by_buyer["buyer"] < by_buyer["umkm"]
    assert by_habit["terms"] < 10
    assert by_habit["terms"] < by_buyer["terms"]


def test_outcomes_of_an_unknown_group_say_nothing_of_it() -> None:
    unknown = [Residual(one.umkm_id, one.buyer_id, 0, 0, 0, one.value, 1.0) for one in outcomes(500, habit=0.2)]
    assert shrinkages(unknown)["terms"] > 5
