"""Contributions plus intercept are the log-odds, over every pairing the demo regions give rise to."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from typing import Any

import pytest

from matchmaker.db import Database
from matchmaker.matching.catalog import LiveCatalog
from matchmaker.matching.suggestions import Ranked
from matchmaker.services import database, seeds, suggestions
from matchmaker.services.partnerships import committed

SAMPLE = 300  # pairs that no list shows, drawn with a fixed seed


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    found = Database(f"sqlite:///{tmp_path_factory.mktemp('seed')}/demo.db")
    database.upgrade(found)
    with found.write() as session:
        results = seeds.load(session)
        assert sum(r.rejected for r in results) == 0
    yield found
    found.dispose()


@pytest.fixture(scope="module")
def catalog(seeded: Database) -> LiveCatalog:
    return LiveCatalog(committed)


def assert_exact(item: dict[str, Any]) -> None:
    total = item["intercept"] + sum(reason["contribution"] for reason in item["reasons"])
    assert total == pytest.approx(math.log(item["score"]) - math.log1p(-item["score"]), abs=1e-6)


def test_all_listed_pairs_sum_exactly(seeded: Database, catalog: LiveCatalog) -> None:
    checked = 0
    with seeded.read() as session, catalog.at(session) as scorer:
        for need in catalog.needs(session).values():
            for pairing in scorer.rank_need(need, top=1_000, include_ineligible=True):
                total = pairing.intercept + sum(reason.contribution for reason in pairing.reasons)
                assert total == pytest.approx(math.log(pairing.score) - math.log1p(-pairing.score), abs=1e-6)
                checked += 1
    assert checked > 5_000


def test_pairs_beyond_the_lists_sum_exactly_too(seeded: Database, catalog: LiveCatalog) -> None:
    draw = random.Random(1)
    with seeded.read() as session, catalog.at(session) as scorer:
        needs = catalog.needs(session)
        ids = scorer.catalogue.umkm_ids()
        for _ in range(SAMPLE):
            need = needs[draw.choice(sorted(needs))]
            pairing = scorer.score_pair(need, draw.choice(sorted(ids)))
            shaped = suggestions.shape(session, Ranked([pairing], needs, catalog.version))
            assert_exact(shaped[0])
            assert_exact(suggestions.shape(session, Ranked([pairing], needs, 0), all_reasons=True)[0])


def test_both_directions_agree(seeded: Database, catalog: LiveCatalog) -> None:
    with seeded.read() as session, catalog.at(session) as scorer:
        needs = catalog.needs(session)
        for umkm_id in sorted(scorer.catalogue.umkm_ids())[::40]:
            for pairing in scorer.rank_umkm(umkm_id, list(needs.values()), top=3):
                other = scorer.score_pair(needs[pairing.need_id], umkm_id)
                assert other.score == pairing.score
                assert other.reasons == pairing.reasons


def test_loading_again_changes_nothing_and_removing_leaves_the_rest(seeded: Database) -> None:
    from tests.factories import add_umkm

    with seeded.write() as session:
        mine = add_umkm(session, external_id="MINE").id
        again = seeds.load(session)
        assert sum(r.created + r.updated for r in again) == 0
        seeds.add_accounts(session)
        counts = seeds.remove(session)
        assert counts["umkm"] >= 300
        assert counts["buyers"] >= 60
        assert counts["needs"] >= 130
    with seeded.read() as session:
        from matchmaker.models import Buyer, Need, Outcome, Umkm, User

        assert [one.id for one in session.query(Umkm)] == [mine]
        assert session.query(Buyer).count() == session.query(Need).count() == session.query(Outcome).count() == 0
        assert session.query(User).count() == 0
