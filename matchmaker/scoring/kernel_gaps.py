"""Compiled: the points of one rule, and how many of them a feature counts."""

from __future__ import annotations

from typing import Any

from matchmaker.scoring.kernel import part
from matchmaker.scoring.kernel_order import interpolated

MOST_GAP = 2.5
"""A feature counts no more points of a gap than that; see `features._gap`."""


@part
def gap_of(asked: Any, table: int, ratio: float, good: bool, unknown_points: float) -> tuple[float, float]:
    """Points of one rule, and those of them that are a failure and not only ignorance."""
    if ratio != ratio:
        return unknown_points, 0.0
    if good:
        return 0.0, 0.0
    points = interpolated(asked, table, ratio)
    return points, points
