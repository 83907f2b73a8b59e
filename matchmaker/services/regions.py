"""Resolve the place names of a record, and say what could not be resolved."""

from __future__ import annotations

from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from sqlalchemy import ColumnElement, true

from matchmaker.domain.regions import RegionMatch, gazetteer, inside_indonesia
from matchmaker.errors import InvalidRecordError, Problem, SettingsError

PLACE_FIELDS = ("province", "regency", "district", "village")
# What a kind of problem is called as a warning; in the API an unknown province or regency refuses the record.
_CODES = {
    "unknown": "unknown_region",
    "conflict": "region_conflict",
    "ambiguous": "ambiguous_region",
    "corrected": "corrected_region",
}


def place(record: Any, clean: dict[str, Any], *, strict: bool) -> list[Problem]:
    """Resolve names into codes on `record` (whose names are already set) where `clean` brought any.

    Raises
    ------
    InvalidRecordError
        In the strict reading, where a province or regency does not exist.
    """
    names = {name: getattr(record, name, None) for name in PLACE_FIELDS}
    if not any(name in clean for name in (*PLACE_FIELDS, "address")):
        return []
    match = _resolved(names["province"], names["regency"], names["district"], names["village"])
    address = getattr(record, "address", None)
    read = gazetteer().in_address(address) if address and not names["regency"] else None
    if read is not None and match.province in (None, read.province):
        match = RegionMatch(read.province, read.regency, problems=match.problems)
    problems = [Problem(field, value, _CODES[kind]) for field, value, kind in match.problems]
    if strict and match.unresolved:
        raise InvalidRecordError([p for p in problems if p.code in ("unknown_region", "region_conflict")])
    _set_codes(record, match)
    return problems


def moved(record: Any, clean: dict[str, Any]) -> tuple[str | None, str | None]:
    """Codes of province and regency the record would have after `clean` is written onto it; nothing is written.

    Whether somebody may move a record is asked before it is touched: a file's other rows are still to be saved.
    """
    names = (*PLACE_FIELDS, "address", "province_code", "regency_code")
    would_be = SimpleNamespace(**{name: clean.get(name, getattr(record, name, None)) for name in names})
    place(would_be, clean, strict=False)
    return would_be.province_code, would_be.regency_code


def settled_point(record: Any, clean: dict[str, Any]) -> dict[str, float | None]:
    """The point a record has after `clean`, where that brings a coordinate: both or neither.

    Clearing one coordinate clears both; a new one alone goes with the other that is there.

    Raises
    ------
    InvalidRecordError
        The other one is not there, or the two together lie outside Indonesia.
    """
    brought = [clean[name] for name in ("lat", "lon") if name in clean]
    if not brought or None in brought:
        return dict.fromkeys(("lat", "lon")) if brought else {}
    lat, lon = clean.get("lat", record.lat), clean.get("lon", record.lon)
    if lat is None or lon is None:
        raise InvalidRecordError([Problem("lon" if lon is None else "lat", None, "coordinates_incomplete")])
    if not inside_indonesia(lat, lon):
        raise InvalidRecordError([Problem(name, clean.get(name), "outside_indonesia") for name in ("lat", "lon")])
    return {"lat": lat, "lon": lon}


@lru_cache(20_000)
def _resolved(province: str | None, regency: str | None, district: str | None, village: str | None) -> RegionMatch:
    """`Gazetteer.resolve`, remembered: the businesses of a list lie in a few hundred villages."""
    return gazetteer().resolve(province, regency, district, village)


def _set_codes(record: Any, match: RegionMatch) -> None:
    for level in PLACE_FIELDS:
        column = f"{level}_code"
        if hasattr(record, column):
            region = getattr(match, level)
            code = region.code if region is not None and not _outside(match, level) else None
            if getattr(record, column) != code:
                setattr(record, column, code)


def _outside(match: RegionMatch, level: str) -> bool:
    """A record whose regency cannot be resolved lies outside every regional scope until mended."""
    return match.unresolved and level in ("province", "regency", "district", "village")


def region_code(name: str) -> str:
    """The code of a region named by code, province or regency, as the command line and settings write it.

    Raises
    ------
    SettingsError
        There is no such region.
    """
    table = gazetteer()
    if name in table.provinces or name in table.regencies:
        return name
    province, corrected = table.find_province(name)
    if province is not None and not corrected:
        return province.code
    regency, problem = table.find_regency(name)
    if regency is None or problem == "corrected":
        raise SettingsError("unknown_region", value=name)
    return regency.code


def within(table: Any, region: str | None) -> ColumnElement[bool]:
    """Records of a province or regency (by code) as a condition of SQL; without one, all."""
    if region is None:
        return true()
    column: ColumnElement[str | None] = table.regency_code if "." in region else table.province_code
    return column == region
