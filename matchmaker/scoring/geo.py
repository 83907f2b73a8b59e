"""Where things are: distances on the sphere, islands, and how many days goods travel.

Positions are kept as unit vectors. The distance comes from the squared differences of the vectors
(the chord): float32 dot products are wrong by up to 2.2 km at short range, squared differences by 0.3 m.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float32]

EARTH_RADIUS_KM = 6371.0088
"""Mean radius of the Earth (IUGG)."""

ISLANDS: tuple[str, ...] = (
    "sumatra", "bangka_belitung", "kepulauan_riau", "jawa", "bali", "ntb", "ntt",
    "kalimantan", "sulawesi", "maluku", "papua",
)  # fmt: skip
"""Groups of islands between which goods need a ship or a plane; the position is the island's code."""

_ISLAND_OF_PROVINCE: dict[int, int] = {
    **dict.fromkeys(range(11, 19), 0), 19: 1, 21: 2, **dict.fromkeys(range(31, 37), 3), 51: 4, 52: 5, 53: 6,
    **dict.fromkeys(range(61, 66), 7), **dict.fromkeys(range(71, 77), 8), 81: 9, 82: 9,
    **dict.fromkeys(range(91, 97), 10),
}  # fmt: skip
"""Kemendagri province code (first two digits) -> island."""

_ISLAND_WORDS: tuple[tuple[str, int], ...] = (
    ("bangka", 1), ("kepulauan riau", 2), ("kepri", 2),
    ("aceh", 0), ("sumatera", 0), ("sumatra", 0), ("riau", 0), ("jambi", 0), ("bengkulu", 0), ("lampung", 0),
    ("jakarta", 3), ("jawa", 3), ("yogyakarta", 3), ("jogja", 3), ("banten", 3), ("bali", 4),
    ("nusa tenggara barat", 5), ("ntb", 5), ("nusa tenggara timur", 6), ("ntt", 6), ("kalimantan", 7),
    ("sulawesi", 8), ("gorontalo", 8), ("maluku", 9), ("papua", 10),
)  # fmt: skip
"""Words of province names, the more particular first, for records that carry no code."""

KEPT_REGIONS = 8_192
"""So many codes and names of regions are remembered."""

ROAD_KM_PER_DAY = 450.0
"""A truck's day on Indonesian roads (assumption, used only to estimate freshness on arrival)."""
SAME_DAY_KM = 150.0
"""Goods up to this far away arrive on the day they leave (assumption)."""
SEA_DAYS = 2.0
"""Waiting for and crossing by ferry or ship between islands (assumption)."""


def unit_vectors(lat: NDArray[np.float64], lon: NDArray[np.float64]) -> FloatArray:
    """Points on the unit sphere, shape (n, 3); NaN where a coordinate (degrees) is NaN."""
    phi, lam = np.radians(lat), np.radians(lon)
    xyz = np.stack([np.cos(phi) * np.cos(lam), np.cos(phi) * np.sin(lam), np.sin(phi)], axis=-1)
    return np.asarray(xyz, dtype=np.float32)


def distance_km(points: FloatArray, place: FloatArray | None) -> FloatArray:
    """Great-circle distance in km from each of ``points`` (n, 3) to ``place`` (3,); NaN = unknown."""
    if place is None:
        return np.full(len(points), np.nan, dtype=np.float32)
    squared = ((points - place) ** 2).sum(axis=1)
    half_chord = np.minimum(np.sqrt(squared) / 2.0, 1.0)
    return np.asarray(2.0 * EARTH_RADIUS_KM * np.arcsin(half_chord), dtype=np.float32)


def place_vector(lat: float | None, lon: float | None) -> FloatArray | None:
    """The unit vector (3,) of one place; None when a coordinate is unknown."""
    if lat is None or lon is None:
        return None
    vector: FloatArray = unit_vectors(np.array([lat]), np.array([lon]))[0]
    return vector


@lru_cache(maxsize=KEPT_REGIONS)
def island_code(province_code: str | None, province: str | None) -> int:
    """Index into `ISLANDS` by province code or, failing that, name; -1 when neither tells."""
    digits = region_number(province_code)
    if digits > 0:
        island = _ISLAND_OF_PROVINCE.get(int(str(digits)[:2]))
        if island is not None:
            return island
    name = f" {(province or '').lower()} "
    return next((island for word, island in _ISLAND_WORDS if word in name), -1)


@lru_cache(maxsize=KEPT_REGIONS)
def region_number(code: str | None) -> int:
    """A Kemendagri code as a number ("36.02" -> 3602); -1 when unknown."""
    digits = "".join(letter for letter in code or "" if letter.isdigit())
    return int(digits) if digits else -1


def between_islands(islands: NDArray[np.int8], island: int) -> NDArray[np.bool_]:
    """Which rows certainly lie on another island than the buyer; unknown counts as the same."""
    if island < 0:
        return np.zeros(len(islands), dtype=np.bool_)
    return np.asarray((islands >= 0) & (islands != island))


def transit_days(distance: FloatArray, over_sea: NDArray[np.bool_]) -> FloatArray:
    """Estimated days on the way, shape (n,); 0 where the distance is unknown or short."""
    road = np.where(distance > SAME_DAY_KM, distance / ROAD_KM_PER_DAY, 0.0)
    days = np.where(np.isnan(distance), 0.0, road) + np.where(over_sea, SEA_DAYS, 0.0)
    return np.asarray(days, dtype=np.float32)
