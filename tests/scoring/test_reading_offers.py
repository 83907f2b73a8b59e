"""What an offer denies, what it names within other names: the real lexicon on short records."""

from __future__ import annotations

import pytest

from matchmaker.scoring.analyzer import Analyzer
from matchmaker.scoring.reading import ProductReading


@pytest.fixture(scope="module")
def analyzer() -> Analyzer:
    return Analyzer()


def strength(analyzer: Analyzer, reading: ProductReading, concept: str) -> float:
    return reading.strength(analyzer.lexicon.number[concept])


@pytest.mark.parametrize(
    ("name", "description", "concept"),
    [
        ("Kaos polos", "tanpa sablon", "process/sablon"),
        ("Kaos polos tanpa sablon", None, "process/sablon"),
        ("Sabun mandi", "tidak melayani cetak logo", "sablon_jasa"),
        ("Keripik singkong", "tidak pedas", "taste/pedas"),
        ("Tas anyaman", "bukan rotan", "material/rotan"),
    ],
)
def test_what_an_offer_denies_it_lacks(analyzer: Analyzer, name: str, description: str | None, concept: str) -> None:
    assert strength(analyzer, analyzer.read_product(name, description), concept) == 0


def test_words_denied_are_no_words_of_the_offer(analyzer: Analyzer) -> None:
    assert "bordir" not in analyzer.read_product("Handuk polos", "tanpa bordir").tokens
    assert "bordir" in analyzer.read_product("Handuk polos", "dengan bordir").tokens


@pytest.mark.parametrize(
    ("name", "concept"),
    [
        ("Sambal tuna asap", "material/tuna"),
        ("Sambal tuna asap", "process/asap"),
        ("Pot gerabah", "material/tanah_liat"),
    ],
)
def test_words_within_a_name_tell_material_and_process(analyzer: Analyzer, name: str, concept: str) -> None:
    assert strength(analyzer, analyzer.read_product(name), concept) > 0.5


@pytest.mark.parametrize(
    ("name", "head"), [("Rak jualan", "rak"), ("Kopi break", "kopi"), ("Pakaian pesta", "pakaian")]
)
def test_a_name_of_a_purpose_begins_with_the_thing(analyzer: Analyzer, name: str, head: str) -> None:
    heads = analyzer.read_product(name).heads
    assert head in [analyzer.lexicon.concepts[number].id for number in heads]


def test_a_place_behind_motif_is_no_home(analyzer: Analyzer) -> None:
    number = analyzer.lexicon.number["region/sumba"]
    assert number in analyzer.read_product("Kain tenun Sumba").regions
    assert number not in analyzer.read_product("Kain tenun motif Sumba").regions


def test_a_place_in_the_name_of_a_business_is_no_speciality(analyzer: Analyzer) -> None:
    assert analyzer.read_product("Minuman lidah buaya", umkm_name="Aloe Singkawang Segar").regions == ()


def kinds(analyzer: Analyzer, reading: ProductReading) -> list[str]:
    return [analyzer.lexicon.concepts[head].id for head in reading.heads]


def test_an_activity_overrules_the_name_of_a_business(analyzer: Analyzer) -> None:
    assert kinds(analyzer, analyzer.read_business("Melati", "jasa fotokopi dan jilid")) == ["fotokopi"]
    assert strength(analyzer, analyzer.read_business("Warung Wafer", "jual beras dan gas"), "beras") == 1.0


def test_a_name_says_more_exactly_what_an_activity_leaves_open(analyzer: Analyzer) -> None:
    snacks = analyzer.read_business("Keripik Pisang Sari", "menjual aneka makanan ringan")
    assert "keripik_pisang" in kinds(analyzer, snacks)
    assert "bakso" in kinds(analyzer, analyzer.read_business("Bakso Sari", "jualan keliling"))


def test_a_name_alone_counts_less_than_an_activity(analyzer: Analyzer) -> None:
    name = strength(analyzer, analyzer.read_business("Keripik Pisang Sari", None), "keripik_pisang")
    activity = strength(analyzer, analyzer.read_business("Sari", "keripik pisang"), "keripik_pisang")
    assert 0.5 < name < activity


@pytest.mark.parametrize(
    ("activity", "sold", "material"),
    [
        ("Mengolah daging sapi menjadi bakso", "bakso", "daging_sapi"),
        ("Mengolah kain menjadi sarung tangan", "sarung_tangan", "kain"),
    ],
)
def test_what_it_becomes_is_sold_not_what_it_was(analyzer: Analyzer, activity: str, sold: str, material: str) -> None:
    reading = analyzer.read_business("Sari", activity)
    assert sold in kinds(analyzer, reading)
    assert material not in kinds(analyzer, reading)


@pytest.mark.parametrize(
    ("name", "head"),
    [
        ("Aneka susu kedelai murah", "susu_kedelai"),
        ("Keripik tempe merah", "keripik_tempe"),
        ("Bibit kopi premium", "bibit_kopi"),
        ("Jual bunga potong eceran", "bunga_potong"),
        ("Paket nasi goreng", "nasi_goreng"),
    ],
)
def test_the_compound_with_the_first_noun_holds_together(analyzer: Analyzer, name: str, head: str) -> None:
    reading = analyzer.read_product(name)
    assert analyzer.lexicon.is_a(reading.heads[0], analyzer.lexicon.number[head])


def test_a_frozen_thing_is_that_thing_still(analyzer: Analyzer) -> None:
    assert strength(analyzer, analyzer.read_product("Risoles frozen isi 10"), "risoles") > 0.8


def test_thing_and_material_name_the_kind_by_whatever_words(analyzer: Analyzer) -> None:
    plate = analyzer.read_product("Piring upih pinang isi 25")
    assert strength(analyzer, plate, "kerajinan_pelepah_pinang") > 0.6
    assert strength(analyzer, analyzer.read_product("Piring keramik"), "kerajinan_pelepah_pinang") == 0


def test_a_tool_for_a_crop_is_not_the_crop(analyzer: Analyzer) -> None:
    assert "kelapa" not in kinds(analyzer, analyzer.read_product("Alat panjat kelapa"))
