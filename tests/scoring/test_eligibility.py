"""Every rule with its three values, and what they make of the whole pairing."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.scoring import eligibility
from matchmaker.scoring.profiles import CertificateProfile, Check, NeedProfile, ScoredPairing, UmkmProfile
from tests.scoring.pairs import MAKASSAR, RANGKASBITUNG, TODAY, certificates, need, product, scorer_of, umkm


def judged(one: UmkmProfile, wanted: NeedProfile, as_of: date = TODAY) -> ScoredPairing:
    return scorer_of(one).score_pair(wanted, one.umkm_id, as_of=as_of)


def check(pairing: ScoredPairing, rule: str) -> Check | None:
    return next((one for one in pairing.checks if one.rule == rule), None)


def verdict(one: UmkmProfile, wanted: NeedProfile, rule: str, as_of: date = TODAY) -> str | None:
    found = check(judged(one, wanted, as_of), rule)
    return found.verdict if found else None


NEAR_SERANG = {"lat": RANGKASBITUNG[0] + 0.45, "lon": RANGKASBITUNG[1]}  # 50 km north


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        (certificates("HALAL"), "pass"),
        (certificates("HALAL", status="verified"), "pass"),
        (certificates("HALAL", status="rejected"), "fail"),
        (certificates("HALAL", valid_until=TODAY), "pass"),
        (certificates("HALAL", valid_until=TODAY - timedelta(days=1)), "fail"),
        (certificates("PIRT"), "fail"),
        ((), "fail"),
        (None, "unknown"),
    ],
)
def test_required_certificate(held: tuple[CertificateProfile, ...] | None, expected: str) -> None:
    one = umkm(1, product(11), certificates=held)
    assert verdict(one, need(required_certificates=("HALAL",)), "certificate:HALAL") == expected


def test_expired_certificate_says_since_when() -> None:
    one = umkm(1, product(11), certificates=certificates("HALAL", valid_until=date(2026, 1, 31)))
    found = check(judged(one, need(required_certificates=("HALAL",))), "certificate:HALAL")
    assert found is not None
    assert found.facts["expired_on"] == "2026-01-31"


def test_certificates_of_the_product_count_and_the_day_asked_about_decides() -> None:
    held = certificates("HALAL", valid_until=date(2026, 6, 30))
    one = umkm(1, product(11, certificates=held), certificates=())
    wanted = need(required_certificates=("HALAL",))
    assert verdict(one, wanted, "certificate:HALAL", date(2026, 6, 30)) == "pass"
    assert verdict(one, wanted, "certificate:HALAL", date(2026, 7, 1)) == "fail"


def test_a_list_of_the_product_alone_says_nothing_of_the_business() -> None:
    one = umkm(1, product(11, certificates=certificates("PIRT")), certificates=None)
    wanted = need(required_certificates=("HALAL", "NKV"))
    assert verdict(one, wanted, "certificate:HALAL") == "fail"
    assert verdict(one, wanted, "certificate:NKV") == "unknown"


def test_the_stronger_registration_stands_for_pirt() -> None:
    one = umkm(1, product(11), certificates=certificates("BPOM_MD"))
    found = check(judged(one, need(required_certificates=("PIRT",))), "certificate:PIRT")
    assert found is not None
    assert (found.verdict, found.facts["by"]) == ("pass", "BPOM_MD")


@pytest.mark.parametrize(
    ("offered", "expected"),
    [
        ({"unit": "kg", "capacity_per_month": 100}, "pass"),
        ({"unit": "kg", "capacity_per_month": 99}, "fail"),
        ({"unit": "kg", "capacity_per_month": 0}, "fail"),
        ({"unit": "kg", "capacity_per_month": 200, "committed_per_month": 150.0}, "fail"),
        ({"unit": "kg"}, "unknown"),
        ({"unit": "pouch 250 gr", "capacity_per_month": 400}, "pass"),
        ({"unit": "pouch 250 gr", "capacity_per_month": 399}, "fail"),
    ],
)
def test_capacity_in_a_common_unit(offered: dict[str, Any], expected: str) -> None:
    wanted = need(volume_per_month=100, unit="kg")
    assert verdict(umkm(1, product(11, **offered)), wanted, "capacity") == expected


@pytest.mark.parametrize(
    ("offered", "expected"),
    [
        ({"unit": "kg", "price_idr": 45_000}, "pass"),
        ({"unit": "kg", "price_idr": 45_001}, "fail"),
        ({"unit": "pouch 400 gr", "price_idr": 18_000}, "pass"),
        ({"unit": "pouch 400 gr", "price_idr": 18_100}, "fail"),
        ({"unit": "kg"}, "unknown"),
        ({"unit": "kg", "price_idr": 0}, "unknown"),
    ],
)
def test_price_in_a_common_unit(offered: dict[str, Any], expected: str) -> None:
    wanted = need(max_price_idr=45_000, unit="kg")
    assert verdict(umkm(1, product(11, **offered)), wanted, "price") == expected


def test_distance_passes_within_is_fixable_up_to_twice_and_out_beyond() -> None:
    near, far = umkm(1, product(11), **NEAR_SERANG), umkm(2, product(21), lat=MAKASSAR[0], lon=MAKASSAR[1])
    unknown = umkm(3, product(31), lat=None, lon=None)
    assert judged(near, need(radius_km=51)).eligibility == "eligible"
    assert judged(near, need(radius_km=30)).eligibility == "fixable"
    assert judged(far, need(radius_km=300)).eligibility == "ineligible"
    assert judged(unknown, need(radius_km=30)).eligibility == "unknown"
    assert check(judged(unknown, need(radius_km=30)), "distance").facts["distance_km"] is None


@pytest.mark.parametrize(
    ("rule", "offered", "asked", "expected"),
    [
        ("moq", {"moq": 50, "unit": "kg"}, {"volume_per_month": 20, "unit": "kg"}, "fail"),
        ("moq", {"moq": 20, "unit": "kg"}, {"volume_per_month": 20, "unit": "kg"}, "pass"),
        ("lead_time", {"lead_time_days": 8}, {"max_lead_time_days": 7}, "fail"),
        ("lead_time", {"lead_time_days": 7}, {"max_lead_time_days": 7}, "pass"),
        ("lead_time", {}, {"max_lead_time_days": 7}, "unknown"),
        ("shelf_life", {"shelf_life_days": 59}, {"min_shelf_life_days": 60}, "fail"),
        ("shelf_life", {"shelf_life_days": 60}, {"min_shelf_life_days": 60}, "pass"),
        ("shelf_life", {}, {"min_shelf_life_days": 60}, "unknown"),
        ("trade_terms", {"trade_terms": ("outright",)}, {"trade_terms": "consignment"}, "fail"),
        ("trade_terms", {"trade_terms": ("outright", "consignment")}, {"trade_terms": "consignment"}, "pass"),
        ("trade_terms", {}, {"trade_terms": "consignment"}, "unknown"),
        ("trade_terms", {}, {"trade_terms": "either"}, None),
    ],
)
def test_conditions_of_the_product(
    rule: str, offered: dict[str, Any], asked: dict[str, Any], expected: str | None
) -> None:
    assert verdict(umkm(1, product(11, **offered)), need(**asked), rule) == expected


@pytest.mark.parametrize(("days", "expected"), [(30, "pass"), (14, "fail"), (None, "unknown")])
def test_payment_days(days: int | None, expected: str) -> None:
    one = umkm(1, product(11), max_payment_days=days)
    assert verdict(one, need(payment_days=30), "payment") == expected


def test_closed_businesses_and_closed_needs_are_beyond_fixing() -> None:
    assert judged(umkm(1, product(11), active=False), need()).eligibility == "ineligible"
    assert judged(umkm(1, product(11), active=None), need()).eligibility == "eligible"
    yesterday, tomorrow = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
    assert judged(umkm(1, product(11)), need(open_until=yesterday)).eligibility == "ineligible"
    assert judged(umkm(1, product(11)), need(open_until=TODAY)).eligibility == "eligible"
    assert judged(umkm(1, product(11)), need(open_from=tomorrow)).eligibility == "fixable"


def test_short_lived_goods_do_not_travel() -> None:
    far = umkm(1, product(11, shelf_life_days=2), lat=MAKASSAR[0], lon=MAKASSAR[1], province_code="73")
    assert verdict(far, need(), "freshness") == "fail"
    assert verdict(umkm(1, product(11, shelf_life_days=2)), need(), "freshness") is None


def test_cheap_goods_from_another_island_are_a_gap_dear_ones_are_not() -> None:
    place = {"lat": MAKASSAR[0], "lon": MAKASSAR[1], "province_code": "73"}
    cheap = umkm(1, product(11, unit="kg", price_idr=20_000), **place)
    dear = umkm(2, product(21, "Lada putih", unit="kg", price_idr=150_000), **place)
    assert verdict(cheap, need(), "shipping") == "fail"
    assert verdict(dear, need(title="Lada putih"), "shipping") is None
    assert verdict(cheap, need(radius_km=2000), "shipping") is None


def test_only_missing_what_the_buyer_asked_makes_a_pairing_unknown() -> None:
    bare = umkm(1, product(11), certificates=None)
    assert judged(bare, need(payment_days=30, max_lead_time_days=3)).eligibility == "eligible"
    assert judged(bare, need(required_certificates=("HALAL",))).eligibility == "unknown"
    assert judged(bare, need(volume_per_month=5, unit="kg")).eligibility == "unknown"


def test_a_permit_of_the_law_is_shown_and_lowers_the_score() -> None:
    with_papers = judged(umkm(1, product(11, category="food"), certificates=certificates("PIRT", "HALAL")), need())
    without = judged(umkm(1, product(11, category="food"), certificates=()), need())
    assert {one.rule for one in without.checks if one.verdict == "fail"} >= {"permit:HALAL"}
    assert without.score < with_papers.score


def test_a_record_that_says_nothing_is_not_taken_for_one_that_needs_no_permit() -> None:
    silent = umkm(1, certificates=None, name="Berkah Jaya", description=None)
    asked = need(category="food")
    assert verdict(silent, asked, "permit:PIRT") == "unknown"
    assert verdict(silent, asked, "permit:HALAL") == "unknown"
    assert verdict(silent, need(category="craft"), "permit:PIRT") is None


def test_halal_binds_small_makers_only_since_october_2026() -> None:
    one = umkm(1, product(11, category="food"), certificates=(), scale="micro")
    assert verdict(one, need(), "permit:HALAL", date(2026, 10, 17)) is None
    assert verdict(one, need(), "permit:HALAL", date(2026, 10, 18)) == "fail"
    medium = umkm(2, product(21, category="food"), certificates=(), scale="medium")
    assert verdict(medium, need(), "permit:HALAL", date(2024, 10, 18)) == "fail"


def documented(text: str) -> set[str]:
    return set(re.findall(r"^``([a-z_]+)(?::[A-Z]+)?``", text, re.MULTILINE))


def test_every_rule_code_is_in_the_table_of_the_docstring() -> None:
    assert documented(eligibility.__doc__ or "") == set(eligibility.RULES)


certificate_lists = st.one_of(
    st.none(),
    st.lists(st.sampled_from(["HALAL", "PIRT", "BPOM_MD", "NIB"]), max_size=3, unique=True).map(
        lambda names: certificates(*names)
    ),
)
amounts = st.one_of(st.none(), st.floats(0, 1e6, allow_nan=False))
days = st.one_of(st.none(), st.integers(0, 1000))
products = st.builds(
    product,
    st.just(11),
    unit=st.sampled_from([None, "kg", "pouch 250 gr", "pcs"]),
    price_idr=st.one_of(st.none(), st.integers(0, 10**9)),
    capacity_per_month=amounts,
    moq=amounts,
    lead_time_days=days,
    shelf_life_days=days,
    category=st.sampled_from([None, "food", "craft"]),
)
needs = st.builds(
    need,
    st.just(1),
    required_certificates=st.lists(st.sampled_from(["HALAL", "PIRT", "SNI"]), max_size=2, unique=True).map(tuple),
    volume_per_month=st.one_of(st.none(), st.floats(0.1, 1e6)),
    unit=st.sampled_from([None, "kg", "pcs"]),
    max_price_idr=st.one_of(st.none(), st.integers(0, 10**9)),
    radius_km=st.one_of(st.none(), st.floats(0, 3000)),
    max_lead_time_days=days,
    min_shelf_life_days=days,
    payment_days=days,
    trade_terms=st.sampled_from([None, "consignment", "either"]),
)


@settings(max_examples=60, deadline=None)
@given(item=products, held=certificate_lists, wanted=needs)
def test_the_overall_verdict_follows_from_the_checks(item: Any, held: Any, wanted: NeedProfile) -> None:
    pairing = judged(umkm(1, item, certificates=held), wanted)
    verdicts = {one.verdict for one in pairing.checks}
    hard = any(one.hard for one in pairing.checks)
    assert (pairing.eligibility == "ineligible") == hard
    assert (pairing.eligibility == "fixable") == ("fail" in verdicts and not hard)
    assert pairing.eligibility != "unknown" or "unknown" in verdicts
    assert {one.rule.split(":")[0] for one in pairing.checks} <= set(eligibility.RULES)
    assert 0 < pairing.score < 1
