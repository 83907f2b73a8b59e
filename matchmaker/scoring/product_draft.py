"""What is read of a product, and what has been gathered while reading it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Source:
    """One text about a product. ``weight`` scales facets and uses, ``head_weight`` the kinds it names as heads.

    ``names`` if it says what the thing is, ``signboard`` if it is what a business calls itself: places in it say
    where the business is at home, not whose speciality it sells.
    """

    text: str | None
    weight: float
    head_weight: float
    token_weight: float
    names: bool = False
    signboard: bool = False


@dataclass(slots=True)
class ProductDraft:
    """What has been gathered so far, by concept number or word.

    ``heads`` are the kinds it is said to be, ``said_facets`` what is said of it in so many words, ``lacked`` what is
    denied; ``strengths`` holds all of it with what it implies.
    """

    strengths: dict[int, float] = field(default_factory=dict)
    heads: dict[int, float] = field(default_factory=dict)
    said_facets: set[int] = field(default_factory=set)
    regions: dict[int, None] = field(default_factory=dict)
    tokens: dict[str, float] = field(default_factory=dict)
    lacked: set[int] = field(default_factory=set)

    def raise_to(self, concept: int, strength: float) -> None:
        """Hold ``concept`` at least this strongly."""
        if strength > self.strengths.get(concept, 0.0):
            self.strengths[concept] = strength

    def raise_all(self, implied: Iterable[tuple[int, float]], strength: float) -> None:
        """Hold all that is ``implied`` (concept and share) at least at its share of ``strength``."""
        strengths = self.strengths
        for concept, share in implied:
            value = share * strength
            if value > strengths.get(concept, 0.0):
                strengths[concept] = value
