"""What is wrong with a form stands beside its field, in Indonesian, and nothing of it is saved."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from api.extensions import KEY
from api.pages.forms import number
from matchmaker.services import needs
from tests.pages.conftest import Visitor, running

Visit = Callable[..., Visitor]


@pytest.fixture(scope="module")
def app(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """One app for all mistakes: none of them changes anything."""
    with running(prepared, tmp_path_factory.mktemp("mistakes")) as made:
        yield made


def beside(page: str, field: str) -> str:
    """What stands as the mistake of one field."""
    found = re.search(rf'id="{field}-salah">([^<]+)<', page)
    return found[1].strip() if found else ""


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("title", "", "Wajib diisi"),
        ("volume_per_month", "0", "Tidak boleh 0"),
        ("volume_per_month", "banyak", "bukan angka"),
        ("volume_per_month", "9" * 5000, "bukan angka"),
        ("max_price_idr", "-5.000", "tidak boleh negatif"),
        ("max_price_idr", "15.00", "bukan angka"),
        ("max_price_idr", "1" + "0" * 29, "terlalu besar"),
        ("max_price_idr", "nan", "bukan angka"),
        ("payment_days", "1,5", "bukan bilangan bulat"),
        ("open_until", "31-01-2030", "bukan tanggal"),
        ("category", "pesawat", "tidak dikenal"),
        ("required_certificates", "SIM", "tidak dikenal"),
        ("buyer_id", "", "Wajib diisi"),
        ("buyer_id", "999999", "tidak ada"),
        ("description", "a\x00b", "tidak dapat disimpan"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(
    field: str, value: str, said: str, app: Any, visit: Visit, ids: dict[str, int]
) -> None:
    form = {"buyer_id": str(ids["B1"]), "title": "Gula semut", "unit": "karung besar"}
    with app.extensions[KEY].database.read() as session:
        before = needs.page(session)[1]
    answer = visit("admin").post("/kebutuhan/baru", form | {field: value})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert said.lower() in beside(page, field).lower()
    assert f'href="#{field}"' in page, "the summary leads to the field"
    assert 'value="karung besar"' in page, "what was typed is not lost"
    with app.extensions[KEY].database.read() as session:
        assert needs.page(session)[1] == before


def test_a_need_that_closes_before_it_opens(visit: Visit, ids: dict[str, int]) -> None:
    form = {"buyer_id": str(ids["B1"]), "title": "Gula", "open_from": "2030-02-01", "open_until": "2030-01-01"}
    answer = visit("association").post("/kebutuhan/baru", form)
    assert "sebelum dibuka" in beside(answer.get_data(as_text=True), "open_until")


@pytest.mark.parametrize(
    ("text", "locale", "value"),
    [
        ("1.500", "id", 1500),
        ("1.500.000", "id", 1500000),
        ("Rp 1.500.000,-", "id", 1500000),
        ("rp1.500", "id", 1500),
        ("2,5", "id", 2.5),
        ("1 500", "id", 1500),
        ("1500", "id", 1500),
        ("1,500", "en", 1500),
        ("2.5", "en", 2.5),
        ("1.5", "id", None),
        ("15.00", "id", None),
        ("1.50.000", "id", None),
        ("10-20", "id", None),
        ("sepuluh", "id", None),
        ("NaN", "id", None),
        ("Infinity", "en", None),
        ("1e9", "id", None),
        ("Rp", "id", None),
        ("", "id", None),
        ("9" * 31, "id", None),
    ],
)
def test_numbers_as_they_are_written_here(text: str, locale: str, value: float | None) -> None:
    assert number(text, locale) == value
