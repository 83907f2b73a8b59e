"""What buyers of each kind usually buy: stands in for a buyer that has posted no need yet.

Such needs are marked ``inferred`` and carry negative ids, so that they never mix with posted ones.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from matchmaker.scoring.profiles import NeedProfile


@dataclass(frozen=True, slots=True)
class TypicalNeed:
    """One usual need in the words of such a buyer."""

    title: str
    category: str | None = None
    required_certificates: tuple[str, ...] = ()


_FOOD = ("HALAL",)
_PACKED = ("PIRT", "HALAL")

TYPICAL_NEEDS: dict[str, tuple[TypicalNeed, ...]] = {
    "hotel": (
        TypicalNeed("Camilan kering untuk coffee break", "food", _PACKED),
        TypicalNeed("Minuman khas untuk welcome drink", "beverage", _FOOD),
        TypicalNeed("Sabun dan perlengkapan mandi untuk amenities kamar", "personal_care"),
        TypicalNeed("Sandal hotel untuk kamar tamu", "fashion"),
        TypicalNeed("Kerajinan untuk dekorasi kamar dan lobi", "craft"),
        TypicalNeed("Kopi bubuk dan teh untuk sarapan", "beverage", _PACKED),
    ),
    "restaurant": (
        TypicalNeed("Bumbu dan sambal untuk dapur restoran", "food", _FOOD),
        TypicalNeed("Sayuran segar untuk dapur", "agriculture"),
        TypicalNeed("Ikan dan hasil laut untuk dapur", "fishery"),
        TypicalNeed("Kerupuk dan emping pelengkap makan", "food", _PACKED),
        TypicalNeed("Kemasan makanan ramah lingkungan untuk dibawa pulang", "craft"),
    ),
    "cafe": (
        TypicalNeed("Biji kopi sangrai untuk kedai kopi", "beverage"),
        TypicalNeed("Gula aren atau gula semut untuk minuman kopi", "food", _FOOD),
        TypicalNeed("Kue dan roti untuk teman minum kopi", "food", _FOOD),
        TypicalNeed("Keripik kemasan kecil untuk camilan di meja", "food", _PACKED),
    ),
    "cinema": (
        TypicalNeed("Camilan kemasan sekali makan untuk teman menonton", "food", _PACKED),
        TypicalNeed("Minuman dalam botol kecil untuk penonton", "beverage", _PACKED),
    ),
    "retail": (
        TypicalNeed("Makanan ringan kemasan untuk rak toko, berbarcode", "food", _PACKED),
        TypicalNeed("Minuman kemasan untuk rak toko", "beverage", _PACKED),
        TypicalNeed("Bumbu dan bahan masak kemasan untuk rak toko", "food", _PACKED),
        TypicalNeed("Sabun dan kebutuhan rumah tangga", "personal_care"),
    ),
    "souvenir_outlet": (
        TypicalNeed("Makanan khas daerah untuk oleh-oleh", "food", _PACKED),
        TypicalNeed("Kerajinan khas daerah untuk cinderamata", "craft"),
        TypicalNeed("Kain dan busana khas daerah", "fashion"),
        TypicalNeed("Kopi dan minuman khas untuk oleh-oleh", "beverage", _PACKED),
    ),
    "catering": (
        TypicalNeed("Kue basah dan jajanan pasar untuk hajatan", "food", _FOOD),
        TypicalNeed("Sayur, bumbu dan bahan masak segar", "agriculture"),
        TypicalNeed("Kerupuk mentah untuk pelengkap makan", "food", _FOOD),
        TypicalNeed("Besek atau kotak kemasan makanan", "craft"),
    ),
    "hospital": (
        TypicalNeed("Camilan sehat untuk pasien", "food", _PACKED),
        TypicalNeed("Sayuran dan buah segar untuk dapur gizi", "agriculture"),
        TypicalNeed("Seragam dan linen rumah sakit", "fashion"),
    ),
    "airport": (
        TypicalNeed("Oleh-oleh khas daerah kemasan rapi untuk gerai bandara", "food", _PACKED),
        TypicalNeed("Cinderamata kecil khas daerah", "craft"),
        TypicalNeed("Kopi lokal kemasan untuk penumpang", "beverage", _PACKED),
    ),
    "office": (
        TypicalNeed("Snack box untuk rapat", "food", _FOOD),
        TypicalNeed("Seragam batik pegawai", "fashion"),
        TypicalNeed("Suvenir rapat dan seminar", "craft"),
        TypicalNeed("Cetak spanduk dan dokumen kantor", "service"),
    ),
    "other": (
        TypicalNeed("Makanan ringan untuk tamu", "food", _FOOD),
        TypicalNeed("Kerajinan untuk suvenir", "craft"),
    ),
}
"""By buyer type. The usual permits of packed food are asked for because such buyers cannot do without."""

_IDS_PER_BUYER = 100


def inferred_needs(buyer: NeedProfile) -> list[NeedProfile]:
    """The typical needs of one buyer.

    ``buyer`` carries the buyer's own fields (ids, name, type, place); its title and conditions are
    replaced. Buyer types without a list of their own get that of "other".
    """
    usual = TYPICAL_NEEDS.get(buyer.buyer_type, TYPICAL_NEEDS["other"])
    return [
        replace(
            buyer,
            need_id=-(buyer.buyer_id * _IDS_PER_BUYER + place + 1),
            external_id=f"typical:{buyer.buyer_external_id or buyer.buyer_id}:{place + 1}",
            title=one.title,
            category=one.category,
            required_certificates=one.required_certificates,
            inferred=True,
        )
        for place, one in enumerate(usual)
    ]
