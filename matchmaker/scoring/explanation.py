"""Why a pairing stands where it stands: exact contributions with the facts their sentences need.

Reason codes (every feature of the model is one), and the facts a reason carries. Facts that are not
known are None. A reason whose contribution is 0 is left out: it says nothing.

=========================== ===================================================================
code                        facts
=========================== ===================================================================
``product_match``           product (its name or the business's), asked (words of the need that it
                            meets, best first), relevance (0..1)
``region_match``            none
``region_other``            facts of the check ``region``
``certificates_missing``    certificates (types, in fixed order)
``certificates_unknown``    certificates
``certificates_preferred``  certificates (those held)
``permits_missing``         permits (names)
``capacity_short``          facts of the check ``capacity``
``capacity_headroom``       facts of the check ``capacity``
``minimum_order``           facts of the check ``moq``
``price_over``              facts of the check ``price``
``price_saving``            facts of the check ``price``
``distance_beyond``         facts of the check ``distance``
``nearness``                distance_km
``freight``                 facts of the check ``shipping``
``lead_time_long``          facts of the check ``lead_time``
``shelf_life_short``        facts of the check ``shelf_life``
``spoils_on_way``           facts of the check ``freshness``
``perishable_way``          distance_km, shelf_life_days
``payment_wait``            facts of the check ``payment``
``trade_terms_other``       facts of the check ``trade_terms``
``trade_terms_match``       facts of the check ``trade_terms``
``piece_size``              facts of the check ``piece``
``delivery_far``            facts of the check ``delivery``
``not_local``               facts of the check ``local``
``made_to_order``           facts of the check ``customisation``
``details_unknown``         rules (codes of the essential rules that are unknown)
``need_not_open``           facts of the check ``need_open``
``business_closed``         none
``need_vague``              vagueness (0..1)
``umkm_reliability``        outcomes (how many past outcomes of the UMKM are known)
``buyer_openness``          outcomes (of the buyer)
``buyer_terms``             outcomes (of the buyer): how it fared with makers on such terms
``buyer_payment``           outcomes (of the buyer): the same for makers who can, or cannot, wait
``worked_together``         outcomes (of this UMKM with this buyer)
``similar_deliveries``      outcomes (of the UMKM)
=========================== ===================================================================
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matchmaker.scoring.block import Block
from matchmaker.scoring.checks import Checks
from matchmaker.scoring.model import FEATURE_NAMES
from matchmaker.scoring.permits import held
from matchmaker.scoring.profiles import Reason
from matchmaker.scoring.verdicts import FAIL, UNKNOWN

CHECK_OF_REASON: dict[str, str] = {
    "region_other": "region", "capacity_short": "capacity", "capacity_headroom": "capacity",
    "minimum_order": "moq", "price_over": "price", "price_saving": "price", "distance_beyond": "distance",
    "freight": "shipping", "lead_time_long": "lead_time", "shelf_life_short": "shelf_life",
    "spoils_on_way": "freshness", "payment_wait": "payment", "trade_terms_other": "trade_terms",
    "trade_terms_match": "trade_terms", "piece_size": "piece", "delivery_far": "delivery", "not_local": "local",
    "made_to_order": "customisation", "need_not_open": "need_open", "business_closed": "active",
}  # fmt: skip
"""Reasons that speak with the facts of a check."""

REASON_CODES: tuple[str, ...] = FEATURE_NAMES

Facts = dict[str, Any]


class Explainer:
    """Turns contributions of chosen rows of one block into reasons.

    ``asked`` tells, for a row, which words of the need its product meets; ``outcomes`` counts the
    outcomes behind a reason of the track record, by reason code.
    """

    def __init__(
        self,
        block: Block,
        checks: Checks,
        product_name: Callable[[int], str],
        asked: Callable[[int], list[str]],
        outcomes: Callable[[str, int], int],
    ) -> None:
        self._block = block
        self._checks = checks
        self._product_name = product_name
        self._asked = asked
        self._outcomes = outcomes

    def reasons(self, rows: NDArray[np.intp], contributions: NDArray[np.float64]) -> list[tuple[Reason, ...]]:
        """Reasons of some block rows (n,), largest magnitude first; ``contributions`` has shape (n, k)."""
        orders = np.argsort(-np.abs(contributions), axis=1, kind="stable").tolist()
        shares = contributions.tolist()
        return [
            tuple(
                Reason(REASON_CODES[place], share[place], self._facts(REASON_CODES[place], row))
                for place in order
                if share[place] != 0.0
            )
            for row, order, share in zip(rows.tolist(), orders, shares, strict=True)
        ]

    def _facts(self, code: str, row: int) -> Facts:
        facts = self._checks.facts(CHECK_OF_REASON.get(code, ""), row)
        if facts is not None:
            return facts
        own = _OWN_FACTS.get(code)
        return own(self, row) if own else {"outcomes": self._outcomes(code, row)}

    def _product_match(self, row: int) -> Facts:
        relevance = float(self._block.relevance.text[row])
        return {"product": self._product_name(row), "asked": self._asked(row), "relevance": relevance}

    def _preferred(self, row: int) -> Facts:
        block = self._block
        names = block.conditions.preferred
        return {"certificates": [name for name in names if held(block.rows, name, block.as_of)[1][row]]}

    def _way(self, row: int) -> Facts:
        return {"distance_km": _known(self._block.distance[row])}

    def _perishable(self, row: int) -> Facts:
        return {**self._way(row), "shelf_life_days": _known(self._block.rows.shelf_life[row])}

    def _unknown(self, row: int) -> Facts:
        return {"rules": self._checks.unknown_essentials(row)}

    def _missing(self, row: int) -> Facts:
        return {"certificates": self._checks.subjects("certificate:", FAIL, row)}

    def _not_known(self, row: int) -> Facts:
        return {"certificates": self._checks.subjects("certificate:", UNKNOWN, row)}

    def _permits(self, row: int) -> Facts:
        return {"permits": self._checks.subjects("permit:", FAIL, row)}


def _known(value: Any) -> float | None:
    return None if np.isnan(value) else float(value)


_OWN_FACTS: dict[str, Callable[[Explainer, int], Facts]] = {
    "product_match": Explainer._product_match,
    "region_match": lambda explainer, row: {},
    "certificates_missing": Explainer._missing,
    "certificates_unknown": Explainer._not_known,
    "certificates_preferred": Explainer._preferred,
    "permits_missing": Explainer._permits,
    "nearness": Explainer._way,
    "perishable_way": Explainer._perishable,
    "details_unknown": Explainer._unknown,
    "need_vague": lambda one, row: {"vagueness": one._block.reading.vagueness},
}
