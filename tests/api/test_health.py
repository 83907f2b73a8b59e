"""/livez, /readyz, /metrics: alive at once, ready with the catalogue, honest when the database is gone."""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from api import health
from api.app import create_app
from api.extensions import KEY
from matchmaker.db import Database
from matchmaker.matching.catalog import LiveCatalog
from matchmaker.services import database
from matchmaker.settings import Settings
from tests.api.conftest import serving

PATIENCE = 60.0  # seconds; the first catalogue of a process compiles


def ready(client: Any) -> Any:
    """The answer of /readyz once it is 200, or the last one."""
    until = time.monotonic() + PATIENCE
    answer = client.get("/readyz")
    while answer.status_code != 200 and time.monotonic() < until:
        time.sleep(0.05)
        answer = client.get("/readyz")
    return answer


def test_not_ready_until_the_catalogue_is_there(
    small_database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate, build = threading.Event(), LiveCatalog._build

    def slow(self: LiveCatalog, *args: Any) -> Any:
        assert gate.wait(PATIENCE)
        return build(self, *args)

    monkeypatch.setattr(LiveCatalog, "_build", slow)
    with serving(small_database, tmp_path) as app:
        client = app.test_client()
        waiting = client.get("/readyz")
        assert (waiting.status_code, waiting.json) == (503, {"status": "unready", "problems": ["catalogue_loading"]})
        assert client.get("/livez").json == {"status": "ok"}, "alive all the same"
        gate.set()
        assert ready(client).json == {"status": "ready", "problems": []}


def test_a_database_that_comes_up_later_makes_it_ready(tmp_path: Path) -> None:
    """Started before its database: nobody sends requests to what is not ready, so /readyz must get there itself."""
    url = f"sqlite:///{tmp_path}/later.db"
    app = create_app(Settings(database_url=url, demo=True, instance_path=str(tmp_path), log_level="ERROR"))
    client = app.test_client()
    assert client.get("/readyz").json["problems"] in (["database_unreachable"], ["schema_not_current"])
    assert client.get("/livez").status_code == 200
    assert client.get("/metrics").status_code == 200
    made = Database(url)
    database.upgrade(made)
    made.dispose()
    assert ready(client).status_code == 200
    app.extensions[KEY].database.dispose()


def test_a_database_that_is_gone_is_noticed(small_database: Path, tmp_path: Path) -> None:
    with serving(small_database, tmp_path) as app:
        client = app.test_client()
        assert ready(client).status_code == 200
        for path in tmp_path.glob("api.db*"):
            path.unlink()
        gone = client.get("/readyz")
        assert (gone.status_code, gone.json["problems"]) == (503, ["database_unreachable"])
        assert client.get("/livez").status_code == 200


@pytest.fixture(scope="module")
def client(small_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with serving(small_database, tmp_path_factory.mktemp("health")) as app:
        yield app.test_client()


def test_metrics_count_answers_by_route_and_never_by_address(client: Any) -> None:
    for path in ("/api/v1/umkm/U1", "/api/v1/umkm/U2", "/nothing/here/42", "/livez"):
        client.get(path)
    told = client.get("/metrics")
    assert told.content_type.startswith("text/plain")
    text = told.get_data(as_text=True)
    assert 'temu_mitra_requests_total{route="/api/v1/umkm/<key>",status="401"} 2.0' in text
    assert 'temu_mitra_requests_total{route="none",status="404"} 1.0' in text
    assert "temu_mitra_request_seconds_bucket" in text
    assert "temu_mitra_catalog_version" in text
    assert "nothing/here" not in text
    assert "U1" not in text


@pytest.mark.parametrize("path", ["/livez", "/readyz", "/metrics"])
def test_they_are_open_and_only_read(client: Any, path: str) -> None:
    assert client.get(path).status_code in (200, 503)
    assert client.head(path).get_data() == b""
    assert client.post(path).status_code in (400, 405)


def test_looking_is_quick(client: Any) -> None:
    ready(client)
    began = time.perf_counter()
    for _ in range(20):
        client.get("/livez")
    assert (time.perf_counter() - began) / 20 < 0.05


class Sized:
    """A scorer as far as its size matters."""

    def __init__(self, is_large: bool) -> None:
        self.is_large, self.warm = is_large, False

    def warm_up(self) -> None:
        self.warm = True
        raise RuntimeError("no compiler here")


@pytest.mark.parametrize("large", [True, False])
def test_what_a_large_catalogue_loads_is_not_looked_through_again(large: bool) -> None:
    scorer, before = Sized(large), gc.get_freeze_count()
    try:
        health._settle(scorer)  # type: ignore[arg-type]
        assert scorer.warm == large
        assert (gc.get_freeze_count() > before) == large
    finally:
        gc.unfreeze()
