"""Whose doing a failure was."""

import pytest

from matchmaker.scoring.causes import OF_THE_BUYER, OF_THE_CONDITIONS, OF_THE_MAKER, cause, record_weight


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        ("kiriman beberapa kali terlambat", OF_THE_MAKER),
        ("mutu contoh tidak sama dengan kiriman", OF_THE_MAKER),
        ("mutu tidak sesuai", OF_THE_MAKER),
        ("contoh tidak pernah dikirim", OF_THE_MAKER),
        ("Anggaran pembeli dipotong", OF_THE_BUYER),
        ("pembeli sudah punya pemasok", OF_THE_BUYER),
        ("hotel tutup sementara", OF_THE_BUYER),
        ("harga di atas anggaran", OF_THE_CONDITIONS),
        ("belum punya P-IRT", OF_THE_CONDITIONS),
        ("terlalu jauh untuk barang segar", OF_THE_CONDITIONS),
        ("tempo pembayaran terlalu lama untuk modal kami", OF_THE_CONDITIONS),
        ("", OF_THE_MAKER),
        (None, OF_THE_MAKER),
        ("entahlah", OF_THE_MAKER),
    ],
)
def test_the_cause_of_a_failure(reason: str | None, expected: str) -> None:
    assert cause(reason) == expected


def test_a_success_counts_in_full_whatever_was_noted() -> None:
    assert record_weight("harga sesuai", 1.0) == 1.0


def test_a_failure_that_was_the_buyers_doing_weighs_less_than_one_of_the_maker() -> None:
    assert record_weight("anggaran pembeli dipotong", 0.0) < record_weight("belum punya P-IRT", 0.0)
    assert record_weight("belum punya P-IRT", 0.0) < record_weight("kiriman terlambat", 0.0)
