"""Free search: filters exclude what is known to miss them, unknown stays below what fits."""

from __future__ import annotations

import pytest

from matchmaker.scoring.scorer import Scorer
from matchmaker.scoring.search import SearchQuery
from tests.scoring.pairs import MAKASSAR, TODAY, certificates, product, scorer_of, umkm


@pytest.fixture
def scorer() -> Scorer:
    in_makassar = {"province_code": "73", "regency_code": "73.71", "lat": MAKASSAR[0], "lon": MAKASSAR[1]}
    crisps = {"category": "food", "unit": "kg"}
    return scorer_of(
        *[
            umkm(1, product(11, price_idr=60_000, **crisps), certificates=certificates("HALAL")),
            umkm(2, product(21, price_idr=None, **crisps), certificates=None),
            umkm(3, product(31, price_idr=90_000, **crisps), certificates=()),
            umkm(4, product(41, "Gelang perak", category="craft"), certificates=(), **in_makassar),
        ]
    )


def found(scorer: Scorer, **query: object) -> list[int]:
    return [one.umkm_id for one in scorer.search(SearchQuery(**query), as_of=TODAY).pairings]


def test_words_find_goods(scorer: Scorer) -> None:
    assert found(scorer, q="keripik pisang") == [1, 2, 3]


def test_certificate_filter_drops_the_lacking_and_keeps_the_unknown_below(scorer: Scorer) -> None:
    assert found(scorer, q="keripik", certificates=("HALAL",)) == [1, 2]


def test_price_filter_keeps_unknown_prices(scorer: Scorer) -> None:
    assert sorted(found(scorer, q="keripik", max_price_idr=70_000)) == [1, 2]


def test_without_words_all_that_pass_the_filters(scorer: Scorer) -> None:
    assert sorted(found(scorer)) == [1, 2, 3, 4]
    assert found(scorer, category="craft") == [4]
    assert found(scorer, regency_code="73.71") == [4]
    assert found(scorer, lat=MAKASSAR[0], lon=MAKASSAR[1], radius_km=10) == [4]


def test_total_and_facets_count_umkm_not_the_page(scorer: Scorer) -> None:
    result = scorer.search(SearchQuery(), top=1, as_of=TODAY)
    assert len(result.pairings) == 1
    assert result.total == 4
    assert result.facets["category"] == {"food": 3, "craft": 1}
    assert result.facets["regency_code"] == {"36.02": 3, "73.71": 1}
    assert result.facets["certificate"] == {"HALAL": 1}
