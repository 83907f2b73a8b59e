"""What one rule says about many rows at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

SKIP, PASS, UNKNOWN, FAIL = 0, 1, 2, 3
"""Codes of a verdict; `SKIP` means that the rule does not concern the row."""

Flags = NDArray[np.bool_]
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class RuleResult:
    """One rule over n rows.

    Attributes
    ----------
    code : str
        Rule code, with its subject behind a colon.
    verdict : ndarray of int8, shape (n,)
        `SKIP`, `PASS`, `UNKNOWN` or `FAIL`.
    points : ndarray of float32, shape (n,)
        How much the gap costs, in points of `ranker.expected_gain`: 1 is one gap that a broker would
        call fixable. 0 where the rule passes or is skipped.
    hard : ndarray of bool, shape (n,)
        Failures beyond fixing.
    essential : bool
        Whether not knowing makes the whole pairing "unknown" (see `eligibility.overall`).
    facts : dict
        What the sentence needs: scalars, arrays of shape (n,) of which each row takes its own, or
        functions of the row (called only for the few rows that are shown).
    """

    code: str
    verdict: NDArray[np.int8]
    points: Floats
    hard: Flags
    essential: bool = False
    facts: dict[str, Any] = field(default_factory=dict)


def judge(
    code: str,
    known: Flags,
    good: Flags,
    *,
    fail_points: Floats | float,
    unknown_points: float,
    hard: Flags | None = None,
    concerns: Flags | None = None,
    essential: bool = False,
    facts: dict[str, Any] | None = None,
) -> RuleResult:
    """Put a rule's masks together; ``good`` counts only where ``known``, all only where it ``concerns``."""
    verdict = np.where(known, np.where(good, PASS, FAIL), UNKNOWN).astype(np.int8)
    if concerns is not None:
        verdict[~concerns] = SKIP
    failed = verdict == FAIL
    points = np.where(failed, fail_points, 0.0) + np.where(verdict == UNKNOWN, unknown_points, 0.0)
    beyond = failed & hard if hard is not None else np.zeros(len(verdict), dtype=np.bool_)
    return RuleResult(code, verdict, points.astype(np.float32), beyond, essential, facts or {})
