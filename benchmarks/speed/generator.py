"""Invented markets of any size, as record files: goods of the lexicon, Zipf words, clustered places, gaps.

    matchmaker-bench generate --umkm 121458 --needs 5000 --seed 1 --out DIR

writes ``umkm.jsonl``, ``buyers.jsonl`` and ``needs.jsonl`` in the format of the imports. The same arguments
write the same bytes. Nobody in them exists: names are put together from syllables, NIB begin with 9999.
"""

from __future__ import annotations

import json
import random
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any, Generic, TypeVar

from benchmarks.speed import wording
from benchmarks.speed.wording import Goods
from matchmaker.domain.regions import Region, gazetteer

Record = dict[str, Any]
T = TypeVar("T")

PRODUCTS_PER_UMKM = ((1, 0.46), (2, 0.32), (3, 0.16), (4, 0.06))
"""Shares of UMKM by their number of products; 1.82 on average, as the reference load asks."""
NEEDS_PER_BUYER = 4
ZIPF_GOODS, ZIPF_PLACES = 0.85, 0.7
"""Exponents: few goods and few regencies hold much of a province's business."""
SPREAD_DEGREES = 0.12
"""Standard deviation of a business's place around the middle of its regency: about 13 km."""
CERTIFICATES = (("NIB", 0.55), ("PIRT", 0.3), ("HALAL", 0.35), ("HKI", 0.04), ("BPOM_MD", 0.03), ("ORGANIC", 0.02))
BUYER_TYPES = ("hotel", "restaurant", "cafe", "cinema", "retail", "souvenir_outlet", "catering", "hospital", "office")


class Weighted(Generic[T]):
    """Draws items in proportion to their weights."""

    def __init__(self, items: Sequence[T], weights: Sequence[float]) -> None:
        self._items = items
        self._sums = list(accumulate(weights))

    def draw(self, random_: random.Random) -> T:
        """One item."""
        return self._items[bisect_left(self._sums, random_.random() * self._sums[-1])]


def zipf(items: Sequence[T], exponent: float, random_: random.Random) -> Weighted[T]:
    """``items`` in random order of frequency, the n-th as frequent as 1 / n ** exponent."""
    shuffled = list(items)
    random_.shuffle(shuffled)
    return Weighted(shuffled, [1 / rank**exponent for rank in range(1, len(shuffled) + 1)])


def generate(folder: Path, umkm: int, needs: int, seed: int) -> None:
    """Write the three files of a market into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    market = Market(seed)
    buyers = max(1, needs // NEEDS_PER_BUYER)
    _write(folder / "umkm.jsonl", (market.umkm(number) for number in range(1, umkm + 1)))
    _write(folder / "buyers.jsonl", (market.buyer(number) for number in range(1, buyers + 1)))
    _write(folder / "needs.jsonl", (market.need(number, buyers) for number in range(1, needs + 1)))


def _write(path: Path, records: Iterator[Record]) -> None:
    with path.open("w", encoding="utf-8") as file:
        for record in records:
            file.write(json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n")


class Market:
    """Draws records; every record has a random source of its own, so that it does not depend on the others."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        own = random.Random(f"{seed}/market")
        self._goods = zipf(wording.all_goods(), ZIPF_GOODS, own)
        self._places = zipf(_regencies(), ZIPF_PLACES, own)
        self._brands = zipf(wording.brands(own, 6_000), 0.6, own)
        self._counts = Weighted(*zip(*PRODUCTS_PER_UMKM, strict=True))
        provinces = gazetteer().provinces
        self._province = {code: region.name for code, region in provinces.items()}

    def umkm(self, number: int) -> Record:
        """One business with its products."""
        draw = random.Random(f"{self.seed}/umkm/{number}")
        main = self._goods.draw(draw)
        brand = self._brands.draw(draw)
        record: Record = {"external_id": f"U{number:07d}", "name": wording.business_name(main, brand, draw)}
        if draw.random() < 0.5:
            record["nib"] = f"9999{number:09d}"
        record |= self._place(draw, exact=0.7)
        record["scale"] = "micro" if draw.random() < 0.93 else "small"
        _maybe(record, "description", 0.4, draw, lambda: wording.activity(main, draw))
        _maybe(record, "founded_year", 0.6, draw, lambda: draw.randint(1985, 2026))
        _maybe(record, "max_payment_days", 0.4, draw, lambda: draw.choice((0, 7, 14, 30, 45)))
        _maybe(record, "active", 0.3, draw, lambda: draw.random() < 0.95)
        _maybe(record, "certificates", 0.75, draw, lambda: _certificates(draw))
        record["products"] = [
            self._product(number, place, main if place == 0 or draw.random() < 0.6 else self._goods.draw(draw), draw)
            for place in range(self._counts.draw(draw))
        ]
        return record

    def _product(self, number: int, place: int, goods: Goods, draw: random.Random) -> Record:
        price = wording.price(goods, draw)
        record: Record = {
            "external_id": f"P{number:07d}-{place + 1}",
            "name": wording.product_name(goods, self._brands.draw(draw), draw),
        }
        _maybe(record, "description", 0.55, draw, lambda: wording.product_description(goods, draw))
        _maybe(record, "category", 0.8, draw, lambda: goods.category)
        _maybe(record, "unit", 0.85, draw, lambda: draw.choice(goods.units))
        _maybe(record, "price_idr", 0.8, draw, lambda: price)
        _maybe(record, "capacity_per_month", 0.6, draw, lambda: round(10 ** draw.uniform(1, 4)))
        _maybe(record, "moq", 0.35, draw, lambda: draw.choice((1, 5, 10, 20, 50, 100)))
        _maybe(record, "lead_time_days", 0.45, draw, lambda: draw.choice((1, 2, 3, 5, 7, 14, 30)))
        _maybe(record, "shelf_life_days", 0.4, draw, lambda: draw.choice((2, 5, 14, 30, 90, 180, 365)))
        _maybe(record, "certificates", 0.3, draw, lambda: _certificates(draw))
        _maybe(record, "trade_terms", 0.3, draw, lambda: draw.choice((["outright"], ["consignment"],
                                                                       ["consignment", "outright"])))  # fmt: skip
        return record

    def buyer(self, number: int) -> Record:
        """One buyer without needs."""
        draw = random.Random(f"{self.seed}/buyer/{number}")
        kind = draw.choice(BUYER_TYPES)
        name = f"{kind.replace('_', ' ').title()} {self._brands.draw(draw).title()}"
        return {"external_id": f"B{number:06d}", "name": name, "type": kind, **self._place(draw, exact=0.9)}

    def need(self, number: int, buyers: int) -> Record:
        """One need of one of the first ``buyers`` buyers."""
        draw = random.Random(f"{self.seed}/need/{number}")
        goods = self._goods.draw(draw)
        record: Record = {
            "external_id": f"N{number:06d}",
            "buyer_external_id": f"B{draw.randint(1, buyers):06d}",
            "title": wording.need_title(goods, draw),
        }
        _maybe(record, "description", 0.7, draw, lambda: wording.need_description(goods, draw))
        _maybe(record, "category", 0.6, draw, lambda: goods.category)
        _maybe(record, "required_certificates", 0.45, draw, lambda: draw.choice((["HALAL"], ["PIRT"],
                                                                                 ["HALAL", "PIRT"])))  # fmt: skip
        _maybe(record, "volume_per_month", 0.8, draw, lambda: round(10 ** draw.uniform(1, 3)))
        _maybe(record, "unit", 0.85, draw, lambda: draw.choice(goods.units))
        _maybe(record, "max_price_idr", 0.7, draw, lambda: int(round(wording.price(goods, draw) * 1.3, -2)))
        _maybe(record, "radius_km", 0.4, draw, lambda: draw.choice((25, 50, 100, 250)))
        _maybe(record, "max_lead_time_days", 0.5, draw, lambda: draw.choice((2, 3, 7, 14)))
        _maybe(record, "min_shelf_life_days", 0.3, draw, lambda: draw.choice((7, 30, 60)))
        _maybe(record, "payment_days", 0.5, draw, lambda: draw.choice((0, 14, 30)))
        return record

    def _place(self, draw: random.Random, exact: float) -> Record:
        """Region names, and with the share ``exact`` coordinates near the middle of the regency."""
        regency = self._places.draw(draw)
        record: Record = {"province": self._province[regency.code[:2]], "regency": regency.name}
        if draw.random() < exact and regency.lat is not None and regency.lon is not None:
            lat, lon = (draw.gauss(middle, SPREAD_DEGREES) for middle in (regency.lat, regency.lon))
            record |= {"lat": round(min(max(lat, -11.0), 6.0), 6), "lon": round(min(max(lon, 95.0), 141.0), 6)}
        return record


def _regencies() -> list[Region]:
    return [region for region in gazetteer().regencies.values() if region.lat is not None]


def _certificates(draw: random.Random) -> list[Record]:
    held = [{"type": name} for name, share in CERTIFICATES if draw.random() < share]
    for one in held:
        if draw.random() < 0.5:
            one["valid_until"] = f"{draw.randint(2025, 2031)}-{draw.randint(1, 12):02d}-28"
    return held


def _maybe(record: Record, name: str, share: float, draw: random.Random, value: Callable[[], Any]) -> None:
    """Fill a field with the given probability; else leave it out, as most real records do."""
    if draw.random() < share:
        record[name] = value()
