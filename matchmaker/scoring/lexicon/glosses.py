"""A reverse dictionary: which things does a description mean that never names them?

Every concept can have a gloss, the words by which buyers describe it: what it is made of, what it does, for
whom, where, instead of what. A need's words are looked up in all glosses at once; a rare word says more than
one that describes half the lexicon. `glosses/*.yaml` holds the glosses, beside the forms they do not repeat.
"""

from __future__ import annotations

import math
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import yaml
from numpy.typing import NDArray

from matchmaker.scoring.lexicon.model import Lexicon

GLOSS_DIR = Path(__file__).parent / "glosses"
INHERITED = 0.6
"""What describes a family describes its members, each step down a little less."""
LEAST_INHERITED = 0.2
LENGTH_SHARE = 0.25
"""How much a long gloss has to give back for having more words to hit (the b of BM25)."""

SYNONYM = 0.6
"""A synonym of a word explains it less surely than the word itself."""

Floats = NDArray[np.float64]
Roots = Callable[[str], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Meant:
    """A concept a description may mean; ``share`` (0..1) of what the description says is in its gloss."""

    concept: int
    share: float


class GlossIndex:
    """All glosses by word."""

    def __init__(
        self,
        lexicon: Lexicon,
        glosses: Mapping[str, str],
        roots: Roots,
        synonyms: Mapping[str, tuple[str, ...]] | None = None,
    ) -> None:
        self._synonyms = synonyms or {}
        own = {
            lexicon.number[name]: dict.fromkeys(roots(text), 1.0)
            for name, text in glosses.items()
            if name in lexicon.number
        }
        self.size = len(lexicon.concepts)
        self.glossed = len(own)
        spread: dict[str, int] = defaultdict(int)
        for words in own.values():
            for word in words:
                spread[word] += 1
        self.rarity = {word: math.log((len(own) + 1) / (count + 0.5)) for word, count in spread.items()}
        self._strange = max(self.rarity.values(), default=0.0)
        self._lists = self._invert(_inherited(lexicon, own))

    def _invert(self, documents: Mapping[int, Mapping[str, float]]) -> dict[str, tuple[array[int], array[float]]]:
        """Word -> the concepts it describes and how strongly, as numbers side by side: there are 300,000 of them."""
        mass = {concept: sum(words.values()) for concept, words in documents.items()}
        mean = sum(mass.values()) / max(len(mass), 1)
        lists: dict[str, tuple[array[int], array[float]]] = defaultdict(lambda: (array("i"), array("d")))
        for concept, words in documents.items():
            discount = max(1.0 - LENGTH_SHARE + LENGTH_SHARE * mass[concept] / mean, 0.5)
            for word, weight in words.items():
                concepts, strengths = lists[word]
                concepts.append(concept)
                strengths.append(min(weight / discount, 1.0))
        return dict(lists)

    def find(self, words: Mapping[str, float], top: int = 12) -> list[Meant]:
        """The concepts that explain most of ``words`` (root -> how much it counts), best first.

        A word that no gloss has counts as said and not explained, so that strange descriptions stay unsure.
        """
        said = self.said(words)
        if not said:
            return []
        scores = np.zeros(self.size)
        for word, weight in words.items():
            scores += weight * self._explained(word)
        some = np.flatnonzero(scores > 0)
        best = some[np.argsort(-scores[some], kind="stable")[:top]]
        return [
            Meant(concept, score / said) for concept, score in zip(best.tolist(), scores[best].tolist(), strict=True)
        ]

    def said(self, words: Mapping[str, float]) -> float:
        """How much ``words`` say in all: each as rare as it is, one that no gloss has as the rarest."""
        return sum(weight * self.rarity.get(word, self._strange) for word, weight in words.items())

    def _explained(self, word: str) -> Floats:
        """How much each gloss explains ``word``, by itself or by a synonym, which says a little less."""
        own = self.rarity.get(word)
        best = self._told_by(word, own or 0.0)
        for other in self._synonyms.get(word, ()):
            rarity = self.rarity.get(other, 0.0)
            np.maximum(best, SYNONYM * self._told_by(other, rarity if own is None else min(own, rarity)), out=best)
        return best

    def _told_by(self, word: str, worth: float) -> Floats:
        told = np.zeros(self.size)
        if word in self._lists:
            concepts, strengths = self._lists[word]
            told[np.frombuffer(concepts, dtype=np.intc)] = worth * np.frombuffer(strengths)
        return told

    def shared(self, words: Iterable[str], concept: int) -> list[str]:
        """Those of ``words`` that describe ``concept``, rarest first."""
        found = [word for word in words if word in self._lists and concept in self._lists[word][0]]
        return sorted(found, key=lambda word: -self.rarity[word])


def _inherited(lexicon: Lexicon, own: Mapping[int, Mapping[str, float]]) -> dict[int, dict[str, float]]:
    """What describes a concept: its own words, and those of all wider concepts, weaker with every step."""
    documents: dict[int, dict[str, float]] = {}
    for number, wider in enumerate(lexicon.depths):
        words: dict[str, float] = {}
        for at, depth in wider.items():
            weight = INHERITED**depth
            if at in own and weight >= LEAST_INHERITED:
                for word in own[at]:
                    words[word] = max(words.get(word, 0.0), weight)
        if words:
            documents[number] = words
    return documents


def load_glosses(directory: Path = GLOSS_DIR) -> dict[str, str]:
    """All glosses by concept id. A file that cannot be read as YAML is an error: data are checked before they land."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    found: dict[str, str] = {}
    for path in sorted(directory.glob("*.yaml")):
        entries = yaml.load(path.read_text("utf8"), Loader=loader) or {}  # noqa: S506 - a safe loader
        found |= {str(name): str(text) for name, text in entries.items()}
    return found
