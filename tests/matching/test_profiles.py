"""Profiles from the database: as they are told, packed or not."""

from __future__ import annotations

from datetime import date

from matchmaker.db import Database
from matchmaker.matching import profiles
from matchmaker.matching.profiles import packed_profiles, umkm_profiles
from matchmaker.models import Certificate, Product, Umkm
from matchmaker.scoring.packing import packed
from matchmaker.scoring.profiles import CertificateProfile, ProductProfile, UmkmProfile


def _enter(database: Database, count: int) -> None:
    with database.write() as session:
        for number in range(1, count + 1):
            one = Umkm(source="tes", external_id=f"U{number}", name=f"Dapur {number}", fingerprint=str(number))
            one.lat, one.lon, one.clusters, one.max_payment_days = -6.25, 106.5, ["keripik"], 14
            one.certificates_listed = number % 2 == 0
            one.products = [Product(name="Keripik", unit="kg", price_idr=20_000), Product(name="Sirup", moq=2.5)]
            session.add(one)
            session.flush()
            one.products[1].trade_terms, one.products[1].certificates_listed = ["outright"], True
            one.products[1].own_certificates = [Certificate(umkm_id=one.id, type="PIRT", valid_until=date(2027, 1, 31))]
            session.add(Certificate(umkm_id=one.id, type="HALAL", status="verified", number="ID1"))


def test_all_that_is_known_is_told(database: Database) -> None:
    _enter(database, 2)
    with database.read() as session:
        first, second = umkm_profiles(session, {(2, 3): 4.5})
    pirt = CertificateProfile("PIRT", valid_until=date(2027, 1, 31))
    assert first == UmkmProfile(
        1, "U1", "Dapur 1", lat=-6.25, lon=106.5, max_payment_days=14, clusters=("keripik",),
        products=(
            ProductProfile(1, "Keripik", unit="kg", price_idr=20_000),
            ProductProfile(2, "Sirup", moq=2.5, trade_terms=("outright",), certificates=(pirt,)),
        ),
    )  # fmt: skip
    assert second.certificates == (CertificateProfile("HALAL", "verified", number="ID1"),)
    assert second.products[0].committed_per_month == 4.5


def test_packed_profiles_are_what_packing_a_profile_gives(database: Database) -> None:
    """The fields are told in the order of the profile, and none is left out."""
    _enter(database, 5)
    with database.read() as session:
        told = list(packed_profiles(session, {}))
        assert told == [packed(one) for one in umkm_profiles(session, {})]


def test_chunks_leave_nobody_out(database: Database) -> None:
    _enter(database, 7)
    before, profiles.CHUNK = profiles.CHUNK, 3
    try:
        with database.read() as session:
            everybody = [one.umkm_id for one in umkm_profiles(session, {})]
            some = [one.umkm_id for one in umkm_profiles(session, {}, [6, 1, 5, 2])]
    finally:
        profiles.CHUNK = before
    assert everybody == [1, 2, 3, 4, 5, 6, 7]
    assert some == [1, 2, 5, 6]
