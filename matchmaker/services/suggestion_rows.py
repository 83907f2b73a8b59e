"""Stored suggestions in bulk: past the ORM, and with COPY where the database is PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

import orjson
from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from matchmaker.matching import Check, Reason, ScoredPairing
from matchmaker.models import Need, Suggestion, Umkm

Row = dict[str, Any]
IDS_AT_ONCE = 5_000  # names in one SELECT ... IN

COLUMNS = (
    "need_id", "umkm_id", "product_id", "position", "score", "key", "eligibility", "distance_km", "checks", "reasons",
    "model_version", "catalog_version", "created_at",
)  # fmt: skip
JSON_COLUMNS = frozenset({"checks", "reasons"})


def replace(session: Session, need_ids: Sequence[int], ranked: Iterable[Sequence[ScoredPairing]], version: int) -> None:
    """Put new suggestions in the place of those of ``need_ids``.

    What was deleted between ranking and writing is left out.
    """
    session.execute(delete(Suggestion).where(Suggestion.need_id.in_(need_ids)))
    rows = _present(session, list(_rows(ranked, version)))
    if not rows:
        return
    if session.get_bind().dialect.name == "postgresql":
        _copy(session, rows)
    else:
        session.execute(insert(Suggestion), rows)


def _rows(ranked: Iterable[Sequence[ScoredPairing]], version: int) -> Iterator[Row]:
    now = datetime.now(UTC)
    for pairings in ranked:
        for position, pairing in enumerate(pairings, start=1):
            yield _row(pairing, position, version, now)


def _row(pairing: ScoredPairing, position: int, version: int, now: datetime) -> Row:
    return {
        "need_id": pairing.need_id,
        "umkm_id": pairing.umkm_id,
        "product_id": pairing.product_id,
        "position": position,
        "score": pairing.score,
        "key": pairing.key,
        "eligibility": pairing.eligibility,
        "distance_km": pairing.distance_km,
        "checks": [_check(check) for check in pairing.checks],
        "reasons": [_reason(reason) for reason in pairing.reasons],
        "model_version": pairing.model_version,
        "catalog_version": version,
        "created_at": now,
    }


def _check(check: Check) -> Row:
    return {"rule": check.rule, "verdict": check.verdict, "hard": check.hard, "facts": check.facts}


def _reason(reason: Reason) -> Row:
    return {"code": reason.code, "contribution": reason.contribution, "facts": reason.facts}


def _present(session: Session, rows: list[Row]) -> list[Row]:
    """Rows whose need and UMKM are still there."""
    needs = _existing(session, Need, {row["need_id"] for row in rows})
    umkm = _existing(session, Umkm, {row["umkm_id"] for row in rows})
    return [row for row in rows if row["need_id"] in needs and row["umkm_id"] in umkm]


def _existing(session: Session, table: type[Need] | type[Umkm], ids: set[int]) -> set[int]:
    listed = sorted(ids)
    parts = (listed[start : start + IDS_AT_ONCE] for start in range(0, len(listed), IDS_AT_ONCE))
    return {found for part in parts for found in session.scalars(select(table.id).where(table.id.in_(part)))}


def _copy(session: Session, rows: Iterable[Row]) -> None:
    """PostgreSQL's own bulk loading, several times as fast as INSERT."""
    connection: Any = session.connection().connection.driver_connection
    with connection.cursor() as cursor:
        statement = f"COPY {Suggestion.__tablename__} ({', '.join(COLUMNS)}) FROM STDIN"
        with cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row([_cell(name, row[name]) for name in COLUMNS])


def _cell(name: str, value: Any) -> Any:
    return orjson.dumps(value).decode() if name in JSON_COLUMNS else value
