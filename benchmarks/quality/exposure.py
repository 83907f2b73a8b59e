"""Whom the ranking favours: who stands in the top five of the demo regions' needs, and who never does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from benchmarks.quality.market import whole_market
from matchmaker.domain.concentration import gini, top_share
from matchmaker.scoring.profiles import NeedProfile, UmkmProfile
from matchmaker.scoring.scorer import Scorer

SHOWN = 5
"""Places that somebody looks at."""
LEAST_SHARE = 0.02
"""Below this share of the first key, goods are something else altogether (`Scorer.rank_need`)."""
AGES = ((0, 5), (5, 10), (10, 20), (20, 200))
"""Years in business, from and below."""


@dataclass(frozen=True)
class Exposure:
    """``places`` counts how often each UMKM stands in the first `SHOWN`; ``needs`` how many lists there are."""

    umkm: tuple[UmkmProfile, ...]
    needs: int
    places: Counter[int]

    @property
    def never(self) -> list[UmkmProfile]:
        """Those who stand on no list."""
        return [one for one in self.umkm if not self.places[one.umkm_id]]

    @property
    def gini(self) -> float:
        """How unevenly places are spread over all UMKM: 0 evenly, near 1 all to one."""
        over, under = gini(self.places[one.umkm_id] for one in self.umkm)
        return over / under

    @property
    def top_five_share(self) -> float:
        """Share of all places that the five most shown hold."""
        held, everything = top_share(self.places.values())
        return held / everything

    def by(self, group: Callable[[UmkmProfile], str]) -> dict[str, tuple[int, int, int]]:
        """Group -> UMKM, places, UMKM never shown."""
        found: dict[str, tuple[int, int, int]] = {}
        for one in sorted(self.umkm, key=lambda one: (group(one), one.umkm_id)):
            count, places, never = found.get(group(one), (0, 0, 0))
            shown = self.places[one.umkm_id]
            found[group(one)] = (count + 1, places + shown, never + (not shown))
        return found


def measure(seeds: Path, as_of: date) -> Exposure:
    """Rank all needs of the demo regions over all their UMKM."""
    market = whole_market(seeds)
    return Exposure(market.umkm, len(market.needs), Counter(_shown(Scorer.build(market.umkm), market.needs, as_of)))


def _shown(scorer: Scorer, needs: Iterable[NeedProfile], as_of: date) -> Iterable[int]:
    for need in needs:
        for pairing in scorer.rank_need(need, SHOWN, as_of=as_of, least_share=LEAST_SHARE):
            yield pairing.umkm_id


def region(one: UmkmProfile) -> str:
    """Its regency."""
    return one.regency or "tidak diketahui"


def scale(one: UmkmProfile) -> str:
    """Its scale by law."""
    return one.scale or "tidak diketahui"


def age(one: UmkmProfile, year: int) -> str:
    """Its years in business, in groups."""
    if one.founded_year is None:
        return "tidak diketahui"
    years = year - one.founded_year
    low, high = next((low, high) for low, high in AGES if low <= years < high)
    return f"{low:>2}-{high - 1} tahun" if high < AGES[-1][1] else f"{low} tahun ke atas"
