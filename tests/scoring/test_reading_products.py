"""Products read: heads, materials, purposes, negations."""

from __future__ import annotations

import pytest

from matchmaker.scoring.analyzer import Analyzer
from matchmaker.scoring.quantities import Quantity
from matchmaker.scoring.reading import ProductReading
from tests.scoring.small_lexicon import small_lexicon


@pytest.fixture(scope="module")
def analyzer() -> Analyzer:
    return Analyzer(small_lexicon())


def heads(analyzer: Analyzer, reading: ProductReading) -> list[str]:
    return [analyzer.lexicon.concepts[head].id for head in reading.heads]


def strength(analyzer: Analyzer, reading: ProductReading, concept: str) -> float:
    return reading.strength(analyzer.lexicon.number[concept])


@pytest.mark.parametrize(
    ("name", "head", "no_head"),
    [
        ("rak sepatu", "rak", "sepatu"),
        ("lilin kopi", "lilin", "kopi"),
        ("tas kain batik", "tas", "kain_batik"),
        ("susu kedelai cokelat", "susu_kedelai", "kopi"),
        ("pelengkap soto: kerupuk", "kerupuk", "soto"),
        ("abon dari ikan", "abon", "ikan"),
        ("keripik pengganti gula", "keripik", "gula"),
        ("tas tanpa rotan", "tas", "material/rotan"),
    ],
)
def test_the_head_says_what_a_thing_is(analyzer: Analyzer, name: str, head: str, no_head: str) -> None:
    reading = analyzer.read_product(name)
    assert heads(analyzer, reading)[0] == head
    assert strength(analyzer, reading, head) == 1.0
    assert strength(analyzer, reading, no_head) < 0.31


def test_what_it_is_made_of_stays_a_facet(analyzer: Analyzer) -> None:
    assert strength(analyzer, analyzer.read_product("tas rotan"), "material/rotan") > 0.9
    assert strength(analyzer, analyzer.read_product("tas rotan"), "material/serat_alam") > 0.8
    assert strength(analyzer, analyzer.read_product("abon dari ikan"), "material/ikan") > 0.9


def test_kind_and_material_make_a_narrower_kind(analyzer: Analyzer) -> None:
    assert 0.5 < strength(analyzer, analyzer.read_product("Keripik renyah dari pisang kepok"), "keripik_pisang") < 1


def test_the_second_of_a_list_shares_the_head(analyzer: Analyzer) -> None:
    reading = analyzer.read_product("Keripik pisang dan singkong")
    assert heads(analyzer, reading) == ["keripik_pisang", "keripik_singkong"]


def test_saying_the_umbrella_first_does_not_hide_the_thing(analyzer: Analyzer) -> None:
    reading = analyzer.read_product("Camilan keripik pisang")
    assert "keripik_pisang" in heads(analyzer, reading)
    assert strength(analyzer, reading, "keripik_pisang") == 1.0


def test_activities_name_goods_behind_verbs(analyzer: Analyzer) -> None:
    reading = analyzer.read_product("Bu Siti", "Membuat dan menjual kripik pisang, abon ikan dan krupuk")
    assert set(heads(analyzer, reading)) == {"keripik_pisang", "abon_ikan", "kerupuk"}


def test_a_stated_purpose_counts(analyzer: Analyzer) -> None:
    plain = analyzer.read_product("Sepatu")
    stated = analyzer.read_product("Sepatu", "cocok untuk oleh-oleh")
    assert strength(analyzer, plain, "use:oleh_oleh") == 0
    assert strength(analyzer, stated, "use:oleh_oleh") > 0.7


def test_the_description_cannot_change_what_the_name_says(analyzer: Analyzer) -> None:
    reading = analyzer.read_product("Keripik pisang", "Kami juga menjual sepatu", umkm_name="Dapur Tini")
    assert heads(analyzer, reading) == ["keripik_pisang"]
    assert strength(analyzer, reading, "sepatu") < 0.4


def test_the_business_fills_in_where_the_product_says_nothing(analyzer: Analyzer) -> None:
    assert heads(analyzer, analyzer.read_product("Si Renyah", None, None, "Keripik Bu Tini")) == ["keripik"]


def test_places_of_making_are_origins_not_specialities(analyzer: Analyzer) -> None:
    reading = analyzer.read_product("Keripik", place="Kabupaten Lampung Barat, Lampung")
    names = {analyzer.lexicon.concepts[one].id for one in reading.origins}
    assert "region/lampung_barat" in names
    assert reading.regions == ()


def test_a_named_speciality_is_a_region(analyzer: Analyzer) -> None:
    reading = analyzer.read_product("Keripik pisang khas Lampung")
    assert [analyzer.lexicon.concepts[one].id for one in reading.regions] == ["region/lampung"]


def test_permits_category_and_pack_size(analyzer: Analyzer) -> None:
    reading = analyzer.read_product("Ikan beku pack 500 gr")
    assert reading.permits == {"md_only"}
    assert reading.category == "fishery"
    assert reading.quantity == Quantity(500, "g")
    assert analyzer.read_product("Ikan beku", category="food").category == "food"


def test_reading_is_the_same_in_capitals_and_with_more_blanks(analyzer: Analyzer) -> None:
    one = analyzer.read_product("Kripik pisang cokelat", "khas Lampung")
    other = analyzer.read_product("  KRIPIK   PISANG  COKELAT", "KHAS  LAMPUNG")
    assert one.strengths == other.strengths
    assert list(one.tokens.items()) == list(other.tokens.items())


@pytest.mark.parametrize("name", ["", "   ", "12345", "...", "\x00\ud800", "a" * 5000, "-" * 300, "untuk dari tanpa"])
def test_odd_texts_are_read_without_harm(analyzer: Analyzer, name: str) -> None:
    assert analyzer.read_product(name).heads == ()


def test_freezing_takes_a_snack_out_of_the_home_industry_permit() -> None:
    analyzer = Analyzer()
    assert analyzer.read_product("Risoles mayo").permits.isdisjoint({"md_only"})
    assert "md_only" in analyzer.read_product("Risoles mayo frozen").permits
    assert "md_only" in analyzer.read_product("Keripik pisang", "dijual beku, simpan di freezer").permits
