"""Rupiah: whole numbers in 64 bits, read from and written as Indonesians write them."""

from __future__ import annotations

MAX_IDR = 2**63 - 1


def rupiah(amount: int, locale: str = "id") -> str:
    """Write an amount the way the language groups digits: 1500000 is "Rp 1.500.000", in English "Rp 1,500,000".

    On an English page, where a capacity is "3,500 kg", "Rp 45.000" would read as forty-five.
    """
    written = f"Rp {amount:,}"
    return written if locale == "en" else written.replace(",", ".")
