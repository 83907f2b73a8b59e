"""Unmet demand: needs of a region that no UMKM is eligible for, and what stands in the way most often."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

import numpy as np
from sqlalchemy import select

from matchmaker import clock
from matchmaker.domain.categories import CATEGORIES
from matchmaker.domain.regions import lies_in
from matchmaker.matching import NeedProfile, ScoredPairing
from matchmaker.matching.catalog import LiveCatalog
from matchmaker.matching.pairings import PairingList, all_pairings, pairings_on
from matchmaker.models import Need
from matchmaker.services.reports.figures import Figure, Listing, Table
from matchmaker.services.reports.scope import Scope
from matchmaker.services.suggestions import umkm_names

Words = tuple[tuple[str, dict[str, Any]], ...]
Best = dict[int, ScoredPairing | None]


def build(scope: Scope, catalog: LiveCatalog) -> tuple[list[Table], list[Listing]]:
    """All tables of the report, and the unmet needs by name."""
    listed = _listed(scope, catalog)
    fits = set(listed.need_ids[listed.eligibility == "eligible"].tolist())
    recorded = set(scope.session.scalars(select(Need.id).where(Need.created_at < scope.until)))
    local = [need for need in listed.needs.values() if need.need_id in recorded and _local(scope, need)]
    local = [need for need in local if need.need_id not in listed.pending]
    unmet = [need for need in local if need.need_id not in fits]
    best = _best(scope, listed, {need.need_id for need in unmet})
    return [
        _met(local, unmet, best),
        _by_category(local, unmet),
        _failing(unmet, best),
    ], [_named(scope, unmet, best)]


def _listed(scope: Scope, catalog: LiveCatalog) -> PairingList:
    """Pairings of every need open on the day. Supply is always today's: the catalogue keeps no past."""
    if scope.as_of == clock.today():
        return all_pairings(catalog, scope.session)
    return pairings_on(catalog, scope.session, scope.as_of)


def _best(scope: Scope, listed: PairingList, need_ids: set[int]) -> Best:
    """For each of these needs the pairing that stands first on its list, None where there is none."""
    places: dict[int, int] = {}
    for place in np.argsort(-listed.keys, kind="stable").tolist():
        places.setdefault(int(listed.need_ids[place]), place)
    wanted = [places[one] for one in sorted(need_ids & places.keys())]
    found = {one.need_id: one for one in listed.pairings(scope.session, wanted)}
    return {need_id: found.get(need_id) for need_id in need_ids}


def _local(scope: Scope, need: NeedProfile) -> bool:
    """Whether the buyer of the need stands in the region."""
    return lies_in(need.regency_code, scope.region)


def _met(local: list[NeedProfile], unmet: list[NeedProfile], best: Best) -> Table:
    fixable = sum(1 for pairing in best.values() if pairing is not None and pairing.eligibility == "fixable")
    unknown = sum(1 for pairing in best.values() if pairing is not None and pairing.eligibility == "unknown")
    none = sum(1 for pairing in best.values() if pairing is None)
    total = len(local)
    figures = [
        Figure("met", "report.label.met", total - len(unmet), total, unknown),
        Figure("unmet", "report.label.unmet", len(unmet), total, unknown),
        Figure("fixable", "report.label.unmet_fixable", fixable, len(unmet), unknown),
        Figure("nobody", "report.label.unmet_nobody", none, len(unmet), unknown),
    ]
    return Table("needs_met", figures, dated=False)


def _by_category(local: list[NeedProfile], unmet: list[NeedProfile]) -> Table:
    asked, missing = Counter(n.category for n in local), Counter(n.category for n in unmet)
    figures = [
        Figure(name, f"category.{name}", missing[name], asked[name], missing[None])
        for name in CATEGORIES
        if asked[name]
    ]
    return Table("unmet_by_category", figures, dated=False)


def _failing(unmet: list[NeedProfile], best: Best) -> Table:
    """The checks that the best candidate of each unmet need fails, most frequent first."""
    failed, unsure = Counter[str](), Counter[str]()
    for pairing in best.values():
        for check in pairing.checks if pairing is not None else ():
            if check.verdict == "fail":
                failed[check.rule] += 1
            elif check.verdict == "unknown":
                unsure[check.rule] += 1
    rules = sorted(set(failed) | set(unsure), key=lambda rule: (-failed[rule], -unsure[rule], rule))
    figures = [
        Figure(rule, key, failed[rule], len(unmet), unsure[rule], facts=facts)
        for rule, (key, facts) in ((rule, _rule_text(rule)) for rule in rules)
    ]
    return Table("failing_checks", figures, dated=False)


def _rule_text(rule: str) -> tuple[str, dict[str, Any]]:
    """The text that names a rule, with its subject."""
    code, _, subject = rule.partition(":")
    return f"rule.{code}", {code: subject}


def _named(scope: Scope, unmet: Iterable[NeedProfile], best: Best) -> Listing:
    names = umkm_names(scope.session, {p.umkm_id for p in best.values() if p is not None})
    rows: list[tuple[Any, ...]] = []
    ids: list[tuple[str, int]] = []
    for need in sorted(unmet, key=lambda n: (n.category or "", n.title)):
        pairing = best[need.need_id]
        rows.append((need.external_id, need.title, need.buyer_name, *_candidate(pairing, names)))
        ids.append(("need", need.need_id))
    columns = ("report.column.key", "report.column.need", "page.field.buyer", "report.column.nearest",
               "report.column.missing")  # fmt: skip
    return Listing("unmet_needs", columns, rows, ids)


def _candidate(pairing: ScoredPairing | None, names: dict[int, dict[str, Any]]) -> tuple[Any, ...]:
    if pairing is None or pairing.umkm_id not in names:
        return ((("report.label.unmet_nobody", {}),), ())
    failing: Words = tuple(_rule_text(check.rule) for check in pairing.checks if check.verdict == "fail")
    return (names[pairing.umkm_id]["name"], failing)
