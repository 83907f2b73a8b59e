"""The reckoning of one pairing in words a person can check: from the starting point to the match, step by step.

The scorer adds contributions in log-odds; a page speaks of chances. After each step the running sum is turned
into the chance it stands for, so that the last line is the score itself and nothing was rounded away between.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp
from typing import Any

FULL_BAR = 5.0  # contribution that fills the bar; the heaviest of the model's features is near it
SMALLEST_BAR = 2  # percent, so that a small step is still seen


@dataclass(frozen=True, slots=True)
class Step:
    """One reason: its sentence, whether it helps, how long its bar is (percent), and the chance after it."""

    text: str
    helps: bool
    bar: int
    chance: float


def chance(log_odds: float) -> float:
    """The probability that log-odds stand for."""
    return 1 / (1 + exp(-log_odds))


def steps(suggestion: dict[str, Any]) -> list[Step]:
    """The reasons of a suggestion in order of weight, the match first, each with the chance after it."""
    reasons = sorted(suggestion["reasons"], key=lambda r: (r["code"] != "product_match", -abs(r["contribution"])))
    total = suggestion["intercept"]
    found = []
    for reason in reasons:
        total += reason["contribution"]
        size = max(SMALLEST_BAR, min(100, round(100 * abs(reason["contribution"]) / FULL_BAR)))
        found.append(Step(reason["text"], reason["contribution"] > 0, size, chance(total)))
    return found
