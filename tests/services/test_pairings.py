"""The broker's list: the same from stored suggestions as reckoned at once, and what is new is in it."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, select, update

from matchmaker import jobs
from matchmaker.db import Database
from matchmaker.domain.access import SYSTEM, Actor
from matchmaker.matching import pairings as matching
from matchmaker.matching.catalog import LiveCatalog
from matchmaker.models import Need, Suggestion, Umkm
from matchmaker.services import batch, catalog, overview, pairings, unlocks
from matchmaker.services.partnerships import committed
from matchmaker.services.reports import build
from matchmaker.settings import Settings
from tests.factories import add_need, add_umkm

GOODS = ("Keripik pisang", "Abon ikan", "Sabun sereh", "Gula semut", "Tas pandan")
LEBAK = Actor("dinas", "lebak", region="36.02")
EVERYTHING = pairings.Filters()


@pytest.fixture
def filled(database: Database) -> Database:
    with database.write() as session:
        for number in range(20):
            regency = ("Kabupaten Lebak", "Kota Palembang", None)[number % 3]
            product = {"name": f"{GOODS[number % 5]} {number}", "unit": "kg", "price_idr": 10_000 + number * 400}
            add_umkm(session, external_id=f"S{number:03}", name=f"Usaha {number}", products=[product],
                     **({"regency": regency} if regency else {}))  # fmt: skip
        for number, title in enumerate(GOODS):
            add_need(session, external_id=f"K{number}", title=title, max_price_idr=15_000, unit="kg")
    return database


@pytest.fixture
def live(filled: Database) -> LiveCatalog:
    return LiveCatalog(committed)


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if five needs were too many to reckon at once."""
    monkeypatch.setattr(matching, "AT_ONCE", 0)


def seen(database: Database, live: LiveCatalog, actor: Actor = SYSTEM, **filters: Any) -> pairings.Page:
    with database.read() as session:
        return pairings.page(live, session, actor, replace(EVERYTHING, **filters), limit=200)


def told(page: pairings.Page) -> list[dict[str, Any]]:
    """Items with the figures that a sum in another order may round differently."""
    return [item | {"intercept": pytest.approx(item["intercept"])} for item in page.items]


@pytest.mark.parametrize(
    ("actor", "filters"),
    [
        (SYSTEM, {}),
        (SYSTEM, {"eligibility": "fixable"}),
        (SYSTEM, {"regency": "16.71"}),
        (SYSTEM, {"province": "36"}),
        (SYSTEM, {"category": "craft"}),
        (LEBAK, {}),
        (LEBAK, {"regency": "16.71"}),
    ],
)
def test_stored_and_reckoned_lists_are_the_same(
    actor: Actor, filters: dict[str, Any], filled: Database, live: LiveCatalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    reckoned = seen(filled, live, actor, **filters)
    batch.rank_all(filled, live)
    monkeypatch.setattr(matching, "AT_ONCE", 0)
    stored = seen(filled, live, actor, **filters)
    assert reckoned.as_of is None
    assert told(stored) == reckoned.items
    assert stored.total == reckoned.total
    assert not stored.stale
    if stored.total:
        assert stored.as_of is not None


def test_figures_of_pages_and_reports_are_the_same(
    filled: Database, live: LiveCatalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    def figures() -> list[Any]:
        with filled.read() as session:
            found = overview.of_region(live, session, SYSTEM, overview_day())
            report = build(live, session, SYSTEM, "needs")
            return [
                found.met,
                found.unmet,
                found.reached,
                unlocks.of_region(live, session, SYSTEM, None),
                [table.figures for table in report.tables],
                [listing.rows for listing in report.listings],
            ]

    reckoned = figures()
    batch.rank_all(filled, live)
    monkeypatch.setattr(matching, "AT_ONCE", 0)
    assert figures() == reckoned


def overview_day() -> Any:
    from matchmaker import clock

    return clock.today()


@pytest.mark.usefixtures("many")
def test_before_the_first_ranking_the_list_says_what_it_lacks(filled: Database, live: LiveCatalog) -> None:
    page = seen(filled, live)
    assert (page.items, page.total, page.pending, page.stale) == ([], 0, len(GOODS), True)
    with filled.read() as session:
        found = overview.of_region(live, session, SYSTEM, overview_day())
    assert found.met is not None
    assert (found.met.count, found.met.unknown, found.unmet) == (0, len(GOODS), [])


def test_a_new_and_a_changed_need_are_in_the_list_at_once(
    filled: Database, live: LiveCatalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch.rank_all(filled, live)
    with filled.write() as session:
        new = add_need(session, external_id="BARU", title="Sabun sereh").id
        changed = session.scalars(select(Need).where(Need.external_id == "K0")).one()
        changed.title = "Tas pandan"
        catalog.touch(session, changed)
    monkeypatch.setattr(matching, "AT_ONCE", 2)
    page = seen(filled, live)
    goods = {item["product"]["name"].rsplit(" ", 1)[0] for item in page.items[:4] if item["need"]["id"] == new}
    assert new in {item["need"]["id"] for item in page.items}
    assert goods <= {"Sabun sereh"}
    titles = {item["need"]["title"] for item in page.items if item["need"]["external_id"] == "K0"}
    assert titles == {"Tas pandan"}
    assert (page.pending, page.stale) == (0, True)


@pytest.mark.usefixtures("many")
def test_what_is_gone_leaves_the_stored_list(filled: Database, live: LiveCatalog) -> None:
    batch.rank_all(filled, live)
    with filled.write() as session:
        one = session.scalars(select(Umkm).where(Umkm.external_id == "S000")).one()
        catalog.forget(session, "umkm", one.id)
        session.delete(one)
        closed = session.scalars(select(Need).where(Need.external_id == "K1")).one()
        catalog.forget(session, "need", closed.id)
        session.delete(closed)
    page = seen(filled, live)
    assert page.items
    assert "S000" not in {item["umkm"]["external_id"] for item in page.items}
    assert "K1" not in {item["need"]["external_id"] for item in page.items}


@pytest.mark.usefixtures("many")
def test_suggestions_of_yesterday_are_stale(filled: Database, live: LiveCatalog) -> None:
    from datetime import UTC, datetime, timedelta

    batch.rank_all(filled, live)
    with filled.write() as session:
        session.execute(update(Suggestion).values(created_at=datetime.now(UTC) - timedelta(days=1)))
    assert seen(filled, live).stale


@pytest.mark.slow
def test_a_refresh_runs_beside_and_only_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matching, "AT_ONCE", 0)
    settings = Settings(database_url=f"sqlite:///{tmp_path}/one.db", instance_path=str(tmp_path / "instance"))
    database = Database(settings.database_url)
    from matchmaker.services import database as schema

    schema.upgrade(database)
    with database.write() as session:
        add_umkm(session, external_id="S1", name="Usaha", products=[{"name": "Gula semut"}])
        add_need(session, external_id="K1", title="Gula semut")
    live = LiveCatalog(committed)
    assert seen(database, live).pending == 1
    assert jobs.refresh_beside(settings)
    assert not jobs.refresh_beside(settings), "one is at it"
    deadline = time.monotonic() + 120
    while seen(database, live).pending and time.monotonic() < deadline:
        time.sleep(0.2)
    assert seen(database, live).total == 1
    assert jobs._started is not None
    jobs._started.wait(timeout=60)
    assert not jobs.refresh_beside(settings), "one was a short while ago"
    os.utime(settings.instance / jobs.LOCK, (0, 0))
    with jobs.alone(settings.instance) as free:
        assert free
        assert not jobs.refresh_beside(settings), "somebody else is at it"


@pytest.mark.usefixtures("many")
def test_a_need_that_nobody_fits_is_unmet_and_not_unknown(filled: Database, live: LiveCatalog) -> None:
    batch.rank_all(filled, live)
    with filled.write() as session:
        barren = session.scalars(select(Need).where(Need.external_id == "K1")).one()
        session.execute(delete(Suggestion).where(Suggestion.need_id == barren.id))  # as if the ranking had found none
    with filled.read() as session:
        found = overview.of_region(live, session, SYSTEM, overview_day())
    assert found.met is not None
    assert (found.met.unknown, found.pending, found.stale) == (0, 0, False)
    assert barren.id in {one["id"] for one in found.unmet}


@pytest.mark.usefixtures("many")
def test_a_need_that_has_opened_since_is_not_taken_for_unmet(filled: Database, live: LiveCatalog) -> None:
    from datetime import UTC, datetime, timedelta

    batch.rank_all(filled, live)
    with filled.write() as session:
        later = session.scalars(select(Need).where(Need.external_id == "K1")).one()
        session.execute(delete(Suggestion).where(Suggestion.need_id == later.id))
        session.execute(update(Need).where(Need.id == later.id).values(open_from=overview_day()))
        session.execute(update(Suggestion).values(created_at=datetime.now(UTC) - timedelta(days=1)))
    again = LiveCatalog(committed)
    assert seen(filled, again).pending == 1
