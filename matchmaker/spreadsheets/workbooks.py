"""Open a workbook (.xlsx .xlsm .xlsb .xls .ods, HTML tables and XML spreadsheets named .xls) in a child process."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any

import orjson

import matchmaker
from matchmaker.errors import UnusableFileError
from matchmaker.spreadsheets.grids import BadCell, Cell, Grid, GridRow

TIMEOUT = 90  # seconds; 20,000 rows of forty columns take two


def read(path: Path) -> list[Grid]:
    """Every worksheet of a workbook, hidden ones included.

    Raises
    ------
    UnusableFileError
        Damaged, protected by a password, no workbook at all, or larger than the limits of the child process.
    """
    # -P: a module lying about in the folder the command is run from must not be taken for one of ours.
    command = [sys.executable, "-P", "-m", "matchmaker.spreadsheets.workbook_child", str(path.resolve())]
    environment = os.environ | {"PYTHONPATH": str(Path(matchmaker.__file__).parents[1])}
    try:
        done = subprocess.run(command, capture_output=True, timeout=TIMEOUT, check=False, env=environment)  # noqa: S603
    except subprocess.TimeoutExpired as error:
        raise UnusableFileError("unfolds_too_large", file=path.name) from error
    if done.returncode != 0:
        # The reader aborts where a sheet spans more cells than there is memory for.
        raise UnusableFileError("unfolds_too_large", file=path.name)
    answer: dict[str, Any] = orjson.loads(done.stdout)
    if "error" in answer:
        raise UnusableFileError(answer["error"], file=path.name)
    return [_grid(sheet) for sheet in answer["sheets"]]


def _grid(sheet: dict[str, Any]) -> Grid:
    rows = [GridRow(number, [_cell(value) for value in cells]) for number, cells in sheet["rows"]]
    merges = [(a, b, c, d) for a, b, c, d in sheet["merges"]]
    return Grid(rows, sheet["name"], sheet["visible"], frozenset(sheet["hidden"]), merges)


def _cell(value: Any) -> Cell:
    if not isinstance(value, dict):
        return value  # type: ignore[no-any-return]
    if "d" in value:
        return _moment(value["d"], date)
    if "t" in value:
        return _moment(value["t"], datetime)
    return BadCell(*value["b"])


def _moment(text: str, kind: type[date]) -> Cell:
    try:
        return kind.fromisoformat(text)
    except ValueError:
        return BadCell(text, "not_a_date")
