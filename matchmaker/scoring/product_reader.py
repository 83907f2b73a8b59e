"""Reads products: what a thing is, what it is made of, what it is for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from matchmaker.scoring.grammar import Item, Phrase, State
from matchmaker.scoring.meaning import Sense
from matchmaker.scoring.phrasing import PhraseReader
from matchmaker.scoring.product_draft import ProductDraft, Source, SourceKind
from matchmaker.scoring.quantities import parse_quantity
from matchmaker.scoring.reading import ProductReading

COMPOSED_CERTAINTY = 0.75
"""A narrower kind inferred from kind and material."""
UNRELATED_HEAD = 0.35
"""The description names something else than the name did: a by-product, an ingredient, another product."""
STRANGE_HEAD = 0.9
"""Unknown words in front of the known noun are a brand more often than the thing itself."""
INNER_CERTAINTY = 0.8
"""What single words of a compound name tell: the name as a whole may mean something else."""
STYLE_WORDS = frozenset({"motif", "corak", "gaya", "ala", "nuansa", "model", "bergaya", "bernuansa", "bermotif"})
"""A place behind these is where the pattern comes from."""
BECOMING = frozenset({"menjadi", "jadi", "dijadikan"})
"""Words between what something is made of and what it becomes."""
PACKED = 0.9
"""A thing in another shape or pack is that thing still."""
TOOL_WORDS = frozenset({"alat", "mesin", "peralatan", "perkakas"})
"""What follows these is what they work on: "alat panjat kelapa" is no coconut."""
DEALERS = frozenset({"jual_beli", "rumah_makan", "minimarket", "kedai_minuman"})
"""Trades that leave open what is sold: there the name of the business says it."""
LEAST_DENYING = 0.6
"""Texts of at least this weight of words speak of the product itself."""
HOME_INDUSTRY = frozenset({"pirt_ok", "short_life"})
NOT_HOME_INDUSTRY = frozenset({"form/beku", "process/beku", "process/pasteurisasi", "process/retort"})
"""Processes that need a permit of BPOM. Source: BPOM regulation 22/2018 on SPP-IRT, which excludes food that
is frozen, sterilised or pasteurised."""

KEPT_TEXTS, KEPT_PLACES, KEPT_KINDS = 2_048, 8_192, 8_192
"""So many texts, places and kinds are remembered."""

_KIND_FACTOR: dict[State, float] = {
    "head": 0.3, "attribute": 0.25, "purpose": 0.15, "replaced": 0.0, "material": 0.25, "taste": 0.15,
    "region": 0.5, "negated": 0.0, "content": 0.25, "companion": 0.1, "context": 0.1, "example": 0.85,
}  # fmt: skip
"""How much a kind that is not the head counts as what the product is. Only itself: a bag of batik is no cloth."""
_FACET_FACTOR: dict[State, float] = {
    "head": 0.95, "attribute": 0.9, "purpose": 0.6, "replaced": 0.4, "material": 0.95, "taste": 0.8,
    "region": 0.6, "negated": 0.0, "content": 0.6, "companion": 0.8, "context": 0.4, "example": 0.7,
}  # fmt: skip
HEADED = frozenset({"head", "example"})
"""Phrases that may say what the product is."""
_PURPOSE_FACTOR = 0.95
"""A function said to be the purpose."""
_USE_FACTOR: dict[State, float] = {"replaced": 0.0, "negated": 0.0, "content": 0.4, "material": 0.3}
_COMMON_USE_FACTOR = 0.9


class Understood(NamedTuple):
    """Phrases of a text, and the words that say what they say alone, in order: kept, for the texts of a business come
    with each of its products."""

    phrases: list[Phrase]
    telling: list[str]


class ProductReader:
    """Reads products with one lexicon."""

    def __init__(self, phraser: PhraseReader) -> None:
        self.phraser = phraser
        self.matcher = phraser.matcher
        self.meaning = phraser.meaning
        self.lexicon = phraser.matcher.lexicon
        self._understand = lru_cache(maxsize=KEPT_TEXTS)(self._understood)
        self._dealers = {self.lexicon.number[kind] for kind in DEALERS if kind in self.lexicon.number}
        self._origins = lru_cache(maxsize=KEPT_PLACES)(self._origins_of)
        self._permits_of = lru_cache(maxsize=KEPT_KINDS)(self.lexicon.permits)
        self._homes = lru_cache(maxsize=KEPT_KINDS)(self.meaning.homes)
        self._category_of = lru_cache(maxsize=KEPT_KINDS)(self.lexicon.category)
        shared: dict[tuple[int, float], tuple[int, float]] = {}  # most concepts imply what others imply, too
        self._closures = [
            [shared.setdefault(pair, pair) for pair in zip(one.concepts.tolist(), one.strengths.tolist(), strict=True)]
            for one in self.lexicon.closures
        ]

    def read(self, sources: Sequence[Source], category: str | None, place: str | None) -> ProductReading:
        """Read ``sources``, most telling first."""
        draft = ProductDraft()
        for source in sources:
            if source.text:
                self._read_source(source.text, source.kind, draft)
        self._compose(draft)
        self._leave_plain(draft)
        heads = tuple(sorted(draft.heads, key=lambda head: -draft.heads[head]))
        return ProductReading(
            strengths=draft.strengths(self._closures),
            heads=heads,
            tokens=draft.tokens,
            permits=self._permits(heads, draft),
            regions=self._regions(draft, heads),
            origins=self._origins(place),
            category=category or (self._category_of(heads[0]) if heads else None),
            quantity=parse_quantity(sources[0].text) or parse_quantity(sources[1].text),
        )

    def _read_source(self, text: str, source: SourceKind, draft: ProductDraft) -> None:
        understood = self._understand(text)
        draft.note_tokens(understood.telling, source.token_weight)
        known = bool(draft.heads)
        last: Item | None = None
        for phrase in understood.phrases:
            last = self._read_phrase(phrase, source, draft, known, last)

    def _understood(self, text: str) -> Understood:
        words = self.matcher.bare_words(text)
        phrases = self.phraser.phrases(words)
        self._turn(phrases)
        silent = {
            at
            for phrase in phrases
            for item in phrase.items
            if phrase.state == "negated" or len(item.keys) > 1
            for at in self._silent(item, phrase)
        }
        telling = [word.key for at, word in enumerate(words) if word.content and at not in silent]
        return Understood(phrases, telling)

    def _turn(self, phrases: Sequence[Phrase]) -> None:
        """ "Mengolah daging menjadi bakso" sells bakso: what stands before in the sentence is its material."""
        for at, phrase in enumerate(phrases):
            if phrase.opener in BECOMING and any(self.meaning.of(item).kinds for item in phrase.items):
                phrase.state = "head"
                for before in phrases[:at]:
                    if before.sentence == phrase.sentence and before.state == "head":
                        before.state = "material"

    def _silent(self, item: Item, phrase: Phrase) -> Iterable[int]:
        """Places of words that are denied, or that mean something else within a name of a material: "jati belanda"."""
        if phrase.state == "negated":
            return item.places
        if len(item.keys) == 1 or len(item.keys) != len(item.places):
            return ()
        sense = self.meaning.of(item)
        if not sense.facets or sense.kinds:
            return ()
        implied = {concept for facet in sense.facets for concept, _ in self._closures[facet]}
        named = (self.lexicon.forms.get((key,), ()) for key in item.keys)
        return [at for at, alone in zip(item.places, named, strict=True) if alone and implied.isdisjoint(alone)]

    def _read_phrase(
        self, phrase: Phrase, source: SourceKind, draft: ProductDraft, known: bool, last: Item | None
    ) -> Item | None:
        """Read one phrase; returns the item that heads it, or else the last head."""
        head: Item | None = None
        strange = False
        before: Item | None = None
        state = phrase.state
        for item in phrase.items:
            sense = self.meaning.sense(item.concepts)
            kinds = sense.kinds
            if state == "head" and head is None and phrase.listed and last is not None:
                kinds = self.meaning.listed_head(last, item) or kinds
            may_head = head is None and kinds and state in HEADED and not (before and _is_tool(phrase.items[0]))
            if may_head:
                head = item
                self._add_heads(kinds, item.certainty * (STRANGE_HEAD if strange else 1.0), source, draft, known)
                self._add_packed(item, source, draft)
            elif head is not None and kinds and (item.refines or self._refines(kinds, head)):
                self._add_heads(kinds, item.certainty, source, draft, known)
            if state == "negated":
                self._note_lacked(sense, source, draft)
            elif head is not None and sense.facets:
                self._add_made_of(head, sense.facets, source, draft)
            if item.concepts:
                self._add_rest(item, sense, () if may_head else kinds, state, source, draft)
            if sense.regions and not _tells_style(before, item) and self.meaning.names_place(item, state):
                self._add_regions(sense.regions, item.certainty, source, draft)
            strange = strange or not item.concepts
            before = item
        return head or last

    def _refines(self, kinds: Sequence[int], head: Item) -> bool:
        wide = self.meaning.of(head).kinds
        return any(self.meaning.refines(narrow, one) for narrow in kinds for one in wide)

    def _add_heads(
        self, kinds: Sequence[int], certainty: float, source: SourceKind, draft: ProductDraft, known: bool
    ) -> None:
        for kind in kinds:
            strength = source.head_weight * certainty
            if known and not source.names and not self._akin(kind, draft):
                strength *= UNRELATED_HEAD
            elif strength > draft.heads.get(kind, 0.0):
                draft.heads[kind] = strength
            draft.raise_all(kind, strength)

    def _add_made_of(self, head: Item, facets: Iterable[int], source: SourceKind, draft: ProductDraft) -> None:
        """The kind that head and material together name by other words."""
        for facet in facets if len(head.keys) == 1 else ():
            for kind in self.meaning.made_of(head.keys[0], facet):
                if kind not in draft.heads:
                    draft.raise_all(kind, COMPOSED_CERTAINTY * source.head_weight * head.certainty)

    def _add_packed(self, item: Item, source: SourceKind, draft: ProductDraft) -> None:
        """ "Cireng frozen" is a frozen snack by name, and cireng all the same."""
        for kind, _ in self.meaning.in_a_pack(item):
            draft.raise_all(kind, PACKED * source.head_weight * item.certainty)

    def _akin(self, kind: int, draft: ProductDraft) -> bool:
        """Whether ``kind`` may well be what is dealt in, given what is known already."""
        depths, wider = self.lexicon.depths, self.lexicon.depths[kind]
        return any(head in wider or kind in depths[head] or head in self._dealers for head in draft.heads)

    def _add_rest(
        self, item: Item, sense: Sense, kinds: Sequence[int], state: State, source: SourceKind, draft: ProductDraft
    ) -> None:
        """Facets, uses, regions of an item, and its kinds where they are not what the product is."""
        weight = source.weight * item.certainty
        for kind in kinds:
            draft.raise_to(kind, _KIND_FACTOR[state] * weight)
        for facet in sense.facets or self._as_material(kinds, state):
            self._add_facet(facet, state, weight, draft)
        if sense.kinds and not sense.facets and len(item.keys) > 1:
            for facet in self.meaning.inner_facets(item.keys):
                self._add_facet(facet, state, INNER_CERTAINTY * weight, draft)
        for use in sense.uses:
            draft.raise_to(use, _USE_FACTOR.get(state, _COMMON_USE_FACTOR) * weight)

    def _add_regions(self, regions: Iterable[int], certainty: float, source: SourceKind, draft: ProductDraft) -> None:
        for region in regions:
            if not source.signboard:
                draft.regions.setdefault(region)
            self._add_facet(region, "head", source.weight * certainty, draft)

    def _as_material(self, kinds: Sequence[int], state: State) -> tuple[int, ...]:
        return self.meaning.materials(tuple(kinds)) if state in {"head", "material", "taste"} else ()

    def _add_facet(self, facet: int, state: State, weight: float, draft: ProductDraft) -> None:
        factor = _FACET_FACTOR[state]
        if state == "purpose" and self.meaning.dimension(facet) == "function":
            factor = _PURPOSE_FACTOR
        if factor == 0:
            return
        if factor > _FACET_FACTOR["context"]:
            draft.said_facets.add(facet)
        draft.raise_all(facet, factor * weight)

    def _compose(self, draft: ProductDraft) -> None:
        for head, strength in list(draft.heads.items()):
            for kind in self.meaning.composed(head, draft.said_facets):
                draft.raise_all(kind, strength * COMPOSED_CERTAINTY)

    def _leave_plain(self, draft: ProductDraft) -> None:
        """A kind named without a narrower one may be any of its narrower kinds: "kursi kayu" may be for a lobby."""
        heads, is_a = draft.heads, self.lexicon.is_a
        for head, strength in heads.items():
            plain = self.lexicon.plain.get(head)
            if plain is not None and not any(is_a(other, head) for other in heads if other != head):
                draft.raise_to(plain, strength)

    def _note_lacked(self, sense: Sense, source: SourceKind, draft: ProductDraft) -> None:
        """Note what is denied of the product itself: what a business does not do says nothing of one product. It is
        taken back at the end, whatever its kind usually has, but never what it is."""
        if source.token_weight >= LEAST_DENYING:
            draft.lacked.update(sense.facets, sense.uses, sense.kinds)

    def _permits(self, heads: Sequence[int], draft: ProductDraft) -> frozenset[str]:
        """Permit classes of the surest kind; freezing or sterilising takes a food out of the home-industry permit."""
        permits = self._permits_of(heads[0]) if heads else frozenset()
        if not permits & HOME_INDUSTRY:
            return permits
        said = {self.lexicon.concepts[facet].id for facet in draft.said_facets}
        if said & NOT_HOME_INDUSTRY:
            return (permits - HOME_INDUSTRY) | {"md_only"}
        return permits

    def _regions(self, draft: ProductDraft, heads: Sequence[int]) -> tuple[int, ...]:
        """Regions the text names; else the home of the kind itself where it has one or two."""
        if draft.regions or not heads:
            return tuple(draft.regions)
        return self._homes(heads[0])

    def _origins_of(self, place: str | None) -> tuple[int, ...]:
        if not place:
            return ()
        words = self.matcher.bare_words(place)
        found = (self.meaning.sense(mention.concepts).regions for mention in self.matcher.find(words))
        return tuple(dict.fromkeys(region for regions in found for region in regions))


def _is_tool(first: Item) -> bool:
    return first.keys[0] in TOOL_WORDS


def _tells_style(before: Item | None, item: Item) -> bool:
    """Whether ``item`` only says whose style is followed: "tenun motif Sumba" may be woven anywhere."""
    return before is not None and before.last + 1 == item.first and before.keys[-1] in STYLE_WORDS
