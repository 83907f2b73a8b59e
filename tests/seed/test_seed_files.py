"""The demo regions in seed_data/ read as plain files, without any loader."""

import csv
import json
import math
import re
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
SEED = ROOT / "seed_data"
REGIONS = ("lebak", "purwakarta", "bangka_belitung", "belitung_timur", "kalimantan_tengah")
#: Reference table kept beside the project, in no clone: 514 regencies with two sets of coordinates.
REGENCIES = ROOT.parent / "shared" / "data" / "regions" / "regencies_coordinates.csv"
#: Regencies of Kalimantan are large: Samuda lies 65 km from the middle of Kotawaringin Timur.
MAX_KM_FROM_REGENCY = 67.0
EARTH_RADIUS_KM = 6371.0
#: Indonesia with its outer islands: south, north, west, east.
INDONESIA = (-11.2, 6.3, 94.8, 141.2)
#: The makers of each region, generously: south, north, west, east.
REGION_BOX = {
    "lebak": (-7.1, -6.2, 105.8, 106.6),
    "purwakarta": (-6.85, -6.35, 107.2, 107.7),
    "bangka_belitung": (-3.5, -1.4, 105.0, 108.0),
    "belitung_timur": (-3.4, -2.5, 107.7, 108.5),
    "kalimantan_tengah": (-3.6, 0.8, 110.7, 115.9),
}

CATEGORIES = {
    *("food", "beverage", "craft", "fashion", "agriculture", "plantation", "fishery", "metal"),
    *("home_decor", "personal_care", "service", "trade"),
}
CERTIFICATES = {
    *("NIB", "PIRT", "BPOM_MD", "HALAL", "SNI", "HKI", "GS1_BARCODE", "HACCP", "NKV", "SLHS"),
    *("CHSE", "ORGANIC"),
}
BUYER_TYPES = {
    *("hotel", "restaurant", "cafe", "cinema", "retail", "souvenir_outlet", "catering", "hospital"),
    *("airport", "office", "other"),
}
SUCCESS, FAILURE = {"agreed", "active", "ended"}, {"rejected", "withdrawn", "expired"}
STAGES = SUCCESS | FAILURE | {"proposed", "contacted", "sample", "negotiation"}
FIELDS = {
    "umkm": "external_id name owner_name nik nib phone email address province regency district village "
    "lat lon scale capital_idr annual_sales_idr workers_male workers_female founded_year active "
    "description max_payment_days certificates products clusters marketplace_urls",
    "products": "external_id name description category unit price_idr capacity_per_month moq "
    "lead_time_days shelf_life_days gtin certificates export_countries trade_terms",
    "certificates": "type number valid_until status",
    "buyers": "external_id name type association chain province regency district lat lon description phone email needs",
    "needs": "external_id buyer_external_id title description category required_certificates "
    "preferred_certificates volume_per_month unit max_price_idr radius_km max_lead_time_days "
    "min_shelf_life_days payment_days trade_terms recurring open_from open_until",
    "outcomes": "external_id umkm_external_id need_external_id buyer_external_id product month stage reason value_idr",
}
Record = dict[str, Any]


def read(region: str, name: str) -> list[Record]:
    lines = (SEED / region / f"{name}.jsonl").read_text(encoding="utf8").splitlines()
    return [json.loads(line) for line in lines]


def all_of(name: str) -> list[Record]:
    return [record for region in REGIONS for record in read(region, name)]


def listed(umkm: Record) -> list[Record]:
    """The certificates of an UMKM and its products, a bare string read as a type."""
    given = list(umkm.get("certificates") or [])
    for product in umkm["products"]:
        given += product.get("certificates") or []
    return [{"type": item} if isinstance(item, str) else item for item in given]


def kilometres(a: tuple[float, float], b: tuple[float, float]) -> float:
    lat_a, lon_a, lat_b, lon_b = map(math.radians, (*a, *b))
    h = math.sin((lat_b - lat_a) / 2) ** 2
    h += math.cos(lat_a) * math.cos(lat_b) * math.sin((lon_b - lon_a) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(h))


def inside(record: Record, box: tuple[float, float, float, float]) -> bool:
    return box[0] <= record["lat"] <= box[1] and box[2] <= record["lon"] <= box[3]


@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize("name", ["umkm", "buyers", "needs", "outcomes"])
def test_only_contract_fields_and_required_ones_filled(region: str, name: str) -> None:
    required = {
        "umkm": ("external_id", "name"),
        "buyers": ("external_id", "name", "type"),
        "needs": ("external_id", "buyer_external_id", "title"),
        "outcomes": ("external_id", "umkm_external_id", "stage", "month"),
    }[name]
    for record in read(region, name):
        assert set(record) <= set(FIELDS[name].split()), record["external_id"]
        assert all(record[field] for field in required), record["external_id"]
        for product in record.get("products", []):
            assert set(product) <= set(FIELDS["products"].split()), product["external_id"]
            assert product["name"]
        if name == "umkm":
            for item in listed(record):
                assert set(item) <= set(FIELDS["certificates"].split()), record["external_id"]


def test_counts_and_variety() -> None:
    umkm, buyers, needs, outcomes = (all_of(n) for n in ("umkm", "buyers", "needs", "outcomes"))
    assert len(umkm) >= 320
    assert sum(len(u["products"]) for u in umkm) >= 640
    assert len(buyers) >= 64
    assert len(needs) >= 140
    assert len(outcomes) >= 420
    assert {b["type"] for b in buyers} == BUYER_TYPES
    assert {p.get("category") for u in umkm for p in u["products"]} >= CATEGORIES
    months = {o["month"] for o in outcomes}
    assert (min(months), max(months), len(months)) == ("2024-11", "2026-10", 24)
    assert {o["stage"] for o in outcomes} == STAGES


def test_named_buyers_and_the_krupuk_maker_are_there() -> None:
    names = {b["name"] for b in all_of("buyers")}
    assert any("New Star Cinema" in n for n in names)
    assert any("Galeri Menong" in n for n in names)
    assert sum(b.get("association") == "PHRI Banten" for b in all_of("buyers")) >= 5
    outside = {b["province"] for b in read("bangka_belitung", "buyers")}
    assert outside >= {"DKI Jakarta", "Jawa Barat", "Sumatera Selatan", "Lampung", "Riau"}
    maker = [
        u
        for u in read("belitung_timur", "umkm")
        if (u["district"], u.get("village"), u.get("founded_year")) == ("Manggar", "Baru", 2016)
    ]
    made = " ".join(p["name"].lower() for u in maker for p in u["products"])
    assert "kerupuk" in made
    assert "sukun" in made


def test_external_ids_unique_over_all_regions() -> None:
    ids = Counter(r["external_id"] for n in ("umkm", "buyers", "needs", "outcomes") for r in all_of(n))
    ids.update(p["external_id"] for u in all_of("umkm") for p in u["products"])
    for region in REGIONS:
        for name in ("events", "programmes", "facts"):
            ids.update(r["external_id"] for r in read(region, name))
    assert [key for key, count in ids.items() if count > 1] == []


@pytest.mark.parametrize("region", REGIONS)
def test_references_resolve_inside_the_region(region: str) -> None:
    umkm = {u["external_id"] for u in read(region, "umkm")}
    buyers = {b["external_id"] for b in read(region, "buyers")}
    needs = {n["external_id"]: n for n in read(region, "needs")}
    assert {n["buyer_external_id"] for n in needs.values()} <= buyers
    for outcome in read(region, "outcomes"):
        assert outcome["umkm_external_id"] in umkm
        if "need_external_id" in outcome:
            need = needs[outcome["need_external_id"]]
            assert need.get("open_from", "")[:7] <= outcome["month"] <= need.get("open_until", "9999-12")
        else:
            assert outcome["buyer_external_id"] in buyers
            assert outcome["product"]
    for name in ("events", "programmes"):
        for text in re.findall(r"[A-Z]{3}-[UB]\d+", json.dumps(read(region, name))):
            assert text in umkm | buyers, text


def test_values_are_in_range() -> None:
    for umkm in all_of("umkm"):
        assert umkm.get("scale") in {None, "micro", "small", "medium"}
        for field in ("capital_idr", "annual_sales_idr", "workers_male", "max_payment_days"):
            assert umkm.get(field) is None or (isinstance(umkm[field], int) and umkm[field] >= 0)
        for item in listed(umkm):
            assert item["type"] in CERTIFICATES
            assert item.get("status", "declared") in {"declared", "verified", "rejected"}
            assert item.get("valid_until") is None or date.fromisoformat(item["valid_until"])
        for product in umkm["products"]:
            assert product.get("category") in CATEGORIES | {None}
            assert product.get("price_idr", 1) > 0
            assert set(product.get("trade_terms", [])) <= {"consignment", "outright"}
    for need in all_of("needs"):
        wanted = need.get("required_certificates", []) + need.get("preferred_certificates", [])
        assert set(wanted) <= CERTIFICATES
        assert need["volume_per_month"] > 0
        assert need["trade_terms"] in {"consignment", "outright", "either"}
        assert need.get("open_until", "9999") > need["open_from"]


def test_dirt_is_present() -> None:
    umkm = all_of("umkm")
    given = [u.get("certificates", "absent") for u in umkm]
    assert sum(g is None for g in given) >= 5
    assert sum(g == [] for g in given) >= 20
    assert sum(g == "absent" for g in given) >= 5
    expired = [i for u in umkm for i in listed(u) if i.get("valid_until", "9999") < "2026-11-21"]
    assert len(expired) >= 15
    assert any(i.get("status") == "rejected" for u in umkm for i in listed(u))
    assert any(u["name"].isupper() for u in umkm)
    assert any(u["regency"].startswith("Kab. ") for u in umkm)
    assert sum("lat" not in u for u in umkm) >= 20
    assert sum("description" not in u for u in umkm) >= 20


def test_persons_and_numbers_are_invented() -> None:
    for record in all_of("umkm") + all_of("buyers"):
        if "phone" in record:
            digits = re.sub(r"\D", "", record["phone"])
            assert re.fullmatch(r"(0|62)81\d0000\d{4}", digits), record["phone"]
        if "email" in record:
            assert record["email"].endswith(".invalid")
        assert record.get("nik", "0000").endswith("0000")
        assert record.get("nib", "9999").startswith("9999")
        assert all(".invalid/" in url for url in record.get("marketplace_urls", []))
        for item in listed(record) if "products" in record else []:
            if item["type"] == "NIB" and "number" in item:
                assert item["number"] == record.get("nib", item["number"])
                assert re.fullmatch(r"9999\d{9}", item["number"])


def test_gtins_are_unique_with_a_right_check_digit() -> None:
    gtins = [p["gtin"] for u in all_of("umkm") for p in u["products"] if "gtin" in p]
    assert len(gtins) == len(set(gtins)) >= 20
    for gtin in gtins:
        total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(gtin))
        assert len(gtin) == 13
        assert total % 10 == 0, gtin


@pytest.mark.parametrize("region", REGIONS)
def test_coordinates_inside_indonesia_and_the_region(region: str) -> None:
    placed = [u for u in read(region, "umkm") if "lat" in u]
    assert placed
    assert [u["external_id"] for u in placed if not inside(u, REGION_BOX[region])] == []
    assert all(inside(b, INDONESIA) for b in read(region, "buyers"))


def regency_key(name: str) -> str:
    plain = re.sub(r"\W+", " ", name.lower())
    kind = "kota" if plain.startswith("kota ") else "kabupaten"
    return kind + re.sub(r"^(kabupaten|kab|kota)( administrasi)? |\s", "", plain).replace(" ", "")


@pytest.mark.skipif(not REGENCIES.exists(), reason="reference table of regency coordinates not beside the project")
def test_coordinates_near_their_regency() -> None:
    with REGENCIES.open(encoding="utf8") as file:
        rows = {regency_key(r["nama"]): r for r in csv.DictReader(file)}
    far = []
    for record in all_of("umkm") + all_of("buyers"):
        if "lat" not in record:
            continue
        row = rows[regency_key(record["regency"])]
        centres = [(row["lat"], row["lng"]), (row["lat_median_kecamatan"], row["lng_median_kecamatan"])]
        here = (record["lat"], record["lon"])
        away = min(kilometres(here, (float(lat), float(lng))) for lat, lng in centres)
        if away > MAX_KM_FROM_REGENCY:
            far.append((record["external_id"], round(away)))
    assert far == []


def holds(umkm: Record, wanted: str, month: str) -> bool:
    return any(
        i["type"] == wanted and i.get("status") != "rejected" and i.get("valid_until", "9999") > month
        for i in listed(umkm)
    )


def test_history_has_the_regularities_it_claims() -> None:
    """Makers who hold what is required agree at least twice as often; some makers are much surer than others."""
    umkm = {u["external_id"]: u for u in all_of("umkm")}
    needs = {n["external_id"]: n for n in all_of("needs")}
    closed = [o for o in all_of("outcomes") if o["stage"] in SUCCESS | FAILURE]
    by_paper: dict[bool, list[bool]] = {True: [], False: []}
    by_maker: dict[str, list[bool]] = {}
    for o in closed:
        by_maker.setdefault(o["umkm_external_id"], []).append(o["stage"] in SUCCESS)
        required = needs.get(o.get("need_external_id", ""), {}).get("required_certificates", [])
        maker = umkm[o["umkm_external_id"]]
        if required and maker.get("certificates") is not None:
            complete = all(holds(maker, wanted, o["month"]) for wanted in required)
            by_paper[complete].append(o["stage"] in SUCCESS)
    share = {complete: sum(done) / len(done) for complete, done in by_paper.items()}
    assert min(len(done) for done in by_paper.values()) >= 30
    assert share[True] > 2 * share[False]
    often = [sum(done) / len(done) for done in by_maker.values() if len(done) >= 4]
    assert sum(rate >= 0.7 for rate in often) >= 3
    assert sum(rate <= 0.25 for rate in often) >= 3


def test_facts_say_where_they_come_from() -> None:
    facts = [fact for region in REGIONS for fact in read(region, "facts")]
    by_id = {fact["external_id"]: fact for fact in facts}
    series = {f["period"]: f["value"] for f in facts if f["indicator"] == "umkm_count" and f["certainty"] == "certain"}
    assert (series["2016"], series["2017"]) == (49538, 50149)
    assert any(fact["value"] == 121458 for fact in facts)
    for fact in facts:
        source = fact["source"]
        assert fact["certainty"] in {"certain", "uncertain"}
        unknown = source["publisher"] == "koran dan tanggal tidak diketahui"
        assert unknown == (source["published_on"] is None), fact["external_id"]
        assert not unknown or by_id[fact["external_id"]]["certainty"] == "uncertain"
    readme = (SEED / "README.md").read_text(encoding="utf8")
    assert [fact["external_id"] for fact in facts if fact["external_id"] not in readme] == []


def test_some_buyers_have_posted_no_need_so_that_usual_needs_can_be_suggested() -> None:
    asking = {need["buyer_external_id"] for need in read("lebak", "needs")}
    silent = [buyer for buyer in read("lebak", "buyers") if buyer["external_id"] not in asking]
    assert {buyer["type"] for buyer in silent} >= {"hotel", "catering"}
