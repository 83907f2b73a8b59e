"""What became of an imported file, as it is counted, printed and shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from matchmaker.errors import Problem
from matchmaker.services.import_groups import PARTS
from matchmaker.spreadsheets.records import CellProblem, ColumnChoice, Kind, SourceRow
from matchmaker.texts import DEFAULT_LOCALE, problem_text

COUNTED = ("read", "created", "updated", "unchanged", "rejected", "duplicates")
SHOWN_VALUE = 500  # characters of a bad value that a result repeats


@dataclass(frozen=True, slots=True)
class Change:
    """One field of a record that an import changes; ``part`` names the product it belongs to."""

    field: str
    before: Any
    after: Any
    part: str | None = None


@dataclass(slots=True)
class Verdict:
    """What becomes of some rows that are one record: its name, and what changes in it."""

    rows: tuple[int, ...]
    status: str
    sheet: str | None = None
    name: str | None = None
    changes: list[Change] = field(default_factory=list)


@dataclass(slots=True)
class ImportResult:
    """What became of a file. The first six count data rows; errors refused their row, warnings did not.

    The first ``notes`` of the warnings are about the file and not about its data rows. ``confirmed`` says who confirmed
    its columns and when; ``verdicts`` is a list where each row's fate is wanted.
    """

    kind: Kind
    read: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    duplicates: int = 0
    records: int = 0
    parts: int = 0
    seconds: float = 0.0
    errors: list[CellProblem] = field(default_factory=list)
    warnings: list[CellProblem] = field(default_factory=list)
    sheet: str | None = None
    header_row: int | None = None
    columns: dict[str, str] = field(default_factory=dict)
    unknown_columns: list[str] = field(default_factory=list)
    batch: int | None = None
    questions: int = 0
    layout: str | None = None
    choices: list[ColumnChoice] = field(default_factory=list)
    sheets: list[str] = field(default_factory=list)
    confirmed: dict[str, str] | None = None
    verdicts: list[Verdict] | None = None
    notes: int = 0

    def reject(self, problems: Iterable[CellProblem]) -> None:
        """Count a row that is refused, and why."""
        told = list(problems)
        self.rejected += 1
        self.errors.extend(told)
        if self.verdicts is not None and told:
            self.verdicts.append(Verdict((told[0].row or 0,), "rejected", told[0].sheet))

    def double(self, row: SourceRow) -> None:
        """Count a row that equals an earlier one."""
        self.duplicates += 1
        self.note([row], "duplicates")

    def note(self, rows: Iterable[SourceRow], status: str) -> None:
        """Remember what becomes of the rows of one record, where somebody wants to know."""
        if self.verdicts is not None:
            said = list(rows)
            name = said[0].record.get("name") or said[0].record.get("title")
            self.verdicts.append(
                Verdict(tuple(row.row for row in said), status, said[0].sheet, str(name) if name else None)
            )

    def as_dict(self, locale: str = DEFAULT_LOCALE) -> dict[str, Any]:
        """The result as CONTRACT 4 prints it."""
        result: dict[str, Any] = {name: getattr(self, name) for name in COUNTED}
        if self.kind in PARTS:
            result |= {self.kind: self.records, PARTS[self.kind]: self.parts}
        else:
            result[self.kind] = self.records
        result["batch"], result["possible_duplicates"] = self.batch, self.questions
        result["seconds"] = round(self.seconds, 2)
        result["errors"] = [problem_record(problem, locale) for problem in self.errors]
        result["warnings"] = [problem_record(problem, locale) for problem in self.warnings]
        result["sheet"], result["header_row"] = self.sheet, self.header_row
        result["columns"], result["unknown_columns"] = self.columns, self.unknown_columns
        if self.confirmed:
            result["columns_confirmed"] = self.confirmed
        return result


def problem_record(problem: CellProblem, locale: str = DEFAULT_LOCALE) -> dict[str, Any]:
    """One problem as it is printed: where it stands in the file, what stands there, why it will not do."""
    params = {"column": problem.column or "", **problem.params}
    sentence = problem_text(
        Problem(problem.column or "", problem.value, problem.code, params), locale, with_field=False
    )
    value = problem.value
    if value is not None and not isinstance(value, str | int | float | bool):
        value = str(value)
    if isinstance(value, float) and value != value:
        value = "NaN"
    if isinstance(value, str):
        value = value[:SHOWN_VALUE].encode("utf8", "replace").decode()
    return {
        "sheet": problem.sheet,
        "row": problem.row,
        "column": problem.column,
        "value": value,
        "message": sentence,
        "code": problem.code,
    }


def place_of(row: SourceRow, problem: Problem) -> CellProblem:
    """Where a problem of the record stands in the file: the heading its field came from, else the field."""
    path = problem.path
    column = row.columns.get(path) or row.columns.get(path.split(".")[-1]) or path or None
    for part, (sheet, number) in row.places.items():
        if path.startswith(f"{part}."):
            return CellProblem(number, path.split(".")[-1], problem.value, problem.code, problem.params, sheet)
    return CellProblem(row.row, column, problem.value, problem.code, problem.params, row.sheet)
