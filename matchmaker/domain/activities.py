"""What an office does for UMKM besides brokering: the kinds of events and of programmes."""

from __future__ import annotations

EVENT_KINDS = ("bazaar", "exhibition", "jamboree", "forum", "business_meeting", "training")
# Events at which goods are sold, so that a turnover belongs to them; a forum without one lacks nothing.
SELLING_KINDS = frozenset({"bazaar", "exhibition", "jamboree"})
PROGRAMME_KINDS = (
    "training",
    "certification",
    "permit",
    "promotion",
    "marketplace",
    "outlet",
    "cluster",
    "production",
    "partnership",
    "export",
    "tourism",
    "financing",
)
# What offices write for these, in lower case without blanks and hyphens.
_WORDS = {
    "bazar": "bazaar", "pasarmurah": "bazaar", "pasarrakyat": "bazaar", "pameran": "exhibition", "ekspo": "exhibition",
    "expo": "exhibition", "jambore": "jamboree", "sarasehan": "forum", "diskusi": "forum",
    "temubisnis": "business_meeting", "temuusaha": "business_meeting", "pelatihan": "training", "bimtek": "training",
    "sertifikasi": "certification", "perizinan": "permit", "promosi": "promotion", "lokapasar": "marketplace",
    "gerai": "outlet", "galeri": "outlet", "klaster": "cluster", "sentra": "cluster", "produksi": "production",
    "kemitraan": "partnership", "ekspor": "export", "wisata": "tourism", "pembiayaan": "financing",
}  # fmt: skip


def canonical_event_kind(text: str) -> str | None:
    """The kind of an event from what somebody wrote ("Bazar", "temu bisnis"), or None."""
    return _canonical(text, EVENT_KINDS)


def canonical_programme_kind(text: str) -> str | None:
    """The kind of a programme from what somebody wrote ("Pelatihan", "sertifikasi"), or None."""
    return _canonical(text, PROGRAMME_KINDS)


def _canonical(text: str, kinds: tuple[str, ...]) -> str | None:
    plain = text.strip().lower()
    if plain in kinds:
        return plain
    found = _WORDS.get(plain.replace(" ", "").replace("-", "").replace("_", ""))
    return found if found in kinds else None
