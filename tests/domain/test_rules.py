"""Certificates, scale, stages, contacts, access: the rules written once, held against their sources."""

from __future__ import annotations

from datetime import date

import pytest

from matchmaker.domain import certificates, kemitraan, pipeline
from matchmaker.domain.access import ROLES, RULES, Actor, Target, permits
from matchmaker.domain.categories import canonical_buyer_type, canonical_category, kbli_code
from matchmaker.domain.contact import canonical_nik, canonical_phone, mask_nik
from matchmaker.domain.money import rupiah
from matchmaker.domain.scale import canonical_scale, scale_by_rule


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("P-IRT", "PIRT"),
        ("Halal MUI", "HALAL"),
        ("BPOM", "BPOM_MD"),
        ("SP-PIRT", "PIRT"),
        ("merek", "HKI"),
        ("ISO", None),
    ],
)
def test_certificate_types(written: str, kind: str | None) -> None:
    assert certificates.canonical_type(written) == kind


def test_a_pirt_number_says_packaging_food_and_expiry() -> None:
    number = certificates.read_pirt("P-IRT No. 206 3602 01 0123-29")
    assert number is not None
    assert (number.packaging, number.food_type, number.regency_digits, number.expiry_year) == (
        "plastik",
        "tepung",
        "3602",
        2029,
    )
    assert certificates.read_pirt("123") is None


@pytest.mark.parametrize(
    ("kind", "number", "problem"),
    [
        ("NIB", "9999001200001", None),
        ("NIB", "12345", "number_length"),
        ("PIRT", "206360201012329", None),
        ("PIRT", "906360201012329", "pirt_layout"),
        ("GS1_BARCODE", "8999999000005", "gtin_check_digit"),
        ("GS1_BARCODE", "8999900", None),
        ("HALAL", "anything", None),
    ],
)
def test_number_checks_only_warn(kind: str, number: str, problem: str | None) -> None:
    assert certificates.number_problem(kind, number) == problem


@pytest.mark.parametrize("gtin", ["4006381333931", "96385074", "036000291452"])
def test_gtin_check_digit(gtin: str) -> None:
    assert certificates.gtin_is_valid(gtin)
    wrong = gtin[:-1] + str((int(gtin[-1]) + 1) % 10)
    assert not certificates.gtin_is_valid(wrong)


@pytest.mark.parametrize(
    ("status", "until", "held"),
    [
        ("declared", None, True),
        ("verified", date(2026, 11, 21), True),
        ("verified", date(2026, 11, 20), False),
        ("rejected", None, False),
    ],
)
def test_what_counts_as_held(status: str, until: date | None, held: bool) -> None:
    assert certificates.is_held(status, until, date(2026, 11, 21)) is held


@pytest.mark.parametrize(
    ("capital", "sales", "scale"),
    [
        (None, 2_000_000_000, "micro"),
        (None, 2_000_000_001, "small"),
        (None, 15_000_000_001, "medium"),
        (None, 50_000_000_001, "large"),
        (1_000_000_000, None, "micro"),
        (5_000_000_001, None, "medium"),
        (9_000_000_000, 1, "micro"),
        (None, None, None),
        (None, 0, "micro"),
    ],
)
def test_scale_by_rule(capital: int | None, sales: int | None, scale: str | None) -> None:
    assert scale_by_rule(capital, sales) == scale


def test_words() -> None:
    assert canonical_scale("Usaha Mikro") == "micro"
    assert canonical_category("Kulier") == "food"
    assert canonical_buyer_type("Rumah Makan") == "restaurant"
    assert kbli_code("10794 - Industri Kerupuk") == "10794"
    assert kbli_code("Industri") is None
    assert rupiah(1_500_000) == "Rp 1.500.000"


@pytest.mark.parametrize(
    ("written", "phone"),
    [
        ("0812-0000-1234", "+6281200001234"),
        ("81200001234.0", "+6281200001234"),
        ("+62 812 0000 1234", "+6281200001234"),
        ("6281200001234", "+6281200001234"),
        ("'081200001234", "+6281200001234"),
        ("0", None),
        ("besok", None),
    ],
)
def test_phones(written: str, phone: str | None) -> None:
    assert canonical_phone(written) == phone


def test_nik() -> None:
    assert canonical_nik("'3602010101800000") == "3602010101800000"
    assert canonical_nik("36020101") is None
    assert mask_nik("3602010101800000") == "************0000"


def test_every_stage_has_its_row_and_leads_somewhere_or_is_final() -> None:
    assert set(pipeline.TRANSITIONS) == set(pipeline.STAGES)
    for stage, following in pipeline.TRANSITIONS.items():
        assert following <= set(pipeline.STAGES)
        assert bool(following) == (stage not in pipeline.FINAL)
    assert set(pipeline.STAGES) == pipeline.OPEN | pipeline.RUNNING | pipeline.FINAL


def test_every_open_stage_can_fail() -> None:
    assert all(pipeline.TRANSITIONS[stage] >= pipeline.FAILURE for stage in pipeline.OPEN)


@pytest.mark.parametrize(
    ("larger", "smaller", "holds"),
    [("large", "micro", True), ("large", "medium", True), ("medium", "small", True), ("medium", "medium", False),
     ("small", "micro", False)],
)  # fmt: skip
def test_direction_of_kemitraan(larger: str, smaller: str, holds: bool) -> None:
    assert kemitraan.direction_holds(larger, smaller) is holds


def test_admin_may_everything_and_every_rule_names_known_roles() -> None:
    admin = Actor("admin", "a")
    for action, reaches in RULES.items():
        assert set(reaches) <= set(ROLES)
        assert permits(admin, action, Target())


@pytest.mark.parametrize(
    ("region", "target", "allowed"),
    [
        ("36", Target(province_code="36", regency_code="36.02"), True),
        ("36.02", Target(province_code="36", regency_code="36.02"), True),
        ("36.02", Target(province_code="36", regency_code="36.03"), False),
        ("3", Target(province_code="36", regency_code="36.03"), False),
        ("36.02", Target(), False),
        (None, Target(), True),
    ],
)
def test_a_region_bounds_a_dinas(region: str | None, target: Target, allowed: bool) -> None:
    assert permits(Actor("dinas", "d", region=region), "umkm.write", target) is allowed


def test_owners_and_buyers_reach_their_own_only() -> None:
    owner, buyer = Actor("owner", "o", umkm_id=7), Actor("buyer", "b", buyer_id=3)
    assert permits(owner, "umkm.write", Target(umkm_id=7))
    assert not permits(owner, "umkm.write", Target(umkm_id=8))
    assert not permits(Actor("owner", "nobody"), "umkm.write", Target())
    assert permits(buyer, "need.write", Target(buyer_id=3))
    assert not permits(buyer, "need.write", Target(buyer_id=4))
