"""Looking at few rows says of them what looking at all rows says; the rest is irrelevant."""

from __future__ import annotations

import random
from dataclasses import fields

import numpy as np
import pytest

from benchmarks.speed.generator import Market
from matchmaker.scoring import scorer as scorer_module
from matchmaker.scoring.reading import NeedReading, ProductReading
from matchmaker.scoring.relevance import Relevance, RelevanceIndex
from matchmaker.scoring.scorer import Scorer
from tests.scoring.pairs import TODAY, analyzer, need, product, umkm

UMKM = 150
NEEDS = 60


@pytest.fixture(scope="module")
def readings() -> list[ProductReading]:
    """A generated market's goods, with some from named regions."""
    market = Market(seed=3)
    found = []
    for number in range(1, UMKM + 1):
        record = market.umkm(number)
        for one in record["products"]:
            place = f"{record['regency']}, {record['province']}"
            found.append(
                analyzer().read_product(one["name"], one.get("description"), None, record["name"], None, place)
            )
    return [*found, analyzer().read_product("Kopi Gayo khas Aceh"), analyzer().read_product("Kopi Lampung")]


@pytest.fixture(scope="module")
def wanted() -> list[NeedReading]:
    market = Market(seed=3)
    records = [market.need(number, 5) for number in range(1, NEEDS + 1)]
    texts = [(one["title"], one.get("description")) for one in records]
    texts += [
        ("Kopi khas Aceh", None),
        ("oleh-oleh khas Lampung, bukan keripik", None),
        ("krupukk pissang", "tanpa msg"),
    ]
    return [analyzer().read_need(title, description) for title, description in texts]


def grown(readings: list[ProductReading]) -> RelevanceIndex:
    """An index of several blocks."""
    index = RelevanceIndex(analyzer().lexicon)
    first = 0
    for size in (200, 40, 9, 1, len(readings)):
        index.append(readings[first : first + size])
        first += size
    assert len(index.concepts.blocks) > 1
    return index


def assert_alike(one: Relevance, other: Relevance) -> None:
    for field in fields(Relevance):
        np.testing.assert_allclose(getattr(one, field.name), getattr(other, field.name), atol=1e-6)


def test_rows_left_out_have_no_relevance(readings: list[ProductReading], wanted: list[NeedReading]) -> None:
    index = grown(readings)
    found = 0
    for one in wanted:
        whole = index.relevance(one)
        rows, some = index.relevant(one)
        np.testing.assert_array_equal(rows, np.flatnonzero(whole.text > 0))
        assert_alike(some, whole.take(rows))
        found += len(rows)
    assert found > NEEDS


def test_adjacent_rows_alone(readings: list[ProductReading], wanted: list[NeedReading]) -> None:
    index = grown(readings)
    for first in (0, 199, 200, len(readings) - 2):
        rows = range(first, first + 2)
        for one in wanted:
            assert_alike(index.relevance_of(one, rows), index.relevance(one).take(np.array(rows)))


def test_compacting_keeps_what_is_kept(readings: list[ProductReading], wanted: list[NeedReading]) -> None:
    index = grown(readings)
    keep = np.array(sorted(random.Random(1).sample(range(len(readings)), 90)))
    before = [index.relevance(one).take(keep) for one in wanted]
    index.compact(keep)
    assert len(index) == len(keep)
    for one, expected in zip(wanted, before, strict=True):
        assert_alike(index.relevance(one), expected)


def test_large_and_small_catalogues_rank_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    goods = ("Keripik pisang", "Abon ikan", "Sabun sereh", "Tas pandan", "Kopi Gayo")
    scorer = Scorer.build(
        [umkm(n, product(n, f"{goods[n % 5]} {n}", price_idr=1_000 * n)) for n in range(1, 200)], analyzer=analyzer()
    )
    for title in ("keripik pisang", "oleh-oleh khas Aceh", "sabun mandi untuk hotel"):
        whole = scorer.rank_need(need(title=title, unit="kg", max_price_idr=50_000), top=10, as_of=TODAY)
        monkeypatch.setattr(scorer_module, "SMALL_CATALOGUE", 0)
        narrowed = scorer.rank_need(need(title=title, unit="kg", max_price_idr=50_000), top=10, as_of=TODAY)
        monkeypatch.undo()
        related = [one for one in whole if {r.code: r for r in one.reasons}["product_match"].facts["relevance"] > 0]
        assert [one.umkm_id for one in narrowed][: len(related)] == [one.umkm_id for one in related]
        for one, other in zip(narrowed, whole, strict=False):
            assert one.key == pytest.approx(other.key, abs=1e-5)
