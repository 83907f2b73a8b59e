"""Relevance over arrays: reckoned by hand, growing, indifferent to what must not matter."""

from __future__ import annotations

import numpy as np
import pytest

from matchmaker.scoring.analyzer import Analyzer
from matchmaker.scoring.reading import NeedReading, ProductReading
from matchmaker.scoring.relevance import RelevanceIndex
from matchmaker.scoring.vocabulary import Vocabulary
from tests.scoring.small_lexicon import small_lexicon

NAMES = (
    "Keripik pisang", "Keripik singkong", "Abon ikan", "Rak sepatu", "Sepatu", "Gula semut", "Kopi khas Aceh",
    "Anyaman rotan khas Lampung", "Wibruta pedas", "Kerupuk", "Tas kain batik", "Susu kedelai", "Camilan",
)  # fmt: skip


@pytest.fixture(scope="module")
def analyzer() -> Analyzer:
    return Analyzer(small_lexicon())


@pytest.fixture(scope="module")
def readings(analyzer: Analyzer) -> list[ProductReading]:
    return [analyzer.read_product(name) for name in NAMES]


@pytest.fixture(scope="module")
def index(analyzer: Analyzer, readings: list[ProductReading]) -> RelevanceIndex:
    return RelevanceIndex.build(readings, analyzer.lexicon)


def text_of(index: RelevanceIndex, need: NeedReading) -> dict[str, float]:
    return dict(zip(NAMES, index.relevance(need).text.tolist(), strict=True))


def test_kind_is_the_best_quality_times_strength(analyzer: Analyzer, index: RelevanceIndex) -> None:
    need = analyzer.read_need("Keripik pisang")
    (head,) = [element for element in need.elements if element.role == "head"]
    quality = dict(head.concepts)
    wide = analyzer.lexicon.number["keripik"]
    kind = index.relevance(need).kind
    assert kind[0] == pytest.approx(1.0)
    assert kind[1] == pytest.approx(0.95 * quality[wide]), "a sibling answers through the kind both are"
    assert kind[3] == 0


@pytest.mark.parametrize(
    ("title", "best"),
    [
        ("Keripik pisang", "Keripik pisang"),
        ("Rak", "Rak sepatu"),
        ("Sepatu", "Sepatu"),
        ("Lauk suwir dari ikan", "Abon ikan"),
        ("Barang dari serat alam", "Anyaman rotan khas Lampung"),
        ("Wibrutta", "Wibruta pedas"),
        ("Pengganti gula", "Gula semut"),
        ("Kopi", "Kopi khas Aceh"),
    ],
)
def test_the_right_product_comes_first(analyzer: Analyzer, index: RelevanceIndex, title: str, best: str) -> None:
    text = text_of(index, analyzer.read_need(title))
    assert max(text, key=lambda name: text[name]) == best


def test_right_related_and_other_are_told_apart(analyzer: Analyzer, index: RelevanceIndex) -> None:
    text = text_of(index, analyzer.read_need("Keripik pisang"))
    assert text["Keripik pisang"] >= 0.6
    assert text["Sepatu"] < 0.1 < text["Keripik singkong"] < text["Keripik pisang"]


def test_nothing_asked_nothing_met(analyzer: Analyzer, index: RelevanceIndex) -> None:
    assert index.relevance(analyzer.read_need("")).text.max() == 0


def test_exclusions_count_against(analyzer: Analyzer, index: RelevanceIndex) -> None:
    plain = text_of(index, analyzer.read_need("Camilan"))
    without = text_of(index, analyzer.read_need("Camilan bukan kerupuk"))
    assert without["Kerupuk"] < plain["Kerupuk"]
    assert without["Keripik pisang"] == pytest.approx(plain["Keripik pisang"])


def test_regions_met_and_missed(analyzer: Analyzer, index: RelevanceIndex) -> None:
    region = dict(zip(NAMES, index.relevance(analyzer.read_need("Kopi khas Lampung")).region.tolist(), strict=True))
    assert region["Anyaman rotan khas Lampung"] == 1
    assert region["Kopi khas Aceh"] == -1
    assert region["Sepatu"] == 0


def test_a_narrower_region_meets_the_wider_wish_not_the_other_way(analyzer: Analyzer) -> None:
    index = RelevanceIndex.build([analyzer.read_product("Kopi khas Lampung Barat")], analyzer.lexicon)
    assert index.relevance(analyzer.read_need("Kopi khas Lampung")).region[0] == 1
    wide = RelevanceIndex.build([analyzer.read_product("Kopi khas Lampung")], analyzer.lexicon)
    assert 0 < wide.relevance(analyzer.read_need("Kopi khas Lampung Barat")).region[0] < 1, "may be from there"


def test_made_there_counts_for_less_than_speciality(analyzer: Analyzer) -> None:
    products = [analyzer.read_product("Kopi", place="Lampung"), analyzer.read_product("Kopi", place="Aceh")]
    region = RelevanceIndex.build(products, analyzer.lexicon).relevance(analyzer.read_need("Kopi khas Lampung")).region
    assert 0 < region[0] < 1
    assert -1 < region[1] < 0


def test_adding_rows_equals_building_anew(analyzer: Analyzer, readings: list[ProductReading]) -> None:
    grown = RelevanceIndex(analyzer.lexicon)
    for reading in readings:
        grown.append([reading])
    whole = RelevanceIndex.build(readings, analyzer.lexicon)
    for title in ("Keripik pisang untuk coffee break", "Wibrut pedas", "Anyaman khas Lampung", "Camilan bukan kerupuk"):
        need = analyzer.read_need(title)
        for name in ("kind", "facet", "gram", "token", "region", "negated", "text"):
            np.testing.assert_allclose(getattr(grown.relevance(need), name), getattr(whole.relevance(need), name))


def test_a_few_rows_alone_score_as_among_many(
    analyzer: Analyzer, readings: list[ProductReading], index: RelevanceIndex
) -> None:
    need = analyzer.read_need("Wibrut pedas dari pisang untuk coffee break")
    alone = RelevanceIndex.build(readings[8:10], analyzer.lexicon)
    np.testing.assert_allclose(alone.relevance(need).text, index.relevance(need).text[8:10])


def test_words_never_seen_count_as_soon_as_they_come(analyzer: Analyzer) -> None:
    index = RelevanceIndex.build([analyzer.read_product("Kopi")], analyzer.lexicon)
    need = analyzer.read_need("Zorbleng")
    assert index.relevance(need).text[0] == 0
    assert index.append([analyzer.read_product("Zorbleng asli")]) == range(1, 2)
    assert index.relevance(need).text[1] > 0.3


@pytest.mark.parametrize("title", ["Keripik pisang untuk coffee break", "Anyaman khas Lampung dari rotan"])
def test_row_order_does_not_matter(analyzer: Analyzer, readings: list[ProductReading], title: str) -> None:
    need = analyzer.read_need(title)
    forth = RelevanceIndex.build(readings, analyzer.lexicon).relevance(need).text
    back = RelevanceIndex.build(readings[::-1], analyzer.lexicon).relevance(need).text
    np.testing.assert_array_equal(forth, back[::-1])


def test_figures_stay_in_range(analyzer: Analyzer, index: RelevanceIndex) -> None:
    for title in (*NAMES, "Camilan manis renyah dari pisang goreng khas Aceh untuk rehat kopi, bukan kerupuk"):
        relevance = index.relevance(analyzer.read_need(title))
        for name in ("kind", "facet", "gram", "token", "negated", "text"):
            values = getattr(relevance, name)
            assert values.dtype == np.float32
            assert values.shape == (len(NAMES),)
            assert values.min() >= 0
            assert values.max() <= 1 + 1e-6


def test_explanations_agree_with_the_arrays(analyzer: Analyzer, index: RelevanceIndex) -> None:
    need = analyzer.read_need("Keripik pisang untuk coffee break, dari wibruta")
    for row in range(len(NAMES)):
        for match in index.explain(need, row):
            assert match.value == pytest.approx(float(index.element_match(match.element)[row]), abs=1e-6)
    use = next(match for match in index.explain(need, 0) if match.element.role == "use")
    assert analyzer.lexicon.concepts[use.concept or 0].id == "use:coffee_break"


def test_an_empty_index_answers(analyzer: Analyzer) -> None:
    index = RelevanceIndex.build([], analyzer.lexicon)
    assert len(index) == 0
    assert index.relevance(analyzer.read_need("Keripik khas Aceh")).text.shape == (0,)


def test_look_alikes_are_found_by_their_letters() -> None:
    vocabulary = Vocabulary()
    numbers = vocabulary.add(["keripik", "renginang", "sambal"])
    assert vocabulary.alike("ranginang")[0][0] == numbers[1]
    assert vocabulary.alike("keripik") == [(numbers[0], 1.0)]
    assert vocabulary.alike("xyz") == []
    later = vocabulary.add(["ranginang"])
    assert vocabulary.alike("ranginang")[0] == (later[0], 1.0)


def test_what_is_called_by_the_wider_name_may_be_the_thing(analyzer: Analyzer) -> None:
    names = ("Keripik", "Keripik singkong", "Keripik pisang", "Rak")
    index = RelevanceIndex.build([analyzer.read_product(name) for name in names], analyzer.lexicon)
    plain, sibling, right, other = index.relevance(analyzer.read_need("Keripik pisang")).text
    assert right > plain > sibling > other


def test_a_kind_that_is_told_exactly_is_not_left_plain(analyzer: Analyzer) -> None:
    plain = analyzer.lexicon.number["plain:camilan"]
    assert analyzer.read_product("Camilan").strength(plain) == 1.0
    assert analyzer.read_product("Camilan keripik pisang").strength(plain) == 0


def test_a_name_describes_no_other_thing_that_has_its_words() -> None:
    real = Analyzer()
    names = ("Kopi bubuk robusta", "Mesin kopi", "Alat penggiling kopi")
    index = RelevanceIndex.build([real.read_product(name) for name in names], real.lexicon)
    coffee, machine, grinder = index.relevance(real.read_need("Kopi bubuk")).text
    assert coffee > 2 * max(machine, grinder)


@pytest.mark.parametrize(
    ("title", "description", "meant", "others"),
    [
        ("Pembungkus lemper dan alas piring", "lebar, segar, sudah dilayukan", "Daun pisang", ("Placemat", "Kemasan")),
        ("Pakaian lomba tarik tambang", "menyerap keringat, nama punggung dan nomor", "Jersey", ("Pakaian", "Kebaya")),
    ],
)
def test_what_is_described_beats_what_a_loose_word_names(
    title: str, description: str, meant: str, others: tuple[str, ...]
) -> None:
    real = Analyzer()
    index = RelevanceIndex.build([real.read_product(name) for name in (meant, *others)], real.lexicon)
    right, *wrong = index.relevance(real.read_need(title, description)).text
    assert right > max(wrong)


@pytest.mark.parametrize(
    ("title", "meant", "others"),
    [
        ("Gula untuk teman minum kopi dan teh di kamar", "Gula sachet", ("Kopi sachet", "Teh celup")),
        ("Bumbu untuk memasak ayam goreng", "Bumbu ungkep ayam", ("Ayam goreng", "Ayam potong segar")),
        ("Tas untuk peserta seminar berisi buku dan pulpen", "Tas seminar kanvas", ("Buku catatan", "Pulpen kayu")),
        ("Topi untuk petugas parkir dan satpam", "Topi satpam", ("Jasa parkir", "Jasa satpam")),
        ("Cuci linen dan handuk hotel, jemput antar", "Laundry", ("Deterjen cair",)),
    ],
)
def test_a_thing_named_plainly_beats_what_it_goes_with(title: str, meant: str, others: tuple[str, ...]) -> None:
    real = Analyzer()
    index = RelevanceIndex.build([real.read_product(name) for name in (meant, *others)], real.lexicon)
    right, *wrong = index.relevance(real.read_need(title)).text
    assert right > max(wrong)
