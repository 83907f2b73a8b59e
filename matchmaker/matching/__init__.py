"""The bridge between rows and scoring: the only place that knows both.

Who stands above it speaks of the scorer's records by these names.
"""

from matchmaker.scoring.model import Model
from matchmaker.scoring.profiles import Check, Named, NeedProfile, OutcomeProfile, Reason, ScoredPairing
from matchmaker.scoring.scorer import Scorer
from matchmaker.scoring.search import SearchQuery

__all__ = [
    "Check", "Model", "Named", "NeedProfile", "OutcomeProfile", "Reason", "ScoredPairing", "Scorer", "SearchQuery",
]  # fmt: skip
