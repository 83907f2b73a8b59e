"""Words of trade Indonesian: tokens with their place in the source, spelling by rule, character n-grams.

Rules here are safe for every word because texts and lexicon forms pass through them alike. Rules that
could turn one word into another (affixes, old spelling, typing errors) are only tried on words that
the lexicon does not know: see `matchmaker.scoring.lexicon.spelling`.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

GRAM_BITS = 18
"""Character n-grams are hashed into ``2**GRAM_BITS`` buckets: 262,144 keep collisions rare."""

_WORD = re.compile(r"[a-z]+|\d+(?:[.,]\d+)*")
_DOUBLED = re.compile(r"([a-z])\1+")
_WEAK_E = re.compile(r"([bcdfgjkpst])e([lr])(?=[aiueo])")
_WEAK_E_MIN_LETTERS = 6


@dataclass(frozen=True, slots=True)
class Token:
    """One word: ``key`` is its normalised spelling, ``start`` and ``end`` its place in the source."""

    key: str
    word: str
    start: int
    end: int


def fold(text: str) -> str:
    """Lower case without accents, of the same length as ``text`` so that positions stay true."""
    lowered = "".join(letter.lower()[:1] or letter for letter in text)
    if lowered.isascii():
        return lowered
    return "".join(_plain(letter) for letter in lowered)


@lru_cache(maxsize=4096)
def _plain(letter: str) -> str:
    base = unicodedata.normalize("NFKD", letter)[:1]
    return base.lower() if base.isascii() else " "


@lru_cache(maxsize=400_000)
def normalise_word(word: str) -> str:
    """Spell one lower-case word the canonical way.

    Doubled letters become one (rengginang, "enakkk"); the weak e before l or r goes
    (keripik = kripik, cokelat = coklat, sutera = sutra) in words of six letters or more, because
    shorter ones would meet others (teri is not tri).
    """
    single = _DOUBLED.sub(r"\1", word)
    if len(single) >= _WEAK_E_MIN_LETTERS:
        single = _WEAK_E.sub(r"\1\2", single)
    return single


def tokenize(text: str) -> list[Token]:
    """Words and numbers of ``text`` in order. "kue-kue" is one word said twice and gives one token."""
    tokens: list[Token] = []
    folded = fold(text)
    for match in _WORD.finditer(folded):
        word = match.group()
        if _repeats(tokens, word, folded, match.start()):
            continue
        tokens.append(Token(normalise_word(word), word, match.start(), match.end()))
    return tokens


def _repeats(tokens: list[Token], word: str, folded: str, start: int) -> bool:
    """Whether ``word`` only repeats the token before a hyphen (reduplication)."""
    if not tokens or tokens[-1].word != word:
        return False
    return folded[tokens[-1].end : start] in {"-", " - ", "- ", " -"}


@lru_cache(maxsize=400_000)
def word_grams(word: str) -> tuple[int, ...]:
    """Hashed character 3- and 4-grams of one padded word."""
    padded = f" {word} "
    grams = [padded[i : i + n] for n in (3, 4) for i in range(len(padded) - n + 1)]
    mask = (1 << GRAM_BITS) - 1
    return tuple(zlib.crc32(gram.encode()) & mask for gram in grams)


def gram_set(words: list[str]) -> NDArray[np.uint32]:
    """Sorted distinct gram hashes of ``words``, shape (n,)."""
    hashes = {gram for word in words for gram in word_grams(word)}
    return np.array(sorted(hashes), dtype=np.uint32)
