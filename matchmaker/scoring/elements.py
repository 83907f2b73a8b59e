"""From the phrases of a need to its elements: what each item asks for, and how much."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from matchmaker.scoring.constraints import Source
from matchmaker.scoring.doing import SERVICE, has_object, orders
from matchmaker.scoring.grammar import Item, Phrase, State
from matchmaker.scoring.meaning import MATERIAL_QUALITY, MEMBER_QUALITY, Meaning, Qualities, joined, scaled
from matchmaker.scoring.reading import Element, Role

DESCRIPTION_WEIGHT = 0.55
"""What the description adds counts less than the title."""
LISTED_HEAD_WEIGHT = 0.85
"""A need that names several things is judged by its main thing."""
WANTED_TOO_WEIGHT = 0.25
"""What having one more of several things asked for counts beside having one of them."""
REFINED_HEAD_WEIGHT = 0.9
MENTIONED_HEAD_WEIGHT = 0.5
"""A thing the description names in passing, where the title describes without naming: likely, not certain."""
STRAY_HEAD_WEIGHT = 0.3
"""Other things the description mentions: the menu they go with, the room they lie in."""
LITERAL_QUALITY = 0.75
"""Words found as they are, where the lexicon sees no concept."""
STRANGE_WEIGHT = 0.5
"""A word the lexicon does not know, behind a known head."""
HEADLIKE_DIMENSIONS = frozenset({"form", "function"})
"""A facet of these that opens a phrase says what the thing is: "cairan pembersih lantai" is no floor."""
SHARED_BY_SUBSTITUTES = frozenset({"function", "taste", "serving"})
"""What a substitute has in common with what it replaces."""
MATERIAL_STATES: frozenset[State] = frozenset({"head", "material", "taste", "content", "example"})
"""Where a thing is named as what another consists of, not as what it goes with."""
KIND_LIKE_DIMENSIONS = frozenset({"serving", "function"})
KIND_LIKE_QUALITY = 0.85
TOLD_BY_NAME = 0.5
"""What the words of a name tell counts half, because the name as a whole mostly says it."""
MERGED_ROLES = frozenset({"facet", "use", "modifier"})
"""Alternatives of these are one element; of things named and of regions the best met counts anyhow."""
SERVICE_WEIGHT = 0.5
"""How surely a verb that opens a title asks for a service."""
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
class Draft:
    """What has been gathered so far of one need.

    ``head_item`` is the last thing named, ``title_heads`` the kinds the title named; ``title_tells`` if it said
    something without naming a thing, ``opened_by_facet`` if a facet stood for the thing. ``all_wanted`` are the
    things of "telur dan ayam", once more each: who has both has more of what is wanted.
    """

    elements: list[Element] = field(default_factory=list)
    head_item: Item | None = None
    title_heads: list[int] = field(default_factory=list)
    title_named: bool = False
    title_tells: bool = False
    title_is_empty: bool = False
    opened_by_facet: bool = False
    all_wanted: list[Element] = field(default_factory=list)


class ElementBuilder:
    """Turns items into elements with one lexicon."""

    def __init__(self, meaning: Meaning) -> None:
        self.meaning = meaning
        self.lexicon = meaning.lexicon

    def add_phrase(self, phrase: Phrase, source: Source, draft: Draft) -> None:
        """Add the elements of ``phrase`` to ``draft``."""
        before = len(draft.elements)
        self._add_items(phrase, source, draft)
        if phrase.alternative:
            self._merge_alternatives(before, draft)

    def _add_items(self, phrase: Phrase, source: Source, draft: Draft) -> None:
        scale = 1.0 if source == "title" else DESCRIPTION_WEIGHT
        head: Item | None = None
        if source == "title" and not draft.elements:
            self._add_service(phrase, draft)
        for at, item in enumerate(phrase.items):
            kinds = self._kinds(item, phrase, head, draft)
            opens = (
                head is None
                and phrase.state in {"head", "example"}
                and not (at and has_object(phrase.items[0], self.meaning))
            )
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

    def _add_service(self, phrase: Phrase, draft: Draft) -> None:
        """Who opens with what is to be done mostly wants somebody to do it."""
        service = self.lexicon.number.get(SERVICE)
        if service is not None and phrase.state == "head" and phrase.items and orders(phrase.items[0], self.meaning):
            draft.elements.append(Element("head", SERVICE_WEIGHT, ((service, 1.0),), phrase.items[0].words))

    def _merge_alternatives(self, before: int, draft: Draft) -> None:
        """Any of "rotan, bambu atau mendong" is what is asked: the same sort of element becomes one."""
        first = draft.elements[before] if before < len(draft.elements) else None
        if not before or first is None or first.role not in MERGED_ROLES:
            return
        other = draft.elements[before - 1]
        known = bool(other.concepts and first.concepts)
        if known and other.role == first.role and self._sort(other) == self._sort(first):
            merged = replace(
                other,
                weight=max(other.weight, first.weight),
                concepts=joined(other.concepts, first.concepts),
                words=f"{other.words}, {first.words}",
            )
            draft.elements[before - 1 : before + 1] = [merged]

    def _sort(self, element: Element) -> str:
        """Dimension of what best meets the element."""
        return self.meaning.dimension(element.concepts[0][0]) if element.concepts else ""

    def _kinds(self, item: Item, phrase: Phrase, head: Item | None, draft: Draft) -> tuple[int, ...]:
        kinds = self.meaning.of(item).kinds
        if head is None and phrase.listed and phrase.state == "head" and draft.head_item:
            return self.meaning.listed_head(draft.head_item, item) or kinds
        return kinds

    def _headlike(self, item: Item) -> bool:
        return any(self.meaning.dimension(f) in HEADLIKE_DIMENSIONS for f in self.meaning.of(item).facets)

    def _refines(self, kinds: Iterable[int], head: Item) -> bool:
        wide = self.meaning.of(head).kinds
        return any(self.meaning.refines(narrow, one) for narrow in kinds for one in wide)

    def _add_head(self, item: Item, kinds: tuple[int, ...], phrase: Phrase, source: Source, draft: Draft) -> None:
        weight = self._head_weight(kinds, phrase, source, draft)
        literal = 0.0 if kinds else 1.0
        alike = scaled(self._kind_like(item), KIND_LIKE_QUALITY)
        concepts = joined(self.meaning.answers(kinds), alike, self.meaning.in_a_pack(item))
        element = Element("head", weight * item.certainty, concepts, item.words, item.keys, literal)
        if weight <= MENTIONED_HEAD_WEIGHT:
            parts = self._as_part(kinds, self.meaning.of(item).facets, phrase.state)
            told = joined(parts, concepts) if weight == MENTIONED_HEAD_WEIGHT else parts
            element = replace(element, role="modifier", concepts=told, literal=LITERAL_QUALITY)
        elif kinds or source == "title":
            if not (phrase.listed and draft.head_item and len(item.keys) < len(draft.head_item.keys)):
                draft.head_item = item
            draft.title_heads += kinds if source == "title" else ()
            draft.elements += self._told_by_name(item, weight)
            if phrase.listed and not phrase.alternative and source == "title" and kinds:
                self._want_all(element, draft)
        draft.elements.append(element)

    def _want_all(self, element: Element, draft: Draft) -> None:
        """Note that ``element`` is wanted beside the thing named first, unless one is a kind of the other."""
        heads = [one for one in draft.elements if one.role == "head" and one.concepts]
        is_a, new = self.lexicon.is_a, element.concepts[0][0]
        first = heads[0].concepts[0][0] if heads else new
        if not (is_a(new, first) or is_a(first, new)):
            wanted = [element] if draft.all_wanted else [heads[0], element]
            draft.all_wanted += [
                replace(one, role="modifier", weight=WANTED_TOO_WEIGHT, concepts=one.concepts[:1]) for one in wanted
            ]

    def _told_by_name(self, item: Item, weight: float) -> Iterator[Element]:
        """Facets that the words of a compound name tell: "lauk ikan kering" is of fish, dry, and eaten with rice."""
        for key in item.keys if len(item.keys) > 1 else ():
            sense = self.meaning.sense(self.lexicon.forms.get((key,), ()))
            if sense.facets:
                told = TOLD_BY_NAME * weight * self._telling(sense.facets)
                yield Element("facet", told, self.meaning.answers(sense.facets), key)

    def _head_weight(self, kinds: tuple[int, ...], phrase: Phrase, source: Source, draft: Draft) -> float:
        """The first thing of the title counts fully; examples of it too; strangers in the description hardly."""
        explains = any(self.meaning.refines(k, wide) for k in kinds for wide in draft.title_heads)
        if source == "description" and draft.title_named:
            return 1.0 if explains else STRAY_HEAD_WEIGHT
        if source == "description" and (draft.title_tells or not (phrase.opener or draft.title_is_empty)):
            return MENTIONED_HEAD_WEIGHT
        if not any(element.role == "head" for element in draft.elements):
            return 1.0 if source == "title" else LISTED_HEAD_WEIGHT
        if phrase.state == "example" or explains or phrase.alternative:
            return 1.0
        return LISTED_HEAD_WEIGHT if source == "title" or phrase.listed or phrase.opener else STRAY_HEAD_WEIGHT

    def _add_refined(self, item: Item, kinds: tuple[int, ...], source: Source, draft: Draft) -> None:
        weight = 1.0 if source == "title" or not draft.title_named else REFINED_HEAD_WEIGHT
        draft.elements.append(
            Element("head", weight * item.certainty, self.meaning.answers(kinds), item.words, item.keys)
        )
        draft.head_item = item
        draft.title_heads += kinds if source == "title" else ()

    def _add_about(self, item: Item, state: State, scale: float, draft: Draft) -> None:
        """What describes the thing: facets, uses, regions, other things, unknown words."""
        sense = self.meaning.of(item)
        weight = scale * item.certainty
        if state == "negated":
            self._add_negated(item, weight, draft)
            return
        if sense.regions and self.meaning.names_place(item, state):
            draft.elements.append(self._element("region", item, _WEIGHT["region"] * weight, sense.regions))
        if state == "replaced" and sense.kinds:
            self._add_substitute(item, weight, draft)
        elif sense.uses:
            self._add_use(item, state, weight, draft)
        elif sense.facets or sense.kinds:
            self._add_described(item, state, weight, draft)
        elif not item.concepts:
            strange = STRANGE_WEIGHT * _WEIGHT[state] * weight
            draft.elements.append(Element("modifier", strange, (), item.words, item.keys, 1.0))

    def _add_use(self, item: Item, state: State, weight: float, draft: Draft) -> None:
        """What it is wanted for; where the word also names a facet or a thing, that answers for it too."""
        sense = self.meaning.of(item)
        told = max(0.8, _WEIGHT[state]) * weight * self._telling(sense.uses)
        concepts = joined(self.meaning.answers(sense.uses), self._as_part(sense.kinds, sense.facets, state))
        draft.elements.append(Element("use", told, concepts, item.words, item.keys, LITERAL_QUALITY))

    def _add_described(self, item: Item, state: State, weight: float, draft: Draft) -> None:
        sense = self.meaning.of(item)
        functional = any(self.meaning.dimension(facet) == "function" for facet in sense.facets)
        base = _WEIGHT if sense.facets and (functional or not sense.kinds) else _THING_WEIGHT
        concepts = self._as_part(sense.kinds, sense.facets, state)
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

    def _as_part(self, kinds: tuple[int, ...], facets: tuple[int, ...], state: State) -> Qualities:
        """Concepts by which a product has, rather than is, something."""
        consists = self.meaning.materials(kinds) if state in MATERIAL_STATES and not facets else ()
        materials = scaled(self.meaning.answers(consists), MATERIAL_QUALITY)
        return joined(self.meaning.answers(facets), materials, tuple((kind, MEMBER_QUALITY) for kind in kinds))

    def _add_substitute(self, item: Item, weight: float, draft: Draft) -> None:
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

    def _add_negated(self, item: Item, weight: float, draft: Draft) -> None:
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
