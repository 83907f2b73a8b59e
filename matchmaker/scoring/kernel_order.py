"""Compiled: relevance, and the key that follows from it with the points of what is missing; see `ranker`."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from matchmaker.scoring.kernel import compiled, part
from matchmaker.scoring.kernel_asked import (
    BEST,
    COMPLYING_REACH,
    FADES,
    FAINTEST,
    GAINS,
    LARGEST_GAIN,
    LIFT,
    LIFT_TEXT,
    MATCH_TEXT,
    MATCH_WIDTH,
    MOST_ODDS,
    OPENNESS,
    OTHER_UNIT,
    PRECISION,
    PRICE_SHIFT,
    PROBABILITY_SHARE,
    RELATED_TEXT,
    RELATED_WIDTH,
    RIGHT_TEXT,
    RIGHT_WIDTH,
    TABLE_WIDTH,
    TEXT_CENTRE,
    TEXT_NOTHING,
    TEXT_SPREAD,
    UNIT_ASKED,
    UNKNOWN_REACH,
    W_MATCH,
)  # fmt: skip

MOST_POINTS = 8.0
"""From here on more points make no difference."""
SLACK = 1e-3
"""Keys closer than this count as equal here: far more than rounding makes up."""
HALVINGS = 5
"""How often `MOST_POINTS` is halved to find the most points allowed: to a quarter."""


@part
def interpolated(asked: Any, table: int, at: float) -> float:
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
def logistic(at: float) -> float:
    return float(1.0 / (1.0 + math.exp(-at)))


@part
def figure(log_odds: float, asked: Any) -> float:
    """See `relevance.figure`."""
    spread = logistic((log_odds - asked[TEXT_CENTRE]) / asked[TEXT_SPREAD])
    return float(max(0.0, min(1.0, (spread - asked[TEXT_NOTHING]) / (1.0 - asked[TEXT_NOTHING]))))


@part
def _log_odds_of(text: float, asked: Any) -> float:
    """The log-odds whose `figure` is ``text``."""
    spread = text * (1.0 - asked[TEXT_NOTHING]) + asked[TEXT_NOTHING]
    if spread >= 1.0:
        return math.inf
    return float(asked[TEXT_CENTRE] + asked[TEXT_SPREAD] * (math.log(spread) - math.log1p(-spread)))


@part
def logit_of(text: float, faintest: float) -> float:
    """The log-odds that `plausibility.shifted` shifts."""
    inside = min(max(text + faintest, faintest), 1.0 - 1e-6)
    return math.log(inside) - math.log1p(-inside)


@part
def _shifted(text: float, by: float, faintest: float) -> float:
    """See `plausibility.shifted`."""
    return logistic(logit_of(text, faintest) + by)


@part
def least_log_odds(shifted: float, by: float, asked: Any) -> float:
    """Rows with smaller log-odds of relevance have less than ``shifted`` even when they are shifted by ``by``."""
    inside = min(max(shifted, 1e-9), 1.0 - 1e-9)
    text = logistic(math.log(inside) - math.log1p(-inside) - by) - asked[FAINTEST]
    return -math.inf if text <= 0.0 else _log_odds_of(text, asked)


@part
def shift_of(row: Any, asked: Any, shift: float, factor: float, dearest: float) -> float:
    """By how much category (``shift``), unit and price shift the log-odds; see `plausibility`."""
    if asked[UNIT_ASKED] > 0 and factor != factor and row.product_no >= 0:
        shift += asked[OTHER_UNIT]
    if dearest == dearest and dearest != np.inf:
        shift += interpolated(asked, PRICE_SHIFT, dearest)
    return float(asked[OPENNESS] * shift)


@part
def likelier(text: float, row: Any, asked: Any, shift: float, factor: float, dearest: float) -> float:
    """Relevance after that shift, where the words leave anything open."""
    if asked[OPENNESS] <= 0.0:
        return text
    return logistic(logit_of(text, asked[FAINTEST]) + shift_of(row, asked, shift, factor, dearest))


@part
def key_of(text: float, points: float, odds: float, held: bool, asked: Any) -> float:
    """See `ranker.order_keys`; ``text`` is a share of the best."""
    right = logistic((text - asked[RIGHT_TEXT]) / asked[RIGHT_WIDTH])
    related = max(right, logistic((text - asked[RELATED_TEXT]) / asked[RELATED_WIDTH]))
    gain = interpolated(asked, GAINS, points)
    if held:
        share = interpolated(asked, FADES, points) * interpolated(asked, LIFT_TEXT, text)
        top = asked[LARGEST_GAIN]
        gain += share * (asked[LIFT] + gain * (top - asked[LIFT]) / top - gain)
    expected = right * gain + (related - right) * min(gain / 3.0, 1.0)
    likely = asked[PROBABILITY_SHARE] * logistic(odds) * related
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
    match = logistic((figure(log_odds, asked) - asked[MATCH_TEXT]) / asked[MATCH_WIDTH])
    odds = asked[MOST_ODDS] + asked[W_MATCH] * match
    return key_of(_largest_text(log_odds, asked, most), points, odds, held, asked)


@part
def could_reach(key: float, text: float, likely: float, points: float, held: bool, asked: Any) -> bool:
    """Whether a row may have ``key`` with no more points than those known so far.

    ``text`` is its relevance, ``likely`` that shifted, as a share of the best.
    """
    odds = asked[MOST_ODDS] + asked[W_MATCH] * logistic((text - asked[MATCH_TEXT]) / asked[MATCH_WIDTH])
    return key_of(likely, points, odds, held, asked) >= key


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
def points_allowed(bar: float, low: float, width: float, grouped: bool, asked: Any, most: float, out: Any) -> None:
    """`_most_points` to reach ``bar``, or, with all required certificates, to set somebody back who does."""
    _most_points(bar - SLACK, low, width, False, asked, most, out[0])
    if grouped:
        reach = min(asked[COMPLYING_REACH], asked[UNKNOWN_REACH])
        _most_points(reach * bar - SLACK, low, width, True, asked, most, out[1])
