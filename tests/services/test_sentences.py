"""Sentences of reasons say each thing once."""

from __future__ import annotations

import pytest

from matchmaker.services.suggestions import SHOWN_PHRASES, telling
from matchmaker.texts import text, write


@pytest.mark.parametrize(
    ("phrases", "said"),
    [
        (["camilan", "break, camilan, coffee", "coffee break"], ["camilan", "coffee break"]),
        (["pemanis", "Pemanis"], ["pemanis"]),
        (["kopi", "biji kopi sangrai"], ["biji kopi sangrai"]),
        (["kopi bubuk", "kopi"], ["kopi bubuk"]),
        (
            ["biji kopi", "medium, tanggal, sangrai", "robusta", "biji kopi sangrai robusta"],
            ["biji kopi sangrai robusta", "medium", "tanggal"],
        ),
        ([" , "], []),
        ([], []),
    ],
)
def test_each_thing_once(phrases: list[str], said: list[str]) -> None:
    assert telling(phrases) == said


def test_only_the_first_few() -> None:
    assert len(telling([f"kata{number}" for number in range(20)])) == SHOWN_PHRASES


def test_next_to_nothing_is_written_as_nothing() -> None:
    assert write("capacity", -0.04) == write("capacity", 0.04) == write("capacity", 0) == "0"


def test_a_missing_fact_shows_as_a_question_mark() -> None:
    assert text("error.bad_setting", "id", name="X").endswith('nilai "?" tidak dapat dibaca.')
