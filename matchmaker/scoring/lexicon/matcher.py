"""Finds the lexicon's forms in running text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matchmaker.scoring.lexicon.model import Lexicon
from matchmaker.scoring.text import Token


@dataclass(frozen=True, slots=True)
class Mention:
    """A form found at tokens ``first`` to ``last`` (inclusive) naming ``concepts`` (numbers)."""

    first: int
    last: int
    concepts: tuple[int, ...]
    strength: float = 1.0


class PhraseMatcher:
    """Longest forms first, from left to right, without overlap."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self._longest: dict[str, int] = {}
        for form in lexicon.forms:
            self._longest[form[0]] = max(self._longest.get(form[0], 0), len(form))

    def find(self, tokens: Sequence[Token]) -> list[Mention]:
        """Mentions in order of place."""
        keys = [token.key for token in tokens]
        mentions: list[Mention] = []
        at = 0
        while at < len(keys):
            mention = self._longest_at(keys, at)
            if mention:
                mentions.append(mention)
                at = mention.last + 1
            else:
                at += 1
        return mentions

    def _longest_at(self, keys: list[str], at: int) -> Mention | None:
        for length in range(min(self._longest.get(keys[at], 0), len(keys) - at), 0, -1):
            concepts = self.lexicon.forms.get(tuple(keys[at : at + length]))
            if concepts:
                return Mention(at, at + length - 1, concepts)
        return None
