"""Free search for suppliers: words and filters, ranked and explained like a need.

A filter excludes what is known to miss it; what is not known stays, below what is known to fit, because
unknown is not failed. Amounts without a unit (``max_price_idr``, ``min_capacity``) are read in the unit
each product is sold in.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matchmaker.scoring import geo
from matchmaker.scoring.catalogue import CATEGORIES, Rows, category_code
from matchmaker.scoring.certificates import CERTIFICATE_TYPES
from matchmaker.scoring.eligibility import ELIGIBILITIES
from matchmaker.scoring.permits import held
from matchmaker.scoring.profiles import Named, NeedProfile, ScoredPairing
from matchmaker.scoring.reckoning import Index, Scored
from matchmaker.scoring.verdicts import Flags

TEXT_FLOOR, FLOOR_SHARE, LEAST_TEXT = 0.08, 0.35, 0.01
"""Below this relevance, or this share of the best where that is less, a need or search hit is something else
altogether and is not listed; nor is anything below the least."""
UNKNOWN_FILTER_LOSS = 0.25
"""Part of the key lost for every filter of which nobody knows whether it is met."""

SEARCH_NEED_ID = 0

Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """What somebody looks for; None and empty mean no wish."""

    q: str | None = None
    category: str | None = None
    certificates: tuple[str, ...] = ()
    province_code: str | None = None
    regency_code: str | None = None
    lat: float | None = None
    lon: float | None = None
    radius_km: float | None = None
    max_price_idr: int | None = None
    min_capacity: float | None = None
    max_lead_time_days: int | None = None
    buyer_type: str = "other"


@dataclass(frozen=True, slots=True)
class SearchResult:
    """``pairings`` best first (`need_id` is `SEARCH_NEED_ID`) with ``names``, ``total`` UMKM found, and counts of UMKM.

    ``facets`` holds, by facet name (category, province_code, regency_code, certificate, eligibility),
    the number of found UMKM for each value, most frequent first.
    """

    pairings: list[ScoredPairing]
    names: list[Named]
    total: int
    facets: dict[str, dict[str, int]] = field(default_factory=dict)


def pseudo_need(query: SearchQuery) -> NeedProfile:
    """The query as a need, so that one reckoning serves both."""
    return NeedProfile(
        need_id=SEARCH_NEED_ID,
        external_id="search",
        title=query.q or "",
        buyer_id=-1,
        buyer_type=query.buyer_type,
        category=query.category,
        required_certificates=query.certificates,
        radius_km=query.radius_km if query.lat is not None and query.lon is not None else None,
        max_lead_time_days=query.max_lead_time_days,
        lat=query.lat,
        lon=query.lon,
    )


@dataclass(frozen=True, slots=True)
class Filtered:
    """Which rows may be shown, and how many filters are unknown for each; arrays (n,)."""

    kept: Flags
    unknown: NDArray[np.int16]


def apply_filters(query: SearchQuery, rows: Rows, as_of: date) -> Filtered:
    """Every filter of ``query`` against ``rows``."""
    kept = rows.alive & rows.active
    unknown = np.zeros(len(rows), dtype=np.int16)
    for known, good in _filters(query, rows, as_of):
        kept &= good | ~known
        unknown += ~known
    return Filtered(kept, unknown)


def _filters(query: SearchQuery, rows: Rows, as_of: date) -> list[tuple[Flags, Flags]]:
    """(known, good) of every filter that the query sets."""
    filters = [held(rows, name, as_of) for name in query.certificates if name in CERTIFICATE_TYPES]
    if query.category:
        filters.append((rows.category >= 0, rows.category == category_code(query.category)))
    certain = np.ones(len(rows), dtype=np.bool_)
    for code, column in ((query.province_code, rows.province), (query.regency_code, rows.regency)):
        if code:
            filters.append((certain, column == geo.region_number(code)))
    if query.max_price_idr is not None:
        filters.append((~np.isnan(rows.price), rows.price <= query.max_price_idr))
    if query.min_capacity is not None:
        filters.append((~np.isnan(rows.capacity), rows.capacity >= query.min_capacity))
    if query.max_lead_time_days is not None:
        filters.append((~np.isnan(rows.lead_time), rows.lead_time <= query.max_lead_time_days))
    place = geo.place_vector(query.lat, query.lon)
    if place is not None and query.radius_km is not None:
        distance = geo.distance_km(rows.place, place)
        filters.append((~np.isnan(distance), distance <= query.radius_km))
    return filters


def least_text(top: float) -> float:
    """The least relevance of a hit, where the best has ``top``."""
    return max(min(TEXT_FLOOR, FLOOR_SHARE * top), LEAST_TEXT)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many UMKM there are of each code: ``codes`` (k,) ascending, ``counts`` (k,) above 0."""

    codes: Counts
    counts: Counts

    @classmethod
    def by_place(cls, counts: Counts) -> Tally:
        """Of counts by code, shape (n,)."""
        found = np.flatnonzero(counts)
        return cls(found, counts[found])

    @classmethod
    def of(cls, codes: NDArray[Any]) -> Tally:
        """Of one code for each UMKM; negative ones mean unknown and are left out."""
        return cls.by_place(np.bincount(codes[codes >= 0]))

    def by_name(self, name: Callable[[int], str]) -> dict[str, int]:
        """Most frequent first, equals by name."""
        counted = zip(map(name, self.codes.tolist()), self.counts.tolist(), strict=True)
        return dict(sorted(sorted(counted), key=_count, reverse=True))

    def by_number(self, name: Callable[[int], str]) -> dict[str, int]:
        """The same where names sort as codes do: those of regions have as many digits each."""
        order = np.argsort(-self.counts, kind="stable")
        names = map(name, self.codes[order].tolist())
        return dict(zip(names, self.counts[order].tolist(), strict=True))


def _count(counted: tuple[str, int]) -> int:
    return counted[1]


@dataclass(frozen=True, slots=True)
class FacetCounts:
    """How many UMKM there are by what they are; certificates and verdicts by their places, regions by their numbers."""

    category: Tally
    province: Tally
    regency: Tally
    certificate: Tally
    eligibility: Tally

    @classmethod
    def of(cls, rows: Rows, verdicts: NDArray[np.int8], as_of: date) -> FacetCounts:
        """Counts over ``rows``, which must hold one row per UMKM; ``verdicts`` (n,) are codes of `ELIGIBILITIES`."""
        return cls(
            Tally.of(rows.category),
            Tally.of(rows.province),
            Tally.of(rows.regency),
            Tally.by_place((rows.held_until >= as_of.toordinal()).sum(axis=0)),
            Tally.of(verdicts),
        )

    def named(self) -> dict[str, dict[str, int]]:
        """The facets of a `SearchResult`."""
        return {
            "category": self.category.by_name(CATEGORIES.__getitem__),
            "province_code": self.province.by_number(str),
            "regency_code": self.regency.by_number(_dotted),
            "certificate": self.certificate.by_number(CERTIFICATE_TYPES.__getitem__),
            "eligibility": self.eligibility.by_name(ELIGIBILITIES.__getitem__),
        }


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found: places ``rows`` of the best hits in ``scored``, how many UMKM in all, and their counts."""

    scored: Scored
    rows: Index
    total: int
    counts: FacetCounts


@cache
def _dotted(code: int) -> str:
    """3602 -> "36.02", the way Kemendagri writes it."""
    text = str(code)
    return f"{text[:2]}.{text[2:]}" if len(text) > 2 else text
