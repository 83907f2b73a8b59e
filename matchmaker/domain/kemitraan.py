"""Kemitraan in law: the ten patterns and the rule of direction.

PP 7/2021 Pasal 106-116 name the patterns. The larger side is the inti, kontraktor or franchisor: besar with
UMKM, or menengah with mikro and kecil (the same articles; read through summaries, see docs/decisions.md).
"""

from __future__ import annotations

PATTERNS = (
    "inti_plasma",
    "subkontrak",
    "waralaba",
    "perdagangan_umum",
    "distribusi_keagenan",
    "rantai_pasok",
    "bagi_hasil",
    "kerja_sama_operasional",
    "usaha_patungan",
    "penyumberluaran",
)
# Patterns usual for each kind of buyer; retail and malls: perdagangan umum or waralaba (Permendag 23/2021).
USUAL_PATTERNS = {
    "hotel": ("rantai_pasok", "perdagangan_umum"),
    "restaurant": ("rantai_pasok", "perdagangan_umum"),
    "cafe": ("rantai_pasok", "perdagangan_umum"),
    "cinema": ("perdagangan_umum", "distribusi_keagenan"),
    "retail": ("perdagangan_umum", "waralaba"),
    "souvenir_outlet": ("perdagangan_umum", "distribusi_keagenan"),
    "catering": ("rantai_pasok", "subkontrak"),
    "hospital": ("rantai_pasok", "penyumberluaran"),
    "airport": ("perdagangan_umum", "distribusi_keagenan"),
    "office": ("rantai_pasok", "penyumberluaran"),
    "other": ("perdagangan_umum", "rantai_pasok"),
}
_RANK = {"micro": 0, "small": 1, "medium": 2, "large": 3}


def direction_holds(larger: str, smaller: str) -> bool:
    """Whether the two scales may stand in kemitraan: large with UMKM, or medium with micro or small.

    Raises
    ------
    KeyError
        One of the words is no scale.
    """
    if larger == "large":
        return _RANK[smaller] < _RANK["large"]
    return larger == "medium" and _RANK[smaller] <= _RANK["small"]
