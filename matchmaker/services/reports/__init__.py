"""Reports: figures of a region that say how they were reckoned, as of a day, the same for page, file and API."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.domain.access import Actor, Target, permits
from matchmaker.domain.regions import gazetteer
from matchmaker.errors import ForbiddenError, InvalidQueryError, NotFoundError, Problem
from matchmaker.matching.catalog import LiveCatalog
from matchmaker.services.reports import (
    certificates,
    concentration,
    events,
    lkjip,
    needs,
    partnerships,
    programmes,
    umkm,
)
from matchmaker.services.reports.figures import Figure, Listing, Report, Table, as_dict
from matchmaker.services.reports.scope import REGENCY_LENGTH, Scope

__all__ = ["NAMES", "Figure", "Listing", "Report", "Table", "as_dict", "build", "target_of"]

EARLIEST = date(2000, 1, 1)  # no register is older; dates before it are slips of the keyboard
Builder = Callable[[Scope], tuple[list[Table], list[Listing]]]
BUILDERS: dict[str, Builder] = {
    "umkm": umkm.build,
    "certificates": certificates.build,
    "partnerships": partnerships.build,
    "concentration": concentration.build,
    "events": events.build,
    "programmes": programmes.build,
}
BUILDERS["lkjip"] = lkjip.builder(
    {
        "umkm": lambda scope: umkm.build(scope)[0],
        "certificates": certificates.headline,
        "partnerships": lambda scope: partnerships.build(scope)[0],
        "events": lambda scope: events.build(scope)[0],
        "programmes": lambda scope: programmes.build(scope)[0],
    }
)
NAMES = ("umkm", "certificates", "partnerships", "concentration", "needs", "events", "programmes", "lkjip")


def build(
    catalog: LiveCatalog,
    session: Session,
    actor: Actor,
    name: str,
    *,
    as_of: date | None = None,
    region: str | None = None,
) -> Report:
    """One report as of the end of a day (default today), of the actor's region or a part of it.

    Raises
    ------
    NotFoundError
        There is no such report.
    ForbiddenError
        The actor's role reads no figures, or the region is not the actor's.
    InvalidQueryError
        The day lies in the future, or before any register.
    """
    if name not in NAMES:
        raise NotFoundError("report_not_found", id=name)
    region = region or actor.region
    if not permits(actor, "report.read", target_of(region)):
        raise ForbiddenError("forbidden", action="report.read", record=region or "")
    today = clock.today()
    day = as_of or today
    if not EARLIEST <= day <= today:
        code = "day_in_future" if day > today else "day_too_early"
        raise InvalidQueryError([Problem("as_of", day.isoformat(), code)])
    scope = Scope(session, region, day)
    tables, listings = needs.build(scope, catalog) if name == "needs" else BUILDERS[name](scope)
    return Report(name, day, region, _region_name(region), tables, listings)


def target_of(region: str | None) -> Target | None:
    """What an access rule asks of a report: the region it is of."""
    if region is None:
        return None
    if len(region) < REGENCY_LENGTH:
        return Target(province_code=region)
    return Target(regency_code=region, province_code=region[:2])


def _region_name(code: str | None) -> str | None:
    table = gazetteer()
    found = table.regencies.get(code or "") or table.provinces.get(code or "")
    return found.name if found else None
