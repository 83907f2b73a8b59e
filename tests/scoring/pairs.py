"""The smallest UMKM, products and needs that the scoring tests are built from."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

from matchmaker.scoring.analyzer import Analyzer
from matchmaker.scoring.profiles import CertificateProfile, NeedProfile, ProductProfile, UmkmProfile
from matchmaker.scoring.scorer import Scorer

TODAY = date(2026, 11, 21)
RANGKASBITUNG = (-6.3560, 106.2490)
SERANG = (-6.1200, 106.1500)
MAKASSAR = (-5.1470, 119.4320)


def certificates(*types: str, **more: Any) -> tuple[CertificateProfile, ...]:
    """Certificates of the given types, all with the same further fields."""
    return tuple(CertificateProfile(name, **more) for name in types)


def product(product_id: int, name: str = "Keripik pisang", **fields: Any) -> ProductProfile:
    """One product."""
    return ProductProfile(product_id, name, **fields)


def umkm(umkm_id: int, *products: ProductProfile, **fields: Any) -> UmkmProfile:
    """One UMKM in Rangkasbitung, Lebak, with the given products."""
    place = {"lat": RANGKASBITUNG[0], "lon": RANGKASBITUNG[1], "province_code": "36", "regency_code": "36.02"}
    named = {"external_id": f"U{umkm_id:03}", "name": f"Usaha {umkm_id}"}
    return UmkmProfile(umkm_id, products=products, **{**named, **place, **fields})


def need(need_id: int = 1, title: str = "Keripik pisang", **fields: Any) -> NeedProfile:
    """One need of a hotel in Rangkasbitung."""
    place = {"lat": RANGKASBITUNG[0], "lon": RANGKASBITUNG[1], "province_code": "36"}
    buyer = {"buyer_id": 1, "buyer_type": "hotel", "external_id": f"N{need_id:03}"}
    return NeedProfile(need_id, title=title, **{**buyer, **place, **fields})


@cache
def analyzer() -> Analyzer:
    """One analyzer for all tests: it loads the lexicon and holds caches only."""
    return Analyzer()


def scorer_of(*profiles: UmkmProfile) -> Scorer:
    """A scorer over a few UMKM."""
    return Scorer.build(profiles, analyzer=analyzer())
