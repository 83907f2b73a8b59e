"""How much of real texts the lexicon names, and how often what it names is right: two samples read by hand.

`coverage/surakarta.tsv` and `coverage/goods.tsv` hold 500 row numbers each, drawn once with a fixed seed from
all filled rows (1 is the first row below the header), and what a reader decided: ``sought`` 1 where the
activity names goods or a trade, or where an UMKM could supply the package; ``verdict`` right, wrong or none
for what the lexicon saw then; ``right`` the concepts that were right. No text is kept. A row counts as right
today when the lexicon still names one of the right concepts.
"""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from matchmaker.scoring.evaluation import Interval, mean_interval
from matchmaker.scoring.lexicon.loader import load_lexicon
from matchmaker.scoring.lexicon.matcher import PhraseMatcher

VERDICTS = Path(__file__).parent / "coverage"


@dataclass(frozen=True)
class Sample:
    """One sample: the verdicts in ``name``.tsv over the column ``text`` of the file at ``source``."""

    name: str
    source: str
    text: str
    target: float


SAMPLES = (
    Sample("surakarta", "surakarta/umkm.csv", "kegiatan", 0.90),
    Sample("goods", "procurement_needs/goods.csv.gz", "nama_paket", 0.80),
)


@dataclass(frozen=True)
class CoverageFigures:
    """Shares of the ``sought`` of ``drawn`` rows that name any kind at all, and a right one."""

    drawn: int
    sought: int
    named: Interval
    right: Interval


@dataclass(frozen=True)
class Verdict:
    """What the reader decided on one row."""

    row: int
    sought: bool
    right: frozenset[str]


def verdicts(path: Path) -> list[Verdict]:
    """The reader's decisions in the file at ``path``."""
    with path.open(encoding="utf-8", newline="") as file:
        return [
            Verdict(int(row["row"]), row["sought"] == "1", frozenset(filter(None, row["right"].split(","))))
            for row in csv.DictReader(file, delimiter="\t")
        ]


def texts(path: Path, column: str) -> list[str]:
    """One column of a CSV, also gzipped."""
    raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return [row[column] or "" for row in csv.DictReader(io.StringIO(raw.decode("utf-8-sig", "replace")))]


def named_kinds(matcher: PhraseMatcher, text: str) -> set[str]:
    """Ids of the kinds of goods and services that ``text`` names."""
    lexicon = matcher.lexicon
    numbers = {number for mention in matcher.find(matcher.words(text)) for number in mention.concepts}
    return {lexicon.concepts[number].id for number in numbers if lexicon.space(number) == "kind"}


def judge(judged: list[Verdict], rows: list[str], matcher: PhraseMatcher) -> CoverageFigures:
    """Read the judged rows with the lexicon of today."""
    sought = [one for one in judged if one.sought]
    kinds = [named_kinds(matcher, rows[one.row - 1]) for one in sought]
    return CoverageFigures(
        drawn=len(judged),
        sought=len(sought),
        named=mean_interval([float(bool(found)) for found in kinds]),
        right=mean_interval([float(bool(found & one.right)) for found, one in zip(kinds, sought, strict=True)]),
    )


def run(real: Path) -> Iterator[tuple[Sample, CoverageFigures]]:
    """Figures of each sample whose source is among the real data at ``real``."""
    matcher = PhraseMatcher(load_lexicon())
    for sample in SAMPLES:
        if (real / sample.source).is_file():
            rows = texts(real / sample.source, sample.text)
            yield sample, judge(verdicts(VERDICTS / f"{sample.name}.tsv"), rows, matcher)
