"""Export records to a file that comes in again as the same records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from matchmaker.domain.access import Actor, permits
from matchmaker.errors import ForbiddenError
from matchmaker.matching.catalog import LiveCatalog
from matchmaker.models import Buyer, Need, Outcome, Partnership, Umkm
from matchmaker.services import activities, buyers, needs, outcomes, partnerships, plain_umkm, suggestions, umkm
from matchmaker.services.regions import region_code, within
from matchmaker.spreadsheets.writing import write_file

CHUNK = 500  # records held at once
PAIRINGS_PER_NEED = 20


def run(
    session: Session,
    actor: Actor,
    kind: str,
    path: Path,
    *,
    source: str | None = None,
    region: str | None = None,
    with_nik: bool = False,
    catalog: LiveCatalog | None = None,
) -> int:
    """Write records of one kind; returns how many.

    Raises
    ------
    ForbiddenError
        The actor may not export.
    UnusableFileError
        The file's ending names no format we write.
    """
    if actor.role not in ("admin", "dinas"):
        raise ForbiddenError("forbidden", action="records.export", record=kind)
    code = region_code(region) if region else actor.region
    if kind == "pairings":
        assert catalog is not None
        return write_file(path, kind, _pairings(session, actor, catalog, code))
    return write_file(path, kind, records(session, actor, kind, source=source, region=code, with_nik=with_nik))


def records(
    session: Session,
    actor: Actor,
    kind: str,
    *,
    source: str | None = None,
    region: str | None = None,
    with_nik: bool = False,
) -> Iterator[Mapping[str, Any]]:
    """All records of a kind in a region, as they go out."""
    if kind == "umkm":
        for one in plain_umkm.everyone(session, _conditions(Umkm, source, region), CHUNK):
            dumped = umkm.SCHEMA.dump(one)
            # Masked, it would only say that there is one; whole, only with a legal ground (UU 27/2022).
            dumped["nik"] = one.nik if with_nik else None
            yield dumped
    elif kind == "buyers":
        for buyer in _rows(session, Buyer, buyers.WITH_PARTS, source, region):
            yield buyers.SCHEMA.dump(buyer)
    elif kind == "needs":
        for need in _rows(session, Need, needs.WITH_BUYER, source, None):
            if region is None or _lies_in(need.buyer, region):
                yield needs.SCHEMA.dump(need)
    elif kind == "outcomes":
        for outcome in _rows(session, Outcome, (), source, None):
            if region is None or _lies_in(outcome.umkm, region):
                yield outcomes.SCHEMA.dump(outcome)
    elif kind in activities.KINDS:
        chosen = next(one for one in activities.KINDS if one == kind)
        for activity in activities.everything(session, chosen, region, source):
            yield activities.record(chosen, activity)
    else:
        query = select(Partnership).join(Partnership.umkm).join(Partnership.need).join(Need.buyer)
        mine = partnerships.within_reach(query, replace(actor, region=region))
        for partnership in session.scalars(mine.order_by(Partnership.id).options(*partnerships.WITH_PARTS)).unique():
            yield partnerships.record(partnership)


def _lies_in(place: Umkm | Buyer, region: str) -> bool:
    return (place.regency_code if "." in region else place.province_code) == region


def _rows(
    session: Session, table: type[Any], options: tuple[Any, ...], source: str | None, region: str | None
) -> Iterator[Any]:
    last = 0
    chosen = select(table).where(*_conditions(table, source, region)).order_by(table.id).limit(CHUNK).options(*options)
    while True:
        query = chosen.where(table.id > last)
        part = list(session.scalars(query))
        if not part:
            return
        yield from part
        last = part[-1].id
        session.expunge_all()


def _conditions(table: type[Any], source: str | None, region: str | None) -> list[ColumnElement[bool]]:
    of_source = [table.source == source] if source is not None else []
    return [*of_source, within(table, region)] if region is not None else of_source


def _pairings(session: Session, actor: Actor, catalog: LiveCatalog, region: str | None) -> Iterator[Mapping[str, Any]]:
    for need in needs.all_open(session):
        if (
            region is None
            or (need.buyer.regency_code or "").startswith(region)
            or permits(actor, "suggestion.need", needs.target(need))
        ):
            for item in suggestions.for_need(catalog, session, actor, need, limit=PAIRINGS_PER_NEED):
                yield flat_pairing(item)


def flat_pairing(item: Mapping[str, Any]) -> dict[str, Any]:
    """A pairing as one row: what a broker puts into a spreadsheet."""
    missing = [check["evidence"] for check in item["checks"] if check["verdict"] != "pass"]
    return {
        "need_external_id": item["need"]["external_id"],
        "need": item["need"]["title"],
        "buyer": item["buyer"]["name"],
        "buyer_type": item["buyer"]["type"],
        "umkm_external_id": item["umkm"]["external_id"],
        "umkm": item["umkm"]["name"],
        "regency": item["umkm"]["regency"],
        "product": item["product"]["name"] if item["product"] else None,
        "score": round(item["score"], 4),
        "eligibility": item["eligibility"],
        "distance_km": item["distance_km"],
        "reasons": "; ".join(reason["text"] for reason in item["reasons"]),
        "missing": "; ".join(missing),
    }
