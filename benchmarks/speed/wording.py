"""How invented businesses and buyers write: words of the lexicon in everyday phrases."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from matchmaker.scoring.lexicon import load_lexicon
from matchmaker.scoring.lexicon.model import Concept, Lexicon


@dataclass(frozen=True, slots=True)
class Goods:
    """A thing of the lexicon: what people call it, what it is like, what it is for."""

    forms: tuple[str, ...]
    qualities: tuple[str, ...]
    uses: tuple[str, ...]
    category: str
    units: tuple[str, ...]
    price: int


UNITS: dict[str, tuple[str, ...]] = {
    "food": ("pcs", "bungkus", "kg", "toples", "pack"), "beverage": ("botol", "liter", "cup", "sachet"),
    "agriculture": ("kg", "ikat", "karung"), "plantation": ("kg", "pack"), "fishery": ("kg", "pack"),
    "craft": ("pcs", "set", "lusin"), "fashion": ("pcs", "kodi", "lusin"), "metal": ("pcs", "set"),
    "home_decor": ("pcs", "set"), "personal_care": ("pcs", "botol"), "service": ("kali", "orang"),
    "trade": ("pcs", "karton"),
}  # fmt: skip
PRICES: dict[str, int] = {
    "food": 20_000, "beverage": 15_000, "agriculture": 18_000, "plantation": 60_000, "fishery": 55_000,
    "craft": 75_000, "fashion": 120_000, "metal": 150_000, "home_decor": 180_000, "personal_care": 35_000,
    "service": 100_000, "trade": 25_000,
}  # fmt: skip
"""Middle of the prices of a category in rupiah; goods lie around it."""

_SYLLABLES = (
    "ba", "bu", "ca", "da", "di", "fa", "ga", "ha", "in", "ja", "ka", "ki", "la", "li", "ma", "mu", "na", "ni",
    "pa", "ra", "ri", "sa", "si", "ta", "ti", "wa", "ya", "zah",
)  # fmt: skip
_LEGAL = ("UD", "CV", "Rumah Produksi", "Toko", "Warung", "Dapur", "Kelompok", "Sentra", "")
_PACKS = ("80 gr", "100gr", "250 gram", "500gr", "1 kg", "isi 10", "isi 12 pcs", "500 ml", "250ml", "ukuran besar")
_PRAISE = (
    "enak dan gurih", "tanpa bahan pengawet", "buatan tangan", "kualitas terjamin", "resep keluarga turun temurun",
    "bisa pesan dalam jumlah besar", "tersedia berbagai ukuran", "cocok untuk oleh-oleh", "harga bersahabat",
    "bahan pilihan", "proses higienis", "kemasan rapi", "siap kirim ke seluruh kota", "bisa pakai label sendiri",
)  # fmt: skip
_WISHES = (
    "kemasan rapi dan tahan dikirim", "pembayaran bulanan", "diantar setiap minggu", "kualitas harus stabil",
    "lebih baik dari produsen sekitar sini", "kalau bisa ada label halal", "awet minimal 1 bulan",
    "sekitar 100 per bulan", "bisa sesuai permintaan", "dipakai setiap hari", "untuk tamu kami",
)  # fmt: skip


def all_goods() -> list[Goods]:
    """Every thing of the lexicon that somebody can make or do."""
    lexicon = load_lexicon()
    return [_goods(lexicon, number) for number, one in enumerate(lexicon.concepts) if one.space == "kind" and one.forms]


def _goods(lexicon: Lexicon, number: int) -> Goods:
    concept = lexicon.concepts[number]
    category = lexicon.category(number) or "trade"
    qualities = tuple(_label(lexicon, facet) for facet in concept.facets if not facet.startswith("-"))
    uses = tuple(use.replace("_", " ") for use in concept.uses)
    spread = random.Random(concept.id).lognormvariate(0, 0.8)
    price = max(500, int(round(PRICES[category] * spread, -2)))
    return Goods(concept.forms, qualities, uses, category, UNITS[category], price)


def _label(lexicon: Lexicon, facet: str) -> str:
    number = lexicon.number.get(facet)
    concept: Concept | None = None if number is None else lexicon.concepts[number]
    return facet.rpartition("/")[2].replace("_", " ") if concept is None else concept.label


def brands(draw: random.Random, count: int) -> list[str]:
    """Invented proper names of two to four syllables, all different."""
    names: dict[str, None] = {}
    while len(names) < count:
        names["".join(draw.choice(_SYLLABLES) for _ in range(draw.choice((2, 3, 3, 4))))] = None
    return list(names)


def _form(goods: Goods, draw: random.Random) -> str:
    """One of the names, the first ones oftener."""
    return goods.forms[min(int(draw.expovariate(0.7)), len(goods.forms) - 1)]


def _one_of(words: Sequence[str], draw: random.Random) -> str:
    return draw.choice(words) if words else ""


def _joined(*parts: str) -> str:
    return " ".join(part for part in parts if part)


def business_name(goods: Goods, brand: str, draw: random.Random) -> str:
    """ "UD Sari Basa", "Keripik Singkong Maka"."""
    legal = draw.choice(_LEGAL)
    thing = _form(goods, draw) if draw.random() < 0.4 or not legal else ""
    return _joined(legal, thing.title(), brand.title())


def product_name(goods: Goods, brand: str, draw: random.Random) -> str:
    """A name of the thing, often with a quality, a pack or a brand."""
    name = _form(goods, draw)
    quality = _one_of(goods.qualities, draw) if draw.random() < 0.25 else ""
    pack = draw.choice(_PACKS) if draw.random() < 0.35 else ""
    own = brand.title() if draw.random() < 0.3 else ""
    return _joined(name.capitalize() if draw.random() < 0.8 else name.upper(), quality, own, pack)


def product_description(goods: Goods, draw: random.Random) -> str:
    """One or two sentences about what it is made of, good for, like."""
    parts = [f"{_form(goods, draw).capitalize()} {draw.choice(_PRAISE)}"]
    if goods.qualities and draw.random() < 0.6:
        parts.append(f"dari {draw.choice(goods.qualities)}")
    if goods.uses and draw.random() < 0.4:
        parts.append(f"untuk {draw.choice(goods.uses)}")
    return ", ".join(parts) + (f". {draw.choice(_PRAISE).capitalize()}" if draw.random() < 0.5 else "")


def activity(goods: Goods, draw: random.Random) -> str:
    """What a business says it does."""
    return f"{draw.choice(('Membuat', 'Menjual', 'Membuat dan menjual', 'Produksi'))} {_form(goods, draw)}"


def price(goods: Goods, draw: random.Random) -> int:
    """A price around the usual one, whole hundreds of rupiah."""
    return max(500, int(round(goods.price * draw.lognormvariate(0, 0.35), -2)))


def need_title(goods: Goods, draw: random.Random) -> str:
    """What a buyer looks for: by name, by name and quality, or only by quality and use."""
    chance = draw.random()
    if chance < 0.15 and goods.qualities and goods.uses:
        return f"Produk dari {draw.choice(goods.qualities)} untuk {draw.choice(goods.uses)}"
    use = f"untuk {draw.choice(goods.uses)}" if goods.uses and draw.random() < 0.5 else ""
    quality = _one_of(goods.qualities, draw) if draw.random() < 0.3 else ""
    return _joined(_form(goods, draw).capitalize(), quality, use)


def need_description(goods: Goods, draw: random.Random) -> str:
    """Wishes of a buyer in a sentence or two."""
    wishes = draw.sample(_WISHES, draw.choice((1, 2)))
    lead = f"Kami mencari {_form(goods, draw)}, " if draw.random() < 0.5 else ""
    return lead + ", ".join(wishes) + "."
