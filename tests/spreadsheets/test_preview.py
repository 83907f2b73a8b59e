"""A preview says what the import then does, and changes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import func, select

from matchmaker.db import Database
from matchmaker.domain.access import SYSTEM, Actor
from matchmaker.models import Buyer, Umkm
from matchmaker.services import import_preview, imports
from matchmaker.services.imports import ImportResult
from matchmaker.spreadsheets.records import Kind

COUNTED = ("read", "created", "updated", "unchanged", "rejected", "duplicates", "records", "parts")
UMKM = "Kode UMKM;Nama Usaha;Kab/Kota;Nama Produk;Harga\n{}"
FIRST = UMKM.format(
    "U1;Keripik Ani;Kabupaten Lebak;Keripik;5000\nU1;Keripik Ani;Kabupaten Lebak;Abon;banyak\n"
    "U2;Madu Budi;Kota Tidak Ada;Madu;45.000\nU2;Madu Budi;Kota Tidak Ada;Madu;45.000\n;;;Teh;1000\n"
)
SECOND = UMKM.format("U1;Keripik Ani;Kabupaten Lebak;Keripik;6000\nU3;Kopi Cici;Kabupaten Lebak;Kopi;9000\n")
BUYERS = "Nama Hotel;Kab/Kota\nHotel A;Serang\nHotel A;Serang\n;Serang\n"


def counts(result: ImportResult) -> dict[str, int]:
    return {name: getattr(result, name) for name in COUNTED}


def said(result: ImportResult) -> list[tuple[object, ...]]:
    return sorted((str(p.row), str(p.column), p.code) for p in (*result.errors, *result.warnings))


@pytest.mark.parametrize(("kind", "contents"), [("umkm", [FIRST, FIRST, SECOND]), ("buyers", [BUYERS, BUYERS])])
def test_a_preview_says_what_the_import_does(
    sqlite_database: Database, tmp_path: Path, kind: Kind, contents: list[str]
) -> None:
    path = tmp_path / "list.csv"
    for content in contents:
        path.write_text(content)
        with sqlite_database.read() as session:
            there = [session.scalar(select(func.count()).select_from(table)) for table in (Umkm, Buyer)]
        # SQLite refuses a write through a session that only reads.
        with sqlite_database.read() as session:
            preview = import_preview.run(session, SYSTEM, kind, path)
        with sqlite_database.read() as session:
            assert there == [session.scalar(select(func.count()).select_from(table)) for table in (Umkm, Buyer)]
        with sqlite_database.write_session() as session:
            done = imports.run(session, SYSTEM, kind, path)
            session.commit()
        assert counts(preview) == counts(done)
        assert said(preview) == said(done)


def test_a_preview_respects_the_region_of_the_office(sqlite_database: Database, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("Nama Usaha;Kab/Kota\nA;Kabupaten Lebak\nB;Kabupaten Serang\n")
    office = Actor(role="dinas", name="dinas", region="36.02")
    with sqlite_database.read() as session:
        preview = import_preview.run(session, office, "umkm", path)
    with sqlite_database.write_session() as session:
        done = imports.run(session, office, "umkm", path)
    assert (preview.created, preview.rejected) == (done.created, done.rejected) == (1, 1)
    assert [problem.code for problem in preview.errors] == ["outside_scope"]
