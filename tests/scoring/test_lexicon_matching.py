"""Forms found in running text: longest first, spelling and affixes forgiven."""

from __future__ import annotations

import pytest

from matchmaker.scoring.lexicon.matcher import PhraseMatcher
from matchmaker.scoring.lexicon.spelling import Speller
from matchmaker.scoring.lexicon.stems import stem
from tests.scoring.small_lexicon import small_lexicon


@pytest.fixture(scope="module")
def matcher() -> PhraseMatcher:
    return PhraseMatcher(small_lexicon())


def found(matcher: PhraseMatcher, text: str) -> list[set[str]]:
    mentions = matcher.find(matcher.words(text))
    return [{matcher.lexicon.concepts[c].id for c in mention.concepts} for mention in mentions]


@pytest.mark.parametrize(
    "text", ["keripik pisang", "KRIPIK PISANG", "kripik-pisang", "keripikpisang", "kripikk  pisang"]
)
def test_the_longest_form_wins_however_spelt(matcher: PhraseMatcher, text: str) -> None:
    assert found(matcher, text) == [{"keripik_pisang"}]


def test_forms_do_not_reach_over_commas(matcher: PhraseMatcher) -> None:
    assert found(matcher, "keripik, pisang") == [{"keripik"}, {"material/pisang"}]


def test_one_form_may_name_a_kind_and_a_facet(matcher: PhraseMatcher) -> None:
    assert found(matcher, "ikan") == [{"ikan", "material/ikan"}]


def test_affixes_do_not_hide_functions(matcher: PhraseMatcher) -> None:
    for text in ("menyimpan barang", "penyimpanan barang", "simpan barang"):
        assert found(matcher, text) == [{"function/menyimpan_barang"}], text
    assert found(matcher, "dibordir") == [{"process/bordir"}]


def test_a_verb_alone_stands_for_functions_that_begin_with_it(matcher: PhraseMatcher) -> None:
    assert found(matcher, "untuk menyimpan beras") == [{"function/menyimpan_barang"}]


def test_scattered_words_of_a_form(matcher: PhraseMatcher) -> None:
    words = matcher.words("keripik renyah pisang kepok")
    scattered = matcher.find_scattered(words, 0, len(words) - 1)
    assert [matcher.lexicon.concepts[m.concepts[0]].id for m in scattered] == ["keripik_pisang"]
    words = matcher.words("pisang keripik")
    assert matcher.find_scattered(words, 0, 1) == [], "the head leads"


@pytest.fixture(scope="module")
def speller() -> Speller:
    forms = [
        "sirup",
        "lontong",
        "rengginang",
        "jamu",
        "gula",
        "kemasan",
        "gorengan",
        "teri",
        "oleh-oleh",
        "coffee break",
    ]
    return Speller(tuple(form.replace("oleh oleh", "oleh-oleh").split()) for form in forms)


@pytest.mark.parametrize(
    ("word", "known"),
    [
        ("sirop", "sirup"),
        ("lonthong", "lontong"),
        ("ranginang", "renginang"),
        ("djamoe", "jamu"),
        ("goela", "gula"),
        ("gorengannya", "gorengan"),
        ("gorenagn", "gorengan"),
        ("gorengn", "gorengan"),
    ],
)
def test_words_are_respelt_by_rule_or_one_slip(word: str, known: str) -> None:
    speller = Speller((form,) for form in ("sirup", "lontong", "renginang", "jamu", "gula", "gorengan"))
    assert speller.respell(word, word).keys == (known,)


@pytest.mark.parametrize("word", ["tri", "terang", "kumasan", "belajar", "pemanasan"])
def test_right_or_short_words_are_left_alone(word: str, speller: Speller) -> None:
    assert speller.respell(word, word).keys == (word,)


def test_words_run_together_come_apart(speller: Speller) -> None:
    assert speller.respell("coffeebreak", "coffeebreak").keys == ("coffee", "break")


def test_one_root_for_all_affixed_forms() -> None:
    for words in (
        ("menyimpan", "penyimpan", "penyimpanan", "disimpan"),
        ("mengelap", "pengelap", "dilap", "lap"),
        ("kemasan", "mengemas", "pengemasan", "dikemas"),
        ("membersihkan", "pembersih", "dibersihkan", "bersih"),
        ("mengeringkan", "pengering", "dikeringkan", "kering"),
    ):
        assert len({stem(word) for word in words}) == 1, words


def test_trade_words_that_only_look_affixed_stay() -> None:
    assert stem("kerupuk") != "rupuk"
    assert stem("minuman") == "minuman"
    assert stem("ikan") == "ikan"
