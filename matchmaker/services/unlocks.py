"""Unlock analysis: which permit or improvement opens which needs, for one UMKM and for a whole region.

Exact search, no learning: of the pairings near the top of each need's list whose goods are right, those that fail
only on things an UMKM can mend, at most two of them. Mending all of them makes the pairing eligible by the same
rules that ranked it, as far as nothing else is unknown.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from matchmaker.domain.access import Actor, Target, permits
from matchmaker.domain.certificates import TYPES
from matchmaker.errors import ForbiddenError
from matchmaker.matching import Check, NeedProfile, ScoredPairing
from matchmaker.matching.catalog import LiveCatalog
from matchmaker.matching.pairings import Mask, PairingList, all_pairings
from matchmaker.models import Umkm
from matchmaker.services import umkm as umkm_service
from matchmaker.services.sentences import WEAK_MATCH, check_record, rule_name
from matchmaker.services.suggestions import umkm_names
from matchmaker.texts import DEFAULT_LOCALE

MOST_STEPS = 2  # things to mend at once; beyond, nobody can promise anything
SHOWN_NEEDS = 20  # needs and UMKM named per improvement of a region; the counts cover all
PAPERS = ("certificate", "permit")
# What the UMKM itself can change. Distance, origin and freight are not among them.
MENDABLE = frozenset({"certificate", "permit", "capacity", "moq", "price", "lead_time", "shelf_life", "payment",
                      "trade_terms", "piece", "customisation", "delivery"})  # fmt: skip

Needs = dict[int, NeedProfile]


@dataclass(frozen=True, slots=True)
class Chance:
    """A pairing that is not eligible yet, and what would make it so: improvement -> the check that names it."""

    pairing: ScoredPairing
    steps: dict[str, Check]

    @property
    def unsure(self) -> int:
        """Checks of which nothing is known; they are asked when the rest is mended."""
        return sum(check.verdict == "unknown" for check in self.pairing.checks)


def of_umkm(
    catalog: LiveCatalog, session: Session, actor: Actor, umkm: Umkm, locale: str = DEFAULT_LOCALE
) -> list[dict[str, Any]]:
    """What this UMKM could do, the step that opens most needs by itself first.

    Raises
    ------
    ForbiddenError
        The UMKM is not in the actor's reach.
    """
    umkm_service.require(actor, "suggestion.umkm", umkm)
    listed = all_pairings(catalog, session)
    found = list(_chances(session, listed, listed.umkm_ids == umkm.id))
    by_step = _by_step(found)
    items = [_step(step, chances, listed.needs, locale) for step, chances in by_step.items()]
    return sorted(items, key=lambda item: (-item["opens_alone"], -item["opens_together"], item["improvement"]))


def of_region(
    catalog: LiveCatalog, session: Session, actor: Actor, region: str | None, locale: str = DEFAULT_LOCALE
) -> list[dict[str, Any]]:
    """What would open most pairings of a region, each step after the ones before it (greedy cover).

    Raises
    ------
    ForbiddenError
        The actor's role reads no figures, or the region is not the actor's.
    """
    region = region or actor.region
    target = Target(regency_code=region, province_code=region[:2]) if region else None
    if not permits(actor, "report.read", target):
        raise ForbiddenError("forbidden", action="report.read", record=region or "")
    listed = all_pairings(catalog, session)
    found = list(_chances(session, listed, listed.umkm_in(region)))
    names = umkm_names(session, {chance.pairing.umkm_id for chance in found})
    return [_regional(step, chances, taken, listed.needs, names, locale) for step, chances, taken in _cover(found)]


def _chances(session: Session, listed: PairingList, wanted: Mask) -> Iterable[Chance]:
    """Pairings of the right goods that fail on a few mendable things and nothing else."""
    for pairing in listed.each(session, wanted & (listed.eligibility == "fixable")):
        failing = [check for check in pairing.checks if check.verdict == "fail"]
        if not failing or not _right_goods(pairing):
            continue
        steps = {improvement(check.rule): check for check in failing}
        mendable = all(check.rule.partition(":")[0] in MENDABLE and not check.hard for check in failing)
        if mendable and len(steps) <= MOST_STEPS:
            yield Chance(pairing, steps)


def _right_goods(pairing: ScoredPairing) -> bool:
    """Whether the goods are what is asked for: a permit for something else opens nothing."""
    match = next((reason for reason in pairing.reasons if reason.code == "product_match"), None)
    return match is not None and (match.facts.get("relevance") or 0.0) >= WEAK_MATCH


def improvement(rule: str) -> str:
    """What is mended: a paper is the same whether the need asks for it or the law."""
    code, _, subject = rule.partition(":")
    return f"certificate:{subject}" if code in PAPERS and subject in TYPES else rule


def _by_step(found: Iterable[Chance]) -> dict[str, list[Chance]]:
    by_step: dict[str, list[Chance]] = defaultdict(list)
    for chance in found:
        for step in chance.steps:
            by_step[step].append(chance)
    return by_step


def _step(step: str, chances: list[Chance], needs: Needs, locale: str) -> dict[str, Any]:
    alone = [chance for chance in chances if len(chance.steps) == 1]
    check = check_record(chances[0].steps[step], locale)
    return {
        "improvement": step,
        "name": rule_name(step, locale),
        "fix": check["fix"],
        "opens_alone": len(alone),
        "opens_together": len(chances) - len(alone),
        "needs": [
            _opened(step, chance, needs, locale)
            for chance in sorted(chances, key=lambda c: (len(c.steps), -c.pairing.key))
        ],
    }


def _opened(step: str, chance: Chance, needs: Needs, locale: str) -> dict[str, Any]:
    need = needs[chance.pairing.need_id]
    return {
        "need": {"id": need.need_id, "external_id": need.external_id, "title": need.title},
        "buyer": {"id": need.buyer_id, "name": need.buyer_name, "type": need.buyer_type},
        "volume_per_month": need.volume_per_month,
        "unit": need.unit,
        "score": chance.pairing.score,
        "with": [rule_name(other, locale) for other in chance.steps if other != step],
        "not_known": chance.unsure,
    }


def _cover(found: list[Chance]) -> Iterable[tuple[str, list[Chance], list[str]]]:
    """Steps in the order that opens most: each with the pairings it opens given the steps before it."""
    left = list(found)
    taken: list[str] = []
    while left:
        opened: dict[str, list[Chance]] = defaultdict(list)
        touched = _by_step(left)
        for chance in left:
            missing = [step for step in chance.steps if step not in taken]
            if len(missing) == 1:
                opened[missing[0]].append(chance)
        # Where no single step opens anything, the one that most pairings wait for comes first.
        step = max(set(touched) - set(taken), key=lambda one: (len(opened[one]), len(touched[one]), one))
        yield step, opened[step], list(taken)
        taken.append(step)
        left = [chance for chance in left if not set(chance.steps) <= set(taken)]


def _regional(
    step: str,
    chances: list[Chance],
    taken: list[str],
    by_id: Needs,
    names: dict[int, dict[str, Any]],
    locale: str,
) -> dict[str, Any]:
    needs = {chance.pairing.need_id for chance in chances}
    makers = {chance.pairing.umkm_id for chance in chances}
    return {
        "improvement": step,
        "name": rule_name(step, locale),
        "after": [rule_name(one, locale) for one in taken],
        "opens_pairings": len(chances),
        "opens_needs": len(needs),
        "umkm_count": len(makers),
        "needs": [_need(by_id, one) for one in sorted(needs)[:SHOWN_NEEDS]],
        "umkm": [names[one] for one in sorted(makers) if one in names][:SHOWN_NEEDS],
    }


def _need(needs: Needs, need_id: int) -> dict[str, Any]:
    need = needs[need_id]
    return {"id": need.need_id, "external_id": need.external_id, "title": need.title, "buyer": need.buyer_name}
