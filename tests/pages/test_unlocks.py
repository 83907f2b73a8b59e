"""What would open up, on the pages: of a region, and of one UMKM."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from api.extensions import KEY
from matchmaker.domain.access import SYSTEM
from matchmaker.services import records, unlocks
from tests.pages.conftest import Visitor, words

Visit = Callable[..., Visitor]


@pytest.fixture
def lacking(app: Any) -> dict[str, Any]:
    """A need that one UMKM of the region meets but for a certificate."""
    with app.extensions[KEY].database.write() as session:
        records.create(
            session,
            SYSTEM,
            "umkm",
            {
                "external_id": "K1",
                "name": "Sapu Lidi Contoh",
                "regency": "Kabupaten Lebak",
                "certificates": [],
                "products": [{"name": "Sapu lidi", "unit": "pcs", "price_idr": 9_000, "capacity_per_month": 900}],
            },
        )
        return records.create(
            session,
            SYSTEM,
            "needs",
            {"external_id": "K2", "buyer_external_id": "B1", "title": "Sapu lidi", "required_certificates": ["NIB"]},
        )[1]


def test_the_region_sees_what_its_steps_open(app: Any, visit: Visit, lacking: dict[str, Any]) -> None:
    visitor = visit("dinas")
    page = words(visitor.get("/peluang"))
    assert "Kabupaten Lebak" in page
    assert "Sapu Lidi Contoh" in page
    assert "Membuka 1 pasangan: 1 UMKM untuk 1 kebutuhan." in page
    with app.extensions[KEY].database.read() as session:
        told = unlocks.of_region(app.extensions[KEY].catalog, session, SYSTEM, "36.02")
    assert all(step["name"].lower() in page.lower() for step in told)


def test_one_umkm_sees_what_it_could_do(visit: Visit, lacking: dict[str, Any]) -> None:
    visitor = visit("dinas")
    found = visitor.get("/umkm?name=sapu").get_data(as_text=True)
    address = re.findall(r'href="/umkm/(\d+)"', found)[0]
    page = words(visitor.get(f"/umkm/{address}/peluang"))
    assert "Langkah ini sendiri membuka 1 kebutuhan." in page
    assert "Sapu lidi" in page
    assert f"/umkm/{address}/peluang" in visitor.get(f"/umkm/{address}").get_data(as_text=True)


def test_another_region_is_not_shown(visit: Visit) -> None:
    assert visit("dinas").get("/peluang?daerah=36.04").status_code == 403
    assert visit("admin").get("/peluang?daerah=36.04").status_code == 200
