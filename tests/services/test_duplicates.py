"""Possible doubles: asked once, the answer kept for ever, and one record where there were two."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from matchmaker.db import Database
from matchmaker.domain.access import SYSTEM, Actor
from matchmaker.domain.likeness import Sketch, business_name, likeness, person_name, phone_tail
from matchmaker.errors import ConflictError, ForbiddenError
from matchmaker.models import DuplicateReview, ImportBatch, Partnership, RecordAlias, Umkm
from matchmaker.services import batches, duplicates, imports, partnerships, records, umkm
from matchmaker.services.imports import ImportResult
from tests.factories import add_need

DINAS = Actor("dinas", "Dinas Lebak", region="36.02")
PLACE = {"regency": "Kabupaten Lebak", "village": "Desa Cimarga"}
TINI = {"name": "Keripik Bu Tini", "owner_name": "Hj. Tini", **PLACE}
Read = Callable[..., ImportResult]


@pytest.fixture
def read(sqlite_database: Database, tmp_path: Path) -> Read:
    number = iter(range(100))

    def load(*rows: dict[str, Any], **kwargs: Any) -> ImportResult:
        path = tmp_path / f"{next(number)}.jsonl"
        path.write_text("\n".join(json.dumps(one) for one in rows))
        with sqlite_database.write() as session:
            return imports.run(session, SYSTEM, "umkm", path, **kwargs)

    return load


def answer(database: Database, *, same: bool, actor: Actor = SYSTEM) -> None:
    with database.write() as session:
        (review,) = duplicates.page(session, actor)[0]
        duplicates.decide(session, actor, review, same=same)


def names(database: Database) -> list[str]:
    with database.read() as session:
        return list(session.scalars(select(Umkm.name).order_by(Umkm.id)))


def sketch(point: tuple[float, float] | None = None, **fields: str) -> Sketch:
    return Sketch(
        0,
        business_name(fields.get("name")),
        person_name(fields.get("owner")),
        fields.get("nib", ""),
        phone_tail(fields.get("phone")),
        fields.get("spot", ""),
        "",
        point,
    )


@pytest.mark.parametrize(
    ("one", "other", "asked"),
    [
        ({"name": "Batik Danar", "point": (-7.5, 110.8)}, {"name": "Batik Danar", "point": (-7.5001, 110.8)}, True),
        ({"name": "Batik Danar", "point": (-7.5, 110.8)}, {"name": "Batik Danar", "point": (-7.51, 110.8)}, False),
        ({"name": "ST Screen", "owner": "Budi"}, {"name": "CV. S.T. Screen", "owner": "Bpk. Budi"}, True),
        ({"name": "Keripik Bu Tini", "nib": "1"}, {"name": "Kripik Bu Tini", "nib": "1"}, True),
        (
            {"name": "Keripik Bu Tini", "phone": "081200001111"},
            {"name": "Keripik Tini", "phone": "+6281200001111"},
            True,
        ),
        ({"name": "Keripik Bu Tini", "nib": "1"}, {"name": "Keripik Bu Tini", "nib": "2"}, False),
        ({"name": "Keripik Bu Tini", "owner": "Tini"}, {"name": "Keripik Bu Tini", "owner": "Joko"}, False),
        ({"name": "Keripik Bu Tini"}, {"name": "Keripik Bu Tini"}, False),
        ({"name": "Keripik Bu Tini", "spot": "a/b"}, {"name": "Keripik Bu Tini", "spot": "a/b"}, True),
        ({"name": "Keripik Bu Tini", "spot": "a/b"}, {"name": "Keripik Bu Tuti", "spot": "a/b"}, False),
        ({"name": "Keripik Bu Tini", "owner": "Tini"}, {"name": "Jahit Cepat", "owner": "Tini"}, False),
        ({"name": "Warung", "phone": "0"}, {"name": "Warung", "phone": "0"}, False),
    ],
)
def test_what_is_worth_asking(one: dict[str, Any], other: dict[str, Any], asked: bool) -> None:
    assert (likeness(sketch(**one), sketch(**other)) is not None) == asked
    assert likeness(sketch(**one), sketch(**other)) == likeness(sketch(**other), sketch(**one))


def test_a_likeness_is_asked_once_and_a_no_is_kept_for_ever(sqlite_database: Database, read: Read) -> None:
    file = [TINI | {"external_id": "1"}, TINI | {"external_id": "2", "name": "Kripik Bu Tini"}]
    first = read(*file)
    assert (first.created, first.questions) == (2, 1)
    assert read(*file).questions == 0, "the same file again asks nothing"
    answer(sqlite_database, same=False)
    changed = [one | {"phone": "081200002222", "description": "keripik"} for one in file]
    assert read(*changed).questions == 0
    with sqlite_database.read() as session:
        assert duplicates.page(session, SYSTEM) == ([], 0)
    # Even after the records were taken out and came again under other ids.
    with sqlite_database.write() as session:
        for key in "12":
            records.remove(session, SYSTEM, "umkm", key)
    assert read(*file).questions == 0
    assert len(names(sqlite_database)) == 2


def test_without_keys_a_no_survives_other_changes(sqlite_database: Database, read: Read) -> None:
    one, other = TINI, TINI | {"name": "Kripik Bu Tini", "phone": "081200002222"}
    assert read(one, other).questions == 1
    answer(sqlite_database, same=False)
    # The price list came again, and with it a new record of the second business: only that is asked.
    with_price = other | {"products": [{"name": "Keripik", "price_idr": 9000}]}
    assert read(one, with_price).questions == 1
    with sqlite_database.read() as session:
        (review,) = duplicates.page(session, SYSTEM)[0]
        assert {review.new_id, review.similar_id} == {2, 3}


def test_the_same_business_is_one_record_from_then_on(sqlite_database: Database, read: Read) -> None:
    one = TINI | {"external_id": "1", "products": [{"name": "Keripik pisang", "unit": "kg"}]}
    other = TINI | {
        "external_id": "2", "name": "Kripik Bu Tini", "phone": "081200002222", "certificates": ["HALAL", "NIB"],
        "products": [{"name": "Keripik pisang", "unit": "kg", "price_idr": 40000},
                     {"name": "Dodol", "certificates": ["PIRT"]}],
    }  # fmt: skip
    read(one)
    read(other)
    with sqlite_database.write() as session:
        need = add_need(session)
        second = umkm.get(session, SYSTEM, "2", by="external_id")
        proposed = partnerships.propose(session, SYSTEM, second, need, product_id=second.products[0].id)
        made = proposed.id
    answer(sqlite_database, same=True)
    with sqlite_database.read() as session:
        (kept,) = session.scalars(select(Umkm))
        assert (kept.external_id, kept.name, kept.phone) == ("1", "Keripik Bu Tini", "+6281200002222")
        assert {(p.name, p.price_idr) for p in kept.products} == {("Keripik pisang", 40000), ("Dodol", None)}
        assert {c.type for c in kept.certificates or []} == {"NIB", "HALAL"}
        dodol = next(p for p in kept.products if p.name == "Dodol")
        assert [c.type for c in dodol.own_certificates] == ["PIRT"]
        moved = session.get_one(Partnership, made)
        assert moved.umkm_id == kept.id
        assert moved.product_id == next(p.id for p in kept.products if p.name == "Keripik pisang")
        assert umkm.get(session, SYSTEM, "2", by="external_id").id == kept.id
    assert (read(one).unchanged, read(other).unchanged) == (1, 1), "the same files change nothing"
    later = read(other | {"description": "sejak 1998"})
    assert (later.created, later.updated) == (0, 1)
    assert read(other | {"description": "sejak 1998"}).unchanged == 1
    assert len(names(sqlite_database)) == 1


def test_without_a_key_the_next_upload_reaches_the_merged_record(sqlite_database: Database, read: Read) -> None:
    read(TINI | {"external_id": "1"})
    lone = TINI | {"name": "Kripik Bu Tini"}
    assert read(lone).questions == 1
    answer(sqlite_database, same=True)
    assert read(lone).unchanged == 1
    changed = lone | {"products": [{"name": "Keripik", "price_idr": 9000}]}
    result = read(changed)
    assert result.questions == 0
    with sqlite_database.read() as session:
        (kept,) = session.scalars(select(Umkm))
        assert [p.price_idr for p in kept.products] == [9000]
    assert read(changed).unchanged == 1
    # Taking that upload back takes its products back, not the business.
    with sqlite_database.write() as session:
        batch = session.scalars(select(ImportBatch).where(ImportBatch.id == result.batch)).one()
        assert batches.undo(session, SYSTEM, batch).restored == 1
    with sqlite_database.read() as session:
        (kept,) = session.scalars(select(Umkm))
        assert kept.products == []


def test_a_record_made_by_hand_is_looked_at_too(sqlite_database: Database, read: Read) -> None:
    read(TINI | {"external_id": "1"})
    with sqlite_database.write() as session:
        created, made = records.create(session, SYSTEM, "umkm", TINI | {"name": "Kripik Bu Tini"})
        assert created
        assert duplicates.page(session, SYSTEM)[1] == 1
    answer(sqlite_database, same=True)
    with sqlite_database.write() as session:
        created, again = records.create(
            session, SYSTEM, "umkm", TINI | {"name": "Kripik Bu Tini", "founded_year": 1998}
        )
        assert not created
        assert (again["external_id"], again["founded_year"]) == ("1", 1998)
        assert again["id"] != made["id"]


def test_what_both_say_they_hold_is_held(sqlite_database: Database, read: Read) -> None:
    read(TINI | {"external_id": "1", "certificates": ["NIB"]}, TINI | {"external_id": "2", "certificates": ["HALAL"]})
    answer(sqlite_database, same=True)
    with sqlite_database.read() as session:
        (kept,) = session.scalars(select(Umkm))
        assert sorted(c.type for c in kept.certificates or []) == ["HALAL", "NIB"]


def test_two_partnerships_for_one_need_stand_in_the_way(sqlite_database: Database, read: Read) -> None:
    read(TINI | {"external_id": "1"}, TINI | {"external_id": "2"})
    with sqlite_database.write() as session:
        need = add_need(session)
        for key in "12":
            partnerships.propose(session, SYSTEM, umkm.get(session, SYSTEM, key, by="external_id"), need)
    with pytest.raises(ConflictError):
        answer(sqlite_database, same=True)
    assert len(names(sqlite_database)) == 2
    answer(sqlite_database, same=False)


def test_each_office_decides_for_its_own_region(sqlite_database: Database, read: Read) -> None:
    read(TINI | {"external_id": "1"}, TINI | {"external_id": "2"})
    elsewhere = Actor("dinas", "x", region="32.14")
    with sqlite_database.write() as session:
        assert duplicates.page(session, elsewhere) == ([], 0)
        assert duplicates.page(session, DINAS)[1] == 1
        review = session.scalars(select(DuplicateReview)).one()
        for actor in (elsewhere, Actor("owner", "o", umkm_id=1), Actor("buyer", "b", buyer_id=1)):
            with pytest.raises(ForbiddenError):
                duplicates.decide(session, actor, review, same=True)
    answer(sqlite_database, same=True, actor=DINAS)
    with sqlite_database.write() as session, pytest.raises(ConflictError):
        duplicates.decide(session, DINAS, session.scalars(select(DuplicateReview)).one(), same=False)


def test_a_deleted_record_leaves_nothing_behind_under_its_id(sqlite_database: Database, read: Read) -> None:
    read(TINI | {"external_id": "1"}, TINI | {"external_id": "2"})
    answer(sqlite_database, same=True)
    with sqlite_database.write() as session:
        records.remove(session, SYSTEM, "umkm", "1")
        assert session.scalar(select(func.count()).select_from(RecordAlias)) == 0
        other = umkm.upsert(session, SYSTEM, {"external_id": "9", "name": "Lain"}).record
        session.flush()
        assert _found(session, "2") is None
        assert other.id is not None


def _found(session: Session, key: str) -> Umkm | None:
    from matchmaker.services.identity import find

    return find(session, Umkm, "default", key)


@pytest.mark.slow
def test_many_rows_of_one_town_stay_quick(sqlite_database: Database) -> None:
    kinds = ["Warung Makan", "Keripik", "Jahit", "Batik", "Angkringan", "Toko", "Laundry", "Roti"]
    with sqlite_database.write() as session:
        session.add_all(
            Umkm(source="default", external_id=f"E{n}", fingerprint="", regency_code="33.72", clusters=[],
                 name=f"{kinds[n % 8]} {chr(97 + n % 26)}{n // 3}", owner_name=f"Pemilik {n // 2}", marketplace_urls=[])
            for n in range(11_000)
        )  # fmt: skip
        session.flush()
        new = list(session.scalars(select(Umkm.id)))
        started = time.monotonic()
        duplicates.look(session, new, SYSTEM)
        # A bound against comparing all with all (60 million pairs, minutes), not a measure of speed.
        assert time.monotonic() - started < 60
