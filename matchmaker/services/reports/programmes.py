"""Programmes of a region, and what followed them: recorded, not explained, and unknown kept apart.

Nothing here says that a programme caused anything: there is no group to compare with, and the formula says so.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from sqlalchemy import Select, select

from matchmaker.clock import day_of
from matchmaker.domain.activities import PROGRAMME_KINDS
from matchmaker.domain.pipeline import SUCCESS
from matchmaker.models import Certificate, Outcome, Partnership, PartnershipEvent, Programme, ProgrammeParticipant, Umkm
from matchmaker.services.activities import in_region
from matchmaker.services.certificates import held_on
from matchmaker.services.regions import within
from matchmaker.services.reports.figures import Figure, Listing, Table
from matchmaker.services.reports.scope import Scope

Answer = Literal["yes", "no", "unknown"]


@dataclass(slots=True)
class Course:
    """One programme of the region with the UMKM of the region that take part."""

    id: int
    external_id: str
    name: str
    kind: str
    organiser: str | None
    starts_on: date
    ends_on: date | None
    places: int | None
    aims: frozenset[str]
    umkm_ids: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Maker:
    """What has to be known of one participant: since when it is on record, and what it holds or signed since when.

    ``certificates`` are (type, day of recording or None); ``agreements`` are days of moves to an agreement here,
    ``history`` the months of imported successes (None where it has no month).
    """

    on_record: date
    asked: bool
    certificates: tuple[tuple[str, date | None], ...] = ()
    agreements: tuple[date, ...] = ()
    history: tuple[date | None, ...] = ()


def build(scope: Scope) -> tuple[list[Table], list[Listing]]:
    """All tables of the report, and the programmes by name."""
    found = courses(scope)
    makers = _makers(scope, [one.id for one in found])
    return [
        _running(found),
        _this_year(scope, found),
        _places(found),
        _followed("programmes_certificates", found, makers, gained),
        _followed("programmes_partnerships", found, makers, agreed),
    ], [_named(found)]


def courses(scope: Scope) -> list[Course]:
    """Programmes of the region that were on record and had begun by the day, in the order they began."""
    rows = scope.session.scalars(
        select(Programme)
        .where(
            in_region("programmes", scope.region),
            Programme.created_at < scope.until,
            Programme.starts_on <= scope.as_of,
        )
        .order_by(Programme.starts_on, Programme.id)
    )
    found = {
        one.id: Course(
            one.id, one.external_id, one.name, one.kind, one.organiser, one.starts_on, one.ends_on,
            one.quota if one.quota is not None else one.slots_total, frozenset(one.certificates),
        )
        for one in rows
    }  # fmt: skip
    people = (
        select(ProgrammeParticipant.programme_id, Umkm.id)
        .join(Umkm, Umkm.id == ProgrammeParticipant.umkm_id)
        .where(
            within(Umkm, scope.region),
            ProgrammeParticipant.recorded_at < scope.until,
            ProgrammeParticipant.programme_id.in_(found),
        )
    )
    for programme_id, umkm_id in scope.session.execute(people):
        found[programme_id].umkm_ids.add(umkm_id)
    return list(found.values())


def gained(course: Course, maker: Maker) -> Answer:
    """Whether a participant holds a certificate of the programme's aims that is new since it began.

    One recorded on the day the business itself was first recorded may be of any age, unless that day lies before
    the programme: then it was there before.
    """
    unknown = not maker.asked and not maker.certificates
    for kind, recorded in maker.certificates:
        if course.aims and kind not in course.aims:
            continue
        if recorded is None:
            unknown = True
        elif recorded >= course.starts_on:
            if recorded > maker.on_record:
                return "yes"
            unknown = True
    return "unknown" if unknown else "no"


def agreed(course: Course, maker: Maker) -> Answer:
    """Whether a participant came to an agreement after the programme began.

    History knows only months: one of the month it began may lie before or after, one without a month anywhere.
    """
    if any(day >= course.starts_on for day in maker.agreements):
        return "yes"
    first = course.starts_on.replace(day=1)
    months = [month for month in maker.history if month is not None]
    if any(month > first for month in months):
        return "yes"
    return "unknown" if None in maker.history or first in months else "no"


def _makers(scope: Scope, programmes: Sequence[int]) -> dict[int, Maker]:
    """All UMKM of the region in these programmes, with what has to be known of them."""
    # A subquery and no list of ids: a province's programmes may have more people than a statement takes values.
    people = select(ProgrammeParticipant.umkm_id).where(ProgrammeParticipant.programme_id.in_(programmes))
    certificates, agreements = _certificates(scope, people), _agreements(scope, people)
    history = _history(scope, people)
    rows = scope.session.execute(
        select(Umkm.id, Umkm.created_at, Umkm.certificates_listed).where(
            Umkm.id.in_(people), within(Umkm, scope.region)
        )
    )
    return {
        row.id: Maker(
            day_of(row.created_at),
            row.certificates_listed,
            tuple(certificates.get(row.id, ())),
            tuple(agreements.get(row.id, ())),
            tuple(history.get(row.id, ())),
        )
        for row in rows
    }


def _certificates(scope: Scope, people: Select[Any]) -> Mapping[int, list[tuple[str, date | None]]]:
    """What each holds on the day, by when it was recorded."""
    found: dict[int, list[tuple[str, date | None]]] = defaultdict(list)
    query = select(Certificate.umkm_id, Certificate.type, Certificate.recorded_at).where(
        Certificate.umkm_id.in_(people), held_on(scope.as_of)
    )
    for umkm_id, kind, recorded in scope.session.execute(query):
        if recorded is None or recorded < scope.until:
            found[umkm_id].append((kind, None if recorded is None else day_of(recorded)))
    return found


def _agreements(scope: Scope, people: Select[Any]) -> Mapping[int, list[date]]:
    found: dict[int, list[date]] = defaultdict(list)
    query = (
        select(Partnership.umkm_id, PartnershipEvent.at)
        .join(Partnership, Partnership.id == PartnershipEvent.partnership_id)
        .where(
            Partnership.umkm_id.in_(people),
            PartnershipEvent.to_stage == "agreed",
            PartnershipEvent.at < scope.until,
        )
    )
    for umkm_id, at in scope.session.execute(query):
        found[umkm_id].append(day_of(at))
    return found


def _history(scope: Scope, people: Select[Any]) -> Mapping[int, list[date | None]]:
    found: dict[int, list[date | None]] = defaultdict(list)
    query = select(Outcome.umkm_id, Outcome.month).where(
        Outcome.umkm_id.in_(people), Outcome.stage.in_(SUCCESS), Outcome.created_at < scope.until
    )
    for umkm_id, month in scope.session.execute(query):
        if month is None or month <= scope.as_of:
            found[umkm_id].append(month)
    return found


def _running(found: list[Course]) -> Table:
    counts = Counter(course.kind for course in found)
    figures = [
        Figure(kind, f"programme_kind.{kind}", counts[kind], len(found)) for kind in PROGRAMME_KINDS if counts[kind]
    ]
    return Table("programmes_running", figures, dated=False)


def _this_year(scope: Scope, found: list[Course]) -> Table:
    """UMKM in programmes that began this year, each once."""
    began = [one for one in found if one.starts_on.year == scope.as_of.year]
    told = [one for one in began if one.umkm_ids]
    number = len(set[int]().union(*(one.umkm_ids for one in told)))
    figures = [Figure("began", "report.label.umkm_in_programmes", number, len(told), len(began) - len(told), "count")]
    return Table("programmes_umkm", figures, chart=None, dated=False)


def _places(found: list[Course]) -> Table:
    figures = [
        Figure(one.external_id, one.name, len(one.umkm_ids), one.places, int(one.places is None)) for one in found
    ]
    return Table("programmes_places", figures, chart=None, dated=False)


def _followed(name: str, found: list[Course], makers: Mapping[int, Maker], asked: Any) -> Table:
    """Each programme, and on top all of them with every UMKM once: it counts where it does for any programme."""
    best: dict[int, list[Answer]] = defaultdict(list)
    figures = []
    for course in found:
        answers: list[Answer] = []
        for umkm_id in sorted(course.umkm_ids & set(makers)):
            answer: Answer = asked(course, makers[umkm_id])
            answers.append(answer)
            best[umkm_id].append(answer)
        figures.append(_share(course.external_id, course.name, answers))
    together = [_either(answers) for answers in best.values()]
    return Table(name, [_share("all", "report.label.all_programmes", together), *figures], dated=False)


def _either(answers: Iterable[Answer]) -> Answer:
    said = set(answers)
    return "yes" if "yes" in said else "unknown" if "unknown" in said else "no"


def _share(code: str, label: str, answers: list[Answer]) -> Figure:
    counts = Counter(answers)
    return Figure(code, label, counts["yes"], counts["yes"] + counts["no"], counts["unknown"])


def _named(found: list[Course]) -> Listing:
    columns = ("report.column.key", "report.column.activity", "report.column.kind", "report.column.organiser",
               "report.column.starts_on", "report.column.ends_on", "report.column.participants")  # fmt: skip
    rows: list[tuple[Any, ...]] = [
        (one.external_id, one.name, ((f"programme_kind.{one.kind}", {}),), one.organiser, one.starts_on, one.ends_on,
         len(one.umkm_ids))
        for one in found
    ]  # fmt: skip
    return Listing("programmes_list", columns, rows, [("programme", one.id) for one in found])
