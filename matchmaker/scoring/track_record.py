"""What past outcomes say beyond what was expected of them.

A raw success rate repeats what relevance and conditions already explain, so the record keeps residuals:
what happened minus the probability the model gave without any history. They are averaged, shrunk towards
zero, and only outcomes of months before the day asked about are looked at.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from matchmaker.scoring.catalogue import CONSIGNMENT, TERMS_UNKNOWN

Doubles = NDArray[np.float64]
Grams = NDArray[np.uint32]

UMKM_SHRINKAGE, BUYER_SHRINKAGE, TERMS_SHRINKAGE, PAIR_SHRINKAGE, SIMILAR_SHRINKAGE = 2.0, 4.0, 2.0, 1.5, 2.0
"""How many imagined average outcomes stand beside the real ones."""

GROUP_UNKNOWN, GROUP_CONSIGNS, GROUP_OUTRIGHT = 0, 1, 2
"""Whether the UMKM leaves goods on consignment, or only sells outright."""


@dataclass(frozen=True, slots=True)
class HistoryFeature:
    """A feature of the track record; see `features.Feature` for ``sign``, ``weight`` and ``spread``."""

    code: str
    sign: int
    weight: float
    spread: float


HISTORY_FEATURES: tuple[HistoryFeature, ...] = (
    HistoryFeature("umkm_reliability", +1, 3.0, 1.0),
    HistoryFeature("buyer_openness", +1, 2.0, 1.0),
    HistoryFeature("buyer_terms", +1, 2.5, 1.0),
    HistoryFeature("worked_together", +1, 1.5, 1.0),
    HistoryFeature("similar_deliveries", +1, 1.5, 1.0),
)


@dataclass(frozen=True, slots=True)
class PastOutcome:
    """One outcome in the record: ``residual`` is outcome minus expectation (-1..1), ``weight`` its evidence."""

    umkm_id: int
    buyer_id: int
    month: date
    residual: float
    weight: float
    terms_group: int
    grams: Grams


class TrackRecord:
    """Past outcomes, ready to be asked about a need and some UMKM as of a day."""

    def __init__(self, entries: Iterable[PastOutcome]) -> None:
        self.entries: tuple[PastOutcome, ...] = tuple(sorted(entries, key=lambda one: one.month))
        self._of_umkm: dict[int, list[PastOutcome]] = defaultdict(list)
        self._of_buyer: dict[int, list[PastOutcome]] = defaultdict(list)
        for entry in self.entries:
            self._of_umkm[entry.umkm_id].append(entry)
            self._of_buyer[entry.buyer_id].append(entry)

    @classmethod
    def empty(cls) -> TrackRecord:
        """A record of nothing: all its features are 0."""
        return cls(())

    @property
    def fingerprint(self) -> bytes:
        """Digest of all entries."""
        digest = hashlib.sha256()
        for one in self.entries:
            digest.update(f"{one.umkm_id},{one.buyer_id},{one.month},{one.residual:.9f},{one.weight:.9f}".encode())
        return digest.digest()

    def columns(
        self, umkm_ids: NDArray[np.int64], terms: NDArray[np.int8], buyer_id: int, grams: Grams, as_of: date
    ) -> Doubles:
        """The features of `HISTORY_FEATURES` for n rows, shape (n, 5).

        ``umkm_ids`` and ``terms`` (n,) describe the rows, ``grams`` the text of the need.
        """
        table = np.zeros((len(umkm_ids), len(HISTORY_FEATURES)))
        before = as_of.replace(day=1)
        bought = [one for one in self._of_buyer.get(buyer_id, ()) if one.month < before]
        if bought:
            table[:, 1] = _shrunk(bought, BUYER_SHRINKAGE)
            for group in (GROUP_CONSIGNS, GROUP_OUTRIGHT):
                same = [one for one in bought if one.terms_group == group]
                table[terms_groups(terms) == group, 2] = _shrunk(same, TERMS_SHRINKAGE)
        for umkm_id in set(umkm_ids.tolist()) & self._of_umkm.keys():
            past = [one for one in self._of_umkm[umkm_id] if one.month < before]
            if past:
                table[np.ix_(umkm_ids == umkm_id, [0, 3, 4])] = _of_one(past, buyer_id, grams)
        return table

    def count(self, code: str, umkm_id: int, buyer_id: int, as_of: date) -> int:
        """How many outcomes stand behind the feature ``code`` for this UMKM and buyer."""
        if code.startswith("buyer_"):
            past = self._of_buyer.get(buyer_id, [])
        else:
            past = self._of_umkm.get(umkm_id, [])
        together = code == "worked_together"
        before = as_of.replace(day=1)
        return sum(one.month < before and (not together or one.buyer_id == buyer_id) for one in past)


def _of_one(past: Sequence[PastOutcome], buyer_id: int, grams: Grams) -> Doubles:
    """Reliability, work with this buyer, and similar deliveries of one UMKM, shape (3,)."""
    together = [one for one in past if one.buyer_id == buyer_id and buyer_id >= 0]
    likeness = np.array([similarity(one.grams, grams) for one in past])
    return np.array(
        [
            _shrunk(past, UMKM_SHRINKAGE),
            _shrunk(together, PAIR_SHRINKAGE),
            _shrunk(past, SIMILAR_SHRINKAGE, likeness),
        ]
    )


def _shrunk(past: Sequence[PastOutcome], shrinkage: float, share: Doubles | None = None) -> float:
    weights = np.array([one.weight for one in past]) * (1.0 if share is None else share)
    residuals = np.array([one.residual for one in past])
    return float(weights @ residuals / (weights.sum() + shrinkage)) if len(past) else 0.0


def terms_groups(terms: NDArray[np.int8]) -> NDArray[np.int8]:
    """Terms bits of rows as groups, shape (n,)."""
    groups = np.where((terms & CONSIGNMENT) != 0, GROUP_CONSIGNS, GROUP_OUTRIGHT)
    return np.where(terms == TERMS_UNKNOWN, GROUP_UNKNOWN, groups).astype(np.int8)


def similarity(one: Grams, other: Grams) -> float:
    """Cosine of two sets of n-grams, 0..1."""
    if not len(one) or not len(other):
        return 0.0
    shared = len(np.intersect1d(one, other, assume_unique=True))
    return float(shared / np.sqrt(len(one) * len(other)))
