"""Finds the lexicon's forms in running text: longest forms win, spelling and affixes forgiven."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from matchmaker.scoring.common_words import COMMON_WORDS
from matchmaker.scoring.lexicon.form_index import (
    Concepts,
    Form,
    Lengths,
    lengths_by_opening,
    rarest_index,
    stem_index,
    verb_index,
)
from matchmaker.scoring.lexicon.model import Lexicon
from matchmaker.scoring.lexicon.spelling import RULE_CERTAINTY, Speller
from matchmaker.scoring.lexicon.stems import stem
from matchmaker.scoring.text import JOINING, BareToken, Gap, SplitUp, split_up

STEM_CERTAINTY = 0.85
"""A form found by the roots of its words."""
VERB_CERTAINTY = 0.6
"""A verb alone ("untuk menyimpan") stands for any function that begins with it."""
SCATTERED_CERTAINTY = 0.8
"""A form whose words stand apart or in another order behind its first word."""
SCATTERED_REACH = 3
"""At most this many more words than the form has may lie between its first and its last word."""

_NO_VERBS = frozenset({"buat", "guna", "putih", "hitam", "merah", "hijau", "kuning", "biru", "panjang", "angkat"})
"""Roots that stand for no verb without their prefix: "buat pakaian" is for clothes, "putih" whitens nothing."""

_THING_BONUS = 0.2
LED = 1.5
"""What a leading word adds to a form: enough to hold it together, not to tear the next one apart."""
FIRST = 1.3
"""So much a compound that begins with the noun before counts more than one that begins behind it, as the first noun
says what a thing is: "keripik tempe | merah" rather than "keripik | tempe merah"."""
_LEADING = """
    aneka jual menjual jualan toko produksi memproduksi membuat pembuatan bikin usaha paket berbagai macam isi
    untuk rasa dari dengan sedia menyediakan terima menerima grosir agen warung kedai pusat perajin pengrajin produk
    kerajinan oleh-oleh bahan barang pakaian makanan alat peralatan perlengkapan jajanan camilan
"""
_LEADERS = frozenset(_LEADING.split())
_ENDS = frozenset({",", ":", "."})
"""Gaps that end a phrase: no form reaches across."""

KEPT_WORDS = 50_000
"""So many tokens are remembered with the words they stand for."""

Named = tuple[int, Concepts, float]
"""So many words name these concepts, with this certainty."""


class Opening(NamedTuple):
    """What may begin with one word: lengths of longer forms by their second word, of roots likewise, and the
    concepts that it names alone, as a form and by its root. ``single`` is what it is worth alone, and as which."""

    forms: Lengths
    roots: Lengths
    alone: tuple[Named, ...]
    by_root: tuple[Named, ...]
    leads: bool
    single: tuple[float, Named] | None


@dataclass(frozen=True, slots=True)
class Word:
    """A token as the lexicon spells it.

    ``root`` is what its affixes leave of it; ``known`` if some form contains it, ``ordinary`` if it is a right word
    of everyday language, known or not, ``content`` if it may say something about goods. ``opening`` tells which forms
    may begin with it, None if none does. ``start`` and ``end`` are its place in the text, where that was asked for.
    """

    key: str
    word: str
    gap: Gap
    certainty: float
    known: bool
    ordinary: bool
    root: str
    is_number: bool
    content: bool
    opening: Opening | None = field(repr=False, compare=False)
    start: int = 0
    end: int = 0


class Mention(NamedTuple):
    """Words ``first`` to ``last`` (inclusive) name ``concepts`` (numbers)."""

    first: int
    last: int
    concepts: tuple[int, ...]
    certainty: float = 1.0


class PhraseMatcher:
    """Finds mentions of concepts. Reentrant but for its memory of spellings."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.speller = Speller(lexicon.forms)
        self._lengths = lengths_by_opening(lexicon.forms)
        self._stemmed = stem_index(lexicon)
        self._stem_lengths = lengths_by_opening(self._stemmed)
        self._by_rarest = rarest_index(lexicon)
        self._verbs = verb_index(lexicon)
        self._sizes = lru_cache(maxsize=50_000)(self._size)
        self._spell = lru_cache(maxsize=KEPT_WORDS)(self._spelt)

    def words(self, text: str) -> list[Word]:
        """Tokens of ``text`` in the lexicon's spelling, with their places."""
        found = self._joined(split_up(text))
        placed = zip(found.tokens, found.places(), strict=True)
        return [replace(word, start=start, end=end) for token, (start, end) in placed for word in self._spell(token)]

    def bare_words(self, text: str) -> list[Word]:
        """The same without their places, for texts of which nothing is pointed at: the words are kept ones."""
        return [word for token in self._joined(split_up(text)).tokens for word in self._spell(token)]

    def find(self, words: Sequence[Word]) -> list[Mention]:
        """Mentions without overlap, in order of place; together they cover the text best."""
        size = len(words)
        keys = tuple([word.key for word in words])
        roots = tuple([word.root for word in words])
        best: list[tuple[float, Named | None]] = [(0.0, None)] * (size + 1)
        reach = 0
        for at in range(size - 1, -1, -1):
            reach = 1 if at + 1 == size or words[at + 1].gap in _ENDS else reach + 1
            bar = best[at + 1][0]
            best[at] = (bar, None)
            opening = words[at].opening
            if opening is None:
                continue
            if reach == 1 or not (keys[at + 1] in opening.forms or roots[at + 1] in opening.roots):
                if opening.single:
                    worth, named = opening.single
                    best[at] = (worth + bar, named)
                continue
            for named in self._starting_at(words, keys, roots, at, reach, opening):
                length, concepts, certainty = named
                worth, thing, first = self._sizes(length, opening.leads, concepts)
                worth = worth * certainty + thing + best[at + length][0]
                if worth + first > bar:
                    bar, best[at] = worth + first, (worth, named)
        return _walk(best)

    def _size(self, length: int, leads: bool, concepts: tuple[int, ...]) -> tuple[float, float, float]:
        """What a form of ``length`` words is worth, how much more as a thing, and as the first noun's compound.

        Longer forms are worth more; a word that only leads in ("aneka susu") adds little to what it leads. Of equally
        long readings, the one with a thing in it wins: "isi | kue kering", not "isi kue | kering".
        """
        thing = any(self.lexicon.space(concept) == "kind" for concept in concepts)
        size: float = LED + (length - 1) ** 2 if leads and length > 1 else length * length
        return size, _THING_BONUS if thing else 0.0, FIRST if thing and length > 1 and not leads else 0.0

    def find_scattered(self, words: Sequence[Word], first: int, last: int) -> list[Mention]:
        """Kinds and facets that begin with word ``first`` and whose words lie apart up to word ``last``:
        "keripik renyah pisang"."""
        found: list[Mention] = []
        rarest = self._by_rarest.get(words[first].key)
        if rarest is None or last <= first + 1:  # two words stand in a row
            return found
        place = {words[i].key: i for i in range(last, first - 1, -1)}
        for key in place:
            for form in rarest.get(key, ()):
                span = _scattered_span(form, place)
                if span:
                    found.append(Mention(*span, self.lexicon.forms[form], SCATTERED_CERTAINTY))
        return found

    def _starting_at(
        self, words: Sequence[Word], keys: Form, roots: Form, at: int, reach: int, opening: Opening
    ) -> list[Named]:
        """What begins with word ``at`` and is at most ``reach`` words long."""
        found: list[Named] = []
        for length in opening.forms.get(keys[at + 1], ()) if reach > 1 else ():
            concepts = self.lexicon.forms.get(keys[at : at + length]) if length <= reach else None
            if concepts:
                found.append((length, concepts, min([word.certainty for word in words[at : at + length]])))
        found += opening.alone
        for length in opening.roots.get(roots[at + 1], ()) if reach > 1 else ():
            concepts = self._stemmed.get(roots[at : at + length]) if length <= reach else None
            if concepts:
                found.append((length, concepts, STEM_CERTAINTY))
        found += opening.by_root
        return found

    def _joined(self, found: SplitUp) -> SplitUp:
        """Two tokens that the lexicon writes as one word ("hand made") become one."""
        known, cut = self.speller.known, found.tokens
        strange = [token.key not in known for token in cut]
        doubtful = [at for at in range(1, len(cut)) if strange[at] or strange[at - 1]]
        if not any(self._is_one_word(cut[at - 1], cut[at]) for at in doubtful):
            return found
        tokens, firsts = found.tokens[:1], found.firsts[:1]
        for token, first in zip(found.tokens[1:], found.firsts[1:], strict=True):
            left = tokens[-1]
            if self._is_one_word(left, token):
                tokens[-1] = BareToken(left.key + token.key, left.word + token.word, left.gap)
            else:
                tokens.append(token)
                firsts.append(first)
        return SplitUp(tokens, firsts, found.parts)

    def _is_one_word(self, left: BareToken, right: BareToken) -> bool:
        known = self.speller.known
        if right.gap not in JOINING or left.key + right.key not in known:
            return False
        return (left.key not in known or right.key not in known) and left.key not in COMMON_WORDS

    def _spelt(self, token: BareToken) -> tuple[Word, ...]:
        """The words that one token stands for."""
        found, certainty = self.speller.respell(token.key, token.word)
        kept = certainty >= RULE_CERTAINTY and len(found) == 1
        written = [token.word if kept else one for one in found]
        return tuple(
            self._word(key, word, "" if at else token.gap, certainty)
            for at, (key, word) in enumerate(zip(found, written, strict=True))
        )

    def _word(self, key: str, written: str, gap: Gap, certainty: float) -> Word:
        root, number = stem(written), key[0].isdigit()
        return Word(
            key=key,
            word=written,
            gap=gap,
            certainty=certainty,
            known=key in self.speller.known,
            ordinary=self.speller.is_ordinary(key, written),
            root=root,
            is_number=number,
            content=len(key) > 2 and not number and key not in COMMON_WORDS,
            opening=self._opening(key, written, root, certainty),
        )

    def _opening(self, key: str, written: str, root: str, certainty: float) -> Opening | None:
        common, verb = key in COMMON_WORDS, key not in _NO_VERBS
        of_form = self.lexicon.forms.get((key,))
        alone: tuple[Named, ...] = ((1, of_form, certainty),) if of_form else ()
        by_root: list[Named] = []
        if verb and not common and (root,) in self._stemmed:
            by_root.append((1, self._stemmed[root,], STEM_CERTAINTY))
        if root in self._verbs and not common and written.startswith("me"):
            by_root.append((1, self._verbs[root], VERB_CERTAINTY))
        longer, of_roots = self._lengths.get(key, {}), self._stem_lengths.get(root, {}) if verb else {}
        if not (longer or of_roots or alone or by_root):
            return None
        worth = [(self._worth_alone(named), named) for named in (*alone, *by_root)]
        single = max(worth, key=lambda one: one[0], default=None)
        return Opening(longer, of_roots, alone, tuple(by_root), key in _LEADERS, single)

    def _worth_alone(self, named: Named) -> float:
        worth, thing, _ = self._sizes(1, False, named[1])
        return worth * named[2] + thing


def _walk(best: Sequence[tuple[float, Named | None]]) -> list[Mention]:
    mentions: list[Mention] = []
    at = 0
    while at < len(best) - 1:
        named = best[at][1]
        if named is None:
            at += 1
            continue
        length, concepts, certainty = named
        mentions.append(Mention(at, at + length - 1, concepts, certainty))
        at += length
    return mentions


def _scattered_span(form: Form, place: dict[str, int]) -> tuple[int, int] | None:
    """First and last place of the form's words if its first word leads and they do not simply stand in a row."""
    places = []
    for key in form:
        at = place.get(key)
        if at is None:
            return None
        places.append(at)
    first, last = min(places), max(places)
    if places[0] != first or last - first + 1 > len(form) + SCATTERED_REACH:
        return None
    in_row = all(b == a + 1 for a, b in pairwise(places))
    return None if in_row else (first, last)
