"""A lexicon small enough to reckon by hand, so that tests do not move with the data files."""

from __future__ import annotations

from matchmaker.scoring.lexicon import Lexicon, build_lexicon, parse_concepts

KINDS = {
    "camilan": {"category": "food", "forms": ["camilan", "snack"], "permits": ["pirt_ok"]},
    "keripik": {"broader": ["camilan"], "forms": ["keripik"], "facets": ["process/goreng", "taste/renyah"]},
    "keripik_pisang": {
        "broader": ["keripik"],
        "forms": ["keripik pisang", "banana chips"],
        "facets": ["material/pisang"],
        "uses": {"coffee_break": 0.7},
    },
    "keripik_singkong": {
        "broader": ["keripik"],
        "forms": ["keripik singkong"],
        "facets": ["material/singkong", "-taste/renyah"],
    },
    "abon": {"category": "food", "forms": ["abon"], "facets": ["form/suwiran", "serving/lauk"]},
    "abon_ikan": {"broader": ["abon"], "forms": ["abon ikan"], "facets": ["material/ikan"]},
    "ikan": {"category": "fishery", "forms": ["ikan"], "facets": ["material/ikan"], "permits": ["nkv"]},
    "ikan_beku": {"broader": ["ikan"], "forms": ["ikan beku"], "permits": ["md_only"]},
    "rak": {"category": "home_decor", "forms": ["rak"], "facets": ["function/menyimpan_barang"]},
    "sepatu": {"category": "fashion", "forms": ["sepatu"]},
    "tas": {"category": "fashion", "forms": ["tas"]},
    "kain_batik": {"category": "fashion", "forms": ["kain batik", "batik"], "facets": ["material/batik"]},
    "soto": {"category": "food", "forms": ["soto"]},
    "kopi": {"category": "beverage", "forms": ["kopi"], "facets": ["material/kopi"]},
    "gula": {"category": "food", "forms": ["gula"], "facets": ["taste/manis", "function/memaniskan_minuman"]},
    "gula_semut": {"broader": ["gula"], "forms": ["gula semut"]},
    "lilin": {"category": "home_decor", "forms": ["lilin"]},
    "susu_kedelai": {"category": "beverage", "forms": ["susu kedelai"], "facets": ["material/kedelai"]},
    "kerupuk": {"broader": ["camilan"], "forms": ["kerupuk"]},
    "anyaman": {"category": "craft", "forms": ["anyaman"], "facets": ["region/lampung"]},
    "hampers": {"category": "food", "forms": ["hampers"], "uses": {"coffee_break": 0.0}, "broader": ["camilan"]},
}
FACETS = {
    "material/pisang": {"forms": ["pisang", "gedang"]},
    "material/singkong": {"forms": ["singkong"]},
    "material/ikan": {"forms": ["ikan"]},
    "material/serat_alam": {"forms": ["serat alam"]},
    "material/rotan": {"forms": ["rotan"], "broader": ["material/serat_alam"]},
    "material/kopi": {"forms": ["kopi"]},
    "taste/manis": {"forms": ["manis"]},
    "taste/coklat": {"forms": ["cokelat"]},
    "taste/pedas": {"forms": ["pedas"]},
    "function/menyimpan_barang": {"forms": ["menyimpan barang"]},
    "process/tanpa_pengawet": {"forms": ["tanpa pengawet"]},
    "process/bordir": {"forms": ["bordir"]},
    "region/lampung": {"forms": ["lampung"]},
    "region/lampung_barat": {"forms": ["lampung barat"], "broader": ["region/lampung"]},
    "region/aceh": {"forms": ["aceh"]},
}
USES = {
    "coffee_break": {"forms": ["coffee break", "rehat kopi"], "targets": {"camilan": 0.9, "kopi": 0.4}},
    "oleh_oleh": {"forms": ["oleh-oleh"], "targets": {"material/rotan": 0.5}, "buyer_types": {"hotel": 0.8}},
}


def small_lexicon() -> Lexicon:
    """Built anew for every caller."""
    concepts = parse_concepts(KINDS, "food.yaml")
    concepts += parse_concepts(FACETS, "facets.yaml")
    concepts += parse_concepts(USES, "uses.yaml")
    return build_lexicon(concepts, "small")
