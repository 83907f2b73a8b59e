"""Reasons: complete, exact, with the facts their sentences need."""

from __future__ import annotations

import math
import re

import pytest

from matchmaker.scoring import explanation
from matchmaker.scoring.profiles import ScoredPairing
from tests.scoring.pairs import TODAY, certificates, need, product, scorer_of, umkm


def test_every_reason_code_is_in_the_table_of_the_docstring() -> None:
    documented = re.findall(r"^``([a-z_]+)``", explanation.__doc__ or "", re.MULTILINE)
    assert sorted(documented) == sorted(explanation.REASON_CODES)


def facts(pairing: ScoredPairing, code: str) -> dict[str, object]:
    return next(one.facts for one in pairing.reasons if one.code == code)


@pytest.fixture
def pairing() -> ScoredPairing:
    crisps = product(
        11, "Keripik pisang", unit="pouch 250 gr", price_idr=20_000, capacity_per_month=200, category="food"
    )
    scorer = scorer_of(umkm(1, crisps, certificates=certificates("HALAL")))
    wanted = need(
        required_certificates=("HALAL", "PIRT"), volume_per_month=100, unit="kg", max_price_idr=70_000, radius_km=30
    )
    return scorer.score_pair(wanted, 1, as_of=TODAY)


def test_reasons_speak_in_the_unit_of_the_need(pairing: ScoredPairing) -> None:
    assert facts(pairing, "capacity_short") == {"capacity": pytest.approx(50.0), "volume": 100.0, "unit": "kg"}
    assert facts(pairing, "price_over") == {
        "price_idr": pytest.approx(80_000.0), "max_price_idr": 70_000.0, "unit": "kg"
    }  # fmt: skip


def test_reasons_name_what_is_missing_and_what_fits(pairing: ScoredPairing) -> None:
    assert facts(pairing, "certificates_missing") == {"certificates": ["PIRT"]}
    match = facts(pairing, "product_match")
    assert match["product"] == "Keripik pisang"
    assert "keripik pisang" in match["asked"]


def test_reasons_are_sorted_by_weight_and_none_is_empty(pairing: ScoredPairing) -> None:
    sizes = [abs(one.contribution) for one in pairing.reasons]
    assert sizes == sorted(sizes, reverse=True)
    assert min(sizes) > 0
    assert len({one.code for one in pairing.reasons}) == len(pairing.reasons)


def test_reasons_and_intercept_are_exactly_the_log_odds(pairing: ScoredPairing) -> None:
    total = pairing.intercept + math.fsum(one.contribution for one in pairing.reasons)
    assert total == pytest.approx(math.log(pairing.score / (1 - pairing.score)), abs=1e-9)
