"""Reads needs: the thing asked for, what it must be made of, be good for, taste like, and what it must not be."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from matchmaker.scoring.common_words import COMMON_WORDS
from matchmaker.scoring.constraints import MASKED_RULES, Source, find_constraints
from matchmaker.scoring.describing import Describer, Told
from matchmaker.scoring.grammar import Item, Phrase, State
from matchmaker.scoring.lexicon.matcher import Word
from matchmaker.scoring.lexicon.model import USE_PREFIX
from matchmaker.scoring.meaning import MATERIAL_QUALITY, MEMBER_QUALITY, Qualities, joined, scaled
from matchmaker.scoring.phrasing import PhraseReader
from matchmaker.scoring.reading import Constraint, Element, NeedReading, Role
from matchmaker.scoring.text import gram_hashes

DESCRIPTION_WEIGHT = 0.55
"""What the description adds counts less than the title."""
LISTED_HEAD_WEIGHT = 0.85
"""A need that names several things is judged by its main thing."""
EXPLAINED_HEAD_WEIGHT = 0.75
"""An umbrella word whose examples follow ("camilan seperti keripik") matters less than the examples."""
REFINED_HEAD_WEIGHT = 0.9
MENTIONED_HEAD_WEIGHT = 0.5
"""A thing the description names in passing, where the title describes without naming: likely, not certain."""
STRAY_HEAD_WEIGHT = 0.3
"""Other things the description mentions: the menu they go with, the room they lie in."""
TELLING_TITLE = 0.4
"""Summed weight from which a title without a thing in it still says what is wanted."""
LITERAL_QUALITY = 0.75
"""Words found as they are, where the lexicon sees no concept."""
STRANGE_WEIGHT = 0.5
"""A word the lexicon does not know, behind a known head."""
HEADLIKE_DIMENSIONS = frozenset({"form", "function"})
"""A facet of these that opens a phrase says what the thing is: "cairan pembersih lantai" is no floor."""
SHARED_BY_SUBSTITUTES = frozenset({"function", "taste", "serving"})
"""What a substitute has in common with what it replaces."""
INFORMATION_SCALE = 1.1
"""So much summed weight makes a need two thirds precise."""
IMPLIED_USE_WEIGHT = 0.25
IMPLIED_USE_LEAST = 0.5
"""Uses less usual for a kind of buyer are not implied."""
VAGUE_FROM = 0.5
"""Only needs this vague get the buyer's usual purposes added."""
BUYER_WORDS: dict[str, tuple[str, ...]] = {
    "hotel": ("hotel",),
    "restaurant": ("restoran", "restaurant"),
    "cafe": ("kafe", "cafe"),
    "cinema": ("bioskop", "cinema"),
    "retail": ("ritel", "retail", "toko"),
    "souvenir_outlet": ("toko_oleh_oleh", "souvenir_outlet", "outlet_oleh_oleh"),
    "catering": ("katering", "catering"),
    "hospital": ("rumah_sakit", "hospital"),
    "airport": ("bandara", "airport"),
    "office": ("kantor", "office", "instansi"),
}
"""Buyer type of the records -> names used for it in the lexicon's uses."""

MATERIAL_STATES: frozenset[State] = frozenset({"head", "material", "taste", "content", "example"})
"""Where a thing is named as what another consists of, not as what it goes with."""
KIND_LIKE_DIMENSIONS = frozenset({"serving", "function"})
KIND_LIKE_QUALITY = 0.85
AVERTED_WEIGHT = 0.7
"""What must not happen ("supaya tidak digigit nyamuk") is what the thing is for."""

_WEIGHT: dict[State, float] = {
    "head": 0.75, "attribute": 0.7, "purpose": 0.9, "replaced": 0.8, "material": 0.9, "taste": 0.7, "region": 0.8,
    "negated": 0.8, "content": 0.5, "companion": 0.4, "context": 0.35, "example": 0.8,
}  # fmt: skip
"""Weight of what stands in a phrase beside the head."""
_THING_WEIGHT: dict[State, float] = {
    "head": 0.6, "attribute": 0.45, "purpose": 0.4, "replaced": 0.6, "material": 0.85, "taste": 0.6, "region": 0.3,
    "negated": 0.8, "content": 0.5, "companion": 0.3, "context": 0.2, "example": 0.8,
}  # fmt: skip
"""Weight of a kind that is not what is asked for but speaks about it."""


@dataclass(slots=True)
class _Draft:
    """What has been gathered so far; ``title_head`` once the title named a thing."""

    elements: list[Element] = field(default_factory=list)
    head_item: Item | None = None
    title_heads: list[int] = field(default_factory=list)
    title_named: bool = False
    title_tells: bool = False
    title_is_empty: bool = False
    opened_by_facet: bool = False


class NeedReader:
    """Reads needs with one lexicon."""

    def __init__(self, phraser: PhraseReader, describer: Describer) -> None:
        self.phraser = phraser
        self.describer = describer
        self.matcher = phraser.matcher
        self.meaning = phraser.meaning
        self.lexicon = phraser.matcher.lexicon

    def read(self, title: str, description: str | None, category: str | None, buyer_type: str) -> NeedReading:
        """Read one need."""
        draft = _Draft()
        constraints: list[Constraint] = []
        tokens: dict[str, bool] = {}
        told: dict[str, Told] = {}
        sources: tuple[tuple[Source, str | None], ...] = (("title", title), ("description", description))
        for source, text in sources:
            found = find_constraints(text, source)
            constraints += found
            words = self.matcher.words(text or "")
            masked = _masked(words, found)
            phrases = self.phraser.phrases(words, masked)
            masked |= _excluded(phrases)
            weight = 1.0 if source == "title" else DESCRIPTION_WEIGHT
            told = self.describer.told(words, masked, weight) | told
            tokens |= {
                word.key: not (word.known or word.ordinary)
                for i, word in enumerate(words)
                if i not in masked and _content(word)
            }
            for phrase in phrases:
                self._read_phrase(phrase, source, draft)
            draft.title_named = bool(draft.title_heads)
            draft.title_tells = sum(element.weight for element in draft.elements) >= TELLING_TITLE
            draft.title_is_empty = not draft.elements
        elements = self._settled(draft) + self.describer.elements(told)
        vagueness = self._vagueness(elements)
        if vagueness >= VAGUE_FROM:
            elements += self._implied(buyer_type, elements)
        regions = (c for e in elements if e.role == "region" for c, quality in e.concepts if quality == 1.0)
        return NeedReading(
            elements=tuple(elements),
            constraints=tuple(constraints),
            tokens=tuple(tokens),
            rarities=tuple(self.matcher.speller.rarity(key) for key in tokens),
            strange=frozenset(key for key, strange in tokens.items() if strange),
            grams=gram_hashes(tokens),
            regions=tuple(dict.fromkeys(regions)),
            category=category,
            buyer_type=buyer_type,
            vagueness=vagueness,
        )

    def _read_phrase(self, phrase: Phrase, source: Source, draft: _Draft) -> None:
        scale = 1.0 if source == "title" else DESCRIPTION_WEIGHT
        head: Item | None = None
        for item in phrase.items:
            kinds = self._kinds(item, phrase, head, draft)
            opens = head is None and phrase.state in {"head", "example"}
            strange = not (item.concepts or item.ordinary or draft.elements)
            object_too = phrase.listed and draft.opened_by_facet and not phrase.opener
            if opens and (kinds or strange) and not object_too:
                self._add_head(item, kinds, phrase, source, draft)
                head = item
            elif head is not None and kinds and (item.refines or self._refines(kinds, head)):
                self._add_refined(item, kinds, source, draft)
                head = item
            else:
                self._add_about(item, phrase.state, scale, draft)
                if opens and self._headlike(item):
                    head = item
                    draft.opened_by_facet = not draft.title_heads

    def _kinds(self, item: Item, phrase: Phrase, head: Item | None, draft: _Draft) -> tuple[int, ...]:
        kinds = self.meaning.of(item).kinds
        if head is None and phrase.listed and phrase.state == "head" and draft.head_item:
            return self.meaning.listed_head(draft.head_item, item) or kinds
        return kinds

    def _headlike(self, item: Item) -> bool:
        return any(self.meaning.dimension(f) in HEADLIKE_DIMENSIONS for f in self.meaning.of(item).facets)

    def _refines(self, kinds: Iterable[int], head: Item) -> bool:
        wide = self.meaning.of(head).kinds
        return any(self.meaning.refines(narrow, one) for narrow in kinds for one in wide)

    def _add_head(self, item: Item, kinds: tuple[int, ...], phrase: Phrase, source: Source, draft: _Draft) -> None:
        weight = self._head_weight(kinds, phrase, source, draft)
        literal = 0.0 if kinds else 1.0
        alike = scaled(self._kind_like(item), KIND_LIKE_QUALITY)
        concepts = joined(self.meaning.answers(kinds), alike, self.meaning.in_a_pack(item))
        element = Element("head", weight * item.certainty, concepts, item.words, item.keys, literal)
        if weight <= MENTIONED_HEAD_WEIGHT:
            parts = self._named_as_part(item, phrase.state)
            told = joined(parts, concepts) if weight == MENTIONED_HEAD_WEIGHT else parts
            element = replace(element, role="modifier", concepts=told, literal=LITERAL_QUALITY)
        elif kinds or source == "title":
            draft.head_item = item
            draft.title_heads += kinds if source == "title" else ()
        draft.elements.append(element)

    def _head_weight(self, kinds: tuple[int, ...], phrase: Phrase, source: Source, draft: _Draft) -> float:
        """The first thing of the title counts fully; examples of it too; strangers in the description hardly."""
        explains = any(self.meaning.refines(k, wide) for k in kinds for wide in draft.title_heads)
        if source == "description" and draft.title_named:
            return 1.0 if explains else STRAY_HEAD_WEIGHT
        if source == "description" and (draft.title_tells or not (phrase.opener or draft.title_is_empty)):
            return MENTIONED_HEAD_WEIGHT
        if not any(element.role == "head" for element in draft.elements):
            return 1.0 if source == "title" else LISTED_HEAD_WEIGHT
        if phrase.state == "example" or explains:
            return 1.0
        return LISTED_HEAD_WEIGHT if source == "title" or phrase.listed or phrase.opener else STRAY_HEAD_WEIGHT

    def _add_refined(self, item: Item, kinds: tuple[int, ...], source: Source, draft: _Draft) -> None:
        weight = 1.0 if source == "title" or not draft.title_named else REFINED_HEAD_WEIGHT
        draft.elements.append(
            Element("head", weight * item.certainty, self.meaning.answers(kinds), item.words, item.keys)
        )
        draft.head_item = item
        draft.title_heads += kinds if source == "title" else ()

    def _add_about(self, item: Item, state: State, scale: float, draft: _Draft) -> None:
        """What describes the thing: facets, uses, regions, other things, unknown words."""
        sense = self.meaning.of(item)
        weight = scale * item.certainty
        if state == "negated":
            self._add_negated(item, weight, draft)
            return
        if sense.regions and self.meaning.names_place(item, state):
            draft.elements.append(self._element("region", item, _WEIGHT["region"] * weight, sense.regions))
        if sense.uses:
            draft.elements.append(self._element("use", item, max(0.8, _WEIGHT[state]) * weight, sense.uses))
        if state == "replaced" and sense.kinds:
            self._add_substitute(item, weight, draft)
        elif sense.facets or sense.kinds:
            self._add_described(item, state, weight, draft)
        elif not item.concepts:
            strange = STRANGE_WEIGHT * _WEIGHT[state] * weight
            draft.elements.append(Element("modifier", strange, (), item.words, item.keys, 1.0))

    def _add_described(self, item: Item, state: State, weight: float, draft: _Draft) -> None:
        sense = self.meaning.of(item)
        functional = any(self.meaning.dimension(facet) == "function" for facet in sense.facets)
        base = _WEIGHT if sense.facets and (functional or not sense.kinds) else _THING_WEIGHT
        concepts = joined(self.meaning.answers(sense.facets), self._named_as_part(item, state))
        role: Role = "facet" if sense.facets else "modifier"
        primary = sense.facets or sense.kinds
        draft.elements.append(
            Element(
                role, base[state] * weight * self._telling(primary), concepts, item.words, item.keys, LITERAL_QUALITY
            )
        )

    def _kind_like(self, item: Item) -> Qualities:
        """Facets that say as much as the kind does: a kudapan is what is served as one."""
        facets = self.meaning.of(item).facets
        return self.meaning.answers(tuple(f for f in facets if self.meaning.dimension(f) in KIND_LIKE_DIMENSIONS))

    def _named_as_part(self, item: Item, state: State) -> Qualities:
        """Concepts by which a product has, rather than is, the kinds of ``item``."""
        sense = self.meaning.of(item)
        consists = self.meaning.materials(sense.kinds) if state in MATERIAL_STATES else ()
        materials = self.meaning.answers(sense.facets or consists)
        members = tuple((kind, MEMBER_QUALITY) for kind in sense.kinds)
        return joined(scaled(materials, 1.0 if sense.facets else MATERIAL_QUALITY), members)

    def _add_substitute(self, item: Item, weight: float, draft: _Draft) -> None:
        """ "Pengganti gula": something that does what it does, and is not it."""
        kinds = self.meaning.of(item).kinds
        shared: dict[int, float] = {}
        for kind in kinds:
            closure = self.lexicon.closures[kind]
            for concept, strength in zip(closure.concepts.tolist(), closure.strengths.tolist(), strict=True):
                if self.meaning.dimension(concept) in SHARED_BY_SUBSTITUTES:
                    shared[concept] = max(shared.get(concept, 0.0), strength)
        wider = scaled(self.meaning.answers(kinds)[1:], 1.0)
        qualities = joined(tuple(shared.items()), wider)
        draft.elements.append(Element("facet", _WEIGHT["replaced"] * weight, qualities, item.words))
        draft.elements.append(Element("negated", 0.5 * weight, tuple((kind, 1.0) for kind in kinds), item.words))

    def _add_negated(self, item: Item, weight: float, draft: _Draft) -> None:
        sense = self.meaning.of(item)
        functions = tuple(f for f in sense.facets if self.meaning.dimension(f) == "function")
        if functions and not sense.kinds:
            draft.elements.append(self._element("facet", item, AVERTED_WEIGHT * weight, functions))
            return
        concepts = sense.kinds or (*sense.facets, *sense.regions)
        if concepts:
            unwanted = tuple((concept, 1.0) for concept in concepts)
            draft.elements.append(Element("negated", _WEIGHT["negated"] * weight, unwanted, item.words))

    def _element(self, role: Role, item: Item, weight: float, concepts: tuple[int, ...]) -> Element:
        told = weight * self._telling(concepts)
        return Element(role, told, self.meaning.answers(concepts), item.words, item.keys, LITERAL_QUALITY)

    def _telling(self, concepts: Sequence[int]) -> float:
        """Weight factor by how much the most telling of ``concepts`` tells things apart."""
        return 0.15 + 0.85 * max((self.meaning.specificity(concept) for concept in concepts), default=1.0)

    def _settled(self, draft: _Draft) -> list[Element]:
        """One element per meaning, the weightier one; an umbrella that was explained steps back."""
        best: dict[object, Element] = {}
        for element in draft.elements:
            first = element.concepts[0][0] if element.concepts else element.words
            kept = best.get((element.role, first))
            if kept is None or element.weight > kept.weight:
                best[element.role, first] = element
        heads = [e.concepts[0][0] for e in best.values() if e.role == "head" and e.concepts]
        settled = []
        for element in best.values():
            if element.role == "head" and element.concepts:
                explained = any(self.meaning.refines(other, element.concepts[0][0]) for other in heads)
                if explained:
                    element = replace(element, weight=element.weight * EXPLAINED_HEAD_WEIGHT)
            settled.append(element)
        return sorted(settled, key=lambda element: -element.weight)

    def _vagueness(self, elements: Sequence[Element]) -> float:
        """Falls exponentially with what the elements tell."""
        told = sum(element.weight for element in elements if element.role not in {"head", "negated", "described"})
        heads = [element for element in elements if element.role == "head"]
        told += max((element.weight * self._specificity(element) for element in heads), default=0.0)
        return math.exp(-told / INFORMATION_SCALE)

    def _specificity(self, element: Element) -> float:
        return self.meaning.specificity(element.concepts[0][0]) if element.concepts else 1.0

    def _implied(self, buyer_type: str, elements: Sequence[Element]) -> list[Element]:
        """What buyers of this type usually want things for, as one weak element."""
        if any(element.role == "use" for element in elements):
            return []
        names = BUYER_WORDS.get(buyer_type, ())
        usual = []
        for number, concept in enumerate(self.lexicon.concepts):
            weight = max((concept.buyer_types.get(name, 0.0) for name in names), default=0.0)
            if concept.space == "use" and weight >= IMPLIED_USE_LEAST:
                usual.append((number, weight))
        if not usual:
            return []
        usual.sort(key=lambda pair: -pair[1])
        words = self.lexicon.concepts[usual[0][0]].id.removeprefix(USE_PREFIX).replace("_", " ")
        return [Element("use", IMPLIED_USE_WEIGHT, tuple(usual), words)]


def _masked(words: Sequence[Word], constraints: Iterable[Constraint]) -> frozenset[int]:
    """Places of words that belong to a condition."""
    spans = [(one.start, one.end) for one in constraints if one.rule in MASKED_RULES]
    return frozenset(
        place for place, word in enumerate(words) if any(start <= word.start < end for start, end in spans)
    )


def _excluded(phrases: Iterable[Phrase]) -> frozenset[int]:
    """Places of words that name what is not wanted."""
    items = (item for phrase in phrases if phrase.state == "negated" for item in phrase.items)
    return frozenset(place for item in items for place in range(item.first, item.last + 1))


def _content(word: Word) -> bool:
    return len(word.key) > 2 and not word.is_number and word.key not in COMMON_WORDS
