"""What must not change a ranking, and what may change it in one direction only."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.scoring.profiles import NeedProfile, ProductProfile, ScoredPairing, UmkmProfile
from tests.scoring.pairs import TODAY, certificates, need, product, scorer_of, umkm

ASKED = need(
    title="Keripik pisang untuk coffee break", required_certificates=("HALAL",), volume_per_month=100, unit="kg",
    max_price_idr=60_000, max_lead_time_days=7, min_shelf_life_days=60, payment_days=14,
)  # fmt: skip
OFFER = product(11, "Keripik pisang manis", unit="kg", price_idr=50_000, capacity_per_month=150, lead_time_days=5,
                shelf_life_days=90, category="food")  # fmt: skip


def maker(item: ProductProfile = OFFER, number: int = 1, **fields: object) -> UmkmProfile:
    return umkm(number, item, **{"certificates": certificates("HALAL", "PIRT"), "max_payment_days": 30, **fields})


def pairing(item: ProductProfile = OFFER, wanted: NeedProfile = ASKED, **fields: object) -> ScoredPairing:
    return scorer_of(maker(item, **fields)).score_pair(wanted, 1, as_of=TODAY)


def makers() -> list[UmkmProfile]:
    return [
        maker(replace(OFFER, product_id=number, price_idr=40_000 + 5_000 * number, name=f"Keripik pisang {taste}"),
              number)
        for number, taste in enumerate(("manis", "asin", "cokelat", "keju", "pedas"), 1)
    ]  # fmt: skip


def listed(profiles: list[UmkmProfile], wanted: NeedProfile = ASKED) -> list[tuple[int, float]]:
    return [(one.umkm_id, one.score) for one in scorer_of(*profiles).rank_need(wanted, as_of=TODAY)]


def test_the_order_of_entry_changes_nothing() -> None:
    assert listed(makers()) == listed(makers()[::-1])


@pytest.mark.parametrize(
    "title",
    [
        "  Keripik  pisang untuk   coffee break ",
        "KERIPIK PISANG UNTUK COFFEE BREAK",
        "Kripik pisang untuk coffee break.",
    ],
)
def test_blanks_capitals_and_spelling_change_nothing(title: str) -> None:
    assert dict(listed(makers(), replace(ASKED, title=title))) == pytest.approx(dict(listed(makers())))


def test_the_unit_of_the_need_changes_nothing() -> None:
    grams = replace(ASKED, volume_per_month=100_000, unit="gram", max_price_idr=60)
    assert dict(listed(makers(), grams)) == pytest.approx(dict(listed(makers())), abs=1e-6)


def test_the_unit_of_the_product_changes_nothing() -> None:
    pouches = replace(OFFER, unit="pouch 250 gr", price_idr=12_500, capacity_per_month=600)
    kilos = pairing()
    assert pairing(pouches).score == pytest.approx(kilos.score, abs=1e-3)
    assert pairing(pouches).eligibility == kilos.eligibility


def test_an_unrelated_product_beside_it_changes_nothing() -> None:
    alone = scorer_of(maker()).score_pair(ASKED, 1, as_of=TODAY)
    beside = umkm(
        1, product(12, "Gantungan kunci kayu"), OFFER, certificates=certificates("HALAL", "PIRT"), max_payment_days=30
    )
    assert scorer_of(beside).score_pair(ASKED, 1, as_of=TODAY) == alone


def better_or_equal(before: ScoredPairing, after: ScoredPairing) -> bool:
    return after.score >= before.score - 1e-12 and after.key >= before.key - 1e-9


@settings(max_examples=40, deadline=None)
@given(capacity=st.floats(0, 1_000), more=st.floats(0, 1_000))
def test_more_capacity_never_lowers(capacity: float, more: float) -> None:
    small = pairing(replace(OFFER, capacity_per_month=capacity))
    assert better_or_equal(small, pairing(replace(OFFER, capacity_per_month=capacity + more)))


@settings(max_examples=40, deadline=None)
@given(price=st.integers(1, 200_000), less=st.integers(0, 100_000))
def test_a_lower_price_never_lowers(price: int, less: int) -> None:
    dear = pairing(replace(OFFER, price_idr=price))
    assert better_or_equal(dear, pairing(replace(OFFER, price_idr=max(price - less, 1))))


@settings(max_examples=30, deadline=None)
@given(days=st.integers(0, 400), more=st.integers(0, 400))
def test_a_longer_shelf_life_never_lowers(days: int, more: int) -> None:
    short = pairing(replace(OFFER, shelf_life_days=days))
    assert better_or_equal(short, pairing(replace(OFFER, shelf_life_days=days + more)))


@settings(max_examples=30, deadline=None)
@given(north=st.floats(0, 3), further=st.floats(0, 3))
def test_nearer_never_lowers(north: float, further: float) -> None:
    far = pairing(lat=-6.356 + north + further, wanted=replace(ASKED, radius_km=150))
    assert better_or_equal(far, pairing(lat=-6.356 + north, wanted=replace(ASKED, radius_km=150)))


@pytest.mark.parametrize("missing", ["price_idr", "capacity_per_month", "shelf_life_days", "lead_time_days"])
def test_unknown_lies_between_met_and_failed(missing: str) -> None:
    failing = {"price_idr": 90_000, "capacity_per_month": 40, "shelf_life_days": 20, "lead_time_days": 30}
    met, unknown = pairing(), pairing(replace(OFFER, **{missing: None}))
    failed = pairing(replace(OFFER, **{missing: failing[missing]}))
    assert met.key > unknown.key > failed.key


def test_an_unknown_certificate_lies_between_held_and_missing() -> None:
    held, unknown, lacking = pairing(), pairing(certificates=None), pairing(certificates=())
    assert held.key > unknown.key > lacking.key
    assert held.score > unknown.score > lacking.score


def test_soft_wishes_cost_nothing() -> None:
    wished = replace(ASKED, preferred_certificates=("SNI", "ORGANIC"))
    assert pairing(wanted=wished).eligibility == "eligible"
    assert pairing(wanted=wished).key == pytest.approx(pairing().key)


def test_the_right_product_with_one_gap_beats_a_compliant_maker_of_something_else() -> None:
    profiles = [
        maker(replace(OFFER, price_idr=66_000), 1),
        maker(replace(OFFER, product_id=2, name="Abon ikan tongkol"), 2),
        maker(replace(OFFER, product_id=3, name="Tas anyaman pandan", category="craft"), 3),
        maker(number=4, certificates=()),
    ]
    ranked = [number for number, _ in listed(profiles)]
    assert ranked[:2] == [1, 4]
