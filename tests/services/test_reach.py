"""The rule of access as SQL and as Python says the same about every partnership."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from matchmaker.db import Database
from matchmaker.domain.access import SYSTEM, Actor, permits
from matchmaker.models import Partnership
from matchmaker.services import buyers, database, partnerships
from tests.factories import add_need, add_umkm, buyer_record

ACTORS = [
    Actor("admin", "a"),
    Actor("dinas", "d"),
    Actor("dinas", "d", region="36"),
    Actor("dinas", "d", region="36.02"),
    Actor("dinas", "d", region="32.14"),
    Actor("association", "p", association="PHRI Banten"),
    Actor("association", "p"),
    Actor("buyer", "b", buyer_id=1),
    Actor("buyer", "b"),
    Actor("owner", "o", umkm_id=2),
    Actor("owner", "o"),
]


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    folder: Path = tmp_path_factory.mktemp("reach")
    found = Database(f"sqlite:///{folder}/reach.db")
    database.upgrade(found)
    with found.write() as opened:
        places = ["Kabupaten Lebak", "Kabupaten Purwakarta", None]
        makers = [add_umkm(opened, regency=place) for place in places]
        for place, association in (("Kabupaten Lebak", "PHRI Banten"), ("Kabupaten Purwakarta", None)):
            clean = buyer_record(regency=place, association=association)
            buyer = buyers.upsert(opened, SYSTEM, clean).record
            opened.flush()
            for maker in makers:
                partnerships.propose(opened, SYSTEM, maker, add_need(opened, buyer))
    with found.read() as opened:
        yield opened
    found.dispose()


@pytest.mark.parametrize("actor", ACTORS, ids=repr)
def test_sql_and_rule_agree(session: Session, actor: Actor) -> None:
    listed = {one.id for one in partnerships.page(session, actor, limit=100)[0]}
    allowed = {
        one.id
        for one in session.query(Partnership)
        if permits(actor, "partnership.read", partnerships.target_of(one.umkm, one.need))
    }
    assert listed == allowed
