"""The reach of a role is written twice, as a rule and as a condition of SQL: both must say the same."""

from __future__ import annotations

import pytest

from matchmaker.db import Database
from matchmaker.domain.access import SYSTEM, Actor, permits
from matchmaker.errors import ForbiddenError
from matchmaker.services import buyers, needs, partnerships
from tests.factories import add_need, add_umkm, buyer_record

ACTORS = [
    Actor("admin", "admin"),
    Actor("dinas", "kabupaten", region="36.02"),
    Actor("dinas", "provinsi", region="36"),
    Actor("dinas", "jauh", region="62.71"),
    Actor("dinas", "semua"),
    Actor("association", "phri", association="PHRI Banten"),
    Actor("association", "tanpa nama"),
    Actor("buyer", "hotel", buyer_id=1),
    Actor("buyer", "tanpa hotel"),
    Actor("owner", "pemilik", umkm_id=1),
    Actor("owner", "tanpa usaha"),
]
BUYERS = [
    {"regency": "Kabupaten Lebak", "association": "PHRI Banten"},
    {"regency": "Kabupaten Lebak"},
    {"regency": "Kota Cilegon", "association": "PHRI Banten"},
    {"regency": "Kota Palangkaraya", "association": "PHRI Kalteng"},
    {},
]


@pytest.mark.parametrize("actor", ACTORS, ids=lambda actor: f"{actor.role}-{actor.name}")
def test_rule_and_query_agree(sqlite_database: Database, actor: Actor) -> None:
    with sqlite_database.write() as session:
        everyone = []
        for fields in BUYERS:
            everyone.append(buyers.upsert(session, SYSTEM, buyer_record(**fields)).record)
        session.flush()
        wanted = [add_need(session, buyer) for buyer in everyone]
        makers = [add_umkm(session, regency=place) for place in ("Kabupaten Lebak", "Kota Palangkaraya")]
        proposed = [partnerships.propose(session, SYSTEM, maker, need) for maker in makers for need in wanted]

        seen = {one.id for one in partnerships.page(session, actor, limit=100)[0]}
        allowed = {
            one.id for one in proposed if permits(actor, "partnership.read", partnerships.target_of(one.umkm, one.need))
        }
        assert seen == allowed
        assert sum(partnerships.counts(session, actor).values()) == len(allowed)
        under_way = partnerships.unfinished(
            session, actor, umkm_ids=[one.id for one in makers], need_ids=[one.id for one in wanted]
        )
        assert {one["id"] for one in under_way.values()} == allowed

        if actor.role == "owner":
            with pytest.raises(ForbiddenError):
                needs.reachable(session, actor)
            with pytest.raises(ForbiddenError):
                buyers.reachable(session, actor)
            return
        assert {need.id for need in needs.reachable(session, actor)[0]} == {
            need.id for need in wanted if permits(actor, "need.write", needs.target(need))
        }
        assert {buyer.id for buyer in buyers.reachable(session, actor)} == {
            buyer.id for buyer in everyone if permits(actor, "buyer.write", needs.target_of(buyer))
        }
