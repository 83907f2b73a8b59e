"""Needs read: roles of words, negations, wishes, vagueness."""

from __future__ import annotations

import pytest

from matchmaker.scoring.analyzer import Analyzer
from matchmaker.scoring.doing import is_doer
from matchmaker.scoring.reading import Element, NeedReading
from tests.scoring.small_lexicon import small_lexicon


@pytest.fixture(scope="module")
def analyzer() -> Analyzer:
    return Analyzer(small_lexicon())


def first(analyzer: Analyzer, element: Element) -> str:
    return analyzer.lexicon.concepts[element.concepts[0][0]].id if element.concepts else element.words


def by_role(analyzer: Analyzer, reading: NeedReading, role: str) -> set[str]:
    return {first(analyzer, element) for element in reading.elements if element.role == role}


@pytest.mark.parametrize(
    ("title", "role", "meant"),
    [
        ("Keripik pisang untuk coffee break", "head", {"keripik_pisang"}),
        ("Keripik pisang untuk coffee break", "use", {"use:coffee_break"}),
        ("Rak sepatu dari rotan", "head", {"rak"}),
        ("Rak sepatu dari rotan", "facet", {"material/rotan"}),
        ("Pelengkap soto", "head", set()),
        ("Keripik bukan singkong", "negated", {"material/singkong"}),
        ("Keripik tanpa pengawet", "facet", {"process/tanpa_pengawet"}),
        ("Keripik tanpa pengawet", "negated", set()),
        ("Keripik jangan terlalu manis", "negated", set()),
        ("Keripik jangan terlalu manis", "facet", set()),
        ("Butuh abon ikan", "head", {"abon_ikan"}),
        ("Untuk coffee break kami mencari keripik", "head", {"keripik"}),
        ("Keripik khas Lampung", "region", {"region/lampung"}),
        ("Keripik dikirim ke Aceh", "region", set()),
        ("Penyangga tas", "head", {"penyangga"}),
        ("Keripik pisang dan singkong", "head", {"keripik_pisang", "keripik_singkong"}),
        ("Camilan seperti keripik dan abon ikan", "head", {"camilan", "keripik", "abon_ikan"}),
    ],
)
def test_words_get_their_roles(analyzer: Analyzer, title: str, role: str, meant: set[str]) -> None:
    assert by_role(analyzer, analyzer.read_need(title), role) == meant


def test_a_negation_ends_at_the_comma_but_a_list_of_ingredients_goes_on(analyzer: Analyzer) -> None:
    ended = analyzer.read_need("Keripik tidak pedas, dari pisang")
    assert by_role(analyzer, ended, "negated") == {"taste/pedas"}
    assert "material/pisang" in by_role(analyzer, ended, "facet")
    listed = analyzer.read_need("Keripik tanpa cokelat, pisang")
    assert by_role(analyzer, listed, "negated") == {"taste/coklat", "material/pisang"}


def test_a_substitute_shares_the_purpose_and_is_not_the_thing(analyzer: Analyzer) -> None:
    reading = analyzer.read_need("Pengganti gula")
    functions = {c for e in reading.elements if e.role == "facet" for c, _ in e.concepts}
    assert analyzer.lexicon.number["function/memaniskan_minuman"] in functions
    assert by_role(analyzer, reading, "negated") == {"gula"}
    assert by_role(analyzer, reading, "head") == set()


def test_the_title_outweighs_the_description(analyzer: Analyzer) -> None:
    reading = analyzer.read_need("Keripik pisang", "disajikan dengan kopi, tamu suka yang manis")
    weights = {first(analyzer, element): element.weight for element in reading.elements}
    assert weights["keripik_pisang"] == 1.0
    assert weights["taste/manis"] < 0.5
    assert by_role(analyzer, reading, "head") == {"keripik_pisang"}


def test_the_main_thing_comes_first(analyzer: Analyzer) -> None:
    reading = analyzer.read_need("Keripik, kopi dan gula")
    weights = {first(analyzer, e): e.weight for e in reading.elements if e.role == "head"}
    assert weights["keripik"] > weights["kopi"] == weights["gula"]


def test_an_umbrella_steps_back_behind_its_examples(analyzer: Analyzer) -> None:
    reading = analyzer.read_need("Camilan seperti keripik pisang")
    weights = {first(analyzer, e): e.weight for e in reading.elements if e.role == "head"}
    assert weights["camilan"] < weights["keripik_pisang"]


def test_vagueness_falls_with_what_is_told(analyzer: Analyzer) -> None:
    told = ["Kebutuhan hotel", "Camilan", "Keripik", "Keripik pisang", "Keripik pisang manis untuk coffee break"]
    vagueness = [analyzer.read_need(title).vagueness for title in told]
    assert vagueness == sorted(vagueness, reverse=True)
    assert vagueness[0] > 0.95
    assert vagueness[-1] < 0.4


def test_a_vague_need_gets_the_usual_purposes_of_its_buyer(analyzer: Analyzer) -> None:
    assert by_role(analyzer, analyzer.read_need("Produk UMKM", buyer_type="hotel"), "use") == {"use:oleh_oleh"}
    assert by_role(analyzer, analyzer.read_need("Produk UMKM", buyer_type="office"), "use") == set()


def test_conditions_are_no_goods(analyzer: Analyzer) -> None:
    reading = analyzer.read_need("Sepatu", "awet minimal 2 bulan, paling mahal 3.500 per pak keripik")
    assert by_role(analyzer, reading, "head") == {"sepatu"}
    assert {one.rule for one in reading.constraints} >= {"min_shelf_life_days", "max_price_idr"}


def test_words_nobody_knows_are_kept_for_their_letters(analyzer: Analyzer) -> None:
    reading = analyzer.read_need("Wibrutan pisang")
    assert "wibrutan" in reading.strange
    assert "pisang" not in reading.strange


def test_a_wider_kind_is_no_better_described_than_the_one_named() -> None:
    real = Analyzer()
    need = real.read_need("Ikan nila hidup")
    (described,) = [element for element in need.elements if element.role == "described"]
    quality = dict(described.concepts)
    numbers = real.lexicon.number
    assert quality[numbers["nila"]] > quality.get(numbers["ikan_air_tawar"], 0.0)


def test_a_list_of_exclusions_ends_where_something_else_follows() -> None:
    real = Analyzer()
    need = real.read_need("Minuman sari jahe", "tanpa gula, pewarna, kemasan botol")
    unwanted = {c for one in need.elements if one.role == "negated" for c, _ in one.concepts}
    wanted = {c for one in need.elements if one.role == "facet" for c, _ in one.concepts}
    bottle = real.lexicon.number["form/botol"]
    assert bottle in wanted
    assert bottle not in unwanted


@pytest.mark.parametrize(
    ("title", "asked"),
    [
        ("Membersihkan celana karyawan", {"jasa"}),
        ("Celana karyawan", {"celana"}),
        ("Mengusir nyamuk di teras", set()),
        ("Mencari celana", {"celana"}),
        ("Tukang celana", {"jasa"}),
    ],
)
def test_what_is_to_be_done_asks_for_a_service_and_not_for_its_object(title: str, asked: set[str]) -> None:
    real = Analyzer()
    told = [one for one in real.read_need(title).elements if one.role != "described"]
    named = {real.lexicon.concepts[one.concepts[0][0]].id for one in told if one.role == "head" and one.weight >= 0.5}
    assert named >= asked
    assert "jasa" in asked or "jasa" not in named
    assert "celana" in asked or "celana" not in named


@pytest.mark.parametrize(("word", "does"), [("penyimpan", True), ("penyimpanan", False), ("permen", False)])
def test_who_does_something_is_told_from_the_doing(word: str, does: bool) -> None:
    assert is_doer(word) is does
