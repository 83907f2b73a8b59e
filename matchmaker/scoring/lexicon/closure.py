"""What a concept implies: wider kinds, inherited facets, uses, each with a strength."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from matchmaker.scoring.lexicon.model import USE_PREFIX, Closure, Concept

WIDER_STRENGTH = 0.95
"""A narrower thing answers for a wider one nearly fully; each step costs a little."""
INHERITED_FACET_STRENGTH = 0.85
"""A facet told of a wider kind holds for most of its kinds."""
FACET_USE_STRENGTH = 0.8
"""What a facet is good for says less than what the thing itself is good for."""
_LEAST_SPECIFICITY = 0.1

Weights = dict[int, float]


class ClosureBuilder:
    """Computes closures over numbered concepts; unknown ids are passed over."""

    def __init__(self, concepts: Sequence[Concept], number: Mapping[str, int]) -> None:
        self.concepts = concepts
        self.number = number
        self.depths = [self._depths(start) for start in range(len(concepts))]
        self._said_uses = [self._uses_said_of(concept) for concept in concepts]

    def build(self) -> tuple[Closure, ...]:
        """Closure of every concept, in order of their numbers."""
        return tuple(self._closure(start) for start in range(len(self.concepts)))

    def _depths(self, start: int) -> dict[int, int]:
        """``start`` and all wider concepts -> least number of steps to them, nearest first."""
        depths = {start: 0}
        frontier = [start]
        while frontier:
            wider = [self.number.get(name, -1) for at in frontier for name in self.concepts[at].broader]
            depth = depths[frontier[0]] + 1
            frontier = [at for at in dict.fromkeys(wider) if at >= 0 and at not in depths]
            depths.update(dict.fromkeys(frontier, depth))
        return depths

    def _uses_said_of(self, concept: Concept) -> Weights:
        """Uses that the concept itself, or a use's list of targets, gives a weight."""
        said = {USE_PREFIX + name: weight for name, weight in concept.uses.items()}
        found = {self.number[name]: weight for name, weight in said.items() if name in self.number}
        for use, weight in self._targets_by_concept().get(concept.id, ()):
            found.setdefault(use, weight)
        return found

    def _targets_by_concept(self) -> dict[str, list[tuple[int, float]]]:
        if not hasattr(self, "_targets"):
            self._targets: dict[str, list[tuple[int, float]]] = {}
            for concept in self.concepts:
                for target, weight in concept.targets.items():
                    self._targets.setdefault(target, []).append((self.number[concept.id], weight))
        return self._targets

    def _closure(self, start: int) -> Closure:
        lineage = self.depths[start]
        strengths: Weights = {at: WIDER_STRENGTH**depth for at, depth in lineage.items()}
        if self.concepts[start].space == "kind":
            _merge(strengths, self._facets(lineage))
        if self.concepts[start].space != "use":
            strengths |= self._uses(lineage, strengths)
        kept = sorted((at, strength) for at, strength in strengths.items() if strength > 0)
        return Closure(
            np.array([at for at, _ in kept], dtype=np.int32),
            np.array([strength for _, strength in kept], dtype=np.float32),
        )

    def _facets(self, lineage: Mapping[int, int]) -> Weights:
        """Own and inherited facets with their wider facets; a nearer removal holds against farther ones."""
        found: Weights = {}
        removed: set[str] = set()
        for at, depth in lineage.items():
            strength = 1.0 if depth == 0 else INHERITED_FACET_STRENGTH
            for facet in self.concepts[at].facets:
                if facet.startswith("-"):
                    removed.add(facet[1:])
                elif facet not in removed and facet in self.number:
                    wider = self.depths[self.number[facet]]
                    _merge(found, {at: strength * WIDER_STRENGTH**step for at, step in wider.items()})
        return found

    def _uses(self, lineage: Mapping[int, int], implied: Mapping[int, float]) -> Weights:
        """Use weights: what the nearest kind says; where none says anything, what the facets are good for."""
        found: Weights = {}
        for at, strength in implied.items():
            if at not in lineage and self.concepts[at].space == "facet":
                by_facet = {u: w * strength * FACET_USE_STRENGTH for u, w in self._said_uses[at].items()}
                _merge(found, by_facet)
        for at in sorted(lineage, key=lambda one: -lineage[one]):
            found |= self._said_uses[at]
        return found


def build_specificity(concepts: Sequence[Concept], closures: Sequence[Closure]) -> NDArray[np.float32]:
    """1 for a concept only itself implies, falling with the logarithm of how many kinds imply it."""
    counts = np.ones(len(concepts))
    kinds = 0
    for concept, closure in zip(concepts, closures, strict=True):
        if concept.space == "kind":
            kinds += 1
            counts[closure.concepts] += closure.strengths
    shared = np.log(counts) / np.log(max(3, kinds))
    specificity: NDArray[np.float32] = np.clip(1.0 - shared, _LEAST_SPECIFICITY, 1.0).astype(np.float32)
    return specificity


def _merge(weights: Weights, more: Mapping[int, float]) -> None:
    """Take the larger of two weights everywhere."""
    for at, weight in more.items():
        if weight > weights.get(at, 0.0):
            weights[at] = weight
