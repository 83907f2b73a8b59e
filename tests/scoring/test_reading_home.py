"""The buyer's own region, wished without its name."""

from __future__ import annotations

import pytest

from matchmaker.scoring.analyzer import Analyzer
from matchmaker.scoring.buyers_home import home_wishes
from matchmaker.scoring.need_reader import NOWHERE, Home
from matchmaker.scoring.relevance import RelevanceIndex

SURAKARTA = ("Kota Surakarta", "Jawa Tengah")


@pytest.fixture(scope="module")
def analyzer() -> Analyzer:
    return Analyzer()


def regions(analyzer: Analyzer, text: str, home: Home) -> set[str]:
    need = analyzer.read_need(text, home=home)
    return {analyzer.lexicon.concepts[region].id for region in need.regions}


@pytest.mark.parametrize(
    ("text", "wished"),
    [
        ("Suvenir kecil khas kota ini", {"region/surakarta"}),
        ("Camilan asli sini untuk tamu", {"region/surakarta"}),
        ("Batik buatan perajin setempat", {"region/surakarta"}),
        ("Minuman khas provinsi kami", {"region/jawa_tengah"}),
        ("Anyaman dari pulau ini", {"region/jawa"}),
        ("Camilan untuk tamu", set()),
        ("Sesuai kebutuhan kota besar", set()),
    ],
)
def test_ones_own_region_is_wished_without_its_name(analyzer: Analyzer, text: str, wished: set[str]) -> None:
    assert regions(analyzer, text, SURAKARTA) == wished


def test_without_a_home_nothing_is_wished(analyzer: Analyzer) -> None:
    assert regions(analyzer, "Suvenir khas kota ini", NOWHERE) == set()


def test_a_regency_the_lexicon_lacks_gives_way_to_its_province(analyzer: Analyzer) -> None:
    assert regions(analyzer, "Suvenir khas daerah sini", ("Kabupaten Xyzzy", "Jawa Tengah")) == {"region/jawa_tengah"}


def test_words_of_a_wish_count_once() -> None:
    assert [wish.words for wish in home_wishes("khas daerah setempat")] == ["khas daerah setempat"]


def test_goods_of_ones_own_region_come_first(analyzer: Analyzer) -> None:
    places = ("Surakarta, Jawa Tengah", "Boyolali, Jawa Tengah", "Banjarmasin, Kalimantan Selatan")
    index = RelevanceIndex.build(
        [analyzer.read_product("Gantungan kunci", place=one) for one in places], analyzer.lexicon
    )
    own, near, far = index.relevance(analyzer.read_need("Gantungan kunci khas kota ini", home=SURAKARTA)).text
    assert own > near > far
