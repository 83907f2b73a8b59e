"""Reads needs: the thing asked for, what it must be made of, be good for, taste like, and what it must not be."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from matchmaker.scoring.buyers_home import HomeWish, home_wishes
from matchmaker.scoring.common_words import COMMON_WORDS
from matchmaker.scoring.constraints import MASKED_RULES, Source, find_constraints
from matchmaker.scoring.describing import Describer, Told
from matchmaker.scoring.elements import DESCRIPTION_WEIGHT, Draft, ElementBuilder
from matchmaker.scoring.exclusions import end_exclusions
from matchmaker.scoring.grammar import Phrase
from matchmaker.scoring.lexicon.matcher import Word
from matchmaker.scoring.lexicon.model import USE_PREFIX
from matchmaker.scoring.lexicon.stems import stem
from matchmaker.scoring.meaning import MEMBER_QUALITY
from matchmaker.scoring.phrasing import PhraseReader
from matchmaker.scoring.reading import Constraint, Element, NeedReading
from matchmaker.scoring.surroundings import is_named_plainly, surroundings

EXPLAINED_HEAD_WEIGHT = 0.75
"""An umbrella word whose examples follow ("camilan seperti keripik") matters less than the examples."""
TELLING_TITLE = 0.4
"""Summed weight from which a title without a thing in it still says what is wanted."""
INFORMATION_SCALE = 1.1
"""So much summed weight makes a need two thirds precise."""
IMPLIED_USE_WEIGHT = 0.25
IMPLIED_USE_LEAST = 0.5
"""Uses less usual for a kind of buyer are not implied."""
VAGUE_FROM = 0.5
"""Only needs this vague get the buyer's usual purposes added."""
Home = tuple[str | None, str | None]
"""Names of the buyer's regency and province."""
NOWHERE: Home = (None, None)
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

SURELY_NAMED = 0.7
"""Heads of at least this weight are what the rest of the need describes."""
HOME_WISH_WEIGHT = 0.8
"""The buyer's own region is wished as much as one that is named."""
HOME_WEIGHT = 0.2
"""Where one speciality is wished, the homes of the things named beside it are wished too ("gayo / lintong")."""


@dataclass(slots=True)
class _Notes:
    """What is kept of the words themselves: conditions, content words (strange or not), describing words, the roots
    of those that tell what the thing goes with, and whether it is named plainly."""

    constraints: list[Constraint] = field(default_factory=list)
    tokens: dict[str, bool] = field(default_factory=dict)
    told: dict[str, Told] = field(default_factory=dict)
    around: set[str] = field(default_factory=set)
    plain: bool = False
    home: Home = NOWHERE


class NeedReader:
    """Reads needs with one lexicon."""

    def __init__(self, phraser: PhraseReader, describer: Describer) -> None:
        self.phraser = phraser
        self.describer = describer
        self.matcher = phraser.matcher
        self.meaning = phraser.meaning
        self.lexicon = phraser.matcher.lexicon
        self.builder = ElementBuilder(phraser.meaning)

    def read(
        self, title: str, description: str | None, category: str | None, buyer_type: str, home: Home = NOWHERE
    ) -> NeedReading:
        """Read one need; ``home`` names the buyer's regency and province."""
        draft, notes = Draft(), _Notes(home=home)
        self._read_source("title", title, draft, notes)
        draft.title_named = bool(draft.title_heads)
        draft.title_tells = sum(element.weight for element in draft.elements) >= TELLING_TITLE
        draft.title_is_empty = not draft.elements
        self._read_source("description", description, draft, notes)
        elements = self._settled(draft) + draft.all_wanted
        vagueness = self._vagueness(elements)
        naming = [element for element in elements if _names(element) and element.weight >= SURELY_NAMED]
        named = [element.concepts[0][0] for element in naming]
        elements += self.describer.elements(notes.told, named, _roots(naming), notes.around, plain=notes.plain)
        if vagueness >= VAGUE_FROM:
            elements += self._implied(buyer_type, elements)
        regions = (c for e in elements if e.role == "region" for c, quality in e.concepts if quality == 1.0)
        return NeedReading(
            elements=tuple(elements),
            constraints=tuple(notes.constraints),
            tokens=tuple(notes.tokens),
            rarities=tuple(self.matcher.speller.rarity(key) for key in notes.tokens),
            strange=frozenset(key for key, strange in notes.tokens.items() if strange),
            regions=tuple(dict.fromkeys(regions)),
            category=category,
            buyer_type=buyer_type,
            vagueness=vagueness,
        )

    def _read_source(self, source: Source, text: str | None, draft: Draft, notes: _Notes) -> None:
        found = find_constraints(text, source)
        words = self.matcher.words(text or "")
        wishes = list(home_wishes(text))
        masked = _masked(words, found) | _within(words, [(wish.start, wish.end) for wish in wishes])
        draft.elements += filter(None, (self._wish_of_home(wish, notes.home) for wish in wishes))
        phrases = self.phraser.phrases(words, masked)
        end_exclusions(phrases, self.meaning)
        masked |= _excluded(phrases)
        weight = 1.0 if source == "title" else DESCRIPTION_WEIGHT
        notes.constraints += found
        notes.told = self.describer.told(words, masked, weight) | notes.told
        notes.around |= {stem(words[place].word) for place in surroundings(words, phrases)}
        notes.plain |= source == "title" and is_named_plainly(words, phrases, self.meaning)
        for place, word in enumerate(words):
            if place not in masked and _content(word):
                notes.tokens[word.key] = not (word.known or word.ordinary)
        for phrase in phrases:
            self.builder.add_phrase(phrase, source, draft)

    def _wish_of_home(self, wish: HomeWish, home: Home) -> Element | None:
        """The buyer's own regency (its province where the lexicon lacks it), province or island as a wished home."""
        regency, province = (self._regions_named(name) for name in home)
        wished = (regency or province) if wish.scope == "regency" else province
        if wish.scope == "island":
            wished = tuple(
                wide for region in province for wide, steps in self.lexicon.depths[region].items() if steps == 1
            )
        concepts = tuple((region, 1.0) for region in wished)
        return Element("region", HOME_WISH_WEIGHT, concepts, wish.words) if concepts else None

    def _regions_named(self, name: str | None) -> tuple[int, ...]:
        mentions = self.matcher.find(self.matcher.words(name or ""))
        found = (region for mention in mentions for region in self.meaning.sense(mention.concepts).regions)
        return tuple(dict.fromkeys(found))

    def _settled(self, draft: Draft) -> list[Element]:
        """One element per meaning, the weightier one; an umbrella that was explained steps back."""
        best: dict[object, Element] = {}
        for element in [*draft.elements, *self._homes(draft.elements)]:
            first = element.concepts[0][0] if element.concepts else element.words
            kept = best.get((element.role, first))
            if kept is None or element.weight > kept.weight:
                best[element.role, first] = element
        heads = [element.concepts[0][0] for element in best.values() if _names(element)]
        settled = [self._stepped_back(element, heads) for element in best.values()]
        return sorted(settled, key=lambda element: -element.weight)

    def _stepped_back(self, element: Element, heads: Sequence[int]) -> Element:
        if _names(element) and any(self.meaning.refines(other, element.concepts[0][0]) for other in heads):
            return replace(element, weight=element.weight * EXPLAINED_HEAD_WEIGHT)
        return element

    def _homes(self, elements: Sequence[Element]) -> Iterator[Element]:
        """Homes of things named that have one or two, if a speciality is wished at all."""
        if not any(element.role == "region" for element in elements):
            return
        for element in elements:
            for concept, quality in element.concepts if element.role in {"head", "modifier"} else ():
                homes = self.meaning.homes(concept) if quality >= MEMBER_QUALITY else ()
                for region in homes:
                    yield Element("region", HOME_WEIGHT, ((region, 1.0),), element.words)

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
    return _within(words, [(one.start, one.end) for one in constraints if one.rule in MASKED_RULES])


def _within(words: Sequence[Word], spans: Sequence[tuple[int, int]]) -> frozenset[int]:
    return frozenset(
        place for place, word in enumerate(words) if any(start <= word.start < end for start, end in spans)
    )


def _excluded(phrases: Iterable[Phrase]) -> frozenset[int]:
    """Places of words that name what is not wanted."""
    items = (item for phrase in phrases if phrase.state == "negated" for item in phrase.items)
    return frozenset(place for item in items for place in item.places)


def _names(element: Element) -> bool:
    """Whether the element names a thing the lexicon knows."""
    return element.role == "head" and bool(element.concepts)


def _roots(elements: Iterable[Element]) -> frozenset[str]:
    """Roots of the words by which ``elements`` are named."""
    return frozenset(stem(word) for element in elements for word in element.words.split())


def _content(word: Word) -> bool:
    return len(word.key) > 2 and not word.is_number and word.key not in COMMON_WORDS
