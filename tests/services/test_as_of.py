"""A report of an earlier day, asked for again after everything has changed: what says it is reproducible is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.db import Database
from matchmaker.domain.access import SYSTEM, Actor
from matchmaker.matching.catalog import LiveCatalog
from matchmaker.models import (
    Certificate,
    Event,
    Exposure,
    Need,
    Order,
    Outcome,
    Partnership,
    PartnershipEvent,
    Programme,
    ProgrammeParticipant,
    Target,
    Umkm,
)
from matchmaker.services import activities, buyers, issued, outcomes, partnerships, reports, targets, umkm
from matchmaker.services import database as schema
from tests.factories import add_need, add_umkm, buyer_record

DINAS = Actor("dinas", "d", region="36.02")
TODAY = clock.today()
DAY = TODAY - timedelta(days=20)
LEBAK = {"regency": "Kabupaten Lebak"}
BEFORE = datetime(DAY.year, DAY.month, DAY.day, 3, tzinfo=UTC) - timedelta(days=5)
HALAL = {"type": "HALAL", "number": "1", "status": "declared", "valid_until": DAY + timedelta(days=40)}


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    database = Database(f"sqlite:///{tmp_path}/asof.db")
    schema.upgrade(database)
    with database.write() as opened:
        yield opened
    database.dispose()


def fill(session: Session, mark: str) -> None:
    """A little of everything; the second time it is what came later."""
    buyer = buyers.upsert(session, SYSTEM, buyer_record(**LEBAK)).record
    session.flush()
    maker = add_umkm(session, **LEBAK, active=True, scale="micro", certificates=[HALAL], nib="9999000000001",
                     products=[{"name": "Keripik", "category": "food"}])  # fmt: skip
    made = partnerships.propose(session, SYSTEM, maker, add_need(session, buyer), pattern="rantai_pasok")
    for stage in ("contacted", "negotiation"):
        partnerships.move(session, SYSTEM, made, stage)
    partnerships.move(session, SYSTEM, made, "agreed", value_idr=5_000_000)
    order = {"quantity": 1, "value_idr": 300_000, "ordered_on": DAY - timedelta(days=9)}
    partnerships.add_order(session, SYSTEM, made, order)
    session.add(
        Exposure(need_id=made.need_id, umkm_id=maker.id, position=1, score=0.5, model_version="m", role="dinas")
    )
    first = date(DAY.year, 1, 1)
    event = {
        "external_id": f"E{mark}",
        "name": "Bazar",
        "kind": "bazaar",
        "starts_on": first,
        "turnover_idr": 9,
        **LEBAK,
    }
    activities.upsert(session, SYSTEM, "events", event | {"umkm_external_ids": [maker.external_id]})
    programme = {"external_id": f"G{mark}", "name": "Pelatihan", "kind": "training", "starts_on": first, "quota": 5}
    activities.upsert(session, SYSTEM, "programmes", programme | {"umkm_external_ids": [maker.external_id]})
    past = {"external_id": f"O{mark}", "umkm_external_id": maker.external_id, "buyer_external_id": buyer.external_id}
    outcomes.upsert(session, SYSTEM, past | {"product": "x", "stage": "active", "month": first, "value_idr": 7})
    targets.put(session, DINAS, DAY.year, "36.02", {"agreements": 10 if mark == "1" else 3})
    session.flush()


def push_back(session: Session) -> None:
    """Everything there was on record before the day."""
    for table, column in (
        (Umkm, "created_at"), (Need, "created_at"), (Certificate, "recorded_at"), (PartnershipEvent, "at"),
        (Order, "created_at"), (Exposure, "shown_at"), (Event, "created_at"), (Programme, "created_at"),
        (ProgrammeParticipant, "recorded_at"), (Outcome, "created_at"), (Target, "created_at"),
    ):  # fmt: skip
        session.execute(update(table).values({column: BEFORE}))
    session.expire_all()


def change_everything(session: Session) -> None:
    """What an office does in three weeks: more of all, and changes to what was there."""
    fill(session, "2")
    old = session.query(Umkm).order_by(Umkm.id).first()
    assert old is not None
    renewed = HALAL | {"number": "2", "status": "rejected", "valid_until": TODAY + timedelta(days=900)}
    said = {"external_id": old.external_id, "name": old.name, "active": False, "scale": "small",
            "certificates": [renewed], "annual_sales_idr": 3_000_000_000,
            "products": [{"name": "Sapu", "category": "craft"}]}  # fmt: skip
    umkm.upsert(session, SYSTEM, said)
    first = session.query(Partnership).order_by(Partnership.id).first()
    assert first is not None
    partnerships.add_order(
        session, SYSTEM, first, {"quantity": 1, "value_idr": 9, "ordered_on": DAY - timedelta(days=3)}
    )
    partnerships.move(session, SYSTEM, first, "ended", "selesai")
    first.pattern = "waralaba"
    event = {
        "external_id": "E1",
        "name": "Bazar",
        "kind": "forum",
        "starts_on": date(DAY.year, 1, 1),
        "turnover_idr": 99,
    }
    activities.upsert(session, SYSTEM, "events", event)
    session.flush()


def tables(session: Session, name: str) -> dict[str, dict[str, Any]]:
    made = reports.build(LiveCatalog(lambda _: {}), session, DINAS, name, as_of=DAY)
    return {table["name"]: table for table in reports.as_dict(made)["tables"]}


@pytest.mark.parametrize("name", [one for one in reports.NAMES if one != "needs"])
def test_what_says_it_is_reproducible_is(session: Session, name: str) -> None:
    fill(session, "1")
    push_back(session)
    before = tables(session, name)
    change_everything(session)
    after = tables(session, name)
    assert any(figure["numerator"] for table in before.values() for figure in table["figures"])
    for table in before.values():
        if table["reproducible"]:
            assert after[table["name"]]["figures"] == table["figures"], table["name"]
        else:
            assert table["note"], f"{table['name']} does not say what an earlier day lacks"


def test_the_changes_do_show_today(session: Session) -> None:
    """Otherwise the test above would prove nothing."""
    fill(session, "1")
    push_back(session)
    catalog = LiveCatalog(lambda _: {})
    names = [one for one in reports.NAMES if one != "needs"]
    before = {name: reports.as_dict(reports.build(catalog, session, DINAS, name))["tables"] for name in names}
    change_everything(session)
    for name in names:
        assert reports.as_dict(reports.build(catalog, session, DINAS, name))["tables"] != before[name], name


def test_every_report_and_its_issue_on_either_database(database: Database) -> None:
    with database.write() as session:
        fill(session, "1")
        catalog = LiveCatalog(lambda _: {})
        for name in reports.NAMES:
            made = reports.build(catalog, session, DINAS, name)
            kept = issued.issue(session, DINAS, made)
            session.expire(kept)
            assert kept.content["id"] == reports.as_dict(made), name
        assert issued.page(session, DINAS)[1] == len(reports.NAMES)
