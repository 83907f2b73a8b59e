"""The pages over a small database, and a visitor for each role who fills in forms as a browser does."""

from __future__ import annotations

import html
import re
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
from matchmaker.services import buyers, database, needs, umkm, users
from matchmaker.settings import Settings
from tests.api.conftest import BUYERS, NEEDS, UMKM

PASSWORD = "kata-sandi-uji"
FAR_BUYER = {"external_id": "B3", "name": "Hotel Pusri", "type": "hotel", "association": "PHRI Sumsel",
             "regency": "Kota Palembang"}  # fmt: skip
FAR_NEED = {"external_id": "N2", "buyer_external_id": "B3", "title": "Sapu lidi untuk kebun hotel", "radius_km": 20}
PEOPLE: dict[str, dict[str, Any]] = {
    "admin": {"role": "admin"},
    "dinas": {"role": "dinas", "region": "Kabupaten Lebak"},
    "association": {"role": "association", "association": "PHRI Banten"},
    "buyer": {"role": "buyer", "buyer": "B2"},
    "owner": {"role": "owner", "umkm": "U1"},
}
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


@dataclass
class Visitor:
    """A browser without JavaScript."""

    client: FlaskClient

    def get(self, path: str, **kwargs: Any) -> TestResponse:
        return self.client.get(path, **kwargs)

    def token(self) -> str:
        """A form's token, the same on every page of this visitor: the sign-in and account pages always hold one."""
        for path in ("/akun", "/masuk"):
            found = _TOKEN.search(self.client.get(path).get_data(as_text=True))
            if found:
                return found[1]
        raise AssertionError("no form with a token")

    def post(self, path: str, data: dict[str, Any] | None = None, **kwargs: Any) -> TestResponse:
        return self.client.post(path, data={"csrf_token": self.token(), **(data or {})}, **kwargs)

    def sign_in(self, name: str, password: str = PASSWORD) -> TestResponse:
        return self.post("/masuk", {"nama": name, "sandi": password})


def words(response: TestResponse) -> str:
    """The text of a page as a person reads it."""
    page = re.sub(r"<script.*?</script>|<[^>]+>", " ", response.get_data(as_text=True), flags=re.DOTALL)
    return " ".join(html.unescape(page).split())


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with the records and one account per role, copied for each test."""
    path = tmp_path_factory.mktemp("pages") / "prepared.db"
    made = Database(f"sqlite:///{path}")
    database.upgrade(made)
    with made.write() as session:
        for record in UMKM:
            umkm.upsert(session, SYSTEM, load(umkm.SCHEMA, record)[0])
        for record in (*BUYERS, FAR_BUYER):
            buyers.upsert(session, SYSTEM, load(buyers.SCHEMA, record)[0])
        session.flush()
        for record in (*NEEDS, FAR_NEED):
            needs.upsert(session, SYSTEM, load(needs.SCHEMA, record)[0])
        session.flush()
        for name, person in PEOPLE.items():
            users.add(session, SYSTEM, name=name, password=PASSWORD, **person)
    with made.writer.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.exec_driver_sql("BEGIN")
    made.dispose()
    return path


@contextmanager
def running(prepared: Path, folder: Path) -> Iterator[Any]:
    """The app over a copy of the prepared database."""
    (folder / "pages.db").write_bytes(prepared.read_bytes())
    settings = Settings(database_url=f"sqlite:///{folder}/pages.db", demo=True, instance_path=str(folder))
    made = create_app(settings)
    yield made
    made.extensions[KEY].database.dispose()


@pytest.fixture
def app(prepared: Path, tmp_path: Path) -> Iterator[Any]:
    with running(prepared, tmp_path) as made:
        yield made


@pytest.fixture
def visit(app: Any) -> Callable[[str | None], Visitor]:
    """A visitor signed in under a role's name, or nobody."""

    def make(role: str | None = None) -> Visitor:
        visitor = Visitor(app.test_client())
        if role is not None:
            with app.extensions[KEY].database.read() as session:
                user = next(one for one in users.everyone(session) if one.name == role)
            with visitor.client.session_transaction() as cookie:
                cookie["user_id"], cookie["epoch"] = user.id, user.session_epoch
        return visitor

    return make


@pytest.fixture
def ids(app: Any) -> dict[str, int]:
    """Our ids of the records by their own keys."""
    with app.extensions[KEY].database.read() as session:
        found: dict[str, int] = {}
        for service in (umkm, buyers, needs):
            found |= {one.external_id: one.id for one in service.page(session)[0]}
        found |= {product.external_id: product.id for one in umkm.page(session)[0] for product in one.products}
        return found
