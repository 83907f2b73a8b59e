"""The broker's list: the best pairings over a whole region, filtered and paged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np
from sqlalchemy.orm import Session

from matchmaker.domain.access import Actor, permits
from matchmaker.domain.regions import lies_in
from matchmaker.errors import ForbiddenError
from matchmaker.matching import NeedProfile
from matchmaker.matching.catalog import LiveCatalog
from matchmaker.matching.pairings import Mask, PairingList, all_pairings
from matchmaker.matching.suggestions import Ranked
from matchmaker.services.suggestions import Suggestion, shape
from matchmaker.texts import DEFAULT_LOCALE


@dataclass(frozen=True, slots=True)
class Filters:
    """Which pairings: region of either side (codes), kind of buyer, category of the need, eligibility."""

    regency: str | None = None
    province: str | None = None
    buyer_type: str | None = None
    category: str | None = None
    eligibility: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Some pairings of ``total``. The other fields say how current the list is, see `PairingList`; ``pending`` is a
    number of needs."""

    items: list[Suggestion]
    total: int
    as_of: datetime | None
    pending: int
    stale: bool


def page(
    catalog: LiveCatalog,
    session: Session,
    actor: Actor,
    filters: Filters,
    *,
    limit: int = 20,
    offset: int = 0,
    locale: str = DEFAULT_LOCALE,
) -> Page:
    """A page of pairings, most likely first.

    Raises
    ------
    ForbiddenError
        The actor's role does not broker.
    """
    if not permits(actor, "pairing.list"):
        raise ForbiddenError("forbidden", action="pairing.list", record="")
    listed = all_pairings(catalog, session)
    places = np.flatnonzero(_wanted(listed, filters, actor))
    found = listed.pairings(session, places[offset : offset + limit].tolist())
    shown = shape(session, Ranked(found, listed.needs, listed.catalog_version), locale)
    return Page(shown, len(places), listed.as_of, len(listed.pending), listed.stale)


def _wanted(listed: PairingList, filters: Filters, actor: Actor) -> Mask:
    """What was asked for; of each region one side must lie in it: the one asked for, and the actor's own."""
    wanted = listed.of_needs({key: _of_kind(need, filters) for key, need in listed.needs.items()})
    if filters.eligibility:
        wanted &= listed.eligibility == filters.eligibility
    for code in (filters.regency or filters.province, actor.region):
        if code:
            near = {key: lies_in(need.regency_code, code) for key, need in listed.needs.items()}
            wanted &= listed.umkm_in(code) | listed.of_needs(near)
    return wanted


def _of_kind(need: NeedProfile, filters: Filters) -> bool:
    kind = not filters.buyer_type or need.buyer_type == filters.buyer_type
    return kind and (not filters.category or need.category == filters.category)
