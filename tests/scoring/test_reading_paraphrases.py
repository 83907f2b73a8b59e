"""Needs told without the names of the goods find them: the real lexicon on many small paraphrases."""

from __future__ import annotations

import numpy as np
import pytest

from matchmaker.scoring.analyzer import Analyzer
from matchmaker.scoring.relevance import RelevanceIndex
from tests.scoring.paraphrases import PARAPHRASES

LEAST_MEAN_PRECISION = 0.9
LEAST_RIGHT_SHARE = 0.65
MOST_WRONG_SHARE = 0.01
RIGHT_FROM = 0.6

Ranked = tuple[list[str], np.ndarray, tuple[str, ...]]


@pytest.fixture(scope="module")
def ranked() -> list[Ranked]:
    analyzer = Analyzer()
    names = list(dict.fromkeys(name for _, _, right in PARAPHRASES for name in right))
    index = RelevanceIndex.build([analyzer.read_product(name) for name in names], analyzer.lexicon)
    lists = []
    for buyer_type, title, right in PARAPHRASES:
        text = index.relevance(analyzer.read_need(title, buyer_type=buyer_type)).text
        order = np.argsort(-text, kind="stable")
        lists.append(([names[at] for at in order], text[order], right))
    return lists


def test_right_goods_come_first(ranked: list[Ranked]) -> None:
    precisions = []
    for names, _, right in ranked:
        places = [place for place, name in enumerate(names, 1) if name in right]
        precisions.append(np.mean([(count / place) for count, place in enumerate(places, 1)]))
    assert np.mean(precisions) >= LEAST_MEAN_PRECISION


def test_the_figure_reads_as_promised(ranked: list[Ranked]) -> None:
    right = np.concatenate([text[[name in wanted for name in names]] for names, text, wanted in ranked])
    wrong = np.concatenate([text[[name not in wanted for name in names]] for names, text, wanted in ranked])
    assert np.mean(right >= RIGHT_FROM) >= LEAST_RIGHT_SHARE
    assert np.mean(wrong >= RIGHT_FROM) <= MOST_WRONG_SHARE


def test_fruit_is_a_thing_and_pieces_are_not() -> None:
    analyzer = Analyzer()
    fruit, baskets = (analyzer.read_need(title).elements for title in ("Buah pelunak daging", "Keranjang 20 buah"))
    named = [analyzer.lexicon.concepts[one.concepts[0][0]].id for one in (fruit[0], baskets[0])]
    assert named == ["buah", "keranjang"]
    assert all("buah" not in one.words.split(", ") for one in baskets)


def test_a_purpose_behind_a_negation_is_wanted() -> None:
    elements = Analyzer().read_need("Jus segar tanpa ampas untuk pasien", buyer_type="hospital").elements
    assert not [one for one in elements if one.role == "negated" and "pasien" in one.words]
    assert [one for one in elements if one.role != "described" and "pasien" in one.words]
