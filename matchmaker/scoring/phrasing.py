"""Phrases of a text with their compounds resolved: "ikan teri" is a teri, "keripik renyah pisang" a keripik pisang."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set

from matchmaker.scoring.grammar import Item, Phrase, segment
from matchmaker.scoring.lexicon.matcher import PhraseMatcher, Word
from matchmaker.scoring.meaning import Meaning

LEADING_CERTAINTY = 0.85
"""A kind seen only within the name of a purpose or an occasion."""
UNRELATED_SCATTERED = 0.8
"""A compound found in parts is less sure where it is no narrower kind of what the first word says."""


class PhraseReader:
    """Cuts texts into phrases with one lexicon."""

    def __init__(self, matcher: PhraseMatcher, meaning: Meaning) -> None:
        self.matcher = matcher
        self.meaning = meaning
        self._first_words = self._first_words_by_kind()

    def phrases(self, words: Sequence[Word], skipped: Set[int] = frozenset()) -> list[Phrase]:
        """Phrases of ``words``; those whose places are ``skipped`` were understood otherwise."""
        phrases = segment(words, self.matcher.find(words), skipped)
        for phrase in phrases:
            if len(phrase.items) > 1:
                phrase.items = self._joined(phrase.items)
            if phrase.state in {"head", "example"} and len(phrase.items[0].keys) > 1:
                phrase.items[:0] = self._leading(phrase)
            if phrase.state == "head" and len(phrase.items) > 1:
                phrase.items[1:1] = self._scattered(words, phrase)
        return phrases

    def _leading(self, phrase: Phrase) -> Iterator[Item]:
        """The kind a phrase opens with that as a whole only says what something is for: "rak jualan" is a rak."""
        first = phrase.items[0]
        if not self.meaning.of(first).kinds:
            size, kinds = self.meaning.leading_kind(first)
            if kinds:
                words = " ".join(first.words.split(" ")[:size])
                certainty = LEADING_CERTAINTY * first.certainty
                yield Item(first.first, first.last, words, first.keys[:size], kinds, certainty)

    def _joined(self, items: Sequence[Item]) -> list[Item]:
        """A general noun right before a thing that is often named with it says nothing of its own."""
        joined: list[Item] = []
        for item in items:
            if joined and item.first == joined[-1].last + 1 and self._names_again(joined[-1], item):
                first = joined.pop()
                item = Item(
                    first.first,
                    item.last,
                    f"{first.words} {item.words}",
                    first.keys + item.keys,
                    item.concepts,
                    item.certainty,
                )
            joined.append(item)
        return joined

    def _names_again(self, first: Item, item: Item) -> bool:
        if len(first.keys) > 1 or not (first.concepts and item.concepts) or not self.meaning.of(first).kinds:
            return False
        return any(first.keys[0] in self._first_words.get(kind, ()) for kind in self.meaning.of(item).kinds)

    def _scattered(self, words: Sequence[Word], phrase: Phrase) -> Iterator[Item]:
        """Kinds whose name begins with the head and goes on farther behind."""
        head = phrase.items[0]
        wide = self.meaning.of(head).kinds
        for mention in self.matcher.find_scattered(words, head.first, phrase.last) if wide else ():
            kinds = self.meaning.sense(mention.concepts).kinds
            if mention.first == head.first and kinds and not set(kinds) & set(wide):
                narrower = any(self.meaning.refines(kind, one) for kind in kinds for one in wide)
                certainty = mention.certainty * (1.0 if narrower else UNRELATED_SCATTERED)
                keys = tuple(word.key for word in words[mention.first : mention.last + 1])
                said = " ".join(word.word for word in words[mention.first : mention.last + 1])
                yield Item(mention.first, mention.last, said, keys, kinds, certainty, refines=True)

    def _first_words_by_kind(self) -> dict[int, frozenset[str]]:
        """First words of the compound forms of each kind."""
        found: dict[int, set[str]] = {}
        for form, concepts in self.matcher.lexicon.forms.items():
            for concept in concepts if len(form) > 1 else ():
                if self.matcher.lexicon.space(concept) == "kind":
                    found.setdefault(concept, set()).add(form[0])
        return {kind: frozenset(words) for kind, words in found.items()}
