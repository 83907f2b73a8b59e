"""Past outcomes: history that comes by file and teaches the ranker."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from matchmaker.domain.access import Actor, permits
from matchmaker.errors import ForbiddenError, InvalidRecordError, Problem
from matchmaker.models import Buyer, Need, Outcome, Umkm
from matchmaker.models.base import Sourced
from matchmaker.schemas.outcomes import OutcomeSchema
from matchmaker.services.identity import Upsert, anywhere, assign, find, identify
from matchmaker.services.umkm import target

SCHEMA = OutcomeSchema()
REFERENCES: dict[str, tuple[type[Sourced], str, str]] = {
    "umkm_external_id": (Umkm, "umkm_id", "unknown_umkm"),
    "need_external_id": (Need, "need_id", "unknown_need"),
    "buyer_external_id": (Buyer, "buyer_id", "unknown_buyer"),
}


class Keys:
    """Looks up what outcomes refer to, each key once: files name the same few hundred again and again."""

    def __init__(self, session: Session, source: str) -> None:
        self._session, self._source = session, source
        self._found: dict[tuple[str, str], Any] = {}

    def record(self, field: str, key: str) -> Any:
        """The record a field names, or None."""
        if (field, key) not in self._found:
            table = REFERENCES[field][0]
            self._found[field, key] = find(self._session, table, self._source, key) or anywhere(
                self._session, table, key
            )
        return self._found[field, key]


def upsert(
    session: Session,
    actor: Actor,
    clean: dict[str, Any],
    *,
    source: str = "default",
    known: dict[str, Outcome] | None = None,
    keys: Keys | None = None,
) -> Upsert:
    """Write one past outcome, or bring the one there up to date.

    Raises
    ------
    InvalidRecordError
        It names an UMKM, need or buyer that does not exist.
    ForbiddenError
        The UMKM lies outside the actor's region.
    """
    values = _resolve(keys or Keys(session, source), clean)
    umkm = session.get_one(Umkm, values["umkm_id"])
    if not permits(actor, "records.import", target(umkm)):
        raise ForbiddenError("forbidden", action="records.import", record=umkm.external_id)
    external_id, digest, own = identify(source, clean)
    outcome = known.get(external_id) if known is not None else find(session, Outcome, source, external_id)
    if outcome is None:
        outcome = Outcome(source=source, external_id=external_id, fingerprint=digest, own_id=own, version=1)
        assign(outcome, values)
        session.add(outcome)
        return Upsert("created", outcome)
    if own and outcome.fingerprint == digest:
        return Upsert("unchanged", outcome)
    changed = assign(outcome, values)
    outcome.version += changed
    return Upsert("updated" if changed else "unchanged", outcome)


def _resolve(keys: Keys, clean: dict[str, Any]) -> dict[str, Any]:
    values = {key: value for key, value in clean.items() if key != "external_id" and key not in REFERENCES}
    problems = []
    for field, (_, column, code) in REFERENCES.items():
        if clean.get(field):
            found = keys.record(field, clean[field])
            if found is None:
                problems.append(Problem(field, clean[field], code))
            else:
                values[column] = found.id
                if field == "need_external_id":
                    values["buyer_id"] = found.buyer_id
    if problems:
        raise InvalidRecordError(problems)
    return values


def everything(session: Session) -> list[Outcome]:
    """All outcomes in the order of time, with what they refer to."""
    query = select(Outcome).options(
        joinedload(Outcome.umkm), joinedload(Outcome.need).joinedload(Need.buyer), joinedload(Outcome.buyer)
    )
    return list(session.scalars(query.order_by(Outcome.month, Outcome.id)))


def record(outcome: Outcome) -> dict[str, Any]:
    """The record of an outcome."""
    dumped: dict[str, Any] = SCHEMA.dump(outcome)
    return {"id": outcome.id, **dumped, "source": outcome.source}
