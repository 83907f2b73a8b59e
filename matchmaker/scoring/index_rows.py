"""What is entered into the text index: postings of a run of rows, from what was read of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matchmaker.scoring.lexicon.model import Lexicon
from matchmaker.scoring.postings import Floats, Postings
from matchmaker.scoring.reading import ProductReading

ANY_REGION = -1
"""Column that every row with some region has."""

Regions = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class IndexRows:
    """Postings of a run of rows by the name of their stack (`relevance.RelevanceIndex.stacks`).

    The columns of "words" are places in ``words``, the distinct words in the order in which they come up.
    """

    postings: dict[str, Postings]
    words: list[str]


def index_rows(readings: Sequence[ProductReading], lexicon: Lexicon) -> IndexRows:
    """The postings of some rows, one for each reading."""
    numbers: dict[str, int] = {}
    words = [numbers.setdefault(word, len(numbers)) for one in readings for word in one.tokens]
    wider = _remembered(lambda regions: _wider(regions, lexicon))
    exact = _remembered(lambda regions: sorted(set(regions)))
    postings = {
        "concepts": _postings(
            [len(one.strengths) for one in readings],
            np.fromiter(chain.from_iterable(one.strengths for one in readings), dtype=np.int32),
            _values([one.strengths for one in readings]),
        ),
        "words": _postings(
            [len(one.tokens) for one in readings],
            np.array(words, dtype=np.int32),
            _values([one.tokens for one in readings]),
        ),
        "said_regions": _ones([wider(one.regions) for one in readings]),
        "exact_regions": _ones([exact(one.regions) for one in readings]),
        "origins": _ones([wider(one.origins) for one in readings]),
    }
    return IndexRows(postings, list(numbers))


def _wider(regions: Regions, lexicon: Lexicon) -> list[int]:
    """Regions with all wider ones, and `ANY_REGION` if there is one at all."""
    numbers = {wide for region in regions for wide in lexicon.depths[region]}
    return sorted({ANY_REGION, *numbers}) if numbers else []


def _remembered(columns: Callable[[Regions], list[int]]) -> Callable[[Regions], list[int]]:
    """The same for the length of one run, where the same regions come again and again."""
    known: dict[Regions, list[int]] = {}

    def remembering(regions: Regions) -> list[int]:
        found = known.get(regions)
        if found is None:
            found = known[regions] = columns(regions)
        return found

    return remembering


def _ones(rows: Sequence[list[int]]) -> Postings:
    """Postings of rows given by their distinct columns, all with the value 1."""
    columns = np.array(list(chain.from_iterable(rows)), dtype=np.int32)
    return _postings([len(row) for row in rows], columns, np.ones(len(columns), dtype=np.float32))


def _postings(lengths: Iterable[int], columns: NDArray[np.int32], values: Floats) -> Postings:
    """Postings of rows given one behind the other, each with so many columns."""
    widths = np.array(list(lengths), dtype=np.int64)
    rows = np.repeat(np.arange(len(widths), dtype=np.int32), widths)
    return Postings.of_rows(rows, columns, values, len(widths))


def _values(rows: Sequence[Mapping[Any, float]]) -> Floats:
    """The values of some rows one behind the other, none above 1."""
    values = np.fromiter(chain.from_iterable(row.values() for row in rows), dtype=np.float32)
    return np.minimum(values, np.float32(1.0))
