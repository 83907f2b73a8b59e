"""The stream of a large market is the market that its record files hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.speed import large, market
from matchmaker.scoring import snapshot
from matchmaker.scoring.analyzer import Analyzer


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))


def test_what_is_streamed_is_what_the_files_hold() -> None:
    files = market.load_market(30, 40, seed=3)
    assert tuple(large.stream(30, seed=3)) == files.umkm
    assert tuple(large.needs_of(40, seed=3)) == files.needs


def test_it_is_read_in_a_process_of_its_own_and_only_once(capsys: pytest.CaptureFixture[str]) -> None:
    folder = market.place_of(30, 40, 3) / "snapshot"
    first = large.mapped_in(folder, 30, 3)
    assert "reading 30 UMKM" in capsys.readouterr().out
    again = large.mapped_in(folder, 30, 3)
    assert "reading" not in capsys.readouterr().out
    assert first.catalogue.umkm_ids() == again.catalogue.umkm_ids() == list(range(1, 31))
    found = snapshot.load(folder, Analyzer(), None)
    assert found is not None
    assert [found.scorer.catalogue.umkm(number) for number in range(1, 31)] == list(large.stream(30, seed=3))
