"""Micro, small and medium: the scale a business reported beside the scale the law gives it.

PP 7/2021 Pasal 35: capital without land and buildings up to Rp 1/5/10 billion (new registrations), or yearly
sales up to Rp 2/15/50 billion (existing businesses). Files still carry labels from the limits of UU 20/2008
(sales up to Rp 300 million / 2.5 billion / 50 billion), so both are shown and never merged.
"""

from __future__ import annotations

BILLION = 1_000_000_000
CAPITAL_LIMITS = (("micro", 1 * BILLION), ("small", 5 * BILLION), ("medium", 10 * BILLION))
SALES_LIMITS = (("micro", 2 * BILLION), ("small", 15 * BILLION), ("medium", 50 * BILLION))
SALES_LIMITS_2008 = (("micro", 300_000_000), ("small", 2_500_000_000), ("medium", 50 * BILLION))
SCALES = ("micro", "small", "medium")
ALIASES = {
    "mikro": "micro", "micro": "micro", "usaha mikro": "micro", "ultra mikro": "micro", "umi": "micro",
    "kecil": "small", "small": "small", "usaha kecil": "small", "ik": "small", "industri kecil": "small",
    "menengah": "medium", "medium": "medium", "sedang": "medium", "usaha menengah": "medium", "im": "medium",
}  # fmt: skip


def canonical_scale(word: str) -> str | None:
    """Bring a written scale ("Usaha Mikro") to its code, or None where it names none."""
    return ALIASES.get(" ".join(word.lower().replace("-", " ").split()))


def scale_by_rule(capital_idr: int | None, annual_sales_idr: int | None) -> str | None:
    """Scale by PP 7/2021 Pasal 35: sales decide where known, else capital; None where neither is.

    ``"large"`` is returned above the limits: such a business is no UMKM.
    """
    for amount, limits in ((annual_sales_idr, SALES_LIMITS), (capital_idr, CAPITAL_LIMITS)):
        if amount is not None:
            return next((name for name, limit in limits if amount <= limit), "large")
    return None
