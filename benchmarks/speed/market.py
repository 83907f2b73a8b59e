"""Generated markets as the scorer's profiles, kept between runs."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from benchmarks.quality.records import load_collection
from benchmarks.speed.generator import generate
from matchmaker.scoring.profiles import NeedProfile, UmkmProfile


@dataclass(frozen=True, slots=True)
class GeneratedMarket:
    """One market and where its record files lie."""

    folder: Path
    umkm: tuple[UmkmProfile, ...]
    needs: tuple[NeedProfile, ...]

    def row_texts(self) -> list[str]:
        """The words of every product row, as a plain text search would index them."""
        return [
            " ".join(filter(None, (product.name, product.description, one.name, one.description)))
            for one in self.umkm
            for product in one.products
        ]


def place_of(umkm: int, needs: int, seed: int) -> Path:
    """The folder of a market."""
    return Path(tempfile.gettempdir()) / "temu-mitra-bench" / f"{umkm}-{needs}-{seed}"


def market_folder(umkm: int, needs: int, seed: int) -> Path:
    """Record files of a market, generated when they are not there yet."""
    folder = place_of(umkm, needs, seed)
    if not (folder / "needs.jsonl").exists():
        generate(folder, umkm, needs, seed)
    return folder


def load_market(umkm: int, needs: int, seed: int) -> GeneratedMarket:
    """The market as profiles."""
    folder = market_folder(umkm, needs, seed)
    records = load_collection(folder)
    return GeneratedMarket(folder, records.umkm, records.needs)


def query_text(need: NeedProfile) -> str:
    """The words of a need, as one would hand them to a text search."""
    return " ".join(filter(None, (need.title, need.description)))
