"""Words of trade Indonesian: tokens with their place in the source, spelling by rule, character n-grams.

The rules here are safe for every word because texts and lexicon forms pass through them alike. Rules that
could turn one word into another (affixes, old spelling, typing errors) are only tried on words that
the lexicon does not know: see `matchmaker.scoring.lexicon.spelling`.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import Literal, NamedTuple

Gap = Literal["", "-", "/", ",", ":", "."]
"""What stands before a token: blanks only, a hyphen, a slash, a comma or bracket, a colon, the end of a sentence."""

JOINING: frozenset[Gap] = frozenset({"", "-"})
"""Words with only this between them may be one."""

_TOKEN = re.compile(r"([a-z]{3,}2(?![a-z0-9])|[a-z]+(?:['`´][a-z]+)*|\d+(?:[.,/]\d+)*)")
_APOSTROPHES = re.compile("['`´]")
_PLAIN = re.compile(r"[a-z]+(?: [a-z]+)*")
_DOUBLED = re.compile(r"([a-z])\1+")
_WEAK_E = re.compile(r"([bcdfgjkpst])e([lr])(?=[aiueo])")
_WEAK_E_MIN_LETTERS = 6
KEPT_TOKENS, KEPT_GAPS = 50_000, 2_000
"""So many words, and signs between words, are remembered."""


Place = tuple[int, int]
"""Where something stands in its source: first character, and the one behind the last."""


class Token(NamedTuple):
    """One word: ``key`` is its normalised spelling, ``start`` and ``end`` its place in the source.

    ``gap`` says what separates it from the token before. A word said twice ("oleh-oleh", "kue kue",
    "buah2") is one token with the key "oleh-oleh".
    """

    key: str
    word: str
    start: int
    end: int
    gap: Gap = ""

    @property
    def is_number(self) -> bool:
        """Whether the token is written in digits."""
        return self.key[0].isdigit()


class BareToken(NamedTuple):
    """A `Token` without its place: there is only one of each, which is quicker than making it for every text."""

    key: str
    word: str
    gap: Gap


def fold(text: str) -> str:
    """Lower case without accents, of the same length as ``text`` so that positions stay true."""
    lowered = text.lower()
    if lowered.isascii():
        return lowered
    return "".join(_plain(letter) for letter in text)


@lru_cache(maxsize=4096)
def _plain(letter: str) -> str:
    if letter in "‘’ʼ":
        return "'"
    base = unicodedata.normalize("NFKD", letter.lower())[:1]
    return base if base.isascii() else ","


@lru_cache(maxsize=400_000)
def normalise_word(word: str) -> str:
    """Spell one lower-case word the canonical way.

    Doubled letters become one (rengginang, "enakkk"); the weak e before l or r goes
    (keripik = kripik, cokelat = coklat, sutera = sutra) in words of six letters or more, because
    shorter ones would meet others (teri is not tri).

    Examples
    --------
    >>> normalise_word("kerupuk") == normalise_word("krupuk")
    True
    """
    single = _DOUBLED.sub(r"\1", word)
    if len(single) >= _WEAK_E_MIN_LETTERS:
        single = _WEAK_E.sub(r"\1\2", single)
    return single


def tokenize(text: str) -> list[Token]:
    """Words and numbers of ``text`` in order; a word said twice is one token.

    Examples
    --------
    >>> [token.key for token in tokenize("Oleh2, kue-kue 80gr")]
    ['oleh-oleh', 'kue-kue', '80', 'gr']
    """
    found = split_up(text)
    return [Token(one.key, one.word, *place, one.gap) for one, place in zip(found.tokens, found.places(), strict=True)]


class SplitUp(NamedTuple):
    """A text cut into ``parts``: what stands between words, a word, between, a word ... ``tokens`` are the words,
    ``firsts`` says for each at which part it begins; it ends before the next."""

    tokens: list[BareToken]
    firsts: list[int]
    parts: list[str]

    def places(self) -> list[Place]:
        """Where each token stands."""
        ends = list(accumulate(map(len, self.parts)))
        lasts = [first - 2 for first in (*self.firsts[1:], len(self.parts))] if self.firsts else []
        return [(ends[first - 1], ends[last]) for first, last in zip(self.firsts, lasts, strict=True)]


def split_up(text: str) -> SplitUp:
    """The same as `tokenize`, with places for those who ask."""
    parts = _TOKEN.split(fold(text))
    tokens: list[BareToken] = []
    firsts: list[int] = []
    last = ""
    for at in range(1, len(parts), 2):
        written = parts[at]
        gap = _gap(parts[at - 1]) if last else ""
        if last and written.startswith(last) and _says_again(last, written) and gap in JOINING:
            tokens[-1] = _token(last + "2", tokens[-1].gap)
        else:
            tokens.append(_token(written, gap))
            firsts.append(at)
            last = tokens[-1].word
    return SplitUp(tokens, firsts, parts)


def keys(text: str) -> tuple[str, ...]:
    """Normalised words of ``text``; quick for plain ones, of which the lexicon has tens of thousands."""
    if _PLAIN.fullmatch(text):
        words = text.split(" ")
        if not any(_says_again(word, again) for word, again in pairwise(words)):
            return tuple(map(normalise_word, words))
    return tuple(token.key for token in split_up(text).tokens)


@lru_cache(maxsize=KEPT_TOKENS)
def _token(written: str, gap: Gap) -> BareToken:
    """The token of a lower-case word; a "2" behind it says it twice."""
    if written[-1] == "2" and written[0].isalpha():
        single = normalise_word(written[:-1])
        return BareToken(f"{single}-{single}", written[:-1], gap)
    word = written if written.isalpha() else _APOSTROPHES.sub("", written)
    return BareToken(normalise_word(word), word, gap)


def _says_again(word: str, again: str) -> bool:
    """Whether ``again`` repeats ``word``: kue-kue, buah-buahan, and the third of three."""
    return again.startswith(word) and again[len(word) :] in {"", "an"} and len(word) > 1 and not word[0].isdigit()


@lru_cache(maxsize=KEPT_GAPS)
def _gap(between: str) -> Gap:
    """The strongest separator in what stands between two words."""
    if between in {" ", ""}:
        return ""
    if "\n" in between or ";" in between or any(sign in between for sign in ("!", "?", "•", "|")):
        return "."
    if "." in between:
        return "." if between.rstrip() != between else ","
    if ":" in between:
        return ":"
    if any(sign in between for sign in ',()[]&+*"\\') or (between.strip() in {"-", "--"} and between != "-"):
        return ","
    if "/" in between:
        return "/"
    return "-" if "-" in between else ""


@lru_cache(maxsize=2_000)  # of what is asked again and again; those of a whole catalogue would be kept for nothing
def word_grams(word: str) -> frozenset[str]:
    """Character 3- and 4-grams of one padded word: what two spellings of it have in common."""
    padded = f" {word} "
    return frozenset(padded[i : i + n] for n in (3, 4) for i in range(len(padded) - n + 1))
