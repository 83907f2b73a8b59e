"""The stages of a partnership: one transition table, asked by services, pages and the command line alike.

A signature is not a purchase: ``agreed`` is the agreement, ``active`` begins with the first order. An agreement
that never comes about can still be withdrawn or expire; a partnership that has delivered can only end.
Imported outcomes are history and do not pass through this table (CONTRACT 3).
"""

from __future__ import annotations

STAGES = (
    "proposed",
    "contacted",
    "sample",
    "negotiation",
    "agreed",
    "active",
    "ended",
    "rejected",
    "withdrawn",
    "expired",
)
INITIAL = "proposed"
OPEN = frozenset({"proposed", "contacted", "sample", "negotiation"})
RUNNING = frozenset({"agreed", "active"})
SUCCESS = frozenset({"agreed", "active", "ended"})
FAILURE = frozenset({"rejected", "withdrawn", "expired"})
FINAL = frozenset({"ended"}) | FAILURE

TRANSITIONS: dict[str, frozenset[str]] = {
    "proposed": frozenset({"contacted"}) | FAILURE,
    "contacted": frozenset({"sample", "negotiation"}) | FAILURE,
    "sample": frozenset({"negotiation"}) | FAILURE,
    "negotiation": frozenset({"sample", "agreed"}) | FAILURE,
    "agreed": frozenset({"active", "withdrawn", "expired"}),
    "active": frozenset({"ended"}),
    "ended": frozenset(),
    "rejected": frozenset(),
    "withdrawn": frozenset(),
    "expired": frozenset(),
}

# What a caller may write as the action of POST /partnerships/{id}/{action}: the stage itself or its verb.
ACTIONS = {stage: stage for stage in STAGES if stage != INITIAL} | {
    "contact": "contacted",
    "send_sample": "sample",
    "negotiate": "negotiation",
    "agree": "agreed",
    "activate": "active",
    "start": "active",
    "end": "ended",
    "reject": "rejected",
    "withdraw": "withdrawn",
    "expire": "expired",
}
NEEDS_REASON = FAILURE | {"ended"}


def may_move(stage: str, target: str) -> bool:
    """Whether a partnership at `stage` may move to `target`."""
    return target in TRANSITIONS.get(stage, frozenset())


def next_stages(stage: str) -> tuple[str, ...]:
    """The stages that can follow, in the order of `STAGES`."""
    return tuple(s for s in STAGES if s in TRANSITIONS.get(stage, frozenset()))
