"""A batch is there as a whole or not at all, and can be taken back as a whole."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from matchmaker.db import Database
from matchmaker.domain.access import SYSTEM, Actor
from matchmaker.errors import ConflictError, ForbiddenError, NotFoundError
from matchmaker.models import Buyer, Certificate, ImportBatch, ImportChange, Need, Outcome, Product, Umkm
from matchmaker.services import batches, buyers, imports, needs, partnerships, umkm
from matchmaker.services.imports import ImportResult
from tests.factories import add_need

ROOT = Path(__file__).resolve().parent.parent.parent
DINAS = Actor("dinas", "Dinas Lebak", region="36.02")
Write = Callable[[list[dict[str, Any]]], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    number = iter(range(100))

    def make(records: list[dict[str, Any]]) -> Path:
        path = tmp_path / f"{next(number)}.jsonl"
        path.write_text("\n".join(json.dumps(one) for one in records))
        return path

    return make


def read(database: Database, kind: Any, path: Path, actor: Actor = SYSTEM) -> ImportResult:
    with database.write() as session:
        return imports.run(session, actor, kind, path)


def undo(database: Database, result: ImportResult, actor: Actor = SYSTEM) -> dict[str, Any]:
    with database.write() as session:
        assert result.batch is not None
        return batches.undo(session, actor, batches.get(session, actor, result.batch)).as_dict()


def state(database: Database) -> Any:
    """Everything on record, as it would be exported."""
    with database.read() as session:
        found: dict[str, Any] = {}
        for one in session.scalars(select(Umkm).order_by(Umkm.external_id)):
            found[one.external_id] = umkm.SCHEMA.dump(one) | {"codes": (one.regency_code, one.coordinates_from)}
        for buyer in session.scalars(select(Buyer).order_by(Buyer.external_id)):
            found[buyer.external_id] = buyers.SCHEMA.dump(buyer)
        for need in session.scalars(select(Need).order_by(Need.external_id)):
            found[need.external_id] = needs.SCHEMA.dump(need)
        for outcome in session.scalars(select(Outcome)):
            found[outcome.external_id] = (outcome.stage, outcome.value_idr)
        return found


FIRST = [
    {"external_id": "A", "name": "Keripik A", "regency": "Kabupaten Lebak", "phone": "081200001111",
     "certificates": [{"type": "HALAL", "valid_until": "2030-01-02", "number": "ID1"}, "NIB"],
     "products": [{"external_id": "P1", "name": "Keripik", "price_idr": 9000, "certificates": ["PIRT"],
                   "trade_terms": ["outright"]},
                  {"name": "Sale pisang", "unit": "kg"}]},
    {"external_id": "B", "name": "Sapu B", "regency": "Kabupaten Lebak", "clusters": ["Sapu"]},
]  # fmt: skip
SECOND = [
    {"external_id": "A", "name": "Keripik Aa", "phone": None, "regency": "Kabupaten Purwakarta",
     "certificates": [{"type": "HALAL", "valid_until": "2031-01-02", "number": "ID2"}],
     "products": [{"external_id": "P1", "name": "Keripik", "price_idr": 9500, "certificates": []},
                  {"name": "Dodol"}]},
    {"external_id": "B", "name": "Sapu B", "clusters": ["Sapu"]},
    {"external_id": "C", "name": "Abon C", "products": [{"name": "Abon", "certificates": ["HALAL"]}]},
]  # fmt: skip


def test_undo_gives_back_exactly_what_was_there(database: Database, write: Write) -> None:
    first = read(database, "umkm", write(FIRST))
    before = state(database)
    with database.read() as session:
        products = {one.name: one.id for one in session.scalars(select(Product))}
    second = read(database, "umkm", write(SECOND))
    assert (second.created, second.updated, second.unchanged) == (1, 1, 1)
    assert state(database) != before
    assert undo(database, second) == {"removed": 1, "restored": 1, "gone": 0, "kept": []}
    assert state(database) == before
    with database.read() as session:
        assert {one.name: one.id for one in session.scalars(select(Product))} == products, "they are the same rows"
        assert session.scalar(select(func.count()).select_from(Certificate)) == 3
    assert undo(database, first)["removed"] == 2, "a later undo makes the records fit the earlier batch again"
    assert state(database) == {}


def test_after_an_undo_the_file_can_come_again(database: Database, write: Write) -> None:
    path = write(FIRST)
    before = read(database, "umkm", path)
    after = state(database)
    undo(database, before)
    again = read(database, "umkm", path)
    assert (again.created, again.updated) == (2, 0)
    assert state(database) == after


def test_buyers_with_needs_and_outcomes(database: Database, write: Write) -> None:
    read(database, "umkm", write(FIRST))
    need = {"external_id": "N1", "title": "Keripik", "open_until": "2027-01-01", "required_certificates": ["HALAL"]}
    buyer = {"external_id": "H", "name": "Hotel", "type": "hotel", "needs": [need]}
    one = read(database, "buyers", write([buyer]))
    before = state(database)
    changed = buyer | {"name": "Hotel Baru", "needs": [need | {"volume_per_month": 7, "open_until": None},
                                                        {"external_id": "N2", "title": "Sapu"}]}  # fmt: skip
    two = read(database, "buyers", write([changed]))
    outcome = {"umkm_external_id": "A", "need_external_id": "N2", "stage": "agreed", "month": "2026-01"}
    three = read(database, "outcomes", write([outcome]))
    assert [one["reason"] for one in undo(database, two)["kept"]] == ["in_use"], "an outcome stands on the new need"
    assert undo(database, three)["removed"] == 1
    left = state(database)
    assert {key: value for key, value in left.items() if key not in ("N2", "H")} == {
        key: value for key, value in before.items() if key != "H"
    }
    assert undo(database, one)["kept"][0]["reason"] == "in_use", "the need that stayed keeps its buyer"


def test_what_is_in_use_or_changed_since_stays_and_is_named(database: Database, write: Write) -> None:
    result = read(database, "umkm", write([*FIRST, SECOND[2]]))
    with database.write() as session:
        maker = session.scalars(select(Umkm).where(Umkm.external_id == "A")).one()
        partnerships.propose(session, SYSTEM, maker, add_need(session))
        umkm.upsert(session, SYSTEM, {"external_id": "B", "name": "Sapu Baru"})
    came = undo(database, result)
    kept = {(one["external_id"], one["reason"]) for one in came["kept"]}
    assert kept == {("A", "in_use"), ("B", "changed_since")}
    assert came["removed"] == 1
    with database.read() as session:
        assert set(session.scalars(select(Umkm.external_id))) == {"A", "B"}
    with pytest.raises(ConflictError):
        undo(database, result)


def test_a_product_with_a_partnership_stays(database: Database, write: Write) -> None:
    read(database, "umkm", write(FIRST))
    second = read(database, "umkm", write(SECOND[:1]))
    with database.write() as session:
        maker = session.scalars(select(Umkm).where(Umkm.external_id == "A")).one()
        dodol = next(one for one in maker.products if one.name == "Dodol")
        partnerships.propose(session, SYSTEM, maker, add_need(session), product_id=dodol.id)
    came = undo(database, second)
    assert came["restored"] == 1
    assert [one["reason"] for one in came["kept"]] == ["product_in_use"]
    with database.read() as session:
        assert set(session.scalars(select(Product.name))) == {"Keripik", "Sale pisang", "Dodol"}


def test_a_dinas_sees_and_undoes_its_own(database: Database, write: Write) -> None:
    mine = read(database, "umkm", write(FIRST), DINAS)
    other = read(database, "umkm", write([SECOND[2]]))
    with database.read() as session:
        assert [one.id for one in batches.page(session, DINAS)] == [mine.batch]
        assert [one.id for one in batches.page(session, SYSTEM)] == [other.batch, mine.batch]
        assert [one.id for one in batches.page(session, Actor("dinas", "Banten", region="36"))] == [mine.batch]
        assert batches.page(session, Actor("dinas", "x", region="32")) == []
        for role in ("association", "buyer", "owner"):
            with pytest.raises(ForbiddenError):
                batches.page(session, Actor(role, "x"))  # type: ignore[arg-type]
    with pytest.raises(NotFoundError):
        undo(database, other, DINAS)
    assert undo(database, mine, DINAS)["removed"] == 2


def test_who_when_and_which_file(database: Database, write: Write) -> None:
    import hashlib

    path = write(FIRST)
    result = read(database, "umkm", path, DINAS)
    with database.read() as session:
        shown = batches.record(batches.get(session, SYSTEM, result.batch or 0))
    assert shown["actor"] == "Dinas Lebak"
    assert shown["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert shown["counts"] == {"read": 2, "created": 2, "updated": 0, "unchanged": 0, "rejected": 0, "duplicates": 0}


CHILD = """
import sys, time
from pathlib import Path
from matchmaker.db import Database
from matchmaker.domain.access import SYSTEM
from matchmaker.services import imports

def wait(done, total):
    print("wrote", done, flush=True)
    time.sleep(60)

with Database(sys.argv[1]).write() as session:
    imports.run(session, SYSTEM, "umkm", Path(sys.argv[2]), progress=wait)
"""


def test_kill_in_the_middle_leaves_nothing(database: Database, write: Write) -> None:
    records = [{"external_id": f"K{n}", "name": f"Usaha {n}", "products": [{"name": "Keripik"}]} for n in range(1200)]
    path = write(records)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    url = database.writer.url.render_as_string(hide_password=False)
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, url, str(path)], stdout=subprocess.PIPE, text=True, env=environment
    )
    try:
        assert child.stdout is not None
        assert child.stdout.readline().startswith(f"wrote {imports.CHUNK}"), "the child never wrote"
    finally:
        child.send_signal(signal.SIGKILL)
        child.wait()
    with database.read() as session:
        for table in (Umkm, Product, ImportBatch, ImportChange):
            assert session.scalar(select(func.count()).select_from(table)) == 0, table.__name__
    assert read(database, "umkm", path).created == 1200
    assert count(database, ImportChange) == 1200


def count(database: Database, table: Any) -> int:
    with database.read() as session:
        return _count(session, table)


def _count(session: Session, table: Any) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0
