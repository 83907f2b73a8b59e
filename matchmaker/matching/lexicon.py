"""The trade lexicon for those who look after it."""

from matchmaker.scoring.lexicon import DATA_DIR, CoverageReport, Finding, check, coverage

__all__ = ["DATA_DIR", "CoverageReport", "Finding", "check", "coverage"]
