"""The demo regions as one market, and who is seen in it."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from benchmarks.quality import exposure, market, report
from benchmarks.quality.records import load_collection
from matchmaker.scoring.profiles import UmkmProfile


def test_nothing_is_lost_or_mixed_up() -> None:
    whole = market.whole_market(report.SEEDS)
    parts = [load_collection(folder) for folder in market.folders(report.SEEDS)]
    assert len(whole.umkm) == sum(len(part.umkm) for part in parts)
    assert len({one.umkm_id for one in whole.umkm}) == len(whole.umkm)
    assert len({one.need_id for one in whole.needs}) == len(whole.needs) == sum(len(part.needs) for part in parts)
    products = [product.product_id for one in whole.umkm for product in one.products]
    assert len(set(products)) == len(products)
    external = {one.umkm_id: one.external_id for one in whole.umkm}
    for outcome in whole.outcomes:
        if outcome.need is not None:
            assert external[outcome.umkm_id][:3] == outcome.need.external_id[:3]
            assert outcome.buyer_id == outcome.need.buyer_id


def test_exposure_counts_places_and_those_without() -> None:
    umkm = tuple(UmkmProfile(number, f"U{number}", f"Usaha {number}", scale="micro") for number in range(1, 5))
    found = exposure.Exposure(umkm, 4, Counter({1: 3, 2: 1}))
    assert [one.umkm_id for one in found.never] == [3, 4]
    assert found.top_five_share == pytest.approx(1.0)
    assert found.gini == pytest.approx(0.625)  # differences over ordered pairs 20, over 2 x 4 UMKM x 4 places
    assert found.by(exposure.scale) == {"micro": (4, 4, 2)}


def test_age_groups_meet_without_gap() -> None:
    young = UmkmProfile(1, "U1", "A", founded_year=2026)
    groups = [exposure.age(UmkmProfile(1, "U1", "A", founded_year=2026 - years), 2026) for years in (4, 5, 19, 20)]
    assert exposure.age(young, 2026) == groups[0]
    assert len(set(groups)) == 4
    assert exposure.age(UmkmProfile(1, "U1", "A"), 2026) == "tidak diketahui"


def test_the_same_day_gives_the_same_exposure() -> None:
    day = date(2026, 11, 21)
    first = exposure.measure(report.SEEDS, day)
    assert first.needs > 100
    assert sum(first.places.values()) <= exposure.SHOWN * first.needs
    assert first.places == exposure.measure(report.SEEDS, day).places
