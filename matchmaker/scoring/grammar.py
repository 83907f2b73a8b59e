"""Cuts trade Indonesian into phrases and tells what each is there for.

Noun phrases are head-initial: the first noun says what a thing is, the rest refines it. Small words open
phrases of another kind: "untuk" a purpose, "dari" a material, "tanpa" what is not wanted.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass, field
from typing import Literal

from matchmaker.scoring.common_words import FUNCTION_WORDS
from matchmaker.scoring.lexicon.matcher import Mention, Word
from matchmaker.scoring.text import normalise_word
from matchmaker.scoring.units import UNITS, is_unit_word

State = Literal[
    "head",
    "attribute",
    "purpose",
    "replaced",
    "material",
    "taste",
    "region",
    "negated",
    "content",
    "companion",
    "context",
    "example",
    "muted",
]

_MARKER_WORDS: dict[State, str] = {
    "attribute": """yang yg dengan dgn dg memakai pakai menggunakan memiliki bisa dapat harus tetap boleh wajib asal
        cukup sudah sesuatu something apapun""",
    "purpose": """untuk buat bwt utk guna sebagai sbg jadi menjadi dijadikan dipakai digunakan pengisi
        mengisi for fungsi berfungsi penunjang""",
    "replaced": "pengganti menggantikan gantinya mengganti alternatif substitusi penganti ganti",
    "material": "dari dr berbahan bahan bahannya terbuat berasal olahan hasil asal campuran",
    "taste": "rasa rasanya aroma aromanya beraroma berasa varian wangi flavor flavour profil notes note",
    "region": "khas",
    "negated": "tanpa bukan non jangan tidak tdk ga gak nggak bebas selain kecuali anti no without tak belum blm",
    "muted": "terlalu",
    "content": "isi isinya berisi isian",
    "companion": """pelengkap teman pendamping pasangan taburan topping toping campuran cocolan celupan penyerta
        menemani""",
    "context": "di pada saat ketika waktu ke dlm dalam kalau jika bila setelah sebelum selama bagi oleh kepada",
    "example": "seperti sperti spt semacam misalnya misal mis contoh contohnya antara meliputi yaitu yakni berupa",
    "head": """butuh butuhkan membutuhkan cari mencari dicari perlu memerlukan diperlukan minta meminta ingin mau
        pesan memesan order beli membeli jual menjual menjualkan membuat memproduksi menyediakan menerima melayani
        produksi mengolah usaha pembuatan penjualan dijual dibutuhkan terima sedia tersedia juga""",
}
MARKERS: dict[str, State] = {
    normalise_word(word): state for state, words in _MARKER_WORDS.items() for word in words.split()
}
"""Words that open a phrase of another kind. What is "muted" ("jangan terlalu manis") says neither yes nor no."""

_ALTERNATIVES = frozenset({"atau", "or", "atw", "maupun"})
_CONJUNCTIONS = frozenset({"dan", "serta", "plus", "dn", "n", "and", "sama", "hinga"}) | _ALTERNATIVES
_LISTED_WORDS = 2
_LISTING_NEGATIONS = frozenset({"tanpa", "bebas", "non", "no", "anti", "without", "selain", "kecuali"})
"""Negations that hold for a whole list of nouns; "tidak" and "jangan" end at the comma."""


@dataclass(slots=True)
class Item:
    """A mention or one unknown word (no ``concepts``) within a phrase.

    ``refines`` marks a compound that says more exactly what the head before it is; ``opener`` is the
    marker of its phrase.
    """

    first: int
    last: int
    words: str
    keys: tuple[str, ...]
    concepts: tuple[int, ...] = ()
    certainty: float = 1.0
    ordinary: bool = False
    refines: bool = False
    opener: str = ""

    @property
    def places(self) -> range:
        """Places of its words."""
        return range(self.first, self.last + 1)


@dataclass(slots=True)
class Phrase:
    """Items that belong together; ``listed`` if it goes on a list ("keripik, emping dan opak").

    ``alternative`` if what is before it on the list would do as well ("rotan, bambu atau mendong").
    """

    state: State
    sentence: int
    first: int
    listed: bool = False
    opener: str = ""
    alternative: bool = False
    items: list[Item] = field(default_factory=list)

    @property
    def last(self) -> int:
        """Place of the last word of the last item."""
        return self.items[-1].last if self.items else self.first


class _Segmenter:
    """Walks once over the words, opening a new phrase wherever a marker, a comma or a conjunction stands."""

    def __init__(self, words: Sequence[Word], mentions: Sequence[Mention], skipped: Set[int]) -> None:
        self.words = words
        self.starts = {mention.first: mention for mention in mentions}
        self.skipped = skipped
        self.phrases: list[Phrase] = [Phrase("head", 0, 0)]

    def run(self) -> list[Phrase]:
        at = 0
        while at < len(self.words):
            at = self._step(at)
        phrases = [phrase for phrase in self.phrases if phrase.items and phrase.state != "muted"]
        _spread_alternatives(phrases)
        return phrases

    def _step(self, at: int) -> int:
        word = self.words[at]
        if word.gap:
            self._separate(word, at)
        if at in self.skipped:
            return at + 1
        mention = self.starts.get(at)
        alone = mention is None or mention.last == at
        marker = MARKERS.get(word.key) if alone else None
        if marker and not self._is_content(at):
            self._open(self._stronger(marker, at), at, opener=word.key)
        if mention and not (alone and self._says_nothing(at)):
            if not alone:
                self._end_negation(mention)
            self._add(mention.first, mention.last, mention.concepts, mention.certainty)
            if not alone:
                self._go_on(mention)
            return mention.last + 1
        if marker is None:
            self._plain(word, at)
        return at + 1

    def _end_negation(self, mention: Mention) -> None:
        """ "Tanpa ampas untuk pasien", where "untuk pasien" is one mention: for whom it is, is not what it lacks."""
        opener = self.words[mention.first].key
        if MARKERS.get(opener) == "purpose" and self.phrases[-1].state == "negated":
            self._open(self._stronger("purpose", mention.first), mention.first, opener=opener)

    def _go_on(self, mention: Mention) -> None:
        """Behind "pelengkap soto" as one mention, "dan rawon" is another companion, no new head."""
        state = MARKERS.get(self.words[mention.first].key)
        if state:
            self._open(state, mention.last + 1, opener=self.words[mention.first].key)

    def _plain(self, word: Word, at: int) -> None:
        if word.key in _CONJUNCTIONS:
            self._open(self.phrases[-1].state, at, listed=True, alternative=word.key in _ALTERNATIVES)
        elif word.content and not self._is_unit(at):
            self._add(at, at, (), word.certainty)

    def _is_content(self, at: int) -> bool:
        """Marker words that may be goods or describe them: behind a head, "wangi" is a smell, "isi ulang" a refill."""
        return MARKERS[self.words[at].key] == "taste" and at + 1 >= len(self.words)

    def _says_nothing(self, at: int) -> bool:
        word = self.words[at]
        if word.key in FUNCTION_WORDS:
            return True
        unit = UNITS.get(word.word)
        return unit is not None and (unit.base == "day" or (self._is_unit(at) and not MARKERS.get(word.key)))

    def _is_unit(self, at: int) -> bool:
        """A unit directly behind a number or "per" counts, it is no thing."""
        if at == 0 or not is_unit_word(self.words[at].word):
            return False
        before = self.words[at - 1]
        return before.is_number or before.key in {"per", "se", "tiap", "beberapa", "satu", "dua", "tiga"}

    def _stronger(self, marker: State, at: int) -> State:
        """ "tidak untuk", "bukan dari" and "tidak melayani" stay negations; "yang bukan" becomes one."""
        before = self.words[at - 1].key if at else ""
        negates = MARKERS.get(before) == "negated" and not self.words[at].gap
        return "negated" if negates and marker != "muted" else marker

    def _separate(self, word: Word, at: int) -> None:
        if word.gap == ".":
            self._open("head", at, sentence=self.phrases[-1].sentence + 1)
        elif word.gap == ":" and (at == 0 or self.words[at - 1].key not in MARKERS):
            self._open("head", at)
        elif word.gap in {",", "/"}:
            last = self.phrases[-1]
            lists_on = last.opener in _LISTING_NEGATIONS and self._is_short(at)
            over = last.state in {"negated", "muted"} and not lists_on
            self._open("attribute" if over else last.state, at, listed=True, alternative=word.gap == "/")

    def _is_short(self, at: int) -> bool:
        """Whether at most two words follow before the next comma: a further thing on a list of exclusions."""
        end = at + 1
        while end < len(self.words) and not self.words[end].gap and self.words[end].key not in _CONJUNCTIONS:
            end += 1
        return end - at <= _LISTED_WORDS

    def _open(
        self,
        state: State,
        at: int,
        *,
        listed: bool = False,
        opener: str = "",
        sentence: int | None = None,
        alternative: bool = False,
    ) -> None:
        last = self.phrases[-1]
        kept_opener = last.opener if listed else opener
        here = last.sentence if sentence is None else sentence
        self.phrases.append(Phrase(state, here, at, listed, kept_opener, alternative=alternative))

    def _add(self, first: int, last: int, concepts: tuple[int, ...], certainty: float) -> None:
        phrase = self.phrases[-1]
        if first == last:
            word = self.words[first]
            item = Item(first, last, word.word, (word.key,), concepts, certainty, word.ordinary, opener=phrase.opener)
            phrase.items.append(item)
            return
        part = self.words[first : last + 1]
        said = " ".join([word.word for word in part])
        keys = tuple([word.key for word in part])
        phrase.items.append(Item(first, last, said, keys, concepts, certainty, opener=phrase.opener))


def _spread_alternatives(phrases: Sequence[Phrase]) -> None:
    """ "Atau" before the last of a list makes all of them alternatives."""
    if not any(phrase.alternative for phrase in phrases):
        return
    for later, phrase in zip(reversed(phrases), reversed(phrases[:-1]), strict=False):
        if later.alternative and phrase.listed and phrase.state == later.state:
            phrase.alternative = True


def segment(words: Sequence[Word], mentions: Sequence[Mention], skipped: Set[int] = frozenset()) -> list[Phrase]:
    """Phrases with content, in order.

    Parameters
    ----------
    words, mentions
        From `PhraseMatcher.words` and `PhraseMatcher.find`.
    skipped : set of int
        Places of words already understood otherwise (prices, volumes, conditions).
    """
    return _Segmenter(words, mentions, skipped).run()
