"""What the compiled loops look at of every row, kept side by side and filled as rows are added."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matchmaker.scoring import permits
from matchmaker.scoring.catalogue import Catalogue
from matchmaker.scoring.conditions import NeedConditions
from matchmaker.scoring.kernel_asked import RECORD

Index = NDArray[np.intp]

REMEMBERED_DAYS = 8
"""Permits are reckoned once for a day: today, and the days a history is looked at."""

FILLED_AT_ONCE = 16_384
"""Rows: what is needed in between stays small."""


class Growing:
    """A table of all rows that is filled as rows are added, with room at its end; several threads may ask for it."""

    def __init__(self, table: NDArray[Any], length: int = 0) -> None:
        """``table`` has ``length`` rows that are filled, and may have room behind them."""
        self._table, self._length = table, length
        self._lock = threading.Lock()

    def filled(self, length: int, fill: Callable[[Index], NDArray[Any]]) -> NDArray[Any]:
        """The first ``length`` rows; ``fill`` gives those of the row numbers that are new."""
        if length > self._length:
            with self._lock:
                self._extend(length, fill)
        return self._table[:length]

    def _extend(self, length: int, fill: Callable[[Index], NDArray[Any]]) -> None:
        if length > len(self._table):
            larger = np.zeros((length + length // 8 + 64, *self._table.shape[1:]), dtype=self._table.dtype)
            larger[: self._length] = self._table[: self._length]
            self._table = larger  # nobody sees more of it than is filled
        while self._length < length:
            upto = min(self._length + FILLED_AT_ONCE, length)
            self._table[self._length : upto] = fill(np.arange(self._length, upto))
            self._length = upto


class RowTables:
    """Records and verdicts on permits of all rows of one catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._records = Growing(np.zeros(0, dtype=RECORD))
        if catalogue.kept_records is not None and not catalogue.compactions:
            self._records = Growing(catalogue.kept_records.view(RECORD).reshape(-1), catalogue.kept_length)
        self._permits: dict[tuple[date, bool], Growing] = {}
        self._compactions = catalogue.compactions

    def records(self) -> NDArray[Any]:
        """What `kernel_keys` looks at of every row."""
        self._forget_moved()
        return self._records.filled(len(self._catalogue), self._record)

    def packed(self) -> NDArray[np.uint8]:
        """The records as bytes, a row of them for each, to be kept and given to `Catalogue.restore`."""
        return self.records().view(np.uint8).reshape(-1, RECORD.itemsize)

    def _record(self, index: Index) -> NDArray[Any]:
        rows = self._catalogue.rows.take(index)
        found = np.zeros(len(index), dtype=RECORD)
        for name in RECORD.names or ():
            found[name] = getattr(rows, name)
        return found

    def permits(self, day: date, conditions: NeedConditions) -> NDArray[np.int8]:
        """Verdicts on the permits that the law asks of every row, shape (n, 6) in the order of `permits.PERMITS`."""
        self._forget_moved()
        edible = conditions.category in permits.EDIBLE_CATEGORIES
        if (day, edible) not in self._permits and len(self._permits) >= REMEMBERED_DAYS:
            self._permits.clear()
        table = self._permits.setdefault((day, edible), Growing(np.zeros((0, len(permits.PERMITS)), dtype=np.int8)))
        return table.filled(len(self._catalogue), lambda index: self._verdicts(index, day, conditions.category))

    def _verdicts(self, index: Index, day: date, category: str | None) -> NDArray[np.int8]:
        results = permits.legal_permits(self._catalogue.rows.take(index), day, (), category)
        named = {one.code: one.verdict for one in results}
        none = np.zeros(len(index), dtype=np.int8)
        return np.stack([named.get(f"permit:{name}", none) for name in permits.PERMITS], axis=1)

    def _forget_moved(self) -> None:
        """Row numbers mean other rows after a compaction."""
        if self._compactions != self._catalogue.compactions:
            self._records, self._permits = Growing(np.zeros(0, dtype=RECORD)), {}
            self._compactions = self._catalogue.compactions
