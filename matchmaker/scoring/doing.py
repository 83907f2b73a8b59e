"""Words for what is done: "memendekkan celana" wants no trousers, a "penutup dada" is no breast."""

from __future__ import annotations

import re

from matchmaker.scoring.grammar import Item
from matchmaker.scoring.lexicon.matcher import VERB_CERTAINTY
from matchmaker.scoring.lexicon.stems import stem
from matchmaker.scoring.meaning import Meaning

SERVICE = "jasa"
"""The lexicon's widest service."""
_DOER = re.compile(r"pe(?:m|n|l|r)[a-z]{4,}")
_WORKMEN = frozenset({"tukang", "teknisi", "montir"})
"""Who asks for one of these wants work done, not what the work is done to."""
_ACTS = frozenset({"process"})
_ACTS_OR_AIMS = frozenset({"process", "function"})
"""What a verb names, the second where only its root was found; "mengusir nyamuk" as one mention is what goods do."""


def has_object(first: Item, meaning: Meaning) -> bool:
    """Whether what stands behind ``first`` is what something is done to, not the thing asked for."""
    return (is_doer(first.words) and not meaning.of(first).kinds) or orders(first, meaning)


def is_doer(word: str) -> bool:
    """Whether ``word`` names one who or that which does something: "penyimpan", not "penyimpanan", which is the doing.

    Behind the prefix a doer is its root, but for the first letter, which the prefix may swallow.
    """
    root = stem(word)
    return root != word and bool(_DOER.fullmatch(word)) and word.endswith(root[1:])


def orders(first: Item, meaning: Meaning) -> bool:
    """Whether ``first`` says what is to be done, by a verb that names no purpose of goods, or who is to do it."""
    sense = meaning.of(first)
    if sense.kinds or first.words in _WORKMEN:
        return not sense.kinds
    if sense.uses or not first.words.startswith("me") or stem(first.words) == first.words:
        return False
    named = _ACTS if first.certainty > VERB_CERTAINTY else _ACTS_OR_AIMS
    return all(meaning.dimension(facet) in named for facet in sense.facets)
