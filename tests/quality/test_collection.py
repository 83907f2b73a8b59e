"""The judged collections must be sound before any ranking is measured on them."""

import json
import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

from matchmaker.schemas.base import RecordSchema
from matchmaker.schemas.buyers import BuyerSchema
from matchmaker.schemas.needs import NeedSchema
from matchmaker.schemas.umkm import UmkmSchema

QUALITY = Path(__file__).parents[2] / "benchmarks" / "quality"
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
"""The first day on which grades were given: certificates that end before it are expired."""


@dataclass(frozen=True)
class Promise:
    """What the README of a collection says is in it, as lower bounds, and the halves it serves."""

    umkm: int
    products: int
    buyers: int
    needs: int
    hard: int
    provinces: int
    categories: int
    halves: frozenset[str]


PROMISES = {
    "collection": Promise(440, 900, 40, 90, 45, 25, 12, frozenset(["tune", "test"])),
    "collection_east": Promise(180, 200, 15, 40, 28, 15, 8, frozenset(["test"])),
    "collection_west": Promise(280, 330, 20, 40, 30, 19, 12, frozenset(["tune"])),
}
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


STOPWORDS = frozenset((QUALITY / "collection" / "stopwords.txt").read_text(encoding="utf-8").split())
"""One list for all collections, so that "hard" means the same in each."""


@dataclass(frozen=True)
class Judged:
    """The files of one collection, read when first asked for."""

    name: str

    def records(self, kind: str) -> list[Record]:
        lines = (QUALITY / self.name / f"{kind}.jsonl").read_text(encoding="utf-8").splitlines()
        return [json.loads(line) for line in lines]

    def table(self, file: str) -> list[list[str]]:
        lines = (QUALITY / self.name / file).read_text(encoding="utf-8").splitlines()
        return [line.split("\t") for line in lines]

    @cached_property
    def umkm(self) -> dict[str, Record]:
        return by_id(self.records("umkm"))

    @cached_property
    def buyers(self) -> dict[str, Record]:
        return by_id(self.records("buyers"))

    @cached_property
    def needs(self) -> dict[str, Record]:
        return by_id(self.records("needs"))

    @cached_property
    def split(self) -> dict[str, tuple[str, str]]:
        return {need: (half, kind) for need, half, kind in self.table("split.tsv")}

    @cached_property
    def grades(self) -> dict[str, dict[str, int]]:
        found: dict[str, dict[str, int]] = defaultdict(dict)
        for need, umkm, grade in self.table("qrels.tsv"):
            found[need][umkm] = int(grade)
        return dict(found)

    def graded(self, grade: int) -> list[tuple[str, str]]:
        """Pairs of need and umkm with this grade."""
        return [(need, umkm) for need in self.grades for umkm, given in self.grades[need].items() if given == grade]


def by_id(records: list[Record]) -> dict[str, Record]:
    return {record["external_id"]: record for record in records}


@pytest.fixture(scope="module", params=sorted(PROMISES))
def judged(request: pytest.FixtureRequest) -> Judged:
    return Judged(request.param)


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


def test_every_collection_on_disk_is_checked() -> None:
    assert {path.parent.name for path in QUALITY.glob("*/qrels.tsv")} == set(PROMISES)


def test_identifiers_are_unique_and_resolve(judged: Judged) -> None:
    for kind, records in (("umkm", judged.umkm), ("buyers", judged.buyers), ("needs", judged.needs)):
        assert len(judged.records(kind)) == len(records), kind
    assert all(need["buyer_external_id"] in judged.buyers for need in judged.needs.values())
    assert set(judged.split) == set(judged.needs) == set(judged.grades)
    assert {umkm for grades in judged.grades.values() for umkm in grades} <= set(judged.umkm)


@pytest.mark.parametrize(("kind", "schema"), [("umkm", UmkmSchema), ("buyers", BuyerSchema), ("needs", NeedSchema)])
def test_records_are_accepted_as_strictly_as_by_the_api(judged: Judged, kind: str, schema: type[RecordSchema]) -> None:
    for record in judged.records(kind):
        assert schema().validate(record) == {}, record["external_id"]


def test_each_pair_is_graded_once_from_1_to_3(judged: Judged) -> None:
    rows = judged.table("qrels.tsv")
    assert len({(need, umkm) for need, umkm, _ in rows}) == len(rows)
    assert {grade for _, _, grade in rows} == {"1", "2", "3"}


def test_collection_is_as_large_and_as_wide_as_it_says(judged: Judged) -> None:
    promise = PROMISES[judged.name]
    products = [product for umkm in judged.umkm.values() for product in umkm["products"]]
    provinces = {umkm["province"].lower() for umkm in judged.umkm.values()}
    categories = {product["category"] for product in products if product.get("category")}
    assert len(judged.umkm) >= promise.umkm
    assert len(products) >= promise.products
    assert len(judged.buyers) >= promise.buyers
    assert len(judged.needs) >= promise.needs
    assert len({PROVINCE_SHORT_NAMES.get(name, name) for name in provinces}) >= promise.provinces
    assert categories <= CATEGORIES
    assert len(categories) >= promise.categories


def test_every_need_has_first_choices_and_lesser_ones(judged: Judged) -> None:
    for need, grades in judged.grades.items():
        count = Counter(grades.values())
        assert 1 <= count[3] <= MAX_GRADE_3, need
        assert count[1] + count[2] >= 1, need


def test_hard_need_shares_no_content_word_with_its_first_choices(judged: Judged) -> None:
    for need, umkm in judged.graded(3):
        if judged.split[need][1] == "hard":
            assert not shared_words(judged.needs[need], judged.umkm[umkm]), (need, umkm)


def test_word_comparison_sees_affixes() -> None:
    need = {"title": "Penutup kepala", "description": "sewarna tirai"}
    assert shared_words(need, {"name": "Bertutup", "products": [{"name": "x"}]}) == set()
    assert shared_words(need, {"name": "a", "products": [{"name": "kepalanya"}]}) == {("kepala", "kepala")}
    assert shared_words({"title": "dijahitkan"}, {"name": "Jahit", "products": []}) == {("dijahitkan", "jahit")}


def test_first_choices_hold_every_required_certificate(judged: Judged) -> None:
    for need, umkm in judged.graded(3):
        required = set(judged.needs[need].get("required_certificates") or [])
        record = judged.umkm[umkm]
        offers = [held(record, product) for product in record["products"]]
        assert not required or any(offer is not None and required <= offer for offer in offers), (need, umkm)


def test_needs_stand_in_the_halves_the_collection_serves(judged: Judged) -> None:
    cells = Counter(judged.split.values())
    promise = PROMISES[judged.name]
    assert {half for half, _ in cells} == promise.halves
    assert {kind for _, kind in cells} == {"hard", "easy"}
    assert sum(count for (_, kind), count in cells.items() if kind == "hard") >= promise.hard
    for kind in ("hard", "easy"):
        sizes = [cells[half, kind] for half in promise.halves]
        assert max(sizes) - min(sizes) <= len(judged.needs) // 10, cells


def test_known_names_of_categories_certificates_and_numbers(judged: Judged) -> None:
    for umkm in judged.umkm.values():
        assert (held(umkm) or set()) <= CERTIFICATES
        for product in umkm["products"]:
            figures = [product.get(f) for f in ("price_idr", "capacity_per_month", "moq", "shelf_life_days")]
            assert all(figure is None or figure > 0 for figure in figures), product
    for need in judged.needs.values():
        assert need.get("category") in CATEGORIES | {None}
        assert set(need.get("required_certificates") or []) <= CERTIFICATES


def test_people_are_invented(judged: Judged) -> None:
    for record in [*judged.umkm.values(), *judged.buyers.values()]:
        assert re.fullmatch(r"081\d-0000-\d{4}", record.get("phone") or "0810-0000-0000")
        assert (record.get("email") or "x.invalid").endswith(".invalid")
        for certificate in record.get("certificates") or []:
            if isinstance(certificate, dict) and certificate["type"] == "NIB":
                assert certificate.get("number", "9999").startswith("9999")
