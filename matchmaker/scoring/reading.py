"""What the analyzer understood of a product or of a need."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from matchmaker.scoring.quantities import Quantity

Role = Literal["head", "modifier", "use", "facet", "region", "negated", "described"]
"""What an element is there for; "described" are things that the need as a whole seems to describe."""


@dataclass(frozen=True, slots=True)
class ProductReading:
    """One product (or one UMKM without products) as the scorer sees it.

    Attributes
    ----------
    strengths : dict of int to float
        How strongly the product is or has each concept (number), in (0, 1], all that is implied included.
    heads : tuple of int
        Kinds the product is said to be, surest first; empty when the lexicon knows none of its words.
    tokens : dict of str to float
        Distinct normalised content words of name, description and business with their weights, in order: 1 for
        words of the name, less for those of the description, least for those of the business.
    permits : frozenset of str
        Permit classes by lexicon (pirt_ok, md_only, short_life, nkv, slhs, cosmetic, ...).
    regions : tuple of int
        Concept numbers of regions whose speciality the product is said to be.
    origins : tuple of int
        Concept numbers of the region it is made in, as far as the place is known.
    category : str or None
        Category as given, else by lexicon.
    quantity : Quantity or None
        Size of one pack, from name or description.
    """

    strengths: dict[int, float]
    heads: tuple[int, ...]
    tokens: dict[str, float]
    permits: frozenset[str]
    regions: tuple[int, ...]
    origins: tuple[int, ...]
    category: str | None
    quantity: Quantity | None

    def strength(self, concept: int) -> float:
        """How strongly the product is or has ``concept``; 0.0 when it does not."""
        return self.strengths.get(concept, 0.0)


@dataclass(frozen=True, slots=True)
class Element:
    """One thing the need asks for.

    Any of ``concepts`` (number, quality 0..1) meets it; so do its ``tokens``, all of them in the text of the
    product, with quality ``literal``. The best counts. ``words`` is what the need said.
    """

    role: Role
    weight: float
    concepts: tuple[tuple[int, float], ...]
    words: str
    tokens: tuple[str, ...] = ()
    literal: float = 0.0


@dataclass(frozen=True, slots=True)
class Constraint:
    """A condition found in the text of a need.

    ``rule`` is one of min_shelf_life_days, max_price_idr, piece_weight_g, piece_volume_ml, piece_length_cm,
    volume_per_month, max_lead_time_days, certificate, certificate_any ("PIRT|BPOM_MD": one of them),
    delivery (early, daily, delivered), customisation (bordir, sablon, cetak, ukir, grafir, label, design),
    unwanted (the words), local. ``value`` is a number, a (low, high) range or a word; ``unit`` the unit it
    counts. ``soft`` marks a wish ("kalau bisa"), which must never cost anything. ``start`` and ``end`` are
    the place in ``source``.
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

    Attributes
    ----------
    elements : tuple of Element
        Most telling first within each role.
    constraints : tuple of Constraint
    tokens : tuple of str
        Distinct normalised content words.
    rarities : tuple of float
        How telling each of ``tokens`` is, in (0, 1]: 1 for a word the lexicon does not know or has once.
    strange : frozenset of str
        Those of ``tokens`` that the lexicon does not know: they can only be found by their letters.
    regions : tuple of int
        Regions whose speciality is wished.
    category : str or None
        As given.
    buyer_type : str
    vagueness : float
        From 0 (one thing told exactly) to 1 (nothing that tells suppliers apart).
    """

    elements: tuple[Element, ...]
    constraints: tuple[Constraint, ...]
    tokens: tuple[str, ...]
    rarities: tuple[float, ...]
    strange: frozenset[str]
    regions: tuple[int, ...]
    category: str | None
    buyer_type: str
    vagueness: float
