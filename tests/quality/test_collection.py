"""The judged collection must be sound before any ranking is measured on it."""

import json
import re
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pytest

COLLECTION = Path(__file__).parents[2] / "benchmarks" / "quality" / "collection"
CATEGORIES = frozenset(
    [
        "food",
        "beverage",
        "craft",
        "fashion",
        "agriculture",
        "plantation",
        "fishery",
        "metal",
        "home_decor",
        "personal_care",
        "service",
        "trade",
    ]
)
CERTIFICATES = frozenset(
    ["NIB", "PIRT", "BPOM_MD", "HALAL", "SNI", "HKI", "GS1_BARCODE", "HACCP", "NKV", "SLHS", "CHSE", "ORGANIC"]
)
JUDGED_ON = "2026-11-21"
"""The day on which the grades were given: certificates that end before it are expired."""

MINIMUM = {"umkm": 440, "products": 900, "buyers": 40, "needs": 90, "provinces": 25}
MAX_GRADE_3 = 4
"""A need with more first choices than this would say nothing about the order."""

PROVINCE_SHORT_NAMES = {
    "ntb": "nusa tenggara barat",
    "ntt": "nusa tenggara timur",
    "diy": "di yogyakarta",
    "daerah istimewa yogyakarta": "di yogyakarta",
    "kepri": "kepulauan riau",
    "babel": "kepulauan bangka belitung",
    "bangka belitung": "kepulauan bangka belitung",
}

PREFIXES = ("meng", "meny", "mem", "men", "peng", "pem", "pen", "ber", "ter", "di", "me", "pe", "se")
SUFFIXES = ("kan", "an", "i")
MIN_STEM = 4

Record = dict[str, Any]


def read_records(name: str) -> list[Record]:
    lines = (COLLECTION / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def read_table(name: str) -> list[list[str]]:
    return [line.split("\t") for line in (COLLECTION / name).read_text(encoding="utf-8").splitlines()]


def by_id(records: list[Record]) -> dict[str, Record]:
    return {record["external_id"]: record for record in records}


UMKM = by_id(read_records("umkm"))
BUYERS = by_id(read_records("buyers"))
NEEDS = by_id(read_records("needs"))
SPLIT = {need: (half, kind) for need, half, kind in read_table("split.tsv")}
STOPWORDS = frozenset((COLLECTION / "stopwords.txt").read_text(encoding="utf-8").split())
GRADES: dict[str, dict[str, int]] = defaultdict(dict)
for _need, _umkm, _grade in read_table("qrels.tsv"):
    GRADES[_need][_umkm] = int(_grade)


def content_words(text: str) -> set[str]:
    """Words of three letters or more that are neither function words, units nor words of every order."""
    words = (word.removesuffix("nya") for word in re.findall(r"[a-z]+", text.lower()))
    return {word for word in words if len(word) > 2 and word not in STOPWORDS}


def stems(word: str) -> set[str]:
    """The word and what remains when one common ending and one common prefix are cut off."""
    found = {word} | {word.removesuffix(end) for end in SUFFIXES if len(word) - len(end) >= MIN_STEM}
    return found | {
        form.removeprefix(start) for form in found for start in PREFIXES if len(form) - len(start) >= MIN_STEM
    }


def supplier_text(umkm: Record) -> str:
    parts = [umkm["name"], umkm.get("description")]
    for product in umkm["products"]:
        parts += [product["name"], product.get("description")]
    return " ".join(part for part in parts if part)


def shared_words(need: Record, umkm: Record) -> set[tuple[str, str]]:
    asked = content_words(f"{need['title']} {need.get('description', '')}")
    offered = content_words(supplier_text(umkm))
    return {(a, b) for a in asked for b in offered if stems(a) & stems(b)}


def held(umkm: Record, product: Record | None = None) -> set[str] | None:
    """Types held on the judging day; None where nothing is known."""
    listed = [record.get("certificates") for record in (umkm, product or {})]
    if all(certificates is None for certificates in listed):
        return None
    types = set()
    for certificate in (item for certificates in listed for item in certificates or []):
        entry = {"type": certificate} if isinstance(certificate, str) else certificate
        if entry.get("status") != "rejected" and entry.get("valid_until", JUDGED_ON) >= JUDGED_ON:
            types.add(entry["type"])
    return types


def pairs_graded(grade: int) -> list[tuple[str, str]]:
    return [(need, umkm) for need in GRADES for umkm, given in GRADES[need].items() if given == grade]


def test_identifiers_are_unique_and_resolve() -> None:
    for name, records in (("umkm", UMKM), ("buyers", BUYERS), ("needs", NEEDS)):
        assert len(read_records(name)) == len(records), name
    assert all(need["buyer_external_id"] in BUYERS for need in NEEDS.values())
    assert set(SPLIT) == set(NEEDS) == set(GRADES)
    assert {umkm for grades in GRADES.values() for umkm in grades} <= set(UMKM)


def test_each_pair_is_graded_once_from_1_to_3() -> None:
    rows = read_table("qrels.tsv")
    assert len({(need, umkm) for need, umkm, _ in rows}) == len(rows)
    assert {grade for _, _, grade in rows} == {"1", "2", "3"}


def test_collection_is_as_large_and_as_wide_as_it_says() -> None:
    products = [product for umkm in UMKM.values() for product in umkm["products"]]
    assert len(UMKM) >= MINIMUM["umkm"]
    assert len(products) >= MINIMUM["products"]
    assert len(BUYERS) >= MINIMUM["buyers"]
    assert len(NEEDS) >= MINIMUM["needs"]
    provinces = {umkm["province"].lower() for umkm in UMKM.values()}
    assert len({PROVINCE_SHORT_NAMES.get(name, name) for name in provinces}) >= MINIMUM["provinces"]
    assert {product["category"] for product in products} == CATEGORIES


@pytest.mark.parametrize("need", sorted(NEEDS))
def test_every_need_has_first_choices_and_lesser_ones(need: str) -> None:
    count = Counter(GRADES[need].values())
    assert 1 <= count[3] <= MAX_GRADE_3
    assert count[1] + count[2] >= 1


@pytest.mark.parametrize("need", sorted(need for need, (_, kind) in SPLIT.items() if kind == "hard"))
def test_hard_need_shares_no_content_word_with_its_first_choices(need: str) -> None:
    for umkm, grade in GRADES[need].items():
        if grade == 3:
            assert not shared_words(NEEDS[need], UMKM[umkm]), umkm


def test_word_comparison_sees_affixes() -> None:
    need = {"title": "Penutup kepala", "description": "sewarna tirai"}
    assert shared_words(need, {"name": "Bertutup", "products": [{"name": "x"}]}) == set()
    assert shared_words(need, {"name": "a", "products": [{"name": "kepalanya"}]}) == {("kepala", "kepala")}
    assert shared_words({"title": "dijahitkan"}, {"name": "Jahit", "products": []}) == {("dijahitkan", "jahit")}


def test_first_choices_hold_every_required_certificate() -> None:
    for need, umkm in pairs_graded(3):
        required = set(NEEDS[need].get("required_certificates") or [])
        offers = [held(UMKM[umkm], product) for product in UMKM[umkm]["products"]]
        assert not required or any(offer is not None and required <= offer for offer in offers), (need, umkm)


def test_both_halves_are_balanced() -> None:
    cells = Counter(SPLIT.values())
    assert {half for half, _ in cells} == {"tune", "test"}
    for kind in ("hard", "easy"):
        assert abs(cells["tune", kind] - cells["test", kind]) <= len(NEEDS) // 10, cells
    assert cells["tune", "hard"] + cells["test", "hard"] >= len(NEEDS) / 2


def test_known_names_of_categories_certificates_and_numbers() -> None:
    for umkm in UMKM.values():
        assert (held(umkm) or set()) <= CERTIFICATES
        for product in umkm["products"]:
            figures = [product.get(f) for f in ("price_idr", "capacity_per_month", "moq", "shelf_life_days")]
            assert all(figure is None or figure > 0 for figure in figures), product
    for need in NEEDS.values():
        assert need.get("category") in CATEGORIES | {None}
        assert set(need.get("required_certificates") or []) <= CERTIFICATES


def test_people_are_invented() -> None:
    for record in [*UMKM.values(), *BUYERS.values()]:
        assert re.fullmatch(r"081\d-0000-\d{4}", record.get("phone") or "0810-0000-0000")
        assert (record.get("email") or "x.invalid").endswith(".invalid")
        for certificate in record.get("certificates") or []:
            if isinstance(certificate, dict) and certificate["type"] == "NIB":
                assert certificate.get("number", "9999").startswith("9999")
