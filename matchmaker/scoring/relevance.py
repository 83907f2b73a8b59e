"""How well every product meets what a need asks for, over arrays."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matchmaker.scoring import narrowing
from matchmaker.scoring.index_rows import ANY_REGION, IndexRows, index_rows
from matchmaker.scoring.lexicon.model import Lexicon
from matchmaker.scoring.narrowing import Raising
from matchmaker.scoring.postings import StackedPostings, joined
from matchmaker.scoring.reading import Element, NeedReading, ProductReading
from matchmaker.scoring.vocabulary import Vocabulary

Floats = NDArray[np.float32]

FACET_ROLES = frozenset({"modifier", "use", "facet"})
KNOWN_WORD_WEIGHT = 0.3
"""Letters of a word the lexicon knows say little beyond the word's meaning."""
HEAD_WEIGHT = 1.8
"""Being the thing asked for, against having one facet asked for."""
UMBRELLA_HEAD = 0.3
"""Least share of `HEAD_WEIGHT`, for words that name nearly everything ("camilan")."""
STRANGE_HEAD = 0.4
"""The same for a word the lexicon does not know."""
WIDER_HOME = 0.6
"""A speciality of the province, where that of one of its regencies is wished; each further step loses this factor."""
ISLAND_STEPS = 2
"""Islands have one step to the widest region; what is made in the same province is not made elsewhere."""
NEGATED_LEAST = 0.6
"""A product must clearly be what is excluded."""
LOG_ODDS: dict[str, float] = {
    "base": -5.75, "met": 2.9, "share": 1.5, "missed": -0.8, "described": 5.5, "gram": 1.0, "token": 1.0,
    "region": 2.2, "other_region": -1.0, "negated": -2.5,
}  # fmt: skip
"""How what was found turns into log-odds of being the right product.

``met`` times the weight of what is met over the root of the weight of what is asked, ``share`` times the share
that is met, ``missed`` times the weight of the head not met. Rounded from a logistic regression on the tuning half of
benchmarks/quality and on needs told by paraphrase (tests/scoring/paraphrases.py)."""
LEAST_ASKED = 0.3
"""A need that tells next to nothing is not met by next to nothing."""
TEMPERATURE = 2.25
CENTRE = -1.15
"""Log-odds at which the text figure is one half before rescaling; with the temperature they spread the figure so
that relatives show and not only certainties."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What rules and features are told of the relevance of n rows, shape (n,): see `Relevance`."""

    text: Floats
    region: Floats

    def take(self, index: NDArray[np.intp]) -> Figures:
        """The same for some rows only."""
        return Figures(self.text.take(index), self.region.take(index))


@dataclass(frozen=True, slots=True)
class Relevance:
    """Arrays over product rows, shape (n_rows,), float32.

    ``kind`` how well the product is what is asked, ``facet`` how much of the asked facets and uses it has,
    ``gram`` likeness of letters, ``token`` shared rare words, each 0..1; ``region`` +1 where a wished
    speciality is met, -1 where another region's stands, between for the place it is made in, 0 where nothing
    is wished or known; ``negated`` 0..1 where the product is or has what the need excludes; ``text`` all
    combined, 0..1: from 0.6 the right product, from 0.3 related, below something else.
    """

    kind: Floats
    facet: Floats
    gram: Floats
    token: Floats
    region: Floats
    negated: Floats
    text: Floats

    @property
    def figures(self) -> Figures:
        """What rules and features are told of it."""
        return Figures(self.text, self.region)


@dataclass(frozen=True, slots=True)
class ElementMatch:
    """How one product meets one element of a need; ``concept`` is the lexicon number that met it, or None."""

    element: Element
    value: float
    concept: int | None


def words_met(matches: Iterable[Sequence[ElementMatch]]) -> list[list[str]]:
    """The words of the elements that each of some products meets, in the order of its matches."""
    return [list(dict.fromkeys(one.element.words for one in own if one.value > 0)) for own in matches]


class RelevanceOver:
    """Reckons how relevant rows are, whatever holds their postings."""

    lexicon: Lexicon
    vocabulary: Vocabulary
    concepts: Raising
    words: Raising
    said_regions: Raising
    exact_regions: Raising
    origins: Raising

    def __len__(self) -> int:
        return self.concepts.n_rows

    def relevance(self, need: NeedReading) -> Relevance:
        """Relevance of every row to ``need``."""
        kind = self._best(need, "head")
        facet = self._covered(need)
        gram, token = self._letters(need)
        region = self._region(need)
        negated = self._best(need, "negated")
        text = figure(self._log_odds(need, facet, gram, token, region, negated))
        return Relevance(kind, facet, gram, token, region, negated, text)

    def element_match(self, element: Element) -> Floats:
        """How well each row meets one element, shape (n_rows,), 0..1."""
        out = np.zeros(len(self), dtype=np.float32)
        for concept, quality in element.concepts:
            self.concepts.raise_to(out, concept, quality)
        if element.tokens and element.literal > 0:
            np.maximum(out, self._literal(element), out=out)
        return out

    def _literal(self, element: Element) -> Floats:
        """Least weight among the element's words, each taken at its best look-alike; unknown words only."""
        out = np.ones(len(self), dtype=np.float32)
        for word in element.tokens:
            np.minimum(out, self._word(word, alike=not element.concepts), out=out)
        return out * np.float32(element.literal)

    def _word(self, word: str, *, alike: bool) -> Floats:
        out = np.zeros(len(self), dtype=np.float32)
        for column, likeness in self.near(word, alike=alike):
            self.words.raise_to(out, column, likeness)
        return out

    def near(self, word: str, *, alike: bool) -> list[tuple[int, float]]:
        """The columns that stand for ``word`` and their likeness: its own, and its look-alikes' if ``alike``."""
        if alike:
            return self.vocabulary.alike(word)
        number = self.vocabulary.number(word)
        return [] if number is None else [(number, 1.0)]

    def _best(self, need: NeedReading, role: str) -> Floats:
        """The best met element of ``role``, times its weight."""
        out = np.zeros(len(self), dtype=np.float32)
        for element in need.elements:
            if element.role == role:
                np.maximum(out, self.element_match(element) * np.float32(element.weight), out=out)
        return np.minimum(out, np.float32(1.0))

    def _covered(self, need: NeedReading) -> Floats:
        """Weighted mean of how well the asked facets, uses and modifiers are met."""
        asked = [element for element in need.elements if element.role in FACET_ROLES]
        total = np.zeros(len(self), dtype=np.float32)
        for element in asked:
            total += np.float32(element.weight) * self.element_match(element)
        weight = sum(element.weight for element in asked)
        return total / np.float32(weight) if weight else total

    def _letters(self, need: NeedReading) -> tuple[Floats, Floats]:
        """Likeness of letters and share of the same words, both weighted by how rare a word is."""
        gram = np.zeros(len(self), dtype=np.float32)
        token = np.zeros(len(self), dtype=np.float32)
        gram_weight = token_weight = 0.0
        for word, rarity in zip(need.tokens, need.rarities, strict=True):
            strange = word in need.strange
            weight = rarity * (1.0 if strange else KNOWN_WORD_WEIGHT)
            gram += np.float32(weight) * self._word(word, alike=strange)
            token += np.float32(rarity) * self._word(word, alike=False)
            gram_weight += weight
            token_weight += rarity
        return gram / np.float32(gram_weight or 1.0), token / np.float32(token_weight or 1.0)

    def _region(self, need: NeedReading) -> Floats:
        wished = [element for element in need.elements if element.role == "region"]
        out = np.zeros(len(self), dtype=np.float32)
        if not wished:
            return out
        said, wider, origin, near, any_said, any_origin = (out.copy() for _ in range(6))
        for region in (c for element in wished for c, quality in element.concepts if quality == 1.0):
            self.said_regions.raise_to(said, region, 1.0)
            self.origins.raise_to(origin, region, 1.0)
            for wide, steps in self.lexicon.depths[region].items():
                self.exact_regions.raise_to(wider, wide, WIDER_HOME**steps)
                if steps == 1 and len(self.lexicon.depths[wide]) > ISLAND_STEPS:
                    self.origins.raise_to(near, wide, 1.0)
        self.said_regions.raise_to(any_said, ANY_REGION, 1.0)
        self.origins.raise_to(any_origin, ANY_REGION, 1.0)
        elsewhere = (any_origin > 0) & (near == 0)
        made = np.where(origin > 0, 0.6, np.where(elsewhere, -0.4, 0.0))
        made = np.where(wider > 0, np.maximum(made, wider), made)
        contradicted = (any_said > 0) & (wider == 0)
        return np.where(said > 0, 1.0, np.where(contradicted, -1.0, made)).astype(np.float32)

    def _log_odds(
        self, need: NeedReading, facet: Floats, gram: Floats, token: Floats, region: Floats, negated: Floats
    ) -> Floats:
        """Log-odds of being the right product: what is met counts by itself and as a share of what is asked."""
        head, head_asked = self._head_evidence(need)
        facet_asked = sum(element.weight for element in need.elements if element.role in FACET_ROLES)
        asked = max(head_asked + facet_asked, LEAST_ASKED)
        met = head + facet * np.float32(facet_asked)
        terms = {
            "met": met / np.float32(math.sqrt(asked)),
            "share": met / np.float32(asked),
            "missed": (np.float32(head_asked) - head) / np.float32(HEAD_WEIGHT),
            "gram": gram,
            "token": token,
            "region": np.maximum(region, 0),
            "other_region": np.maximum(-region, 0),
            "described": self._described(need),
            "negated": np.where(negated >= NEGATED_LEAST, negated, 0),
        }
        odds = np.full(len(self), LOG_ODDS["base"], dtype=np.float32)
        for name, values in terms.items():
            odds += np.float32(LOG_ODDS[name]) * values.astype(np.float32)
        return odds

    def _head_evidence(self, need: NeedReading) -> tuple[Floats, float]:
        """Weight of the best met head per row, and the weight of the head asked for."""
        met = np.zeros(len(self), dtype=np.float32)
        asked = 0.0
        for element in need.elements:
            if element.role == "head":
                weight = self.head_weight(element)
                np.maximum(met, self.element_match(element) * np.float32(weight), out=met)
                asked = max(asked, weight)
        return met, asked

    def head_weight(self, element: Element) -> float:
        """Weight of a head that is fully met."""
        return HEAD_WEIGHT * element.weight * self._telling(element)

    def _telling(self, element: Element) -> float:
        """Share of the head weight by how much the head tells apart; a strange word may be no thing at all."""
        if not element.concepts:
            return STRANGE_HEAD
        telling = float(self.lexicon.specificity[element.concepts[0][0]])
        return UMBRELLA_HEAD + (1 - UMBRELLA_HEAD) * telling

    def _described(self, need: NeedReading) -> Floats:
        """How far the product is what the need as a whole describes, times how well that explains the need."""
        out = np.zeros(len(self), dtype=np.float32)
        for element in need.elements:
            if element.role == "described":
                out += np.float32(element.weight) * self.element_match(element)
        return out


class RelevanceIndex(RelevanceOver):
    """Readings of all product rows as sparse columns; rows can be added, never changed."""

    concepts: StackedPostings
    words: StackedPostings
    said_regions: StackedPostings
    exact_regions: StackedPostings
    origins: StackedPostings

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.concepts = StackedPostings()
        self.words = StackedPostings()
        self.said_regions = StackedPostings()
        self.exact_regions = StackedPostings()
        self.origins = StackedPostings()
        self.vocabulary = Vocabulary()

    @classmethod
    def build(cls, readings: Iterable[ProductReading], lexicon: Lexicon) -> RelevanceIndex:
        """An index over ``readings``; row i is the i-th reading."""
        index = cls(lexicon)
        index.append(list(readings))
        return index

    def append(self, readings: Sequence[ProductReading]) -> range:
        """Add rows at the end; the next `relevance` sees them. Returns their row numbers."""
        return self.extend([index_rows(readings, self.lexicon)])

    def extend(self, runs: Sequence[IndexRows]) -> range:
        """Add runs of rows at the end, in their order. Returns the row numbers."""
        first = len(self)
        numbers = [np.array(self.vocabulary.add(run.words), dtype=np.int32) for run in runs]
        words = [run.postings["words"].renumbered(own) for run, own in zip(runs, numbers, strict=True)]
        for name, stack in self.stacks().items():
            stack.append(joined(words if name == "words" else [run.postings[name] for run in runs]))
        return range(first, len(self))

    def relevance_of(self, need: NeedReading, rows: range) -> Relevance:
        """Relevance of a few adjacent rows."""
        return _Part(self, lambda one: narrowing.AdjacentPostings(one, rows.start, len(rows))).relevance(need)

    def compact(self, keep: NDArray[np.intp]) -> None:
        """Drop all rows but ``keep`` (ascending); the others move up."""
        for one in self.stacks().values():
            one.compact(keep)

    def stacks(self) -> dict[str, StackedPostings]:
        """All postings by name."""
        return {
            "concepts": self.concepts, "words": self.words, "said_regions": self.said_regions,
            "exact_regions": self.exact_regions, "origins": self.origins,
        }  # fmt: skip

    def explain(self, need: NeedReading, row: int) -> list[ElementMatch]:
        """How the product of ``row`` meets each element of ``need``, weightiest contribution first."""
        return self.explain_rows(need, np.array([row]))[0]

    def explain_rows(self, need: NeedReading, rows: NDArray[np.intp]) -> list[list[ElementMatch]]:
        """The same for some rows at once."""
        met = [(element, *self._met(element, rows)) for element in need.elements]
        matches = [
            [ElementMatch(element, value[at], found[at]) for element, value, found in met] for at in range(len(rows))
        ]
        return [sorted(one, key=lambda match: -match.value * match.element.weight) for one in matches]

    def _met(self, element: Element, rows: NDArray[np.intp]) -> tuple[list[float], list[int | None]]:
        """How well each of ``rows`` meets ``element``, and by which concept."""
        best = np.zeros(len(rows), dtype=np.float32)
        found: list[int | None] = [None] * len(rows)
        for concept, quality in element.concepts:
            values = self.concepts.cells(concept, rows) * np.float32(quality)
            for at in np.flatnonzero(values > best).tolist():
                best[at], found[at] = values[at], concept
        literal = self._literal_at(element.tokens, rows) * np.float32(element.literal)
        for at in np.flatnonzero(literal > best).tolist():
            best[at], found[at] = literal[at], None
        return best.tolist(), found

    def _literal_at(self, tokens: Sequence[str], rows: NDArray[np.intp]) -> Floats:
        numbers = [self.vocabulary.number(token) for token in tokens]
        if not numbers or None in numbers:
            return np.zeros(len(rows), dtype=np.float32)
        return np.asarray(np.min([self.words.cells(n, rows) for n in numbers if n is not None], axis=0))


class _Part(RelevanceOver):
    """Some rows of an index, looked at for one need: an element is matched once however often it is asked for."""

    def __init__(self, index: RelevanceIndex, part: Callable[[StackedPostings], Raising]) -> None:
        self.lexicon, self.vocabulary = index.lexicon, index.vocabulary
        self.concepts, self.words = part(index.concepts), part(index.words)
        self.said_regions, self.exact_regions = part(index.said_regions), part(index.exact_regions)
        self.origins = part(index.origins)
        self._matches: dict[int, Floats] = {}

    def element_match(self, element: Element) -> Floats:
        """See `RelevanceOver.element_match`."""
        found = self._matches.get(id(element))
        if found is None:
            found = self._matches[id(element)] = super().element_match(element)
        return found


def figure(log_odds: Floats) -> Floats:
    """Log-odds spread over 0..1; where nothing is met, exactly 0."""
    spread = 1 / (1 + np.exp(-(log_odds.astype(np.float64) - CENTRE) / TEMPERATURE))
    nothing = FIGURE_OF_NOTHING
    figure = np.clip((spread - nothing) / (1 - nothing), 0.0, 1.0)
    return np.where(figure < NOTHING, 0.0, figure).astype(np.float32)


def log_odds_of(text: float) -> float:
    """The log-odds whose `figure` is ``text`` (0 to less than 1)."""
    spread = text * (1 - FIGURE_OF_NOTHING) + FIGURE_OF_NOTHING
    return CENTRE + TEMPERATURE * math.log(spread / (1 - spread))


NOTHING = 1e-5
"""Figures below this are rounding."""
FIGURE_OF_NOTHING = 1 / (1 + math.exp(-(LOG_ODDS["base"] - CENTRE) / TEMPERATURE))
"""Where the scale of figures begins."""
LEAST_LOG_ODDS = log_odds_of(NOTHING)
"""Log-odds of the smallest figure that is not rounding."""
