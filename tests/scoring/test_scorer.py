"""The chain from records to ranked, explained pairings."""

from __future__ import annotations

import itertools
import math

import pytest

from matchmaker.scoring import scorer as scorer_module
from matchmaker.scoring.profiles import ScoredPairing
from matchmaker.scoring.scorer import Scorer
from tests.scoring.pairs import MAKASSAR, SERANG, TODAY, certificates, need, product, scorer_of, umkm


def ids(pairings: list[ScoredPairing]) -> list[int]:
    return [pairing.umkm_id for pairing in pairings]


@pytest.fixture
def scorer() -> Scorer:
    in_serang = {"lat": SERANG[0], "lon": SERANG[1], "certificates": certificates("HALAL", "PIRT")}
    kilo = {"unit": "kg", "price_idr": 60_000, "capacity_per_month": 200, "shelf_life_days": 90}
    return scorer_of(
        *[
            umkm(1, product(11, **kilo), certificates=certificates("HALAL", "PIRT")),
            umkm(2, product(21, **kilo), certificates=certificates("PIRT")),
            umkm(3, product(31, **kilo), certificates=None),
            umkm(4, product(41, "Batu bata merah", unit="biji"), certificates=certificates("HALAL", "PIRT")),
            umkm(5, product(51, "Sarung tangan"), product(52, **kilo), **in_serang),
        ]
    )


def halal_crisps(**fields: object) -> object:
    return need(required_certificates=("HALAL",), volume_per_month=100, unit="kg", max_price_idr=70_000, **fields)


def test_compliant_first_then_unknown_then_lacking(scorer: Scorer) -> None:
    ranked = scorer.rank_need(halal_crisps(), as_of=TODAY, least_share=0.02)
    assert ids(ranked) == [1, 5, 3, 2]
    assert [one.eligibility for one in ranked] == ["eligible", "eligible", "unknown", "fixable"]


def test_best_product_of_an_umkm_stands_for_it(scorer: Scorer) -> None:
    ranked = scorer.rank_need(halal_crisps(), as_of=TODAY)
    assert next(one.product_id for one in ranked if one.umkm_id == 5) == 52


def test_contributions_and_intercept_are_the_log_odds(scorer: Scorer) -> None:
    for one in scorer.rank_need(halal_crisps(), as_of=TODAY, include_ineligible=True):
        total = one.intercept + sum(reason.contribution for reason in one.reasons)
        assert total == pytest.approx(math.log(one.score / (1 - one.score)), abs=1e-6)


def test_both_directions_give_the_same_pairing(scorer: Scorer) -> None:
    wanted = halal_crisps()
    for forth in scorer.rank_need(wanted, as_of=TODAY, least_share=0.02):
        back = scorer.rank_umkm(forth.umkm_id, [wanted], as_of=TODAY)[0]
        assert (back.score, back.reasons, back.checks) == (forth.score, forth.reasons, forth.checks)
        assert scorer.score_pair(wanted, forth.umkm_id, as_of=TODAY).score == forth.score


def test_beyond_twice_the_radius_only_on_demand(scorer: Scorer) -> None:
    scorer.upsert(umkm(6, product(61, unit="kg"), lat=MAKASSAR[0], lon=MAKASSAR[1], certificates=certificates("HALAL")))
    wanted = halal_crisps(radius_km=50)
    assert 6 not in ids(scorer.rank_need(wanted, as_of=TODAY))
    assert 6 in ids(scorer.rank_need(wanted, as_of=TODAY, include_ineligible=True))
    assert scorer.score_pair(wanted, 6, as_of=TODAY).eligibility == "ineligible"


def test_a_change_is_seen_at_once(scorer: Scorer) -> None:
    scorer.upsert(
        umkm(
            2,
            product(21, unit="kg", price_idr=50_000, capacity_per_month=400),
            certificates=certificates("HALAL", "PIRT"),
        )
    )
    assert ids(scorer.rank_need(halal_crisps(), as_of=TODAY))[0] == 2
    scorer.remove(2)
    assert 2 not in ids(scorer.rank_need(halal_crisps(), as_of=TODAY))


def test_keys_fall_strictly_even_between_twins() -> None:
    profiles = [umkm(number, product(number)) for number in range(1, 6)]
    twins, reversed_twins = scorer_of(*profiles), scorer_of(*profiles[::-1])
    keys = [one.key for one in twins.rank_need(need(), as_of=TODAY)]
    assert len(keys) == 5
    assert all(upper > lower for upper, lower in itertools.pairwise(keys))
    assert ids(twins.rank_need(need(), as_of=TODAY)) == ids(reversed_twins.rank_need(need(), as_of=TODAY))


def test_something_else_stands_last_and_can_be_left_out(scorer: Scorer) -> None:
    assert ids(scorer.rank_need(halal_crisps(), as_of=TODAY, include_ineligible=True))[-1] == 4
    assert 4 not in ids(scorer.rank_need(halal_crisps(), as_of=TODAY, least_share=0.02))


def test_an_umkm_without_products_is_ranked_by_its_name() -> None:
    scorer = scorer_of(umkm(1, name="Keripik pisang Bu Sri"), umkm(2, name="Bengkel las"))
    ranked = scorer.rank_need(need(), as_of=TODAY, least_share=0.02)
    assert [(one.umkm_id, one.product_id) for one in ranked] == [(1, None)]


def test_where_an_umkm_stands_for_a_need(scorer: Scorer) -> None:
    wanted = halal_crisps()
    standing = scorer.standing(wanted, 2, as_of=TODAY)
    assert (standing.place, standing.listed) == (4, 5)
    assert standing.first is not None
    assert standing.first.umkm_id == 1
    assert standing.pairing.score == scorer.score_pair(wanted, 2, as_of=TODAY).score
    scorer.upsert(umkm(4, product(41), active=False))
    unlisted = scorer.standing(wanted, 4, as_of=TODAY)
    assert unlisted.place is None
    assert unlisted.pairing.eligibility == "ineligible"


def test_needs_of_an_umkm_best_first_and_a_precise_one_before_a_vague_one(scorer: Scorer) -> None:
    precise, vague = halal_crisps(), need(2, "Makanan untuk hotel")
    other = need(3, "Jasa servis AC")
    ranked = scorer.rank_umkm(1, [vague, other, precise], as_of=TODAY)
    assert ranked[0].need_id == precise.need_id
    assert other.need_id not in [one.need_id for one in ranked]


def test_merging_the_tombstones_changes_nothing(monkeypatch: pytest.MonkeyPatch, scorer: Scorer) -> None:
    before = scorer.rank_need(halal_crisps(), as_of=TODAY)
    monkeypatch.setattr(scorer_module, "MERGE_AT_DEAD_ROWS", 1)
    scorer.upsert(scorer.catalogue.umkm(4))
    assert scorer.catalogue.dead_rows == 0
    assert scorer.rank_need(halal_crisps(), as_of=TODAY) == before


def test_unknown_umkm_is_a_lookup_error(scorer: Scorer) -> None:
    with pytest.raises(LookupError):
        scorer.score_pair(need(), 99)
