"""The demo regions: five places with invented people, to try everything on and to take out again."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from sqlalchemy import Select, delete, func, select
from sqlalchemy.orm import Session

from matchmaker.domain.access import SYSTEM
from matchmaker.errors import TemuMitraError, UnusableFileError
from matchmaker.models import Buyer, Event, Need, Outcome, Partnership, Programme, Umkm, User
from matchmaker.services import activities, activity_imports, catalog, imports, users
from matchmaker.services.imports import ImportResult
from matchmaker.spreadsheets.records import KINDS

SOURCE = "demo"
DEMO_PASSWORD = "demo-temu-mitra"  # noqa: S105 - refused beyond loopback (settings)
# Names of the demo accounts; each shows one role. Umkm and region are looked up in the seeds.
DEMO_ACCOUNTS = (
    {"name": "admin", "role": "admin"},
    {"name": "dinas-lebak", "role": "dinas", "region": "Kabupaten Lebak"},
    {"name": "phri-banten", "role": "association", "association": "PHRI Banten"},
)
DEMO_OWNER = "pemilik"
DEMO_OWNER_UMKM = "LBK-U001"  # a maker of palm sugar with something to mend and buyers near


def folder() -> Path:
    """Where the seed files lie: beside the packages."""
    spec = find_spec("matchmaker")
    if spec is None or not spec.submodule_search_locations:
        raise TemuMitraError("no_seed_data")
    return Path(next(iter(spec.submodule_search_locations))).parent / "seed_data"


def regions() -> list[str]:
    """Names of the demo regions."""
    return sorted(path.name for path in folder().iterdir() if (path / "umkm.jsonl").is_file())


def load(session: Session, region: str | None = None) -> list[ImportResult]:
    """Load one demo region, or all of them; loading again changes nothing.

    Raises
    ------
    UnusableFileError
        There is no such region.
    """
    chosen = [region] if region else regions()
    if region and region not in regions():
        raise UnusableFileError("no_such_region_seed", name=region, known=regions())
    results = []
    # Needs and outcomes may speak of another region's records, so all of a kind go in before the next.
    for kind in KINDS:
        for name in chosen:
            path = folder() / name / f"{kind}.jsonl"
            if path.is_file():
                results.append(imports.run(session, SYSTEM, kind, path, source=SOURCE))
    for activity in activities.KINDS:
        for name in chosen:
            path = folder() / name / f"{activity}.jsonl"
            if path.is_file():
                results.append(activity_imports.run(session, SYSTEM, activity, path, source=SOURCE))
    return results


def add_accounts(session: Session) -> None:
    """Create the demo accounts that are not there yet."""
    there = set(session.scalars(select(User.name)))
    for account in DEMO_ACCOUNTS:
        if account["name"] not in there:
            users.add(session, SYSTEM, password=DEMO_PASSWORD, demo=True, **account)
    if DEMO_OWNER not in there:
        query = (
            select(Umkm.external_id)
            .where(Umkm.source == SOURCE)
            .order_by(Umkm.external_id != DEMO_OWNER_UMKM, Umkm.id)
            .limit(1)
        )
        owner: str | None = session.scalar(query)
        if owner is not None:
            users.add(session, SYSTEM, name=DEMO_OWNER, role="owner", umkm=owner, password=DEMO_PASSWORD, demo=True)


def remove(session: Session) -> dict[str, int]:
    """Take all demo records and demo accounts out, and nothing else; returns how many of each.

    Partnerships of demo records go with them: they cannot stand without.
    """
    umkm_ids = select(Umkm.id).where(Umkm.source == SOURCE)
    buyer_ids = select(Buyer.id).where(Buyer.source == SOURCE)
    need_ids = select(Need.id).where((Need.source == SOURCE) | Need.buyer_id.in_(buyer_ids))
    counts = {
        "umkm": _count(session, umkm_ids),
        "buyers": _count(session, buyer_ids),
        "needs": _count(session, need_ids),
    }
    for partnership in session.scalars(
        select(Partnership).where(Partnership.umkm_id.in_(umkm_ids) | Partnership.need_id.in_(need_ids))
    ):
        session.delete(partnership)
    session.flush()
    for kind, ids in (("umkm", umkm_ids), ("need", need_ids), ("buyer", buyer_ids)):
        for record_id in session.scalars(ids):
            catalog.forget(session, kind, record_id)
    session.flush()
    session.execute(delete(User).where(User.demo))
    for activity in (Event, Programme):
        session.execute(delete(activity).where(activity.source == SOURCE))
    session.execute(delete(Outcome).where(Outcome.source == SOURCE))
    session.execute(delete(Need).where(Need.id.in_(need_ids)))
    session.execute(delete(Buyer).where(Buyer.source == SOURCE))
    session.execute(delete(Umkm).where(Umkm.source == SOURCE))
    return counts


def is_empty(session: Session) -> bool:
    """Whether there is no business in the database at all."""
    return session.scalar(select(Umkm.id).limit(1)) is None


def _count(session: Session, ids: Select[int]) -> int:
    return session.scalar(select(func.count()).select_from(ids.subquery())) or 0
