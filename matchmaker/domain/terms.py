"""Trade terms: how goods are taken over and when they are paid."""

from __future__ import annotations

SUPPLIER_TERMS = ("consignment", "outright")
BUYER_TERMS = ("consignment", "outright", "either")
ALIASES = {
    "konsinyasi": "consignment", "titip jual": "consignment", "titip": "consignment", "consignment": "consignment",
    "beli putus": "outright", "putus": "outright", "outright": "outright", "tunai": "outright", "cash": "outright",
    "keduanya": "either", "bebas": "either", "either": "either",
}  # fmt: skip


def canonical_terms(word: str) -> str | None:
    """Bring written trade terms ("titip jual") to their code, or None."""
    return ALIASES.get(" ".join(word.lower().replace("-", " ").split()))
