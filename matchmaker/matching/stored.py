"""Stored suggestions read back: a few numbers of all of them, and single ones in full."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.models import Suggestion, Umkm
from matchmaker.scoring.profiles import Check, Reason, ScoredPairing

AT_ONCE = 5_000  # rows held as objects while they become arrays
_ARRAYS = ("ids", "need_ids", "umkm_ids", "scores", "keys", "eligibility", "regencies", "versions")
Stamp = tuple[int, datetime] | None
_FIGURES = (
    Suggestion.id, Suggestion.need_id, Suggestion.umkm_id, Suggestion.score, Suggestion.key, Suggestion.eligibility,
    Umkm.regency_code, Suggestion.catalog_version, Suggestion.model_version,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stored:
    """Arrays over stored suggestions. ``versions`` are those of the catalogue each was reckoned on; ``as_of`` is
    when the oldest was; an unknown regency is an empty text."""

    ids: NDArray[np.int64]
    need_ids: NDArray[np.int64]
    umkm_ids: NDArray[np.int64]
    scores: NDArray[np.float64]
    keys: NDArray[np.float64]
    eligibility: NDArray[np.str_]
    regencies: NDArray[np.str_]
    versions: NDArray[np.int64]
    models: frozenset[str]
    as_of: datetime | None

    def __len__(self) -> int:
        return len(self.ids)

    @classmethod
    def nothing(cls) -> Stored:
        """No suggestions."""
        return _arrays([], None)

    def take(self, wanted: NDArray[np.bool_]) -> Stored:
        """Those of a mask; without any there is no moment to speak of."""
        kept: dict[str, Any] = {name: getattr(self, name)[wanted] for name in _ARRAYS}
        return Stored(**kept, models=self.models, as_of=self.as_of if wanted.any() else None)

    def is_of(self, version: int, model: str, day: date) -> bool:
        """Whether all were reckoned on this state of the catalogue, with this model, on this day."""
        if self.as_of is None:
            return True
        return bool((self.versions == version).all()) and self.models == {model} and clock.day_of(self.as_of) == day


def stamp(session: Session) -> Stamp:
    """Changes whenever suggestions are stored: they are numbered in the order in which that happens."""
    last = select(Suggestion.id, Suggestion.created_at).order_by(Suggestion.id.desc()).limit(1)
    row = session.execute(last).first()
    return None if row is None else (row[0], row[1])


def load(session: Session) -> Stored:
    """The figures of all of them."""
    oldest = session.scalar(select(Suggestion.created_at).order_by(Suggestion.id).limit(1))
    query = select(*_FIGURES).join(Umkm, Umkm.id == Suggestion.umkm_id).execution_options(yield_per=AT_ONCE)
    parts = [_arrays(rows, oldest) for rows in session.execute(query).partitions()]
    if not parts:
        return Stored.nothing()
    joined = {name: np.concatenate([getattr(part, name) for part in parts]) for name in _ARRAYS}
    return Stored(**joined, models=frozenset().union(*(part.models for part in parts)), as_of=oldest)


def _arrays(rows: Sequence[Any], oldest: datetime | None) -> Stored:
    columns: list[Sequence[Any]] = list(zip(*rows, strict=True)) or [()] * len(_FIGURES)
    ids, needs, umkm, scores, keys, eligibility, regencies, versions, models = columns
    return Stored(
        ids=np.array(ids, dtype=np.int64),
        need_ids=np.array(needs, dtype=np.int64),
        umkm_ids=np.array(umkm, dtype=np.int64),
        scores=np.array(scores, dtype=np.float64),
        keys=np.array(keys, dtype=np.float64),
        eligibility=np.array(eligibility, dtype=np.str_),
        regencies=np.array([code or "" for code in regencies], dtype=np.str_),
        versions=np.array(versions, dtype=np.int64),
        models=frozenset(models),
        as_of=oldest if rows else None,
    )


def fetch(session: Session, ids: Sequence[int]) -> dict[int, ScoredPairing]:
    """Stored suggestions in full, by their id; those that are gone are left out."""
    if not ids:
        return {}
    table = Suggestion.__table__
    rows: Any = session.execute(select(table).where(table.c.id.in_(ids)))
    return {row.id: _pairing(row) for row in rows}


def _pairing(row: Any) -> ScoredPairing:
    reasons = tuple(Reason(one["code"], one["contribution"], one["facts"]) for one in row.reasons)
    # All contributions and the intercept add up to the log-odds, and so the intercept follows from the others.
    odds = math.log(row.score) - math.log1p(-row.score) if 0.0 < row.score < 1.0 else 0.0
    return ScoredPairing(
        umkm_id=row.umkm_id,
        product_id=row.product_id,
        need_id=row.need_id,
        score=row.score,
        key=row.key,
        intercept=odds - sum(reason.contribution for reason in reasons),
        eligibility=row.eligibility,
        distance_km=row.distance_km,
        checks=tuple(Check(one["rule"], one["verdict"], one["hard"], one["facts"]) for one in row.checks),
        reasons=reasons,
        model_version=row.model_version,
    )
