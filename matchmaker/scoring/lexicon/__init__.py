"""The trade lexicon: what goods and services are called, what they are made of and what they are for."""

from __future__ import annotations

from matchmaker.scoring.lexicon.coverage import CoverageReport, coverage
from matchmaker.scoring.lexicon.findings import Finding, check
from matchmaker.scoring.lexicon.loader import DATA_DIR, build_lexicon, load_lexicon, parse_concepts
from matchmaker.scoring.lexicon.model import USE_PREFIX, Closure, Concept, Lexicon

__all__ = [
    "DATA_DIR",
    "USE_PREFIX",
    "Closure",
    "Concept",
    "CoverageReport",
    "Finding",
    "Lexicon",
    "build_lexicon",
    "check",
    "coverage",
    "load_lexicon",
    "parse_concepts",
]
