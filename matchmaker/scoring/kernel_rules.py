"""Compiled: what `eligibility` and `features` say of one row, without their explanations."""

from __future__ import annotations

from typing import Any

from matchmaker.scoring.kernel import part
from matchmaker.scoring.kernel_amounts import amounts_gaps, capacity, price
from matchmaker.scoring.kernel_asked import (
    CERTIFICATE_UNKNOWN,
    HARD,
    NO_CERTIFICATE,
    NOT_ACTIVE,
    POINTS,
    RADIUS,
    VOLUME,
    W_CLOSED,
    W_DETAILS,
)  # fmt: skip
from matchmaker.scoring.kernel_gaps import MOST_GAP
from matchmaker.scoring.kernel_way import distance, radius, terms_gaps, times_gaps, way_gaps, wishes_gaps


@part
def early_points(
    row: Any, asked: Any, factor: float, dearest: float, limited: bool, missing: int, unknown: int
) -> float:
    """Points of the rules that tell most rows apart: no more than all points together."""
    points = asked[POINTS] + missing * asked[NO_CERTIFICATE] + unknown * asked[CERTIFICATE_UNKNOWN]
    if asked[VOLUME] == asked[VOLUME]:
        points += capacity(row, asked, factor)[0]
    if limited:
        points += price(dearest, asked)[0]
    if asked[RADIUS] == asked[RADIUS]:
        points += radius(distance(row, asked), asked)[0]
    return float(points)


@part
def condition_gaps(
    row: Any, asked: Any, factor: float, dearest: float, saved: float, limited: bool, region: float
) -> tuple[float, float, int]:
    """Points, log-odds and `HARD` by everything but papers and relevance."""
    away = distance(row, asked)
    points, odds, details = amounts_gaps(row, asked, factor, dearest, saved, limited)
    way_points, way_odds, way_details, hard = way_gaps(row, asked, away)
    time_points, time_odds, time_details = times_gaps(row, asked)
    term_points, term_odds = terms_gaps(row, asked)
    wish_points, wish_odds = wishes_gaps(row, asked, away, region)
    points += way_points + time_points + term_points + wish_points
    odds += way_odds + time_odds + term_odds + wish_odds
    odds += asked[W_DETAILS] * (details + way_details + time_details)
    if not row.active:
        points += asked[NOT_ACTIVE]
        odds += asked[W_CLOSED] * min(asked[NOT_ACTIVE], MOST_GAP)
        hard = HARD
    return points, odds, hard
