"""Names of regions in any usual form; what cannot be resolved is said, never guessed."""

from __future__ import annotations

import csv
from math import cos, hypot, radians
from pathlib import Path

import pytest

from matchmaker.domain.regions import gazetteer, inside_indonesia, split_kind

KM_PER_DEGREE = 111.2


@pytest.mark.parametrize(
    ("province", "regency", "code"),
    [
        (None, "Kab. Lebak", "36.02"),
        (None, "Kabupaten Lebak", "36.02"),
        (None, "LEBAK", "36.02"),
        ("Banten", "lebak", "36.02"),
        (None, "Kab.Lebak", "36.02"),
        (None, "Lebak Regency", "36.02"),
        ("DI Yogyakarta", "Gunung Kidul", "34.03"),
        ("NTB", "Lombok Tengah", "52.02"),
        ("Babel", "Belitung Timur", "19.06"),
        (None, "Solo", "33.72"),
        (None, "Kota Surakarta", "33.72"),
        ("Jawa Barat", "Kota Bandung", "32.73"),
        ("Jawa Barat", "Kab. Bandung", "32.04"),
        ("DKI", "Jakarta Selatan", "31.74"),
        ("Kalteng", "Palangka Raya", "62.71"),
        ("Kepulauan Bangka Belitung", "Pangkalpinang", "19.71"),
        (None, "Kota Tangerang Selatan", "36.74"),
        (None, "33.72", "33.72"),
    ],
)
def test_usual_forms(province: str | None, regency: str, code: str) -> None:
    match = gazetteer().resolve(province, regency)
    assert match.regency is not None
    assert match.regency.code == code
    assert not match.problems


@pytest.mark.parametrize(
    ("province", "regency", "kind"),
    [
        (None, "Kabupaten Narnia", "unknown"),
        ("Bali", "Lebak", "conflict"),
        (None, "Purwkarta", "corrected"),
        (None, "Bandung", "ambiguous"),
    ],
)
def test_doubts_are_told(province: str | None, regency: str, kind: str) -> None:
    match = gazetteer().resolve(province, regency)
    assert [problem[2] for problem in match.problems] == [kind]
    assert match.unresolved == (kind in ("unknown", "conflict"))


def test_the_district_decides_between_namesakes() -> None:
    match = gazetteer().resolve("Jawa Barat", "Bandung", "Coblong")
    assert match.regency is not None
    assert match.regency.name == "Kota Bandung"
    assert not match.problems


def test_an_unknown_district_is_a_warning_and_the_regency_stands() -> None:
    match = gazetteer().resolve("Banten", "Lebak", "Kecamatan Khayalan")
    assert match.regency is not None
    assert match.problems == (("district", "Kecamatan Khayalan", "unknown"),)
    assert not match.unresolved
    assert match.centroid is not None


def test_every_own_name_resolves_to_itself() -> None:
    table = gazetteer()
    for code, region in table.regencies.items():
        match = table.resolve(table.provinces[code[:2]].name, region.name)
        assert match.regency is not None
        assert match.regency.code == code, region.name
    for code, region in table.provinces.items():
        found, corrected = table.find_province(region.name)
        assert found is not None
        assert (found.code, corrected) == (code, False)


def test_villages_of_the_demo() -> None:
    match = gazetteer().resolve("Babel", "Belitung Timur", "Manggar", "Baru")
    assert match.village is not None


@pytest.mark.parametrize(
    ("written", "kind", "bare"),
    [("Kab. Lebak", "kabupaten", "Lebak"), ("KOTA SERANG", "kota", "SERANG"), ("Serang", None, "Serang"),
     ("Kotabaru", None, "Kotabaru"), ("Kota Baru", "kota", "Baru")],
)  # fmt: skip
def test_split_kind(written: str, kind: str | None, bare: str) -> None:
    assert split_kind(written) == (kind, bare)


def test_kotabaru_is_no_city_called_baru() -> None:
    match = gazetteer().resolve("Kalimantan Selatan", "Kotabaru")
    assert match.regency is not None
    assert match.regency.code == "63.02"


def test_an_address_names_its_regency() -> None:
    address = "Jl. Kuntowijayandanu, Merbung, Kec. Klaten Sel., Kabupaten Klaten, Jawa Tengah 57424"
    match = gazetteer().in_address(address)
    assert match is not None
    assert match.regency is not None
    assert match.regency.code == "33.10"
    assert gazetteer().in_address("Jl. Mawar No. 3") is None


@pytest.mark.parametrize(
    ("lat", "lon", "inside"), [(-6.2, 106.8, True), (0, 0, False), (1.35, 103.8, True), (-25, 133, False)]
)
def test_inside_indonesia(lat: float, lon: float, inside: bool) -> None:
    assert inside_indonesia(lat, lon) is inside


def kilometres(a: tuple[float, float], b: tuple[float, float]) -> float:
    return KM_PER_DEGREE * hypot(a[0] - b[0], (a[1] - b[1]) * cos(radians(a[0])))


def test_centroids_lie_where_the_regencies_are(shared: Path) -> None:
    """Against coordinates from elsewhere: the nearer of their two columns, because some of those are wrong."""
    table, distances = gazetteer(), []
    with (shared / "regions" / "regencies_coordinates.csv").open(encoding="utf8") as file:
        for row in csv.DictReader(file):
            region = table.regencies.get(row["kode"])
            points = [(row["lat"], row["lng"]), (row["lat_median_kecamatan"], row["lng_median_kecamatan"])]
            known = [(float(lat), float(lon)) for lat, lon in points if lat and lon]
            if region and known and region.lat is not None and region.lon is not None:
                at = (region.lat, region.lon)
                distances.append(min(kilometres(at, point) for point in known))
    assert len(distances) >= 510
    assert sorted(distances)[len(distances) // 2] < 12
    assert sum(distance > 50 for distance in distances) <= 12
    assert max(distances) < 80
