"""Events with turnover, programmes and what followed them, recounted by hand; unknown is never no."""

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
from matchmaker.models import Certificate, Event, PartnershipEvent, Programme, ProgrammeParticipant, Umkm
from matchmaker.services import activities, buyers, outcomes, partnerships
from matchmaker.services import database as schema
from matchmaker.services.reports.programmes import Course, Maker, agreed, gained
from tests.factories import add_need, add_umkm, buyer_record
from tests.services.test_reports import figures, parts

LEBAK = {"regency": "Kabupaten Lebak"}
DINAS = Actor("dinas", "d", region="36.02")
BEGAN = date(2026, 3, 10)
TODAY = clock.today()


def on(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 5, tzinfo=UTC)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    database = Database(f"sqlite:///{tmp_path}/activities.db")
    schema.upgrade(database)
    with database.write() as opened:
        yield opened
    database.dispose()


def add(session: Session, what: activities.Kind, /, **fields: Any) -> Any:
    made = activities.upsert(session, SYSTEM, what, {"name": "Acara", "starts_on": BEGAN} | fields).record
    session.flush()
    return made


def test_events_of_the_year_with_what_was_sold(session: Session) -> None:
    year = date(TODAY.year, 1, 1)
    maker = add_umkm(session, **LEBAK)
    stalls = [{"umkm_external_id": maker.external_id, "day": year, "turnover_idr": 8},
              {"umkm_external_id": maker.external_id, "day": None, "turnover_idr": None}]  # fmt: skip
    add(
        session,
        "events",
        external_id="A",
        kind="bazaar",
        starts_on=year,
        turnover_idr=600,
        visitors=50,
        stalls=stalls,
        **LEBAK,
    )
    add(session, "events", external_id="B", kind="exhibition", starts_on=year, invited=7, **LEBAK)
    add(session, "events", external_id="C", kind="forum", starts_on=year, visitors=30, invited=20, **LEBAK)
    add(session, "events", external_id="old", kind="bazaar", starts_on=year - timedelta(1), turnover_idr=9, **LEBAK)
    add(session, "events", external_id="next", kind="bazaar", starts_on=TODAY + timedelta(1), **LEBAK)
    add(session, "events", external_id="far", kind="bazaar", starts_on=year, turnover_idr=9, regency="Kota Palembang")
    found = figures(session, "events", DINAS)
    assert parts(found["events_held:bazaar"]) == (1, 3, 0)
    assert parts(found["events_turnover:events"]) == (600, 1, 1), "a forum sells nothing and lacks nothing"
    assert parts(found["events_turnover:stalls"]) == (8, 1, 1)
    assert parts(found["events_visitors:visitors"]) == (80, 2, 1)
    assert parts(found["events_visitors:invited"]) == (27, 2, 1)
    assert parts(found["turnover_by_event:A"]) == (600, 1, 0)
    assert "turnover_by_event:B" not in found, "nobody knows, and that is not 0"
    assert parts(figures(session, "events", SYSTEM)["events_turnover:events"]) == (609, 2, 1)


def test_a_turnover_nobody_knows_is_not_nothing(session: Session) -> None:
    add(session, "events", kind="bazaar", starts_on=date(TODAY.year, 1, 1), **LEBAK)
    found = figures(session, "events", DINAS)["events_turnover:events"]
    assert parts(found) == (0, 0, 1)
    assert found["value"] is None


def test_an_event_entered_later_is_not_in_an_earlier_report(session: Session) -> None:
    add(session, "events", external_id="A", kind="bazaar", starts_on=date(TODAY.year, 1, 1), turnover_idr=5, **LEBAK)
    session.execute(update(Event).values(created_at=on(TODAY - timedelta(20))))
    day = TODAY - timedelta(10)
    before = figures(session, "events", DINAS, as_of=day)
    add(session, "events", external_id="B", kind="bazaar", starts_on=date(TODAY.year, 1, 1), turnover_idr=7, **LEBAK)
    assert figures(session, "events", DINAS, as_of=day) == before
    assert parts(figures(session, "events", DINAS)["events_turnover:events"])[0] == 12


def course(**fields: Any) -> Course:
    known = {"id": 1, "external_id": "G", "name": "G", "kind": "training", "organiser": None, "starts_on": BEGAN,
             "ends_on": None, "places": None, "aims": frozenset[str]()}  # fmt: skip
    return Course(**(known | fields))


EARLY, LATE = BEGAN - timedelta(30), BEGAN + timedelta(30)


@pytest.mark.parametrize(
    ("aims", "maker", "answer"),
    [
        (set(), Maker(EARLY, True), "no"),
        (set(), Maker(EARLY, False), "unknown"),
        (set(), Maker(EARLY, True, (("HALAL", LATE),)), "yes"),
        (set(), Maker(EARLY, False, (("HALAL", LATE),)), "yes"),
        ({"PIRT"}, Maker(EARLY, True, (("HALAL", LATE),)), "no"),
        ({"PIRT", "HALAL"}, Maker(EARLY, True, (("HALAL", LATE),)), "yes"),
        # There before the programme: nothing followed.
        (set(), Maker(EARLY, True, (("HALAL", EARLY),)), "no"),
        # Came into the register with the business itself, after the programme began: it may be of any age.
        (set(), Maker(LATE, True, (("HALAL", LATE),)), "unknown"),
        (set(), Maker(LATE, True, (("HALAL", LATE + timedelta(1)),)), "yes"),
        (set(), Maker(EARLY, True, (("HALAL", None),)), "unknown"),
        (set(), Maker(BEGAN, True, (("HALAL", BEGAN),)), "unknown"),
        (set(), Maker(EARLY, True, (("HALAL", BEGAN),)), "yes"),
        ({"PIRT"}, Maker(EARLY, True, (("HALAL", None),)), "no"),
    ],
)
def test_certificates_afterwards(aims: set[str], maker: Maker, answer: str) -> None:
    assert gained(course(aims=frozenset(aims)), maker) == answer


@pytest.mark.parametrize(
    ("days", "months", "answer"),
    [
        ((), (), "no"),
        ((BEGAN,), (), "yes"),
        ((BEGAN - timedelta(1),), (), "no"),
        ((), (date(2026, 4, 1),), "yes"),
        ((), (date(2026, 3, 1),), "unknown"),
        ((), (date(2026, 2, 1),), "no"),
        ((), (None,), "unknown"),
        ((BEGAN,), (None,), "yes"),
    ],
)
def test_agreements_afterwards(days: tuple[date, ...], months: tuple[date | None, ...], answer: str) -> None:
    assert agreed(course(), Maker(EARLY, True, agreements=days, history=months)) == answer


def test_programmes_and_what_followed_them(session: Session) -> None:
    buyer = buyers.upsert(session, SYSTEM, buyer_record(**LEBAK)).record
    session.flush()
    held = [{"type": "HALAL", "status": "declared"}]
    won, had, silent, signed = (add_umkm(session, **LEBAK, certificates=c) for c in (held, held, None, []))
    far = add_umkm(session, regency="Kota Palembang", certificates=held)
    session.execute(update(Umkm).values(created_at=on(EARLY)))
    session.execute(update(Certificate).values(recorded_at=on(LATE)))
    session.execute(update(Certificate).where(Certificate.umkm_id == had.id).values(recorded_at=on(EARLY)))
    everyone = [one.external_id for one in (won, had, silent, signed, far)]
    add(session, "programmes", external_id="G1", kind="certification", certificates=["HALAL"], quota=10,
        umkm_external_ids=everyone)  # fmt: skip
    add(session, "programmes", external_id="G2", kind="training", umkm_external_ids=[won.external_id, had.external_id])
    made = partnerships.propose(session, SYSTEM, signed, add_need(session, buyer))
    for stage in ("contacted", "negotiation", "agreed"):
        partnerships.move(session, SYSTEM, made, stage)
    past = {
        "umkm_external_id": had.external_id,
        "buyer_external_id": buyer.external_id,
        "product": "x",
        "stage": "active",
    }
    outcomes.upsert(session, SYSTEM, past | {"external_id": "O1", "month": date(2026, 3, 1)})
    session.flush()
    session.execute(update(PartnershipEvent).values(at=on(LATE)))
    for table in (Programme, ProgrammeParticipant):
        column = "created_at" if table is Programme else "recorded_at"
        session.execute(update(table).values({column: on(EARLY)}))
    session.expire_all()
    found = figures(session, "programmes", DINAS)
    assert parts(found["programmes_places:G1"]) == (4, 10, 0)
    assert parts(found["programmes_places:G2"]) == (2, None, 1)
    assert parts(found["programmes_certificates:G1"]) == (1, 3, 1)
    assert parts(found["programmes_certificates:G2"]) == (1, 2, 0)
    assert parts(found["programmes_certificates:all"]) == (1, 3, 1), "each business once"
    assert parts(found["programmes_partnerships:G1"]) == (1, 3, 1), "of the month it began nobody knows"
    assert parts(found["programmes_running:training"]) == (1, 2, 0)
    # The day before the certificate and the agreement came, nothing had followed yet.
    then = figures(session, "programmes", DINAS, as_of=LATE - timedelta(1))
    assert parts(then["programmes_certificates:G1"])[0] == 0
    assert parts(then["programmes_partnerships:G1"])[0] == 0
    assert "programmes_places:G1" not in figures(session, "programmes", DINAS, as_of=BEGAN - timedelta(1))


def test_no_causal_claim_is_made() -> None:
    from matchmaker.texts import text

    for name in ("programmes_certificates", "programmes_partnerships"):
        assert "bukan akibat program" in text(f"report.note.{name}", "id")
        assert "not what the programme caused" in text(f"report.note.{name}", "en")
