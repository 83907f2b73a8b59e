"""Accounts, links and keys by command line, and that they open what they should."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from api.app import create_app
from api.extensions import KEY
from matchmaker.db import Database
from matchmaker.services import users
from matchmaker.settings import Settings
from tests.cli.conftest import Run
from tests.pages.conftest import Visitor


def served(folder: Path) -> Any:
    return create_app(
        Settings(database_url=f"sqlite:///{folder}/cli.db", demo=True, instance_path=str(folder), log_level="ERROR")
    )


def status(app: Any, key: str, method: str, path: str, body: Any = None) -> int:
    headers = {"Authorization": f"Bearer {key}"}
    found: int = app.test_client().open(f"/api/v1{path}", method=method, json=body, headers=headers).status_code
    return found


def test_a_key_is_the_last_word_and_opens_its_region(run: Run, filled: Path) -> None:
    told = run("key", "create", "--role", "dinas", "--name", "Skrip Lebak", "--region", "Kabupaten Lebak")
    assert (told.status, told.err) == (0, "")
    key = told.out.split()[-1]
    assert told.out.rstrip("\n").count("\n") == 0
    app = served(filled)
    assert status(app, key, "PATCH", "/umkm/U1", {"description": "x"}) == 200
    assert status(app, key, "PATCH", "/umkm/U3", {"description": "x"}) == 403
    listed = run("key", "list").out
    assert "Skrip Lebak" in listed
    assert key not in listed
    assert run("key", "revoke", "Skrip Lebak").status == 0
    assert status(app, key, "GET", "/umkm") == 401
    assert run("key", "revoke", "Skrip Lebak").status == 2, "there is none left"
    app.extensions[KEY].database.dispose()


@pytest.mark.parametrize(
    ("options", "allowed", "refused"),
    [
        (["--role", "owner", "--umkm", "U1"], "/umkm/U1/suggestions", "/umkm/U2/suggestions"),
        (["--role", "buyer", "--buyer", "B1"], "/needs/N1/suggestions", "/pairings"),
        (["--role", "association", "--association", "PHRI Banten"], "/needs/N1/suggestions", "/umkm/U1/suggestions"),
        (["--role", "admin"], "/pairings", None),
    ],
)
def test_a_key_for_every_role(run: Run, filled: Path, options: list[str], allowed: str, refused: str | None) -> None:
    key = run("key", "create", "--name", "k", *options).out.split()[-1]
    app = served(filled)
    assert status(app, key, "GET", allowed) == 200
    assert refused is None or status(app, key, "GET", refused) == 403
    app.extensions[KEY].database.dispose()


def test_a_link_signs_in_once_and_a_new_one_voids_the_last(run: Run, filled: Path) -> None:
    made = run("user", "add", "bu tini", "--role", "owner", "--umkm", "U1", "--link")
    assert made.status == 0
    old = made.out.split()[-1]
    new = run("user", "link", "bu tini").out.split()[-1]
    assert new.startswith("http://127.0.0.1:8000/masuk/")
    app = served(filled)
    for link, expected in ((old, 422), (new, 302), (new, 422)):
        answer = Visitor(app.test_client()).post(link.removeprefix("http://127.0.0.1:8000"))
        assert answer.status_code == expected
    app.extensions[KEY].database.dispose()


def test_the_public_address_stands_in_links(run: Run, filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MATCHMAKER_PUBLIC_URL", "https://mitra.contoh.invalid/")
    run("user", "add", "ani", "--role", "admin", "--password", "cukup-panjang")
    assert run("user", "link", "ani").out.startswith("https://mitra.contoh.invalid/masuk/")


def test_a_name_is_taken_once(run: Run, filled: Path) -> None:
    assert run("user", "add", "ani", "--role", "admin", "--password", "cukup-panjang").status == 0
    again = run("user", "add", "ani", "--role", "dinas", "--password", "cukup-panjang")
    assert (again.status, again.out) == (2, "")
    assert "ani" in again.err
    listed = run("user", "list").out
    assert listed.count("ani") == 1
    assert "argon2" not in listed


def test_passwords_are_not_kept_as_they_are(run: Run, filled: Path) -> None:
    run("user", "add", "ani", "--role", "admin", "--password", "sangat-rahasia-sekali")
    written = b"".join(path.read_bytes() for path in filled.glob("cli.db*"))
    assert b"sangat-rahasia-sekali" not in written
    assert b"argon2id" in written


def test_an_account_that_is_off_gets_in_nowhere(run: Run, filled: Path) -> None:
    assert run("user", "add", "pindah", "--role", "dinas", "--password", "kata-sandi-lama").status == 0
    link = run("user", "link", "pindah").out.split()[-1].rpartition("/")[2]
    assert run("user", "disable", "pindah").status == 0
    assert "(off)" in next(line for line in run("user", "list").out.splitlines() if "pindah" in line)
    with Database(f"sqlite:///{filled}/cli.db").write() as session:
        assert users.check_password(session, "pindah", "kata-sandi-lama") is None
        assert users.use_link(session, link) is None
    assert run("user", "enable", "pindah").status == 0
    with Database(f"sqlite:///{filled}/cli.db").read() as session:
        assert users.check_password(session, "pindah", "kata-sandi-lama") is not None
    assert run("user", "disable", "tidak-ada").status == 2
