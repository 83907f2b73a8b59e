"""Sentences of reasons say each thing once."""

from __future__ import annotations

import pytest

from matchmaker.matching import Check, Reason
from matchmaker.services.sentences import SHOWN_PHRASES, check_record, reason_text, telling
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


def test_what_is_remembered_is_told_apart_by_facts_their_types_and_language() -> None:
    def evidence(price: object, locale: str = "id") -> str:
        facts = {"price_idr": price, "max_price_idr": 20_000, "unit": "kg"}
        return str(check_record(Check("price", "fail", facts=facts), locale)["evidence"])

    said = [evidence(25_000), evidence(26_000), evidence(1), evidence(True), evidence(25_000, "en"), evidence(None)]
    assert len(set(said)) == len(said)
    assert said[:2] == [evidence(25_000), evidence(26_000)]


def test_reasons_with_lists_are_remembered_too() -> None:
    lacking = [Reason("certificates_missing", -1.4, {"certificates": names}) for names in (["HALAL"], ["PIRT", "NKV"])]
    first, second = [reason_text(one, "id") for one in lacking]
    assert first != second
    assert [reason_text(one, "id") for one in lacking] == [first, second]
    assert lacking[1].facts == {"certificates": ["PIRT", "NKV"]}


def test_a_distance_reads_the_same_from_a_record_and_in_a_sentence() -> None:
    """Records keep tenths; 101.46 must not read 101 here and 102 there."""
    for exact in (101.46, 101.54, 99.95, 250.4501, 0.04):
        assert write("distance_km", exact) == write("distance_km", round(exact, 1))
