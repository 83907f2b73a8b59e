"""Regions of Indonesia by Kemendagri code, and a tolerant reading of their names.

The table is built by the install step (`tools/build_regions.py`): 38 provinces, 514 regencies and cities,
7,285 districts, 83,762 villages, with a centroid per regency and for the districts whose place is known.
"""

from __future__ import annotations

import gzip
import re
import unicodedata
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

import orjson
from rapidfuzz import fuzz, process

# Indonesia's bounding box in degrees (Rondo 6.1 N, Dana 11.1 S, Benggala 94.9 E, the Papuan border 141.05 E).
LAT_RANGE = (-11.2, 6.3)
LON_RANGE = (94.7, 141.1)
FUZZY_SCORE = 88.0  # rapidfuzz ratio; below it two names are two places
FUZZY_LENGTH = 6  # shorter names have too many neighbours one letter away

PROVINCE_ALIASES = {
    "nad": "11", "nanggroeacehdarussalam": "11", "acehnad": "11", "sumut": "12", "sumatrautara": "12",
    "northsumatra": "12", "sumbar": "13", "sumatrabarat": "13", "westsumatra": "13", "sumsel": "16",
    "sumatraselatan": "16", "southsumatra": "16", "babel": "19", "bangkabelitung": "19", "kepbabel": "19",
    "kepbangkabelitung": "19", "bangkabelitungislands": "19", "kepri": "21", "kepriau": "21", "riaukepulauan": "21",
    "dki": "31", "dkijakarta": "31", "jakarta": "31", "daerahkhususibukotajakarta": "31", "dkj": "31",
    "daerahkhususjakarta": "31", "jakartaraya": "31", "jabar": "32", "westjava": "32", "jateng": "33",
    "centraljava": "33", "diy": "34", "diyogyakarta": "34", "yogyakarta": "34", "jogja": "34", "jogjakarta": "34",
    "yogya": "34", "diyogya": "34", "dijogjakarta": "34", "daerahistimewayogya": "34", "jatim": "35", "eastjava": "35",
    "ntb": "52", "nusatenggarabrt": "52", "westnusatenggara": "52", "ntt": "53", "eastnusatenggara": "53",
    "kalbar": "61", "westkalimantan": "61", "kalteng": "62", "centralkalimantan": "62", "kalsel": "63",
    "southkalimantan": "63", "kaltim": "64", "eastkalimantan": "64", "kaltara": "65", "northkalimantan": "65",
    "sulut": "71", "northsulawesi": "71", "sulteng": "72", "centralsulawesi": "72", "sulsel": "73",
    "southsulawesi": "73", "sultra": "74", "southeastsulawesi": "74", "sulbar": "76", "westsulawesi": "76",
    "malut": "82", "northmaluku": "82", "pabar": "92", "irianjayabarat": "92", "westpapua": "92", "irianjaya": "91",
    "papsel": "93", "papteng": "94", "papeg": "95", "pbd": "96",
}  # fmt: skip
REGENCY_ALIASES = {
    "solo": "33.72", "jogja": "34.71", "kotajogja": "34.71", "kotayogya": "34.71", "kotajogjakarta": "34.71",
    "gunungkidul": "34.03", "tangsel": "36.74", "kotatangsel": "36.74", "jaksel": "31.74", "jakpus": "31.71",
    "jakut": "31.72", "jakbar": "31.73", "jaktim": "31.75", "beltim": "19.06", "bateng": "19.04", "babar": "19.05",
    "basel": "19.03", "kobar": "62.01", "kotim": "62.02", "palangkaraya": "62.71", "toba": "12.12",
    "tobasamosir": "12.12", "mamujuutara": "76.01", "malutenggarabarat": "81.03", "malukutenggarabarat": "81.03",
    "pangkajenedankepulauan": "73.10", "pangkep": "73.10", "okutimur": "16.08", "okuselatan": "16.09",
    "oku": "16.01", "oki": "16.02", "muba": "16.06", "mura": "16.05", "limapuluhkota": "13.07", "50kota": "13.07",
    "batubara": "12.19", "labuhanbatuutara": "12.23", "labura": "12.23", "labusel": "12.22", "karo": "12.06",
    "tanahkaro": "12.06", "sidimpuan": "12.77", "padangsidempuan": "12.77", "siantar": "12.72",
    "ujungpandang": "73.71", "bulungan": "65.01", "kukar": "64.02", "kutaikertanegara": "64.02", "kutim": "64.08",
    "kubar": "64.07", "ppu": "64.09", "kubu raya": "61.12", "sitaro": "71.09", "siautagulandangbiaro": "71.09",
    "bolmong": "71.01", "minut": "71.06", "minsel": "71.05", "mitra": "71.07", "parimo": "72.08",
    "sidrap": "73.14", "kotabumi": "18.03", "cilacap": "33.01",
}  # fmt: skip
_KIND = re.compile(
    r"^\s*(?P<kind>kabupaten\s+administrasi|kota\s+administrasi|kabupaten|kab\.?|kota\s*madya|kodya|kota|kt\.|"
    r"regency\s+of|city\s+of)\s+(?=\S)|^\s*(?P<dot>kab\.|kt\.)(?=\S)",
    re.IGNORECASE,
)
_SUFFIX = re.compile(r"\s*[,(]?\s*\b(regency|city|kab\.?|kabupaten|\(kab\.?\)|\(kota\)|kota)\)?\s*$", re.IGNORECASE)
_SHORT_WORDS = {
    "kep": "kepulauan", "sel": "selatan", "ut": "utara", "bar": "barat", "tim": "timur", "teng": "tengah",
    "sumatra": "sumatera", "prov": "", "propinsi": "", "provinsi": "", "kec": "", "kecamatan": "", "distrik": "",
    "desa": "", "ds": "", "kel": "", "kelurahan": "", "nagari": "", "gampong": "", "province": "",
}  # fmt: skip
_ADDRESS_REGENCY = re.compile(
    r"\b(kab(?:upaten|\.)?|kota)\.?\s+([A-Z][\w'’-]*(?:\s+[A-Z][\w'’-]*){0,3})", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Region:
    """One province, regency, district or village. The code's length tells the level: 2, 5, 8 or 13."""

    code: str
    name: str
    lat: float | None = None
    lon: float | None = None


@dataclass(frozen=True, slots=True)
class RegionMatch:
    """What a record's place names could be resolved to; ``problems`` are (field, value, kind) triples.

    Kinds: ``unknown`` (no such region), ``ambiguous`` (kabupaten taken where kota has the same name),
    ``corrected`` (a misspelling), ``conflict`` (the regency lies in another province).
    """

    province: Region | None = None
    regency: Region | None = None
    district: Region | None = None
    village: Region | None = None
    problems: tuple[tuple[str, str, str], ...] = ()

    @property
    def unresolved(self) -> bool:
        """Whether a province or regency was named that does not exist."""
        return any(
            field in ("province", "regency") and kind in ("unknown", "conflict") for field, _, kind in self.problems
        )

    @property
    def centroid(self) -> tuple[float, float] | None:
        """Coordinates of the district where known, else of the regency, else none."""
        for region in (self.district, self.regency):
            if region is not None and region.lat is not None and region.lon is not None:
                return region.lat, region.lon
        return None


def lies_in(code: str | None, region: str | None) -> bool:
    """Whether the place with this code is the region or lies in it; no region is everywhere, no code nowhere else."""
    return region is None or (code is not None and (code == region or code.startswith(f"{region}.")))


def squeeze(name: str) -> str:
    """Bring a place name to its bare letters: case, accents, blanks and words for the kind of place go."""
    text = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", text)
    return "".join(_SHORT_WORDS.get(word, word) for word in words) or "".join(words)


def split_kind(name: str) -> tuple[str | None, str]:
    """Split "Kab. Lebak" into ("kabupaten", "Lebak"); the kind is None where the name does not say it."""
    match = _KIND.match(name)
    if match:
        word = (match["kind"] or match["dot"]).lower()
        return ("kabupaten" if word.startswith(("kab", "regency")) else "kota"), name[match.end() :]
    match = _SUFFIX.search(name)
    if match and match.start() > 0:
        return ("kota" if "kota" in match[0].lower() or "city" in match[0].lower() else "kabupaten"), name[
            : match.start()
        ]
    return None, name


@dataclass(slots=True)
class Gazetteer:
    """All regions with their indexes. One per process: see `gazetteer`."""

    provinces: dict[str, Region]
    regencies: dict[str, Region]
    districts: dict[str, Region]
    _provinces: dict[str, str] = field(default_factory=dict)
    _regencies: dict[str, list[str]] = field(default_factory=dict)
    _districts: dict[tuple[str, str], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._provinces = {squeeze(r.name): code for code, r in self.provinces.items()} | PROVINCE_ALIASES
        for code, region in self.regencies.items():
            self._regencies.setdefault(squeeze(split_kind(region.name)[1]), []).append(code)
        self._districts = {(code[:5], squeeze(r.name)): code for code, r in self.districts.items()}

    def find_province(self, name: str) -> tuple[Region | None, bool]:
        """Look a province up by name, short name or code; the flag says that a misspelling was corrected."""
        key = squeeze(name)
        if name.strip() in self.provinces:
            return self.provinces[name.strip()], False
        if key in self._provinces:
            return self.provinces[self._provinces[key]], False
        near = self._near(key, list(self._provinces))
        return (self.provinces[self._provinces[near]], True) if near else (None, False)

    def find_regency(self, name: str, province: Region | None = None) -> tuple[Region | None, str | None]:
        """Look a kabupaten or kota up; returns it with ``ambiguous``, ``corrected``, ``conflict`` or None."""
        if name.strip() in self.regencies:
            return self.regencies[name.strip()], None
        kind, bare = split_kind(name)
        key = squeeze(bare)
        alias = REGENCY_ALIASES.get(squeeze(name), REGENCY_ALIASES.get(key) if key not in self._regencies else None)
        codes, problem = ([alias] if alias else self._regencies.get(key, [])), None
        if not codes and (near := self._near(key, self._keys_within(province))):
            codes, problem = self._regencies[near], "corrected"
        if province is not None and codes:
            within = [code for code in codes if code[:2] == province.code]
            if not within:
                return None, "conflict"
            codes = within
        if kind:
            codes = [c for c in codes if self.regencies[c].name.lower().startswith(kind)] or codes
        if not codes:
            return None, "unknown"
        if len(codes) > 1:
            codes, problem = sorted(codes, key=lambda c: int(c[3:]) > 70), "ambiguous"
        return self.regencies[codes[0]], problem

    def find_district(self, name: str, regency: Region) -> Region | None:
        """Look a kecamatan up within its regency, one misspelling forgiven."""
        key = squeeze(name)
        code = self._districts.get((regency.code, key))
        if code is None:
            names = [k for c, k in self._districts if c == regency.code] if len(key) >= FUZZY_LENGTH else []
            near = self._near(key, names)
            code = self._districts.get((regency.code, near)) if near else None
        return self.districts[code] if code else None

    def find_village(self, name: str, district: Region) -> Region | None:
        """Look a desa or kelurahan up within its district."""
        key = squeeze(name)
        # Of two by one name the later is taken; there are eighteen such pairs in the country.
        return next((one for one in reversed(_villages().get(district.code, [])) if squeeze(one.name) == key), None)

    def resolve(
        self,
        province: str | None,
        regency: str | None,
        district: str | None = None,
        village: str | None = None,
    ) -> RegionMatch:
        """Resolve the place names of one record; what cannot be resolved is listed, never guessed."""
        problems: list[tuple[str, str, str]] = []
        found_province = self._resolve_province(province, problems)
        found_regency = self._resolve_regency(regency, district, found_province, problems)
        if found_regency is not None:
            found_province = self.provinces[found_regency.code[:2]]
        found_district = self.find_district(district, found_regency) if district and found_regency else None
        if district and found_regency and found_district is None:
            problems.append(("district", district, "unknown"))
        found_village = self.find_village(village, found_district) if village and found_district else None
        if village and found_district and found_village is None:
            problems.append(("village", village, "unknown"))
        return RegionMatch(found_province, found_regency, found_district, found_village, tuple(problems))

    def in_address(self, address: str) -> RegionMatch | None:
        """Read the regency out of a written address ("..., Kab. Klaten, Jawa Tengah"), or None where it names none."""
        for match in reversed(list(_ADDRESS_REGENCY.finditer(address))):
            words = match[2].split()
            for count in range(len(words), 0, -1):
                region, problem = self.find_regency(f"{match[1].rstrip('.')} {' '.join(words[:count])}")
                if region is not None and problem is None:
                    return RegionMatch(self.provinces[region.code[:2]], region)
        return None

    def _resolve_province(self, name: str | None, problems: list[tuple[str, str, str]]) -> Region | None:
        if not name:
            return None
        found, corrected = self.find_province(name)
        if found is None or corrected:
            problems.append(("province", name, "corrected" if corrected else "unknown"))
        return found

    def _resolve_regency(
        self,
        name: str | None,
        district: str | None,
        province: Region | None,
        problems: list[tuple[str, str, str]],
    ) -> Region | None:
        if not name:
            return None
        found, problem = self.find_regency(name, province)
        if problem == "ambiguous" and district and found is not None:
            twins = [self.regencies[c] for c in self._regencies.get(squeeze(split_kind(name)[1]), [])]
            homes = [t for t in twins if (t.code, squeeze(district)) in self._districts]
            if len(homes) == 1:
                return homes[0]
        if problem:
            problems.append(("regency", name, problem))
        return found

    def _keys_within(self, province: Region | None) -> list[str]:
        if province is None:
            return list(self._regencies)
        return [k for k, codes in self._regencies.items() if any(c[:2] == province.code for c in codes)]

    @staticmethod
    def _near(key: str, names: list[str]) -> str | None:
        if len(key) < FUZZY_LENGTH:
            return None
        found = process.extract(key, names, scorer=fuzz.ratio, limit=2, score_cutoff=FUZZY_SCORE)
        clear = len(found) == 1 or (len(found) == 2 and found[0][1] > found[1][1])
        return found[0][0] if clear else None


@cache
def gazetteer() -> Gazetteer:
    """Load the region table once per process.

    Raises
    ------
    FileNotFoundError
        The install step has not built the table; `make install` does.
    """
    table = _table()
    provinces, regencies, districts = (
        {row[0]: Region(*row) for row in table[level]} for level in ("provinces", "regencies", "districts")
    )
    return Gazetteer(provinces, regencies, districts)


@cache
def _villages() -> dict[str, list[Region]]:
    """The villages of each district, by its code: 83,000, read when the first is looked for, as only imports do."""
    found: dict[str, list[Region]] = {}
    for row in _table()["villages"]:
        found.setdefault(row[0][:8], []).append(Region(*row))
    return found


def _table() -> dict[str, list[list[Any]]]:
    source = resources.files("matchmaker.domain").joinpath("regions_data/regions.json.gz")
    loaded: dict[str, list[list[Any]]] = orjson.loads(gzip.decompress(source.read_bytes()))
    return loaded


def inside_indonesia(lat: float, lon: float) -> bool:
    """Whether a point lies within the bounding box of Indonesia."""
    return LAT_RANGE[0] <= lat <= LAT_RANGE[1] and LON_RANGE[0] <= lon <= LON_RANGE[1]
