"""Tokens, spelling by rule, n-grams."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.scoring.text import fold, keys, normalise_word, tokenize, word_grams


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("kripik", "keripik"),
        ("krupuk", "kerupuk"),
        ("coklat", "cokelat"),
        ("rengginang", "renginang"),
        ("sutra", "sutera"),
        ("enakkk", "enak"),
    ],
)
def test_spellings_of_one_word_meet(left: str, right: str) -> None:
    assert normalise_word(left) == normalise_word(right)


@pytest.mark.parametrize(("left", "right"), [("teri", "tri"), ("beli", "bli"), ("kelas", "kls")])
def test_short_words_keep_their_vowels(left: str, right: str) -> None:
    assert normalise_word(left) != normalise_word(right)


def test_a_word_said_twice_is_one_token() -> None:
    assert keys("kue-kue") == keys("kue kue") == keys("kue2") == ("kue-kue",)
    assert keys("buah-buahan") == ("buah-buah",)


def test_numbers_part_from_their_units() -> None:
    assert keys("80gr isi 1,5 kg") == ("80", "gr", "isi", "1,5", "kg")


def test_gaps_tell_what_separates_words() -> None:
    gaps = [token.gap for token in tokenize("keripik, kacang dan ikan/udang. Rasa manis-asam (enak)")]
    assert gaps == ["", ",", "", "", "/", ".", "", "-", ","]


def test_a_dot_within_an_abbreviation_ends_no_sentence() -> None:
    assert tokenize("a.n. Budi")[1].gap == ","


@given(st.text(max_size=80))
def test_places_point_into_the_source(text: str) -> None:
    assert len(fold(text)) == len(text)
    for token in tokenize(text):
        assert 0 <= token.start < token.end <= len(text)
        assert token.key


def test_accents_and_case_do_not_matter() -> None:
    assert keys("CAFÉ Jum'at") == keys("cafe jumat")


def test_grams_are_threes_and_fours_of_the_padded_word() -> None:
    assert word_grams("apel") == {" ap", "ape", "pel", "el ", " ape", "apel", "pel "}
