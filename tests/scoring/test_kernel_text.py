"""The compiled relevance of all rows says what plain numpy says, over any number of blocks and with rows gone."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest

from matchmaker.scoring import gathering
from matchmaker.scoring import relevance as plain
from matchmaker.scoring.profiles import UmkmProfile
from matchmaker.scoring.reading import NeedReading
from matchmaker.scoring.scorer import Scorer
from matchmaker.scoring.shortlist import Finder
from tests.scoring.markets import market, odd_needs
from tests.scoring.pairs import analyzer, product, umkm

NAMED_PLACES = (
    "Kopi khas Aceh",
    "oleh-oleh khas Lampung, bukan keripik",
    "kain tenun NTT",
    "batik Solo atau Pekalongan",
)
ODD_TEXTS = ("krupukk pissang tanpa msg", "", "zzz qqq", "kopi kopi kopi", "bukan kopi")


@pytest.fixture(scope="module")
def scorer() -> Scorer:
    """A catalogue whose index has several blocks, with every seventh UMKM gone again."""
    scorer = Scorer.build(market()[0][:300], analyzer=analyzer())
    for one in market()[0][300:]:
        scorer.upsert(one)
    scorer.upsert(umkm(9_001, product(1, "Kopi Gayo khas Aceh")))
    for gone in scorer.catalogue.umkm_ids()[::7]:
        scorer.remove(gone)
    assert len(scorer.index.concepts.blocks) > 2
    return scorer


@pytest.fixture(scope="module")
def wanted(scorer: Scorer) -> list[NeedReading]:
    read = [scorer.read_need(one) for one in (*market()[1], *odd_needs(21))]
    return read + [analyzer().read_need(text) for text in (*NAMED_PLACES, *ODD_TEXTS)]


def test_relevance_of_all_rows(scorer: Scorer, wanted: list[NeedReading]) -> None:
    finder, found = Finder(scorer.catalogue, scorer.index), 0
    for one in wanted:
        whole = scorer.index.relevance(one)
        rows, figures = finder.relevant(one)
        np.testing.assert_array_equal(rows, np.flatnonzero((whole.text > 0) & scorer.catalogue.rows.alive))
        np.testing.assert_allclose(figures.text, whole.text[rows], atol=1e-6)
        np.testing.assert_array_equal(figures.region, whole.region[rows])
        found += len(rows)
    assert found > 10 * len(wanted), "the needs find too little to prove anything"


def test_wished_regions_are_met_and_missed(scorer: Scorer) -> None:
    _, figures = Finder(scorer.catalogue, scorer.index).relevant(analyzer().read_need("Kopi khas Aceh"))
    assert {1.0, -0.4} <= {round(float(one), 1) for one in figures.region}


def test_rough_log_odds_are_nearly_exact(scorer: Scorer, wanted: list[NeedReading]) -> None:
    finder = Finder(scorer.catalogue, scorer.index)
    for one in wanted:
        met = finder.met(one)
        rows = met.rows_between(-np.inf, np.inf)
        assert set(finder.relevant(one)[0].tolist()) <= set(rows.tolist())
        exact = met.figures(rows)
        np.testing.assert_allclose(plain.figure(met.odds[rows]), exact.text, atol=1e-5)
        np.testing.assert_array_equal(met.regions(rows), exact.region)
        np.testing.assert_allclose(met.top_text(), exact.text.max(initial=0.0), atol=1e-6)


def test_stretches_do_not_matter(scorer: Scorer, wanted: list[NeedReading]) -> None:
    """The rows are gone through in stretches; a market many stretches long says the same of each copy of a row."""
    copies = gathering.STRETCH // len(scorer.index) + 2
    index = scorer.index
    longer = Scorer(analyzer())
    profiles = [scorer.catalogue.umkm(one) for one in scorer.catalogue.umkm_ids()]
    read = [(one, longer.read(one)) for one in profiles]
    rows = sum(len(found) for _, found in read)
    readings = []
    for copy in range(copies):
        for one, found in read:
            longer.catalogue.upsert(_numbered(one, copy), found)
            readings += found
    longer.index.append(readings)
    assert len(longer.index) > gathering.STRETCH
    draw = random.Random(2)
    for one in draw.sample(wanted, 20):
        found_rows, figures = Finder(longer.catalogue, longer.index).relevant(one)
        some, expected = Finder(scorer.catalogue, index).relevant(one)
        assert len(found_rows) == copies * len(some)
        np.testing.assert_array_equal(np.sort(figures.text), np.sort(np.tile(expected.text, copies)))
        assert set((found_rows // rows).tolist()) == (set(range(copies)) if len(some) else set())


def _numbered(one: UmkmProfile, copy: int) -> UmkmProfile:
    return replace(one, umkm_id=one.umkm_id + copy * 100_000)
