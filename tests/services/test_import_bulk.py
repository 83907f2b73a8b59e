"""A file read line by line and written past the ORM comes to the same as one held whole and written by the ORM."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.db import Database
from matchmaker.domain.access import SYSTEM, Actor
from matchmaker.models import CatalogState, Certificate, ImportChange, Product, Umkm
from matchmaker.services import database as schema
from matchmaker.services import identity, import_reading, imports, umkm
from matchmaker.services.import_bulk import Bulk
from matchmaker.services.import_results import ImportResult
from matchmaker.spreadsheets import jsonl
from tests.services.test_batches import undo
from tests.services.test_plain_records import UMKM_RECORD
from tests.services.test_query_plans import statements

OFFICE = Actor("dinas", "Dinas Lebak", region="36.02")
LEBAK = {"province": "Banten", "regency": "Kabupaten Lebak"}
HALAL = {"type": "HALAL", "valid_until": "2027-01-31"}
FIRST: list[Any] = [
    {"external_id": "A", "name": "Keripik Ani", **LEBAK, "products": [{"name": "Keripik", "price_idr": 5000}]},
    {"external_id": "B", "name": "Madu Budi", **LEBAK, "lat": -6.36, "lon": 106.25, "certificates": [HALAL, "PIRT"],
     "products": [{"name": "Madu", "unit": "botol", "certificates": [{"type": "NIB", "number": "12"}]},
                  {"name": " madu", "unit": "botol", "certificates": ["HALAL"], "export_countries": ["Jepang"]}]},
    {"name": "Tanpa Kunci", **LEBAK, "clusters": ["Kopi", "Kopi"], "marketplace_urls": None},
    {"external_id": "C", "name": "Jauh", "lat": 51.5, "lon": 0},
    {"external_id": "D", "name": "Separuh", "lat": -6.3, "nib": "9.12E+12", **LEBAK},
    {"external_id": "A", "name": "Keripik Bu Ani", "products": [{"name": "Abon", "price_idr": 0}]},
    {"external_id": "E", "name": "Di Bandung", "province": "Jawa Barat", "regency": "Kota Bandung"},
    {"external_id": "F", "name": "Di Mana", "regency": "Kabupaten Tidak Ada", "district": "Rangkasbitung"},
    {"external_id": 7, "name": "Bernomor", "warna": "merah", **LEBAK},
    {"name": "Tanpa Kunci", **LEBAK, "clusters": ["Kopi", "Kopi"], "marketplace_urls": None},
    {"name": "Tanpa Kunci", **LEBAK, "products": [{"name": "Teh"}]},
    {"name": "Tanpa Kunci", **LEBAK, "products": [{"name": "Kopi"}]},
    {"external_id": "G"},
    "kein JSON",
    {"external_id": "H", "name": "Hanya Nama", "products": [{"name": "Jahe"}]},
]  # fmt: skip
SECOND: list[Any] = [
    *FIRST[:3],
    FIRST[1]
    | {
        "certificates": ["PIRT"],
        "products": [
            {
                "name": "Madu",
                "unit": "botol",
                "certificates": ["HALAL"],
                "price_idr": 45000,
                "trade_terms": ["outright"],
            },
            {"name": "Sarang", "certificates": [], "moq": 2},
        ],
    },
    {"external_id": "D", "name": "Separuh", "lat": -6.3, "lon": 106.2, **LEBAK},
    {"external_id": "E", **LEBAK, "name": "Di Bandung"},
    {"external_id": "7", "name": "Bernomor", "active": False},
    {"name": "Hanya Nama", "products": [{"name": "Jahe Merah"}]},
    {"external_id": "I", "name": "Baru", **LEBAK, "products": [{"name": "Gula", "trade_terms": ["outright"]}]},
]


def lines(records: list[Any]) -> str:
    return "\n".join(one if isinstance(one, str) else json.dumps(one) for one in records)


def said(result: ImportResult) -> dict[str, Any]:
    """All that a result says but how long it took."""
    return {name: value for name, value in result.as_dict().items() if name != "seconds"}


def on_record(session: Session) -> list[Any]:
    """Everything about all UMKM but ids and moments, and what the batches noted."""
    found: list[Any] = [session.scalar(select(CatalogState.version))]
    for one in session.scalars(select(Umkm).order_by(Umkm.source, Umkm.external_id).options(*umkm.WITH_PARTS)):
        certificates = sorted(str(_values(row)) for row in one.all_certificates)
        products = [(_values(part), sorted(str(_values(row)) for row in part.own_certificates))
                    for part in one.products]  # fmt: skip
        assert all(row.product_id is None or row.product in one.products for row in one.all_certificates)
        found.append((_values(one), products, certificates))
    names = {one.id: one.external_id for one in session.scalars(select(Umkm))}
    for change in session.scalars(select(ImportChange)):
        name = names[change.record_id]
        found.append((change.batch_id, change.kind, name, change.version_before, change.version_after, change.before))
    return sorted(map(_without_ids, found), key=str)


LEFT_OUT = {"id", "umkm_id", "product_id", "created_at", "updated_at", "recorded_at"}


def _values(row: Umkm | Product | Certificate) -> dict[str, Any]:
    return {column.key: getattr(row, column.key) for column in row.__table__.columns if column.key not in LEFT_OUT}


def _without_ids(value: Any) -> Any:
    """Images of records hold ids and moments too, which differ between two databases."""
    if isinstance(value, dict):
        return {name: _without_ids(one) for name, one in value.items() if name not in LEFT_OUT}
    return [_without_ids(one) for one in value] if isinstance(value, list | tuple) else value


@pytest.fixture
def other(tmp_path: Path) -> Any:
    found = Database(f"sqlite:///{tmp_path}/other.db")
    schema.upgrade(found)
    yield found
    found.dispose()


@pytest.mark.parametrize("actor", [SYSTEM, OFFICE], ids=["everywhere", "of a region"])
def test_bulk_and_orm_write_the_same(
    database: Database, other: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, actor: Actor
) -> None:
    path = tmp_path / "list.jsonl"
    taken: list[int] = []
    take: Callable[..., Any] = Bulk.take

    def noted(bulk: Bulk, chunk: Any) -> Any:
        ready = take(bulk, chunk)
        taken.append(len(ready))
        return ready

    for records in (FIRST, FIRST, SECOND, SECOND):
        path.write_text(lines(records))
        monkeypatch.setattr(Bulk, "take", noted)
        with database.write() as session:
            quick = imports.run(session, actor, "umkm", path)
        monkeypatch.setattr(Bulk, "take", lambda bulk, chunk: {})
        with other.write() as session:
            plain = imports.run(session, actor, "umkm", path)
        assert said(quick) == said(plain)
        with database.read() as one, other.read() as two:
            assert on_record(one) == on_record(two)
    assert taken[0] >= 5, "most of a new file goes the quick way"
    assert taken[1] == taken[0], "and the same file again"
    assert taken[2] >= 5, "and what changes"


KEYS = st.sampled_from(["A", "B", "C", "D", 7, None])
RECORDS = st.builds(lambda one, key: {"name": "Usaha"} | one | {"external_id": key}, UMKM_RECORD, KEYS)


def test_whatever_a_file_says_and_whatever_was_there(
    sqlite_database: Database, other: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One file after the other into two databases: into one past the ORM, into the other through it."""
    path = tmp_path / "list.jsonl"
    take: Callable[..., Any] = Bulk.take

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(RECORDS, max_size=8))
    def both(records: list[Any]) -> None:
        try:
            text = b"\n".join(orjson.dumps(one) for one in records)
        except TypeError:  # half a surrogate or too large a number: no file can say it
            return
        path.write_bytes(text or b"{}")
        monkeypatch.setattr(Bulk, "take", take)
        with sqlite_database.write() as session:
            quick = imports.run(session, SYSTEM, "umkm", path)
        monkeypatch.setattr(Bulk, "take", lambda bulk, chunk: {})
        with other.write() as session:
            plain = imports.run(session, SYSTEM, "umkm", path)
        assert said(quick) == said(plain)
        with sqlite_database.read() as one, other.read() as two:
            assert on_record(one) == on_record(two)

    both()


def test_a_batch_that_changed_in_bulk_is_undone(database: Database, tmp_path: Path) -> None:
    path = tmp_path / "list.jsonl"
    for records in (FIRST, SECOND):
        path.write_text(lines(records))
        with database.write() as session:
            before = state(session)
            result = imports.run(session, SYSTEM, "umkm", path)
            assert state(session) != before
    undone = undo(database, result)
    assert undone["kept"] == []
    assert undone["restored"] == 6
    with database.read() as session:
        assert state(session) == before


def state(session: Session) -> list[Any]:
    """All UMKM as they are exported; in which order their certificates were noted says nothing."""
    dumped = [umkm.SCHEMA.dump(one) for one in session.scalars(select(Umkm).order_by(Umkm.source, Umkm.external_id))]
    for one in (*dumped, *(product for record in dumped for product in record["products"])):
        one["certificates"] = one["certificates"] and sorted(one["certificates"], key=str)
    return dumped


def test_a_batch_written_in_bulk_is_undone(database: Database, tmp_path: Path) -> None:
    path = tmp_path / "list.jsonl"
    path.write_text(lines(FIRST))
    with database.write() as session:
        result = imports.run(session, SYSTEM, "umkm", path)
    assert undo(database, result)["removed"] == result.records == 9
    with database.read() as session:
        for table in (Umkm, Product, Certificate):
            assert not list(session.scalars(select(table))), table.__name__


def test_ids_go_on_after_a_bulk(database: Database, tmp_path: Path) -> None:
    """A record created by hand after an import gets an id of its own."""
    path = tmp_path / "list.jsonl"
    path.write_text(lines(FIRST))
    with database.write() as session:
        imports.run(session, SYSTEM, "umkm", path)
        made = umkm.upsert(session, SYSTEM, {"name": "Sesudah", "products": [{"name": "Kue"}]}).record
        session.flush()
        ids = list(session.scalars(select(Umkm.id)))
    assert made.id == max(ids)


def test_a_key_is_found_by_an_index_in_whatever_source(sqlite_database: Database) -> None:
    with sqlite_database.write() as session:
        made = {source: umkm.upsert(session, SYSTEM, {"name": "Kue", "external_id": "K"}, source=source).record
                for source in ("z", "default", "a")}  # fmt: skip
        ours = umkm.upsert(session, SYSTEM, {"name": "Tanpa Kunci"}, source="lain").record
    with sqlite_database.read() as session, statements(sqlite_database.reader) as sent:
        assert identity.find(session, Umkm, "a", "K").id == made["a"].id  # type: ignore[union-attr]
        assert identity.find(session, Umkm, "b", "K") is None
        assert identity.anywhere(session, Umkm, "K").id == made["default"].id  # type: ignore[union-attr]
        for source in ("lain", "b"):
            assert identity.find(session, Umkm, source, ours.external_id).id == ours.id  # type: ignore[union-attr]
            assert set(identity.find_many(session, Umkm, source, [ours.external_id, "K"])) == {ours.external_id}
        asked = [(sql, values) for sql, values in sent if "FROM umkm" in sql]
        assert len(asked) >= 6
        for sql, values in asked:
            plan = [row[-1] for row in session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values)]
            assert "SCAN umkm" not in plan, (sql, plan)


POOL = [lines([one]) for one in (*FIRST, *SECOND)] + ["", "  ", "[1]", '{"name": "x", "external_id": true}', "{", "7"]


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.sampled_from(POOL), max_size=25))
def test_a_stream_gives_what_the_whole_file_gives(tmp_path: Path, text: list[str]) -> None:
    path = tmp_path / "list.jsonl"
    path.write_text("\n".join(['{"external_id": "first", "name": "One good line"}', *text]))
    result, groups = import_reading.read(SYSTEM, "umkm", path, {"scale": "micro"})
    streamed = [(one.clean, [row.row for row in one.rows]) for one in groups]
    held = ImportResult("umkm", read=result.read)
    rows = jsonl.read(path, "umkm", {"scale": "micro"}).rows
    whole = import_reading.group("umkm", import_reading.distinct(rows, held), held)
    assert streamed == [(one.clean, [row.row for row in one.rows]) for one in whole]
    assert said(result) == said(held)
    assert result.read == len(rows)
