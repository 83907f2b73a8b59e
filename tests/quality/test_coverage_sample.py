"""The verdicts of the coverage samples are sound, and the lexicon reaches its aims on them."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from benchmarks.quality import coverage_sample
from matchmaker.scoring.lexicon.loader import load_lexicon
from matchmaker.scoring.lexicon.matcher import PhraseMatcher

DRAWN = 500


@pytest.mark.parametrize("sample", coverage_sample.SAMPLES, ids=lambda one: one.name)
def test_each_row_has_one_complete_verdict(sample: coverage_sample.Sample) -> None:
    with (coverage_sample.VERDICTS / f"{sample.name}.tsv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    assert len({row["row"] for row in rows}) == len(rows) == DRAWN
    for row in rows:
        assert (row["verdict"] in {"right", "wrong", "none"}) == (row["sought"] == "1"), row
        assert bool(row["right"]) == (row["verdict"] == "right"), row


def test_a_row_is_right_only_by_a_concept_judged_right() -> None:
    matcher = PhraseMatcher(load_lexicon())
    judged = [
        coverage_sample.Verdict(1, True, frozenset({"tempe"})),
        coverage_sample.Verdict(2, True, frozenset({"tempe"})),
        coverage_sample.Verdict(3, True, frozenset()),
        coverage_sample.Verdict(4, False, frozenset()),
    ]
    figures = coverage_sample.judge(judged, ["membuat tempe", "membuat batik", "qzxv", "tempe"], matcher)
    assert (figures.drawn, figures.sought) == (4, 3)
    assert figures.named.value == pytest.approx(2 / 3)
    assert figures.right.value == pytest.approx(1 / 3)


def test_the_aims_are_reached(shared: Path) -> None:
    figures = dict(coverage_sample.run(shared))
    assert len(figures) == len(coverage_sample.SAMPLES)
    for sample, found in figures.items():
        assert found.right.value >= sample.target, sample.name
