"""Batch ranking: every open need against every active UMKM, the best stored as suggestions."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.db import Database
from matchmaker.matching import NeedProfile
from matchmaker.matching import suggestions as matching
from matchmaker.matching.catalog import LiveCatalog
from matchmaker.matching.engines import DaskEngine, Engine, LocalEngine
from matchmaker.models import Product, Suggestion, Umkm
from matchmaker.services import suggestion_rows

DEFAULT_SCHEDULER = "tcp://127.0.0.1:8786"  # where `dask scheduler` listens unless told otherwise
BLOCK = 100  # needs ranked and written together: a kill loses no more than the block stored and the next one
Progress = Callable[[int, int], None]
Item = TypeVar("Item")


def engine_of(database: Database, catalog: LiveCatalog, name: str, scheduler: str | None) -> Engine:
    """The engine called ``name``: "local", or "dask" with the address of its scheduler."""
    if name == "dask":
        return DaskEngine(database, catalog, scheduler or DEFAULT_SCHEDULER)
    return LocalEngine(database, catalog)


def rank_all(
    database: Database,
    catalog: LiveCatalog,
    *,
    top: int = 20,
    engine: Engine | None = None,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Rank all and store; needs whose suggestions are already those of this catalogue and model are skipped.

    Ranked by ``engine`` (default: this process) outside any writing transaction, stored block by block; while one is
    stored the next one is ranked.

    Returns
    -------
    dict
        ``needs, umkm, products, pairs, suggestions, seconds, peak_mb`` (pairs = needs x umkm).

    Raises
    ------
    ClusterUnavailableError
        The engine's cluster cannot do the work; what was stored until then stays.
    """
    started = time.perf_counter()
    needs, counts, todo = _begin(database, catalog)
    blocks = [todo[start : start + BLOCK] for start in range(0, len(todo), BLOCK)]
    today = clock.today()
    ranked = (engine or LocalEngine(database, catalog)).rank(blocks, top, today) if blocks else iter(())
    done = 0
    for block, (lists, version) in zip(blocks, _ahead(ranked), strict=True):
        with database.write() as session:
            suggestion_rows.replace(session, [need.need_id for need in block], lists, version)
        done += len(block)
        if progress is not None:
            progress(done, len(todo))
    with database.write() as session:
        _drop_closed(session, [need.need_id for need in needs])
        stored = session.scalar(select(func.count()).select_from(Suggestion)) or 0
    return {
        "needs": len(needs),
        **counts,
        "pairs": len(needs) * counts["umkm"],
        "suggestions": stored,
        "seconds": round(time.perf_counter() - started, 2),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
    }


def _ahead(items: Iterator[Item]) -> Iterator[Item]:
    """The same items, each made in another thread while the one before it is used."""
    with ThreadPoolExecutor(1, thread_name_prefix="ranking") as thread:
        waiting = thread.submit(next, items, None)
        while (item := waiting.result()) is not None:
            waiting = thread.submit(next, items, None)
            yield item


def _begin(database: Database, catalog: LiveCatalog) -> tuple[list[NeedProfile], dict[str, int], list[NeedProfile]]:
    """All open needs, how much there is, and the needs whose suggestions are not of this catalogue and model."""
    with database.read() as session:
        needs = matching.open_needs(catalog, session)
        with catalog.at(session) as scorer:
            done = _fresh(session, catalog.version, scorer.model_version)
        counts = {
            "umkm": session.scalar(select(func.count()).select_from(Umkm).where(Umkm.active.is_not(False))) or 0,
            "products": session.scalar(select(func.count()).select_from(Product)) or 0,
        }
    return needs, counts, [need for need in needs if need.need_id not in done]


def is_fresh(database: Database, catalog: LiveCatalog) -> bool:
    """Whether every open need has suggestions of this catalogue and model."""
    with database.read() as session:
        needs = {need.need_id for need in matching.open_needs(catalog, session)}
        with catalog.at(session) as scorer:
            return needs <= _fresh(session, catalog.version, scorer.model_version)


def _fresh(session: Session, version: int, model: str) -> set[int]:
    query = select(Suggestion.need_id).where(Suggestion.catalog_version == version, Suggestion.model_version == model)
    return set(session.scalars(query.distinct()))


def _drop_closed(session: Session, open_ids: list[int]) -> None:
    stored = set(session.scalars(select(Suggestion.need_id).distinct()))
    gone = sorted(stored - set(open_ids))
    for start in range(0, len(gone), 500):
        session.execute(delete(Suggestion).where(Suggestion.need_id.in_(gone[start : start + 500])))
