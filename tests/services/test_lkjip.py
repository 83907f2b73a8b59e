"""Targets and what came of them: the figures of the other reports, as of the day, with what nobody knows kept apart."""

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
from matchmaker.domain.indicators import INDICATORS
from matchmaker.errors import ForbiddenError, InvalidRecordError
from matchmaker.models import Event, Order, PartnershipEvent, Target
from matchmaker.services import activities, buyers, partnerships, targets
from matchmaker.services import database as schema
from matchmaker.texts import has
from tests.factories import add_need, add_umkm, buyer_record
from tests.services.test_reports import figures, parts

TODAY = clock.today()
YEAR = TODAY.year
LEBAK = {"regency": "Kabupaten Lebak"}
DINAS = Actor("dinas", "dinas-lebak", region="36.02")


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    database = Database(f"sqlite:///{tmp_path}/lkjip.db")
    schema.upgrade(database)
    with database.write() as opened:
        yield opened
    database.dispose()


def lkjip(session: Session, **kwargs: Any) -> dict[str, tuple[Any, Any, Any]]:
    found = figures(session, "lkjip", DINAS, **kwargs)
    return {name.partition(":")[2]: parts(one) for name, one in found.items()}


def test_target_realisation_and_share_reached(session: Session) -> None:
    for held in ("9999000000001", "9999000000002", None):
        add_umkm(session, **LEBAK, nib=held, active=True)
    add_umkm(session, regency="Kota Palembang", nib="9999000000003")
    targets.put(session, DINAS, YEAR, "36.02", {"holders_nib": 8})
    found = figures(session, "lkjip", DINAS)
    assert parts(found["lkjip:holders_nib"])[:2] == (2, 8)
    assert found["lkjip:holders_nib"]["value"] == 0.25
    assert found["lkjip:umkm_active"]["denominator"] is None, "no target is not a target of 0"
    assert found["lkjip:umkm_active"]["value"] is None
    assert set(found) == {f"lkjip:{one.code}" for one in INDICATORS}


def test_every_realisation_is_the_figure_of_its_report(session: Session) -> None:
    buyer = buyers.upsert(session, SYSTEM, buyer_record(**LEBAK)).record
    session.flush()
    makers = [add_umkm(session, **LEBAK, certificates=[{"type": "HALAL", "status": "declared"}]) for _ in range(3)]
    for number, maker in enumerate(makers):
        made = partnerships.propose(session, SYSTEM, maker, add_need(session, buyer))
        for stage in ("contacted", "negotiation"):
            partnerships.move(session, SYSTEM, made, stage)
        partnerships.move(session, SYSTEM, made, "agreed", value_idr=None if number else 5_000_000)
        partnerships.add_order(
            session, SYSTEM, made, {"quantity": 1, "value_idr": 700_000, "ordered_on": date(YEAR, 1, 1)}
        )
    first = date(YEAR, 1, 1)
    event = {"name": "Bazar", "kind": "bazaar", "starts_on": first, "turnover_idr": 9, **LEBAK}
    activities.upsert(session, SYSTEM, "events", event | {"umkm_external_ids": [makers[0].external_id]})
    programme = {
        "name": "Pelatihan",
        "kind": "training",
        "starts_on": first,
        "umkm_external_ids": [makers[1].external_id],
    }
    activities.upsert(session, SYSTEM, "programmes", programme)
    session.flush()
    found = lkjip(session)
    assert {code: numbers[0] for code, numbers in found.items()} == {
        "umkm_active": 0, "holders_nib": 0, "holders_pirt": 0, "holders_bpom": 0, "holders_halal": 3,
        "holders_brand": 0, "agreements": 3, "value_signed": 5_000_000, "value_realised": 2_100_000,
        "events_turnover": 9, "umkm_at_events": 1, "umkm_in_programmes": 1,
    }  # fmt: skip
    assert found["value_signed"][2] == 2, "two agreements say no value"
    for one in INDICATORS:
        if not one.year:
            assert found[one.code][0] == figures(session, one.report, DINAS)[one.figure]["numerator"], one.code


def test_what_nobody_recorded_is_not_nothing(session: Session) -> None:
    event = {"name": "Bazar", "kind": "bazaar", "starts_on": date(YEAR, 1, 1), **LEBAK}
    activities.upsert(session, SYSTEM, "events", event)
    session.flush()
    found = lkjip(session)
    assert found["events_turnover"] == (None, None, 1)
    assert found["umkm_at_events"] == (None, None, 1)
    assert found["umkm_in_programmes"] == (0, None, 0), "there was no programme, and that is known"


def test_last_years_agreements_and_orders_are_not_this_years(session: Session) -> None:
    buyer = buyers.upsert(session, SYSTEM, buyer_record(**LEBAK)).record
    session.flush()
    made = partnerships.propose(session, SYSTEM, add_umkm(session, **LEBAK), add_need(session, buyer))
    for stage in ("contacted", "negotiation", "agreed"):
        partnerships.move(session, SYSTEM, made, stage)
    before = date(YEAR - 1, 12, 31)
    partnerships.add_order(session, SYSTEM, made, {"quantity": 1, "value_idr": 700_000, "ordered_on": before})
    moment = datetime(YEAR - 1, 12, 31, 5, tzinfo=UTC)
    session.execute(update(PartnershipEvent).values(at=moment))
    session.execute(update(Order).values(created_at=moment))
    session.expire_all()
    now, then = lkjip(session), lkjip(session, as_of=before)
    assert (now["agreements"][0], now["value_realised"][0]) == (0, 0)
    assert (then["agreements"][0], then["value_realised"][0]) == (1, 700_000)


def test_an_earlier_day_has_the_target_of_that_day(session: Session) -> None:
    targets.put(session, DINAS, YEAR, "36.02", {"agreements": 10})
    day = TODAY - timedelta(days=2)
    earlier = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(days=1)
    session.execute(update(Target).values(created_at=earlier))
    session.expire_all()
    before = lkjip(session, as_of=day)
    assert targets.put(session, DINAS, YEAR, "36.02", {"agreements": 4}) == 1
    assert lkjip(session)["agreements"][1] == 4
    assert lkjip(session, as_of=day) == before
    assert before["agreements"][1] == (10 if day.year == YEAR else None)
    assert targets.put(session, DINAS, YEAR, "36.02", {"agreements": None}) == 1
    assert lkjip(session)["agreements"][1] is None


def test_only_what_differs_is_written(session: Session) -> None:
    values = {"agreements": 10, "holders_nib": None}
    assert targets.put(session, DINAS, YEAR, "36.02", values) == 1
    assert targets.put(session, DINAS, YEAR, "36.02", values) == 0
    assert session.query(Target).count() == 1


def test_a_target_belongs_to_one_region(session: Session) -> None:
    targets.put(session, DINAS, YEAR, "36.02", {"agreements": 10})
    assert targets.in_force(session, "36", YEAR) == {}
    assert targets.in_force(session, None, YEAR) == {}
    for region in ("36", None, "32.14"):
        with pytest.raises(ForbiddenError):
            targets.put(session, DINAS, YEAR, region, {"agreements": 1})
    with pytest.raises(ForbiddenError):
        targets.put(session, Actor("owner", "o", umkm_id=1), YEAR, "36.02", {"agreements": 1})
    assert targets.put(session, SYSTEM, YEAR, None, {"agreements": 7}) == 1
    assert targets.put(session, Actor("dinas", "p", region="36"), YEAR, "36.02", {"agreements": 8}) == 1


@pytest.mark.parametrize(
    ("year", "values"),
    [(1999, {"agreements": 1}), (2101, {}), (2026, {"profit": 1}), (2026, {"agreements": -1}),
     (2026, {"agreements": 1e30}), (2026, {"agreements": float("nan")})],
)  # fmt: skip
def test_what_will_not_do_is_refused(session: Session, year: int, values: dict[str, float]) -> None:
    with pytest.raises(InvalidRecordError):
        targets.put(session, SYSTEM, year, None, values)


def test_every_indicator_has_its_words_and_its_formula() -> None:
    for one in INDICATORS:
        assert has(f"indicator.{one.code}")
        assert has(f"report.formula.lkjip.{one.code}")


def test_the_event_that_is_entered_later_changes_no_earlier_day(session: Session) -> None:
    first = date(YEAR, 1, 1)
    day = max(first, TODAY - timedelta(days=3))
    before = lkjip(session, as_of=day)
    activities.upsert(
        session, SYSTEM, "events", {"name": "B", "kind": "bazaar", "starts_on": first, "turnover_idr": 9, **LEBAK}
    )
    session.flush()
    session.execute(update(Event).values(created_at=clock.end_of(day) + timedelta(seconds=1)))
    session.expire_all()
    assert lkjip(session, as_of=day) == before
