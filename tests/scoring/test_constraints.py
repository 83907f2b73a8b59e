"""Conditions written in the text of a need."""

from __future__ import annotations

import pytest

from matchmaker.scoring.constraints import find_constraints
from matchmaker.scoring.reading import Constraint


def only(text: str) -> Constraint:
    (constraint,) = find_constraints(text, "description")
    return constraint


@pytest.mark.parametrize(
    ("text", "rule", "value", "unit"),
    [
        ("awet minimal 2 bulan", "min_shelf_life_days", 60, None),
        ("tahan 3 hari di suhu ruang", "min_shelf_life_days", 3, None),
        ("masa simpan 6-12 bulan", "min_shelf_life_days", 180, None),
        ("expired min. 3 bln", "min_shelf_life_days", 90, None),
        ("tahan seminggu", "min_shelf_life_days", 7, None),
        ("paling mahal 3.500 per biji", "max_price_idr", 3500, "biji"),
        ("maks 12rb/pack", "max_price_idr", 12_000, "pack"),
        ("budget 15 ribu per box", "max_price_idr", 15_000, "box"),
        ("harga di bawah Rp 1,2 jt per unit", "max_price_idr", 1_200_000, "unit"),
        ("Rp3.000", "max_price_idr", 3000, None),
        ("isi 75-120 gr", "piece_weight_g", (75, 120), None),
        ("kemasan minimal 1 kg", "piece_weight_g", (1000, float("inf")), None),
        ("botol di bawah 100 ml", "piece_volume_ml", (0, 100), None),
        ("panjang ukuran 30-40 cm", "piece_length_cm", (30, 40), None),
        ("sekitar 200 toples per bulan", "volume_per_month", 200, "toples"),
        ("200-300 toples sebulan", "volume_per_month", 250, "toples"),
        ("tiap minggu 12 kg", "volume_per_month", 52, "kg"),
        ("setiap hari 30 porsi", "volume_per_month", 900, "porsi"),
        ("1,5 kwintal/minggu", "volume_per_month", 6.5, "kwintal"),
        ("dikirim maksimal 3 hari setelah pesan", "max_lead_time_days", 3, None),
        ("paling lama seminggu jadi", "max_lead_time_days", 7, None),
        ("siap dalam 2 minggu", "max_lead_time_days", 14, None),
        ("harus halal", "certificate", "HALAL", None),
        ("ada P-IRT", "certificate", "PIRT", None),
        ("bersertifikat organik", "certificate", "ORGANIC", None),
        ("PIRT atau BPOM", "certificate_any", "PIRT|BPOM_MD", None),
        ("diantar sebelum subuh", "delivery", "early", None),
        ("dikirim jam 10", "delivery", "delivered", None),
        ("diantar tiap hari", "delivery", "daily", None),
        ("nama hotel dibordir", "customisation", "bordir", None),
        ("logo kami disablon", "customisation", "sablon", None),
        ("label sendiri", "customisation", "label", None),
        ("tanpa pengawet", "unwanted", "pengawet", None),
        ("bukan impor", "unwanted", "impor", None),
    ],
)
def test_one_condition(text: str, rule: str, value: object, unit: str | None) -> None:
    constraint = only(text)
    assert (constraint.rule, constraint.unit, constraint.soft) == (rule, unit, False)
    assert constraint.value == pytest.approx(value) if not isinstance(value, str) else constraint.value == value


@pytest.mark.parametrize(
    "text",
    [
        "kalau bisa halal",
        "halal, kalau bisa",
        "lebih disukai yang sudah PIRT",
        "diutamakan awet 3 bulan",
        "nilai plus kalau ada barcode",
        "harga sekitar 5.000 per pcs kalau memungkinkan",
    ],
)
def test_wishes_are_soft(text: str) -> None:
    assert all(constraint.soft for constraint in find_constraints(text, "title"))
    assert find_constraints(text, "title")


def test_a_wish_softens_its_own_clause_only() -> None:
    found = find_constraints("Harus halal dan PIRT. Kalau bisa ada barcode", "description")
    assert {one.value: one.soft for one in found} == {"HALAL": False, "PIRT": False, "GS1_BARCODE": True}


@pytest.mark.parametrize(
    "text", ["tidak harus PIRT", "untuk 50 orang", "ukuran S-XXL", "tahan air", "jangan sampai telat", "buka jam 7", ""]
)
def test_what_is_no_condition(text: str) -> None:
    assert [one for one in find_constraints(text, "title") if one.rule != "delivery"] == []


def test_places_point_at_the_words() -> None:
    text = "Keripik, awet minimal 2 bulan, paling mahal 3.500 per biji"
    said = [text[one.start : one.end] for one in find_constraints(text, "title")]
    assert said == ["awet minimal 2 bulan", "paling mahal 3.500 per biji"]


def test_no_text_no_conditions() -> None:
    assert find_constraints(None, "title") == []
