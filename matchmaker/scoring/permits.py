"""Permits that the law asks of a class of products, whether or not a need names them.

They are shown and lower the score; `ranker` keeps them out of the order of certificates, because a
buyer who has not asked for a permit is not to be served worse goods for it.

Sources: SPP-IRT is for dry or ambient household food only, not for frozen, sterilised, pasteurised or
chilled animal food, and food that keeps up to seven days needs none (Peraturan BPOM 22/2018 on SPP-IRT);
halal for food and drink (PP 42/2024: medium and large since 18 October 2024, micro and small since
18 October 2026); NKV for animal produce (UU 41/2014, article 60); SLHS for catering and drinking water
(Permenkes 14/2021). Notifications of cosmetics, herbal medicine and household chemicals are no
certificate type of ours, so those stay unknown until somebody looks at the paper.
"""

from __future__ import annotations

from datetime import date

import numpy as np

from matchmaker.scoring.catalogue import CATEGORIES, PERMIT_CLASSES, Rows
from matchmaker.scoring.certificates import CERTIFICATE_COLUMN, NOT_KNOWN
from matchmaker.scoring.verdicts import Flags, RuleResult, judge

NO_PERMIT_UP_TO_DAYS = 7
"""Food with a shelf life of up to seven days needs no SPP-IRT (Peraturan BPOM 22/2018)."""
HALAL_MEDIUM_FROM = date(2024, 10, 18)
"""Medium businesses' food and drink must be halal certified or marked non-halal (PP 42/2024)."""
HALAL_ALL_FROM = date(2026, 10, 18)
"""The same for micro and small businesses (PP 42/2024)."""

MISSING_POINTS = 0.05
UNKNOWN_POINTS = 0.03
"""Next to nothing: the maker of food needs a permit that a shop selling "snacks" does not, and must not stand
behind it for that. In a city without papers on record, 0.07 put 60 shops before the makers of what was asked."""

EDIBLE_CATEGORIES = ("food", "beverage")
_EDIBLE = [CATEGORIES.index(name) for name in EDIBLE_CATEGORIES]
PERMITS = ("PIRT", "BPOM_MD", "HALAL", "NKV", "SLHS", "SNI")
"""Certificate types that the law asks of some class of products."""
STRONGER: dict[str, tuple[str, ...]] = {"PIRT": ("BPOM_MD",)}
"""Types that stand for another too: a BPOM MD number is the stronger registration of the same processed food."""
_NOTIFIED = ("cosmetic", "herbal_medicine", "household_health")


def legal_permits(
    rows: Rows, as_of: date, required: tuple[str, ...], asked_category: str | None = None
) -> list[RuleResult]:
    """One result per permit that the law asks of some row and that the need does not already require.

    Where food or drink is asked for (``asked_category``), a record that does not say what it offers is taken for
    food like the others: who says nothing must not pass for who needs no permit.
    """
    unclear = (rows.category < 0) & (rows.permits == 0) & (asked_category in EDIBLE_CATEGORIES)
    edible = _edible(rows) | unclear
    of_class = {name: _has(rows, name) for name in PERMIT_CLASSES}
    refined, animal, catering = of_class["md_only"], of_class["nkv"], of_class["slhs"]
    processed = of_class["pirt_ok"] | edible
    short = of_class["short_life"] | (rows.shelf_life <= NO_PERMIT_UP_TO_DAYS)
    asked: dict[str, Flags] = {
        "PIRT": processed & ~refined & ~short & ~catering & ~animal, "BPOM_MD": refined,
        "HALAL": _halal(rows, as_of, processed | refined | catering), "NKV": animal, "SLHS": catering,
        "SNI": of_class["sni_mandatory"],
    }  # fmt: skip
    results = [
        _permit(rows, name, concerns, as_of)
        for name, concerns in asked.items()
        if name not in required and concerns.any()
    ]
    return results + [_notification(rows, name, of_class[name]) for name in _NOTIFIED if of_class[name].any()]


def held(rows: Rows, name: str, as_of: date) -> tuple[Flags, Flags]:
    """Whether each row's certificate ``name``, or one that stands for it, is known and held on ``as_of``; two (n,)."""
    day = as_of.toordinal()
    column = rows.held_until[:, CERTIFICATE_COLUMN[name]]
    known, good = column != NOT_KNOWN, column >= day
    for other in STRONGER.get(name, ()):
        stronger = rows.held_until[:, CERTIFICATE_COLUMN[other]] >= day
        known, good = known | stronger, good | stronger
    return known, good


def _permit(rows: Rows, name: str, concerns: Flags, as_of: date) -> RuleResult:
    known, good = held(rows, name, as_of)
    return judge(
        f"permit:{name}", known, good, concerns=concerns, fail_points=MISSING_POINTS,
        unknown_points=UNKNOWN_POINTS, facts={"permit": name},
    )  # fmt: skip


def _notification(rows: Rows, name: str, concerns: Flags) -> RuleResult:
    never = np.zeros(len(rows), dtype=np.bool_)
    return judge(
        f"permit:{name}", never, never, concerns=concerns, fail_points=0.0, unknown_points=0.0,
        facts={"permit": name},
    )  # fmt: skip


def _halal(rows: Rows, as_of: date, edible: Flags) -> Flags:
    if as_of >= HALAL_ALL_FROM:
        return edible
    return edible & rows.medium & (as_of >= HALAL_MEDIUM_FROM)


def _edible(rows: Rows) -> Flags:
    flags: Flags = np.logical_or.reduce([rows.category == number for number in _EDIBLE])
    return flags


def _has(rows: Rows, permit_class: str) -> Flags:
    flags: Flags = (rows.permits & (1 << PERMIT_CLASSES.index(permit_class))) != 0
    return flags
