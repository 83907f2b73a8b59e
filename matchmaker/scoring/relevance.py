"""How well every product meets what a need asks for, over arrays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matchmaker.scoring.lexicon.model import Lexicon
from matchmaker.scoring.reading import Element, NeedReading, ProductReading

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Relevance:
    """Arrays over product rows, shape (n_rows,), float32.

    ``kind`` how well the product is what is asked, ``facet`` how much of the asked facets and uses it has,
    ``gram`` likeness of letters, ``token`` shared rare words, each 0..1; ``region`` +1 where a wished
    speciality is met, -1 where another region's stands, 0 where nothing is wished or known; ``negated`` 0..1
    where the product is something the need excludes; ``text`` all combined, 0..1: from 0.6 the right product,
    from 0.3 related, below something else.
    """

    kind: Floats
    facet: Floats
    gram: Floats
    token: Floats
    region: Floats
    negated: Floats
    text: Floats


@dataclass(frozen=True, slots=True)
class ElementMatch:
    """How one product meets one element of a need; ``concept`` is the lexicon number that met it, or None."""

    element: Element
    value: float
    concept: int | None


class RelevanceIndex:
    """Readings of all product rows, searchable by need."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self._readings: list[ProductReading] = []

    @classmethod
    def build(cls, readings: Iterable[ProductReading], lexicon: Lexicon) -> RelevanceIndex:
        """An index over ``readings``; row i is the i-th reading."""
        index = cls(lexicon)
        index.append(list(readings))
        return index

    def __len__(self) -> int:
        return len(self._readings)

    def append(self, readings: Sequence[ProductReading]) -> range:
        """Add rows at the end; the next `relevance` sees them. Returns their row numbers."""
        first = len(self._readings)
        self._readings += readings
        return range(first, len(self._readings))

    def relevance(self, need: NeedReading) -> Relevance:
        """Relevance of every row to ``need``."""
        kind = self._channel(need, ("head",))
        facet = self._channel(need, ("modifier", "use", "facet"))
        gram = self._share(need.grams, [reading.grams for reading in self._readings])
        token = np.array([self._token_share(need, r) for r in self._readings], dtype=np.float32)
        negated = self._channel(need, ("negated",))
        region = self._region(need)
        has_head = any(e.role == "head" for e in need.elements)
        has_facet = any(e.role in {"modifier", "use", "facet"} for e in need.elements)
        if has_head and has_facet:
            text = kind * (0.5 + 0.5 * facet)
        else:
            text = kind if has_head else facet
        text = np.maximum(text, 0.5 * gram) * (1 - 0.7 * negated)
        return Relevance(kind, facet, gram, token, region, negated, text.astype(np.float32))

    def explain(self, need: NeedReading, row: int) -> list[ElementMatch]:
        """Which element of ``need`` the product of ``row`` meets, by which concept, best first."""
        matches = [self._match(element, self._readings[row]) for element in need.elements]
        return sorted(matches, key=lambda match: -match.value)

    def _channel(self, need: NeedReading, roles: tuple[str, ...]) -> Floats:
        total = np.zeros(len(self._readings), dtype=np.float32)
        weights = 0.0
        for element in need.elements:
            if element.role not in roles:
                continue
            weights += element.weight
            total += element.weight * np.array(
                [self._match(element, r).value for r in self._readings], dtype=np.float32
            )
        return total / np.float32(weights) if weights else total

    def _match(self, element: Element, reading: ProductReading) -> ElementMatch:
        best, found = 0.0, None
        for concept, quality in element.concepts:
            value = quality * reading.strength(concept)
            if value > best:
                best, found = value, concept
        return ElementMatch(element, best, found)

    def _share(self, grams: NDArray[np.uint32], rows: list[NDArray[np.uint32]]) -> Floats:
        size = max(1, len(grams))
        shares = [len(np.intersect1d(grams, row, assume_unique=True)) / size for row in rows]
        return np.array(shares, dtype=np.float32)

    def _token_share(self, need: NeedReading, reading: ProductReading) -> float:
        return len(set(need.tokens) & set(reading.tokens)) / max(1, len(need.tokens))

    def _region(self, need: NeedReading) -> Floats:
        wished = set(need.regions)
        if not wished:
            return np.zeros(len(self._readings), dtype=np.float32)
        verdicts = [0.0 if not r.regions else 1.0 if wished & set(r.regions) else -1.0 for r in self._readings]
        return np.array(verdicts, dtype=np.float32)
