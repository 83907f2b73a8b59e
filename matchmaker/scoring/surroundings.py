"""What a need says of the things around the one wanted: what it is for, what it goes with, when it is used."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from matchmaker.scoring.grammar import MARKERS, Item, Phrase, State
from matchmaker.scoring.lexicon.matcher import Word
from matchmaker.scoring.meaning import Meaning

_STATES: frozenset[State] = frozenset({"purpose", "context", "companion", "content"})
_FOR = frozenset({"untuk", "buat", "utk", "bwt", "guna", "for"})
"""Words behind which a purpose follows, and not what a thing becomes."""


def surroundings(words: Sequence[Word], phrases: Sequence[Phrase]) -> Iterator[int]:
    """Places of the words that tell what the thing wanted goes with."""
    for phrase in phrases:
        for item in phrase.items:
            if phrase.state in _STATES or (item.last > item.first and MARKERS.get(words[item.first].key) in _STATES):
                yield from item.places


def is_named_plainly(words: Sequence[Word], phrases: Sequence[Phrase], meaning: Meaning) -> bool:
    """Whether the text opens with the bare name of a thing and goes on with its purpose: "kerupuk untuk sarapan"."""
    first = phrases[0] if phrases else None
    if first is None or first.state != "head" or not meaning.of(first.items[0]).kinds:
        return False
    if len(first.items) > 1:
        return _opens_purpose(words, first.items[1])
    behind = phrases[1] if len(phrases) > 1 else None
    return behind is not None and (behind.opener in _FOR or _opens_purpose(words, behind.items[0]))


def _opens_purpose(words: Sequence[Word], item: Item) -> bool:
    """Whether the name of a purpose holds the word for it: "untuk sarapan"."""
    return item.last > item.first and words[item.first].key in _FOR
