"""The demo regions as one market, the way an installation holds them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from benchmarks.quality.records import Collection, load_collection
from matchmaker.scoring.profiles import NeedProfile, OutcomeProfile, ProductProfile, UmkmProfile

APART = 10_000_000
"""The files of each region number their records from 1; those of region n start at n times this."""


def folders(seeds: Path) -> list[Path]:
    """The regions' folders by name."""
    return sorted(folder for folder in seeds.iterdir() if (folder / "umkm.jsonl").is_file())


def whole_market(seeds: Path) -> Collection:
    """All regions together, with numbers of their own."""
    umkm: list[UmkmProfile] = []
    needs: list[NeedProfile] = []
    outcomes: list[OutcomeProfile] = []
    for place, folder in enumerate(folders(seeds), 1):
        region, apart = load_collection(folder), place * APART
        umkm += [_moved(one, apart) for one in region.umkm]
        moved = {need.need_id: replace(need, need_id=need.need_id + apart, buyer_id=need.buyer_id + apart)
                 for need in region.needs}  # fmt: skip
        needs += moved.values()
        outcomes += [_outcome(one, moved, apart) for one in region.outcomes]
    return Collection(tuple(umkm), tuple(needs), tuple(outcomes), {}, {})


def _moved(one: UmkmProfile, apart: int) -> UmkmProfile:
    products: list[ProductProfile] = [
        replace(product, product_id=product.product_id + apart) for product in one.products
    ]
    return replace(one, umkm_id=one.umkm_id + apart, products=tuple(products))


def _outcome(one: OutcomeProfile, needs: dict[int, NeedProfile], apart: int) -> OutcomeProfile:
    return replace(
        one,
        umkm_id=one.umkm_id + apart,
        buyer_id=None if one.buyer_id is None else one.buyer_id + apart,
        need=None if one.need is None else needs[one.need.need_id],
    )
