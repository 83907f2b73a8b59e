"""Schema, demo, backup and doctor: what goes in comes out, what is secret stays so."""

from __future__ import annotations

import json
import stat
import zipfile
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from matchmaker.db import Database
from matchmaker.services import backups, database
from tests.cli.conftest import Run


def contents(found: Database) -> dict[str, list[dict[str, Any]]]:
    """All rows of all tables that a backup holds."""
    with found.reader.connect() as connection:
        return {
            table.name: [
                {key: value for key, value in row.items() if key != "changed_in"}
                for row in connection.execute(select(table).order_by(*table.primary_key)).mappings()
            ]
            for table in backups.tables()
        }


def test_schema_up_and_down(run: Run, home: Path) -> None:
    assert run("db", "upgrade").status == 0
    assert run("db", "upgrade").status == 0, "twice is once"
    assert run("db", "downgrade").status == 2, "nobody said yes"
    assert run("db", "downgrade", "--yes").status == 0
    assert run("db", "upgrade").status == 0


def test_the_demo_goes_without_touching_other_records(run: Run, home: Path) -> None:
    own = home / "own.jsonl"
    own.write_text(json.dumps({"external_id": "SAYA", "name": "Punya Sendiri"}) + "\n")
    run("import", "umkm", own)
    assert run("seed", "--region", "purwakarta").status == 0
    run("export", "umkm", home / "with.jsonl")
    assert len((home / "with.jsonl").read_text().splitlines()) > 1
    assert run("seed", "--remove").status == 0
    for kind in ("umkm", "buyers", "needs", "outcomes"):
        run("export", kind, home / f"{kind}.jsonl")
    assert [json.loads(line)["external_id"] for line in (home / "umkm.jsonl").read_text().splitlines()] == ["SAYA"]
    for kind in ("buyers", "needs", "outcomes"):
        assert (home / f"{kind}.jsonl").read_text() == ""
    assert run("seed", "--remove").status == 0, "nothing left to remove is no fault"


def test_a_backup_comes_back_the_same(run: Run, filled: Path) -> None:
    run("user", "add", "ani", "--role", "admin", "--password", "cukup-panjang")
    run("rank-all")
    before = contents(Database(f"sqlite:///{filled}/cli.db"))
    assert before["users"]
    assert before["suggestions"]
    assert run("backup", filled / "b.zip").status == 0
    assert stat.S_IMODE((filled / "b.zip").stat().st_mode) == 0o600, "it holds what only the office may see"
    (filled / "more.jsonl").write_text('{"name": "Kemudian"}\n')
    run("import", "umkm", filled / "more.jsonl")
    assert run("restore", filled / "b.zip").status == 2, "nobody said yes"
    told = run("restore", filled / "b.zip", "--yes")
    assert told.status == 0
    assert contents(Database(f"sqlite:///{filled}/cli.db")) == before
    assert run("rank", "--need", "N1").status == 0


@pytest.mark.postgresql
def test_a_backup_goes_from_sqlite_to_postgresql_and_back(
    run: Run, filled: Path, postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(Database(f"sqlite:///{filled}/cli.db"))
    assert run("backup", filled / "sqlite.zip").status == 0
    there = Database(postgresql_url)
    database.downgrade(there)
    monkeypatch.setenv("MATCHMAKER_DATABASE_URL", postgresql_url)
    assert run("restore", filled / "sqlite.zip", "--yes").status == 0
    assert contents(there) == before
    (filled / "more.jsonl").write_text('{"external_id": "PG", "name": "Kemudian"}\n')
    assert run("import", "umkm", filled / "more.jsonl", "--json").json["created"] == 1, (
        "numbers go on after the restored"
    )
    changed = contents(there)
    assert run("backup", filled / "pg.zip").status == 0
    monkeypatch.setenv("MATCHMAKER_DATABASE_URL", f"sqlite:///{filled}/other.db")
    assert run("restore", filled / "pg.zip", "--yes").status == 0
    assert contents(Database(f"sqlite:///{filled}/other.db")) == changed
    there.dispose()


def altered(source: Path, target: Path, change: Any) -> Path:
    """A copy of a backup whose members were changed: ``change(name, content)``, None leaves one out."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            content = change(name, old.read(name))
            if content is not None:
                new.writestr(name, content)
    return target


@pytest.mark.parametrize(
    "change",
    [
        lambda name, content: b"[]" if name == "manifest.json" else content,
        lambda name, content: b"{" if name == "manifest.json" else content,
        lambda name, content: content.replace(b"backup-1", b"backup-9") if name == "manifest.json" else content,
        lambda name, content: content.replace(b'"users"', b'"planets"') if name == "manifest.json" else content,
        lambda name, content: None if name == "umkm.jsonl" else content,
        lambda name, content: content.splitlines()[0] if name == "umkm.jsonl" else content,
        lambda name, content: b"[1]\n[2]\n[3]\n" if name == "umkm.jsonl" else content,
        lambda name, content: content.replace(b'"external_id"', b'"planet"') if name == "umkm.jsonl" else content,
        lambda name, content: (
            content.replace(b'"name": "', b'"name": null, "x": "') if name == "umkm.jsonl" else content
        ),
        lambda name, content: b"" if name == "buyers.jsonl" else content,
    ],
)
def test_a_damaged_backup_changes_nothing(run: Run, filled: Path, change: Any) -> None:
    run("backup", filled / "b.zip")
    before = contents(Database(f"sqlite:///{filled}/cli.db"))
    told = run("restore", altered(filled / "b.zip", filled / "bad.zip", change), "--yes")
    assert (told.status, told.out) == (2, "")
    assert "bad.zip" in told.err
    assert contents(Database(f"sqlite:///{filled}/cli.db")) == before


def test_a_backup_from_before_a_table_was_there_still_comes_back(run: Run, filled: Path) -> None:
    run("backup", filled / "b.zip")

    def older(name: str, content: bytes) -> bytes | None:
        if name == "manifest.json":
            manifest = json.loads(content)
            del manifest["rows"]["suggestions"]
            return json.dumps(manifest).encode()
        return None if name == "suggestions.jsonl" else content

    assert run("restore", altered(filled / "b.zip", filled / "old.zip", older), "--yes").status == 0
    assert run("rank", "--need", "N1").status == 0


def test_doctor(run: Run, filled: Path) -> None:
    told = run("doctor", "--json")
    assert told.status in (0, 1)
    checks = {check["name"]: check for check in told.json["checks"]}
    assert not checks["settings"]["ok"], "the demo key without the demo"
    assert checks["schema"]["ok"]
    assert checks["records"]["detail"].startswith("3 UMKM")
    assert told.status == 1


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://u:rahasia@127.0.0.1:9/d",
        "postgresql://127.0.0.1:9/d?user=u&password=rahasia",
        "postgresql://u:rahasia%40x@127.0.0.1:9/d?sslpassword=rahasia",
        "postgresql://u:rah@asia@127.0.0.1:9/d",
    ],
)
@pytest.mark.parametrize("option", [[], ["--json"]])
def test_doctor_tells_no_secret(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch, url: str, option: list[str]
) -> None:
    monkeypatch.setenv("MATCHMAKER_DATABASE_URL", url)
    monkeypatch.setenv("MATCHMAKER_SECRET_KEY", "kunci-sangat-rahasia")
    told = run("doctor", *option)
    assert told.status == 1, "the database does not answer"
    for secret in ("rahasia", "rah@asia", "kunci"):
        assert secret not in told.out + told.err
    assert "127.0.0.1" in told.out
