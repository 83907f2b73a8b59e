"""The catalogue as arrays: one row per product, one for an UMKM without products.

Rows are appended to a tail and taken away by a tombstone (``alive``), so that one change costs
microseconds and the very next ranking sees it. `Catalogue.rows` gives the columns without copying.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matchmaker.scoring.columns import (
    CATEGORIES,
    CONSIGNMENT,
    NO_MEASURE,
    NO_PRODUCT,
    OUTRIGHT,
    PERMIT_CLASSES,
    SHAPES,
    TERMS_UNKNOWN,
    Rows,
    category_code,
    permit_bits,
)
from matchmaker.scoring.entries import Entries, entries
from matchmaker.scoring.packing import PackedProfiles, packed
from matchmaker.scoring.profiles import ProductProfile, UmkmProfile
from matchmaker.scoring.quantities import Measure
from matchmaker.scoring.reading import ProductReading
from matchmaker.scoring.slots import Slots

__all__ = [
    "CATEGORIES",
    "CONSIGNMENT",
    "NO_MEASURE",
    "NO_PRODUCT",
    "OUTRIGHT",
    "PERMIT_CLASSES",
    "TERMS_UNKNOWN",
    "Catalogue",
    "Rows",
    "category_code",
    "permit_bits",
]

_FIRST_CAPACITY = 64
_REMEMBERED_MEASURES = 2_000
"""Units that needs ask for; forgotten all at once, because hardly any market knows as many."""


class Catalogue:
    """All UMKM and their products as columns, changed in place.

    Row numbers never move until `compact` is called, so an index kept beside the catalogue (the text
    index) stays aligned by appending in the same order. ``dead_rows`` counts the rows with a tombstone,
    ``compactions`` how often row numbers have moved.
    """

    def __init__(self) -> None:
        self._columns = {
            name: np.zeros((_FIRST_CAPACITY, *shape), dtype=dtype) for name, (dtype, shape) in SHAPES.items()
        }
        self._length = 0
        self.dead_rows = 0
        self.compactions = 0
        self.kept_records: NDArray[Any] | None = None
        self.kept_length = 0
        self._umkm = PackedProfiles()
        self._slots = Slots()
        self.measures: list[Measure] = []
        self._measure_number: dict[Measure, int] = {}
        self._by_measure: dict[Measure | None, NDArray[Any]] = {}

    @classmethod
    def restore(
        cls,
        columns: Mapping[str, NDArray[Any]],
        length: int,
        profiles: PackedProfiles,
        measures: Iterable[Measure],
        records: NDArray[Any] | None = None,
    ) -> Catalogue:
        """A catalogue of kept columns (see `column_names`) without dead rows, and the profiles they belong to.

        Behind the first ``length`` rows the columns may have room for more; so may ``records`` (`RowTables.packed`).

        Raises
        ------
        ValueError
            Columns and profiles do not fit together.
        """
        catalogue = cls()
        catalogue._columns = {name: columns[name] for name in cls.column_names()}
        catalogue._length, catalogue.kept_records, catalogue.kept_length = length, records, length
        catalogue._umkm = profiles
        catalogue.measures = list(measures)
        catalogue._measure_number = {one: number for number, one in enumerate(catalogue.measures)}
        first = catalogue._first_rows()
        held = min(map(len, catalogue._columns.values()))
        if held < length or columns["place"].shape[1:] != (3,) or len(first) != len(profiles):
            raise ValueError("columns and profiles do not fit together")
        catalogue._look_up(first)
        return catalogue

    @staticmethod
    def column_names() -> tuple[str, ...]:
        """Names of all columns of `Rows`."""
        return tuple(SHAPES)

    def packed(self) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
        """All profiles as bytes, and where each ends."""
        return self._umkm.packed()

    def __len__(self) -> int:
        """How many rows there are, dead ones included."""
        return self._length

    def __contains__(self, umkm_id: int) -> bool:
        return umkm_id in self._slots

    @property
    def umkm_count(self) -> int:
        """How many UMKM are in force."""
        return len(self._slots)

    @property
    def rows(self) -> Rows:
        """The columns of all rows, as views."""
        return Rows(self._columns, slice(0, self._length))

    def umkm_at(self, row: int) -> UmkmProfile:
        """The UMKM of one row; LookupError when the row carries a tombstone."""
        return self._umkm[int(self._columns["slot"][row])]

    def product_at(self, row: int) -> ProductProfile | None:
        """The product of one row; None for an UMKM without products."""
        number = int(self._columns["product_no"][row])
        return None if number == NO_PRODUCT else self.umkm_at(row).products[number]

    def umkm(self, umkm_id: int) -> UmkmProfile:
        """One UMKM by its id; LookupError when it is not here."""
        return self._umkm[self._slots.slot(umkm_id)]

    def rows_of(self, umkm_id: int) -> range:
        """Row numbers of one UMKM, which lie together; LookupError when it is not here."""
        return self._slots.rows(self._slots.slot(umkm_id))

    def by_measure(self, asked: Measure | None, worth: Callable[[Measure, Measure | None], float]) -> NDArray[Any]:
        """What ``worth`` says of every measure against ``asked``, and NaN for `NO_MEASURE` at the end; remembered."""
        known = self._by_measure.get(asked)
        if known is None or len(known) <= len(self.measures):
            if len(self._by_measure) >= _REMEMBERED_MEASURES:
                self._by_measure.clear()
            known = np.array([*(worth(one, asked) for one in self.measures), np.nan])
            self._by_measure[asked] = known
        return known

    def umkm_ids(self) -> list[int]:
        """Ids in force, in the order of entry."""
        return self._slots.umkm_ids()

    def upsert(self, umkm: UmkmProfile, readings: Sequence[ProductReading]) -> range:
        """Put one UMKM in, replacing its former rows, and return its new row numbers.

        ``readings`` holds what the analyzer read on each of its rows: see `entries.entries`, and for its errors.
        """
        return self.extend(entries([(umkm, readings)]), [packed(umkm)])

    def extend(self, run: Entries, profiles: Sequence[bytes]) -> range:
        """Put a run of UMKM in, replacing their former rows, and return the new row numbers.

        ``profiles`` are the same UMKM packed (`packing.packed`).
        """
        first, slot = self._length, len(self._umkm)
        self._length += len(run.columns["slot"])
        self._reserve(self._length)
        numbers = np.array([*map(self._number, run.measures), NO_MEASURE], dtype=np.int32)
        own = {"slot": run.columns["slot"] + np.int32(slot), "measure": numbers[run.columns["measure"]]}
        for name, values in (run.columns | own).items():
            self._columns[name][first : self._length] = values
        for umkm_id, count, profile in zip(run.ids, run.widths.tolist(), profiles, strict=True):
            self.remove(umkm_id)
            self._slots.add(umkm_id, count)
            self._umkm.append_packed(profile)
        return range(first, self._length)

    def _number(self, held: Measure) -> int:
        number = self._measure_number.setdefault(held, len(self.measures))
        if number == len(self.measures):
            self.measures.append(held)
        return number

    def remove(self, umkm_id: int) -> None:
        """Take one UMKM out; nothing happens when it is not here."""
        slot = self._slots.remove(umkm_id)
        if slot is None:
            return
        rows = self._slots.rows(slot)
        self._columns["alive"][rows.start : rows.stop] = False
        self.dead_rows += len(rows)
        self._umkm.empty(slot)

    def compact(self) -> NDArray[np.intp]:
        """Drop dead rows; returns the old row number of every row that stays, in order."""
        keep = np.flatnonzero(self._columns["alive"][: self._length])
        self._columns = {name: column[keep] for name, column in self._columns.items()}
        self._length, self.dead_rows = len(keep), 0
        self.compactions += 1
        self._umkm = self._umkm.kept(self._columns["slot"][self._first_rows()].tolist())
        self._renumber()
        return keep

    def _first_rows(self) -> NDArray[np.intp]:
        """The first row of every UMKM; rows of one lie together."""
        slot = self._columns["slot"][: self._length]
        return np.flatnonzero(np.diff(slot, prepend=-1))

    def _renumber(self) -> None:
        """Number the UMKM in the order of their rows, and look their rows up again."""
        first = self._first_rows()
        last = np.append(first[1:], self._length)
        self._columns["slot"][: self._length] = np.repeat(np.arange(len(first), dtype=np.int32), last - first)
        self._look_up(first)

    def _look_up(self, first: NDArray[np.intp]) -> None:
        """Note the rows of every UMKM, given the first of each."""
        self._slots = Slots(self._columns["umkm_id"][first], first, self._length)

    def _reserve(self, length: int) -> None:
        held = min(map(len, self._columns.values()))
        if length <= held:
            return
        size = max(length, 2 * held)
        for name, column in self._columns.items():
            larger = np.zeros((size, *column.shape[1:]), dtype=column.dtype)
            larger[:held] = column[:held]
            self._columns[name] = larger
