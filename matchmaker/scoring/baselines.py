"""What one would use instead: category filter, popularity, BM25, TF-IDF. The product must beat them.

Each ranks UMKM (not rows) for a need; ties fall to the smaller external id.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from matchmaker.scoring.profiles import NeedProfile, OutcomeProfile, UmkmProfile
from matchmaker.scoring.text import fold, tokenize

Ranking = Callable[[NeedProfile], list[int]]

BM25_K1, BM25_B = 1.2, 0.75
"""The usual constants (Robertson and Zaragoza 2009)."""
SUCCESSES = frozenset({"agreed", "active", "ended"})


def document(umkm: UmkmProfile) -> str:
    """All that an UMKM says about itself and its products, in one text."""
    products = [text for one in umkm.products for text in (one.name, one.description)]
    return " ".join(filter(None, (umkm.name, umkm.description, *products)))


def words(text: str) -> list[str]:
    """Plain lower-case words, as any search box would cut them."""
    return [token.word for token in tokenize(fold(text))]


class WordIndex:
    """Inverted lists over the documents of UMKM; ``weigh`` decides what one shared word is worth."""

    def __init__(self, umkm: Sequence[UmkmProfile]) -> None:
        self.order = {one.umkm_id: one.external_id for one in umkm}
        self.lists: dict[str, dict[int, int]] = defaultdict(dict)
        self.lengths: dict[int, int] = {}
        for one in umkm:
            counts = Counter(words(document(one)))
            self.lengths[one.umkm_id] = sum(counts.values())
            for word, count in counts.items():
                self.lists[word][one.umkm_id] = count

    def sorted(self, scores: Mapping[int, float]) -> list[int]:
        """Those with a score above 0, best first."""
        found = [one for one, score in scores.items() if score > 0]
        return sorted(found, key=lambda one: (-scores[one], self.order[one]))


def need_words(need: NeedProfile) -> list[str]:
    """The words of a need."""
    return words(" ".join(filter(None, (need.title, need.description))))


def bm25(umkm: Sequence[UmkmProfile]) -> Ranking:
    """Okapi BM25 over one document per UMKM."""
    index = WordIndex(umkm)
    mean = sum(index.lengths.values()) / max(len(index.lengths), 1)

    def rank(need: NeedProfile) -> list[int]:
        scores: dict[int, float] = defaultdict(float)
        for word in need_words(need):
            held = index.lists.get(word, {})
            rarity = math.log(1 + (len(index.lengths) - len(held) + 0.5) / (len(held) + 0.5))
            for one, count in held.items():
                share = BM25_K1 * (1 - BM25_B + BM25_B * index.lengths[one] / mean)
                scores[one] += rarity * count * (BM25_K1 + 1) / (count + share)
        return index.sorted(scores)

    return rank


def tf_idf(umkm: Sequence[UmkmProfile]) -> Ranking:
    """Cosine of TF-IDF vectors over one document per UMKM."""
    index = WordIndex(umkm)
    rarity = {word: math.log((1 + len(umkm)) / (1 + len(held))) + 1 for word, held in index.lists.items()}
    norms: dict[int, float] = defaultdict(float)
    for word, held in index.lists.items():
        for one, count in held.items():
            norms[one] += (count * rarity[word]) ** 2

    def rank(need: NeedProfile) -> list[int]:
        scores: dict[int, float] = defaultdict(float)
        for word, asked in Counter(need_words(need)).items():
            for one, count in index.lists.get(word, {}).items():
                scores[one] += asked * count * rarity[word] ** 2 / math.sqrt(norms[one])
        return index.sorted(scores)

    return rank


def category_filter(umkm: Sequence[UmkmProfile]) -> Ranking:
    """Those with a product of the need's category, nearest words second: what a directory offers."""
    by_words = tf_idf(umkm)
    categories = {one.umkm_id: {product.category for product in one.products} for one in umkm}
    order = {one.umkm_id: one.external_id for one in umkm}

    def rank(need: NeedProfile) -> list[int]:
        if need.category is None:
            return by_words(need)
        inside = [one for one, held in categories.items() if need.category in held]
        return sorted(inside, key=lambda one: order[one])

    return rank


def popularity(umkm: Sequence[UmkmProfile], outcomes: Iterable[OutcomeProfile]) -> Ranking:
    """Those with the most partnerships so far, whatever is asked."""
    counts = Counter(one.umkm_id for one in outcomes if one.stage in SUCCESSES)
    ranked = sorted(umkm, key=lambda one: (-counts[one.umkm_id], one.external_id))
    listed = [one.umkm_id for one in ranked]
    return lambda need: listed
