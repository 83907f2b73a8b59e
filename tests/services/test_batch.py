"""Batch ranking: stored once, resumed after a kill, the same on a cluster that loses a worker."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, select

from matchmaker.db import Database
from matchmaker.errors import ClusterUnavailableError
from matchmaker.matching.catalog import LiveCatalog
from matchmaker.matching.engines import DaskEngine, LocalEngine, Needs
from matchmaker.models import Suggestion, Umkm
from matchmaker.services import batch, suggestion_rows
from matchmaker.services.partnerships import committed
from tests.factories import add_need, add_umkm

GOODS = ("Keripik pisang", "Abon ikan", "Sabun sereh", "Gula semut", "Tas pandan")
NEEDS = 12
START_SECONDS = 60.0


def fill(database: Database) -> None:
    with database.write() as session:
        for number in range(40):
            product = {"name": f"{GOODS[number % 5]} {number}", "unit": "kg", "price_idr": 10_000 + number}
            add_umkm(session, external_id=f"S{number:03}", name=f"Usaha {number}", products=[product])
        for number in range(NEEDS):
            add_need(session, external_id=f"K{number:03}", title=GOODS[number % 5], max_price_idr=15_000, unit="kg")


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch, "BLOCK", 2)


def stored(database: Database) -> bytes:
    """All suggestions as they lie in the database, but for the moment they were written."""
    with database.read() as session:
        rows = session.scalars(select(Suggestion).order_by(Suggestion.need_id, Suggestion.position))
        columns = [one.name for one in Suggestion.__table__.columns if one.name not in ("id", "created_at")]
        return json.dumps([[getattr(row, name) for name in columns] for row in rows]).encode()


def test_all_pairs_are_ranked_and_stored_once(database: Database) -> None:
    fill(database)
    catalog = LiveCatalog(committed)
    result = batch.rank_all(database, catalog, top=5)
    assert (result["needs"], result["umkm"], result["pairs"]) == (NEEDS, 40, 40 * NEEDS)
    assert result["suggestions"] == 5 * NEEDS
    before = stored(database)
    shown: list[int] = []
    batch.rank_all(database, catalog, top=5, progress=lambda done, of: shown.append(done))
    assert shown == [], "nothing to do"
    assert stored(database) == before
    assert batch.is_fresh(database, catalog)


class Killed(BaseException):
    """What a kill looks like from inside."""


def test_a_killed_run_goes_on_where_it_was(database: Database) -> None:
    fill(database)
    catalog = LiveCatalog(committed)

    def kill(done: int, of: int) -> None:
        if done >= 4:
            raise Killed

    with pytest.raises(Killed):
        batch.rank_all(database, catalog, top=5, progress=kill)
    shown: list[tuple[int, int]] = []
    batch.rank_all(database, catalog, top=5, progress=lambda done, of: shown.append((done, of)))
    assert shown[-1] == (NEEDS - 4, NEEDS - 4)
    resumed = stored(database)
    with database.write() as session:
        session.execute(delete(Suggestion))
    batch.rank_all(database, catalog, top=5)
    assert stored(database) == resumed


class NotingEngine:
    """Says when it begins with a block, and fails at one if told."""

    def __init__(self, inner: LocalEngine, noted: list[str], fails_at: int = -1) -> None:
        self._inner, self._noted, self._fails_at = inner, noted, fails_at

    def rank(self, blocks: Sequence[Needs], top: int, as_of: date) -> Iterator[tuple[Any, int]]:
        for number, one in enumerate(self._inner.rank(blocks, top, as_of)):
            self._noted.append(f"ranked {number}")
            if number == self._fails_at:
                raise ClusterUnavailableError("cluster_failed", reason="lost")
            yield one


def test_the_next_block_is_ranked_while_one_is_stored(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(database)
    catalog, noted = LiveCatalog(committed), list[str]()
    replace = suggestion_rows.replace

    def slowly(*arguments: Any) -> None:
        deadline = time.monotonic() + START_SECONDS
        stored = sum(one == "stored" for one in noted)
        while f"ranked {min(stored + 1, NEEDS // 2 - 1)}" not in noted and time.monotonic() < deadline:
            time.sleep(0.005)
        replace(*arguments)
        noted.append("stored")

    monkeypatch.setattr(suggestion_rows, "replace", slowly)
    batch.rank_all(database, catalog, top=5, engine=NotingEngine(LocalEngine(database, catalog), noted))
    assert noted[:3] == ["ranked 0", "ranked 1", "stored"]
    assert noted.index("stored") < noted.index("ranked 3"), "no more than one ahead"


def test_what_was_ranked_before_an_engine_failed_is_stored(database: Database) -> None:
    fill(database)
    catalog = LiveCatalog(committed)
    engine = NotingEngine(LocalEngine(database, catalog), [], fails_at=3)
    with pytest.raises(ClusterUnavailableError):
        batch.rank_all(database, catalog, top=5, engine=engine)
    with database.read() as session:
        assert len(set(session.scalars(select(Suggestion.need_id)))) == 6


class DeletingEngine:
    """Ranks, and meanwhile somebody deletes the best UMKM of all."""

    def __init__(self, database: Database, catalog: LiveCatalog) -> None:
        self._database = database
        self._inner = LocalEngine(database, catalog)

    def rank(self, blocks: Sequence[Needs], top: int, as_of: date) -> Iterator[tuple[Any, int]]:
        for ranked, version in self._inner.rank(blocks, top, as_of):
            with self._database.write() as session:
                session.execute(delete(Umkm).where(Umkm.id == ranked[0][0].umkm_id))
            yield ranked, version


def test_what_is_deleted_meanwhile_is_left_out(database: Database) -> None:
    fill(database)
    catalog = LiveCatalog(committed)
    batch.rank_all(database, catalog, top=5, engine=DeletingEngine(database, catalog))
    with database.read() as session:
        here = set(session.scalars(select(Umkm.id)))
        assert len(here) < 40
        assert set(session.scalars(select(Suggestion.umkm_id))) <= here


def free_port() -> int:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        return int(server.getsockname()[1])


class Cluster:
    """A Dask scheduler and workers as processes of their own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.address = f"tcp://127.0.0.1:{free_port()}"
        port = self.address.rpartition(":")[2]
        self._processes = [self._run("dask_scheduler", "--host", "127.0.0.1", "--port", port, "--no-dashboard")]
        self.workers = [
            self._run("dask_worker", self.address, "--no-nanny", "--nthreads", "1", "--no-dashboard") for _ in range(2)
        ]

    def _run(self, module: str, *arguments: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", f"distributed.cli.{module}", *arguments]
        environment = os.environ | {"DASK_DISTRIBUTED__WORKER__DAEMON": "False", "OMP_NUM_THREADS": "1"}
        with (self._folder / f"{module}.log").open("ab") as log:
            return subprocess.Popen(command, cwd=self._folder, env=environment, stdout=log, stderr=log)

    def wait(self, workers: int) -> None:
        """Until so many workers are there."""
        import distributed

        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                with distributed.Client(self.address, timeout=2, set_as_default=False) as client:
                    client.wait_for_workers(workers, timeout=max(1.0, deadline - time.monotonic()))
                return
            except OSError:
                if time.monotonic() > deadline:
                    raise

    def stop(self) -> None:
        """End all processes that were started here."""
        for process in (*self.workers, *self._processes):
            process.kill()
            process.wait()


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    pytest.importorskip("distributed", reason="the extra dask is not installed")
    running = Cluster(tmp_path)
    try:
        running.wait(2)
        yield running
    finally:
        running.stop()


@pytest.mark.slow
@pytest.mark.parametrize("same_files", [True, False])
def test_a_cluster_that_loses_a_worker_stores_the_same_bytes(
    sqlite_database: Database, cluster: Cluster, same_files: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not same_files:
        monkeypatch.setattr("matchmaker.matching.engines.sees", lambda _folder: False)
    fill(sqlite_database)
    catalog = LiveCatalog(committed)
    batch.rank_all(sqlite_database, catalog, top=5)
    expected = stored(sqlite_database)
    with sqlite_database.write() as session:
        session.execute(delete(Suggestion))
    lost: list[int] = []

    def lose_a_worker(done: int, of: int) -> None:
        if not lost and done >= of // 2:
            cluster.workers[0].kill()
            lost.append(done)

    engine = DaskEngine(sqlite_database, catalog, cluster.address)
    result = batch.rank_all(sqlite_database, catalog, top=5, engine=engine, progress=lose_a_worker)
    assert lost
    assert cluster.workers[0].wait(10) != 0
    assert result["suggestions"] == 5 * NEEDS
    assert stored(sqlite_database) == expected


def test_no_scheduler_is_said_so(sqlite_database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed", reason="the extra dask is not installed")
    fill(sqlite_database)
    monkeypatch.setattr("matchmaker.matching.engines.CONNECT_SECONDS", 1)
    catalog = LiveCatalog(committed)
    engine = DaskEngine(sqlite_database, catalog, f"tcp://127.0.0.1:{free_port()}")
    with pytest.raises(ClusterUnavailableError, match="no_scheduler"):
        batch.rank_all(sqlite_database, catalog, top=5, engine=engine)
