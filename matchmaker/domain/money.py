"""Rupiah: whole numbers in 64 bits, read from and written as Indonesians write them."""

from __future__ import annotations

MAX_IDR = 2**63 - 1


def rupiah(amount: int) -> str:
    """Write an amount the Indonesian way: ``rupiah(1500000)`` is ``"Rp 1.500.000"``."""
    return f"Rp {amount:,}".replace(",", ".")
