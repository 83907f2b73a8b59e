"""What one need demands, as arrays for `kernel_keys`: numbers, tables of points, weights.

Every constant comes from the module whose rule it belongs to, so a rule that changes there changes here.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from matchmaker.scoring import eligibility, features, geo, logistics, permits, plausibility, quantity_rules, ranker
from matchmaker.scoring import kernel_asked as kernel
from matchmaker.scoring import relevance as text
from matchmaker.scoring.block import factors_by_measure
from matchmaker.scoring.catalogue import Catalogue, Rows
from matchmaker.scoring.certificates import CERTIFICATE_COLUMN
from matchmaker.scoring.conditions import Limit, NeedConditions
from matchmaker.scoring.goods import PIECE_BASES
from matchmaker.scoring.kernel_asked import Demands
from matchmaker.scoring.lexicon.model import Lexicon
from matchmaker.scoring.model import FEATURE_NAMES, Model
from matchmaker.scoring.reading import NeedReading
from matchmaker.scoring.reckoning import Asked
from matchmaker.scoring.track_record import need_marks

Doubles = NDArray[np.float64]
Columns = NDArray[np.int32]

FEATURES: tuple[str, ...] = (
    "product_match", "region_match", "region_other", "certificates_missing", "certificates_unknown",
    "certificates_preferred", "permits_missing", "capacity_short", "capacity_headroom", "minimum_order", "price_over",
    "price_saving", "distance_beyond", "nearness", "freight", "lead_time_long", "shelf_life_short", "spoils_on_way",
    "perishable_way", "payment_wait", "trade_terms_other", "trade_terms_match", "piece_size", "delivery_far",
    "not_local", "made_to_order", "details_unknown", "business_closed",
)  # fmt: skip
"""Features that the kernel reckons for every row, in the order of its weights."""
OF_THE_NEED: tuple[str, ...] = ("need_not_open", "need_vague")
"""Features that all rows share."""
_PLACES = np.array([FEATURE_NAMES.index(name) for name in FEATURES])
_NEED_PLACES = np.array([FEATURE_NAMES.index(name) for name in OF_THE_NEED])
HISTORY = slice(len(features.PAIR_FEATURES), None)
"""Where the features of the track record stand: they are reckoned beside the kernel."""


def demands(
    catalogue: Catalogue, model: Model, conditions: NeedConditions, reading: NeedReading, as_of: date, openness: float
) -> Demands:
    """The demands of one need; the best relevance is still to be filled in."""
    volume, prices = conditions.volume, conditions.prices
    return Demands(
        asked=np.concatenate(
            [_numbers(model, conditions, reading, as_of, openness), _POINTS, model.weights[_PLACES], _TABLES]
        ),
        groups=_groups([*((name,) for name in conditions.required), *conditions.alternatives]),
        preferred=_groups([(name,) for name in conditions.preferred]),
        permit_columns=np.array(
            [place for place, name in enumerate(permits.PERMITS) if name not in conditions.required], dtype=np.int32
        ),
        category_shifts=plausibility.category_shifts(conditions),
        volume_factors=factors_by_measure(catalogue, volume.unit if volume else None, conditions.text),
        price_factors=_stacked(catalogue, prices, conditions.text),
        amounts=np.array([limit.amount for limit in prices], dtype=np.float64),
    )


def _stacked(catalogue: Catalogue, limits: Sequence[Limit], need_text: str) -> Doubles:
    factors = [factors_by_measure(catalogue, limit.unit, need_text) for limit in limits]
    return np.array(factors, dtype=np.float64).reshape(len(limits), len(catalogue.measures) + 1)


def _groups(groups: Sequence[Sequence[str]]) -> Columns:
    """Columns of which one is enough, and those that must be known, ended by -1; see `permits.held`."""
    stronger = [[other for name in names for other in permits.STRONGER.get(name, ())] for names in groups]
    width = max((len(names) + len(more) for names, more in zip(groups, stronger, strict=True)), default=0)
    table = np.full((len(groups), 2, width), -1, dtype=np.int32)
    for row, (names, more) in enumerate(zip(groups, stronger, strict=True)):
        table[row, 0, : len(names) + len(more)] = [CERTIFICATE_COLUMN[name] for name in (*names, *more)]
        table[row, 1, : len(names)] = [CERTIFICATE_COLUMN[name] for name in names]
    return table


def _numbers(model: Model, conditions: NeedConditions, reading: NeedReading, as_of: date, openness: float) -> Doubles:
    numbers = _CONSTANTS.copy()
    points, odds = _of_the_need(model, conditions, reading, as_of)
    volume, place, piece = conditions.volume, conditions.place, (conditions.pieces or (None,))[0]
    found = {
        kernel.BEST: 1.0, kernel.OPENNESS: openness, kernel.RIGHT_TEXT: ranker.right_text(openness),
        kernel.PRECISION: ranker.precision(reading.vagueness),
        kernel.INTERCEPT: model.intercept + odds, kernel.POINTS: points,
        kernel.VOLUME: volume.amount if volume else None, kernel.RADIUS: conditions.radius_km,
        kernel.LEAD_TIME: conditions.lead_time_days, kernel.SHELF_LIFE: conditions.shelf_life_days,
        kernel.PAYMENT: conditions.payment_days, kernel.TERMS: conditions.terms,
        kernel.PIECE_BASE: PIECE_BASES.index(piece.base) if piece else None,
        kernel.PIECE_LOW: piece.low if piece else None, kernel.PIECE_HIGH: piece.high if piece else None,
        kernel.DELIVERY: bool(conditions.deliveries), kernel.LOCAL: conditions.local and conditions.province >= 0,
        kernel.PROVINCE: conditions.province, kernel.CUSTOMISATION: bool(conditions.customisations),
        kernel.DAY: as_of.toordinal(), kernel.ISLAND: conditions.island,
        kernel.UNIT_ASKED: volume is not None and volume.unit is not None,
        kernel.FARTHEST: _farthest(conditions),
        kernel.MOST_ODDS: model.intercept + odds + _most_odds(model, conditions),
    }  # fmt: skip
    for at, value in found.items():
        numbers[at] = math.nan if value is None else value
    numbers[kernel.PLACE_X : kernel.PLACE_Z + 1] = math.nan if place is None else place
    return numbers


def _of_the_need(model: Model, conditions: NeedConditions, reading: NeedReading, as_of: date) -> tuple[float, float]:
    """Points and log-odds that all rows share."""
    points = 0.0 if eligibility.is_open(conditions, as_of) else eligibility.NOT_OPEN_POINTS
    not_open, vague = model.weights[_NEED_PLACES].tolist()
    return points, not_open * points + vague * reading.vagueness


def history_odds(model: Model, lexicon: Lexicon, asked: Asked, rows: Callable[[], Rows], count: int) -> Doubles:
    """What the track record adds to the log-odds of success of ``rows`` (count,)."""
    if not model.track_record.entries:
        return np.zeros(count)
    marks = need_marks(asked.reading, lexicon)
    columns = model.track_record.columns(rows(), asked.need.buyer_id, marks, asked.day)
    return np.asarray((columns * model.weights[HISTORY]).sum(axis=1))


def _farthest(conditions: NeedConditions) -> float:
    """The square of the straight line through the Earth, in its radii, beyond which a row is certainly out of reach.

    NaN without a radius: no distance is larger than that.
    """
    if conditions.radius_km is None:
        return math.nan
    angle = ROUNDED_UP * logistics.FIXABLE_RADIUS * max(conditions.radius_km, 0.1) / geo.EARTH_RADIUS_KM
    return (2.0 * math.sin(min(angle, math.pi) / 2.0)) ** 2


ROUNDED_UP = 1.001


def _most_odds(model: Model, conditions: NeedConditions) -> float:
    """The most that features other than relevance can add to the log-odds of success."""
    if model.track_record.entries:
        return math.inf
    weights = model.weights[_PLACES]
    if (weights[_AGAINST] > 0.0).any():
        return math.inf
    largest = {
        "nearness": 1.0, "region_match": 1.0, "certificates_preferred": float(bool(conditions.preferred)),
        "capacity_headroom": float(conditions.volume is not None),
        "price_saving": features.MOST_SAVING if conditions.prices else 0.0,
        "trade_terms_match": float(bool(conditions.terms)), "made_to_order": float(bool(conditions.customisations)),
    }  # fmt: skip
    return sum(max(float(weights[_PLACE[name]]), 0.0) * value for name, value in largest.items())


POSITIVE = frozenset(one.code for one in features.PAIR_FEATURES if one.sign > 0)
"""Features that speak for a row; the others can only take away, unless a model has learned otherwise."""
_AGAINST = np.array([name not in POSITIVE for name in FEATURES])
_PLACE = {name: place for place, name in enumerate(FEATURES)}


def _tables(*tables: tuple[int, quantity_rules.Table]) -> Doubles:
    """All tables one behind the other; each must stand where the kernel looks for it."""
    array = np.full((len(tables), 2, kernel.TABLE_WIDTH), np.inf)
    for number, (place, (at, values)) in enumerate(tables):
        if place != kernel.GAINS + number * 2 * kernel.TABLE_WIDTH:
            raise ValueError(f"table {number} out of order")
        array[number, 0, : len(at)] = at
        array[number, 1, : len(values)] = values
    return array.reshape(-1)


_TABLES: Doubles = _tables(
    (kernel.GAINS, (ranker.GAP_POINTS, ranker.GAP_GAINS)),
    (kernel.FADES, (ranker.COMPLIANCE_FADES, (1.0, 0.0))),
    (kernel.LIFT_TEXT, (ranker.COMPLIANCE_TEXT, (0.0, 1.0))),
    (kernel.PRICE_SHIFT, (plausibility.PRICE_RATIOS, plausibility.PRICE_SHIFTS)),
    (kernel.CAPACITY_TABLE, quantity_rules.CAPACITY_GAPS),
    (kernel.MOQ_TABLE, quantity_rules.MOQ_GAPS),
    (kernel.PRICE_TABLE, quantity_rules.PRICE_GAPS),
    (kernel.PIECE_TABLE, quantity_rules.PIECE_GAPS),
    (kernel.DISTANCE_TABLE, logistics.DISTANCE_GAPS),
    (kernel.LEAD_TIME_TABLE, logistics.LEAD_TIME_GAPS),
    (kernel.SHELF_LIFE_TABLE, logistics.SHELF_LIFE_GAPS),
    (kernel.FRESHNESS_TABLE, logistics.FRESHNESS_GAPS),
    (kernel.PAYMENT_TABLE, logistics.PAYMENT_GAPS),
    (kernel.DELIVERY_TABLE, logistics.DELIVERY_GAPS),
)
"""Tables of points, the same for all needs."""


def _placed(values: dict[int, float], first: int, stop: int) -> Doubles:
    array = np.full(stop - first, math.nan)
    for place, value in values.items():
        array[place - first] = value
    return array


_POINTS: Doubles = _placed(
    {
        kernel.NO_CERTIFICATE: eligibility.MISSING_CERTIFICATE_POINTS,
        kernel.CERTIFICATE_UNKNOWN: eligibility.UNKNOWN_CERTIFICATE_POINTS,
        kernel.NO_PERMIT: permits.MISSING_POINTS,
        kernel.PERMIT_UNKNOWN: permits.UNKNOWN_POINTS,
        kernel.NOT_ACTIVE: eligibility.NOT_ACTIVE_POINTS,
        kernel.CAPACITY_UNKNOWN: quantity_rules.CAPACITY_UNKNOWN,
        kernel.MOQ_UNKNOWN: quantity_rules.MOQ_UNKNOWN,
        kernel.PRICE_UNKNOWN: quantity_rules.PRICE_UNKNOWN,
        kernel.PIECE_UNKNOWN: quantity_rules.PIECE_UNKNOWN,
        kernel.DISTANCE_UNKNOWN: logistics.DISTANCE_UNKNOWN,
        kernel.LEAD_TIME_UNKNOWN: logistics.LEAD_TIME_UNKNOWN,
        kernel.SHELF_LIFE_UNKNOWN: logistics.SHELF_LIFE_UNKNOWN,
        kernel.PAYMENT_UNKNOWN: logistics.PAYMENT_UNKNOWN,
        kernel.OTHER_TERMS: logistics.OTHER_TERMS,
        kernel.TERMS_UNKNOWN: logistics.TERMS_NOT_KNOWN,
        kernel.DELIVERY_UNKNOWN: logistics.DELIVERY_UNKNOWN,
        kernel.CUSTOMISATION_UNKNOWN: logistics.CUSTOMISATION_UNKNOWN,
        kernel.NOT_LOCAL: logistics.NOT_LOCAL,
        kernel.LOCAL_UNKNOWN: logistics.LOCAL_UNKNOWN,
    },
    kernel.NUMBERS,
    kernel.POINTS_END,
)
"""Points of what is unknown or simply not so, the same for all needs."""

_CONSTANTS: Doubles = _placed(
    {
        kernel.PROBABILITY_SHARE: ranker.PROBABILITY_SHARE, kernel.FAINTEST: plausibility.FAINTEST,
        kernel.OTHER_UNIT: plausibility.OTHER_UNIT,
        kernel.RIGHT_WIDTH: ranker.RIGHT_WIDTH, kernel.RELATED_TEXT: ranker.RELATED_TEXT,
        kernel.RELATED_WIDTH: ranker.RELATED_WIDTH, kernel.LIFT: ranker.COMPLIANCE_LIFT,
        kernel.LARGEST_GAIN: ranker.GAP_GAINS[0], kernel.TOLERANCE: quantity_rules.TOLERANCE,
        kernel.MATCH_TEXT: features.MATCH_TEXT, kernel.MATCH_WIDTH: features.MATCH_WIDTH,
        kernel.NEAR_KM: features.NEAR_KM, kernel.KEEPING_DAYS: features.KEEPING_DAYS,
        kernel.EARTH_KM: geo.EARTH_RADIUS_KM, kernel.SAME_DAY_KM: geo.SAME_DAY_KM,
        kernel.ROAD_KM_PER_DAY: geo.ROAD_KM_PER_DAY, kernel.SEA_DAYS: geo.SEA_DAYS,
        kernel.SPOILS_AFTER: logistics.SPOILS_AFTER, kernel.DELIVERY_KM: logistics.DAILY_DELIVERY_KM,
        kernel.LOCAL_KM: logistics.LOCAL_KM, kernel.MADE_ELSEWHERE: logistics.MADE_ELSEWHERE,
        kernel.FIXABLE_RADIUS: logistics.FIXABLE_RADIUS, kernel.TEXT_CENTRE: text.CENTRE,
        kernel.TEXT_SPREAD: text.TEMPERATURE,
        kernel.TEXT_NOTHING: text.FIGURE_OF_NOTHING,
        kernel.MAX_SAVING: features.MOST_SAVING, kernel.COMPLYING_REACH: ranker.COMPLYING_REACH,
        kernel.UNKNOWN_REACH: ranker.UNKNOWN_REACH,
    },
    0,
    kernel.NUMBERS,
)  # fmt: skip
