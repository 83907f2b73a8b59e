"""Faults in the data files are found; the real files have none that matter; coverage counts."""

from __future__ import annotations

import logging
import time
from pathlib import Path

import pytest

from matchmaker.scoring.lexicon import check, coverage, load_lexicon
from tests.scoring.small_lexicon import small_lexicon

GOOD_USES = "coffee_break: {forms: [coffee break], targets: {camilan: 0.5}}\n"


def codes(directory: Path, text: str) -> set[str]:
    (directory / "uses.yaml").write_text(GOOD_USES, encoding="utf-8")
    (directory / "food.yaml").write_text(text, encoding="utf-8")
    return {one.code for one in check(directory)}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a: {category: food, forms: [x], broader: [b]}\nb: {forms: [y], broader: [a]}", "cycle"),
        ("a: {forms: [x]}", "no_category"),
        ("a: {category: food}", "orphan"),
        ("a: {category: food, forms: [x]}\nb: {category: food, forms: [X.]}", "form_claimed_twice"),
        ("a: {category: food, forms: [kripik]}\nb: {category: food, forms: [keripik]}", "form_claimed_twice"),
        ("a: {category: food, forms: [x], broader: [nowhere]}", "unknown_broader"),
        ("a: {category: food, forms: [x], uses: {nowhere: 0.5}}", "unknown_use"),
        ("a: {category: food, forms: [x], uses: {coffee_break: 1.5}}", "weight_out_of_range"),
        ("a: {category: food, forms: [no]}", "form_no_text"),
        ("a: {category: food, forms: [10]}", "form_no_text"),
        ("a: {category: food, forms: ['--']}", "form_without_words"),
        ("a: {category: food, forms: [x]}\na: {category: food, forms: [y]}", "duplicate_id"),
        ("a: {category: food, forms: [x], permits: [maybe]}", "unknown_permit"),
        ("a: {category: meals, forms: [x]}", "unknown_category"),
        ("a: {category: food, forms: [x], kbli: ['107']}", "kbli_not_five_digits"),
        ("a: {category: food, forms: [x], facets: [colour/red]}", "unknown_dimension"),
        ("a: {category: food, forms: [x], facets: [material/red]}", "undefined_facet"),
        ("a: {category: food, forms: [x", "unreadable"),
    ],
)
def test_every_fault_is_found(tmp_path: Path, text: str, code: str) -> None:
    assert code in codes(tmp_path, text)


def test_a_sound_file_gives_no_finding(tmp_path: Path) -> None:
    assert codes(tmp_path, "camilan: {category: food, forms: [camilan, snack]}") == set()


def test_an_id_in_two_files_is_found(tmp_path: Path) -> None:
    (tmp_path / "craft.yaml").write_text("camilan: {category: craft, forms: [x]}", encoding="utf-8")
    assert "duplicate_id" in codes(tmp_path, "camilan: {category: food, forms: [camilan]}")


def test_a_broken_file_does_not_stop_the_others(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "broken.yaml").write_text("a: [", encoding="utf-8")
    (tmp_path / "food.yaml").write_text("camilan: {category: food, forms: [camilan]}", encoding="utf-8")
    with caplog.at_level(logging.WARNING):
        lexicon = load_lexicon(tmp_path)
    assert "camilan" in lexicon.number
    assert "broken.yaml" in caplog.text


def test_the_version_follows_the_content(tmp_path: Path) -> None:
    path = tmp_path / "food.yaml"
    path.write_text("camilan: {category: food, forms: [camilan]}", encoding="utf-8")
    before = load_lexicon(tmp_path).version
    load_lexicon.cache_clear()
    path.write_text("camilan: {category: food, forms: [camilan, snack]}", encoding="utf-8")
    assert load_lexicon(tmp_path).version != before
    load_lexicon.cache_clear()


def test_the_real_lexicon_has_no_errors() -> None:
    assert [one for one in check() if one.level == "error"] == []


def test_the_real_lexicon_is_large_and_loads_quickly() -> None:
    load_lexicon.cache_clear()
    started = time.process_time()
    lexicon = load_lexicon()
    seconds = time.process_time() - started
    kinds = sum(concept.space == "kind" for concept in lexicon.concepts)
    assert kinds >= 1500
    assert len(lexicon.forms) >= 12_000
    assert seconds < 3, "processor time"


def test_coverage_counts_texts_with_a_kind_and_lists_strange_words() -> None:
    report = coverage(["jual kripik pisang", "usaha zyxw", "zyxw lagi", ""], small_lexicon())
    assert (report.texts, report.covered, report.share) == (4, 1, 0.25)
    assert report.unknown_words[0] == ("zyxw", 2)
    assert coverage([], small_lexicon()).share == 0.0
