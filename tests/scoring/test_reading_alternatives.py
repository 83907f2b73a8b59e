"""Things a need lists: any of them, or all of them."""

from __future__ import annotations

import pytest

from matchmaker.scoring.analyzer import Analyzer
from matchmaker.scoring.reading import NeedReading
from matchmaker.scoring.relevance import RelevanceIndex


@pytest.fixture(scope="module")
def analyzer() -> Analyzer:
    return Analyzer()


def meant(analyzer: Analyzer, need: NeedReading, role: str) -> list[set[str]]:
    """Concepts that meet each element of ``role`` fully."""
    names = analyzer.lexicon.concepts
    return [
        {names[concept].id for concept, quality in element.concepts if quality == 1.0}
        for element in need.elements
        if element.role == role
    ]


@pytest.mark.parametrize(
    "title",
    [
        "Keranjang dari rotan, bambu atau mendong",
        "Keranjang dari rotan / bambu / mendong",
        "Keranjang berbahan rotan atau bambu atau mendong",
    ],
)
def test_alternatives_are_one_wish(analyzer: Analyzer, title: str) -> None:
    materials = {"material/rotan", "material/bambu", "material/mendong"}
    assert [wish for wish in meant(analyzer, analyzer.read_need(title), "facet") if wish & materials] == [materials]


def test_things_joined_by_dan_stay_two_wishes(analyzer: Analyzer) -> None:
    wishes = meant(analyzer, analyzer.read_need("Minuman dari jahe dan serai"), "facet")
    assert not any({"material/jahe", "material/serai"} <= wish for wish in wishes)


def test_any_of_the_alternatives_is_enough(analyzer: Analyzer) -> None:
    names = ("Keranjang mendong", "Keranjang rotan", "Keranjang plastik")
    index = RelevanceIndex.build([analyzer.read_product(name) for name in names], analyzer.lexicon)
    mendong, rotan, plastic = index.relevance(analyzer.read_need("Keranjang dari rotan atau mendong")).facet
    assert mendong == pytest.approx(rotan, abs=0.1)
    assert plastic < mendong / 2


def test_a_place_the_glosses_mention_is_a_place_still(analyzer: Analyzer) -> None:
    assert {"region/banjar"} in meant(analyzer, analyzer.read_need("Kain corak Banjar"), "region")


def test_who_has_both_things_asked_for_comes_first(analyzer: Analyzer) -> None:
    names = ("Telur ayam", "Daging ayam", "Jual telur dan ayam potong", "Keripik bayam")
    index = RelevanceIndex.build([analyzer.read_product(name) for name in names], analyzer.lexicon)
    first, second, both, neither = index.relevance(analyzer.read_need("Telur dan ayam potong untuk dapur")).text
    assert both > max(first, second)
    assert min(first, second) > neither


@pytest.mark.parametrize(
    ("title", "kinds"),
    [
        ("Servis AC dan kulkas kamar", {"servis_ac", "servis_kulkas"}),
        ("Kopi Gayo, Mandheling atau Lintong", {"kopi_gayo", "kopi_mandailing", "kopi_lintong"}),
        ("Telur dan ayam", {"telur", "daging_ayam"}),
    ],
)
def test_the_second_thing_is_asked_for_too(analyzer: Analyzer, title: str, kinds: set[str]) -> None:
    asked = {concept for wish in meant(analyzer, analyzer.read_need(title), "head") for concept in wish}
    assert kinds <= asked


@pytest.mark.parametrize(("title", "no_head"), [("Penghalau kambing", "kambing"), ("Pengocok kopi", "kopi")])
def test_what_does_something_to_a_thing_is_not_the_thing(analyzer: Analyzer, title: str, no_head: str) -> None:
    asked = {concept for wish in meant(analyzer, analyzer.read_need(title), "head") for concept in wish}
    assert no_head not in asked


def test_notes_of_taste_are_no_things(analyzer: Analyzer) -> None:
    asked = {
        concept for wish in meant(analyzer, analyzer.read_need("Kopi arabika profil buah"), "head") for concept in wish
    }
    assert "kopi_arabika" in asked
    assert "buah" not in asked
