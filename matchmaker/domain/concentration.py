"""How evenly something is spread: the share of the largest, and the Gini coefficient."""

from __future__ import annotations

from collections.abc import Iterable

TOP = 5  # "the five largest", as supervisors of partnerships ask for


def top_share(amounts: Iterable[float], top: int = TOP) -> tuple[float, float]:
    """What the `top` largest amounts sum to, and what all of them sum to."""
    ordered = sorted(amounts, reverse=True)
    return sum(ordered[:top]), sum(ordered)


def gini(amounts: Iterable[float]) -> tuple[float, float]:
    """Numerator and denominator of the Gini coefficient: the sum of all pairwise differences over 2 n times the sum.

    0 where all have the same, near 1 where one has everything. Amounts must not be negative; with nothing to
    share the denominator is 0 and the coefficient is not defined.
    """
    ordered = sorted(amounts)
    count, total = len(ordered), sum(ordered)
    # Over ordered pairs the differences sum to 2 * sum((2 i - n + 1) x_i) for i from 0.
    differences = 2 * sum((2 * place - count + 1) * amount for place, amount in enumerate(ordered))
    return differences, 2 * count * total
