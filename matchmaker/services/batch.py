"""Batch ranking: every open need against every active UMKM, the best stored as suggestions."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from matchmaker.db import Database
from matchmaker.matching import Check, Reason, ScoredPairing
from matchmaker.matching import suggestions as matching
from matchmaker.matching.catalog import LiveCatalog
from matchmaker.models import Product, Suggestion, Umkm

BLOCK = 200  # needs written in one transaction: a kill loses no more than this
Progress = Callable[[int, int], None]


def rank_all(
    database: Database, catalog: LiveCatalog, *, top: int = 20, progress: Progress | None = None
) -> dict[str, Any]:
    """Rank all and store; needs whose suggestions are already those of this catalogue and model are skipped.

    Returns
    -------
    dict
        ``needs, umkm, products, pairs, suggestions, seconds, peak_mb`` (pairs = needs x umkm).
    """
    started = time.perf_counter()
    with database.read() as session:
        needs = matching.open_needs(catalog, session)
        with catalog.at(session) as scorer:
            version, model = catalog.version, scorer.model_version
        done = _fresh(session, version, model)
        counts = {
            "umkm": session.scalar(select(func.count()).select_from(Umkm).where(Umkm.active.is_not(False))) or 0,
            "products": session.scalar(select(func.count()).select_from(Product)) or 0,
        }
    todo = [need for need in needs if need.need_id not in done]
    for start in range(0, len(todo), BLOCK):
        block = todo[start : start + BLOCK]
        with database.write() as session, catalog.at(session) as scorer:
            ranked = matching.rank_needs(scorer, block, top)
            _store(session, [need.need_id for need in block], list(ranked), version)
        if progress is not None:
            progress(min(start + BLOCK, len(todo)), len(todo))
    with database.write() as session:
        open_ids = [need.need_id for need in needs]
        _drop_closed(session, open_ids)
        stored = session.scalar(select(func.count()).select_from(Suggestion)) or 0
    return {
        "needs": len(needs),
        **counts,
        "pairs": len(needs) * counts["umkm"],
        "suggestions": stored,
        "seconds": round(time.perf_counter() - started, 2),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
    }


def is_fresh(database: Database, catalog: LiveCatalog) -> bool:
    """Whether every open need has suggestions of this catalogue and model."""
    with database.read() as session:
        needs = {need.need_id for need in matching.open_needs(catalog, session)}
        with catalog.at(session) as scorer:
            return needs <= _fresh(session, catalog.version, scorer.model_version)


def _fresh(session: Session, version: int, model: str) -> set[int]:
    query = select(Suggestion.need_id).where(Suggestion.catalog_version == version, Suggestion.model_version == model)
    return set(session.scalars(query.distinct()))


def _store(session: Session, need_ids: list[int], ranked: list[list[ScoredPairing]], version: int) -> None:
    session.execute(delete(Suggestion).where(Suggestion.need_id.in_(need_ids)))
    now = datetime.now(UTC)
    rows = [
        _row(pairing, position, version, now)
        for pairings in ranked
        for position, pairing in enumerate(pairings, start=1)
    ]
    if rows:
        session.execute(insert(Suggestion), rows)


def _row(pairing: ScoredPairing, position: int, version: int, now: datetime) -> dict[str, Any]:
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


def _check(check: Check) -> dict[str, Any]:
    return {"rule": check.rule, "verdict": check.verdict, "hard": check.hard, "facts": check.facts}


def _reason(reason: Reason) -> dict[str, Any]:
    return {"code": reason.code, "contribution": reason.contribution, "facts": reason.facts}


def _drop_closed(session: Session, open_ids: list[int]) -> None:
    stored = set(session.scalars(select(Suggestion.need_id).distinct()))
    gone = sorted(stored - set(open_ids))
    for start in range(0, len(gone), 500):
        session.execute(delete(Suggestion).where(Suggestion.need_id.in_(gone[start : start + 500])))
