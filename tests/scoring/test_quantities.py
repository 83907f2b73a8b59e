"""Amounts, packs, and units made comparable."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.scoring.quantities import Quantity, common_factor, measure, parse_quantity
from matchmaker.scoring.units import parse_number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.500", 1500),
        ("1,5", 1.5),
        ("1.5", 1.5),
        ("1/2", 0.5),
        ("2 1/2", 2.5),
        ("setengah", 0.5),
        ("12.500,50", 12500.5),
    ],
)
def test_numbers_as_people_write_them(text: str, value: float) -> None:
    assert parse_number(text) == value


def test_what_is_no_number_is_none() -> None:
    assert parse_number("banyak") is None
    assert parse_number("1/0") is None


@pytest.mark.parametrize(
    ("text", "quantity"),
    [
        ("80gr", Quantity(80, "g")),
        ("1/2 kg", Quantity(500, "g")),
        ("½ kg", Quantity(500, "g")),
        ("500 ml", Quantity(500, "ml")),
        ("2 ons", Quantity(200, "g")),
        ("1 kwintal", Quantity(100_000, "g")),
        ("toples 250 gr", Quantity(250, "g")),
        ("pack isi 5 x 100 gr", Quantity(100, "g", 5)),
        ("isi 10 @ 80 gr", Quantity(80, "g", 10)),
        ("isi 12", Quantity(1, "piece", 12)),
        ("isi 75-120 gr", Quantity(97.5, "g")),
        ("1 lusin", Quantity(1, "piece", 12)),
    ],
)
def test_pack_sizes(text: str, quantity: Quantity) -> None:
    assert parse_quantity(text) == quantity


@pytest.mark.parametrize(
    "text", ["produksi 100 kg per hari", "kapasitas 500 kg", "tahan 3 bulan", "", None, "minimal order 5 kg"]
)
def test_capacities_and_orders_are_no_pack_sizes(text: str | None) -> None:
    assert parse_quantity(text) is None


@pytest.mark.parametrize(
    ("sold", "asked", "factor", "exact"),
    [
        (("pouch", "gula semut 400 gr"), ("kg", None), 0.4, True),
        (("kodi", None), ("pcs", None), 20, True),
        (("kodi", "sandal"), ("lusin", None), 20 / 12, True),
        (("gross", None), ("lusin", None), 12, True),
        (("rim", None), ("lembar", None), 500, True),
        (("toples 250 gr", None), ("kg", None), 0.25, True),
        (("toples", "nastar 250 gr"), ("toples", "toples 500 gr"), 0.5, True),
        (("toples", "nastar"), ("toples", "toples 500 gr"), 1, True),
        (("pack", "isi 10 pcs"), ("biji", None), 10, True),
        (("kg", "nila"), ("ekor", "isi 75-125 gr"), 10, True),
        (("kwintal", None), ("ton", None), 0.1, True),
        (("1/2 kg", None), ("kg", None), 0.5, True),
        (("per 10 pcs", None), ("pcs", None), 10, True),
        (("dus isi 24", None), ("pcs", None), 24, True),
        (("botol", "madu 250 ml"), ("kg", None), 0.25, False),
        (("bungkus", None), ("pack", None), 1, False),
        (("porsi", None), ("box", None), 1, False),
        (("pcs", "sabun 30 gr"), ("pcs", "sabun 20 gr"), 1, True),
        (("lembar", "kain 2 x 1,15 m"), ("meter", None), 2, True),
        (("hari", None), ("minggu", None), 1 / 7, True),
    ],
)
def test_one_product_unit_in_need_units(
    sold: tuple[str, str | None], asked: tuple[str, str | None], factor: float, *, exact: bool
) -> None:
    conversion = common_factor(*sold, *asked)
    assert conversion is not None
    assert conversion.factor == pytest.approx(factor)
    assert conversion.exact is exact


@pytest.mark.parametrize(
    ("sold", "asked"),
    [
        (("kg", None), ("pcs", None)),
        (("meter", None), ("kg", None)),
        ((None, None), ("kg", None)),
        (("kg", None), (None, None)),
    ],
)
def test_what_cannot_be_compared_is_none(sold: tuple[str | None, None], asked: tuple[str | None, None]) -> None:
    assert common_factor(*sold, *asked) is None


def test_a_price_per_pouch_is_a_price_per_kilo() -> None:
    conversion = common_factor("pouch", "Gula semut aren, kemasan 400 g", "kg")
    assert conversion is not None
    assert 18_000 / conversion.factor == pytest.approx(45_000)


@given(
    st.sampled_from(["g", "ons", "kg", "kwintal", "ton", "ml", "liter", "pcs", "lusin", "kodi", "gross", "rim"]),
    st.data(),
)
def test_converting_forth_and_back_changes_nothing(unit: str, data: st.DataObject) -> None:
    base = measure(unit)
    assert base is not None
    others = [other for other in ("g", "kg", "ton", "ml", "liter", "pcs", "kodi", "rim") if _alike(unit, other)]
    other = data.draw(st.sampled_from(others))
    forth, back = common_factor(unit, None, other), common_factor(other, None, unit)
    assert forth is not None
    assert back is not None
    assert forth.factor * back.factor == pytest.approx(1)


def _alike(unit: str, other: str) -> bool:
    left, right = measure(unit), measure(other)
    return left is not None and right is not None and left.amounts[0][0] == right.amounts[0][0]
