"""Looking at the rows of one UMKM says of them what looking at all rows says."""

from __future__ import annotations

import random
from dataclasses import fields

import numpy as np
import pytest

from benchmarks.speed.generator import Market
from matchmaker.scoring.reading import NeedReading, ProductReading
from matchmaker.scoring.relevance import Relevance, RelevanceIndex
from tests.scoring.pairs import analyzer

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


def assert_alike(one: Relevance, other: Relevance, rows: np.ndarray) -> None:
    """``one`` says the same as ``other`` says of ``rows``."""
    for field in fields(Relevance):
        np.testing.assert_allclose(getattr(one, field.name), getattr(other, field.name)[rows], atol=1e-6)


def test_adjacent_rows_alone(readings: list[ProductReading], wanted: list[NeedReading]) -> None:
    index = grown(readings)
    for first in (0, 199, 200, len(readings) - 2):
        rows = range(first, first + 2)
        for one in wanted:
            assert_alike(index.relevance_of(one, rows), index.relevance(one), np.array(rows))


def test_compacting_keeps_what_is_kept(readings: list[ProductReading], wanted: list[NeedReading]) -> None:
    index = grown(readings)
    keep = np.array(sorted(random.Random(1).sample(range(len(readings)), 90)))
    before = [index.relevance(one) for one in wanted]
    index.compact(keep)
    assert len(index) == len(keep)
    for one, expected in zip(wanted, before, strict=True):
        assert_alike(index.relevance(one), expected, keep)
