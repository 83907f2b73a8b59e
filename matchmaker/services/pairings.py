"""The broker's list: the best pairings over a whole region, filtered and paged."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.domain.access import Actor, permits
from matchmaker.domain.regions import lies_in
from matchmaker.errors import ForbiddenError
from matchmaker.matching import NeedProfile, ScoredPairing
from matchmaker.matching import suggestions as matching
from matchmaker.matching.catalog import LiveCatalog
from matchmaker.matching.suggestions import Ranked
from matchmaker.models import Umkm
from matchmaker.services.suggestions import Suggestion, shape
from matchmaker.texts import DEFAULT_LOCALE

PER_NEED = 20  # suppliers of each need that enter the list


@dataclass(frozen=True, slots=True)
class Filters:
    """Which pairings: region of either side (codes), kind of buyer, category of the need, eligibility."""

    regency: str | None = None
    province: str | None = None
    buyer_type: str | None = None
    category: str | None = None
    eligibility: str | None = None


def page(
    catalog: LiveCatalog,
    session: Session,
    actor: Actor,
    filters: Filters,
    *,
    limit: int = 20,
    offset: int = 0,
    locale: str = DEFAULT_LOCALE,
) -> tuple[list[Suggestion], int]:
    """A page of pairings, most likely first, and how many there are.

    Raises
    ------
    ForbiddenError
        The actor's role does not broker.
    """
    if not permits(actor, "pairing.list"):
        raise ForbiddenError("forbidden", action="pairing.list", record="")
    ranked = matching.all_pairings(catalog, session, PER_NEED)
    regions = _regions(filters, actor)
    places = homes(session) if regions else {}
    kept = [p for p in ranked.pairings if _wanted(p, ranked.needs[p.need_id], filters, regions, places)]
    shown = Ranked(kept[offset : offset + limit], ranked.needs, ranked.catalog_version)
    return shape(session, shown, locale), len(kept)


def _regions(filters: Filters, actor: Actor) -> list[str]:
    """All of these must hold one side of the pairing: what was asked for, and the actor's own region."""
    return [code for code in (filters.regency or filters.province, actor.region) if code]


def homes(session: Session) -> dict[int, str]:
    """The regency of each UMKM that has one, by id."""
    rows = session.execute(select(Umkm.id, Umkm.regency_code).where(Umkm.regency_code.is_not(None)))
    return {row.id: row.regency_code for row in rows}


def _wanted(
    pairing: ScoredPairing, need: NeedProfile, filters: Filters, regions: list[str], places: dict[int, str]
) -> bool:
    if filters.buyer_type and need.buyer_type != filters.buyer_type:
        return False
    if filters.category and need.category != filters.category:
        return False
    if filters.eligibility and pairing.eligibility != filters.eligibility:
        return False
    sides = (places.get(pairing.umkm_id), need.regency_code)
    return all(any(lies_in(side, code) for side in sides) for code in regions)
