"""Suggestions as people and programs see them: one shape for command line, API and pages (CONTRACT 5)."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from matchmaker.db import UNAVAILABLE, Database
from matchmaker.domain.access import Actor, permits
from matchmaker.errors import ForbiddenError
from matchmaker.matching import Named, NeedProfile, Reason, ScoredPairing
from matchmaker.matching import suggestions as matching
from matchmaker.matching.catalog import LiveCatalog
from matchmaker.matching.suggestions import Ranked
from matchmaker.models import Exposure, Need, Product, Umkm
from matchmaker.services import needs as need_service
from matchmaker.services import partnerships as partnership_service
from matchmaker.services import umkm as umkm_service
from matchmaker.services.sentences import check_record, leading, reason_record
from matchmaker.texts import DEFAULT_LOCALE

LOG = logging.getLogger("temu_mitra.suggestions")
Suggestion = dict[str, Any]


def for_need(
    catalog: LiveCatalog,
    session: Session,
    actor: Actor,
    need: Need,
    *,
    limit: int = 20,
    include_ineligible: bool = False,
    locale: str = DEFAULT_LOCALE,
    as_of: date | None = None,
) -> list[Suggestion]:
    """Suppliers for a need, best first.

    Raises
    ------
    ForbiddenError
        The need is not in the actor's reach.
    """
    need_service.require(actor, "suggestion.need", need)
    ranked = matching.suppliers(
        catalog, session, need.id, top=limit, include_ineligible=include_ineligible, as_of=as_of
    )
    return shape(session, ranked, locale)


def for_umkm(
    catalog: LiveCatalog,
    session: Session,
    actor: Actor,
    umkm: Umkm,
    *,
    limit: int = 20,
    inferred: bool = False,
    include_ineligible: bool = False,
    locale: str = DEFAULT_LOCALE,
    as_of: date | None = None,
) -> list[Suggestion]:
    """Buyers' needs for an UMKM, best first; inferred needs only where asked for, never among the posted.

    Raises
    ------
    ForbiddenError
        The UMKM is not in the actor's reach.
    """
    umkm_service.require(actor, "suggestion.umkm", umkm)
    ranked = matching.buyers(
        catalog, session, umkm.id, top=limit, inferred=inferred, include_ineligible=include_ineligible, as_of=as_of
    )
    return shape(session, ranked, locale)


def why(
    catalog: LiveCatalog,
    session: Session,
    actor: Actor,
    need: Need,
    umkm: Umkm,
    *,
    locale: str = DEFAULT_LOCALE,
    as_of: date | None = None,
) -> Suggestion:
    """The whole reckoning of one pair: every check, every contribution, and its place in the ranking.

    Raises
    ------
    ForbiddenError
        Neither side is in the actor's reach.
    """
    if not permits(actor, "pairing.why", partnership_service.target_of(umkm, need)):
        raise ForbiddenError("forbidden", action="pairing.why", record=umkm.external_id)
    ranked = matching.pair(catalog, session, need.id, umkm.id, as_of)
    return shape(session, ranked, locale, all_reasons=True)[0]


def shape(
    session: Session, ranked: Ranked, locale: str = DEFAULT_LOCALE, *, all_reasons: bool = False
) -> list[Suggestion]:
    """Bring scored pairings into the one shape, names looked up with one query each."""
    names = umkm_names(session, {p.umkm_id for p in ranked.pairings})
    products = _product_names(session, {p.product_id for p in ranked.pairings if p.product_id is not None})
    return [
        _one(pairing, ranked, names[pairing.umkm_id], products.get(pairing.product_id or 0), locale, all_reasons)
        for pairing in ranked.pairings
        if pairing.umkm_id in names
    ]


def shape_named(ranked: Ranked, names: Sequence[Named], locale: str) -> list[Suggestion]:
    """The same for pairings whose names are at hand, in the same order."""
    return [
        _one(pairing, ranked, _umkm_part(named), _product_part(named), locale, all_reasons=False)
        for pairing, named in zip(ranked.pairings, names, strict=True)
    ]


def _umkm_part(named: Named) -> dict[str, Any]:
    return {
        "id": named.umkm_id,
        "external_id": named.external_id,
        "name": named.name,
        "regency": named.regency,
    }


def _product_part(named: Named) -> dict[str, Any] | None:
    return None if named.product_id is None else {"id": named.product_id, "name": named.product_name}


def umkm_names(session: Session, ids: set[int]) -> dict[int, dict[str, Any]]:
    """Id, key, name and regency of UMKM by id."""
    rows = session.execute(select(Umkm.id, Umkm.external_id, Umkm.name, Umkm.regency).where(Umkm.id.in_(ids)))
    return {row.id: row._asdict() for row in rows}


def _product_names(session: Session, ids: set[int]) -> dict[int, dict[str, Any]]:
    rows = session.execute(select(Product.id, Product.name).where(Product.id.in_(ids)))
    return {row.id: row._asdict() for row in rows}


def _one(
    pairing: ScoredPairing,
    ranked: Ranked,
    umkm: dict[str, Any],
    product: dict[str, Any] | None,
    locale: str,
    all_reasons: bool,
) -> Suggestion:
    need = ranked.needs.get(pairing.need_id)
    reasons: Sequence[Reason] = pairing.reasons if all_reasons else leading(pairing.reasons)
    return {
        "umkm": umkm,
        "product": product,
        "need": _need_part(need),
        "buyer": {"id": need.buyer_id, "name": need.buyer_name, "type": need.buyer_type} if need else None,
        "score": pairing.score,
        "eligibility": pairing.eligibility,
        "distance_km": None if pairing.distance_km is None else round(pairing.distance_km, 1),
        "checks": [check_record(check, locale) for check in pairing.checks],
        "reasons": [reason_record(reason, locale) for reason in reasons],
        "intercept": pairing.intercept,
        "key": pairing.key,
        "model_version": pairing.model_version,
        "catalog_version": ranked.catalog_version,
    }


def _need_part(need: NeedProfile | None) -> dict[str, Any] | None:
    if need is None:
        return None
    inferred = {"inferred": True} if need.inferred else {}
    return {"id": need.need_id, "external_id": need.external_id, "title": need.title, **inferred}


def note_shown(database: Database, actor: Actor, shown: Iterable[Suggestion]) -> None:
    """Remember what somebody was shown: what is shown decides what is tried, and so what can be learned.

    A transaction of its own, because the request that shows only reads. Where it cannot be written now (another
    writer is long at work, the need has just been deleted), the answer goes out all the same.
    """
    rows = [
        Exposure(
            need_id=item["need"]["id"],
            umkm_id=item["umkm"]["id"],
            position=position,
            score=item["score"],
            model_version=item["model_version"],
            role=actor.role,
        )
        for position, item in enumerate(shown, start=1)
        if item["need"] and item["need"]["id"] > 0
    ]
    if not rows:
        return
    try:
        with database.write() as session:
            session.add_all(rows)
    except UNAVAILABLE as error:
        LOG.warning("what was shown could not be noted: %s", error)
    except IntegrityError as error:
        LOG.info("what was shown is gone: %s", error)
