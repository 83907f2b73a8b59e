"""Reads products and needs: phrases to concepts, roles, constraints."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from matchmaker.scoring.lexicon.loader import load_lexicon
from matchmaker.scoring.lexicon.matcher import Mention, PhraseMatcher
from matchmaker.scoring.lexicon.model import Lexicon
from matchmaker.scoring.quantities import parse_quantity
from matchmaker.scoring.reading import Element, NeedReading, ProductReading, Role
from matchmaker.scoring.text import Token, gram_set, tokenize

DESCRIPTION_STRENGTH = 0.7
"""What a description says about a product counts less than its name."""
UMKM_STRENGTH = 0.4
"""What the business is called hints at its products."""
WIDER_QUALITY = 0.45
"""A wider kind than the one asked for may or may not contain it."""


class Analyzer:
    """Turns texts into readings with one lexicon. Reentrant; holds caches only."""

    def __init__(self, lexicon: Lexicon | None = None) -> None:
        self.lexicon = lexicon or load_lexicon()
        self.matcher = PhraseMatcher(self.lexicon)

    def read_product(
        self,
        name: str,
        description: str | None = None,
        category: str | None = None,
        umkm_name: str | None = None,
        umkm_description: str | None = None,
    ) -> ProductReading:
        """Read one product, or an UMKM without products by its own name and description."""
        strengths: dict[int, float] = {}
        heads: list[int] = []
        tokens: list[Token] = []
        for text, weight in (
            (name, 1.0),
            (description, DESCRIPTION_STRENGTH),
            (umkm_name, UMKM_STRENGTH),
            (umkm_description, UMKM_STRENGTH),
        ):
            words = tokenize(text or "")
            mentions = self.matcher.find(words)
            self._collect(mentions, weight, strengths)
            if not heads:
                heads = self._kinds(mentions)[:1]
            if weight >= DESCRIPTION_STRENGTH:
                tokens += words
        order = sorted(strengths)
        keys = tuple(dict.fromkeys(token.key for token in tokens))
        return ProductReading(
            concepts=np.array(order, dtype=np.int32),
            strengths=np.array([strengths[n] for n in order], dtype=np.float32),
            heads=tuple(heads),
            tokens=keys,
            grams=gram_set(list(keys)),
            permits=self.lexicon.permits(heads[0]) if heads else frozenset(),
            regions=tuple(n for n in order if self.lexicon.concepts[n].id.startswith("region/")),
            category=category or (self.lexicon.category(heads[0]) if heads else None),
            quantity=parse_quantity(name) or parse_quantity(description),
        )

    def read_need(
        self,
        title: str,
        description: str | None = None,
        category: str | None = None,
        buyer_type: str = "other",
    ) -> NeedReading:
        """Read one need."""
        elements: list[Element] = []
        tokens: list[Token] = []
        for text, weight in ((title, 1.0), (description, 0.5)):
            words = tokenize(text or "")
            tokens += words
            elements += self._elements(words, weight)
        keys = tuple(dict.fromkeys(token.key for token in tokens))
        regions = tuple(n for e in elements if e.role == "region" for n, q in e.concepts if q == 1.0)
        return NeedReading(
            elements=tuple(elements),
            constraints=(),
            tokens=keys,
            grams=gram_set(list(keys)),
            regions=regions,
            category=category,
            buyer_type=buyer_type,
            vagueness=self._vagueness(elements),
        )

    def _collect(self, mentions: Sequence[Mention], weight: float, strengths: dict[int, float]) -> None:
        for mention in mentions:
            for concept in mention.concepts:
                closure = self.lexicon.closures[concept]
                for n, s in zip(closure.concepts.tolist(), closure.strengths.tolist(), strict=True):
                    strengths[n] = max(strengths.get(n, 0.0), s * weight)

    def _kinds(self, mentions: Sequence[Mention]) -> list[int]:
        return [c for m in mentions for c in m.concepts if self.lexicon.space(c) == "kind"]

    def _elements(self, words: Sequence[Token], weight: float) -> list[Element]:
        elements: list[Element] = []
        for mention in self.matcher.find(words):
            said = " ".join(token.word for token in words[mention.first : mention.last + 1])
            for concept in mention.concepts:
                has_head = any(element.role == "head" for element in elements)
                elements.append(Element(self._role(concept, has_head), weight, self._expand(concept), said))
        return elements

    def _role(self, concept: int, has_head: bool) -> Role:
        space = self.lexicon.space(concept)
        if space == "use":
            return "use"
        if self.lexicon.concepts[concept].id.startswith("region/"):
            return "region"
        if space == "facet":
            return "facet"
        return "modifier" if has_head else "head"

    def _expand(self, concept: int) -> tuple[tuple[int, float], ...]:
        wider = self.lexicon.concepts[concept].broader
        numbers = [self.lexicon.number[one] for one in wider if one in self.lexicon.number]
        return ((concept, 1.0), *((n, WIDER_QUALITY) for n in numbers))

    def _vagueness(self, elements: Sequence[Element]) -> float:
        told = [self.lexicon.specificity[e.concepts[0][0]] * e.weight for e in elements if e.role != "negated"]
        return float(1.0 - max(told, default=0.0))
