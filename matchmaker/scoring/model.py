"""The linear model in force: named weights, an intercept, a version."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from matchmaker.scoring.features import PAIR_FEATURES
from matchmaker.scoring.track_record import HISTORY_FEATURES, TrackRecord

FEATURE_NAMES: tuple[str, ...] = (
    *(one.code for one in PAIR_FEATURES),
    *(one.code for one in HISTORY_FEATURES),
)
PRIOR_INTERCEPT = -4.9
"""Puts a right product with every condition met near 0.6: what the first signatures of a region reached."""


@dataclass(frozen=True)
class Model:
    """Weights over `FEATURE_NAMES` (shape (k,)), with the track record they were learned beside."""

    weights: NDArray[np.float64]
    intercept: float
    name: str
    track_record: TrackRecord

    @cached_property
    def version(self) -> str:
        """Name and a short fingerprint of the numbers."""
        digest = hashlib.sha256(self.weights.astype("<f8").tobytes())
        digest.update(np.array([self.intercept], dtype="<f8").tobytes())
        digest.update(self.track_record.fingerprint)
        return f"{self.name}-{digest.hexdigest()[:8]}"


def prior_model() -> Model:
    """The hand-set model of day one, which has seen no outcome."""
    weights = [one.weight for one in PAIR_FEATURES] + [one.weight for one in HISTORY_FEATURES]
    return Model(np.array(weights), PRIOR_INTERCEPT, "prior", TrackRecord.empty())
