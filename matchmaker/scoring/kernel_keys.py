"""The key of every row that could be listed, compiled: which rows deserve a full look.

What is reckoned here is what `eligibility`, `features` and `ranker` reckon, a row at a time and without their
explanations. It decides only which rows are looked at: every figure that anybody sees comes from those modules, and
tests/scoring/test_kernel_keys.py holds both against each other, rule by rule.
Numbers and tables come in as arguments: constants of other modules would be frozen into the kept machine code.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from matchmaker.scoring.kernel import compiled, lent, part

# Numbers of a need, in one float64 array; NaN where the need does not ask.
(
    BEST, OPENNESS, PRECISION, PROBABILITY_SHARE, INTERCEPT, POINTS, VOLUME, RADIUS, LEAD_TIME, SHELF_LIFE,
    PAYMENT, TERMS, PIECE_BASE, PIECE_LOW, PIECE_HIGH, DELIVERY, LOCAL, PROVINCE, CUSTOMISATION, DAY, ISLAND, PLACE_X,
    PLACE_Y, PLACE_Z, FAINTEST, OTHER_UNIT, UNIT_ASKED, RIGHT_TEXT, RIGHT_WIDTH, RELATED_TEXT,
    RELATED_WIDTH, LIFT, LARGEST_GAIN, TOLERANCE, MATCH_TEXT, MATCH_WIDTH, NEAR_KM, KEEPING_DAYS, EARTH_KM,
    SAME_DAY_KM, ROAD_KM_PER_DAY, SEA_DAYS, SPOILS_AFTER, DELIVERY_KM, LOCAL_KM, MADE_ELSEWHERE, FIXABLE_RADIUS,
    TEXT_CENTRE, TEXT_SPREAD, TEXT_NOTHING, MAX_SAVING, COMPLYING_REACH, UNKNOWN_REACH, MOST_ODDS, FARTHEST,
    NUMBERS,
) = range(56)  # fmt: skip

# Points where something is unknown or simply not so, behind the numbers.
(
    NO_CERTIFICATE, CERTIFICATE_UNKNOWN, NO_PERMIT, PERMIT_UNKNOWN, NOT_ACTIVE, CAPACITY_UNKNOWN, MOQ_UNKNOWN,
    PRICE_UNKNOWN, PIECE_UNKNOWN, DISTANCE_UNKNOWN, LEAD_TIME_UNKNOWN, SHELF_LIFE_UNKNOWN, PAYMENT_UNKNOWN,
    OTHER_TERMS, TERMS_UNKNOWN, DELIVERY_UNKNOWN, CUSTOMISATION_UNKNOWN, NOT_LOCAL, LOCAL_UNKNOWN, POINTS_END,
) = range(NUMBERS, NUMBERS + 20)  # fmt: skip

# Weights of features, behind the points; see `demands.FEATURES` for their codes.
(
    W_MATCH, W_REGION, W_REGION_OTHER, W_MISSING, W_UNKNOWN, W_PREFERRED, W_PERMITS, W_CAPACITY, W_HEADROOM, W_MOQ,
    W_PRICE, W_SAVING, W_DISTANCE, W_NEARNESS, W_FREIGHT, W_LEAD_TIME, W_SHELF_LIFE, W_SPOILS, W_WAY, W_PAYMENT,
    W_TERMS_OTHER, W_TERMS, W_PIECE, W_DELIVERY, W_LOCAL, W_TO_ORDER, W_DETAILS, W_CLOSED, WEIGHTS_END,
) = range(POINTS_END, POINTS_END + 29)  # fmt: skip

# Tables of points behind the weights, each `TABLE_WIDTH` places and then as many values.
TABLE_WIDTH = 9
(
    GAINS, FADES, LIFT_TEXT, PRICE_SHIFT, CAPACITY_TABLE, MOQ_TABLE, PRICE_TABLE, PIECE_TABLE, DISTANCE_TABLE,
    LEAD_TIME_TABLE, SHELF_LIFE_TABLE, FRESHNESS_TABLE, PAYMENT_TABLE, DELIVERY_TABLE, ASKED_END,
) = range(WEIGHTS_END, WEIGHTS_END + 15 * 2 * TABLE_WIDTH, 2 * TABLE_WIDTH)  # fmt: skip

HELD, LACKING, HARD = 1, 2, 4
"""Bits of a row's standing: it holds all required certificates, certainly lacks one, is beyond fixing."""
PASSED, NOT_KNOWN, FAILED = 1, 2, 3
"""Verdicts on permits, as in `verdicts`."""


BELOW = -1.0
"""Key of a row that was left alone."""
MOST_POINTS = 8.0
"""From here on more points make no difference."""
MOST_GAP, MOST_DISTANCE_GAP = 2.5, 3.0
"""A feature counts no more points of a gap than that; see `features._gap`."""
LOG_ODDS_SLACK = 1e-3
"""Rough log-odds differ by less than this from the exact ones."""
BINS = 512
"""Steps of the histogram by which the most relevant rows are found."""
GATHERED = 128
"""Rows fetched at a time."""
STEPS = 24
"""In so many steps of relevance it is reckoned how many points a row may have."""
SLACK = 1e-3
"""Keys closer than this count as equal here: far more than rounding makes up."""
ROUNDING = 1e-5
"""A row that steps behind another has a key smaller than that by less than this share."""
RISE = 0.02
"""The points allowed are reckoned anew when the last of the best has risen by this share."""
HALVINGS = 7
"""How often `MOST_POINTS` is halved to find the most points allowed: to a sixteenth."""


RECORD = np.dtype(
    [
        ("price", np.float64), ("capacity", np.float64), ("moq", np.float64), ("place", np.float32, (3,)),
        ("held_until", np.int32, (12,)), ("slot", np.int32), ("measure", np.int32), ("product_no", np.int32),
        ("province", np.int32),
        ("lead_time", np.float32), ("shelf_life", np.float32), ("payment_days", np.float32), ("bulk", np.float32),
        ("piece_amount", np.float32), ("category", np.int8), ("island", np.int8), ("terms", np.int8),
        ("piece_base", np.int8), ("active", np.bool_), ("made_to_order", np.bool_),
    ],
    align=True,
)  # fmt: skip
"""What is looked at of one row, side by side in memory; see `catalogue.Rows`."""


class Demands(NamedTuple):
    """One need as arrays.

    ``asked`` (ASKED_END,): numbers, points, weights and tables as named above. ``groups`` and ``preferred`` (g, 2, k)
    of certificates, ended by -1: the columns of which one is enough, and those that must be known; ``permit_columns``
    of the permits that the need does not require itself; ``category_shifts`` (13,); ``volume_factors`` (m,) and
    ``price_factors`` (l, m) by the number of a measure, ``amounts`` (l,) of the ceilings.
    """

    asked: Any
    groups: Any
    preferred: Any
    permit_columns: Any
    category_shifts: Any
    volume_factors: Any
    price_factors: Any
    amounts: Any


@part
def _interpolated(asked: Any, table: int, at: float) -> float:
    """Like ``numpy.interp`` by one table; its places end with infinity."""
    if at <= asked[table]:
        return float(asked[table + TABLE_WIDTH])
    place = table + 1
    while at > asked[place]:
        place += 1
    value = asked[place - 1 + TABLE_WIDTH]
    if asked[place] == np.inf:
        return float(value)
    share = (at - asked[place - 1]) / (asked[place] - asked[place - 1])
    return float(value + share * (asked[place + TABLE_WIDTH] - value))


@part
def _logistic(at: float) -> float:
    return float(1.0 / (1.0 + math.exp(-at)))


@part
def figure(log_odds: float, asked: Any) -> float:
    """See `relevance.figure`."""
    spread = _logistic((log_odds - asked[TEXT_CENTRE]) / asked[TEXT_SPREAD])
    return float(max(0.0, min(1.0, (spread - asked[TEXT_NOTHING]) / (1.0 - asked[TEXT_NOTHING]))))


@part
def _log_odds_of(text: float, asked: Any) -> float:
    """The log-odds whose `figure` is ``text``."""
    spread = text * (1.0 - asked[TEXT_NOTHING]) + asked[TEXT_NOTHING]
    if spread >= 1.0:
        return math.inf
    return float(asked[TEXT_CENTRE] + asked[TEXT_SPREAD] * (math.log(spread) - math.log1p(-spread)))


@part
def _shifted(text: float, by: float, faintest: float) -> float:
    """See `plausibility.shifted`."""
    inside = min(max(text + faintest, faintest), 1.0 - 1e-6)
    return _logistic(math.log(inside) - math.log1p(-inside) + by)


@part
def _least_log_odds(shifted: float, by: float, asked: Any) -> float:
    """Rows with smaller log-odds of relevance have less than ``shifted`` even when they are shifted by ``by``."""
    inside = min(max(shifted, 1e-9), 1.0 - 1e-9)
    text = _logistic(math.log(inside) - math.log1p(-inside) - by) - asked[FAINTEST]
    return -math.inf if text <= 0.0 else _log_odds_of(text, asked)


@part
def _dearest(row: Any, price_factors: Any, amounts: Any) -> tuple[float, float]:
    """Price over ceiling where that is largest, NaN when it is not known for any ceiling; and 1 minus it.

    The second figure, the share saved, is 0 where one of several ceilings cannot be compared.
    """
    dearest, comparable = math.nan, True
    for limit in range(len(amounts)):
        ratio = row.price / price_factors[limit, row.measure] / amounts[limit]
        if ratio != ratio:
            comparable = False
        elif not dearest >= ratio:
            dearest = ratio
    return dearest, 1.0 - dearest if comparable and dearest == dearest else 0.0


@part
def _likelier(text: float, row: Any, asked: Any, shift: float, factor: float, dearest: float) -> float:
    """Relevance shifted by category (``shift``), unit and price; see `plausibility`."""
    if asked[OPENNESS] <= 0.0:
        return text
    if asked[UNIT_ASKED] > 0 and factor != factor and row.product_no >= 0:
        shift += asked[OTHER_UNIT]
    if dearest == dearest and dearest != np.inf:
        shift += _interpolated(asked, PRICE_SHIFT, dearest)
    return _shifted(text, asked[OPENNESS] * shift, asked[FAINTEST])


@compiled
def best_text(rows: Any, rough: Any, first: int, records: Any, demands: Demands, most: float) -> tuple[float, int]:
    """The largest shifted relevance of all rows, and its place; ``first`` is the place that is looked at first.

    No row is shifted by more than ``most``, so that most rows need not be looked at.
    """
    asked = demands.asked
    best, at, least = 0.0, -1, -math.inf
    for number in range(-1, len(rows)):
        place = first if number < 0 else number
        if rough[place] < least:
            continue
        row = records[rows[place]]
        dearest, _ = _dearest(row, demands.price_factors, demands.amounts)
        shift, factor = demands.category_shifts[row.category], demands.volume_factors[row.measure]
        shifted = _likelier(figure(rough[place], asked), row, asked, shift, factor, dearest)
        if shifted > best:
            best, at = shifted, place
            least = _least_log_odds(best, asked[OPENNESS] * most, asked) - LOG_ODDS_SLACK
    return best, at


@part
def _key(text: float, points: float, odds: float, held: bool, asked: Any) -> float:
    """See `ranker.order_keys`; ``text`` is a share of the best."""
    right = _logistic((text - asked[RIGHT_TEXT]) / asked[RIGHT_WIDTH])
    related = max(right, _logistic((text - asked[RELATED_TEXT]) / asked[RELATED_WIDTH]))
    gain = _interpolated(asked, GAINS, points)
    if held:
        share = _interpolated(asked, FADES, points) * _interpolated(asked, LIFT_TEXT, text)
        top = asked[LARGEST_GAIN]
        gain += share * (asked[LIFT] + gain * (top - asked[LIFT]) / top - gain)
    expected = right * gain + (related - right) * min(gain / 3.0, 1.0)
    likely = asked[PROBABILITY_SHARE] * _logistic(odds) * related
    return float(asked[BEST] * (expected * asked[PRECISION] + likely))


@part
def _largest_text(log_odds: float, asked: Any, most: float) -> float:
    """As a share of the best, what relevance a row of such log-odds can have after a shift of ``most``."""
    text = figure(log_odds, asked)
    if asked[OPENNESS] > 0:
        text = _shifted(text, asked[OPENNESS] * most, asked[FAINTEST])
    return float(text / asked[BEST])


@part
def _largest_key(log_odds: float, points: float, held: bool, asked: Any, most: float) -> float:
    """The largest key a row of such relevance and so many points can have."""
    match = _logistic((figure(log_odds, asked) - asked[MATCH_TEXT]) / asked[MATCH_WIDTH])
    odds = asked[MOST_ODDS] + asked[W_MATCH] * match
    return _key(_largest_text(log_odds, asked, most), points, odds, held, asked)


@compiled
def least_relevant(key: float, asked: Any, most: float) -> float:
    """Log-odds of relevance below which no row has ``key``, though it met every condition; found by halving."""
    low, high = -12.0, 12.0
    for _ in range(40):
        middle = (low + high) / 2.0
        if _largest_key(middle, 0.0, False, asked, most) < key:
            low = middle
        else:
            high = middle
    return low


@part
def _most_points(key: float, low: float, width: float, held: bool, asked: Any, most: float, out: Any) -> None:
    """How many points rows may have and still reach ``key``, by relevance: from ``low`` in steps of ``width``.

    Infinite where any number will do, negative where none does.
    """
    for step in range(len(out)):
        upper = low + (step + 1) * width
        if _largest_key(upper, MOST_POINTS, held, asked, most) >= key:
            out[step] = math.inf
        elif _largest_key(upper, 0.0, held, asked, most) < key:
            out[step] = -1.0
        else:
            fewest, largest = 0.0, MOST_POINTS
            for _ in range(HALVINGS):
                middle = (fewest + largest) / 2.0
                if _largest_key(upper, middle, held, asked, most) < key:
                    largest = middle
                else:
                    fewest = middle
            out[step] = largest


@part
def _allowed(bar: float, low: float, width: float, grouped: bool, asked: Any, most: float, out: Any) -> None:
    """`_most_points` to reach ``bar``, or, with all required certificates, to set somebody back who does."""
    _most_points(bar - SLACK, low, width, False, asked, most, out[0])
    if grouped:
        reach = min(asked[COMPLYING_REACH], asked[UNKNOWN_REACH])
        _most_points(reach * bar - SLACK, low, width, True, asked, most, out[1])


@part
def _note(key: float, slot: int, best_keys: Any, best_slots: Any) -> None:
    """Put a key among the best of different UMKM if it is one of them."""
    least = 0
    for place in range(len(best_keys)):
        if best_slots[place] == slot:
            best_keys[place] = max(best_keys[place], key)
            return
        if best_keys[place] < best_keys[least]:
            least = place
    if key > best_keys[least]:
        best_keys[least], best_slots[least] = key, slot


@part
def _certificates(until: Any, groups: Any, day: float) -> tuple[int, int]:
    """How many groups of certificates are missing, and of how many it is not known."""
    missing = unknown = 0
    for group in range(len(groups)):
        good, known = False, True
        for number in range(groups.shape[2]):
            enough, must = groups[group, 0, number], groups[group, 1, number]
            good = good or (enough >= 0 and until[enough] >= day)
            known = known and (must < 0 or until[must] != -1)
        if not good and known:
            missing += 1
        elif not good:
            unknown += 1
    return missing, unknown


@part
def _gap(asked: Any, table: int, ratio: float, good: bool, unknown_points: float) -> tuple[float, float]:
    """Points of one rule, and those of them that are a failure and not only ignorance."""
    if ratio != ratio:
        return unknown_points, 0.0
    if good:
        return 0.0, 0.0
    points = _interpolated(asked, table, ratio)
    return points, points


@part
def _capacity(row: Any, asked: Any, factor: float) -> tuple[float, float, float]:
    """Points and failure of the rule, and capacity over volume."""
    ratio = row.capacity * factor / asked[VOLUME]
    good = ratio >= 1.0 - asked[TOLERANCE]
    points, failure = _gap(asked, CAPACITY_TABLE, ratio, good, asked[CAPACITY_UNKNOWN])
    return points, failure, ratio


@part
def _price(dearest: float, asked: Any) -> tuple[float, float]:
    return _gap(asked, PRICE_TABLE, dearest, dearest <= 1.0 + asked[TOLERANCE], asked[PRICE_UNKNOWN])


@part
def _distance(row: Any, asked: Any) -> float:
    """See `geo.distance_km`."""
    squared = np.float32(0.0)
    for axis in range(3):
        difference = row.place[axis] - np.float32(asked[PLACE_X + axis])
        squared += difference * difference
    return float(2.0 * asked[EARTH_KM] * math.asin(min(math.sqrt(squared) / 2.0, 1.0)))


@part
def _out_of_question(row: Any, asked: Any) -> bool:
    """Whether the row is closed or certainly further away than can be bridged."""
    if not row.active:
        return True
    squared = np.float32(0.0)
    for axis in range(3):
        difference = row.place[axis] - np.float32(asked[PLACE_X + axis])
        squared += difference * difference
    return bool(squared > asked[FARTHEST])


@part
def _radius(away: float, asked: Any) -> tuple[float, float, float]:
    """Points and failure of the rule, and distance over radius."""
    ratio = away / max(asked[RADIUS], 0.1)
    good = ratio <= 1.0 + asked[TOLERANCE]
    points, failure = _gap(asked, DISTANCE_TABLE, ratio, good, asked[DISTANCE_UNKNOWN])
    return points, failure, ratio


@part
def _early_points(row: Any, asked: Any, factor: float, dearest: float, limited: bool) -> float:
    """Points of the rules that tell most rows apart: no more than all points together."""
    points = asked[POINTS]
    if asked[VOLUME] == asked[VOLUME]:
        points += _capacity(row, asked, factor)[0]
    if limited:
        points += _price(dearest, asked)[0]
    if asked[RADIUS] == asked[RADIUS]:
        points += _radius(_distance(row, asked), asked)[0]
    return float(points)


@part
def _piece(row: Any, asked: Any) -> tuple[float, float]:
    amount = row.piece_amount if row.piece_base == asked[PIECE_BASE] else math.nan
    low, high = asked[PIECE_LOW], asked[PIECE_HIGH]
    good = amount >= low * (1 - asked[TOLERANCE]) and amount <= high * (1 + asked[TOLERANCE])
    off = max(low / amount, amount / high) if amount == amount else math.nan
    return _gap(asked, PIECE_TABLE, off, good, asked[PIECE_UNKNOWN])


@part
def _volume(row: Any, asked: Any, factor: float) -> tuple[float, float, int]:
    """Points, log-odds and unknown details by capacity and minimum order."""
    points, failure, ratio = _capacity(row, asked, factor)
    odds = asked[W_CAPACITY] * min(failure, MOST_GAP)
    if ratio == ratio:
        odds += asked[W_HEADROOM] * min(math.log2(max(ratio, 1.0)), 2.0) / 2.0
    if row.moq == row.moq:
        order = row.moq * factor / asked[VOLUME]
        gap, failure = _gap(asked, MOQ_TABLE, order, order <= 1.0 + asked[TOLERANCE], asked[MOQ_UNKNOWN])
        points += gap
        odds += asked[W_MOQ] * min(failure, MOST_GAP)
    return points, odds, 0 if ratio == ratio else 1


@part
def _amounts(
    row: Any, asked: Any, factor: float, dearest: float, saved: float, limited: bool
) -> tuple[float, float, int]:
    """Points, log-odds, and unknown details by `quantity_rules`."""
    points, odds, details = 0.0, 0.0, 0
    if asked[VOLUME] == asked[VOLUME]:
        points, odds, details = _volume(row, asked, factor)
    if limited:
        gap, failure = _price(dearest, asked)
        points += gap
        odds += asked[W_PRICE] * min(failure, MOST_GAP)
        if dearest == dearest:
            odds += asked[W_SAVING] * min(max(saved, 0.0), asked[MAX_SAVING])
        else:
            details += 1
    if asked[PIECE_BASE] == asked[PIECE_BASE]:
        gap, failure = _piece(row, asked)
        points += gap
        odds += asked[W_PIECE] * min(failure, MOST_GAP)
    return points, odds, details


@part
def _way(row: Any, asked: Any, away: float) -> tuple[float, float, int, int]:
    """Points, log-odds, unknown details and `HARD` by distance, the sea between, and what spoils on the way."""
    points, odds, details, hard = 0.0, 0.0, 0, 0
    over_sea = asked[ISLAND] >= 0 and row.island >= 0 and row.island != asked[ISLAND]
    if asked[RADIUS] == asked[RADIUS]:
        points, failure, ratio = _radius(away, asked)
        odds += asked[W_DISTANCE] * min(failure, MOST_DISTANCE_GAP)
        details += 0 if ratio == ratio else 1
        hard = HARD if ratio > asked[FIXABLE_RADIUS] else 0
    elif over_sea and row.bulk > 0:
        points += row.bulk
        odds += asked[W_FREIGHT] * min(row.bulk, MOST_GAP)
    if away == away:
        odds += asked[W_NEARNESS] * math.exp(-away / asked[NEAR_KM])
    if row.shelf_life == row.shelf_life:
        gap, more = _spoiling(row, asked, away, over_sea)
        points += gap
        odds += more
    return points, odds, details, hard


@part
def _spoiling(row: Any, asked: Any, away: float, over_sea: bool) -> tuple[float, float]:
    """Points and log-odds of goods that may spoil on the way."""
    days, gap, odds = row.shelf_life, 0.0, 0.0
    transit = asked[SEA_DAYS] if over_sea else 0.0
    transit += away / asked[ROAD_KM_PER_DAY] if away > asked[SAME_DAY_KM] else 0.0
    share = transit / max(days, 0.5)
    if share > asked[SPOILS_AFTER]:
        gap = _interpolated(asked, FRESHNESS_TABLE, share)
        odds += asked[W_SPOILS] * min(gap, MOST_GAP)
    if away == away:
        way = math.exp(-days / asked[KEEPING_DAYS]) * math.log1p(away / 20.0)
        odds += asked[W_WAY] * min(max(way, 0.0), 3.0)
    return gap, odds


@part
def _times(row: Any, asked: Any) -> tuple[float, float, int]:
    """Points, log-odds and unknown details by shelf life, lead time and payment."""
    points, odds, details = 0.0, 0.0, 0
    if asked[SHELF_LIFE] == asked[SHELF_LIFE]:
        ratio = row.shelf_life / max(asked[SHELF_LIFE], 0.5)
        good = ratio >= 1.0 - asked[TOLERANCE]
        gap, failure = _gap(asked, SHELF_LIFE_TABLE, ratio, good, asked[SHELF_LIFE_UNKNOWN])
        points += gap
        odds += asked[W_SHELF_LIFE] * min(failure, MOST_GAP)
        details += 0 if ratio == ratio else 1
    if asked[LEAD_TIME] == asked[LEAD_TIME]:
        ratio, good = row.lead_time / max(asked[LEAD_TIME], 0.5), row.lead_time <= asked[LEAD_TIME]
        gap, failure = _gap(asked, LEAD_TIME_TABLE, ratio, good, asked[LEAD_TIME_UNKNOWN])
        points += gap
        odds += asked[W_LEAD_TIME] * min(failure, MOST_GAP)
    if asked[PAYMENT] == asked[PAYMENT]:
        days = row.payment_days
        ratio = asked[PAYMENT] / max(days, 1.0) if days == days else math.nan
        gap, failure = _gap(asked, PAYMENT_TABLE, ratio, days >= asked[PAYMENT], asked[PAYMENT_UNKNOWN])
        points += gap
        odds += asked[W_PAYMENT] * min(failure, MOST_GAP)
    return points, odds, details


@part
def _terms(row: Any, asked: Any) -> tuple[float, float]:
    """Points and log-odds by the terms of trade."""
    if asked[TERMS] <= 0:
        return 0.0, 0.0
    if row.terms == 0:
        return asked[TERMS_UNKNOWN], 0.0
    if row.terms & int(asked[TERMS]):
        return 0.0, asked[W_TERMS]
    return asked[OTHER_TERMS], asked[W_TERMS_OTHER] * asked[OTHER_TERMS]


@part
def _wishes(row: Any, asked: Any, away: float, region: float) -> tuple[float, float]:
    """Points and log-odds by region, delivery, making to order, and local goods."""
    points, odds = 0.0, asked[W_REGION] * min(max(region, 0.0), 1.0)
    if region < 0:
        gap = min(-region * asked[MADE_ELSEWHERE], 1.0)
        points += gap
        odds += asked[W_REGION_OTHER] * gap
    if asked[DELIVERY] > 0:
        ratio = away / asked[DELIVERY_KM]
        gap, failure = _gap(asked, DELIVERY_TABLE, ratio, ratio <= 1.0, asked[DELIVERY_UNKNOWN])
        points += gap
        odds += asked[W_DELIVERY] * min(failure, MOST_GAP)
    if asked[CUSTOMISATION] > 0:
        points += 0.0 if row.made_to_order else asked[CUSTOMISATION_UNKNOWN]
        odds += asked[W_TO_ORDER] if row.made_to_order else 0.0
    if asked[LOCAL] > 0:
        if row.province < 0 and away != away:
            points += asked[LOCAL_UNKNOWN]
        elif row.province != asked[PROVINCE] and not away <= asked[LOCAL_KM]:
            points += asked[NOT_LOCAL]
            odds += asked[W_LOCAL] * asked[NOT_LOCAL]
    return points, odds


@part
def _papers(asked: Any, missing: int, unknown: int, permits: Any, columns: Any) -> tuple[float, float]:
    """Points and log-odds by certificates asked for, and by the permits of ``columns``."""
    points = missing * asked[NO_CERTIFICATE] + unknown * asked[CERTIFICATE_UNKNOWN]
    odds = asked[W_MISSING] * min(missing, 2) + asked[W_UNKNOWN] * min(unknown, 2)
    lacking = 0
    for column in columns:
        if permits[column] == FAILED:
            lacking += 1
            points += asked[NO_PERMIT]
        elif permits[column] == NOT_KNOWN:
            points += asked[PERMIT_UNKNOWN]
    return points, odds + asked[W_PERMITS] * min(lacking, 2)


@part
def _met_conditions(
    row: Any, asked: Any, factor: float, dearest: float, saved: float, limited: bool, region: float
) -> tuple[float, float, int]:
    """Points, log-odds and `HARD` by everything but papers and relevance."""
    away = _distance(row, asked)
    points, odds, details = _amounts(row, asked, factor, dearest, saved, limited)
    way_points, way_odds, way_details, hard = _way(row, asked, away)
    time_points, time_odds, time_details = _times(row, asked)
    term_points, term_odds = _terms(row, asked)
    wish_points, wish_odds = _wishes(row, asked, away, region)
    points += way_points + time_points + term_points + wish_points
    odds += way_odds + time_odds + term_odds + wish_odds
    odds += asked[W_DETAILS] * (details + way_details + time_details)
    if not row.active:
        points += asked[NOT_ACTIVE]
        odds += asked[W_CLOSED] * min(asked[NOT_ACTIVE], MOST_GAP)
        hard = HARD
    return points, odds, hard


@part
def _gather(rows: Any, start: int, stop: int, records: Any, permits: Any, gathered: Any, papers: Any) -> None:
    """Copy what is known of some rows side by side: the processor fetches far memory ahead when nothing else waits."""
    for at in range(start, stop):
        gathered[at - start] = records[rows[at]]
        for column in range(permits.shape[1]):
            papers[at - start, column] = permits[rows[at], column]


@part
def _surely(key: float, standing: int, grouped: bool, asked: Any) -> float:
    """The least a key can come to when the row steps behind rivals who hold the required certificates."""
    if not grouped or standing & HELD:
        return key
    reach = asked[COMPLYING_REACH] if standing & LACKING else asked[UNKNOWN_REACH]
    return float(reach * key * (1.0 - ROUNDING))


@compiled
def row_keys(
    rows: Any, log_odds: Any, regions: Any, history: Any, records: Any, permits: Any, demands: Demands, most: float,
    low: float, width: float, with_hard: bool, best_keys: Any, best_slots: Any, out_keys: Any, out_standing: Any,
) -> None:  # fmt: skip
    """The keys of ``rows`` (n,) and their standing, into the ``out`` arrays, shape (n,).

    ``log_odds`` and ``regions`` of relevance and ``history`` (what the track record adds to the log-odds of success)
    have shape (n,). ``best_keys`` and ``best_slots`` (top,) hold what the best UMKM seen so far surely come to (minus
    infinity and -1 at first), and are kept up. A row that cannot reach the last of them, nor set another back that
    does, gets the key `BELOW`; ``low`` and ``width`` tell the steps of log-odds by which that is judged.
    """
    asked, groups, preferred = lent(demands.asked), lent(demands.groups), lent(demands.preferred)
    price_factors, amounts = lent(demands.price_factors), lent(demands.amounts)
    limited, grouped = len(amounts) > 0, len(groups) > 0
    gathered = np.empty(GATHERED, dtype=records.dtype)
    papers = np.empty((GATHERED, permits.shape[1]), dtype=permits.dtype)
    allowed = np.full((2, STEPS), math.inf)
    bar = 0.0
    for start in range(0, len(rows), GATHERED):
        stop = min(start + GATHERED, len(rows))
        least = best_keys.min()
        if least > bar * (1.0 + RISE):
            bar = least
            _allowed(bar, low, width, grouped, asked, most, allowed)
        _gather(rows, start, stop, records, permits, gathered, papers)
        for at in range(start, stop):
            row = gathered[at - start]
            if not with_hard and _out_of_question(row, asked):
                out_keys[at], out_standing[at] = BELOW, HARD
                continue
            factor = demands.volume_factors[row.measure]
            dearest, saved = _dearest(row, price_factors, amounts)
            missing, unknown = _certificates(row.held_until, groups, asked[DAY])
            held = grouped and missing + unknown == 0
            step = min(max(int((log_odds[at] - low) / width), 0), STEPS - 1)
            early = missing * asked[NO_CERTIFICATE] + unknown * asked[CERTIFICATE_UNKNOWN]
            if early + _early_points(row, asked, factor, dearest, limited) > allowed[int(held), step]:
                out_keys[at], out_standing[at] = BELOW, 0
                continue
            points, odds, hard = _met_conditions(row, asked, factor, dearest, saved, limited, regions[at])
            paper_points, paper_odds = _papers(
                asked, missing, unknown, lent(papers[at - start]), demands.permit_columns
            )
            text = figure(log_odds[at], asked)
            odds += asked[INTERCEPT] + history[at] + paper_odds
            odds += asked[W_MATCH] * _logistic((text - asked[MATCH_TEXT]) / asked[MATCH_WIDTH])
            if len(preferred):
                without = _certificates(row.held_until, preferred, asked[DAY])
                odds += asked[W_PREFERRED] * (1.0 - (without[0] + without[1]) / len(preferred))
            text = _likelier(text, row, asked, demands.category_shifts[row.category], factor, dearest) / asked[BEST]
            key = _key(text, asked[POINTS] + points + paper_points, odds, held, asked)
            standing = hard | (HELD if held else 0) | (LACKING if missing else 0)
            out_keys[at], out_standing[at] = key, standing
            if with_hard or not hard:
                _note(_surely(key, standing, grouped, asked), row.slot, best_keys, best_slots)


@compiled
def level_with(rough: Any, count: int) -> float:
    """Log-odds above which about ``count`` rows lie, or somewhat more."""
    if len(rough) <= count:
        return -math.inf
    low, high = rough.min(), rough.max()
    width = max((high - low) / BINS, 1e-9)
    bins = np.zeros(BINS + 1, dtype=np.int64)
    for place in range(len(rough)):
        bins[int((rough[place] - low) / width)] += 1
    above = 0
    for at in range(BINS, -1, -1):
        above += bins[at]
        if above >= count:
            return float(low + (at - 1) * width)
    return -math.inf


@compiled
def places_between(rough: Any, level: float, below: float) -> Any:
    """Places with log-odds from ``level`` to ``below`` (exclusive), ascending."""
    places = np.empty(len(rough), dtype=np.int64)
    count = 0
    for place in range(len(rough)):
        if level <= rough[place] < below:
            places[count] = place
            count += 1
    return places[:count]
