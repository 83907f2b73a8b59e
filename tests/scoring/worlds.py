"""A small simulated market whose makers are more or less reliable than their papers say."""

from __future__ import annotations

from datetime import date

import numpy as np

from matchmaker.scoring.profiles import OutcomeProfile
from matchmaker.scoring.scorer import Scorer
from tests.scoring.pairs import certificates, need, product, scorer_of, umkm

GOODS = ("Keripik pisang", "Abon ikan", "Gula semut", "Sabun mandi sereh", "Tas anyaman pandan")
MAKERS_OF_EACH = 8
BUYERS = 10


def market() -> Scorer:
    """Forty makers; even ones hold HALAL, every third sells on consignment."""
    makers = []
    for number in range(1, len(GOODS) * MAKERS_OF_EACH + 1):
        terms = ("consignment", "outright") if number % 3 == 0 else ("outright",)
        item = product(
            number * 10,
            GOODS[number % len(GOODS)],
            unit="kg",
            price_idr=40_000 + 1_000 * (number % 7),
            trade_terms=terms,
        )
        papers = certificates("HALAL") if number % 2 == 0 else ()
        makers.append(umkm(number, item, certificates=papers))
    return scorer_of(*makers)


def month(place: int) -> date:
    """The ``place``-th month since November 2024."""
    return date(2024 + (10 + place) // 12, (10 + place) % 12 + 1, 1)


def history(count: int, seed: int = 0, reliability: float = 1.5, terms: float = 2.0) -> list[OutcomeProfile]:
    """``count`` outcomes over 24 months.

    ``reliability`` is the spread between makers in log-odds, ``terms`` what a buyer who insists on consignment
    (every second one) takes from a maker who does not offer it.
    """
    random = np.random.default_rng(seed)
    makers = len(GOODS) * MAKERS_OF_EACH
    nature = np.random.default_rng(7).normal(0, reliability, makers + 1)
    outcomes = []
    for place in range(count):
        maker, buyer = int(random.integers(1, makers + 1)), int(random.integers(1, BUYERS + 1))
        wanted = need(
            buyer,
            GOODS[maker % len(GOODS)],
            buyer_id=buyer,
            unit="kg",
            max_price_idr=45_000,
            required_certificates=("HALAL",),
        )
        odds = nature[maker] - 0.8 * (maker % 2) - terms * (buyer % 2 == 0 and maker % 3 != 0)
        happened = random.uniform() < 1 / (1 + np.exp(-odds))
        stage = "active" if happened else "rejected"
        outcomes.append(OutcomeProfile(maker, month(24 * place // count), stage, need=wanted, buyer_id=buyer))
    return outcomes
