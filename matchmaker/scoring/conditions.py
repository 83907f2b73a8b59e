"""The conditions of one need: its fields and what its text says, put on one footing.

A condition written in the text counts like a field. Where both speak of the same thing the stricter
one holds; a wish marked soft ("kalau bisa") only ever adds, so it is kept apart.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from matchmaker.scoring.catalogue import CONSIGNMENT, OUTRIGHT
from matchmaker.scoring.certificates import CERTIFICATE_COLUMN
from matchmaker.scoring.geo import island_code, place_vector, region_number
from matchmaker.scoring.profiles import NeedProfile
from matchmaker.scoring.reading import Constraint, NeedReading


@dataclass(frozen=True, slots=True)
class Limit:
    """An amount and the unit it counts (rupiah per ``unit``, or ``unit`` per month)."""

    amount: float
    unit: str | None


@dataclass(frozen=True, slots=True)
class PieceRange:
    """Between which amounts of ``base`` (g, ml, cm) one piece must lie."""

    base: str
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class NeedConditions:
    """What one need demands, ready for the rules. None means that nothing is demanded."""

    required: tuple[str, ...]
    preferred: tuple[str, ...]
    volume: Limit | None
    prices: tuple[Limit, ...]
    radius_km: float | None
    lead_time_days: float | None
    shelf_life_days: float | None
    payment_days: float | None
    terms: int
    pieces: tuple[PieceRange, ...]
    alternatives: tuple[tuple[str, ...], ...]
    """Groups of certificates of which one is enough."""
    deliveries: tuple[Constraint, ...]
    """Demands that only somebody nearby can meet: early in the morning, every day."""
    local: bool
    customisations: tuple[Constraint, ...]
    open_from: date | None
    open_until: date | None
    place: NDArray[np.float32] | None
    island: int
    province: int
    category: str | None
    text: str


NEARBY_DELIVERIES = frozenset({"early", "daily"})
_PIECE_BASES = {"piece_weight_g": "g", "piece_volume_ml": "ml", "piece_length_cm": "cm"}
_TERMS = {"consignment": CONSIGNMENT, "outright": OUTRIGHT}


def need_conditions(need: NeedProfile, reading: NeedReading) -> NeedConditions:
    """Merge the fields of ``need`` with the conditions that ``reading`` found in its text."""
    told = reading.constraints
    hard = [constraint for constraint in told if not constraint.soft]
    required = _certificates(need.required_certificates, hard)
    soft = [constraint for constraint in told if constraint.soft]
    preferred = _certificates(need.preferred_certificates, soft)
    return NeedConditions(
        required=required,
        preferred=tuple(name for name in preferred if name not in required),
        volume=_volume(need, hard),
        prices=_prices(need, hard),
        radius_km=need.radius_km,
        lead_time_days=_strictest(need.max_lead_time_days, _numbers(hard, "max_lead_time_days"), smaller=True),
        shelf_life_days=_strictest(need.min_shelf_life_days, _numbers(hard, "min_shelf_life_days"), smaller=False),
        payment_days=need.payment_days,
        terms=_TERMS.get(need.trade_terms or "", 0),
        pieces=_pieces(hard),
        alternatives=_alternatives(hard, required),
        deliveries=tuple(one for one in hard if one.rule == "delivery" and one.value in NEARBY_DELIVERIES),
        local=any(one.rule == "local" for one in hard),
        customisations=tuple(constraint for constraint in hard if constraint.rule == "customisation"),
        open_from=need.open_from,
        open_until=need.open_until,
        place=place_vector(need.lat, need.lon),
        island=island_code(need.province_code, need.province),
        province=region_number(need.province_code),
        category=need.category,
        text=" ".join(filter(None, (need.title, need.description))),
    )  # fmt: skip


def _certificates(named: Iterable[str], told: Iterable[Constraint]) -> tuple[str, ...]:
    """Known certificate types in a fixed order, without doubles."""
    names = {*named, *(str(one.value) for one in told if one.rule == "certificate")}
    return tuple(name for name in CERTIFICATE_COLUMN if name in names)


def _alternatives(told: Iterable[Constraint], required: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """Groups such as PIRT or BPOM MD, unless one of them is required anyway."""
    groups = [tuple(str(one.value).split("|")) for one in told if one.rule == "certificate_any"]
    known = [tuple(name for name in group if name in CERTIFICATE_COLUMN) for group in groups]
    return tuple(dict.fromkeys(group for group in known if group and not set(group) & set(required)))


def _numbers(told: Iterable[Constraint], rule: str) -> list[float]:
    return [float(one.value) for one in told if one.rule == rule and isinstance(one.value, int | float)]


def _strictest(field: float | None, told: list[float], *, smaller: bool) -> float | None:
    amounts = [*told, *([] if field is None else [float(field)])]
    if not amounts:
        return None
    return min(amounts) if smaller else max(amounts)


def _volume(need: NeedProfile, told: Iterable[Constraint]) -> Limit | None:
    """The field wins: a volume in the text mostly says the same once more in other words."""
    if need.volume_per_month is not None:
        return Limit(float(need.volume_per_month), need.unit)
    for one in told:
        if one.rule == "volume_per_month" and isinstance(one.value, int | float):
            return Limit(float(one.value), one.unit or need.unit)
    return None


def _prices(need: NeedProfile, told: Iterable[Constraint]) -> tuple[Limit, ...]:
    limits = [] if need.max_price_idr is None else [Limit(float(need.max_price_idr), need.unit)]
    for one in told:
        if one.rule == "max_price_idr" and isinstance(one.value, int | float):
            limits.append(Limit(float(one.value), one.unit or need.unit))
    return tuple(dict.fromkeys(limits))


def _pieces(told: Iterable[Constraint]) -> tuple[PieceRange, ...]:
    ranges = []
    for one in told:
        base = _PIECE_BASES.get(one.rule)
        if base and isinstance(one.value, tuple):
            ranges.append(PieceRange(base, *one.value))
        elif base and isinstance(one.value, int | float):
            ranges.append(PieceRange(base, float(one.value), float(one.value)))
    return tuple(ranges)
