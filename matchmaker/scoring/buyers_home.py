""" "Khas kota ini", "perajin setempat": the buyer's own region, wished without its name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from matchmaker.scoring.text import fold

Scope = Literal["regency", "province", "island"]

_HERE = r"(?:ini|kami|kita|sini|setempat|sendiri)"
_PLACES: dict[Scope, str] = {
    "regency": r"(?:kota|daerah|wilayah|kabupaten|kab|tanah|bumi|kampung|kecamatan)",
    "province": r"(?:provinsi|propinsi)",
    "island": r"pulau",
}
_OF = r"(?:(?:asli|khas|asal|produk|buatan)\s+)?"
_PATTERNS: tuple[tuple[Scope, re.Pattern[str]], ...] = (
    *((scope, re.compile(rf"\b{_OF}{place}\s+{_HERE}\b")) for scope, place in _PLACES.items()),
    ("regency", re.compile(r"\b(?:asli|khas|dari|asal|orang|warga|buatan|perajin|pengrajin|petani|produk)\s+sini\b")),
    ("regency", re.compile(r"\bsetempat\b")),
)


@dataclass(frozen=True, slots=True)
class HomeWish:
    """Characters ``start`` to ``end`` of a text wish something of the buyer's own region of this ``scope``."""

    start: int
    end: int
    scope: Scope
    words: str


def home_wishes(text: str | None) -> Iterator[HomeWish]:
    """Where ``text`` speaks of the buyer's own region; a place within another counts once.

    Examples
    --------
    >>> [wish.scope for wish in home_wishes("Suvenir khas kota ini, dari provinsi kami")]
    ['regency', 'province']
    """
    folded = fold(text or "")
    end = 0
    found = (
        HomeWish(match.start(), match.end(), scope, match.group())
        for scope, pattern in _PATTERNS
        for match in pattern.finditer(folded)
    )
    for wish in sorted(found, key=lambda one: (one.start, -one.end)):
        if wish.start >= end:
            end = wish.end
            yield wish
