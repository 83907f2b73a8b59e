"""Propose a pairing with the score it had when it was proposed: what learning will be held against."""

from __future__ import annotations

from sqlalchemy.orm import Session

from matchmaker.domain.access import Actor
from matchmaker.matching import suggestions as matching
from matchmaker.matching.catalog import LiveCatalog
from matchmaker.models import Need, Partnership, Umkm
from matchmaker.services import partnerships


def propose(
    catalog: LiveCatalog,
    session: Session,
    actor: Actor,
    umkm: Umkm,
    need: Need,
    *,
    product_id: int | None = None,
    pattern: str | None = None,
    note: str | None = None,
) -> Partnership:
    """Open a partnership; without a product the best matching one is taken."""
    pairing = matching.pair(catalog, session, need.id, umkm.id).pairings[0]
    return partnerships.propose(
        session,
        actor,
        umkm,
        need,
        product_id=product_id if product_id is not None else pairing.product_id,
        pattern=pattern,
        note=note,
        score=pairing.score,
        model_version=pairing.model_version,
    )
