"""Events and programmes: in by file, out again as the same, and only in the own region."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from matchmaker.db import Database
from matchmaker.domain.access import SYSTEM, Actor
from matchmaker.errors import ForbiddenError, InvalidRecordError, UnusableFileError
from matchmaker.models import Event, EventParticipant, EventStall, ImportBatch, Programme, Umkm
from matchmaker.services import activities, activity_imports, batches, exports, merging
from matchmaker.services import database as schema
from matchmaker.services.activities import Kind
from tests.factories import add_umkm

DINAS = Actor("dinas", "d", region="36.02")
EVENT = {"external_id": "E1", "name": "Bazar Ramadan", "kind": "bazaar", "starts_on": "2026-03-02",
         "ends_on": "2026-03-14", "regency": "Kabupaten Lebak", "turnover_idr": 184_000_000,
         "visitors": None}  # fmt: skip


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    database = Database(f"sqlite:///{tmp_path}/activities.db")
    schema.upgrade(database)
    with database.write() as opened:
        yield opened
    database.dispose()


def lines(path: Path, *records: Any) -> Path:
    path.write_text("\n".join(one if isinstance(one, str) else json.dumps(one) for one in records), "utf8")
    return path


def counts(result: Any) -> tuple[int, ...]:
    assert result.read == sum((result.created, result.updated, result.unchanged, result.duplicates, result.rejected))
    return result.created, result.updated, result.unchanged, result.duplicates, result.rejected


def test_every_line_is_accounted_for_and_the_same_file_twice_changes_nothing(session: Session, tmp_path: Path) -> None:
    maker = add_umkm(session)
    file = lines(
        tmp_path / "e.jsonl",
        EVENT | {"stalls": [{"umkm_external_id": maker.external_id, "day": "2026-03-03", "turnover_idr": 8_000_000}]},
        EVENT | {"external_id": "E2", "kind": "Temu bisnis", "umkm_external_ids": [maker.external_id]},
        EVENT | {"external_id": "E2", "kind": "Temu bisnis", "umkm_external_ids": [maker.external_id]},
        EVENT | {"external_id": "E3", "kind": "pesta"},
        EVENT | {"external_id": "E4", "umkm_external_ids": ["nobody"]},
        EVENT | {"external_id": "E5", "ends_on": "2026-01-01"},
        EVENT | {"external_id": "E6", "turnover_idr": -1},
        "no json",
    )
    first = activity_imports.run(session, SYSTEM, "events", file)
    assert counts(first) == (2, 0, 0, 1, 5)
    codes = {one.code for one in first.errors}
    assert codes == {"unknown_word", "unknown_umkm", "dates_out_of_order", "negative", "not_json"}
    assert counts(activity_imports.run(session, SYSTEM, "events", file)) == (0, 0, 2, 1, 5)
    assert session.scalars(select(EventStall.turnover_idr)).all() == [8_000_000]
    kinds = dict(session.execute(select(Event.external_id, Event.kind)).all())
    assert kinds == {"E1": "bazaar", "E2": "business_meeting"}


def test_an_update_adds_and_never_takes_away(session: Session) -> None:
    one, two = add_umkm(session), add_umkm(session)
    base = {"external_id": "E1", "name": "Ekspo", "kind": "exhibition", "starts_on": date(2026, 5, 1)}
    first = {
        "umkm_external_ids": [one.external_id],
        "stalls": [{"umkm_external_id": one.external_id, "turnover_idr": None}],
    }
    made = activities.upsert(session, SYSTEM, "events", base | first).record
    session.flush()
    more = {
        "umkm_external_ids": [two.external_id],
        "stalls": [{"umkm_external_id": one.external_id, "turnover_idr": 5}],
    }
    assert activities.upsert(session, SYSTEM, "events", base | more).status == "updated"
    session.flush()
    assert [p.umkm_id for p in made.participants] == [one.id, two.id]
    assert [s.turnover_idr for s in made.stalls] == [5]
    unknown = {"stalls": [{"umkm_external_id": one.external_id, "turnover_idr": None}]}
    assert activities.upsert(session, SYSTEM, "events", base | unknown).status == "unchanged"
    with pytest.raises(InvalidRecordError):
        activities.upsert(session, SYSTEM, "events", base | {"ends_on": date(2026, 4, 1)})
    assert made.ends_on is None, "what is refused changes nothing"


@pytest.mark.parametrize("ending", ["jsonl", "csv", "xlsx"])
def test_what_goes_out_comes_in_as_the_same(session: Session, tmp_path: Path, ending: str) -> None:
    maker = add_umkm(session, regency="Kabupaten Lebak")
    key = maker.external_id
    stall = {"umkm_external_id": key, "day": date(2026, 3, 3), "turnover_idr": 0}
    event = EVENT | {"starts_on": date(2026, 3, 2), "ends_on": None, "stalls": [stall], "umkm_external_ids": [key]}
    activities.upsert(session, SYSTEM, "events", event)
    slots = [{"slot": 1, "umkm_external_id": key, "product": "Abon"}, {"slot": 2, "umkm_external_id": key}]
    programme = {"external_id": "G1", "name": "Rak", "kind": "outlet", "starts_on": date(2026, 1, 1), "slots": slots,
                 "certificates": ["HALAL"], "topics": [], "slots_total": 12}  # fmt: skip
    activities.upsert(session, SYSTEM, "programmes", programme)
    session.flush()
    for kind in activities.KINDS:
        file = tmp_path / f"{kind}.{ending}"
        assert exports.run(session, SYSTEM, kind, file) == 1
        again = activity_imports.run(session, SYSTEM, kind, file)
        assert (counts(again), again.warnings, again.unknown_columns) == ((0, 0, 1, 0, 0), [], [])


def test_a_workbook_as_an_office_writes_it(session: Session, tmp_path: Path) -> None:
    maker = add_umkm(session, external_id="U-7")
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["REKAP KEGIATAN DINAS 2026"])
    sheet.append([])
    sheet.append(
        ["No", "Nama Kegiatan", "Jenis", "Tanggal Mulai", "Tempat", "Omzet", "Pengunjung", "Peserta", "Panitia"]
    )
    sheet.append([1, "Pasar rakyat", "Bazar", date(2026, 6, 12), "Alun-alun", "Rp 600.000.000", 15000, "U-7", "Budi"])
    sheet.append([2, "Sarasehan", "sarasehan", "17 Agustus 2026", None, "-", None, None, None])
    sheet.append([3, "Ekspo", "expo", "kapan-kapan", None, None, None, None, None])
    book.save(tmp_path / "kegiatan.xlsx")
    done = activity_imports.run(session, DINAS, "events", tmp_path / "kegiatan.xlsx")
    assert counts(done) == (2, 0, 0, 0, 1)
    assert [(one.row, one.column, one.code) for one in done.errors] == [(6, "Tanggal Mulai", "not_a_date")]
    assert set(done.unknown_columns) == {"No", "Panitia"}
    market, forum = session.scalars(select(Event).order_by(Event.starts_on))
    assert (market.turnover_idr, market.visitors, market.starts_on) == (600_000_000, 15_000, date(2026, 6, 12))
    assert market.umkm_external_ids == [maker.external_id]
    assert (forum.turnover_idr, forum.visitors) == (None, None)
    assert market.regency_code == "36.02", "an office's own list is of its own region"


def test_a_file_that_is_no_list_is_refused(session: Session, tmp_path: Path) -> None:
    for name, content in (("a.csv", "apa,saja\n1,2\n"), ("b.csv", ""), ("c.xlsx", "PK")):
        (tmp_path / name).write_text(content)
        with pytest.raises(UnusableFileError):
            activity_imports.run(session, SYSTEM, "events", tmp_path / name)
    with pytest.raises(UnusableFileError):
        activity_imports.run(session, SYSTEM, "events", tmp_path / "missing.csv")


def test_only_in_the_own_region(session: Session, tmp_path: Path) -> None:
    far = EVENT | {"external_id": "E9", "regency": "Kota Palembang"}
    done = activity_imports.run(session, DINAS, "events", lines(tmp_path / "e.jsonl", EVENT, far))
    assert counts(done) == (1, 0, 0, 0, 1)
    assert done.errors[0].code == "outside_scope"
    activities.upsert(session, SYSTEM, "events", far | {"starts_on": date(2026, 1, 1), "ends_on": None})
    session.flush()
    assert [one.external_id for one in activities.page(session, DINAS, "events")[0]] == ["E1"]
    assert activities.page(session, SYSTEM, "events")[1] == 2
    with pytest.raises(ForbiddenError):
        activities.upsert(session, DINAS, "events", far | {"regency": "Kabupaten Lebak", "starts_on": date(2026, 1, 1)})
    for stranger in (Actor("owner", "o", umkm_id=1), Actor("association", "a", association="x")):
        with pytest.raises(ForbiddenError):
            activities.page(session, stranger, "events")
        with pytest.raises(ForbiddenError):
            activity_imports.run(session, stranger, "events", tmp_path / "e.jsonl")


def test_a_programme_without_a_place_is_where_its_people_are(session: Session) -> None:
    near, far = add_umkm(session, regency="Kabupaten Lebak"), add_umkm(session, regency="Kota Palembang")
    base = {"name": "Pelatihan", "kind": "training", "starts_on": date(2026, 1, 1)}
    for key, who in (("G1", near), ("G2", far)):
        activities.upsert(
            session, SYSTEM, "programmes", base | {"external_id": key, "umkm_external_ids": [who.external_id]}
        )
    session.flush()
    assert [one.external_id for one in activities.page(session, DINAS, "programmes")[0]] == ["G1"]


def test_a_merge_takes_the_participation_along(session: Session) -> None:
    old, new = add_umkm(session), add_umkm(session)
    base = {"external_id": "E1", "name": "Ekspo", "kind": "exhibition", "starts_on": date(2026, 5, 1)}
    stall = {"umkm_external_id": new.external_id, "turnover_idr": 7}
    activities.upsert(session, SYSTEM, "events", base | {"umkm_external_ids": [new.external_id], "stalls": [stall]})
    session.flush()
    new_id = new.id
    merging.merge(session, old, new)
    assert session.scalars(select(EventParticipant.umkm_id)).all() == [old.id]
    assert session.scalars(select(EventStall.umkm_id)).all() == [old.id]
    assert session.get(Umkm, new_id) is None


def test_the_demo_regions_bring_theirs_and_take_them_away(session: Session) -> None:
    from matchmaker.services import seeds

    activities.upsert(session, SYSTEM, "events", EVENT | {"starts_on": date(2026, 3, 2), "ends_on": None})
    results = {(one.kind, counts(one)) for one in seeds.load(session, "lebak") if one.kind in activities.KINDS}
    assert results == {("events", (4, 0, 0, 0, 0)), ("programmes", (5, 0, 0, 0, 0))}
    seeds.remove(session)
    assert session.scalars(select(Event.external_id)).all() == ["E1"]
    assert session.scalars(select(Programme.id)).all() == []


def test_a_list_is_looked_at_without_a_trace(session: Session, tmp_path: Path) -> None:
    """The look says what the saving then does, and the register, its history included, is as before."""
    maker = add_umkm(session)
    file = lines(tmp_path / "e.jsonl", EVENT, EVENT | {"external_id": "E2", "umkm_external_ids": [maker.external_id]},
                 EVENT | {"external_id": "E3", "kind": "pesta"})  # fmt: skip
    looked = activity_imports.preview(session, SYSTEM, "events", file)
    assert counts(looked) == (2, 0, 0, 0, 1)
    assert [(one.rows, one.status) for one in looked.verdicts or []] == [
        ((1,), "created"), ((2,), "created"), ((3,), "rejected"),
    ]  # fmt: skip
    assert session.scalar(select(func.count()).select_from(Event)) == 0
    assert session.scalar(select(func.count()).select_from(ImportBatch)) == 0
    assert counts(activity_imports.run(session, SYSTEM, "events", file)) == counts(looked)
    changed = lines(tmp_path / "f.jsonl", EVENT | {"name": "Ekspo Lain"})
    assert counts(activity_imports.preview(session, SYSTEM, "events", changed)) == (0, 1, 0, 0, 0)
    assert "Ekspo Lain" not in session.scalars(select(Event.name)).all()


@pytest.mark.parametrize("kind", ["events", "programmes"])
def test_a_list_is_taken_back(session: Session, tmp_path: Path, kind: Kind) -> None:
    """What it added goes, what it changed is as before, what somebody changed since stays and is named."""
    one, two = add_umkm(session), add_umkm(session)
    base = {"external_id": "E1", "name": "Lama", "starts_on": "2026-03-02",
            "kind": "bazaar" if kind == "events" else "training", "umkm_external_ids": [one.external_id]}  # fmt: skip
    activity_imports.run(session, SYSTEM, kind, lines(tmp_path / "a.jsonl", base))
    more = base | {"name": "Baru", "umkm_external_ids": [two.external_id]}
    new = base | {"external_id": "E2"}
    batch = activity_imports.run(session, SYSTEM, kind, lines(tmp_path / "b.jsonl", more, new)).batch
    assert batch is not None
    undone = batches.undo(session, SYSTEM, batches.get(session, SYSTEM, batch))
    assert (undone.removed, undone.restored, undone.kept) == (1, 1, [])
    session.expire_all()
    (left,) = activities.everything(session, kind, None, None)
    assert (left.external_id, left.name, left.umkm_external_ids) == ("E1", "Lama", [one.external_id])
    again = activity_imports.run(session, SYSTEM, kind, lines(tmp_path / "c.jsonl", more, new)).batch
    activities.upsert(session, SYSTEM, kind, {"external_id": "E1", "name": "Diubah", "umkm_external_ids": []})
    session.flush()
    kept = batches.undo(session, SYSTEM, batches.get(session, SYSTEM, again or 0))
    assert [(one["external_id"], one["reason"]) for one in kept.kept] == [("E1", "changed_since")]
