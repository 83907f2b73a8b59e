"""What the rules say of the few rows that are shown, as plain values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matchmaker.scoring.profiles import Check, Verdict
from matchmaker.scoring.verdicts import FAIL, PASS, SKIP, UNKNOWN, RuleResult

Facts = dict[str, Any]

_VERDICTS: dict[int, Verdict] = {PASS: "pass", UNKNOWN: "unknown", FAIL: "fail"}
_ORDER = {FAIL: 0, UNKNOWN: 1, PASS: 2}


@dataclass(frozen=True, slots=True)
class _Said:
    """One rule over the shown rows: verdicts, hard failures and facts, one each."""

    code: str
    essential: bool
    verdicts: list[int]
    hard: list[bool]
    facts: list[Facts]


class Checks:
    """The checks of some rows of one block. ``rows`` (n,) are places in the block.

    Every fact is looked up once, whether a check tells it or a reason or both.
    """

    def __init__(self, results: Sequence[RuleResult], rows: NDArray[np.intp]) -> None:
        self._at = {row: place for place, row in enumerate(rows.tolist())}
        self._said = [_said(one, rows) for one in results]
        self._by_code = {one.code: one for one in self._said}

    def of(self, row: int) -> tuple[Check, ...]:
        """The checks of one row, failures first, then unknowns, then what passes."""
        at = self._at[row]
        concerned = [one for one in self._said if one.verdicts[at] != SKIP]
        concerned.sort(key=lambda one: (_ORDER[one.verdicts[at]], not one.hard[at]))
        return tuple(
            Check(one.code, _VERDICTS[one.verdicts[at]], one.hard[at], dict(one.facts[at])) for one in concerned
        )

    def facts(self, code: str, row: int) -> Facts | None:
        """The facts of one check; None when no rule of that code was looked at."""
        said = self._by_code.get(code)
        return None if said is None else dict(said.facts[self._at[row]])

    def subjects(self, prefix: str, verdict: int, row: int) -> list[str]:
        """What stands behind ``prefix`` in the codes of the rules that end in ``verdict``."""
        at = self._at[row]
        return [
            one.code.removeprefix(prefix)
            for one in self._said
            if one.verdicts[at] == verdict and one.code.startswith(prefix)
        ]

    def unknown_essentials(self, row: int) -> list[str]:
        """Codes of the essential rules that are unknown, certificates left out."""
        at = self._at[row]
        unknown = [one.code for one in self._said if one.essential and one.verdicts[at] == UNKNOWN]
        return [code for code in unknown if not code.startswith("certificate:")]


def _said(result: RuleResult, rows: NDArray[np.intp]) -> _Said:
    verdicts = result.verdict[rows].tolist()
    columns = {name: _values(value, rows, verdicts) for name, value in result.facts.items()}
    facts = [{name: values[at] for name, values in columns.items()} for at in range(len(verdicts))]
    return _Said(result.code, result.essential, verdicts, result.hard[rows].tolist(), facts)


def _values(value: Any, rows: NDArray[np.intp], verdicts: list[int]) -> list[Any]:
    """A fact of every row; NaN becomes None. Functions are asked only about rows that the rule concerns."""
    if callable(value):
        return [None if verdict == SKIP else value(row) for row, verdict in zip(rows.tolist(), verdicts, strict=True)]
    if isinstance(value, np.ndarray):
        return [None if number != number else number for number in value[rows].tolist()]
    return [value] * len(rows)
