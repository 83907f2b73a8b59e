"""Where a row lies: its place names, and coordinates that only make sense together with them."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from functools import lru_cache
from statistics import median

from matchmaker.domain.regions import gazetteer, inside_indonesia
from matchmaker.spreadsheets.amounts import CellError
from matchmaker.spreadsheets.coordinates import KM_PER_DEGREE, Area, Point, read_pair, read_point
from matchmaker.spreadsheets.drafts import Draft
from matchmaker.spreadsheets.grids import is_blank, text_of
from matchmaker.spreadsheets.records import CellProblem
from matchmaker.spreadsheets.tables import Table
from matchmaker.spreadsheets.words import says_nothing

REGENCY_RADIUS_KM = 150.0  # Kotawaringin Timur is 300 km long; a lost point moves a place by a factor of ten
MIN_POINTS = 10  # good points of a file from which its middle is known
_NUMBERS = re.compile(r"koordinat|coordinat|lat|lintang|gps", re.IGNORECASE)
# What ends the name of a place in a title: a figure, a comma, the next kind of place.
_UNTIL = r"(?=\s*(?:$|[,;:()\n\d]|\b(?:kec|kapanewon|kemantren|kab|kota|prov|tahun|th|thn|bulan|per|desa|kel)\w*\b))"
_NAMED = rf"\s*:?\s*(?!se\b|dan\b|kab|kec|wisata|binaan)(?P<name>[a-z][a-z' -]{{1,39}}?){_UNTIL}"
_TITLES = {
    "district": re.compile(rf"\b(?:kecamatan|kec\b\.?|kapanewon|kemantren){_NAMED}", re.IGNORECASE),
    "village": re.compile(rf"\b(?:desa|kelurahan|kalurahan){_NAMED}", re.IGNORECASE),
}
PLACE_FIELDS = ("province", "regency", "district", "village")


@lru_cache(4_096)
def named_area(province: str | None, regency: str | None) -> Area | None:
    """The circle around a regency, or around a province, that names resolve to."""
    match = gazetteer().resolve(province, regency)
    if match.unresolved:
        return None
    if match.regency is not None and match.regency.lat is not None and match.regency.lon is not None:
        return Area(match.regency.lat, match.regency.lon, REGENCY_RADIUS_KM)
    return _province_area(match.province.code) if match.province is not None else None


def _province_area(code: str) -> Area | None:
    inside = [
        (region.lat, region.lon)
        for region in gazetteer().regencies.values()
        if region.code.startswith(f"{code}.") and region.lat is not None and region.lon is not None
    ]
    if not inside:
        return None
    lat = sum(point[0] for point in inside) / len(inside)
    lon = sum(point[1] for point in inside) / len(inside)
    reach = max(math.hypot(a - lat, (o - lon) * math.cos(math.radians(lat))) for a, o in inside)
    return Area(lat, lon, reach * KM_PER_DEGREE + REGENCY_RADIUS_KM)


class Places:
    """Finishes the place of each row of a table."""

    def __init__(self, table: Table, defaults: Mapping[str, str]) -> None:
        self.table = table
        self.defaults = defaults
        self.title_regency = None if table.has("regency") or "regency" in defaults else self._title()
        self.title_places = {
            target: name
            for target, said in _TITLES.items()
            if not table.has(target) and target not in defaults and (name := self._titled(said))
        }
        known = table.has("district") or "district" in defaults or "district" in self.title_places
        self.sheet_district = None if known else self._sheet()
        self._middle: Area | None = None
        self._middle_known = False

    def problems(self) -> list[CellProblem]:
        """What was taken from outside the rows."""
        row = self.table.above[0].number if self.table.above else None
        name = self.table.grid.name
        found = []
        if self.title_regency:
            found.append(CellProblem(row, None, self.title_regency, "regency_from_title", sheet=name))
        for target, place in self.title_places.items():
            found.append(CellProblem(row, None, place, f"{target}_from_title", sheet=name))
        if self.sheet_district:
            found.append(CellProblem(None, None, self.sheet_district, "district_from_sheet", sheet=name))
        return found

    def finish(self, draft: Draft) -> None:
        """Fill in the places named above the row, then read its coordinates."""
        for target, place in draft.row.places.items():
            draft.record.setdefault(target, place)
        if self.title_regency and not draft.record.get("regency"):
            draft.record["regency"] = self.title_regency
        for target, place in self.title_places.items():
            if not draft.record.get(target):
                draft.record[target] = place
        if self.sheet_district and not draft.record.get("district"):
            draft.record["district"] = self.sheet_district
        self._point(draft)

    def _point(self, draft: Draft) -> None:
        lat, lon = draft.kept("lat"), draft.kept("lon")
        if lat or lon:
            point = read_point(lat[0][1] if lat else None, lon[0][1] if lon else None, lambda: self._expected(draft))
            self._take(draft, point)
        for column, cell in draft.kept("point"):
            if draft.record.get("lat") is None:
                try:
                    pair = read_pair(cell)
                except CellError as error:
                    # Under "Koordinat" stands a number or a slip; under "Lokasi" people describe the way.
                    number = error.code != "link_without_point" and _NUMBERS.search(column.heading)
                    (draft.error if number else draft.warn)(column, cell, error.code)
                    continue
                if pair is not None:
                    draft.record["lat"], draft.record["lon"] = pair

    def _take(self, draft: Draft, point: Point) -> None:
        for axis, value in (("lat", point.lat), ("lon", point.lon)):
            kept = draft.kept(axis)
            if axis in point.errors and kept:
                draft.error(kept[0][0], kept[0][1], point.errors[axis])
            elif value is not None:
                draft.record[axis] = value
        for repaired, value in point.repaired.items():
            column, cell = draft.kept(repaired)[0]
            draft.warn(column, cell, "coordinates_repaired", read=str(value))

    def _expected(self, draft: Draft) -> Area | None:
        """Where the row should lie: its own region, that of the whole import, of its address, of its neighbours."""
        names = {name: draft.record.get(name) or self.defaults.get(name) for name in ("province", "regency")}
        if any(names.values()):
            return named_area(names["province"], names["regency"])
        address = draft.record.get("address") or " ".join(text_of(cell) for _, cell in draft.kept("address"))
        read = gazetteer().in_address(address) if address else None
        if read is not None and read.centroid is not None:
            return Area(*read.centroid, REGENCY_RADIUS_KM)
        return self._neighbours()

    def _neighbours(self) -> Area | None:
        """The middle of the file's own good points, where there are enough of them and they lie together."""
        if not self._middle_known:
            self._middle_known = True
            points = self._good_points()
            if len(points) >= MIN_POINTS:
                middle = Area(median(p[0] for p in points), median(p[1] for p in points), REGENCY_RADIUS_KM)
                if sum(middle.holds(*point) for point in points) >= 0.9 * len(points):
                    self._middle = middle
        return self._middle

    def _good_points(self) -> list[tuple[float, float]]:
        lat, lon = self.table.of("lat"), self.table.of("lon")
        points = []
        if lat is not None and lon is not None:
            for row in self.table.body:
                point = read_point(row.at(lat.index), row.at(lon.index), lambda: None)
                if point.lat is not None and point.lon is not None and not point.repaired:
                    points.append((point.lat, point.lon))
        return [point for point in points if inside_indonesia(*point)]

    def _title(self) -> str | None:
        """The one regency that the titles above the table name."""
        found = set()
        for row in self.table.above:
            for cell in row.cells:
                said = " ".join(text_of(cell).replace(":", " ").split())
                match = gazetteer().in_address(said) if said and not says_nothing(said) else None
                if match is not None and match.regency is not None:
                    found.add(match.regency.name)
        return found.pop() if len(found) == 1 else None

    def _titled(self, said: re.Pattern[str]) -> str | None:
        """The one kecamatan, or desa, that the titles above the table name."""
        texts = [text_of(cell) for row in self.table.above for cell in row.cells if not is_blank(cell)]
        found = {" ".join(match["name"].split()).title() for text in texts for match in said.finditer(text)}
        return found.pop() if len(found) == 1 else None

    def _sheet(self) -> str | None:
        """The kecamatan that a sheet is named after, where its regency is known."""
        regency = self.title_regency or self.defaults.get("regency")
        if not regency or not self.table.grid.name:
            return None
        home, _ = gazetteer().find_regency(regency)
        name = self.table.grid.name.strip()
        return name if home is not None and gazetteer().find_district(name, home) is not None else None
