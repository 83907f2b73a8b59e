"""The lexicon's records: concepts in one numbered space, what they imply, and the forms that name them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Space = Literal["kind", "facet", "use", "plain"]

PLAIN_PREFIX = "plain:"
"""A kind said without saying which of its narrower kinds: `plain:kursi` is a chair, and may be any chair."""
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

    @property
    def dimension(self) -> str:
        """Dimension of a facet (material, function, ...); empty for kinds and uses."""
        return self.id.partition("/")[0] if self.space == "facet" else ""

    @property
    def label(self) -> str:
        """The value in words: "keripik pisang", "rotan", "coffee break"."""
        return self.id.removeprefix(USE_PREFIX).rpartition("/")[2].replace("_", " ")


@dataclass(frozen=True, slots=True)
class Closure:
    """Everything a concept implies, itself included: concept numbers, ascending, and strengths in (0, 1]."""

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
    depths : list of dict
        Per concept: itself and all wider concepts -> steps to them, nearest first.
    specificity : ndarray of float32, shape (n_concepts,)
        How much the concept tells things apart, in (0, 1]: 1 for one thing, small for nearly everything.
    forms : dict
        Normalised words of a form -> numbers of the concepts it names (a facet may share a kind's form).
    """

    version: str
    concepts: tuple[Concept, ...]
    number: dict[str, int]
    closures: tuple[Closure, ...]
    depths: list[dict[int, int]]
    specificity: NDArray[np.float32]
    forms: dict[tuple[str, ...], tuple[int, ...]]

    def space(self, number: int) -> Space:
        """Whether concept ``number`` is a kind, a kind left plain, a facet or a use."""
        return self.concepts[number].space

    @cached_property
    def plain(self) -> dict[int, int]:
        """Kinds that have narrower ones -> their plain concept."""
        return {
            self.number[concept.id.removeprefix(PLAIN_PREFIX)]: number
            for number, concept in enumerate(self.concepts)
            if concept.space == "plain"
        }

    def is_a(self, number: int, wider: int) -> bool:
        """Whether ``number`` is ``wider`` or something narrower."""
        return wider in self.depths[number]

    def permits(self, number: int) -> frozenset[str]:
        """Permit classes of a kind: its own, or else those of the nearest wider kinds that have any."""
        found: set[str] = set()
        nearest = None
        for at, depth in self.depths[number].items():
            if self.concepts[at].permits and nearest in {None, depth}:
                nearest = depth
                found.update(self.concepts[at].permits)
        return frozenset(found)

    def category(self, number: int) -> str | None:
        """Category of a kind: its own, or else that of the nearest wider kind that has one."""
        return next((self.concepts[at].category for at in self.depths[number] if self.concepts[at].category), None)

    def kbli(self, number: int) -> tuple[str, ...]:
        """KBLI codes of a kind: its own, or else those of the nearest wider kind that has any."""
        return next((self.concepts[at].kbli for at in self.depths[number] if self.concepts[at].kbli), ())
