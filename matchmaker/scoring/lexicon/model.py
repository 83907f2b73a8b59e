"""The lexicon's records: concepts in one numbered space, their closure, and the forms that name them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Space = Literal["kind", "facet", "use"]

USE_PREFIX = "use:"
"""Uses carry this prefix in the concept space, because a kind and a use may share a name."""


@dataclass(frozen=True, slots=True)
class Concept:
    """One entry as its data file tells it. ``id`` is `keripik_pisang`, `material/rotan`, `use:sarapan`.

    ``facets`` and ``uses`` are the entry's own, before inheritance; a facet "-material/x" removes an
    inherited one, a use weight of 0 removes an inherited use. ``targets`` and ``buyer_types`` belong to uses.
    """

    id: str
    space: Space
    broader: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    facets: tuple[str, ...] = ()
    uses: dict[str, float] = field(default_factory=dict)
    targets: dict[str, float] = field(default_factory=dict)
    buyer_types: dict[str, float] = field(default_factory=dict)
    permits: tuple[str, ...] = ()
    kbli: tuple[str, ...] = ()
    category: str | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Closure:
    """Everything a concept implies, itself included: concept numbers and strengths in (0, 1]."""

    concepts: NDArray[np.int32]
    strengths: NDArray[np.float32]


@dataclass(frozen=True)
class Lexicon:
    """The trade lexicon. A concept's number is its place in ``concepts``.

    Attributes
    ----------
    version : str
        Hash of the content of the data files.
    concepts : tuple of Concept
    number : dict of str to int
        Concept id -> number.
    closures : tuple of Closure
        What a thing that IS the concept also is: wider kinds, facets, uses.
    specificity : ndarray of float32, shape (n_concepts,)
        How much the concept tells things apart, in (0, 1]: 1 for one thing, small for nearly everything.
    forms : dict
        Normalised words of a form -> numbers of the concepts it names (a facet may share a kind's form).
    """

    version: str
    concepts: tuple[Concept, ...]
    number: dict[str, int]
    closures: tuple[Closure, ...]
    specificity: NDArray[np.float32]
    forms: dict[tuple[str, ...], tuple[int, ...]]

    def space(self, number: int) -> Space:
        """Whether concept ``number`` is a kind, a facet or a use."""
        return self.concepts[number].space

    def permits(self, number: int) -> frozenset[str]:
        """Permit classes of a kind: its own, or else those of its nearest wider kinds."""
        return self._nearest_permits(number, frozenset())

    def _nearest_permits(self, number: int, seen: frozenset[int]) -> frozenset[str]:
        concept = self.concepts[number]
        if concept.permits or number in seen:
            return frozenset(concept.permits)
        wider = [self.number[one] for one in concept.broader if one in self.number]
        seen = seen | {number}
        return frozenset().union(*(self._nearest_permits(one, seen) for one in wider))

    def category(self, number: int) -> str | None:
        """Category of a kind: its own, or else that of the first wider kind that has one."""
        seen: set[int] = set()
        queue = [number]
        while queue:
            at = queue.pop(0)
            if at in seen:
                continue
            seen.add(at)
            if self.concepts[at].category:
                return self.concepts[at].category
            queue += [self.number[one] for one in self.concepts[at].broader if one in self.number]
        return None
