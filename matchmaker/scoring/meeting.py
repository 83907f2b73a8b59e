"""Which words of a need a few rows meet, by the compiled loop of `kernel_met`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from matchmaker.scoring import kernel_met
from matchmaker.scoring.reading import Element, NeedReading
from matchmaker.scoring.reckoning import Index
from matchmaker.scoring.relevance import RelevanceIndex
from matchmaker.scoring.text_program import CONCEPTS, WORDS

if TYPE_CHECKING:
    from matchmaker.scoring.shortlist import Finder


def words_met(finder: Finder, index: RelevanceIndex, reading: NeedReading, rows: Index) -> list[list[str]]:
    """Of each of ``rows`` the words of the elements it meets, the weightiest first; see `relevance.words_met`."""
    elements = reading.elements
    if not elements or not len(rows):
        return [[] for _ in rows]
    terms: list[tuple[int, int]] = []
    qualities: list[float] = []
    groups = [_group(index, element, terms, qualities) for element in elements]
    found = np.zeros((len(rows), len(elements)), dtype=np.float32)
    segments = finder.segments(np.array(terms, dtype=np.int32).reshape(-1, 2))
    kernel_met.meet(
        np.array(groups, dtype=np.int64), np.array(qualities, dtype=np.float32),
        np.array([one.literal for one in elements], dtype=np.float32), segments.table, segments.first, rows, found,
    )  # fmt: skip
    values = found.astype(np.float64) * np.array([one.weight for one in elements])
    words = [one.words for one in elements]
    return [
        list(dict.fromkeys(words[place] for place in order if met[place]))
        for order, met in zip(np.argsort(-values, axis=1, kind="stable").tolist(), (found > 0).tolist(), strict=True)
    ]


def _group(
    index: RelevanceIndex, element: Element, terms: list[tuple[int, int]], qualities: list[float]
) -> tuple[int, int, int, int]:
    """Places among ``terms`` of the concepts of one element, and of its words where all of them are known."""
    first = len(terms)
    terms += [(CONCEPTS, concept) for concept, _ in element.concepts]
    qualities += [quality for _, quality in element.concepts]
    words = len(terms)
    numbers = [index.vocabulary.number(token) for token in element.tokens]
    if None not in numbers:
        terms += [(WORDS, number) for number in numbers if number is not None]
        qualities += [1.0] * len(numbers)
    return first, words, words, len(terms)
