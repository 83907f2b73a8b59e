"""Where a list of what is not wanted ends: "tanpa kacang, kemasan vakum" wants the vacuum pack."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from matchmaker.scoring.grammar import Item, Phrase
from matchmaker.scoring.meaning import Meaning

_CONTENTS = frozenset({"material", "taste"})
"""What a thing consists of and how it tastes are excluded together: "tanpa gula, msg, pedas"."""


def end_exclusions(phrases: Sequence[Phrase], meaning: Meaning) -> None:
    """Have listed phrases that name something of another sort than what is excluded before them say what is wanted.

    Phrases are changed in place. What the lexicon does not know is taken to go on with the list.
    """
    for before, phrase in pairwise(phrases):
        if phrase.state == "negated" and phrase.listed:
            goes_on = before.state == "negated" and _alike(before.items[-1], phrase.items[0], meaning)
            phrase.state = "negated" if goes_on else "attribute"


def _alike(one: Item, other: Item, meaning: Meaning) -> bool:
    if not (one.concepts and other.concepts):
        return True
    return not _sorts(one, meaning).isdisjoint(_sorts(other, meaning))


def _sorts(item: Item, meaning: Meaning) -> set[str | None]:
    """Dimensions of its facets and categories of its kinds; all that may be eaten is of one sort."""
    sense = meaning.of(item)
    dimensions = {meaning.dimension(facet) for facet in sense.facets}
    sorts: set[str | None] = {*dimensions, *(meaning.lexicon.category(kind) for kind in sense.kinds)}
    consists = any(meaning.materials((kind,)) for kind in sense.kinds)
    return sorts | _CONTENTS if consists or dimensions & _CONTENTS else sorts
