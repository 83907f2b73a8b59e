"""The benchmark of imports measures the commands it says, and says when they did something else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.speed import imports
from benchmarks.speed.generator import generate


def test_a_tenth_of_the_records_changes(tmp_path: Path) -> None:
    generate(tmp_path, 25, 4, 3)
    changed = tmp_path / "changed.jsonl"
    imports.write_changed(tmp_path / "umkm.jsonl", changed)
    pairs = [
        [json.loads(line) for line in both]
        for both in zip(
            (tmp_path / "umkm.jsonl").read_text("utf8").splitlines(),
            changed.read_text("utf8").splitlines(),
            strict=True,
        )
    ]
    assert [place for place, (old, new) in enumerate(pairs) if old != new] == [0, 10, 20]
    old, new = pairs[10]
    assert new["description"].endswith("Harga baru.")
    prices = [[product.get("price_idr") for product in one["products"]] for one in (old, new)]
    assert [None if was is None else was + imports.RAISED_BY for was in prices[0]] == prices[1]


def test_the_table_of_a_small_market(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    generate(tmp_path, 25, 4, 3)
    changed = tmp_path / "changed.jsonl"
    imports.write_changed(tmp_path / "umkm.jsonl", changed)
    imports.table("SQLite", f"sqlite:///{tmp_path}/market.db", tmp_path, changed, ranking=False)
    rows = [line.split("  ")[1] for line in capsys.readouterr().out.splitlines() if line.strip()]
    assert rows[1:4] == ["first import (25 lines)", "the same file again (25 lines)", "one in 10 changed (25 lines)"]
    # Once more, nothing is new: a table that took that for a first import would be worth nothing.
    with pytest.raises(SystemExit, match="created: 0, not 25"):
        imports.table("SQLite", f"sqlite:///{tmp_path}/market.db", tmp_path, changed, ranking=False)


def test_a_command_that_fails_gives_no_figure(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="exit status 2"):
        imports.command(f"sqlite:///{tmp_path}/x.db", "import", "umkm", str(tmp_path / "nowhere.jsonl"))
