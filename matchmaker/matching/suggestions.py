"""Suggestions in both directions, straight from the live catalogue."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.errors import NotFoundError
from matchmaker.matching.catalog import LiveCatalog
from matchmaker.matching.profiles import buyer_fields
from matchmaker.models import Buyer, Need
from matchmaker.scoring.profiles import NeedProfile, ScoredPairing
from matchmaker.scoring.scorer import Scorer
from matchmaker.scoring.typical_needs import inferred_needs

Pairings = list[ScoredPairing]


@dataclass(frozen=True, slots=True)
class Ranked:
    """Scored pairings, the needs they speak of by id, and the catalogue they were scored on."""

    pairings: Pairings
    needs: dict[int, NeedProfile]
    catalog_version: int


def suppliers(
    catalog: LiveCatalog,
    session: Session,
    need_id: int,
    *,
    top: int,
    include_ineligible: bool = False,
    as_of: date | None = None,
) -> Ranked:
    """The best suppliers for one need.

    Raises
    ------
    NotFoundError
        The need is gone.
    """
    with catalog.at(session) as scorer:
        need = _need(catalog, session, need_id)
        found = scorer.rank_need(need, top=top, include_ineligible=include_ineligible, as_of=as_of or clock.today())
        return Ranked(found, {need_id: need}, catalog.version)


def buyers(
    catalog: LiveCatalog,
    session: Session,
    umkm_id: int,
    *,
    top: int,
    inferred: bool = False,
    include_ineligible: bool = False,
    as_of: date | None = None,
) -> Ranked:
    """The best needs for one UMKM: the posted ones, or the inferred ones of buyers that have posted none.

    Raises
    ------
    NotFoundError
        The UMKM is gone.
    """
    with catalog.at(session) as scorer:
        day = as_of or clock.today()
        needs = typical_needs(session) if inferred else open_needs(catalog, session, day)
        try:
            found = scorer.rank_umkm(umkm_id, needs, top=top, include_ineligible=include_ineligible, as_of=day)
        except LookupError as error:
            raise NotFoundError("umkm_not_found", id=umkm_id) from error
        return Ranked(found, {need.need_id: need for need in needs}, catalog.version)


def pair(catalog: LiveCatalog, session: Session, need_id: int, umkm_id: int, as_of: date | None = None) -> Ranked:
    """One pair with everything that was reckoned, however it fares.

    Raises
    ------
    NotFoundError
        One of the two is gone.
    """
    with catalog.at(session) as scorer:
        need = _need(catalog, session, need_id)
        try:
            found = scorer.score_pair(need, umkm_id, as_of=as_of or clock.today())
        except LookupError as error:
            raise NotFoundError("umkm_not_found", id=umkm_id) from error
        return Ranked([found], {need_id: need}, catalog.version)


def rank_needs(scorer: Scorer, needs: Iterable[NeedProfile], top: int, as_of: date) -> Iterable[Pairings]:
    """The suppliers of each need in turn."""
    for need in needs:
        yield scorer.rank_need(need, top=top, as_of=as_of)


def open_needs(catalog: LiveCatalog, session: Session, as_of: date | None = None) -> list[NeedProfile]:
    """Needs that are open on a day (default today), in the order of their ids."""
    day = as_of or clock.today()
    needs = catalog.needs(session)
    return [needs[key] for key in sorted(needs) if is_open(needs[key], day)]


def is_open(need: NeedProfile, day: date) -> bool:
    """Whether a need is open on a day; an open end is open."""
    begun = need.open_from is None or need.open_from <= day
    return begun and (need.open_until is None or need.open_until >= day)


def typical_needs(session: Session) -> list[NeedProfile]:
    """The usual needs of buyers that have posted none, marked as inferred."""
    silent = session.scalars(select(Buyer).where(~select(Need.id).where(Need.buyer_id == Buyer.id).exists()))
    found: list[NeedProfile] = []
    for buyer in silent:
        found += inferred_needs(NeedProfile(need_id=0, external_id="", title="", **buyer_fields(buyer)))
    return found


def _need(catalog: LiveCatalog, session: Session, need_id: int) -> NeedProfile:
    need = catalog.needs(session).get(need_id)
    if need is None:
        raise NotFoundError("need_not_found", id=need_id)
    return need
