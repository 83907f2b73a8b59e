"""Stored suggestions in bulk: past the ORM, and with COPY where the database is PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from matchmaker.matching import ScoredPairing
from matchmaker.models import Need, Suggestion, Umkm
from matchmaker.services import bulk_rows

IDS_AT_ONCE = 5_000  # names in one SELECT ... IN

COLUMNS = (
    "need_id", "umkm_id", "product_id", "position", "score", "key", "eligibility", "distance_km", "checks", "reasons",
    "model_version", "catalog_version", "created_at",
)  # fmt: skip


def replace(session: Session, need_ids: Sequence[int], ranked: Iterable[Sequence[ScoredPairing]], version: int) -> None:
    """Put new suggestions in the place of those of ``need_ids``.

    What was deleted between ranking and writing is left out.
    """
    session.execute(delete(Suggestion).where(Suggestion.need_id.in_(need_ids)))
    lists = list(ranked)
    needs = _existing(session, Need, {pairing.need_id for pairings in lists for pairing in pairings})
    umkm = _existing(session, Umkm, {pairing.umkm_id for pairings in lists for pairing in pairings})
    rows = (row for row in _rows(lists, version) if row[0] in needs and row[1] in umkm)
    bulk_rows.write(session, Suggestion, COLUMNS, rows)


def _rows(ranked: Iterable[Sequence[ScoredPairing]], version: int) -> Iterator[tuple[Any, ...]]:
    """Rows in the order of `COLUMNS`; checks and reasons are written as the objects they are."""
    now = datetime.now(UTC)
    for pairings in ranked:
        for position, one in enumerate(pairings, start=1):
            yield (
                one.need_id, one.umkm_id, one.product_id, position, one.score, one.key, one.eligibility,
                one.distance_km, one.checks, one.reasons, one.model_version, version, now,
            )  # fmt: skip


def _existing(session: Session, table: type[Need] | type[Umkm], ids: set[int]) -> set[int]:
    listed = sorted(ids)
    parts = (listed[start : start + IDS_AT_ONCE] for start in range(0, len(listed), IDS_AT_ONCE))
    return {found for part in parts for found in session.scalars(select(table.id).where(table.id.in_(part)))}
