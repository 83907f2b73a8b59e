"""The compiled look at what a few rows meet says what the index says of them, word by word."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest

from matchmaker.scoring import meeting
from matchmaker.scoring.relevance import words_met
from matchmaker.scoring.scorer import Scorer
from tests.scoring.markets import market, odd_needs
from tests.scoring.pairs import TODAY, analyzer, product, umkm


@pytest.fixture(scope="module")
def changed() -> Scorer:
    """A market of which a part has come later, so that postings lie in several blocks."""
    scorer = Scorer.build(market()[0], analyzer=analyzer())
    for number, one in enumerate(market()[0][:40]):
        if number % 3:
            scorer.upsert(replace(one, products=one.products[:1]))
        scorer.upsert(umkm(90_000 + number, product(number, f"Zorblik{number} keripik pisang"), certificates=None))
    assert len(scorer.index.concepts.blocks) > 2
    return scorer


def test_the_same_words_in_the_same_order(changed: Scorer) -> None:
    draw, told = random.Random(2), 0
    for wanted in (*odd_needs(31), *market()[1]):
        reading = changed.asked(wanted, TODAY).reading
        rows = np.array(sorted(draw.sample(range(len(changed.index)), 30)))
        some = changed.finder.relevant(reading)[0][:20]
        for index in (rows, some, rows[:0]):
            found = meeting.words_met(changed.finder, changed.index, reading, index)
            assert found == words_met(changed.index.explain_rows(reading, index))
            told += sum(map(len, found))
    assert told > 5_000


def test_words_that_must_all_be_there(changed: Scorer) -> None:
    """A strange name of two words is met by who has both, whichever block holds them."""
    changed.upsert(umkm(99_001, product(9_001, "Kwazor plimbat"), certificates=None))
    changed.upsert(umkm(99_002, product(9_002, "Kwazor saja"), certificates=None))
    reading = changed.analyzer.read_need("kwazor plimbat")
    rows = np.array([changed.catalogue.rows_of(number).start for number in (99_001, 99_002)])
    found = meeting.words_met(changed.finder, changed.index, reading, rows)
    assert found == words_met(changed.index.explain_rows(reading, rows))
    assert found[0] != found[1]


def test_a_need_that_says_nothing(changed: Scorer) -> None:
    assert meeting.words_met(changed.finder, changed.index, changed.analyzer.read_need(""), np.arange(3)) == [[]] * 3
