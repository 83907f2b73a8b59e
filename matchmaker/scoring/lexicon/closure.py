"""What a concept implies: wider kinds, inherited facets, uses, each with a strength."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from matchmaker.scoring.lexicon.model import USE_PREFIX, Closure, Concept

WIDER_STRENGTH = 0.95
"""A narrower thing answers for a wider one nearly fully; each step costs a little."""
INHERITED_FACET_STRENGTH = 0.9
"""A facet told of a wider kind holds for most of its kinds."""


def ancestor_depths(concepts: Sequence[Concept], number: Mapping[str, int], start: int) -> dict[int, int]:
    """Numbers of ``start`` and all wider concepts -> the least number of steps to them."""
    depths = {start: 0}
    frontier = [start]
    while frontier:
        reached: list[int] = []
        for at in frontier:
            for wider in concepts[at].broader:
                target = number.get(wider)
                if target is not None and target not in depths:
                    depths[target] = depths[at] + 1
                    reached.append(target)
        frontier = reached
    return depths


def build_closures(concepts: Sequence[Concept], number: Mapping[str, int]) -> tuple[Closure, ...]:
    """Closure of every concept, in order."""
    depths = [ancestor_depths(concepts, number, i) for i in range(len(concepts))]
    return tuple(_closure(concepts, number, depths, i) for i in range(len(concepts)))


def build_specificity(concepts: Sequence[Concept], closures: Sequence[Closure]) -> NDArray[np.float32]:
    """1 for a concept only itself implies, falling with the logarithm of how many kinds imply it."""
    counts = np.ones(len(concepts))
    for concept, closure in zip(concepts, closures, strict=True):
        if concept.space == "kind":
            counts[closure.concepts] += closure.strengths
    total = max(2.0, float(sum(concept.space == "kind" for concept in concepts)))
    shared = np.log(counts) / np.log(total)
    specificity: NDArray[np.float32] = np.clip(1.0 - shared / 1.3, 0.1, 1.0).astype(np.float32)
    return specificity


def _closure(
    concepts: Sequence[Concept], number: Mapping[str, int], depths: list[dict[int, int]], start: int
) -> Closure:
    strengths: dict[int, float] = {}
    for at, depth in depths[start].items():
        strengths[at] = max(strengths.get(at, 0.0), WIDER_STRENGTH**depth)
    if concepts[start].space == "kind":
        for facet, strength in _facets(concepts, number, depths[start]).items():
            for at, depth in depths[facet].items():
                strengths[at] = max(strengths.get(at, 0.0), strength * WIDER_STRENGTH**depth)
    if concepts[start].space != "use":
        strengths |= _uses(concepts, number, strengths, depths[start])
    kept = sorted((n, s) for n, s in strengths.items() if s > 0)
    return Closure(np.array([n for n, _ in kept], dtype=np.int32), np.array([s for _, s in kept], dtype=np.float32))


def _facets(concepts: Sequence[Concept], number: Mapping[str, int], lineage: Mapping[int, int]) -> dict[int, float]:
    """Facets of a kind and its wider kinds; a nearer removal holds against farther ones."""
    found: dict[int, float] = {}
    removed: set[str] = set()
    for at in sorted(lineage, key=lambda one: lineage[one]):
        strength = 1.0 if lineage[at] == 0 else INHERITED_FACET_STRENGTH
        for facet in concepts[at].facets:
            if facet.startswith("-"):
                removed.add(facet[1:])
            elif facet not in removed and facet in number:
                found.setdefault(number[facet], strength)
    return found


def _uses(
    concepts: Sequence[Concept],
    number: Mapping[str, int],
    implied: Mapping[int, float],
    lineage: Mapping[int, int],
) -> dict[int, float]:
    """Use weights: said by the nearest kind, else by what the kind's facets are good for."""
    found: dict[int, float] = {}
    for use, concept in enumerate(concepts):
        if concept.space != "use":
            continue
        weight = _use_weight(concepts, number, use, implied, lineage)
        if weight:
            found[use] = weight
    return found


def _use_weight(
    concepts: Sequence[Concept],
    number: Mapping[str, int],
    use: int,
    implied: Mapping[int, float],
    lineage: Mapping[int, int],
) -> float:
    name = concepts[use].id.removeprefix(USE_PREFIX)
    targets = concepts[use].targets
    for at in sorted(lineage, key=lambda one: lineage[one]):
        said = [w for w in (concepts[at].uses.get(name), targets.get(concepts[at].id)) if w is not None]
        if said:
            return max(said) if min(said) > 0 else 0.0
    facet_weights = [
        weight * implied[number[target]]
        for target, weight in targets.items()
        if "/" in target and target in number and number[target] in implied
    ]
    return max(facet_weights, default=0.0)
