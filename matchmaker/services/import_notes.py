"""What the history of imports keeps of the figures that were not taken as they stand: ranges, fractions, other units.

Whoever asks a year later why a capacity says 10 finds the cell that said "10-20 kg". Only columns of figures are kept,
never those of people (telephone, NIK), because a history is not where personal data are looked for and erased.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Any

from matchmaker.services.import_results import problem_record
from matchmaker.spreadsheets.records import CellProblem
from matchmaker.texts import DEFAULT_LOCALE

KEPT = 200  # notes of one file; the count says how many there were
# Problems that only columns of figures have.
FIGURES = frozenset(
    {"range_lower", "range_upper", "range_left_out", "fraction", "approximate", "remark_left_out", "rounded",
     "brought_to_month", "per_day", "no_period", "unit_differs", "unit_converted", "product_without_name", "price_zero"}
)  # fmt: skip


def of_figures(warnings: Iterable[CellProblem]) -> dict[str, Any]:
    """The notes on figures among the warnings of a file, as a batch keeps them."""
    found = [one for one in warnings if one.code in FIGURES and one.row is not None]
    kept = [
        {"row": one.row, "column": one.column, "value": _plain(one.value), "code": one.code,
         "params": {name: _plain(value) for name, value in one.params.items()}, "sheet": one.sheet}
        for one in islice(found, KEPT)
    ]  # fmt: skip
    return {"count": len(found), "kept": kept}


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, str | int | float) else str(value)


def shown(notes: dict[str, Any], locale: str = DEFAULT_LOCALE) -> list[dict[str, Any]]:
    """Notes as a result of an import prints them."""
    return [problem_record(CellProblem(**one), locale) for one in notes["kept"]]
