"""Respells words the lexicon does not know into words it knows: by rule first, by likeness last."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain, pairwise
from typing import NamedTuple

import numpy as np

from matchmaker.scoring.common_words import COMMON_WORDS
from matchmaker.scoring.lexicon.stems import stem, strip_particle
from matchmaker.scoring.ordinary_words import ORDINARY_ROOTS
from matchmaker.scoring.text import normalise_word

RULE_CERTAINTY = 0.95
"""A spelling rule led to a known word."""
TYPO_CERTAINTY = 0.8
"""One letter wrong, missing, added or swapped."""
TYPO_MIN_LETTERS = 6
"""Shorter words have too many neighbours to be corrected."""

_GLUED_MIN_LETTERS = 4
_REPLACED_MIN_LETTERS = 8
_SLIP_ORDER = ("swapped", "missing", "added", "replaced")
"""Likeliest first."""

_OLD_SPELLING = (("oe", "u"), ("dj", "j"), ("tj", "c"), ("sj", "sy"), ("nj", "ny"), ("ch", "kh"))
_SWAPS: tuple[tuple[str, str], ...] = (
    ("oe", "u"), ("dj", "j"), ("tj", "c"), ("sj", "sy"), ("nj", "ny"), ("th", "t"), ("dh", "d"), ("kh", "k"),
    ("ph", "f"), ("f", "p"), ("v", "f"), ("v", "p"), ("p", "f"), ("z", "j"), ("z", "s"), ("j", "z"), ("q", "k"),
    ("x", "ks"), ("ks", "x"), ("ck", "k"), ("c", "k"), ("k", "c"), ("sy", "s"), ("s", "sy"), ("y", "i"),
    ("ie", "i"), ("ei", "e"), ("eu", "e"), ("ai", "e"), ("au", "o"), ("ae", "e"), ("oa", "o"), ("ea", "e"),
    ("iy", "i"), ("uw", "u"), ("sc", "s"), ("ch", "c"), ("gh", "g"), ("sh", "s"), ("w", "u"),
)  # fmt: skip
"""Old spelling, English letters, sounds that are heard alike."""
_VOWEL_SWAPS: tuple[tuple[str, str], ...] = (("o", "u"), ("u", "o"), ("i", "e"), ("e", "i"), ("a", "e"), ("e", "a"))
"""Vowels that dialects exchange; tried in longer words only (sirop, rangginang, deterjin)."""
_VOWEL_MIN_LETTERS = 6
_ROUND_MIN_LETTERS = 5
_SWAP_MIN_LETTERS = 4


class Respelt(NamedTuple):
    """Known words that an unknown one stands for, and how sure that is."""

    keys: tuple[str, ...]
    certainty: float


class Speller:
    """Finds the known words behind unknown ones.

    Parameters
    ----------
    forms : iterable of tuple of str
        Normalised words of every form.
    """

    def __init__(self, forms: Iterable[tuple[str, ...]]) -> None:
        listed = list(forms)
        self._frequency = Counter(chain.from_iterable(listed))
        self._rarest = math.log((len(self._frequency) + 2) / 1.5)
        self.known: frozenset[str] = frozenset(self._frequency)
        self._glued = {left + right: (left, right) for form in listed for left, right in _pairs(form)}
        self._near: NearWords | None = None
        self._right: set[str] = set()

    def respell(self, key: str, word: str) -> Respelt:
        """Known words for the token ``key`` (as written: ``word``); itself with certainty 1 if nothing fits."""
        if key in self.known:
            return Respelt((key,), 1.0)
        return self._search(key, word)

    def trust(self, words: Iterable[str]) -> None:
        """Take normalised ``words`` for right ones that need no correction, though no form has them."""
        self._right.update(words)

    def rarity(self, key: str) -> float:
        """How telling a word is, in (0, 1]: 1 if no form or one has it, less the more forms share it."""
        shared = math.log((len(self._frequency) + 2) / (self._frequency.get(key, 1) + 0.5))
        return min(1.0, max(0.05, shared / self._rarest))

    def is_ordinary(self, key: str, word: str) -> bool:
        """Whether it is a right word of everyday language: even where the lexicon lacks it, no typing error."""
        roots = {key, stem(word)}
        return key in self._right or not (roots.isdisjoint(ORDINARY_ROOTS) and roots.isdisjoint(COMMON_WORDS))

    def _search(self, key: str, word: str) -> Respelt:
        if "-" in key:
            single = key.partition("-")[0]
            return Respelt(self.respell(single, word).keys, 1.0)
        if key in COMMON_WORDS or key[0].isdigit() or len(key) < _SWAP_MIN_LETTERS:
            return Respelt((key,), 1.0)
        if f"{key}-{key}" in self.known:
            return Respelt((f"{key}-{key}",), 1.0)
        if self.is_ordinary(key, word):
            return self._without_particle(word) or Respelt((key,), 1.0)
        return self._by_rule(key, word) or self._by_typo(key) or Respelt((key,), 1.0)

    def _without_particle(self, word: str) -> Respelt | None:
        for other in strip_particle(word):
            normal = normalise_word(other)
            if normal in self.known or normal in COMMON_WORDS:
                return Respelt((normal,), RULE_CERTAINTY)
        return None

    def _by_rule(self, key: str, word: str) -> Respelt | None:
        if key in self._glued:
            return Respelt(self._glued[key], RULE_CERTAINTY)
        bare = self._without_particle(word)
        if bare:
            return bare
        for other in _respellings(word):
            normal = normalise_word(other)
            if normal in self.known:
                return Respelt((normal,), RULE_CERTAINTY)
            if normal in self._glued:
                return Respelt(self._glued[normal], RULE_CERTAINTY)
        return None

    def _by_typo(self, key: str) -> Respelt | None:
        """The known word one slip away that most forms share; slips that keep all letters are likelier."""
        if len(key) < TYPO_MIN_LETTERS:
            return None
        if self._near is None:
            self._near = NearWords([word for word in self.known if len(word) >= TYPO_MIN_LETTERS - 1])
        fitting = {other: _slip(other, key) for other in self._near.to(key) if other[0] == key[0]}
        likely = [other for other, slip in fitting.items() if slip and self._trusted(slip, key)]
        if not likely:
            return None
        best = min(likely, key=lambda other: (_SLIP_ORDER.index(fitting[other]), -self._frequency[other], other))
        return Respelt((best,), TYPO_CERTAINTY)

    def _trusted(self, slip: str, key: str) -> bool:
        """One letter for another makes too many right words; only long ones are corrected so."""
        return slip != "replaced" or len(key) >= _REPLACED_MIN_LETTERS


class NearWords:
    """Words that may be one slip away from another: both with a letter left out, or as they are, look the same.

    Kept are numbers made of what is left, 12 bytes each; words that only share a number are told apart by `_slip`.
    """

    def __init__(self, words: list[str]) -> None:
        self._words = words
        cuts = [(hash(cut), place) for place, word in enumerate(words) for cut in {word, *_cuts(word)}]
        hashes = np.array([one for one, _ in cuts], dtype=np.int64)
        order = np.argsort(hashes, kind="stable")
        self._hashes, self._places = hashes[order], np.array([place for _, place in cuts], dtype=np.int32)[order]

    def to(self, word: str) -> set[str]:
        """Words at most two slips from ``word``, all those one slip away among them."""
        cuts = np.array([hash(cut) for cut in (word, *_cuts(word))], dtype=np.int64)
        first, last = np.searchsorted(self._hashes, cuts), np.searchsorted(self._hashes, cuts, side="right")
        found = (self._places[start:stop].tolist() for start, stop in zip(first.tolist(), last.tolist(), strict=True))
        return {self._words[place] for places in found for place in places}


def _pairs(form: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Neighbours within a form that people may write as one word."""
    for left, right in pairwise(form):
        if min(len(left), len(right)) >= _GLUED_MIN_LETTERS and left.isalpha() and right.isalpha():
            yield left, right


def _respellings(word: str) -> Iterator[str]:
    """Ways the same sounds are written, likeliest first; old spelling comes with all its letters at once."""
    modern = word
    for old, new in _OLD_SPELLING:
        modern = modern.replace(old, new)
    yield modern
    for old, new in _SWAPS:
        if old in word:
            yield from _replaced(word, old, new)
    for old, new in _VOWEL_SWAPS:
        if len(word) >= (_ROUND_MIN_LETTERS if {old, new} == {"o", "u"} else _VOWEL_MIN_LETTERS):
            yield from _replaced(word, old, new)


def _replaced(word: str, old: str, new: str) -> Iterator[str]:
    """``old`` replaced everywhere, then at each place alone, last place first."""
    if old not in word:
        return
    yield word.replace(old, new)
    at = word.rfind(old)
    while at > 0 and word.count(old) > 1:
        yield word[:at] + new + word[at + len(old) :]
        at = word.rfind(old, 0, at)


def _cuts(word: str) -> list[str]:
    return [word[:i] + word[i + 1 :] for i in range(len(word))]


def _slip(word: str, typed: str) -> str:
    """Which single slip turns ``word`` into ``typed``: one of `_SLIP_ORDER`, or "" if none does."""
    if abs(len(word) - len(typed)) > 1:
        return ""
    same = (i for i, (a, b) in enumerate(zip(word, typed, strict=False)) if a != b)
    first = next(same, min(len(word), len(typed)))
    left, right = word[first:], typed[first:]
    if left[:2] == right[:2][::-1] and left[2:] == right[2:]:
        return "swapped"
    if left[1:] == right:
        return "missing"
    if left == right[1:]:
        return "added"
    return "replaced" if left[1:] == right[1:] else ""
