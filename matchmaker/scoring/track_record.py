"""What past outcomes say beyond what was expected of them.

A raw success rate repeats what relevance and conditions already explain, so the record keeps residuals:
what happened minus the probability the model gave without any history. They are averaged and shrunk, an
UMKM towards the makers of its category, everything else towards zero, as strongly as the outcomes themselves
call for (`shrinkage`). Only outcomes of months before the day asked about are looked at.
"""

from __future__ import annotations

import hashlib
import zlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from matchmaker.scoring.catalogue import CONSIGNMENT, TERMS_UNKNOWN, Rows
from matchmaker.scoring.lexicon.model import Lexicon
from matchmaker.scoring.reading import NeedReading
from matchmaker.scoring.shrinkage import Residual, shrinkages

Doubles = NDArray[np.float64]
Marks = NDArray[np.uint32]
"""Sorted hashes of what a need asks for: its words and the concepts they name."""

PATIENT_DAYS = 21
"""An UMKM that can wait this long takes the two- to four-weekly payment usual with hotels and shops."""

UNKNOWN_GROUP, CONSIGNS, OUTRIGHT_ONLY, PATIENT, PROMPT = 0, 1, 2, 1, 2


@dataclass(frozen=True, slots=True)
class HistoryFeature:
    """A feature of the track record; see `features.Feature` for ``sign``, ``weight`` and ``spread``."""

    code: str
    sign: int
    weight: float
    spread: float


HISTORY_FEATURES: tuple[HistoryFeature, ...] = (
    HistoryFeature("umkm_reliability", +1, 3.0, 0.8),
    HistoryFeature("buyer_openness", +1, 2.0, 0.8),
    HistoryFeature("buyer_terms", +1, 2.5, 0.8),
    HistoryFeature("buyer_payment", +1, 1.5, 0.8),
    HistoryFeature("worked_together", +1, 1.0, 0.6),
    HistoryFeature("similar_deliveries", +1, 1.0, 0.6),
)


@dataclass(frozen=True, slots=True)
class PastOutcome:
    """One outcome in the record.

    ``residual`` is outcome minus expectation (-1..1), ``weight`` its evidence (1 for a finished one),
    ``category``, ``terms`` and ``payment`` are codes of the product row it was about (`Rows.category`,
    `terms_groups`, `payment_groups`), ``marks`` what the need asks for.
    """

    umkm_id: int
    buyer_id: int
    month: date
    residual: float
    weight: float
    category: int
    terms: int
    payment: int
    marks: Marks


class TrackRecord:
    """Past outcomes, ready to be asked about a need and some rows as of a day."""

    def __init__(self, entries: Iterable[PastOutcome]) -> None:
        self.entries: tuple[PastOutcome, ...] = tuple(sorted(entries, key=lambda one: one.month))
        self._shrinkages: dict[date, dict[str, float]] = {}
        self._of_umkm = _grouped(self.entries, "umkm_id")
        self._of_buyer = _grouped((one for one in self.entries if one.buyer_id >= 0), "buyer_id")
        self._of_category = _grouped(self.entries, "category")

    @classmethod
    def empty(cls) -> TrackRecord:
        """A record of nothing: all its features are 0."""
        return cls(())

    @property
    def fingerprint(self) -> bytes:
        """Digest of all entries."""
        digest = hashlib.sha256()
        for one in self.entries:
            line = f"{one.umkm_id},{one.buyer_id},{one.month},{one.residual:.9f},{one.weight:.9f};"
            digest.update(line.encode())
        return digest.digest()

    def columns(self, rows: Rows, buyer_id: int, marks: Marks, as_of: date) -> Doubles:
        """The features of `HISTORY_FEATURES` for ``rows``, shape (n, 6); ``marks`` is what the need asks for."""
        table = np.zeros((len(rows), len(HISTORY_FEATURES)))
        if not self.entries:
            return table
        before = as_of.replace(day=1)
        table[:, 0] = self._category_means(rows, before)
        table[:, 1:4] = self._of_the_buyer(rows, buyer_id, before)
        shrunk = self.shrinkages_before(before)
        for umkm_id in set(rows.umkm_id.tolist()) & self._of_umkm.keys():
            past = _until(self._of_umkm[umkm_id], before)
            if past:
                own = rows.umkm_id == umkm_id
                table[own, 0] = _shrunk(past, shrunk["umkm"], towards=table[own, 0])
                together = [one for one in past if one.buyer_id == buyer_id and buyer_id >= 0]
                table[own, 4] = _shrunk(together, shrunk["pair"])
                likeness = np.array([similarity(one.marks, marks) for one in past])
                table[own, 5] = _shrunk(past, shrunk["umkm"], likeness)
        return table

    def shrinkages_before(self, month: date) -> dict[str, float]:
        """How strongly averages are shrunk, judged by the outcomes of earlier months."""
        if month not in self._shrinkages:
            earlier = [_residual(one) for one in self.entries if one.month < month]
            self._shrinkages[month] = shrinkages(earlier)
        return self._shrinkages[month]

    def count(self, code: str, umkm_id: int, buyer_id: int, as_of: date) -> int:
        """How many outcomes stand behind the feature ``code`` for this UMKM and buyer."""
        of_buyer = code.startswith("buyer_")
        past = self._of_buyer.get(buyer_id) if of_buyer else self._of_umkm.get(umkm_id)
        past = _until(past, as_of.replace(day=1))
        return sum(code != "worked_together" or one.buyer_id == buyer_id for one in past)

    def _category_means(self, rows: Rows, before: date) -> Doubles:
        means = np.zeros(len(rows))
        for category in set(rows.category.tolist()) & self._of_category.keys():
            past = _until(self._of_category[category], before)
            means[rows.category == category] = _shrunk(past, self.shrinkages_before(before)["category"])
        return means

    def _of_the_buyer(self, rows: Rows, buyer_id: int, before: date) -> Doubles:
        """Openness, terms and payment habits of one buyer, shape (n, 3)."""
        table = np.zeros((len(rows), 3))
        past = _until(self._of_buyer.get(buyer_id), before)
        if not past:
            return table
        shrunk = self.shrinkages_before(before)
        table[:, 0] = _shrunk(past, shrunk["buyer"])
        for column, groups, name in (
            (1, terms_groups(rows.terms), "terms"),
            (2, payment_groups(rows.payment_days), "payment"),
        ):
            for group in (1, 2):
                same = [one for one in past if getattr(one, name) == group]
                table[groups == group, column] = _shrunk(same, shrunk[name])
        return table


def _residual(one: PastOutcome) -> Residual:
    return Residual(one.umkm_id, one.buyer_id, one.category, one.terms, one.payment, one.residual, one.weight)


def _grouped(entries: Iterable[PastOutcome], name: str) -> dict[int, list[PastOutcome]]:
    groups: dict[int, list[PastOutcome]] = defaultdict(list)
    for one in entries:
        groups[getattr(one, name)].append(one)
    return dict(groups)


def _until(past: Sequence[PastOutcome] | None, before: date) -> list[PastOutcome]:
    return [one for one in past or () if one.month < before]


def _shrunk(
    past: Sequence[PastOutcome], shrinkage: float, share: Doubles | None = None, towards: Doubles | float = 0.0
) -> Doubles:
    """Mean residual with ``shrinkage`` outcomes of value ``towards`` added; ``share`` scales each weight."""
    weights = np.array([one.weight for one in past]) * (1.0 if share is None else share)
    residuals = np.array([one.residual for one in past])
    return np.asarray((weights @ residuals + shrinkage * np.asarray(towards)) / (weights.sum() + shrinkage))


def need_marks(reading: NeedReading, lexicon: Lexicon) -> Marks:
    """The marks of a need: its words, and the ids of the concepts that fully meet one of its elements."""
    concepts = [number for one in reading.elements for number, quality in one.concepts if quality >= 1.0]
    texts = {*reading.tokens, *(f"={lexicon.concepts[number].id}" for number in concepts)}
    return np.array(sorted({zlib.crc32(text.encode()) for text in texts}), dtype=np.uint32)


def terms_groups(terms: NDArray[np.int8]) -> NDArray[np.int8]:
    """Whether rows leave goods on consignment or sell outright only, shape (n,); 0 unknown."""
    groups = np.where((terms & CONSIGNMENT) != 0, CONSIGNS, OUTRIGHT_ONLY)
    return np.where(terms == TERMS_UNKNOWN, UNKNOWN_GROUP, groups).astype(np.int8)


def payment_groups(days: NDArray[np.float32]) -> NDArray[np.int8]:
    """Whether rows can wait `PATIENT_DAYS` for their money, shape (n,); 0 unknown."""
    groups = np.where(days >= PATIENT_DAYS, PATIENT, PROMPT)
    return np.where(np.isnan(days), UNKNOWN_GROUP, groups).astype(np.int8)


def similarity(one: Marks, other: Marks) -> float:
    """Cosine of two sets of marks, 0..1."""
    if not len(one) or not len(other):
        return 0.0
    shared = len(np.intersect1d(one, other, assume_unique=True))
    return float(shared / np.sqrt(len(one) * len(other)))
