"""Finds the lexicon's forms in running text: longest forms win, spelling and affixes forgiven."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from matchmaker.scoring.common_words import COMMON_WORDS
from matchmaker.scoring.lexicon.model import Lexicon
from matchmaker.scoring.lexicon.spelling import RULE_CERTAINTY, Speller
from matchmaker.scoring.lexicon.stems import stem
from matchmaker.scoring.text import Gap, Token, tokenize

STEM_CERTAINTY = 0.85
"""A form found by the roots of its words."""
VERB_CERTAINTY = 0.6
"""A verb alone ("untuk menyimpan") stands for any function that begins with it."""
_MOST_THINGS_DONE = 8
"""Verbs of more functions than this say nothing by themselves."""
SCATTERED_CERTAINTY = 0.8
"""A form whose words stand apart or in another order behind its first word."""
SCATTERED_REACH = 3
"""At most this many more words than the form has may lie between its first and its last word."""

_NO_VERBS = frozenset({"buat", "guna", "putih", "hitam", "merah", "hijau", "kuning", "biru", "panjang", "angkat"})
"""Roots that stand for no verb without their prefix: "buat pakaian" is for clothes, "putih" whitens nothing."""

_INFLECTED_DIMENSIONS = frozenset({"function", "process", "form"})

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

Form = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Word:
    """A token as the lexicon spells it; ``known`` if some form contains it, ``ordinary`` if it is a
    right word of everyday language, known or not."""

    key: str
    word: str
    start: int
    end: int
    gap: Gap
    certainty: float
    known: bool
    ordinary: bool = False

    @property
    def is_number(self) -> bool:
        """Whether it is written in digits."""
        return self.key[0].isdigit()


@dataclass(frozen=True, slots=True)
class Mention:
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
        self._lengths = _lengths_by_first(lexicon.forms)
        self._stemmed = self._stem_index()
        self._stem_lengths = _lengths_by_first(self._stemmed)
        self._by_rarest = self._rarest_index()
        self._verbs = self._verb_index()
        self._sizes = lru_cache(maxsize=50_000)(self._size)
        self._spell = lru_cache(maxsize=100_000)(self._spelt)

    def words(self, text: str) -> list[Word]:
        """Tokens of ``text`` in the lexicon's spelling."""
        return self._respelt(self._joined(tokenize(text)))

    def find(self, words: Sequence[Word]) -> list[Mention]:
        """Mentions without overlap, in order of place; together they cover the text best."""
        size = len(words)
        keys = tuple([word.key for word in words])
        stems = tuple([stem(word.word) for word in words])
        best: list[tuple[float, Mention | None]] = [(0.0, None)] * (size + 1)
        reach = 0
        for at in range(size - 1, -1, -1):
            reach = 1 if at + 1 == size or words[at + 1].gap in _ENDS else reach + 1
            best[at] = (best[at + 1][0], None)
            if not (keys[at] in self._lengths or stems[at] in self._stem_lengths or stems[at] in self._verbs):
                continue
            bar = best[at][0]
            leads = keys[at] in _LEADERS
            for mention in self._starting_at(words, keys, stems, at, reach):
                worth, thing, first = self._sizes(mention.last - at + 1, leads, mention.concepts)
                worth = worth * mention.certainty + thing + best[mention.last + 1][0]
                if worth + first > bar:
                    bar, best[at] = worth + first, (worth, mention)
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
        place = {words[i].key: i for i in range(last, first - 1, -1)}
        lead = words[first].key
        found: list[Mention] = []
        for key in place:
            for form in self._by_rarest.get((lead, key), ()):
                span = _scattered_span(form, place)
                if span:
                    found.append(Mention(*span, self.lexicon.forms[form], SCATTERED_CERTAINTY))
        return found

    def _starting_at(
        self, words: Sequence[Word], keys: tuple[str, ...], stems: tuple[str, ...], at: int, reach: int
    ) -> list[Mention]:
        """Mentions that begin with word ``at`` and are at most ``reach`` words long."""
        found: list[Mention] = []
        for length in self._lengths.get(keys[at], ()):
            if length <= reach:
                concepts = self.lexicon.forms.get(keys[at : at + length])
                if concepts:
                    certainty = min([word.certainty for word in words[at : at + length]])
                    found.append(Mention(at, at + length - 1, concepts, certainty))
        common = keys[at] in COMMON_WORDS
        for length in self._stem_lengths.get(stems[at], ()):
            if length <= reach:
                concepts = self._stemmed.get(stems[at : at + length])
                if concepts and not (length == 1 and common) and keys[at] not in _NO_VERBS:
                    found.append(Mention(at, at + length - 1, concepts, STEM_CERTAINTY))
        if not common and stems[at] in self._verbs and words[at].word.startswith("me"):
            found.append(Mention(at, at, self._verbs[stems[at]], VERB_CERTAINTY))
        return found

    def _stem_index(self) -> dict[Form, tuple[int, ...]]:
        """Forms by the roots of their words: all of several words; of one word only what is done to or with a
        thing, because a noun's affix makes the word (makanan is not makan, diberi no beri)."""
        index: dict[Form, dict[int, None]] = {}
        for concept, form in self._written_forms():
            if len(form) > 1 or self.lexicon.concepts[concept].dimension in _INFLECTED_DIMENSIONS:
                index.setdefault(tuple(stem(word) for word in form), {})[concept] = None
        return {form: tuple(concepts) for form, concepts in index.items()}

    def _verb_index(self) -> dict[str, tuple[int, ...]]:
        """Root of a verb -> functions that begin with it: membungkus -> membungkus makanan, membungkus kado."""
        index: dict[str, list[int]] = {}
        for number, concept in enumerate(self.lexicon.concepts):
            verb, _, thing = concept.label.partition(" ")
            if concept.dimension == "function" and thing and verb.startswith("me"):
                index.setdefault(stem(verb), []).append(number)
        return {root: tuple(numbers) for root, numbers in index.items() if len(numbers) <= _MOST_THINGS_DONE}

    def _written_forms(self) -> Iterable[tuple[int, Form]]:
        for form, concepts in self.lexicon.forms.items():
            for concept in concepts:
                yield concept, form

    def _rarest_index(self) -> dict[tuple[str, str], list[Form]]:
        """Forms of two words and more under their first word and the one that fewest forms contain."""
        count: dict[str, int] = {}
        for form in self.lexicon.forms:
            for key in form:
                count[key] = count.get(key, 0) + 1
        index: dict[tuple[str, str], list[Form]] = {}
        for form in self.lexicon.forms:
            if len(form) > 1 and len(set(form)) == len(form):
                index.setdefault((form[0], min(form, key=lambda key: count[key])), []).append(form)
        return index

    def _joined(self, tokens: list[Token]) -> list[Token]:
        """Two tokens that the lexicon writes as one word ("hand made") become one."""
        joined: list[Token] = []
        for token in tokens:
            if joined and token.gap in {"", "-"} and self._belongs(joined[-1], token):
                left = joined[-1]
                word = left.word + token.word
                joined[-1] = Token(left.key + token.key, word, left.start, token.end, left.gap)
            else:
                joined.append(token)
        return joined

    def _belongs(self, left: Token, right: Token) -> bool:
        known = self.speller.known
        strange = left.key not in known or right.key not in known
        return strange and left.key + right.key in known and left.key not in COMMON_WORDS

    def _respelt(self, tokens: list[Token]) -> list[Word]:
        words: list[Word] = []
        for token in tokens:
            gap = token.gap
            for key, word, certainty, known, ordinary in self._spell(token.key, token.word):
                words.append(Word(key, word, token.start, token.end, gap, certainty, known, ordinary))
                gap = ""
        return words

    def _spelt(self, key: str, word: str) -> tuple[tuple[str, str, float, bool, bool], ...]:
        """Key, word, certainty, known and ordinary of the words that one token stands for."""
        found, certainty = self.speller.respell(key, word)
        kept = certainty >= RULE_CERTAINTY and len(found) == 1
        written = [word if kept else one for one in found]
        return tuple(
            (one, said, certainty, one in self.speller.known, self.speller.is_ordinary(one, said))
            for one, said in zip(found, written, strict=True)
        )


def _lengths_by_first(forms: Iterable[Form]) -> dict[str, tuple[int, ...]]:
    lengths: dict[str, set[int]] = {}
    for form in forms:
        lengths.setdefault(form[0], set()).add(len(form))
    return {first: tuple(sorted(found, reverse=True)) for first, found in lengths.items()}


def _walk(best: Sequence[tuple[float, Mention | None]]) -> list[Mention]:
    mentions: list[Mention] = []
    at = 0
    while at < len(best) - 1:
        mention = best[at][1]
        if mention:
            mentions.append(mention)
        at = mention.last + 1 if mention else at + 1
    return mentions


def _scattered_span(form: Form, place: dict[str, int]) -> tuple[int, int] | None:
    """First and last place of the form's words if its first word leads and they do not simply stand in a row."""
    places = [place.get(key, -1) for key in form]
    first, last = min(places), max(places)
    if first < 0 or places[0] != first or last - first + 1 > len(form) + SCATTERED_REACH:
        return None
    in_row = all(b == a + 1 for a, b in pairwise(places))
    return None if in_row else (first, last)
