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
from matchmaker.matching import Check, Named, NeedProfile, Reason, ScoredPairing
from matchmaker.matching import suggestions as matching
from matchmaker.matching.catalog import LiveCatalog
from matchmaker.matching.suggestions import Ranked
from matchmaker.models import Exposure, Need, Product, Umkm
from matchmaker.services import needs as need_service
from matchmaker.services import partnerships as partnership_service
from matchmaker.services import umkm as umkm_service
from matchmaker.texts import DEFAULT_LOCALE, has, text

LOG = logging.getLogger("temu_mitra.suggestions")
SHOWN_REASONS = 4
SHOWN_PHRASES = 3  # of a need, in the sentence that says what a product fits
WEAK_MATCH = 0.45  # relevance below which "fits" would promise too much
STRONG_MATCH = 3.0  # log-odds from which a match told by purpose counts as one, few words as it may share
NEAR_KM = 100.0  # further away nobody would call it near
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


def leading(reasons: Sequence[Reason]) -> list[Reason]:
    """At most `SHOWN_REASONS`: the match first, then the weightiest; the rest is summed up in the last one.

    The sum of contributions stays exact, so what is shown still adds up to the log-odds.
    """
    ordered = sorted(reasons, key=lambda r: (r.code != "product_match", -abs(r.contribution)))
    if len(ordered) <= SHOWN_REASONS:
        return ordered
    kept, rest = ordered[: SHOWN_REASONS - 1], ordered[SHOWN_REASONS - 1 :]
    return [*kept, Reason("other_factors", sum(r.contribution for r in rest), {"count": len(rest)})]


def reason_record(reason: Reason, locale: str) -> dict[str, Any]:
    """One reason with its sentence."""
    return {"code": reason.code, "contribution": reason.contribution, "text": reason_text(reason, locale)}


def reason_text(reason: Reason, locale: str = DEFAULT_LOCALE) -> str:
    """The sentence of one reason, with the actual numbers."""
    facts = dict(reason.facts)
    key = f"reason.{reason.code}"
    if reason.code == "product_match":
        if (facts.get("relevance") or 0.0) < WEAK_MATCH and reason.contribution < STRONG_MATCH:
            key += ".weak"
        elif not facts.get("asked"):
            key += ".plain"
    if reason.code == "nearness" and (facts.get("distance_km") or 0.0) > NEAR_KM:
        key += ".far"
    for name in ("certificates", "permits"):
        if name in facts:
            facts[name] = [_named(name[:-1], item, locale) for item in facts[name]]
    if "rules" in facts:
        facts["rules"] = [rule_name(rule, locale).lower() for rule in facts["rules"]]
    if isinstance(facts.get("asked"), list | tuple):
        facts["asked"] = telling(facts["asked"])
    elif facts.get("asked") in ("consignment", "outright"):
        facts["asked"] = text(f"terms.{facts['asked']}", locale)
    return text(key, locale, **facts)


def telling(phrases: Sequence[str]) -> list[str]:
    """The few phrases of a need worth repeating: none twice, none that a longer one says already.

    Words that merely stand in both texts come together as one phrase with commas; what has a name goes first.
    """
    named = [phrase for phrase in phrases if "," not in phrase]
    shared = [part.strip() for phrase in phrases if "," in phrase for part in phrase.split(",") if part.strip()]
    kept: list[str] = []
    for phrase in (*named, *shared):
        words = set(phrase.lower().split())
        if not any(words <= set(one.lower().split()) for one in kept):
            said = [one for one in kept if set(one.lower().split()) < words]
            place = kept.index(said[0]) if said else len(kept)
            kept = [*kept[:place], phrase, *(one for one in kept[place:] if one not in said)]
    return kept[:SHOWN_PHRASES]


def rule_name(rule: str, locale: str = DEFAULT_LOCALE) -> str:
    """The name of a rule, with its subject where it has one."""
    code, _, subject = rule.partition(":")
    return text(f"rule.{code}", locale, **{code: subject})


def check_record(check: Check, locale: str) -> dict[str, Any]:
    """One check with evidence and fix in words."""
    code, _, subject = check.rule.partition(":")
    facts = dict(check.facts)
    if subject:
        facts[code] = subject
    if facts.get("asked") in ("consignment", "outright"):
        facts["asked"] = text(f"terms.{facts['asked']}", locale)
    for name in ("expired_on", "open_from", "open_until"):
        if isinstance(facts.get(name), str):
            facts[name] = date.fromisoformat(facts[name])
    state = "expired" if check.verdict == "fail" and facts.get("expired_on") else check.verdict
    fix_key = f"fix.{code}.{state}"
    return {
        "rule": check.rule,
        "name": rule_name(check.rule, locale),
        "verdict": check.verdict,
        "evidence": text(f"check.{code}.{state}", locale, **facts),
        "fix": text(fix_key, locale, **facts) if has(fix_key) else None,
    }


def _named(kind: str, code: str, locale: str) -> str:
    key = f"{kind}.{code}"
    return text(key, locale) if has(key) else code


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
