"""Columns of the catalogue, changes in place, places and goods."""

from __future__ import annotations

import math
from datetime import date

import numpy as np
import pytest

from matchmaker.scoring import geo, goods
from matchmaker.scoring.catalogue import (
    CATEGORIES,
    CONSIGNMENT,
    NO_PRODUCT,
    OUTRIGHT,
    PERMIT_CLASSES,
    Catalogue,
    permit_bits,
)
from matchmaker.scoring.certificates import CERTIFICATE_COLUMN, NO_EXPIRY, NOT_HELD, NOT_KNOWN, held_until
from matchmaker.scoring.profiles import CertificateProfile, UmkmProfile
from matchmaker.scoring.quantities import measure
from tests.scoring.pairs import MAKASSAR, RANGKASBITUNG, analyzer, certificates, product, umkm


def enter(catalogue: Catalogue, profile: UmkmProfile) -> range:
    readings = [analyzer().read_product(one.name) for one in profile.products] or [
        analyzer().read_product(profile.name)
    ]
    return catalogue.upsert(profile, readings)


@pytest.fixture
def catalogue() -> Catalogue:
    return Catalogue()


def test_one_row_per_product_and_one_for_none(catalogue: Catalogue) -> None:
    assert enter(catalogue, umkm(1, product(11), product(12))) == range(2)
    assert enter(catalogue, umkm(2)) == range(2, 3)
    assert catalogue.rows.product_no.tolist() == [0, 1, NO_PRODUCT]
    assert catalogue.rows.umkm_id.tolist() == [1, 1, 2]
    assert catalogue.product_at(1) == product(12)
    assert catalogue.product_at(2) is None


def test_unknown_numbers_are_nan_and_never_zero(catalogue: Catalogue) -> None:
    enter(catalogue, umkm(1, product(11)))
    enter(catalogue, umkm(2, product(21, capacity_per_month=0, shelf_life_days=0)))
    rows = catalogue.rows
    for column in (rows.price, rows.capacity, rows.moq, rows.lead_time, rows.shelf_life, rows.payment_days):
        assert math.isnan(column[0])
    assert rows.capacity[1] == 0
    assert rows.shelf_life[1] == 0


def test_committed_capacity_is_gone_but_never_below_nothing(catalogue: Catalogue) -> None:
    enter(catalogue, umkm(1, product(11, capacity_per_month=100, committed_per_month=30.0)))
    enter(catalogue, umkm(2, product(21, capacity_per_month=100, committed_per_month=130.0)))
    assert catalogue.rows.capacity.tolist() == [70, 0]


def test_replacing_leaves_a_tombstone_and_removing_too(catalogue: Catalogue) -> None:
    enter(catalogue, umkm(1, product(11)))
    enter(catalogue, umkm(1, product(11), product(12)))
    assert catalogue.rows.alive.tolist() == [False, True, True]
    assert (catalogue.umkm_count, catalogue.dead_rows) == (1, 1)
    catalogue.remove(1)
    catalogue.remove(1)
    assert 1 not in catalogue
    with pytest.raises(LookupError):
        catalogue.rows_of(1)
    with pytest.raises(LookupError):
        catalogue.umkm_at(1)


def test_a_refused_change_leaves_what_was_there(catalogue: Catalogue) -> None:
    enter(catalogue, umkm(1, product(11)))
    with pytest.raises(ValueError, match="2 rows need 2 readings"):
        catalogue.upsert(umkm(1, product(11), product(12)), [analyzer().read_product("x")])
    assert catalogue.umkm(1).products == (product(11),)


def test_growing_and_compacting_keep_every_row(catalogue: Catalogue) -> None:
    for number in range(300):
        enter(catalogue, umkm(number, product(number, price_idr=1_000 + number)))
    for number in range(0, 300, 3):
        catalogue.remove(number)
    kept = catalogue.compact()
    assert len(kept) == len(catalogue) == 200
    assert catalogue.dead_rows == 0
    for number in range(300):
        if number % 3:
            row = int(catalogue.rows_of(number)[0])
            assert catalogue.rows.price[row] == 1_000 + number
            assert catalogue.umkm_at(row).umkm_id == number


def test_terms_and_permits_as_bits(catalogue: Catalogue) -> None:
    enter(
        catalogue,
        umkm(1, product(11, trade_terms=("consignment", "outright")), product(12), product(13, trade_terms=())),
    )
    assert catalogue.rows.terms.tolist() == [CONSIGNMENT | OUTRIGHT, 0, 0]
    assert permit_bits({"none"}) == 0
    assert permit_bits({"pirt_ok", "nkv"}) == 1 | 1 << PERMIT_CLASSES.index("nkv")


def test_certificates_as_days() -> None:
    halal = CERTIFICATE_COLUMN["HALAL"]
    day = date(2027, 5, 1)
    assert held_until(None, None)[halal] == NOT_KNOWN
    assert held_until((), None)[halal] == NOT_HELD
    assert held_until(certificates("HALAL"), None)[halal] == NO_EXPIRY
    twice = (CertificateProfile("HALAL", valid_until=date(2024, 1, 1)), CertificateProfile("HALAL", valid_until=day))
    assert held_until(twice, None)[halal] == day.toordinal()
    assert held_until(None, ())[halal] == NOT_KNOWN
    assert held_until((CertificateProfile("UNHEARD_OF"),), None)[halal] == NOT_HELD


@pytest.mark.parametrize(
    ("one", "other", "km"),
    [((-6.2, 106.8), (-6.2, 106.8), 0.0), ((-6.2, 106.8), (-6.9, 107.6), 117.8), (RANGKASBITUNG, MAKASSAR, 1464.0)],
)
def test_distances(one: tuple[float, float], other: tuple[float, float], km: float) -> None:
    points = geo.unit_vectors(np.array([one[0], np.nan]), np.array([one[1], np.nan]))
    found = geo.distance_km(points, geo.place_vector(*other))
    assert found[0] == pytest.approx(km, rel=0.01, abs=0.01)
    assert math.isnan(found[1])
    assert np.isnan(geo.distance_km(points, None)).all()


@pytest.mark.parametrize(
    ("code", "name", "island"),
    [("36", None, "jawa"), ("36.02", None, "jawa"), (None, "Kepulauan Bangka Belitung", "bangka_belitung"),
     (None, "KEPULAUAN RIAU", "kepulauan_riau"), (None, "Riau", "sumatra"), ("96", None, "papua"),
     (None, "Atlantis", None)],
)  # fmt: skip
def test_islands(code: str | None, name: str | None, island: str | None) -> None:
    expected = -1 if island is None else geo.ISLANDS.index(island)
    assert geo.island_code(code, name) == expected


def test_ways_over_sea_take_longer() -> None:
    distance = np.array([100, 500, 500, np.nan], dtype=np.float32)
    days = geo.transit_days(distance, np.array([False, False, True, False]))
    assert days[0] == 0
    assert days[1] < days[2]
    assert days[3] == 0


def test_bulk_by_price_per_weight() -> None:
    kilo, pouch = measure("kg"), measure("pouch 100 gr")
    assert goods.bulkiness(15_000, kilo, "food") == 1.0
    assert goods.bulkiness(150_000, kilo, "food") == 0.0
    assert 0 < goods.bulkiness(8_000, pouch, "food") < 1
    assert goods.bulkiness(15_000, kilo, "craft") == goods.BULK_OF_CATEGORY["craft"]
    assert goods.bulkiness(None, None, None) == goods.BULK_UNKNOWN
    assert set(goods.BULK_OF_CATEGORY) == set(CATEGORIES)
