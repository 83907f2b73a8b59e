"""Every command of CONTRACT 4, well and badly used: exit status, what is printed where, what is left behind."""

from __future__ import annotations

import itertools
import json
import math
from pathlib import Path
from typing import Any

import pytest

from matchmaker.cli import COMMANDS, SUMMARIES
from tests.cli.conftest import Run

RESULT = {"read", "created", "updated", "unchanged", "rejected", "duplicates", "seconds", "errors", "warnings"}
FINDING = {"sheet", "row", "column", "value", "message"}
CONTRACT = {"db", "seed", "doctor", "import", "export", "rank", "why", "lexicon", "rank-all", "train", "evaluate",
            "serve", "worker", "backup", "restore", "user", "key"}  # fmt: skip


def write(path: Path, *records: dict[str, Any]) -> Path:
    path.write_text("\n".join(json.dumps(one) for one in records) + "\n", "utf8")
    return path


def test_every_command_of_the_contract_is_there(run: Run) -> None:
    assert set(COMMANDS) >= CONTRACT
    assert set(SUMMARIES) == set(COMMANDS)
    listed = run("--help").out
    for name in COMMANDS:
        assert name in listed
        helped = run(name, "--help")
        assert (helped.status, helped.err) == (0, "")
        assert helped.out.startswith("Usage:")


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["rank"],
        ["rank", "--need", "N1", "--umkm", "U1"],
        ["rank", "--need", "N1", "--all-needs"],
        ["rank", "--all-needs", "--top", "0"],
        ["rank", "--all-needs", "--top", "x"],
        ["rank", "--all-needs", "--format", "xml"],
        ["rank", "--need", "N404"],
        ["rank", "--umkm", "U404"],
        ["rank", "--need", "²"],
        ["rank", "--need", "9" * 5000],
        ["rank", "--need", "N1", "--out", "no/such/folder/run.txt"],
        ["rank", "--need", "N1", "--out", "."],
        ["why", "--need", "N1"],
        ["why", "--need", "N404", "--umkm", "U1"],
        ["why", "--need", "N1", "--umkm", "U404", "--json"],
        ["rank-all", "--top", "0"],
        ["import", "umkm", "missing.csv", "--json"],
        ["import", "umkm", "."],
        ["import", "planets", "cli.db"],
        ["import", "umkm", "cli.db", "--json"],
        ["import", "umkm", "good.jsonl", "--set", "type"],
        ["import", "umkm", "good.jsonl", "--set", "planet=mars"],
        ["import", "umkm", "good.jsonl", "--report", "no/such/folder/report.xlsx"],
        ["export", "umkm", "out.pdf"],
        ["export", "umkm", "no/such/folder/out.csv"],
        ["export", "planets", "out.csv"],
        ["export", "umkm", "out.csv", "--region", "Narnia"],
        ["train", "--until", "kemarin"],
        ["train", "--until", "2026-13"],
        ["evaluate"],
        ["evaluate", "--qrels", "missing.tsv"],
        ["evaluate", "--qrels", "good.jsonl", "--outcomes", "good.jsonl"],
        ["evaluate", "--outcomes", "missing.csv"],
        ["evaluate", "--qrels", "cli.db"],
        ["lexicon", "coverage", "missing.csv"],
        ["seed", "--region", "narnia"],
        ["db", "upgrade", "9999"],
        ["db", "downgrade", "9999", "--yes"],
        ["backup", "no/such/folder/b.zip"],
        ["restore", "missing.zip", "--yes"],
        ["restore", "cli.db", "--yes"],
        ["restore", "good.jsonl", "--yes"],
        ["user", "add", "x", "--role", "king"],
        ["user", "add", "x", "--role", "dinas", "--password", "short"],
        ["user", "add", "x", "--role", "dinas", "--region", "Narnia", "--link"],
        ["user", "add", "x", "--role", "owner", "--umkm", "U404", "--link"],
        ["user", "add", "x", "--role", "owner", "--umkm", "²", "--link"],
        ["user", "add", " ", "--role", "dinas", "--link"],
        ["user", "link", "nobody"],
        ["key", "create", "--role", "admin"],
        ["key", "create", "--role", "king", "--name", "x"],
        ["key", "create", "--role", "dinas", "--name", "x", "--region", "Narnia"],
        ["key", "revoke", "nothing"],
        ["worker", "--every", "0"],
        ["--lang", "fr", "doctor"],
    ],
    ids=lambda arguments: " ".join(arguments)[:50],
)
def test_what_cannot_be_done_is_2_with_a_sentence_and_nothing_on_standard_output(
    run: Run, filled: Path, arguments: list[str]
) -> None:
    write(filled / "good.jsonl", {"external_id": "X1", "name": "Baru"})
    before = run("export", "umkm", filled / "before.jsonl").out.split(" ->")[0]
    result = run(*arguments)
    assert result.status == 2, result
    assert result.out == ""
    assert result.err.strip()
    assert "Kesalahan tak terduga" not in result.err, "a named error, not a surprise"
    assert run("export", "umkm", filled / "after.jsonl").out.split(" ->")[0] == before
    assert not list(filled.glob("*.part"))


def test_import_says_in_json_and_nothing_else(run: Run, home: Path) -> None:
    file = write(home / "umkm.jsonl", {"name": "Satu", "products": [{"name": "a"}, {"name": "b"}]}, {"name": "Satu"},
                 {"name": "Salah", "capital_idr": -1}, {"name": "Tiga", "nama": "?"})  # fmt: skip
    first = run("import", "umkm", file, "--json")
    assert first.status == 1, "some rows were rejected, the others are saved"
    told = first.json
    assert set(told) >= RESULT | {"umkm", "products"}
    parts = [told[name] for name in ("created", "updated", "unchanged", "rejected", "duplicates")]
    assert told["read"] == sum(parts) == 4
    assert (told["rejected"], told["umkm"], told["products"]) == (1, 3, 2)
    assert set(told["errors"][0]) >= FINDING
    assert (told["errors"][0]["row"], told["errors"][0]["column"]) == (3, "capital_idr")
    assert told["warnings"]
    again = run("import", "umkm", file, "--json")
    assert (again.status, again.json["created"], again.json["updated"]) == (1, 0, 0)


def test_a_dry_run_changes_nothing(run: Run, home: Path) -> None:
    file = write(home / "umkm.jsonl", {"name": "Satu"})
    assert run("import", "umkm", file, "--dry-run", "--json").json["created"] == 1
    assert run("import", "umkm", file, "--json").json["created"] == 1


def test_set_fills_what_rows_lack(run: Run, home: Path) -> None:
    file = write(home / "hotels.jsonl", {"name": "Hotel Satu"}, {"name": "Kafe Dua", "type": "cafe"})
    told = run("import", "buyers", file, "--set", "type=hotel", "--set", "regency=Kota Surakarta", "--json")
    assert (told.status, told.json["created"]) == (0, 2)
    run("export", "buyers", home / "out.jsonl")
    out = [json.loads(line) for line in (home / "out.jsonl").read_text("utf8").splitlines()]
    assert [(one["type"], one["regency"]) for one in out] == [("hotel", "Kota Surakarta"), ("cafe", "Kota Surakarta")]


@pytest.mark.parametrize("kind", ["umkm", "buyers", "needs", "partnerships", "pairings"])
@pytest.mark.parametrize("suffix", ["jsonl", "csv", "xlsx"])
def test_export_of_every_kind_in_every_format(run: Run, filled: Path, kind: str, suffix: str) -> None:
    result = run("export", kind, filled / f"out.{suffix}")
    assert (result.status, result.err) == (0, "")
    assert (filled / f"out.{suffix}").stat().st_size >= (0 if suffix == "jsonl" else 1)


def test_rank_in_three_shapes(run: Run, filled: Path) -> None:
    table = run("rank", "--need", "N1")
    assert (table.status, table.err) == (0, "")
    assert "Keripik Pisang Bu Tini" in table.out
    items = run("rank", "--all-needs", "--top", "2", "--format", "json").json
    assert items[0]["umkm"]["external_id"] == "U1"
    assert len(items) == 2
    assert run("rank", "--need", "N1", "--format", "trec", "--out", filled / "run.txt").out == ""
    rows = [line.split() for line in (filled / "run.txt").read_text().splitlines()]
    assert all(len(row) == 3 and row[0] == "N1" for row in rows)
    keys = [float(row[2]) for row in rows]
    assert all(a > b for a, b in itertools.pairwise(keys)), "strictly falling"
    assert len({row[1] for row in rows}) == len(rows), "one line per UMKM"
    needs = run("rank", "--umkm", "U1", "--format", "json").json
    assert needs[0]["score"] == items[0]["score"]
    assert needs[0]["reasons"] == items[0]["reasons"]


def test_a_file_that_is_there_outlives_a_need_that_is_not(run: Run, filled: Path) -> None:
    kept = filled / "run.txt"
    kept.write_text("kept")
    assert run("rank", "--need", "N404", "--format", "trec", "--out", kept).status == 2
    assert kept.read_text() == "kept"


def test_a_key_of_theirs_comes_before_a_number_of_ours(run: Run, home: Path) -> None:
    """An office that numbers its rows backwards: row "1" is not the record that we number 1."""
    buyers = write(home / "b.jsonl", {"external_id": "B", "name": "Hotel", "type": "hotel"})
    needs = write(home / "n.jsonl", {"external_id": "2", "buyer_external_id": "B", "title": "Dua"},
                  {"external_id": "1", "buyer_external_id": "B", "title": "Satu"})  # fmt: skip
    umkm = write(home / "u.jsonl", {"external_id": "2", "name": "UMKM Dua"}, {"external_id": "1", "name": "UMKM Satu"})
    for kind, file in (("buyers", buyers), ("needs", needs), ("umkm", umkm)):
        assert run("import", kind, file).status == 0
    item = run("why", "--need", "1", "--umkm", "2", "--json").json
    assert (item["need"]["title"], item["umkm"]["name"]) == ("Satu", "UMKM Dua")
    ranked = run("rank", "--need", "1", "--ineligible", "--format", "json").json
    assert {one["need"]["external_id"] for one in ranked} <= {"1"}
    assert {one["umkm"]["external_id"] for one in run("rank", "--umkm", "2", "--format", "json").json} <= {"2"}


def test_why_adds_up(run: Run, filled: Path) -> None:
    item = run("why", "--need", "N1", "--umkm", "U2", "--json").json
    total = item["intercept"] + sum(reason["contribution"] for reason in item["reasons"])
    assert total == pytest.approx(math.log(item["score"] / (1 - item["score"])), abs=1e-6)
    told = run("why", "--need", "N1", "--umkm", "U2")
    assert told.status == 0
    assert "intercept" in told.out
    assert run("--lang", "en", "why", "--need", "N1", "--umkm", "U2").out != told.out


def test_rank_all_counts(run: Run, filled: Path) -> None:
    told = run("rank-all", "--top", "5", "--json")
    assert (told.status, told.err) == (0, "")
    assert set(told.json) >= {"needs", "umkm", "products", "pairs", "suggestions", "seconds", "peak_mb"}
    assert told.json["pairs"] == told.json["needs"] * told.json["umkm"] == 3
    assert run("rank-all").status == 0
    assert run("worker", "--once").status == 0


def test_train_ends_well_either_way(run: Run, filled: Path) -> None:
    told = run("train", "--json")
    assert told.status == 0
    assert {"promoted", "reason", "model_version"} <= set(told.json)
    assert told.json["promoted"] is False, "nothing to learn from"
    assert run("train", "--until", "2025-01").status == 0


def test_evaluate(run: Run, filled: Path) -> None:
    (filled / "q.tsv").write_text("need\tumkm\tgrade\tnote\nN1\tU1\t3\tx\nN1\tU2\t0\ty\n")
    told = run("evaluate", "--qrels", filled / "q.tsv", "--json")
    assert told.status == 0
    assert told.json["needs"] == 1
    assert run("evaluate", "--qrels", filled / "q.tsv").status == 0
    past = {"need_external_id": "N1", "month": "2026-01"}
    write(filled / "o.jsonl", past | {"umkm_external_id": "U1", "stage": "agreed"},
          past | {"umkm_external_id": "U2", "stage": "rejected"})  # fmt: skip
    told = run("evaluate", "--outcomes", filled / "o.jsonl", "--json")
    assert told.status == 0
    assert told.json["outcomes"] == 2


def test_lexicon(run: Run, filled: Path) -> None:
    assert run("lexicon", "check").status == 0
    (filled / "texts.csv").write_text("text\nkeripik pisang\nzyxwolia\n")
    told = run("lexicon", "coverage", filled / "texts.csv", "--column", "text")
    assert told.status == 0
    assert "1 of 2" in told.out
