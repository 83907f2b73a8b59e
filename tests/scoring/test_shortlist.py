"""The compiled way to a list says what reckoning over all rows says, to the last row, whatever has changed since."""

from __future__ import annotations

import random
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks.quality.records import load_collection
from benchmarks.quality.report import COLLECTION
from matchmaker.scoring import compilation, demands, eligibility, features, kernel, kernel_asked, ranker, shortlist
from matchmaker.scoring import scorer as scorer_module
from matchmaker.scoring.profiles import NeedProfile, ScoredPairing
from matchmaker.scoring.promotion import train
from matchmaker.scoring.reckoning import Listing, best_rows, reckon
from matchmaker.scoring.scorer import Scorer
from matchmaker.scoring.shortlist import Finder
from tests.scoring.markets import market, odd_needs
from tests.scoring.pairs import TODAY, analyzer, certificates, need, product, umkm
from tests.scoring.worlds import history
from tests.scoring.worlds import market as world

LONG_AGO = date(2025, 3, 1)


@pytest.fixture(scope="module", autouse=True)
def compiled() -> None:
    Scorer(analyzer()).warm_up()


@pytest.fixture(autouse=True)
def everything_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few rows are looked at first, so that the bar that the others have to reach decides nearly everything."""
    monkeypatch.setattr(scorer_module, "SMALL_CATALOGUE", 0)
    monkeypatch.setattr(shortlist, "FIRST_ROWS", 8)


@pytest.fixture(scope="module")
def scorer() -> Scorer:
    return Scorer.build(market()[0], analyzer=analyzer())


def plain(scorer: Scorer, wanted: NeedProfile, day: date = TODAY, **listing: Any) -> list[tuple[int, float, str]]:
    """The list by numpy alone, over all rows in force that have any relevance."""
    asked = scorer.asked(wanted, day)
    figures = scorer.index.relevance(asked.reading).figures
    index = np.flatnonzero((figures.text > 0) & scorer.catalogue.rows.alive)
    figures = figures.take(index)
    asked = replace(asked, top_text=float(figures.text.max(initial=0.0)))
    scored = reckon(scorer.catalogue, scorer.model, analyzer().lexicon, asked, index, figures)
    rows = best_rows(scored, listing.get("include_ineligible", False))[: listing.get("top", 20)]
    rows = rows[scored.keys[rows] >= listing.get("least_share", 0.0) * scored.keys[rows[:1]].sum()]
    chances = ranker.probability(scored.odds[rows])
    return [
        (int(scored.block.rows.umkm_id[row]), float(scored.keys[row]), eligibility.ELIGIBILITIES[scored.verdicts[row]])
        for row, _ in zip(rows, chances, strict=True)
    ]


def assert_same(found: list[ScoredPairing], expected: list[tuple[int, float, str]]) -> None:
    assert [one.umkm_id for one in found] == [one for one, _, _ in expected]
    assert [one.eligibility for one in found] == [one for _, _, one in expected]
    np.testing.assert_allclose([one.key for one in found], [key for _, key, _ in expected], atol=1e-5)


@pytest.mark.parametrize("top", [1, 20])
def test_generated_needs(scorer: Scorer, top: int) -> None:
    for wanted in market()[1]:
        assert_same(scorer.rank_need(wanted, top=top, as_of=TODAY), plain(scorer, wanted, top=top))


@pytest.mark.parametrize("seed", [11, 12])
def test_needs_with_conditions_at_random(scorer: Scorer, seed: int) -> None:
    listed = 0
    for wanted in odd_needs(seed):
        found = scorer.rank_need(wanted, as_of=TODAY)
        assert_same(found, plain(scorer, wanted))
        listed += len(found)
    assert listed > 500, "the needs find too little to prove anything"


@pytest.mark.parametrize("listing", [{"include_ineligible": True}, {"least_share": 0.3}, {"top": 500}])
def test_other_lists(scorer: Scorer, listing: dict[str, Any]) -> None:
    for wanted in (*odd_needs()[:40], *market()[1][:20]):
        assert_same(scorer.rank_need(wanted, as_of=LONG_AGO, **listing), plain(scorer, wanted, LONG_AGO, **listing))


def test_needs_of_the_judged_collection() -> None:
    collection = load_collection(COLLECTION)
    scorer = Scorer.build(collection.umkm, analyzer=analyzer())
    for wanted in collection.half("tune"):
        assert_same(scorer.rank_need(wanted, as_of=TODAY), plain(scorer, wanted))


def test_after_every_change(scorer: Scorer) -> None:
    """Rows come, go and move up; units and words nobody has used before come with them."""
    draw = random.Random(4)
    changing = Scorer.build(market()[0], analyzer=analyzer())
    ids = changing.catalogue.umkm_ids()
    for number, wanted in enumerate(odd_needs(13)[:60]):
        near = changing.catalogue.umkm(draw.choice(changing.catalogue.umkm_ids()))
        changed = replace(
            near.products[0], name=wanted.title, unit=f"besek isi {number + 3}", price_idr=20_000 + number
        )
        changing.upsert(replace(near, products=(changed, *near.products[1:])))
        changing.upsert(umkm(90_000 + number, product(number, f"Zorblik{number} {wanted.title}"), certificates=None))
        changing.remove(draw.choice(ids))
        if number % 20 == 19:
            changing.compact()
        assert_same(changing.rank_need(wanted, as_of=TODAY), plain(changing, wanted))
    strange = changing.rank_need(need(title="zorblik59"), top=1, as_of=TODAY)
    assert [one.umkm_id for one in strange] == [90_059]


def test_with_a_track_record() -> None:
    scorer = world()
    scorer.model, _ = train(scorer, history(400), "fit")
    assert scorer.model.track_record.entries
    for number, title in enumerate(("Keripik pisang", "Abon ikan", "Sabun mandi sereh untuk hotel")):
        wanted = need(
            number, title, buyer_id=number + 1, required_certificates=("HALAL",), unit="kg", max_price_idr=45_000
        )
        for top in (3, 20):
            assert_same(scorer.rank_need(wanted, top=top, as_of=TODAY), plain(scorer, wanted, top=top))


def test_learned_weights_of_the_wrong_sign() -> None:
    """What bounds the chance of success must not trust the signs of the weights."""
    scorer = Scorer.build(market()[0], analyzer=analyzer())
    weights = np.random.default_rng(3).normal(0.0, 1.5, len(scorer.model.weights))
    scorer.model = replace(scorer.model, weights=weights)
    for wanted in odd_needs(14)[:40]:
        assert_same(scorer.rank_need(wanted, top=5, as_of=TODAY), plain(scorer, wanted, top=5))


def test_several_threads_at_once(scorer: Scorer) -> None:
    wanted = odd_needs()[:40]
    alone = [scorer.rank_need(one, as_of=TODAY) for one in wanted]
    with ThreadPoolExecutor(4) as pool:
        for _ in range(3):
            assert list(pool.map(lambda one: scorer.rank_need(one, as_of=TODAY), wanted)) == alone


def test_keys_and_hard_failures_of_every_row(scorer: Scorer, monkeypatch: pytest.MonkeyPatch) -> None:
    """The compiled key of each single row, whether it could be listed or not."""
    monkeypatch.setattr(ranker, "behind_complying", lambda keys, *_: keys)
    finder = Finder(scorer.catalogue, scorer.index)
    seen = 0
    for wanted in odd_needs(15):
        asked = scorer.asked(wanted, TODAY)
        met = finder.met(asked.reading)
        met_rows = met.rows_between(-np.inf, np.inf)
        if not len(met_rows):
            continue
        top_text = float(met.figures(met_rows).text.max())
        look = shortlist._Look(finder, scorer.model, met, replace(asked, top_text=top_text))
        none = shortlist._Best(np.full(len(met_rows) + 1, -np.inf), np.full(len(met_rows) + 1, -1, dtype=np.int32))
        rows = look._look(-np.inf, np.inf, Listing(len(met_rows) + 1, True, 0.0), none)
        relevance = met.figures(rows.rows)
        scored = scorer._reckon(replace(asked, top_text=top_text), rows.rows.astype(np.intp), relevance)
        np.testing.assert_allclose(rows.keys, scored.keys, atol=1e-5)
        hard = np.any([one.hard for one in scored.results], axis=0)
        np.testing.assert_array_equal((rows.standing & kernel_asked.HARD) != 0, hard)
        seen += len(rows.keys)
    assert seen > 5_000


def test_every_feature_and_rule_is_known_to_the_compiled_loop() -> None:
    """A rule or feature added elsewhere must be added there too: this names it."""
    known = {*demands.FEATURES, *demands.OF_THE_NEED}
    assert {one.code for one in features.PAIR_FEATURES} == known
    assert len(demands.FEATURES) == kernel_asked.WEIGHTS_END - kernel_asked.POINTS_END
    assert set(eligibility.RULES) == {
        "active", "need_open", "certificate", "permit", "distance", "capacity", "moq", "price", "lead_time",
        "shelf_life", "freshness", "payment", "trade_terms", "shipping", "region", "piece", "delivery",
        "customisation", "local",
    }  # fmt: skip


def test_where_nothing_can_be_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """A read-only home must cost seconds, not the service."""
    monkeypatch.setattr(kernel, "_folder", lambda: None)
    double = kernel.compiled(lambda number: 2 * number)
    assert double(21) == 42
    assert double.stats.cache_path is None


def test_machine_code_is_kept_where_it_may_be(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "kept"))
    kernel._folder.cache_clear()
    try:
        folder = kernel._folder()
    finally:
        kernel._folder.cache_clear()
    assert folder is not None
    assert folder.is_dir()
    assert folder.parent == tmp_path / "kept"


def test_until_it_is_compiled_the_plain_way_says_the_same(scorer: Scorer, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = odd_needs()[0]
    compiled = scorer.rank_need(wanted, as_of=TODAY)
    monkeypatch.setattr(compilation, "is_ready", lambda *_: False)
    assert [one.umkm_id for one in scorer.rank_need(wanted, as_of=TODAY)] == [one.umkm_id for one in compiled]
    assert scorer.standing(wanted, compiled[0].umkm_id, as_of=TODAY).place == 1


def test_another_thread_compiles_while_the_first_request_is_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    done = threading.Event()
    monkeypatch.setattr(compilation, "_ready", threading.Event())
    monkeypatch.setattr(compilation, "_begun", threading.Lock())
    monkeypatch.setattr(compilation, "rehearse", lambda *_: done.wait(10))
    scorer = Scorer(analyzer())
    assert not compilation.is_ready(scorer.analyzer, scorer.model)
    assert not compilation.is_ready(scorer.analyzer, scorer.model)
    done.set()
    assert compilation._ready.wait(10)
    assert compilation.is_ready(scorer.analyzer, scorer.model)


def test_certificates_that_stand_for_others() -> None:
    scorer = Scorer.build(
        [umkm(1, product(1), certificates=certificates("BPOM_MD")), umkm(2, product(2), certificates=())],
        analyzer=analyzer(),
    )
    wanted = need(required_certificates=("PIRT",))
    assert_same(scorer.rank_need(wanted, as_of=TODAY), plain(scorer, wanted))
