"""The broker's list: the best pairings of all open needs, most likely first.

Few needs are reckoned when somebody looks. With many that would take minutes after every change, so the stored
suggestions of the last batch ranking stand in for them; only needs that are new or have changed since are reckoned
at once. What is kept per pairing are a few numbers; its checks and reasons are fetched where they are shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.domain.regions import lies_in
from matchmaker.matching.catalog import LiveCatalog
from matchmaker.matching.stored import Stored, fetch, load, stamp
from matchmaker.matching.suggestions import is_open, open_needs, rank_needs
from matchmaker.models import Need, Umkm
from matchmaker.scoring.profiles import NeedProfile, ScoredPairing
from matchmaker.scoring.scorer import Scorer

PER_NEED = 20  # suppliers of each need that enter the list
AT_ONCE = 300  # needs reckoned while somebody waits: a second or two at the size of a province
CHUNK = 1_000  # pairings fetched at once where all are looked through

Ids = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class PairingList:
    """Arrays over pairings in their order, and the needs they speak of.

    ``source`` is the id of a stored suggestion, or -1 - place in ``reckoned``. ``as_of`` is when the oldest stored
    part was reckoned, None where all is of this moment; ``pending`` are open needs of which nothing is known yet;
    ``stale`` says that a batch ranking would bring something new.
    """

    needs: dict[int, NeedProfile]
    catalog_version: int
    need_ids: Ids
    umkm_ids: Ids
    keys: NDArray[np.float64]
    eligibility: NDArray[np.str_]
    regencies: NDArray[np.str_]
    source: Ids
    reckoned: list[ScoredPairing]
    as_of: datetime | None = None
    pending: frozenset[int] = frozenset()
    stale: bool = False

    def __len__(self) -> int:
        return len(self.source)

    def all(self) -> Mask:
        """Every pairing."""
        return np.ones(len(self), dtype=np.bool_)

    def of_needs(self, wanted: dict[int, bool]) -> Mask:
        """Pairings of the needs for which ``wanted`` is true; it must speak of every need."""
        ids, at = np.unique(self.need_ids, return_inverse=True)
        return np.array([wanted[one] for one in ids.tolist()], dtype=np.bool_)[at]

    def umkm_in(self, region: str | None) -> Mask:
        """Pairings whose UMKM lies in a province or regency (by code)."""
        codes, at = np.unique(self.regencies, return_inverse=True)
        return np.array([lies_in(code or None, region) for code in codes.tolist()], dtype=np.bool_)[at]

    def pairings(self, session: Session, places: Sequence[int]) -> list[ScoredPairing]:
        """The pairings at these places, in full; what has been deleted meanwhile is left out."""
        sources = [int(self.source[place]) for place in places]
        stored = fetch(session, [one for one in sources if one >= 0])
        found = (stored.get(one) if one >= 0 else self.reckoned[-1 - one] for one in sources)
        return [pairing for pairing in found if pairing is not None]

    def each(self, session: Session, wanted: Mask) -> Iterator[ScoredPairing]:
        """All pairings of a mask in full, in their order, some at a time."""
        places = np.flatnonzero(wanted).tolist()
        for start in range(0, len(places), CHUNK):
            yield from self.pairings(session, places[start : start + CHUNK])


def all_pairings(catalog: LiveCatalog, session: Session) -> PairingList:
    """The best pairings of every open need, most likely first; put together once per state of the catalogue."""
    with catalog.at(session) as scorer, catalog.putting_together:
        today = clock.today()
        needs = {need.need_id: need for need in open_needs(catalog, session, today)}
        many = len(needs) > AT_ONCE
        state = (catalog.version, scorer.model_version, today, stamp(session) if many else None)
        kept = catalog.remembered(state)
        if isinstance(kept, PairingList):
            return kept
        stored = load(session) if many else Stored.nothing()
        made = _put_together(session, scorer, catalog.version, needs, stored, today)
        catalog.remember(state, made)
        return made


def pairings_on(catalog: LiveCatalog, session: Session, day: date) -> PairingList:
    """The best pairings of every need open on a day, as today's supply and rules have it; nothing is kept."""
    with catalog.at(session) as scorer:
        needs = {need.need_id: need for need in open_needs(catalog, session, day)}
        reckoned = [pairing for one in rank_needs(scorer, needs.values(), PER_NEED, day) for pairing in one]
        return _list(session, needs, catalog.version, Stored.nothing(), reckoned)


def _put_together(
    session: Session,
    scorer: Scorer,
    version: int,
    needs: dict[int, NeedProfile],
    stored: Stored,
    today: date,
) -> PairingList:
    """Stored suggestions of needs that are as they were, and the others reckoned now, the newest first."""
    missing = sorted(needs.keys() - _unchanged(session, stored, needs), reverse=True)
    at_once, pending = missing[:AT_ONCE], frozenset(missing[AT_ONCE:])
    reckoned = [
        pairing for one in rank_needs(scorer, (needs[key] for key in at_once), PER_NEED, today) for pairing in one
    ]
    kept = stored.take(np.isin(stored.need_ids, sorted(needs.keys() - set(missing))))
    fresh = kept.is_of(version, scorer.model_version, today)
    return _list(session, needs, version, kept, reckoned, pending, stale=bool(pending) or not fresh)


def _unchanged(session: Session, stored: Stored, needs: dict[int, NeedProfile]) -> set[int]:
    """Needs of which the stored suggestions say all: those that have some, and those that nobody fitted."""
    if not stored or stored.as_of is None:
        return set()
    ids, first = np.unique(stored.need_ids, return_index=True)
    reckoned_on = dict(zip(ids.tolist(), stored.versions[first].tolist(), strict=True))
    since = int(stored.versions.min())
    rows = session.execute(select(Need.id, Need.changed_in).where(Need.changed_in > since))
    changed = {row[0]: row[1] for row in rows}
    # Needs are ranked in the order of their ids: one before the last that has suggestions had its turn.
    day, last = clock.day_of(stored.as_of), int(ids[-1])
    nobody = {key for key, need in needs.items() if key < last and key not in changed and is_open(need, day)}
    return {key for key in reckoned_on if changed.get(key, -1) <= reckoned_on[key]} | (nobody - reckoned_on.keys())


def _list(
    session: Session,
    needs: dict[int, NeedProfile],
    version: int,
    stored: Stored,
    reckoned: list[ScoredPairing],
    pending: frozenset[int] = frozenset(),
    stale: bool = False,
) -> PairingList:
    homes = _homes(session, {pairing.umkm_id for pairing in reckoned})
    need_ids = np.append(stored.need_ids, _ids(p.need_id for p in reckoned))
    umkm_ids = np.append(stored.umkm_ids, _ids(p.umkm_id for p in reckoned))
    scores = np.append(stored.scores, np.array([p.score for p in reckoned], dtype=np.float64))
    order = np.lexsort((umkm_ids, need_ids, -scores))
    return PairingList(
        needs=needs,
        catalog_version=version,
        need_ids=need_ids[order],
        umkm_ids=umkm_ids[order],
        keys=np.append(stored.keys, np.array([p.key for p in reckoned], dtype=np.float64))[order],
        eligibility=np.append(stored.eligibility, np.array([p.eligibility for p in reckoned], dtype=np.str_))[order],
        regencies=np.append(stored.regencies, np.array([homes.get(p.umkm_id, "") for p in reckoned], np.str_))[order],
        source=np.append(stored.ids, -1 - np.arange(len(reckoned), dtype=np.int64))[order],
        reckoned=reckoned,
        as_of=stored.as_of,
        pending=pending,
        stale=stale,
    )


def _ids(values: Iterator[int]) -> Ids:
    return np.fromiter(values, dtype=np.int64)


def _homes(session: Session, ids: set[int]) -> dict[int, str]:
    """The regency of each of these UMKM that has one."""
    listed = sorted(ids)
    homes: dict[int, str] = {}
    for start in range(0, len(listed), CHUNK):
        some = listed[start : start + CHUNK]
        rows = session.execute(select(Umkm.id, func.coalesce(Umkm.regency_code, "")).where(Umkm.id.in_(some)))
        homes |= {row[0]: row[1] for row in rows}
    return homes
