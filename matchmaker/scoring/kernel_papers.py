"""Compiled: what `permits` and `eligibility` say of the papers of one row, without their explanations."""

from __future__ import annotations

from typing import Any

from matchmaker.scoring.kernel import part
from matchmaker.scoring.kernel_asked import (
    CERTIFICATE_UNKNOWN,
    FAILED,
    NO_CERTIFICATE,
    NO_PERMIT,
    NOT_KNOWN,
    PERMIT_UNKNOWN,
    W_MISSING,
    W_PERMITS,
    W_UNKNOWN,
)  # fmt: skip


@part
def certificates(until: Any, groups: Any, day: float) -> tuple[int, int]:
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
def paper_gaps(asked: Any, missing: int, unknown: int, permits: Any, columns: Any) -> tuple[float, float]:
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
