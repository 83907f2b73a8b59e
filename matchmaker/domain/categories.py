"""Categories of goods, and KBLI codes with their version.

KBLI 2025 (BPS regulation 7/2025) replaced KBLI 2020 in December 2025 and maps one to many: a code is kept
together with the version it was written in.
"""

from __future__ import annotations

import re

CATEGORIES = (
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
)
BUYER_TYPES = (
    "hotel",
    "restaurant",
    "cafe",
    "cinema",
    "retail",
    "souvenir_outlet",
    "catering",
    "hospital",
    "airport",
    "office",
    "other",
)
KBLI_VERSIONS = ("2020", "2025")

ALIASES = {
    "makanan": "food", "kuliner": "food", "kulier": "food", "pangan": "food", "makanan ringan": "food",
    "olahan pangan": "food", "makanan dan minuman": "food", "makanan minuman": "food", "mamin": "food",
    "usaha kuliner": "food", "fnb": "food", "f b": "food", "snack": "food", "camilan": "food", "katering": "food",
    "minuman": "beverage", "drink": "beverage", "kopi": "beverage", "kerajinan": "craft", "kriya": "craft",
    "handicraft": "craft", "craft": "craft", "kerajinan tangan": "craft", "souvenir": "craft", "fashion": "fashion",
    "fesyen": "fashion", "busana": "fashion", "pakaian": "fashion", "konveksi": "fashion", "batik": "fashion",
    "sandang": "fashion", "garmen": "fashion", "tekstil": "fashion", "pertanian": "agriculture",
    "agribisnis": "agriculture",
    "peternakan": "agriculture", "hortikultura": "agriculture", "agrobisnis": "agriculture", "perkebunan": "plantation",
    "kebun": "plantation", "perikanan": "fishery", "hasil laut": "fishery", "kelautan": "fishery", "ikan": "fishery",
    "logam": "metal", "pandai besi": "metal", "bengkel las": "metal", "industri logam": "metal",
    "dekorasi": "home_decor", "furnitur": "home_decor", "furniture": "home_decor", "mebel": "home_decor",
    "meubel": "home_decor", "home decor": "home_decor", "perabot": "home_decor", "kosmetik": "personal_care",
    "kecantikan": "personal_care", "perawatan tubuh": "personal_care", "personal care": "personal_care",
    "jasa": "service", "services": "service", "layanan": "service", "usaha jasa": "service", "perdagangan": "trade",
    "dagang": "trade", "barang": "trade", "toko": "trade", "kelontong": "trade", "sembako": "trade",
    "warung": "trade", "retail": "trade", "perdagangan umum": "trade",
}  # fmt: skip

BUYER_TYPE_ALIASES = {
    "hotel": "hotel", "penginapan": "hotel", "resort": "hotel", "villa": "hotel", "guest house": "hotel",
    "homestay": "hotel", "restoran": "restaurant", "restaurant": "restaurant", "rumah makan": "restaurant",
    "resto": "restaurant", "rm": "restaurant", "kafe": "cafe", "cafe": "cafe", "kedai kopi": "cafe",
    "coffee shop": "cafe", "bioskop": "cinema", "cinema": "cinema", "ritel": "retail", "retail": "retail",
    "minimarket": "retail", "supermarket": "retail", "toko": "retail", "swalayan": "retail",
    "toko oleh oleh": "souvenir_outlet", "pusat oleh oleh": "souvenir_outlet", "oleh oleh": "souvenir_outlet",
    "galeri": "souvenir_outlet", "souvenir outlet": "souvenir_outlet", "katering": "catering", "catering": "catering",
    "jasa boga": "catering", "rumah sakit": "hospital", "hospital": "hospital", "rs": "hospital", "klinik": "hospital",
    "bandara": "airport", "airport": "airport", "kantor": "office", "office": "office", "instansi": "office",
    "lainnya": "other", "other": "other",
}  # fmt: skip

# Divisions and groups of KBLI 2020 by category; the longest beginning of a code decides. 2025 keeps these divisions.
_KBLI_CATEGORIES = {
    "01": "agriculture", "012": "plantation", "02": "agriculture", "03": "fishery", "10": "food", "102": "fishery",
    "10723": "beverage", "1076": "beverage", "11": "beverage", "13": "fashion", "14": "fashion", "15": "fashion",
    "16": "craft", "17": "craft", "2023": "personal_care", "21": "personal_care", "23": "craft", "24": "metal",
    "25": "metal", "31": "home_decor", "32": "craft", "45": "trade", "46": "trade", "47": "trade", "55": "service",
    "56": "food",
}  # fmt: skip
_KBLI_SERVICES = range(49, 97)  # transport to personal services; what of these is goods stands above


def _plain(word: str) -> str:
    return " ".join(re.sub(r"[^a-z0-9]+", " ", word.lower()).split())


def canonical_category(word: str) -> str | None:
    """Bring a written category ("Kulier", "Makanan & Minuman") to its code, or None."""
    plain = _plain(word)
    return plain.replace(" ", "_") if plain.replace(" ", "_") in CATEGORIES else ALIASES.get(plain)


def canonical_buyer_type(word: str) -> str | None:
    """Bring a written kind of buyer ("Rumah Makan") to its code, or None."""
    plain = _plain(word)
    return plain.replace(" ", "_") if plain.replace(" ", "_") in BUYER_TYPES else BUYER_TYPE_ALIASES.get(plain)


def kbli_code(text: str) -> str | None:
    """Read a five-digit KBLI code out of a cell such as ``"10794 - Industri Kerupuk"``, or None."""
    match = re.match(r"^\s*(\d{5})\b", text)
    return match[1] if match else None


def category_of_kbli(code: str) -> str | None:
    """The category a five-digit KBLI code belongs to, or None where its division says nothing of goods."""
    for length in (5, 4, 3, 2):
        if code[:length] in _KBLI_CATEGORIES:
            return _KBLI_CATEGORIES[code[:length]]
    return "service" if code[:2].isdigit() and int(code[:2]) in _KBLI_SERVICES else None
