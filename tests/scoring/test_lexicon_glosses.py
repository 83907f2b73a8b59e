"""The reverse dictionary: what a description means, also by other words for the same."""

from __future__ import annotations

import pytest

from matchmaker.scoring.lexicon.glosses import GlossIndex
from matchmaker.scoring.lexicon.stems import stem
from matchmaker.scoring.lexicon.synonyms import load_synonyms
from tests.scoring.small_lexicon import small_lexicon

GLOSSES = {
    "ikan": "hidup di laut",
    "rak": "menyimpan barang",
    "sepatu": "dipakai di kaki",
    "lilin": "menyala malam hari",
}


def roots(text: str) -> list[str]:
    return [stem(word) for word in text.split()]


@pytest.fixture(scope="module")
def index() -> GlossIndex:
    return GlossIndex(small_lexicon(), GLOSSES, roots, {"samudra": ("laut",), "laut": ("samudra",)})


def share(index: GlossIndex, word: str) -> dict[str, float]:
    concepts = small_lexicon().concepts
    return {concepts[one.concept].id: one.share for one in index.find({word: 1.0})}


def test_a_synonym_explains_a_little_less_than_the_word(index: GlossIndex) -> None:
    assert 0 < share(index, "samudra")["ikan"] < share(index, "laut")["ikan"]


def test_a_word_without_synonyms_in_any_gloss_explains_nothing(index: GlossIndex) -> None:
    assert share(index, "rimba") == {}


def test_synonyms_go_both_ways_and_no_word_is_its_own() -> None:
    synonyms = load_synonyms()
    assert stem("laut") in synonyms[stem("samudra")]
    assert all(word not in others for word, others in synonyms.items())
    assert all(word in synonyms[other] for word, others in synonyms.items() for other in others if other in synonyms)
