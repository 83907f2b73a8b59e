"""What the words of a need ask of every row, as arrays for the compiled pass over the rows.

A program is a list of channels. Each takes the best of some columns (the concepts that meet an element, the
look-alikes of a word) or else the least of several words, and adds it, times a weight, to one sum of the row.
It says the same as `relevance.RelevanceOver` says with numpy; a test compares the two.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matchmaker.scoring import relevance as plain
from matchmaker.scoring.index_rows import ANY_REGION
from matchmaker.scoring.kernel_stretch import (
    ANY_ORIGIN,
    ANY_SAID,
    DESCRIBED,
    FACET,
    GRAM,
    HEAD,
    NEAR,
    NEGATED,
    ORIGIN,
    SAID,
    TOKEN,
    WIDER,
)  # fmt: skip
from matchmaker.scoring.reading import Element, NeedReading

CONCEPTS, WORDS, SAID_REGIONS, EXACT_REGIONS, ORIGINS = range(5)
"""Stacks of postings, in the order of `relevance.RelevanceIndex.stacks`."""
_SUM_OF_ROLE = {
    "head": HEAD, "described": DESCRIBED, "negated": NEGATED, **dict.fromkeys(plain.FACET_ROLES, FACET),
}  # fmt: skip

Ints = NDArray[np.int32]
Floats = NDArray[np.float32]
Column = tuple[int, int, float]
"""Stack, column, quality."""


@dataclass(frozen=True, slots=True)
class TextProgram:
    """One need as arrays.

    Attributes
    ----------
    terms : ndarray of int32, shape (t, 2)
        Stack and column of everything that is looked at.
    qualities : ndarray of float32, shape (t,)
        What a column's values are worth.
    channels : ndarray of int32, shape (c, 5)
        Sum; first and last term (exclusive); first and last word (exclusive) of which all must be there.
    weights, literals : ndarray of float32, shape (c,)
        What a channel counts in its sum; what its words are worth when all are there.
    words : int
        How many words, numbered through all channels.
    slots : ndarray of int32, shape (t,)
        What a term is looked at for: its channel or, behind all channels, its word.
    scales : ndarray of float32, shape (7,)
        Facet weight asked, root of all weight asked, all weight asked, head weight asked, weight of a full head,
        weights of letters and of words.
    regions : bool
        Whether a region's speciality is wished.
    """

    terms: Ints
    qualities: Floats
    channels: Ints
    weights: Floats
    literals: Floats
    words: int
    slots: Ints
    scales: Floats
    regions: bool

    @property
    def slots_asked(self) -> int:
        """How many slots there are: channels and words."""
        return len(self.channels) + self.words


LOG_ODDS: Floats = np.array(
    [
        plain.LOG_ODDS[name]
        for name in (
            "base", "met", "share", "missed", "gram", "token", "region", "other_region", "described", "negated",
        )
    ],
    dtype=np.float32,
)  # fmt: skip
"""Weights of `relevance.LOG_ODDS` in the order in which they are added."""


class _Writer:
    """Collects the channels of one need."""

    def __init__(self, over: plain.RelevanceOver) -> None:
        self._over = over
        self._terms: list[Column] = []
        self._words: list[tuple[int, int]] = []
        self._channels: list[tuple[int, int, int, int, int]] = []
        self._weights: list[float] = []
        self._literals: list[float] = []

    def element(self, element: Element, weight: float) -> None:
        """A channel for one thing asked for; see `relevance.RelevanceOver.element_match`."""
        words: list[list[Column]] = []
        if element.tokens and element.literal > 0:
            words = [self._columns(word, alike=not element.concepts) for word in element.tokens]
        columns = [(CONCEPTS, concept, quality) for concept, quality in element.concepts]
        self._channel(_SUM_OF_ROLE[element.role], weight, columns, words if all(words) else (), element.literal)

    def word(self, target: int, word: str, weight: float, *, alike: bool) -> None:
        """A channel for a word of the need."""
        self._channel(target, weight, self._columns(word, alike=alike))

    def regions(self, target: int, stack: int, regions: Mapping[int, float]) -> None:
        """A channel for having one of some regions."""
        self._channel(target, 1.0, [(stack, region, quality) for region, quality in regions.items()])

    def program(self, scales: Sequence[float], *, regions: bool) -> TextProgram:
        """Everything collected."""
        return TextProgram(
            terms=np.array([term[:2] for term in self._terms], dtype=np.int32).reshape(-1, 2),
            qualities=np.array([quality for _, _, quality in self._terms], dtype=np.float32),
            channels=np.array(self._channels, dtype=np.int32).reshape(-1, 5),
            weights=np.array(self._weights, dtype=np.float32),
            literals=np.array(self._literals, dtype=np.float32),
            words=len(self._words),
            slots=self._slots(),
            scales=np.array(scales, dtype=np.float32),
            regions=regions,
        )

    def _slots(self) -> Ints:
        slots = np.empty(len(self._terms), dtype=np.int32)
        for number, (_, first, stop, _, _) in enumerate(self._channels):
            slots[first:stop] = number
        for number, (first, stop) in enumerate(self._words, len(self._channels)):
            slots[first:stop] = number
        return slots

    def _channel(
        self,
        target: int,
        weight: float,
        columns: Sequence[Column],
        words: Sequence[Sequence[Column]] = (),
        literal: float = 0.0,
    ) -> None:
        if not columns and not words:
            return
        terms = self._add(columns)
        first = len(self._words)
        self._words += [self._add(word) for word in words]
        self._channels.append((target, *terms, first, len(self._words)))
        self._weights.append(weight)
        self._literals.append(literal)

    def _add(self, columns: Sequence[Column]) -> tuple[int, int]:
        first = len(self._terms)
        self._terms += columns
        return first, len(self._terms)

    def _columns(self, word: str, *, alike: bool) -> list[Column]:
        return [(WORDS, number, likeness) for number, likeness in self._over.near(word, alike=alike)]


def text_program(over: plain.RelevanceOver, need: NeedReading) -> TextProgram:
    """The program of one need; what speaks for no row by itself comes last."""
    writer = _Writer(over)
    roles = (*plain.FACET_ROLES, "described")
    head_asked = 0.0
    for element in need.elements:
        if element.role == "head":
            weight = over.head_weight(element)
            head_asked = max(head_asked, weight)
            writer.element(element, weight)
        elif element.role in roles:
            writer.element(element, element.weight)
    letters = _letters(writer, need)
    wished = [
        region for one in need.elements if one.role == "region" for region, quality in one.concepts if quality == 1.0
    ]
    with_regions = any(one.role == "region" for one in need.elements)
    if with_regions:
        _regions(writer, over, wished)
    for element in need.elements:
        if element.role == "negated":
            writer.element(element, element.weight)
    facet_asked = sum(one.weight for one in need.elements if one.role in plain.FACET_ROLES)
    asked = max(head_asked + facet_asked, plain.LEAST_ASKED)
    scales = (facet_asked, math.sqrt(asked), asked, head_asked, plain.HEAD_WEIGHT, *letters)
    return writer.program(scales, regions=with_regions)


def _letters(writer: _Writer, need: NeedReading) -> tuple[float, float]:
    """The words of the need by their letters and as they are; returns their weights together."""
    gram_weight = token_weight = 0.0
    for word, rarity in zip(need.tokens, need.rarities, strict=True):
        strange = word in need.strange
        weight = rarity * (1.0 if strange else plain.KNOWN_WORD_WEIGHT)
        writer.word(GRAM, word, weight, alike=strange)
        writer.word(TOKEN, word, rarity, alike=False)
        gram_weight += weight
        token_weight += rarity
    return gram_weight or 1.0, token_weight or 1.0


def _regions(writer: _Writer, over: plain.RelevanceOver, wished: Sequence[int]) -> None:
    wider: dict[int, float] = {}
    near = []
    for region in wished:
        for wide, steps in over.lexicon.depths[region].items():
            wider[wide] = max(wider.get(wide, 0.0), plain.WIDER_HOME**steps)
            if steps == 1 and len(over.lexicon.depths[wide]) > plain.ISLAND_STEPS:
                near.append(wide)
    writer.regions(SAID, SAID_REGIONS, dict.fromkeys(wished, 1.0))
    writer.regions(ORIGIN, ORIGINS, dict.fromkeys(wished, 1.0))
    writer.regions(WIDER, EXACT_REGIONS, wider)
    writer.regions(NEAR, ORIGINS, dict.fromkeys(near, 1.0))
    writer.regions(ANY_SAID, SAID_REGIONS, {ANY_REGION: 1.0})
    writer.regions(ANY_ORIGIN, ORIGINS, {ANY_REGION: 1.0})
