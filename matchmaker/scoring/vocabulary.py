"""The words of the catalogue: their numbers, and which of them look alike."""

from __future__ import annotations

from collections.abc import Iterable

from matchmaker.scoring.text import gram_likeness, word_grams

LEAST_LIKENESS = 0.6
"""Words less alike than this (Dice over their n-grams) have nothing to do with each other."""


class Vocabulary:
    """Words numbered in order of arrival. Words never seen before get a number when they come."""

    def __init__(self) -> None:
        self._number: dict[str, int] = {}
        self._by_gram: dict[str, list[str]] = {}
        self._indexed = 0

    def __len__(self) -> int:
        return len(self._number)

    def add(self, words: Iterable[str]) -> list[int]:
        """Numbers of ``words``, new ones given where needed."""
        return [self._number.setdefault(word, len(self._number)) for word in words]

    def number(self, word: str) -> int | None:
        """Number of ``word``; None if no row has it."""
        return self._number.get(word)

    def alike(self, word: str) -> list[tuple[int, float]]:
        """Numbers of the words that look like ``word``, with their likeness, best first; itself has 1."""
        self._index_new()
        shared: dict[str, int] = {}
        for gram in word_grams(word):
            for other in self._by_gram.get(gram, ()):
                shared[other] = shared.get(other, 0) + 1
        likeness = {other: gram_likeness(word, other) for other in shared}
        best = sorted(
            (other for other in likeness if likeness[other] >= LEAST_LIKENESS), key=lambda one: -likeness[one]
        )
        return [(self._number[other], likeness[other]) for other in best]

    def _index_new(self) -> None:
        """Take in the words that came since the last time."""
        if self._indexed == len(self._number):
            return
        for word in list(self._number)[self._indexed :]:
            for gram in word_grams(word):
                self._by_gram.setdefault(gram, []).append(word)
        self._indexed = len(self._number)
