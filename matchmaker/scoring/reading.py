"""What the analyzer understood of a product or of a need."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from matchmaker.scoring.quantities import Quantity

Role = Literal["head", "modifier", "use", "facet", "region", "negated"]


@dataclass(frozen=True, slots=True)
class ProductReading:
    """One product (or one UMKM without products) as the scorer sees it.

    Attributes
    ----------
    concepts, strengths : ndarray, shape (n,)
        Concept numbers, ascending, and how strongly the product is or has each (0..1), closure included.
    heads : tuple of int
        Kinds the product is said to be, surest first; empty when the lexicon knows none of its words.
    tokens : tuple of str
        Distinct normalised content words of name and description.
    grams : ndarray of uint32
        Sorted distinct hashes of character n-grams.
    permits : frozenset of str
        Permit classes by lexicon (pirt_ok, md_only, short_life, nkv, slhs, cosmetic, ...).
    regions : tuple of int
        Concept numbers of regions whose speciality the product is said to be.
    category : str or None
        Category as given, else by lexicon.
    quantity : Quantity or None
        Size of one pack, from name or description.
    """

    concepts: NDArray[np.int32]
    strengths: NDArray[np.float32]
    heads: tuple[int, ...]
    tokens: tuple[str, ...]
    grams: NDArray[np.uint32]
    permits: frozenset[str]
    regions: tuple[int, ...]
    category: str | None
    quantity: Quantity | None

    def strength(self, concept: int) -> float:
        """How strongly the product is or has ``concept``; 0.0 when it does not."""
        at = int(np.searchsorted(self.concepts, concept))
        if at < len(self.concepts) and self.concepts[at] == concept:
            return float(self.strengths[at])
        return 0.0


@dataclass(frozen=True, slots=True)
class Element:
    """One thing the need asks for: any of ``concepts`` (number, quality 0..1) meets it, best one counts."""

    role: Role
    weight: float
    concepts: tuple[tuple[int, float], ...]
    words: str


@dataclass(frozen=True, slots=True)
class Constraint:
    """A condition found in the text of a need.

    ``rule`` is one of min_shelf_life_days, max_price_idr, piece_weight_g, piece_volume_ml, piece_length_cm,
    volume_per_month, max_lead_time_days, certificate, delivery, customisation, unwanted. ``value`` is a
    number, a (low, high) range or a word; ``unit`` the unit it counts. ``soft`` marks a wish ("kalau bisa"), which
    must never cost anything. ``start`` and ``end`` are the place in ``source`` ("title" or "description").
    """

    rule: str
    value: float | str | tuple[float, float]
    unit: str | None
    soft: bool
    text: str
    source: Literal["title", "description"]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class NeedReading:
    """One need as the scorer sees it.

    ``vagueness`` runs from 0 (one thing told exactly) to 1 (nothing that tells suppliers apart).
    ``buyer_type`` is kept for the uses that fit this kind of buyer.
    """

    elements: tuple[Element, ...]
    constraints: tuple[Constraint, ...]
    tokens: tuple[str, ...]
    grams: NDArray[np.uint32]
    regions: tuple[int, ...]
    category: str | None
    buyer_type: str
    vagueness: float
