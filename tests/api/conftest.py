"""A running application over a small database, and keys for each role."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from api.app import create_app
from api.extensions import KEY
from matchmaker.db import Database
from matchmaker.domain.access import SYSTEM
from matchmaker.schemas.reading import load
from matchmaker.services import buyers, database, keys, needs, umkm
from matchmaker.settings import Settings

UMKM = [
    {
        "external_id": "U1",
        "name": "Keripik Pisang Bu Tini",
        "regency": "Kabupaten Lebak",
        "phone": "081200001111",
        "certificates": ["HALAL", "PIRT", "NIB"],
        "max_payment_days": 30,
        "products": [
            {
                "external_id": "P1",
                "name": "Keripik pisang manis 100 gr",
                "unit": "bungkus",
                "price_idr": 10000,
                "capacity_per_month": 3000,
                "moq": 50,
                "lead_time_days": 3,
                "shelf_life_days": 120,
                "trade_terms": ["outright", "consignment"],
            }
        ],
    },
    {
        "external_id": "U2",
        "name": "Abon Ikan Rangkas",
        "regency": "Kabupaten Lebak",
        "certificates": [],
        "products": [{"external_id": "P2", "name": "Abon ikan tongkol", "unit": "kg", "price_idr": 150000}],
    },
    {"external_id": "U3", "name": "Sapu Lidi Mang Asep", "regency": "Kabupaten Purwakarta", "products": []},
]
BUYERS = [
    {
        "external_id": "B1",
        "name": "Hotel Multatuli",
        "type": "hotel",
        "association": "PHRI Banten",
        "regency": "Kabupaten Lebak",
    },
    {"external_id": "B2", "name": "Bioskop Rangkas", "type": "cinema", "regency": "Kabupaten Lebak"},
]
NEEDS = [
    {
        "external_id": "N1",
        "buyer_external_id": "B1",
        "title": "Keripik pisang untuk kamar tamu",
        "required_certificates": ["HALAL", "PIRT"],
        "volume_per_month": 500,
        "unit": "bungkus",
        "max_price_idr": 12000,
        "radius_km": 80,
    }
]


@dataclass(frozen=True)
class Caller:
    """Someone with a key."""

    client: FlaskClient
    key: str | None

    def __call__(self, method: str, path: str, **kwargs: Any) -> TestResponse:
        headers = dict(kwargs.pop("headers", {}))
        if self.key:
            headers["Authorization"] = f"Bearer {self.key}"
        return self.client.open(f"/api/v1{path}", method=method, headers=headers, **kwargs)


@pytest.fixture(scope="session")
def small_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with the records, copied for each test: the schema alone takes a third of a second."""
    path = tmp_path_factory.mktemp("api") / "small.db"
    prepared = Database(f"sqlite:///{path}")
    database.upgrade(prepared)
    with prepared.write() as session:
        for record in UMKM:
            umkm.upsert(session, SYSTEM, load(umkm.SCHEMA, record)[0])
        for record in BUYERS:
            buyers.upsert(session, SYSTEM, load(buyers.SCHEMA, record)[0])
        session.flush()
        for record in NEEDS:
            needs.upsert(session, SYSTEM, load(needs.SCHEMA, record)[0])
    prepared.dispose()
    return path


@contextmanager
def serving(small_database: Path, folder: Path, **settings: Any) -> Iterator[Any]:
    """The app over a copy of the small database; nobody is too quick for it unless a test says so."""
    settings = {"rate_limit_per_second": 10**6, **settings}
    copy = folder / "api.db"
    copy.write_bytes(small_database.read_bytes())
    url = f"sqlite:///{copy}"
    made = create_app(Settings(database_url=url, demo=True, instance_path=str(folder), log_level="WARNING", **settings))
    made.testing = False
    yield made
    made.extensions[KEY].database.dispose()


@pytest.fixture
def app(small_database: Path, tmp_path: Path) -> Iterator[Any]:
    with serving(small_database, tmp_path) as made:
        yield made


def make_key(app: Any, role: str, **scope: Any) -> str:
    """A key for a role."""
    with app.extensions[KEY].database.write() as session:
        return keys.create(session, SYSTEM, role=role, name=f"{role} key", **scope)


@pytest.fixture
def caller(app: Any) -> Callable[..., Caller]:
    def make(role: str | None, **scope: Any) -> Caller:
        return Caller(app.test_client(), None if role is None else make_key(app, role, **scope))

    return make


@pytest.fixture
def admin(caller: Callable[..., Caller]) -> Caller:
    return caller("admin")
