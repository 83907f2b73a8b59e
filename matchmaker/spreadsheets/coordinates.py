"""Coordinates as they arrive: decimal commas, apostrophes, degrees and minutes, a decimal point lost by Excel.

A lost point is put back only where one place alone is possible: within Indonesia, and within the region that the row,
or else the rest of the file, speaks of. Exchanged ones and the null island are errors.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from matchmaker.domain.regions import LAT_RANGE, LON_RANGE
from matchmaker.spreadsheets.amounts import CellError
from matchmaker.spreadsheets.grids import BadCell, Cell, text_of
from matchmaker.spreadsheets.words import ABSENT, DASHES, plain

KM_PER_DEGREE = 111.2  # of latitude
MIN_DIGITS = 5  # fewer than these tell no place to a kilometre
_DECIMAL = re.compile(r"^[-+]?\d+(?:[.,]\d*)?$")
_DEGREES = re.compile(
    r"^(-?)(\d{1,3})\s*[°d\s]\s*(\d{1,2}(?:[.,]\d+)?)\s*['′’m]?\s*(?:(\d{1,2}(?:[.,]\d+)?)\s*(?:\"|″|''|”|s)?)?$"
)
_SOUTH = re.compile(r"\b(?:ls|lintang selatan|south|s)\b|(?<=[\d\"'″°])(?:ls|s)$")
_HEMISPHERE = re.compile(
    r"\b(?:ls|lu|bt|bb|lintang|selatan|utara|bujur|timur|south|north|east|[snetu])\b\.?|(?<=[\d\"'″°])(?:ls|lu|bt|s|n|e|t|u)$"
)
_PAIR = re.compile(r"(-?\d{1,2}[.,]\d+)\s*[°]?\s*[,;/|\s]\s*(-?\d{2,3}[.,]\d+)")
_DEGREE_PAIR = re.compile(r"^(.*?[\d\"'″°]\s*(?:ls|lu|s|n))\b[\s,;]*(\d.*)$", re.IGNORECASE)
_LINK = re.compile(
    r"(?:@|[?&](?:q|ll|query|center|destination)=|!3d)(-?\d{1,2}\.\d+)(?:,|%2C\+?|!4d)\s*(-?\d{2,3}\.\d+)",
    re.IGNORECASE,
)
Axis = Literal["lat", "lon"]
RANGES: dict[Axis, tuple[float, float]] = {"lat": LAT_RANGE, "lon": LON_RANGE}


@dataclass(frozen=True, slots=True)
class Area:
    """A circle within which a point is expected; radius in kilometres."""

    lat: float
    lon: float
    radius_km: float

    def holds(self, lat: float | None, lon: float | None) -> bool:
        """Whether a point, or what is known of it, lies within."""
        north = (lat - self.lat) * KM_PER_DEGREE if lat is not None else 0.0
        east = (lon - self.lon) * KM_PER_DEGREE * math.cos(math.radians(self.lat)) if lon is not None else 0.0
        return math.hypot(north, east) <= self.radius_km


@dataclass(slots=True)
class Point:
    """A point with what was done to it: ``repaired`` axes with their new value, and why an axis is refused."""

    lat: float | None = None
    lon: float | None = None
    repaired: dict[Axis, float] = field(default_factory=dict)
    errors: dict[Axis, str] = field(default_factory=dict)


def read_point(lat: Cell, lon: Cell, expected: Callable[[], Area | None]) -> Point:
    """Read both coordinates of a row; ``expected`` is only asked where a decimal point is missing."""
    point = Point()
    options: dict[Axis, list[float]] = {}
    written: dict[Axis, float | None] = {"lat": _number(lat), "lon": _number(lon)}
    if _within(written["lat"], "lon") and _within(written["lon"], "lat"):
        point.errors["lat"] = point.errors["lon"] = "coordinates_exchanged"
        return point
    cells: tuple[tuple[Axis, Cell], ...] = (("lat", lat), ("lon", lon))
    for axis, cell in cells:
        try:
            options[axis] = _options(cell, axis)
        except CellError as error:
            point.errors[axis] = error.code
    if point.errors:
        return point
    lats: list[float | None] = list(options["lat"]) or [None]
    lons: list[float | None] = list(options["lon"]) or [None]
    if len(lats) == len(lons) == 1 and written == {"lat": lats[0], "lon": lons[0]}:
        point.lat, point.lon = lats[0], lons[0]
        return point
    area = expected()
    places = [(a, o) for a in lats for o in lons if area is None or area.holds(a, o)]
    if len(places) != 1 or None in places[0]:
        for axis in RANGES:
            if options[axis] and (written[axis] is None or written[axis] not in options[axis]):
                point.errors[axis] = "coordinates_lost_point"
        return point
    point.lat, point.lon = places[0]
    found: tuple[tuple[Axis, float | None], ...] = (("lat", point.lat), ("lon", point.lon))
    for axis, value in found:
        if value is not None and value != written[axis]:
            point.repaired[axis] = value
    return point


def read_pair(cell: Cell) -> tuple[float, float] | None:
    """Read a cell that holds both, or a link to a map that does; None where it says nothing.

    Raises
    ------
    CellError
        ``link_without_point`` for a link that does not say where, ``not_a_point`` for anything else.
    """
    text = text_of(cell)
    if not text or plain(cell) in DASHES | ABSENT:
        return None
    match = _LINK.search(text) or (None if "://" in text else _PAIR.search(text))
    if match is None and (parts := _DEGREE_PAIR.match(text)):
        lat, lon = _value(parts[1]), _value(parts[2])
        if lat is not None and lon is not None:
            return lat, lon
    if match is None:
        raise CellError("link_without_point" if re.search(r"://|^www\.", text) else "not_a_point")
    return float(match[1].replace(",", ".")), float(match[2].replace(",", "."))


def _within(value: float | None, axis: Axis) -> bool:
    low, high = RANGES[axis]
    return value is not None and low <= value <= high


def _options(cell: Cell, axis: Axis) -> list[float]:
    """The values that a cell can mean: its number where that lies in Indonesia, else every place for a lost point."""
    text = _bare(cell)
    if not text:
        return []
    value = _value(cell)
    digits = re.sub(r"\D", "", text).lstrip("0")
    if value is not None and (_within(value, axis) or abs(value) <= (90 if axis == "lat" else 180)):
        return [value]
    if not re.fullmatch(r"[-+]?[\d.,]+(?:e[+-]?\d+)?", text):
        raise CellError("not_a_number")
    if value is not None and value != int(value):
        # A point in its place: this is no lost one but the other axis, or a place abroad.
        raise CellError("outside_indonesia")
    if "e" in text or len(digits) < MIN_DIGITS:
        raise CellError("coordinates_lost_point" if value is not None else "not_a_number")
    sign = -1.0 if text.startswith("-") else 1.0
    placed = [sign * float(f"{digits[:p] or '0'}.{digits[p:]}") for p in range(4) if p < len(digits)]
    found = [number for number in placed if _within(number, axis)]
    if not found:
        raise CellError("outside_indonesia")
    return found


def _bare(cell: Cell) -> str:
    if isinstance(cell, BadCell):
        raise CellError(cell.code)
    text = plain(cell).strip("'`").strip()
    return "" if text in DASHES or text in ABSENT else text


def _number(cell: Cell) -> float | None:
    """The number of a cell, or None where it cannot be read."""
    try:
        return _value(cell)
    except CellError:
        return None


def _value(cell: Cell) -> float | None:
    """The number a cell says as it stands, or None where it says none."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return float(cell)
    text = _bare(cell)
    south = bool(_SOUTH.search(text))
    text = _HEMISPHERE.sub("", text).strip()
    if _DECIMAL.match(text.rstrip("°")):
        number = float(text.rstrip("°").replace(",", "."))
    elif match := _DEGREES.match(text):
        parts = [float(part.replace(",", ".")) if part else 0.0 for part in match.groups()[1:]]
        number = round(parts[0] + parts[1] / 60 + parts[2] / 3600, 7)
        south = south or bool(match[1])
    else:
        return None
    return -abs(number) if south else number
