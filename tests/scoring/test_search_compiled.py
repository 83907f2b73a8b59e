"""The compiled way to the hits of a search says what reckoning all hits says: list, figures, total, every count."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest

from matchmaker.scoring import geo, hits, kernel_search, kernel_verdicts
from matchmaker.scoring import scorer as scorer_module
from matchmaker.scoring.pairings import explained
from matchmaker.scoring.promotion import train
from matchmaker.scoring.scorer import Scorer
from matchmaker.scoring.search import SearchQuery, SearchResult, pseudo_need
from tests.scoring.markets import PAPERS, TEXTS, market, odd_needs
from tests.scoring.pairs import SERANG, TODAY, analyzer, certificates, product, umkm
from tests.scoring.worlds import history
from tests.scoring.worlds import market as world


@pytest.fixture(scope="module", autouse=True)
def compiled() -> None:
    Scorer(analyzer()).warm_up()


@pytest.fixture(autouse=True)
def everything_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scorer_module, "SMALL_CATALOGUE", 0)


@pytest.fixture(scope="module")
def scorer() -> Scorer:
    return Scorer.build(market()[0], analyzer=analyzer())


def plain(scorer: Scorer, query: SearchQuery, top: int = 20) -> SearchResult:
    """The search by numpy alone over the same relevance."""
    found = scorer._search_plainly(query, scorer.asked(pseudo_need(query), TODAY), top)
    keys = scorer_module.falling(found.scored.keys[found.rows].tolist())
    shown = scorer._shown(found.scored, found.rows)
    pairings = explained(found.scored, found.rows, keys, shown, scorer.model, scorer.model_version)
    names = [shown[row].named for row in found.rows.tolist()]
    return SearchResult(pairings, names, found.total, found.counts.named())


def assert_same(scorer: Scorer, query: SearchQuery, top: int = 20) -> int:
    """Equal to the last digit; says how many hits there were."""
    found, expected = scorer.search(query, top, TODAY), plain(scorer, query, top)
    assert found == expected, query
    assert [list(one) for one in found.facets.values()] == [list(one) for one in expected.facets.values()]
    return found.total


def odd_queries(seed: int) -> list[SearchQuery]:
    """Words of needs with conditions in them, and filters thrown on at random."""
    draw = random.Random(seed)
    makers, needs = market()

    def maybe(value: object) -> object:
        return value if draw.random() < 0.3 else None

    queries = []
    for _ in range(150):
        near = draw.choice(makers)
        placed = draw.random() < 0.5 and near.lat is not None
        queries.append(
            SearchQuery(
                q=f"{draw.choice(needs).title} {draw.choice(TEXTS)}" if draw.random() < 0.9 else None,
                category=maybe(draw.choice(("food", "craft", "beverage", "service"))),
                certificates=tuple(draw.sample(PAPERS, draw.choice((0, 0, 0, 1, 2)))),
                province_code=maybe(near.province_code),
                regency_code=maybe(near.regency_code),
                lat=near.lat if placed else None,
                lon=near.lon if placed else None,
                radius_km=maybe(draw.choice((20.0, 90.0, 300.0))),
                max_price_idr=maybe(draw.randrange(5_000, 150_000, 500)),
                min_capacity=maybe(draw.choice((5.0, 50.0, 500.0))),
                max_lead_time_days=maybe(draw.randrange(1, 21)),
                buyer_type=draw.choice(("hotel", "other", "souvenir_shop")),
            )
        )
    return queries


@pytest.mark.parametrize("top", [1, 20, 1_000])
def test_titles_of_needs(scorer: Scorer, top: int) -> None:
    assert sum(assert_same(scorer, SearchQuery(q=one.title), top) for one in market()[1]) > 1_000


@pytest.mark.parametrize("seed", [21, 22, 23])
def test_words_and_filters_at_random(scorer: Scorer, seed: int) -> None:
    assert sum(assert_same(scorer, query) for query in odd_queries(seed)) > 1_000


def test_without_words(scorer: Scorer) -> None:
    assert assert_same(scorer, SearchQuery()) > 300
    assert assert_same(scorer, SearchQuery(category="food", certificates=("HALAL",))) > 10


def test_nothing_found(scorer: Scorer) -> None:
    for query in (SearchQuery(q="zzkwqx"), SearchQuery(q="keripik", regency_code="99.99")):
        result = scorer.search(query, as_of=TODAY)
        assert (result.pairings, result.total) == ([], 0)
        assert not any(result.facets.values())


def test_a_later_page_is_the_end_of_a_longer_list(scorer: Scorer) -> None:
    whole = scorer.search(SearchQuery(category="food"), 40, TODAY)
    assert whole.total > 40
    assert scorer.search(SearchQuery(category="food"), 40, TODAY, first=20).pairings == whole.pairings[20:]


def test_after_every_change(scorer: Scorer) -> None:
    draw = random.Random(5)
    changing = Scorer.build(market()[0], analyzer=analyzer())
    for number, query in enumerate(odd_queries(24)[:60]):
        near = changing.catalogue.umkm(draw.choice(changing.catalogue.umkm_ids()))
        goods = replace(near.products[0], name=query.q or "keripik", unit=f"besek isi {number + 3}")
        changing.upsert(replace(near, products=(goods, *near.products[1:])))
        changing.upsert(umkm(90_000 + number, product(number, f"Zorblik {query.q}"), certificates=None))
        changing.remove(draw.choice(changing.catalogue.umkm_ids()))
        if number % 20 == 19:
            changing.compact()
        assert_same(changing, query)


def test_a_radius_that_ends_at_a_door(scorer: Scorer) -> None:
    """Single precision must not decide who is within: the nearest floats on either side of a distance."""
    here = geo.place_vector(*SERANG)
    makers = [one for one in market()[0] if one.lat is not None and one.active is not False][:40]
    for one in makers:
        away = float(geo.distance_km(scorer.catalogue.rows.take(_rows(scorer, one.umkm_id)).place, here)[0])
        for radius in (away, float(np.nextafter(away, 0.0)), away * (1 + 1e-6), away / 2.0):
            if radius > 0.0:
                assert_same(scorer, SearchQuery(q="keripik", lat=SERANG[0], lon=SERANG[1], radius_km=radius))


def _rows(scorer: Scorer, umkm_id: int) -> np.ndarray:
    rows = scorer.catalogue.rows_of(umkm_id)
    return np.arange(rows.start, rows.stop)


def test_with_a_track_record() -> None:
    scorer = world()
    scorer.model, _ = train(scorer, history(400), "fit")
    assert scorer.model.track_record.entries
    for words in ("Keripik pisang", "Abon ikan", "Sabun mandi sereh untuk hotel", None):
        assert_same(scorer, SearchQuery(q=words, max_price_idr=45_000))


def test_products_as_good_as_one_another_are_counted_as_the_plain_code_counts_them() -> None:
    """Of two products that serve equally well the first counts, whatever else is on record of the second."""
    twins = [
        umkm(
            number,
            product(10 * number, "Keripik pisang", certificates=certificates(*(["HALAL"] if number % 2 else []))),
            product(10 * number + 1, "Keripik pisang", certificates=certificates("PIRT")),
            certificates=(),
        )
        for number in range(1, 30)
    ]
    scorer = Scorer.build(twins, analyzer=analyzer())
    for words in ("keripik pisang", "keripik", "pisang halal", "camilan PIRT"):
        assert assert_same(scorer, SearchQuery(q=words), 5) == len(twins)


def test_what_is_marked_is_left_to_the_plain_code(scorer: Scorer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Were every row at an edge, and its verdict wrong, the plain code would put all of them right."""
    right = kernel_search.judge_hits

    def all_wrong(*arrays: np.ndarray) -> None:
        right(*arrays)
        keys, verdicts, doubts = arrays[-5:-2]
        keys[:], verdicts[:], doubts[:] = 0.0, kernel_verdicts.FIXABLE, True

    monkeypatch.setattr(hits.kernel_search, "judge_hits", all_wrong)
    for query in odd_queries(25)[:30]:
        assert_same(scorer, query)


def test_verdicts_and_keys_of_every_row(scorer: Scorer) -> None:
    """The compiled ones, before anything is put right: all that is not marked agrees, with needs of every kind."""
    seen = marked = 0
    for wanted in odd_needs(26):
        asked = scorer.asked(wanted, TODAY)
        index, relevance = scorer.finder.relevant(asked.reading)
        judged = hits._Judged.__new__(hits._Judged)
        nothing = np.zeros(len(index), dtype=np.int16)
        found = hits.Hits(index, relevance, nothing)
        settled: list[np.ndarray] = []
        judged._settle = lambda doubts, settled=settled: settled.append(doubts)  # type: ignore[method-assign]
        judged.__init__(scorer.finder, scorer.model, asked, found)  # type: ignore[misc]
        scored = scorer._reckon(asked, index, relevance)
        sure = ~settled[0]
        np.testing.assert_array_equal(judged._verdicts[sure], scored.verdicts[sure])
        np.testing.assert_allclose(judged._keys[sure], scored.keys[sure], atol=hits.SINGLE / 2)
        seen, marked = seen + len(index), marked + int((~sure).sum())
    assert seen > 5_000
    assert marked < 0.2 * seen


def test_several_threads_at_once(scorer: Scorer) -> None:
    queries = odd_queries(27)[:40]
    alone = [scorer.search(one, as_of=TODAY) for one in queries]
    with ThreadPoolExecutor(4) as pool:
        for _ in range(3):
            assert list(pool.map(lambda one: scorer.search(one, as_of=TODAY), queries)) == alone
