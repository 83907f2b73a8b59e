"""Eligibility: every condition of a need, judged with three values on many rows at once.

Rule codes, and the facts each check carries (None where not known; days, km, rupiah):

========================  ==============================================================================
code                      facts
========================  ==============================================================================
``active``                none; only shown when the business is closed
``need_open``             open_from, open_until (ISO dates or None), as_of
``certificate:TYPE``      certificate, expired_on (ISO date when it was held once), by (the type held instead:
                          BPOM_MD for PIRT); "PIRT|BPOM_MD" as TYPE where one of several is enough
``permit:NAME``           permit (PIRT, BPOM_MD, HALAL, NKV, SLHS, SNI, cosmetic, herbal_medicine,
                          household_health): asked by law, not by the need
``distance``              distance_km, radius_km
``capacity``              capacity, volume (both in ``unit`` per month), unit
``moq``                   moq, volume (both in ``unit``), unit
``price``                 price_idr, max_price_idr (both per ``unit``), unit
``lead_time``             lead_time_days, max_lead_time_days
``shelf_life``            shelf_life_days, min_shelf_life_days
``freshness``             shelf_life_days, transit_days: goods that spoil on the way
``payment``               payment_days, max_payment_days
``trade_terms``           asked ("consignment" or "outright")
``shipping``              distance_km: cheap or heavy goods from another island, no radius given
``region``                none: the speciality of a named place is wished
``piece``                 amount, low, high, base (g, ml, cm): the size of one piece
``delivery``              asked (the words of the need), distance_km
``customisation``         asked (the words of the need)
``local``                 distance_km: local goods are wished
========================  ==============================================================================

A pairing is *ineligible* when a hard rule fails (closed business or need, further than twice the radius),
else *fixable* when any rule fails, else *unknown* when an essential rule is unknown (a required
certificate, the distance where a radius is given, the price where there is a ceiling, the capacity where
a volume is named, the shelf life where one is demanded), else *eligible*. Not knowing the rest (payment,
minimum order, lead time, trade terms, legal permits, wishes in the text) is shown but decides nothing:
most records lack those, and a list that says "unknown" everywhere helps nobody.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
from numpy.typing import NDArray

from matchmaker.scoring import logistics, quantity_rules
from matchmaker.scoring.block import Block
from matchmaker.scoring.certificates import CERTIFICATE_COLUMN
from matchmaker.scoring.conditions import NeedConditions
from matchmaker.scoring.permits import held, legal_permits
from matchmaker.scoring.profiles import Eligibility
from matchmaker.scoring.verdicts import FAIL, UNKNOWN, RuleResult, judge

RULES: tuple[str, ...] = (
    "active", "need_open", "certificate", "permit", "distance", "capacity", "moq", "price", "lead_time",
    "shelf_life", "freshness", "payment", "trade_terms", "shipping", "region", "piece", "delivery",
    "customisation", "local",
)  # fmt: skip
"""Every rule code that can appear, without its subject."""

ELIGIBILITIES: tuple[Eligibility, ...] = ("eligible", "unknown", "fixable", "ineligible")
"""Overall verdicts, best first; `overall` gives positions in it."""

MISSING_CERTIFICATE_POINTS = 1.0
UNKNOWN_CERTIFICATE_POINTS = 0.5
NOT_ACTIVE_POINTS = 9.0
NOT_OPEN_POINTS = 0.5

Rule = Callable[[Block], RuleResult | None]


def evaluate(block: Block) -> list[RuleResult]:
    """All rules that concern the need of ``block``, each over its n rows."""
    results = [_active(block), _need_open(block)]
    results += [_certificate(block, (name,)) for name in block.conditions.required]
    results += [_certificate(block, group) for group in block.conditions.alternatives]
    results += legal_permits(block.rows, block.as_of, block.conditions.required, block.conditions.category)
    results += [rule(block) for rule in (*quantity_rules.RULES, *logistics.RULES)]
    return [result for result in results if result is not None]


def overall(results: list[RuleResult]) -> NDArray[np.int8]:
    """Position in `ELIGIBILITIES` for each row, shape (n,)."""
    verdicts = np.stack([result.verdict for result in results])
    hard = np.stack([result.hard for result in results]).any(axis=0)
    failed = (verdicts == FAIL).any(axis=0)
    essential = np.array([result.essential for result in results])[:, None]
    unknown = ((verdicts == UNKNOWN) & essential).any(axis=0)
    return np.select([hard, failed, unknown], [3, 2, 1], default=0).astype(np.int8)


def _active(block: Block) -> RuleResult:
    concerns = ~block.rows.active
    known = np.ones(len(block), dtype=np.bool_)
    return judge(
        "active", known, ~concerns, concerns=concerns, hard=concerns, fail_points=NOT_ACTIVE_POINTS, unknown_points=0.0
    )


def is_over(conditions: NeedConditions, day: date) -> bool:
    """Whether a need is closed for good on ``day``."""
    return conditions.open_until is not None and day > conditions.open_until


def is_open(conditions: NeedConditions, day: date) -> bool:
    """Whether a need is open on ``day``; an open end is open."""
    early = conditions.open_from is not None and day < conditions.open_from
    return not (early or is_over(conditions, day))


def _need_open(block: Block) -> RuleResult | None:
    """Closed is beyond fixing; not open yet only takes waiting."""
    conditions, day = block.conditions, block.as_of
    if conditions.open_from is None and conditions.open_until is None:
        return None
    over = is_over(conditions, day)
    shape = len(block)
    return judge(
        "need_open",
        np.ones(shape, dtype=np.bool_),
        np.full(shape, is_open(conditions, day)),
        hard=np.full(shape, over),
        fail_points=NOT_OPEN_POINTS,
        unknown_points=0.0,
        facts={
            "open_from": _iso(conditions.open_from),
            "open_until": _iso(conditions.open_until),
            "as_of": day.isoformat(),
        },
    )


def _certificate(block: Block, names: tuple[str, ...]) -> RuleResult:
    """A required certificate, or several of which one is enough."""
    columns = [held(block.rows, name, block.as_of) for name in names]
    good = np.any([held_now for _, held_now in columns], axis=0)
    known = good | np.all([is_known for is_known, _ in columns], axis=0)
    until = block.rows.held_until[:, CERTIFICATE_COLUMN[names[0]]]
    today = block.as_of.toordinal()

    def expired_on(row: int) -> str | None:
        return date.fromordinal(int(until[row])).isoformat() if 0 < until[row] < today else None

    def by(row: int) -> str | None:
        """The certificate that stands in for the one named first."""
        if not good[row] or until[row] >= today:
            return None
        return next((name for name in names[1:] if held(block.rows, name, block.as_of)[1][row]), "BPOM_MD")

    return judge(
        f"certificate:{'|'.join(names)}",
        known,
        good,
        fail_points=MISSING_CERTIFICATE_POINTS,
        unknown_points=UNKNOWN_CERTIFICATE_POINTS,
        essential=True,
        facts={"certificate": "|".join(names), "expired_on": expired_on, "by": by},
    )


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
