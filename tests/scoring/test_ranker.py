"""The order people see: certificates, gaps, and what tells goods apart where the words do not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from matchmaker.scoring import plausibility, ranker
from matchmaker.scoring.profiles import NeedProfile, UmkmProfile
from matchmaker.scoring.reckoning import Scored, reckon
from matchmaker.scoring.relevance import Figures
from matchmaker.scoring.scorer import Scorer
from tests.scoring.pairs import TODAY, analyzer, certificates, need, product, scorer_of, umkm


def scored(profiles: list[UmkmProfile], wanted: NeedProfile, text: list[float] | float) -> Scored:
    """The profiles against the need, their relevance set by hand; each has one product."""
    scorer: Scorer = scorer_of(*profiles)
    asked = scorer.asked(wanted, TODAY)
    values = np.broadcast_to(np.asarray(text, dtype=np.float32), (len(profiles),)).copy()
    relevance = Figures(text=values, region=np.zeros_like(values))
    asked = replace(asked, top_text=float(values.max()))
    rows = np.arange(len(profiles), dtype=np.intp)
    return reckon(scorer.catalogue, scorer.model, analyzer().lexicon, asked, rows, relevance)


ASKED = need(required_certificates=("HALAL",), volume_per_month=100, unit="kg", max_price_idr=50_000, radius_km=50)


def maker(
    number: int, held: tuple[str, ...] | None = ("HALAL",), price: int = 45_000, capacity: int = 200
) -> UmkmProfile:
    item = product(number, unit="kg", price_idr=price, capacity_per_month=capacity, category="craft")
    return umkm(number, item, certificates=None if held is None else certificates(*held))


@pytest.mark.parametrize("text", [0.9, 0.5, 0.2])
def test_the_compliant_stand_above_the_lacking_even_with_gaps_of_their_own(text: float) -> None:
    keys = scored([maker(1, price=60_000, capacity=90), maker(2, held=None), maker(3, held=())], ASKED, text).keys
    assert keys[0] > keys[1] > keys[2]


def test_a_fixable_gap_of_the_right_product_beats_a_compliant_maker_of_something_else() -> None:
    keys = scored([maker(1, held=()), maker(2)], ASKED, [0.9, 0.12]).keys
    assert keys[0] > keys[1]


def test_more_gaps_cost_more() -> None:
    profiles = [
        maker(1),
        maker(2, price=54_000),
        maker(3, price=54_000, capacity=80),
        maker(4, price=150_000, capacity=20),
    ]
    keys = scored(profiles, ASKED, 0.9).keys
    assert list(np.argsort(-keys)) == [0, 1, 2, 3]


def test_a_legal_permit_not_asked_for_costs_less_than_any_gap() -> None:
    food = {"unit": "kg", "price_idr": 45_000, "capacity_per_month": 200, "category": "food"}
    with_permit = umkm(1, product(1, **food), certificates=certificates("HALAL", "PIRT"))
    without = umkm(2, product(2, **food), certificates=certificates("HALAL"))
    dear = umkm(3, product(3, **{**food, "price_idr": 55_000}), certificates=certificates("HALAL", "PIRT"))
    keys = scored([with_permit, without, dear], ASKED, 0.9).keys
    assert keys[0] > keys[1] > keys[2]


def test_probabilities_decide_between_equals() -> None:
    near, far = maker(1), replace(maker(2), lat=-6.0, lon=106.3)
    both = scored([near, far], ASKED, 0.9)
    assert both.keys[0] > both.keys[1]


def test_probability_is_exact_in_both_tails() -> None:
    odds = np.array([-800.0, -30.0, 0.0, 30.0, 800.0])
    found = ranker.probability(odds)
    assert found[2] == 0.5
    assert found[0] == 0.0
    assert found[4] == 1.0
    assert found[1] == pytest.approx(np.exp(-30.0))


def test_words_that_settle_leave_nothing_open() -> None:
    assert ranker.openness(1.0) == 0.0
    assert ranker.openness(0.0) == 1.0
    assert ranker.openness(0.3) > ranker.openness(0.8)


def shift_of(profile: UmkmProfile, wanted: NeedProfile) -> float:
    return float(plausibility.shifts(scored([profile], wanted, 0.1).block)[0])


def test_goods_near_the_budget_are_likelier_meant() -> None:
    wanted = need(volume_per_month=10, unit="pcs", max_price_idr=100_000)
    shifts = [shift_of(umkm(1, product(1, unit="pcs", price_idr=price)), wanted) for price in (3_000, 90_000, 900_000)]
    assert shifts[1] > shifts[0]
    assert shifts[1] > shifts[2]


def test_goods_counted_another_way_are_less_likely_meant() -> None:
    wanted = need(volume_per_month=10, unit="liter")
    assert shift_of(umkm(1, product(1, unit="lembar")), wanted) < shift_of(umkm(1, product(1, unit="liter")), wanted)
    assert shift_of(umkm(1, product(1, unit="ml")), wanted) == shift_of(umkm(1, product(1, unit="liter")), wanted)


def test_categories_same_near_and_other() -> None:
    shifts = [
        shift_of(umkm(1, product(1, category=category)), need(category="food"))
        for category in ("food", "fishery", "metal")
    ]
    assert shifts[0] > shifts[1] > shifts[2]


def test_who_requires_halal_means_something_edible() -> None:
    wanted = need(required_certificates=("HALAL",))
    metal, food = (shift_of(umkm(1, product(1, category=name)), wanted) for name in ("metal", "food"))
    assert metal < food
    assert shift_of(umkm(1, product(1, category="metal")), need()) == 0.0


def test_budget_orders_a_list_that_words_leave_open_but_not_one_they_settle() -> None:
    wanted = need(volume_per_month=10, unit="pcs", max_price_idr=100_000)
    dear = umkm(1, product(1, unit="pcs", price_idr=95_000, capacity_per_month=20))
    cheap = umkm(2, product(2, unit="pcs", price_idr=2_000, capacity_per_month=20))
    left_open = scored([dear, cheap], wanted, [0.05, 0.06]).keys
    settled = scored([dear, cheap], wanted, [0.3, 0.95]).keys
    assert left_open[0] > left_open[1]
    assert settled[1] > settled[0]


def test_features_are_zero_where_nothing_is_asked_and_weights_have_their_sign() -> None:
    from matchmaker.scoring.features import PAIR_FEATURES

    block = scored([umkm(1, product(1), lat=None, lon=None)], need(), 0.9)
    named = dict(zip([one.code for one in PAIR_FEATURES], block.features[0], strict=False))
    assert {code for code, value in named.items() if value} <= {"product_match", "need_vague", "permits_missing"}
    assert all(one.sign * one.weight > 0 for one in PAIR_FEATURES)
    assert len({one.code for one in PAIR_FEATURES}) == len(PAIR_FEATURES)
