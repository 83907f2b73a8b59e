"""The words of the catalogue: their numbers, and which of them look alike."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterable
from itertools import islice

from matchmaker.scoring.text import word_grams

REMEMBERED = 20_000
"""So many words are remembered with their look-alikes, until a new word comes."""
LEAST_LIKENESS = 0.6
"""Words less alike than this (Dice over their n-grams) have nothing to do with each other."""


class Vocabulary:
    """Words numbered in order of arrival. Words never seen before get a number when they come."""

    def __init__(self) -> None:
        self._number: dict[str, int] = {}
        self._by_gram: dict[str, list[int]] = {}
        self._sizes: list[int] = []
        self._lock = threading.Lock()
        self._alike: dict[str, list[tuple[int, float]]] = {}

    def __len__(self) -> int:
        return len(self._number)

    def add(self, words: Iterable[str]) -> list[int]:
        """Numbers of ``words``, new ones given where needed."""
        return [self._number.setdefault(word, len(self._number)) for word in words]

    def words(self) -> list[str]:
        """All words in the order of their numbers."""
        return list(self._number)

    def number(self, word: str) -> int | None:
        """Number of ``word``; None if no row has it."""
        return self._number.get(word)

    def alike(self, word: str) -> list[tuple[int, float]]:
        """Numbers of the words that look like ``word``, with their likeness, best first; itself has 1."""
        with self._lock:
            if len(self._sizes) < len(self._number) or len(self._alike) >= REMEMBERED:
                self._index_new()
                self._alike = {}
            if word not in self._alike:
                self._alike[word] = self._look_up(word)
            return self._alike[word]

    def _look_up(self, word: str) -> list[tuple[int, float]]:
        grams = word_grams(word)
        shared = Counter(other for gram in grams for other in self._by_gram.get(gram, ()))
        likeness = {other: 2 * count / (len(grams) + self._sizes[other]) for other, count in shared.items()}
        near = [(number, value) for number, value in likeness.items() if value >= LEAST_LIKENESS]
        return sorted(near, key=lambda pair: (-pair[1], pair[0]))

    def _index_new(self) -> None:
        """Take in the words that came since the last time."""
        for number, word in enumerate(islice(self._number, len(self._sizes), None), len(self._sizes)):
            grams = word_grams(word)
            self._sizes.append(len(grams))
            for gram in grams:
                self._by_gram.setdefault(gram, []).append(number)
