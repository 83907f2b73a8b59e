"""What is read of a product, and what has been gathered while reading it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

Implied = Sequence[tuple[int, float]]
"""Concepts that one implies, each with its share of the one's strength."""


class SourceKind(NamedTuple):
    """What a text about a product is. ``weight`` scales facets and uses, ``head_weight`` the kinds it names as heads.

    ``names`` if it says what the thing is, ``signboard`` if it is what a business calls itself: places in it say
    where the business is at home, not whose speciality it sells.
    """

    weight: float
    head_weight: float
    token_weight: float
    names: bool = False
    signboard: bool = False


class Source(NamedTuple):
    """One text about a product, None where there is none."""

    text: str | None
    kind: SourceKind


@dataclass(slots=True)
class ProductDraft:
    """What has been gathered so far, by concept number or word.

    ``heads`` are the kinds it is said to be, ``said_facets`` what is said of it in so many words, ``lacked`` what is
    denied; ``held`` are single concepts, ``implying`` those that hold with all they imply.
    """

    held: dict[int, float] = field(default_factory=dict)
    implying: dict[int, float] = field(default_factory=dict)
    heads: dict[int, float] = field(default_factory=dict)
    said_facets: set[int] = field(default_factory=set)
    regions: dict[int, None] = field(default_factory=dict)
    tokens: dict[str, float] = field(default_factory=dict)
    lacked: set[int] = field(default_factory=set)

    def raise_to(self, concept: int, strength: float) -> None:
        """Hold ``concept`` at least this strongly."""
        if strength > self.held.get(concept, 0.0):
            self.held[concept] = strength

    def raise_all(self, concept: int, strength: float) -> None:
        """Hold all that ``concept`` implies, itself included, at least at its share of ``strength``."""
        if strength > self.implying.get(concept, 0.0):
            self.implying[concept] = strength

    def note_tokens(self, keys: Iterable[str], weight: float) -> None:
        """Note words; the weightiest place of a word counts."""
        tokens = self.tokens
        for key in keys:
            if weight > tokens.get(key, 0.0):
                tokens[key] = weight

    def strengths(self, closures: Sequence[Implied]) -> dict[int, float]:
        """Everything that holds, and how strongly, but for what is denied and no kind it is said to be."""
        found = self.held.copy()
        for concept, strength in self.implying.items():
            for implied, share in closures[concept]:
                value = share * strength
                if value > found.get(implied, 0.0):
                    found[implied] = value
        for concept in self.lacked - self.heads.keys():
            found.pop(concept, None)
        return found
