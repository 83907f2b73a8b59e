"""What an unlock promises comes true when the thing is mended."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from matchmaker.db import Database
from matchmaker.domain.access import SYSTEM, Actor
from matchmaker.errors import ForbiddenError
from matchmaker.matching import suggestions as matching
from matchmaker.matching.catalog import LiveCatalog
from matchmaker.models import Umkm
from matchmaker.services import database, seeds, unlocks
from matchmaker.services.catalog import touch
from matchmaker.services.partnerships import committed
from matchmaker.services.products import set_certificates

DINAS = Actor("dinas", "d", region="36.02")
TRIED = 12  # promises of the demo region that are put to the test


@pytest.fixture(scope="module")
def lebak(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    made = Database(f"sqlite:///{tmp_path_factory.mktemp('unlocks')}/lebak.db")
    database.upgrade(made)
    with made.write_session() as session:
        seeds.load(session, "lebak")
        session.commit()
        yield session
    made.dispose()


@pytest.fixture(scope="module")
def catalog() -> LiveCatalog:
    return LiveCatalog(committed)


def test_a_paper_that_opens_a_need_by_itself_does(lebak: Session, catalog: LiveCatalog) -> None:
    promises = []
    for one in lebak.query(Umkm):
        for item in unlocks.of_umkm(catalog, lebak, SYSTEM, one):
            if item["improvement"].startswith("certificate:"):
                promises += [(one.id, item["improvement"], need) for need in item["needs"] if not need["with"]]
    assert promises, "the demo region has something to unlock"
    for umkm_id, improvement, need in promises[:TRIED]:
        one = lebak.get_one(Umkm, umkm_id)
        owners = [one, *(product for product in one.products if product.certificates_listed)]
        before = [[_paper(c) for c in owner.certificates or []] for owner in owners]
        kind = improvement.partition(":")[2]
        paper = {"type": kind, "number": None, "valid_until": None, "status": "verified"}
        _hold(lebak, one, owners, [[*(c for c in papers if c["type"] != kind), paper] for papers in before])
        (pairing,) = matching.pair(catalog, lebak, need["need"]["id"], umkm_id).pairings
        failing = [(c.rule, c.facts) for c in pairing.checks if c.verdict == "fail"]
        assert failing == [], (improvement, need)
        assert pairing.eligibility == ("eligible" if not need["not_known"] else pairing.eligibility)
        assert pairing.eligibility in ("eligible", "unknown")
        _hold(lebak, one, owners, before)


def _paper(certificate: Any) -> dict[str, Any]:
    return {name: getattr(certificate, name) for name in ("type", "number", "valid_until", "status")}


def _hold(session: Session, one: Umkm, owners: list[Any], papers: list[list[dict[str, Any]]]) -> None:
    """Give the business and those of its products that list papers of their own these papers."""
    for owner, wanted in zip(owners, papers, strict=True):
        set_certificates(one, None if owner is one else owner, wanted)
    touch(session, one)
    session.commit()


def test_a_region_counts_every_pairing_once(lebak: Session, catalog: LiveCatalog) -> None:
    items = unlocks.of_region(catalog, lebak, DINAS, None)
    assert [item["after"] for item in items] == [[one["name"] for one in items[:n]] for n in range(len(items))]
    assert len({item["improvement"] for item in items}) == len(items)
    single: dict[tuple[int, int], set[str]] = {}
    for one in lebak.query(Umkm).filter(Umkm.regency_code == "36.02"):
        for item in unlocks.of_umkm(catalog, lebak, SYSTEM, one):
            for need in item["needs"]:
                single.setdefault((one.id, need["need"]["id"]), set()).add(item["improvement"])
    assert sum(item["opens_pairings"] for item in items) == len(single)
    alone: dict[str, int] = {}
    for steps in single.values():
        if len(steps) == 1:
            alone[next(iter(steps))] = alone.get(next(iter(steps)), 0) + 1
    assert items[0]["opens_pairings"] == max(alone.values()), "the first step is the one that opens most by itself"


def test_whose_unlocks(lebak: Session, catalog: LiveCatalog, tmp_path: Path) -> None:
    one = lebak.query(Umkm).first()
    assert one is not None
    assert unlocks.of_umkm(catalog, lebak, Actor("owner", "o", umkm_id=one.id), one) is not None
    for actor in (Actor("owner", "o", umkm_id=one.id + 1), Actor("buyer", "b"), Actor("dinas", "d", region="32.14")):
        with pytest.raises(ForbiddenError):
            unlocks.of_umkm(catalog, lebak, actor, one)
    for actor, region in ((DINAS, "32.14"), (DINAS, "36"), (Actor("owner", "o", umkm_id=1), None)):
        with pytest.raises(ForbiddenError):
            unlocks.of_region(catalog, lebak, actor, region)
