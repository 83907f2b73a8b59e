"""A file of JSON lines, read line by line: its size costs no memory.

Rows of one business belong together wherever they stand in the file. A first pass notes what each row calls its
business, as eight bytes; only rows that share this with another are held, all others go straight through.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import orjson

from matchmaker.errors import UnusableFileError
from matchmaker.services.import_groups import PARTS, Group
from matchmaker.services.import_kin import same_name
from matchmaker.services.import_results import ImportResult
from matchmaker.spreadsheets import jsonl
from matchmaker.spreadsheets.records import CellProblem, Kind, SourceRow
from matchmaker.spreadsheets.rows import fill

Collect = Callable[[Iterable[SourceRow], ImportResult], list[Group]]


class Stream:
    """The records of a file, one per business, in the order in which each first appears; to be gone through once.

    ``collect`` puts rows together and says what it refused. Refusals and warnings are in ``result`` when the last
    record was taken, in the order of the rows, before what the writing of the records had to say.
    """

    def __init__(
        self, path: Path, kind: Kind, fills: Mapping[str, str], result: ImportResult, collect: Collect
    ) -> None:
        self._path, self._kind, self._fills = path, kind, fills
        self._result, self._collect = result, collect
        self._shared = _shared(path, kind, fills)
        result.read = len(self._shared)

    def __len__(self) -> int:
        """How many records there are at most."""
        return len(self._shared)

    def __iter__(self) -> Iterator[Group]:
        told = ImportResult(self._kind)
        held = {group.rows[0].row: group for group in self._collect(self._rows(shared=True), told)}
        for row, shared in zip(self._rows(), self._shared, strict=True):
            if shared:
                if row.row in held:
                    yield held.pop(row.row)
            else:
                yield from self._collect([row], told)
        self._settle(told)

    def _rows(self, *, shared: bool = False) -> Iterator[SourceRow]:
        """All rows, or only those that share their business with another."""
        for (number, line), wanted in zip(jsonl.lines(self._path), self._shared, strict=True):
            if wanted or not shared:
                yield jsonl.row(number, line, self._kind, self._fills)

    def _settle(self, told: ImportResult) -> None:
        self._result.errors[:0] = sorted(told.errors, key=_row_of)
        self._result.warnings[:0] = sorted(told.warnings, key=_row_of)
        self._result.rejected += told.rejected
        self._result.duplicates += told.duplicates


def _row_of(problem: CellProblem) -> int:
    return problem.row or 0


def _shared(path: Path, kind: Kind, fills: Mapping[str, str]) -> bytes:
    """For each line, whether another may speak of the same business: one byte, 0 or 1.

    Raises
    ------
    UnusableFileError
        No line at all is JSON: the file is of another kind.
    """
    said, wrong = array("q"), 0
    for _, line in jsonl.lines(path):
        record, code = jsonl.parse(line)
        if code is None:
            fill(record, kind, fills)
        wrong += code in jsonl.NO_JSON
        # A line that says nothing shares it with no other.
        said.append(hash(_business(record, kind)) if code is None else -len(said) - 2**62)
    if said and wrong == len(said):
        raise UnusableFileError("not_jsonl", file=path.name)
    names = np.frombuffer(said, dtype=np.int64)
    _, place, times = np.unique(names, return_inverse=True, return_counts=True)
    return bytes((times[place] > 1).tobytes())


def _business(record: Mapping[str, Any], kind: Kind) -> str | bytes:
    """What two rows of one business have in common, and the same row twice: their key, else the name, else all."""
    key = record.get("external_id")
    if key is not None and (bare := " ".join(str(key).split())):
        return bare
    if kind in PARTS:
        return same_name(record.get("name"))
    return orjson.dumps(record, option=orjson.OPT_SORT_KEYS)
