"""Compiled: what a loop is told of a need, without owners, for calls in inner loops; see `kernel.lent`."""

from __future__ import annotations

from matchmaker.scoring.kernel import lent, part
from matchmaker.scoring.kernel_asked import Demands
from matchmaker.scoring.kernel_asked_text import AskedText, Space


@part
def lent_demands(demands: Demands) -> Demands:
    """The same without owners."""
    return Demands(
        lent(demands.asked), lent(demands.groups), lent(demands.preferred), lent(demands.permit_columns),
        lent(demands.category_shifts), lent(demands.volume_factors), lent(demands.price_factors), lent(demands.amounts),
    )  # fmt: skip


@part
def lent_text(asked: AskedText) -> AskedText:
    """The same without owners."""
    return AskedText(
        lent(asked.channels), lent(asked.channel_weights), lent(asked.literals), lent(asked.slots),
        lent(asked.qualities), lent(asked.segments), lent(asked.first), lent(asked.scales), lent(asked.weights),
        asked.negated_least, asked.with_regions,
    )  # fmt: skip


@part
def lent_space(space: Space) -> Space:
    """The same without owners."""
    return Space(
        lent(space.cursors), lent(space.touched), lent(space.slopes), lent(space.sums), lent(space.sides),
        lent(space.values), lent(space.regions),
    )  # fmt: skip
