"""How much of real texts the lexicon understands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from matchmaker.scoring.common_words import COMMON_WORDS
from matchmaker.scoring.lexicon.loader import load_lexicon
from matchmaker.scoring.lexicon.matcher import PhraseMatcher, Word
from matchmaker.scoring.lexicon.model import Lexicon


@dataclass(frozen=True, slots=True)
class CoverageReport:
    """``covered`` of ``texts`` name at least one kind; ``unknown_words`` are the most frequent others."""

    texts: int
    covered: int
    unknown_words: tuple[tuple[str, int], ...]

    @property
    def share(self) -> float:
        """Covered texts by texts; 0.0 for no texts."""
        return self.covered / self.texts if self.texts else 0.0


def _worth_knowing(word: Word) -> bool:
    return len(word.key) > 2 and not word.is_number and word.key not in COMMON_WORDS


def coverage(texts: Iterable[str], lexicon: Lexicon | None = None, most_common: int = 100) -> CoverageReport:
    """Read ``texts`` and report the share with at least one kind of thing or service in them."""
    lexicon = lexicon or load_lexicon()
    matcher = PhraseMatcher(lexicon)
    read = covered = 0
    unknown: Counter[str] = Counter()
    for text in texts:
        words = matcher.words(text)
        mentions = matcher.find(words)
        read += 1
        covered += any(lexicon.space(c) == "kind" for mention in mentions for c in mention.concepts)
        taken = {i for mention in mentions for i in range(mention.first, mention.last + 1)}
        unknown.update(word.word for i, word in enumerate(words) if i not in taken and _worth_knowing(word))
    return CoverageReport(read, covered, tuple(unknown.most_common(most_common)))
