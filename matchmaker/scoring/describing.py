"""Things that a need describes as a whole without naming them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from functools import cached_property
from typing import NamedTuple

from matchmaker.scoring.common_words import FUNCTION_WORDS
from matchmaker.scoring.lexicon.glosses import GlossIndex
from matchmaker.scoring.lexicon.loader import all_forms
from matchmaker.scoring.lexicon.matcher import Word
from matchmaker.scoring.lexicon.model import USE_PREFIX, Concept, Lexicon
from matchmaker.scoring.lexicon.stems import stem
from matchmaker.scoring.lexicon.synonyms import load_synonyms
from matchmaker.scoring.meaning import PLAIN_QUALITY, Qualities
from matchmaker.scoring.reading import Element
from matchmaker.scoring.text import normalise_word
from matchmaker.scoring.units import is_unit_word

_GLOSS_WORD = re.compile(r"[a-z]{2,}")
MOST_MEANT = 12
"""At most so many things may be meant."""
LEAST_OF_BEST = 0.4
"""What explains less than this share of what the best one explains is not meant."""
STRANGER = 0.8
"""A thing that is no relative of what the need names is meant less likely."""
PREPARED, NOT_PREPARED = "food", 0.8
"""Where all that is named is of this category, other things described are rather what it is made of: the fruit of a
sweet, the pepper of a dish."""
NAMING = 0.2
"""What a word that names a thing counts for others it may describe."""
SURROUNDING = 0.5
"""What a word of a purpose, an occasion or a companion counts for others: "kerupuk untuk nasi goreng" is no dish."""
MOSTLY_NAMED = 0.5
"""Share of what a need says from which it is a name rather than a description."""
WIDER = 0.4
"""A wider kind of what the need names: all its kinds would answer, and one of them was named."""
MOST_WORDS = 4
"""So many of the words that gave a thing away are kept for explanations."""
TELLING_USE = 0.6
"""A use of at least this weight describes a thing."""
MOST_QUALITY = 0.95
"""Being described is never as sure as being named."""
DESCRIBED_HEAD, DESCRIBED_HEAD_POWER = 1.3, 0.7
"""What is described may be meant where something else is named ("pembungkus lemper" are leaves): a head of this weight
times the share explained to this power, at most 1. Chosen on a hundred needs written for the purpose."""


class Told(NamedTuple):
    """A word of a need as written, and how much it counts."""

    word: str
    weight: float


class Describer:
    """Looks descriptions up in the glosses of the lexicon, which are indexed when first needed."""

    def __init__(self, lexicon: Lexicon, glosses: Mapping[str, str]) -> None:
        self._lexicon = lexicon
        self._glosses = glosses

    @cached_property
    def index(self) -> GlossIndex:
        """All glosses by the roots of their words."""
        return GlossIndex(self._lexicon, self._completed(), _gloss_roots, load_synonyms())

    def _completed(self) -> dict[str, str]:
        """Every kind's gloss with its own names and those of its facets and best uses."""
        return {
            concept.id: ", ".join((self._glosses.get(concept.id, ""), *concept.forms, *self._said_of(concept)))
            for concept in self._lexicon.concepts
            if concept.space == "kind"
        }

    def _said_of(self, concept: Concept) -> Iterator[str]:
        """Names of what the concept is made of, good for, like; a region says where, not what."""
        uses = [USE_PREFIX + use for use, weight in concept.uses.items() if weight >= TELLING_USE]
        for name in (*concept.facets, *uses):
            number = self._lexicon.number.get(name)
            if number is not None and self._lexicon.concepts[number].dimension != "region":
                yield from all_forms(self._lexicon.concepts[number])

    def told(self, words: Sequence[Word], skipped: Set[int], weight: float) -> dict[str, Told]:
        """Roots of the words that describe, each counting ``weight``; ``skipped`` places are left out."""
        left = (word for place, word in enumerate(words) if place not in skipped and not _counts(words, place))
        return {stem(word.word): Told(word.word, weight) for word in left if _describes(word.key)}

    def elements(
        self,
        told: Mapping[str, Told],
        named: Sequence[int] = (),
        naming: Iterable[str] = (),
        around: Set[str] = frozenset(),
        *,
        plain: bool = False,
    ) -> list[Element]:
        """An element with the things that ``told`` may describe, weighted by how much of it they explain.

        Where the need also names things (kinds ``named``, by words of the roots ``naming``), descriptions are taken
        to refine them first: words that name a thing say little for another that has them too ("mesin kopi"). There
        the things described are a head too: an umbrella word names them all, a loose one may name none of them.
        A need that hardly says more than a name means no other thing, nor does one that names its thing ``plain``ly
        or describes what it names. What is said of the purpose (words of the roots ``around``) rather names what the
        thing goes with.
        """
        weights = {root: one.weight for root, one in told.items()}
        apart = self._apart(weights, naming, plain=plain)
        farther = {root: SURROUNDING * weight if root in around else weight for root, weight in apart.items()}
        meant = self._meant(weights, farther, named)
        if not meant:
            return []
        order = sorted(meant, key=lambda concept: -meant[concept])
        best = meant[order[0]]
        close = {one: MOST_QUALITY * meant[one] / best for one in order if meant[one] >= LEAST_OF_BEST * best}
        said = ", ".join(told[root].word for root in self.index.shared(told, order[0])[:MOST_WORDS])
        found = [Element("described", best, self._with_plain(close, named), said)]
        if apart is not weights or self._akin(order[0], named):
            close = {one: quality for one, quality in close.items() if self._akin(one, named)}
        if named and close:
            weight = min(DESCRIBED_HEAD * best**DESCRIBED_HEAD_POWER, 1.0)
            found.append(Element("head", weight, _sharpened(self._with_plain(close, named)), said))
        return found

    def _meant(
        self, weights: Mapping[str, float], apart: Mapping[str, float], named: Sequence[int]
    ) -> Mapping[int, float]:
        """What is described, and how surely: kinds of what is ``named`` by all ``weights``, others ``apart``."""
        meant = self._shares(weights, weights)
        if not named:
            return meant
        others = {one: STRANGER * share for one, share in self._shares(apart, weights).items()}
        if all(self._lexicon.category(one) == PREPARED for one in named):
            others |= {one: NOT_PREPARED * others[one] for one in others if self._lexicon.category(one) != PREPARED}
        akin = {one: share * likely for one, share in meant.items() if (likely := self._akin(one, named))}
        return others | akin

    def _with_plain(self, meant: Mapping[int, float], named: Sequence[int]) -> Qualities:
        """What is called no more than the need calls it may be the narrower kind that is described."""
        qualities = dict(meant)
        for concept, quality in meant.items():
            for wider in named:
                if wider != concept and wider in self._lexicon.plain and self._lexicon.is_a(concept, wider):
                    plain = self._lexicon.plain[wider]
                    qualities[plain] = max(qualities.get(plain, 0.0), PLAIN_QUALITY * quality)
        return tuple(qualities.items())

    def _apart(self, weights: Mapping[str, float], naming: Iterable[str], *, plain: bool) -> Mapping[str, float]:
        """``weights`` as they count for other things than the one named: a need that hardly says more than a name
        describes no other thing, nor does one that names its thing ``plain``ly."""
        names = {root: weights[root] for root in naming if root in weights}
        if not plain and self.index.said(names) < MOSTLY_NAMED * self.index.said(weights):
            return weights
        return {**weights, **{root: NAMING * weight for root, weight in names.items()}}

    def _shares(self, words: Mapping[str, float], all_words: Mapping[str, float]) -> dict[int, float]:
        """Concepts that ``words`` describe, and which share of what ``all_words`` say they explain."""
        if not (self._glosses and words):
            return {}
        part = self.index.said(words) / (self.index.said(all_words) or 1.0)
        return {one.concept: one.share * part for one in self.index.find(words, MOST_MEANT)}

    def _akin(self, concept: int, named: Sequence[int]) -> float:
        """How likely ``concept`` is meant as what is named: that or a narrower kind fully, a wider one less."""
        is_a = self._lexicon.is_a
        if any(is_a(concept, other) for other in named):
            return 1.0
        return WIDER if any(is_a(other, concept) for other in named) else 0.0


def _sharpened(qualities: Qualities) -> Qualities:
    """``qualities`` of a head: those that explain less than the best one fall off faster."""
    return tuple((concept, quality * quality / MOST_QUALITY) for concept, quality in qualities)


def _counts(words: Sequence[Word], place: int) -> bool:
    """Whether the word there only says what a number counts: "20 buah", "3 botol"."""
    return place > 0 and words[place - 1].is_number and is_unit_word(words[place].word)


def words_of(glosses: Iterable[str]) -> set[str]:
    """All normalised words of ``glosses``."""
    return {normalise_word(word) for gloss in glosses for word in _GLOSS_WORD.findall(gloss.lower())}


def _gloss_roots(gloss: str) -> list[str]:
    """Roots in the gloss as it is written: glosses are data without typing errors."""
    return [stem(word) for word in _GLOSS_WORD.findall(gloss.lower()) if _describes(normalise_word(word))]


def _describes(key: str) -> bool:
    """No number, no unit, no word that only joins others; "ac" and "tv" are words too."""
    if len(key) == 2 and is_unit_word(key):
        return False
    return len(key) > 1 and not key[0].isdigit() and key not in FUNCTION_WORDS
