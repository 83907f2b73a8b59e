"""Generated markets and odd needs for the tests that hold the compiled loops against plain numpy."""

from __future__ import annotations

import random
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.quality.records import load_collection
from benchmarks.speed.generator import generate
from matchmaker.scoring.profiles import CertificateProfile, NeedProfile, UmkmProfile

UMKM, NEEDS, SEED = 400, 120, 11
ODD_NEEDS = 120
PAPERS = ("PIRT", "HALAL", "BPOM_MD", "NKV", "SLHS", "NIB", "ORGANIC")
TEXTS = (
    "minimal tahan 30 hari", "harga maksimal 25 ribu per pcs", "harus ada PIRT atau BPOM MD", "kirim tiap pagi jam 6",
    "bordir logo, ukuran 250 gram", "produk lokal saja", "kalau bisa halal", "bukan yang pedas", "khas daerah", "",
)  # fmt: skip


@cache
def market(seed: int = SEED) -> tuple[tuple[UmkmProfile, ...], tuple[NeedProfile, ...]]:
    """UMKM and needs of a small generated market."""
    with TemporaryDirectory() as folder:
        generate(Path(folder), UMKM, NEEDS, seed)
        records = load_collection(Path(folder))
    return tuple(_ragged(one, number) for number, one in enumerate(records.umkm)), records.needs


def odd_needs(seed: int = SEED) -> list[NeedProfile]:
    """The needs of the market with conditions thrown on at random, so that every rule meets every other."""
    draw = random.Random(seed)
    umkm, needs = market(seed)
    return [_odd(draw, draw.choice(needs), draw.choice(umkm), number) for number in range(1, ODD_NEEDS + 1)]


def _odd(draw: random.Random, need: NeedProfile, near: UmkmProfile, number: int) -> NeedProfile:
    def maybe(value: object) -> object:
        return value if draw.random() < 0.4 else None

    return replace(
        need,
        need_id=10_000 + number,
        title=draw.choice((need.title, f"{need.title} dari {near.regency}", "oleh-oleh khas", "krupukk pissang")),
        description=draw.choice(TEXTS) or need.description,
        category=maybe(draw.choice(("food", "craft", "beverage", "fishery", "service"))),
        required_certificates=tuple(draw.sample(PAPERS, draw.choice((0, 0, 1, 2)))),
        preferred_certificates=tuple(draw.sample(PAPERS, draw.choice((0, 1, 2)))),
        volume_per_month=maybe(draw.choice((5.0, 80.0, 900.0))),
        unit=maybe(draw.choice(("kg", "pcs", "liter", "toples 250 gr", "dus"))),
        max_price_idr=maybe(draw.randrange(5_000, 150_000, 500)),
        radius_km=maybe(draw.choice((10.0, 75.0, 400.0))),
        max_lead_time_days=maybe(draw.randrange(1, 21)),
        min_shelf_life_days=maybe(draw.randrange(2, 200)),
        payment_days=maybe(draw.randrange(0, 60)),
        trade_terms=maybe(draw.choice(("consignment", "outright"))),
        lat=near.lat,
        lon=near.lon,
        province=near.province,
        province_code=near.province_code,
    )


def _ragged(umkm: UmkmProfile, number: int) -> UmkmProfile:
    """Closed, placeless and expired businesses among the others."""
    if number % 17 == 0:
        return replace(umkm, active=False)
    if number % 13 == 0:
        return replace(umkm, lat=None, lon=None, province=None, province_code=None)
    if number % 7 == 0 and umkm.certificates:
        first, *others = umkm.certificates
        return replace(umkm, certificates=(CertificateProfile(first.type, "rejected"), *others))
    if number % 5 == 0 and umkm.products:
        goods = (replace(umkm.products[0], trade_terms=("consignment",), moq=50.0), *umkm.products[1:])
        return replace(umkm, max_payment_days=number % 45, products=goods)
    return umkm
