"""Doubles among buyers, and merges taken back: the record that went returns with all that stood on it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from matchmaker.db import Database
from matchmaker.domain.access import SYSTEM, Actor
from matchmaker.errors import ConflictError, ForbiddenError, NotFoundError
from matchmaker.models import Buyer, Need, Outcome, Partnership, Product, RecordAlias, RecordMerge, Umkm
from matchmaker.services import buyers, duplicates, imports, partings, partnerships, umkm
from matchmaker.services.imports import ImportResult
from tests.factories import add_need

LEBAK = {"regency": "Kabupaten Lebak"}
HOTEL = {"name": "Hotel Melati Contoh", "type": "hotel", **LEBAK}
SHOP = {"name": "Toko Maju Rekaan", "type": "retail", **LEBAK}
TINI = {"external_id": "A", "name": "Keripik Bu Tini", "owner_name": "Tini", **LEBAK, "certificates": ["NIB"],
        "products": [{"name": "Keripik", "price_idr": 5_000}]}  # fmt: skip
TINI_AGAIN = {"external_id": "B", "name": "Keripik Tini", "owner_name": "Hj. Tini", **LEBAK, "phone": "081200001111",
              "certificates": ["HALAL"],
              "products": [{"name": "Keripik", "capacity_per_month": 90}, {"name": "Abon"}]}  # fmt: skip
Read = Callable[..., ImportResult]


@pytest.fixture
def read(sqlite_database: Database, tmp_path: Path) -> Read:
    number = iter(range(100))

    def load(kind: str, *rows: dict[str, Any], **kwargs: Any) -> ImportResult:
        path = tmp_path / f"{next(number)}.jsonl"
        path.write_text("\n".join(json.dumps(one) for one in rows))
        with sqlite_database.write() as session:
            return imports.run(session, SYSTEM, kind, path, **kwargs)  # type: ignore[arg-type]

    return load


def decide(database: Database, kind: str, *, same: bool = True) -> None:
    with database.write() as session:
        (review,) = duplicates.page(session, SYSTEM, kind=kind)[0]
        duplicates.decide(session, SYSTEM, review, same=same)


def last_merge(database: Database, kind: str = "umkm", actor: Actor = SYSTEM) -> int:
    with database.read() as session:
        return partings.page(session, actor, kind)[0][0].id


def shown(database: Database) -> list[dict[str, Any]]:
    """What the register says of all UMKM, but for ids, versions and moments."""
    with database.read() as session:
        found = session.scalars(select(Umkm).options(*umkm.WITH_PARTS).order_by(Umkm.external_id))
        records = [umkm.record(one, SYSTEM) for one in found]
    for record in records:
        for name in ("id", "version", "updated_at", "owner_code"):
            record.pop(name, None)
        for product in record["products"]:
            product.pop("id", None)
        record["products"].sort(key=lambda product: str(product["name"]))
        record["certificates"].sort(key=lambda one: str(one["type"]))
    return records


@pytest.mark.parametrize(
    ("one", "other", "asked"),
    [
        (HOTEL, {**HOTEL, "name": "Melati Contoh Hotel"}, 1),
        (HOTEL, {**HOTEL, "regency": "Kabupaten Serang"}, 0),
        (SHOP, {**SHOP, "description": "cabang"}, 0),
        ({**SHOP, "district": "Cibadak"}, {**SHOP, "district": "Cibadak", "description": "x"}, 1),
        ({**SHOP, "district": "Cibadak"}, {**SHOP, "district": "Sobang"}, 0),
        ({**SHOP, "phone": "081200003333"}, {**SHOP, "phone": "+62 812 0000 3333", "name": "Toko Maju Rekan"}, 1),
    ],
)
def test_buyers_that_may_be_one(read: Read, one: dict[str, Any], other: dict[str, Any], asked: int) -> None:
    read("buyers", one)
    assert read("buyers", other).questions == asked


def test_a_buyer_called_the_same_takes_over_needs_and_stays_one(read: Read, sqlite_database: Database) -> None:
    read("buyers", {**HOTEL, "needs": [{"title": "Sabun"}]})
    second = {**HOTEL, "name": "Melati Contoh Hotel", "phone": "081200004444", "needs": [{"title": "Keripik"}]}
    read("buyers", second)
    decide(sqlite_database, "buyers")
    with sqlite_database.read() as session:
        buyer = session.scalars(select(Buyer)).one()
        assert (buyer.name, buyer.phone) == (HOTEL["name"], "+6281200004444")
        assert sorted(need.title for need in buyer.needs) == ["Keripik", "Sabun"]
    again = read("buyers", second)
    assert (again.created, again.updated, again.unchanged, again.questions) == (0, 0, 1, 0)
    read("buyers", {**second, "email": "melati@contoh.invalid"})
    with sqlite_database.read() as session:
        assert session.scalars(select(Buyer)).one().email == "melati@contoh.invalid", "known by what it says of itself"


def test_the_name_of_a_merged_buyer_leads_to_the_one_that_stayed(read: Read, sqlite_database: Database) -> None:
    """Lists of needs go on naming the hotel as they always did; one merge more changes nothing."""
    old, new, third = "Hotel Melati Contoh", "Hotel Melatti Contoh", "Htl Melati Contoh"
    read("buyers", HOTEL | {"external_id": "H1", "name": old, "phone": "081200001111"})
    read("buyers", HOTEL | {"external_id": "H2", "name": new, "phone": "081200001111"})
    need = {"buyer_external_id": new, "title": "Keripik untuk kamar"}
    first = read("needs", need)
    assert (first.created, first.rejected) == (1, 0)
    decide(sqlite_database, "buyers")
    again = read("needs", need, {"buyer_external_id": new.upper(), "title": "Abon untuk sarapan"})
    assert (again.created, again.unchanged, again.rejected) == (1, 1, 0)
    elsewhere = read("needs", {"buyer_external_id": new, "title": "Sandal kamar"}, source="lain")
    assert (elsewhere.created, elsewhere.rejected) == (1, 0), "a list of another source finds it too"
    with sqlite_database.write() as session:
        assert {need.buyer.external_id for need in session.scalars(select(Need))} == {"H1"}
        partings.undo(session, SYSTEM, last_merge(sqlite_database, "buyers"))
    read("needs", need | {"title": "Sirup"})
    with sqlite_database.read() as session:
        sirup = session.scalars(select(Need).where(Need.title == "Sirup")).one()
        assert sirup.buyer.external_id == "H2", "parted again, the name is its own"
    assert read("needs", need | {"buyer_external_id": third}).rejected == 1


def test_a_need_without_a_key_is_known_under_the_merged_buyer(read: Read, sqlite_database: Database) -> None:
    read("buyers", {**HOTEL, "external_id": "H1"}, {**HOTEL, "external_id": "H2", "phone": "081200004444"})
    need = {"buyer_external_id": "H2", "title": "Keripik"}
    assert read("needs", need).created == 1
    decide(sqlite_database, "buyers")
    again = read("needs", need)
    assert (again.created, again.unchanged) == (0, 1)


def test_called_different_is_not_asked_again(read: Read, sqlite_database: Database) -> None:
    read("buyers", HOTEL)
    read("buyers", {**HOTEL, "name": "Melati Contoh Hotel"})
    decide(sqlite_database, "buyers", same=False)
    # What says the same of itself as one of the two: asked is whether it is that one, not the other again.
    assert read("buyers", {**HOTEL, "name": "Melati Contoh Hotel", "email": "m@contoh.invalid"}).questions == 1
    with sqlite_database.read() as session:
        (review,) = duplicates.page(session, SYSTEM, kind="buyers")[0]
        assert {one.name for one in duplicates.pair(session, review)} == {"Melati Contoh Hotel"}


def test_a_merge_taken_back_leaves_everything_as_it_was(read: Read, sqlite_database: Database) -> None:
    read("umkm", TINI)
    read("umkm", TINI_AGAIN)
    with sqlite_database.write() as session:
        need = add_need(session)
        later = session.scalars(select(Umkm).where(Umkm.external_id == "B")).one()
        goods = next(product for product in later.products if product.name == "Keripik")
        partnerships.propose(session, SYSTEM, later, need, product_id=goods.id)
        session.add(Outcome(source="x", external_id="O1", umkm_id=later.id, month=date(2026, 1, 1), stage="agreed"))
    before = shown(sqlite_database)
    decide(sqlite_database, "umkm")
    assert len(shown(sqlite_database)) == 1
    with sqlite_database.write() as session:
        old, back = partings.undo(session, SYSTEM, last_merge(sqlite_database))
        assert (old.external_id, back.external_id) == ("A", "B")
    assert shown(sqlite_database) == before
    with sqlite_database.read() as session:
        back = session.scalars(select(Umkm).where(Umkm.external_id == "B")).one()
        partnership = session.scalars(select(Partnership)).one()
        assert partnership.umkm_id == back.id
        assert session.get(Product, partnership.product_id).umkm_id == back.id  # type: ignore[union-attr]
        assert session.scalars(select(Outcome)).one().umkm_id == back.id
        assert session.scalar(select(func.count()).select_from(RecordAlias)) == 0
    # The same files change nothing, and the question stands as before without being asked anew.
    for row in (TINI, TINI_AGAIN):
        again = read("umkm", row)
        assert (again.unchanged, again.questions) == (1, 0)
    with sqlite_database.read() as session:
        assert duplicates.page(session, SYSTEM)[1] == 1


def test_a_merge_of_buyers_taken_back(read: Read, sqlite_database: Database) -> None:
    read("buyers", {**HOTEL, "external_id": "H1", "needs": [{"external_id": "N1", "title": "Sabun"}]})
    second = {**HOTEL, "external_id": "H2", "phone": "081200004444", "needs": [{"external_id": "N2", "title": "Teh"}]}
    read("buyers", second)
    decide(sqlite_database, "buyers")
    with sqlite_database.write() as session:
        partings.undo(session, SYSTEM, last_merge(sqlite_database, "buyers"))
    with sqlite_database.read() as session:
        needs = {need.external_id: need.buyer.external_id for need in session.scalars(select(Need))}
        assert needs == {"N1": "H1", "N2": "H2"}
        assert buyers.get(session, SYSTEM, "H1").phone is None
    assert read("buyers", second).unchanged == 1


def test_what_changed_afterwards_is_not_parted(read: Read, sqlite_database: Database) -> None:
    read("umkm", TINI)
    read("umkm", TINI_AGAIN)
    decide(sqlite_database, "umkm")
    merge = last_merge(sqlite_database)
    read("umkm", {**TINI, "description": "baru"})
    with pytest.raises(ConflictError), sqlite_database.write() as session:
        partings.undo(session, SYSTEM, merge)
    assert len(shown(sqlite_database)) == 1


def test_a_merge_is_parted_once_and_by_its_own_office(read: Read, sqlite_database: Database) -> None:
    read("umkm", TINI)
    read("umkm", TINI_AGAIN)
    decide(sqlite_database, "umkm")
    merge = last_merge(sqlite_database)
    elsewhere = Actor("dinas", "Dinas Serang", region="36.04")
    with sqlite_database.read() as session:
        assert partings.page(session, elsewhere, "umkm") == []
    for actor in (elsewhere, Actor("association", "PHRI", association="PHRI Banten")):
        with pytest.raises(ForbiddenError), sqlite_database.write() as session:
            partings.undo(session, actor, merge)
    with sqlite_database.write() as session:
        partings.undo(session, Actor("dinas", "Dinas Lebak", region="36.02"), merge)
    for unknown, error in ((merge, ConflictError), (merge + 1, NotFoundError), (0, NotFoundError)):
        with pytest.raises(error), sqlite_database.write() as session:
            partings.undo(session, SYSTEM, unknown)
    with sqlite_database.read() as session:
        assert session.scalars(select(RecordMerge)).one().undone_by == "Dinas Lebak"
