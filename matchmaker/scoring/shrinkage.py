"""How much of what makers and buyers did before is their own doing, and how much was chance.

Two outcomes of the same maker resemble each other only as far as makers differ. The mean product of their
residuals is therefore the variance between makers, and outcome variance over that variance is the number
of imagined average outcomes that must stand beside the real ones (empirical Bayes by moments). With few
pairs a prior guess speaks instead, so that a region without differences soon stops believing in them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

import numpy as np

GUESS_PAIRS = 30.0
"""The prior guess weighs like so many pairs: one pair's product has a standard deviation of about 0.22, so this
is as sure as a guess that may be wrong by its own size."""
LEAST_VARIANCE = 1e-4

GUESSES: dict[str, float] = {
    "category": 0.005, "umkm": 0.04, "buyer": 0.02, "terms": 0.03, "payment": 0.015, "pair": 0.03,
}  # fmt: skip
"""Variance between makers (buyers, ...) in squared probability; 0.04 is a spread of 0.9 in log-odds."""


@dataclass(frozen=True, slots=True)
class Residual:
    """One outcome as far as likeness is concerned; groups of 0 are unknown."""

    umkm_id: int
    buyer_id: int
    category: int
    terms: int
    payment: int
    value: float
    weight: float


Group = Callable[[Residual], Hashable]


def shrinkages(outcomes: Sequence[Residual]) -> dict[str, float]:
    """Imagined average outcomes for each level of `GUESSES`."""
    values = np.array([one.value for one in outcomes])
    weights = np.array([one.weight for one in outcomes])
    spread = float(weights @ values**2 / weights.sum()) if weights.sum() else 0.2
    umkm = _likeness(outcomes, lambda one: one.umkm_id, lambda one: one.buyer_id)
    buyer = _likeness(outcomes, lambda one: one.buyer_id, lambda one: one.umkm_id)
    variances = {
        "category": _blend("category", *_likeness(outcomes, lambda one: one.category, lambda one: one.umkm_id)),
        "umkm": _blend("umkm", *umkm),
        "buyer": _blend("buyer", *buyer),
    }
    for name in ("terms", "payment"):
        total, pairs = _likeness(outcomes, _group(name), lambda one: one.umkm_id)
        variances[name] = _blend(name, total - pairs * variances["buyer"], pairs)
    total, pairs = _likeness(outcomes, lambda one: (one.buyer_id, one.umkm_id), None)
    variances["pair"] = _blend("pair", total - pairs * (variances["umkm"] + variances["buyer"]), pairs)
    return {name: spread / variance for name, variance in variances.items()}


def _group(name: str) -> Group:
    """A buyer's outcomes with makers of one group; each outcome of an unknown group stands alone."""
    return lambda one: (one.buyer_id, getattr(one, name)) if getattr(one, name) else id(one)


def _likeness(outcomes: Sequence[Residual], group: Group, other: Group | None) -> tuple[float, float]:
    """Sum of products of residuals within groups, and the evidence behind it in pairs.

    Pairs that also share ``other`` are left out: two deliveries of one maker to one buyer say nothing of
    the maker alone.
    """
    members: dict[Hashable, list[Residual]] = defaultdict(list)
    for one in outcomes:
        members[group(one)].append(one)
    total = pairs = 0.0
    for ones in members.values():
        whole, weight = _products(ones)
        inner: dict[Hashable, list[Residual]] = defaultdict(list)
        for one in ones if other else ():
            inner[other(one) if other else None].append(one)
        shared = [_products(part) for part in inner.values()]
        total += whole - sum(part[0] for part in shared)
        pairs += weight - sum(part[1] for part in shared)
    return total, pairs


def _products(ones: Sequence[Residual]) -> tuple[float, float]:
    """Sum over all pairs of the product of weighted residuals, and of weights."""
    weights = np.array([one.weight for one in ones])
    values = weights * np.array([one.value for one in ones])
    return (
        float((values.sum() ** 2 - (values**2).sum()) / 2),
        float((weights.sum() ** 2 - (weights**2).sum()) / 2),
    )


def _blend(name: str, total: float, pairs: float) -> float:
    variance = (total + GUESS_PAIRS * GUESSES[name]) / (pairs + GUESS_PAIRS)
    return max(variance, LEAST_VARIANCE)
