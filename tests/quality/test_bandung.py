"""The award task on invented awards with a known regularity."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from benchmarks.quality import bandung

WORK = ("Rehabilitasi ruang kelas", "Pengadaan alat tulis kantor", "Kajian tata ruang", "Sewa tanaman hias")
FIELDS = ("tgl_pengumuman_nontender", "nama_paket", "mak", "kd_penyedia", "kd_satker", "jenis_pengadaan", "hps", "pagu")


def write_awards(path: Path, count: int, loyal: bool) -> None:
    """Twenty suppliers; if ``loyal`` each kind of work goes to the same five, else to anybody."""
    random = np.random.default_rng(5)
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.DictWriter(file, FIELDS)
        table.writeheader()
        for place in range(count):
            kind = int(random.integers(len(WORK)))
            supplier = 5 * kind + int(random.integers(5)) if loyal else int(random.integers(20))
            table.writerow(
                {
                    "tgl_pengumuman_nontender": (date(2025, 1, 1) + timedelta(days=place // 3)).isoformat(),
                    "nama_paket": f"{WORK[kind]} lokasi {int(random.integers(30))}",
                    "mak": "1.02.03.4.05.0006.5.1.02.01.01.0024",
                    "kd_penyedia": f"S{supplier}",
                    "kd_satker": f"B{int(random.integers(6))}",
                    "jenis_pengadaan": "Pengadaan Barang",
                    "hps": str(int(random.integers(10**7, 10**8))),
                    "pagu": "0",
                }
            )


def test_suppliers_are_found_by_what_they_did_before(tmp_path: Path) -> None:
    write_awards(tmp_path / "loyal.csv", 300, loyal=True)
    write_awards(tmp_path / "any.csv", 300, loyal=False)
    loyal, anybody = bandung.run(tmp_path / "loyal.csv", 210), bandung.run(tmp_path / "any.csv", 210)
    assert loyal.packages == 90
    assert loyal.mrr.value > 0.35  # at random among the right five: 0.457, among all twenty: 0.18
    assert loyal.recall10.value > 0.95
    assert anybody.mrr.value < 0.3


def test_history_holds_nothing_of_the_package_or_later(tmp_path: Path) -> None:
    write_awards(tmp_path / "awards.csv", 120, loyal=True)
    awards = bandung.load_awards(tmp_path / "awards.csv", 80)
    history = bandung.history_until(awards, 60)
    before = bandung.features(awards, history, 70)
    awards.letters[70, 60:] = awards.words[70, 60:] = 1.0
    awards.supplier[60:] = "S0"
    assert bandung.features(awards, history, 70) == pytest.approx(before)


def test_equal_suppliers_share_the_mean_rank() -> None:
    figures = bandung.judge([(np.zeros((5, 2)), 3)], np.ones(2))
    assert figures.mrr.value == pytest.approx(1 / 3)
