"""A snapshot gives the same answers as the database; a wrong one is not used."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from matchmaker.db import Database
from matchmaker.domain.access import SYSTEM
from matchmaker.matching import catalog as catalog_module
from matchmaker.matching import snapshots
from matchmaker.matching.catalog import LiveCatalog
from matchmaker.matching.snapshots import SnapshotFolder
from matchmaker.scoring import snapshot
from matchmaker.scoring.catalogue import Catalogue
from matchmaker.scoring.kernel_asked import RECORD
from matchmaker.scoring.profiles import ScoredPairing
from matchmaker.scoring.row_tables import RowTables
from matchmaker.services import umkm as umkm_service
from matchmaker.services.partnerships import committed
from tests.factories import add_need, add_umkm

GOODS = ("Keripik pisang", "Abon ikan", "Sabun sereh", "Gula semut")


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """A handful of UMKM is worth a snapshot here."""
    monkeypatch.setattr(snapshots, "LEAST_UMKM", 1)


@pytest.fixture
def filled(database: Database) -> Database:
    with database.write() as session:
        for number in range(24):
            product = {"name": f"{GOODS[number % 4]} {number}", "unit": "kg", "price_idr": 10_000 + number}
            add_umkm(session, external_id=f"S{number:03}", name=f"Usaha {number}", products=[product])
        add_need(session, title="Keripik pisang", unit="kg", max_price_idr=20_000)
    return database


def opened(folder: Path) -> LiveCatalog:
    """The catalogue of a process that has just started."""
    return LiveCatalog(committed, snapshots=SnapshotFolder(folder))


def ranking(database: Database, catalog: LiveCatalog) -> list[ScoredPairing]:
    with database.read() as session, catalog.at(session) as scorer:
        (need,) = catalog.needs(session).values()
        return scorer.rank_need(need, top=50)


@pytest.fixture
def builds(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Grows by one whenever a catalogue is read from the database."""
    noted: list[int] = []
    build = LiveCatalog._build

    def counted(self: LiveCatalog, session: object, version: int) -> object:
        noted.append(version)
        return build(self, session, version)  # type: ignore[arg-type]

    monkeypatch.setattr(LiveCatalog, "_build", counted)
    return noted


def test_the_next_start_reads_no_goods_and_says_the_same(filled: Database, tmp_path: Path, builds: list[int]) -> None:
    first = ranking(filled, opened(tmp_path / "kept"))
    assert ranking(filled, opened(tmp_path / "kept")) == first
    assert len(builds) == 1


def test_who_has_built_the_catalogue_goes_on_with_the_snapshot(filled: Database, tmp_path: Path) -> None:
    live = opened(tmp_path / "kept")
    found = ranking(filled, live)
    assert tables(filled, live)[1].kept_records is not None, "mapped"
    assert found == ranking(filled, LiveCatalog(committed))


def test_changes_since_are_caught_up_with(filled: Database, tmp_path: Path, builds: list[int]) -> None:
    ranking(filled, opened(tmp_path / "kept"))
    with filled.write() as session:
        umkm_service.delete(session, SYSTEM, umkm_service.get(session, SYSTEM, "S000"))
        changed = {"external_id": "S004", "name": "Usaha 4", "products": [{"name": "Keripik pisang 4", "unit": "kg",
                   "price_idr": 90_000}]}  # fmt: skip
        umkm_service.upsert(session, SYSTEM, changed)
        add_umkm(session, external_id="NEW", name="Baru", products=[{"name": "Keripik pisang ambon", "unit": "kg"}])
    found = ranking(filled, opened(tmp_path / "kept"))
    assert len(builds) == 1
    assert found == ranking(filled, LiveCatalog(committed))
    assert len(found) == 24


def test_many_changes_renew_the_snapshot(
    filled: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, builds: list[int]
) -> None:
    ranking(filled, opened(tmp_path / "kept"))
    monkeypatch.setattr(catalog_module, "RENEWED_AT_CHANGES", 1)
    with filled.write() as session:
        add_umkm(session, external_id="NEW", name="Baru")
    before = json.loads((tmp_path / "kept" / snapshot.CONTENTS).read_text())["version"]
    ranking(filled, opened(tmp_path / "kept"))
    assert json.loads((tmp_path / "kept" / snapshot.CONTENTS).read_text())["version"] > before
    assert len(builds) == 1


def flip(path: Path) -> None:
    """Change one bit in the middle of a file."""
    content = bytearray(path.read_bytes())
    content[-5] ^= 1
    path.write_bytes(content)


SPOILS: dict[str, Callable[[Path], object]] = {
    "one bit of a record": lambda kept: flip(kept / "records.npy"),
    "one bit": lambda kept: flip(kept / "column-price.npy"),
    "cut": lambda kept: (kept / "profiles.npy").write_bytes((kept / "profiles.npy").read_bytes()[:-9]),
    "a file gone": lambda kept: (kept / "postings-concepts-rows.npy").unlink(),
    "no contents": lambda kept: (kept / snapshot.CONTENTS).unlink(),
    "contents cut": lambda kept: (kept / snapshot.CONTENTS).write_text('{"format": 1'),
    "contents no object": lambda kept: (kept / snapshot.CONTENTS).write_text("[]"),
    "other code": lambda kept: (kept / snapshot.CONTENTS).write_text(
        (kept / snapshot.CONTENTS).read_text().replace(snapshot.code_fingerprint(), "0" * 16)
    ),
}


@pytest.mark.parametrize("spoil", SPOILS.values(), ids=SPOILS.keys())
def test_what_is_damaged_or_foreign_is_not_used(
    spoil: Callable[[Path], object], sqlite_database: Database, tmp_path: Path, builds: list[int]
) -> None:
    with sqlite_database.write() as session:
        add_umkm(session, external_id="S1", name="Usaha", products=[{"name": "Keripik pisang"}])
        add_need(session, title="Keripik pisang")
    first = ranking(sqlite_database, opened(tmp_path / "kept"))
    spoil(tmp_path / "kept")
    assert ranking(sqlite_database, opened(tmp_path / "kept")) == first
    assert len(builds) == 2


def test_another_state_of_the_database_is_recognised(filled: Database, tmp_path: Path, builds: list[int]) -> None:
    """As after restoring a backup: the version is the same, but not who changed in it."""
    ranking(filled, opened(tmp_path / "kept"))
    with filled.write() as session:
        record = umkm_service.get(session, SYSTEM, "S001")
        record.name, record.changed_in = "Dipulihkan", record.changed_in - 1
    found = ranking(filled, opened(tmp_path / "kept"))
    assert len(builds) == 2
    assert found == ranking(filled, LiveCatalog(committed))


def tables(database: Database, catalog: LiveCatalog) -> tuple[RowTables, Catalogue]:
    with database.read() as session, catalog.at(session) as scorer:
        return RowTables(scorer.catalogue), scorer.catalogue


def test_records_are_kept_and_what_comes_later_goes_behind_them_without_a_copy(
    filled: Database, tmp_path: Path
) -> None:
    ranking(filled, opened(tmp_path / "kept"))
    live = opened(tmp_path / "kept")
    side_by_side, catalogue = tables(filled, live)
    first, price = side_by_side.records(), catalogue.rows.price
    assert first.dtype == RECORD
    assert first.dtype.isalignedstruct
    assert side_by_side.packed().tobytes() == tables(filled, LiveCatalog(committed))[0].packed().tobytes()
    in_file = (tmp_path / "kept" / "records.npy").read_bytes()
    with filled.write() as session:
        add_umkm(session, external_id="NEW", name="Baru", products=[{"name": "Keripik pisang ambon", "unit": "kg"}])
    tables(filled, live)
    now = side_by_side.records()
    assert len(now) == len(first) + 1
    assert np.shares_memory(now, first)
    assert np.shares_memory(catalogue.rows.price, price)
    assert side_by_side.packed().tobytes() == tables(filled, LiveCatalog(committed))[0].packed().tobytes()
    assert (tmp_path / "kept" / "records.npy").read_bytes() == in_file
