"""Words for what is done: "memendekkan celana" wants no trousers, a "penutup dada" is no breast."""

from __future__ import annotations

import re

from matchmaker.scoring.grammar import Item
from matchmaker.scoring.lexicon.matcher import VERB_CERTAINTY
from matchmaker.scoring.lexicon.stems import stem
from matchmaker.scoring.meaning import Meaning

SERVICE = "jasa"
"""The lexicon's widest service."""
_DOER = re.compile(r"pe(?:m|n|l|r)[a-z]{4,}(?<!an)")
"""Nouns of one who or that which does something; with -an they name the doing."""
_ACTS = frozenset({"process"})
_ACTS_OR_AIMS = frozenset({"process", "function"})
"""What a verb names, the second where only its root was found; "mengusir nyamuk" as one mention is what goods do."""


def has_object(first: Item, meaning: Meaning) -> bool:
    """Whether what stands behind ``first`` is what something is done to, not the thing asked for."""
    does = bool(_DOER.fullmatch(first.words)) and not meaning.of(first).kinds
    return does or orders(first, meaning)


def orders(first: Item, meaning: Meaning) -> bool:
    """Whether ``first`` says what is to be done, by a verb that names no purpose of goods."""
    sense = meaning.of(first)
    if sense.kinds or sense.uses or not first.words.startswith("me") or stem(first.words) == first.words:
        return False
    named = _ACTS if first.certainty > VERB_CERTAINTY else _ACTS_OR_AIMS
    return all(meaning.dimension(facet) in named for facet in sense.facets)
