"""How much of real texts the lexicon understands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from matchmaker.scoring.lexicon.loader import load_lexicon
from matchmaker.scoring.lexicon.matcher import PhraseMatcher
from matchmaker.scoring.lexicon.model import Lexicon
from matchmaker.scoring.text import tokenize


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


def coverage(texts: Iterable[str], lexicon: Lexicon | None = None, most_common: int = 100) -> CoverageReport:
    """Read ``texts`` and report the share with at least one kind of thing or service in them."""
    lexicon = lexicon or load_lexicon()
    matcher = PhraseMatcher(lexicon)
    read = covered = 0
    unknown: Counter[str] = Counter()
    for text in texts:
        tokens = tokenize(text)
        mentions = matcher.find(tokens)
        read += 1
        covered += any(lexicon.space(c) == "kind" for mention in mentions for c in mention.concepts)
        taken = {i for mention in mentions for i in range(mention.first, mention.last + 1)}
        unknown.update(token.word for i, token in enumerate(tokens) if i not in taken and len(token.word) > 2)
    return CoverageReport(read, covered, tuple(unknown.most_common(most_common)))
