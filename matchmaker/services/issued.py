"""Issue a report: what was given out is kept as it was, whatever the register says later."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.domain.access import Actor, permits
from matchmaker.errors import ForbiddenError, NotFoundError
from matchmaker.models import IssuedReport
from matchmaker.services.reports import files, printing, target_of
from matchmaker.services.reports.figures import Report, as_dict
from matchmaker.texts import LOCALES, text, write


def issue(session: Session, actor: Actor, report: Report, office: str = "") -> IssuedReport:
    """Keep a report as it stands, in every language.

    Raises
    ------
    ForbiddenError
        The actor issues no reports of that region.
    """
    if not permits(actor, "report.issue", target_of(report.region)) or (actor.region and not report.region):
        raise ForbiddenError("forbidden", action="report.issue", record=report.region or "")
    made = IssuedReport(
        name=report.name,
        region=report.region,
        as_of=report.as_of,
        office=office,
        actor=actor.name,
        content={locale: as_dict(report, locale) for locale in LOCALES},
    )
    session.add(made)
    session.flush()
    return made


def page(session: Session, actor: Actor, *, after: int = 0, limit: int = 50) -> tuple[list[IssuedReport], int]:
    """Issued reports of the actor's region, the latest first, and how many there are.

    Raises
    ------
    ForbiddenError
        The actor's role reads no reports.
    """
    if not permits(actor, "report.read"):
        raise ForbiddenError("forbidden", action="report.read", record="")
    query = select(IssuedReport)
    if actor.region is not None:
        own = (IssuedReport.region == actor.region) | IssuedReport.region.startswith(f"{actor.region}.")
        query = query.where(own)
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    rows = session.scalars(query.order_by(IssuedReport.id.desc()).offset(after).limit(limit))
    return list(rows), total


def get(session: Session, actor: Actor, issue_id: int) -> IssuedReport:
    """One issued report.

    Raises
    ------
    NotFoundError
        There is none.
    ForbiddenError
        It is of another region.
    """
    found = session.get(IssuedReport, issue_id) if issue_id < 2**63 else None
    if found is None:
        raise NotFoundError("issue_not_found", id=issue_id)
    if not permits(actor, "report.read", target_of(found.region)) or (actor.region and not found.region):
        raise ForbiddenError("forbidden", action="report.read", record=str(issue_id))
    return found


def pdf(issued: IssuedReport, locale: str) -> bytes:
    """The report as it was issued, to print; it says its number and its day."""
    shown: dict[str, Any] = issued.content[locale]
    day = write("day", clock.day_of(issued.issued_at), locale)
    number = text("page.issue.number", locale, number=str(issued.id), day=day, actor=issued.actor)
    return printing.paper(shown, locale, issued.office, issue=number)


def xlsx(issued: IssuedReport, locale: str) -> bytes:
    """The report as it was issued, as a workbook."""
    return files.book(issued.content[locale], locale)
