"""Ways into the lexicon's forms: by their first words, by the roots of their words, by their rarest word."""

from __future__ import annotations

from collections.abc import Iterable

from matchmaker.scoring.lexicon.model import Lexicon
from matchmaker.scoring.lexicon.stems import stem

_MOST_THINGS_DONE = 8
"""Verbs of more functions than this say nothing by themselves."""
_INFLECTED_DIMENSIONS = frozenset({"function", "process", "form"})

Form = tuple[str, ...]
Concepts = tuple[int, ...]
Lengths = dict[str, tuple[int, ...]]


def lengths_by_opening(forms: Iterable[Form]) -> dict[str, Lengths]:
    """Lengths of the forms of several words, longest first, by their first word and their second."""
    lengths: dict[str, dict[str, set[int]]] = {}
    for form in forms:
        if len(form) > 1:
            lengths.setdefault(form[0], {}).setdefault(form[1], set()).add(len(form))
    return {
        first: {second: tuple(sorted(found, reverse=True)) for second, found in seconds.items()}
        for first, seconds in lengths.items()
    }


def stem_index(lexicon: Lexicon) -> dict[Form, tuple[int, ...]]:
    """Forms by the roots of their words: all of several words; of one word only what is done to or with a
    thing, because a noun's affix makes the word (makanan is not makan, diberi no beri)."""
    index: dict[Form, dict[int, None]] = {}
    for concept, form in _written_forms(lexicon):
        if len(form) > 1 or lexicon.concepts[concept].dimension in _INFLECTED_DIMENSIONS:
            index.setdefault(tuple(stem(word) for word in form), {})[concept] = None
    return {form: tuple(concepts) for form, concepts in index.items()}


def verb_index(lexicon: Lexicon) -> dict[str, tuple[int, ...]]:
    """Root of a verb -> functions that begin with it: membungkus -> membungkus makanan, membungkus kado."""
    index: dict[str, list[int]] = {}
    for number, concept in enumerate(lexicon.concepts):
        verb, _, thing = concept.label.partition(" ")
        if concept.dimension == "function" and thing and verb.startswith("me"):
            index.setdefault(stem(verb), []).append(number)
    return {root: tuple(numbers) for root, numbers in index.items() if len(numbers) <= _MOST_THINGS_DONE}


def _written_forms(lexicon: Lexicon) -> Iterable[tuple[int, Form]]:
    for form, concepts in lexicon.forms.items():
        for concept in concepts:
            yield concept, form


def rarest_index(lexicon: Lexicon) -> dict[str, dict[str, list[Form]]]:
    """Forms of two words and more under their first word, and there under the one that fewest forms contain."""
    count: dict[str, int] = {}
    for form in lexicon.forms:
        for key in form:
            count[key] = count.get(key, 0) + 1
    index: dict[str, dict[str, list[Form]]] = {}
    for form in lexicon.forms:
        if len(form) > 1 and len(set(form)) == len(form):
            rarest = min(form, key=lambda key: count[key])
            index.setdefault(form[0], {}).setdefault(rarest, []).append(form)
    return index
