"""The catalogue as arrays: one row per product, one for an UMKM without products.

Rows are appended to a tail and taken away by a tombstone (``alive``), so that one change costs
microseconds and the very next ranking sees it. `Catalogue.rows` gives the columns without copying.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matchmaker.scoring.certificates import CERTIFICATE_TYPES, held_until
from matchmaker.scoring.geo import island_code, region_number, unit_vectors
from matchmaker.scoring.goods import bulkiness, made_to_order, piece_size
from matchmaker.scoring.packing import PackedProfiles
from matchmaker.scoring.profiles import ProductProfile, UmkmProfile
from matchmaker.scoring.quantities import Measure, measure
from matchmaker.scoring.reading import ProductReading
from matchmaker.scoring.slots import Slots

CATEGORIES: tuple[str, ...] = (
    "food", "beverage", "craft", "fashion", "agriculture", "plantation", "fishery", "metal",
    "home_decor", "personal_care", "service", "trade",
)  # fmt: skip
PERMIT_CLASSES: tuple[str, ...] = (
    "pirt_ok", "md_only", "short_life", "nkv", "slhs", "cosmetic", "herbal_medicine", "household_health",
    "sni_mandatory",
)  # fmt: skip
"""Permit classes of the lexicon, in the order of their bits; "none" sets no bit."""

CONSIGNMENT, OUTRIGHT = 1, 2
TERMS_UNKNOWN = 0
NO_PRODUCT = -1
NO_MEASURE = -1

_FIRST_CAPACITY = 64
_REMEMBERED_MEASURES = 2_000
"""Units that needs ask for; forgotten all at once, because hardly any market knows as many."""


class Rows:
    """Columns over product rows, all of length n. NaN and negative codes mean unknown.

    A column is gathered when it is first looked at: most needs ask for a few of them only.
    """

    slot: NDArray[np.int32]
    """Which UMKM (index into the catalogue's list, not its public id)."""
    umkm_id: NDArray[np.int64]
    tie: NDArray[np.int64]
    """Fingerprint of the external id, which orders equals the same way everywhere."""
    product_no: NDArray[np.int32]
    """Place of the product within its UMKM; `NO_PRODUCT` for the row of an UMKM without products."""
    measure: NDArray[np.int32]
    """What one product unit holds: number of a measure of the catalogue; `NO_MEASURE` when no unit is known."""
    alive: NDArray[np.bool_]
    """False once the row's UMKM was replaced or removed."""
    active: NDArray[np.bool_]
    """False only where the record says that the business is closed."""
    medium: NDArray[np.bool_]
    """True where the business is reported to be of medium scale."""
    place: NDArray[np.float32]
    """Unit vector, shape (n, 3)."""
    island: NDArray[np.int8]
    province: NDArray[np.int32]
    regency: NDArray[np.int32]
    category: NDArray[np.int8]
    permits: NDArray[np.int32]
    """Bits of `PERMIT_CLASSES`."""
    held_until: NDArray[np.int32]
    """See `certificates.held_until`, shape (n, 12)."""
    price: NDArray[np.float64]
    """Rupiah per product unit."""
    capacity: NDArray[np.float64]
    """Product units per month not yet committed."""
    moq: NDArray[np.float64]
    lead_time: NDArray[np.float32]
    """Days."""
    shelf_life: NDArray[np.float32]
    """Days."""
    payment_days: NDArray[np.float32]
    """How many days the UMKM can wait for its money."""
    terms: NDArray[np.int8]
    """Bits `CONSIGNMENT` and `OUTRIGHT`, or `TERMS_UNKNOWN`."""
    bulk: NDArray[np.float32]
    """How much the goods suffer from freight between islands (`goods.bulkiness`)."""
    piece_base: NDArray[np.int8]
    """Position in `goods.PIECE_BASES`, -1 when unknown."""
    piece_amount: NDArray[np.float32]
    """Size of one piece or pack in its base."""
    made_to_order: NDArray[np.bool_]

    def __init__(self, columns: Mapping[str, NDArray[Any]], index: NDArray[np.intp] | slice) -> None:
        self._columns, self._index = columns, index

    def __getattr__(self, name: str) -> NDArray[Any]:
        if name.startswith("_"):
            raise AttributeError(name)
        try:
            whole = self._columns[name]
            column = whole[self._index] if isinstance(self._index, slice) else whole.take(self._index, axis=0)
        except KeyError:
            raise AttributeError(name) from None
        self.__dict__[name] = column
        return column

    def take(self, index: NDArray[np.intp] | slice) -> Rows:
        """The same columns for some rows only; row numbers of these rows."""
        if isinstance(self._index, slice):
            return Rows(self._columns, np.arange(len(self))[index] if isinstance(index, slice) else index)
        return Rows(self._columns, self._index[index])

    def __len__(self) -> int:
        return self._index.stop if isinstance(self._index, slice) else len(self._index)


_SHAPES: dict[str, tuple[Any, tuple[int, ...]]] = {
    **dict.fromkeys(("slot", "product_no", "measure", "province", "regency", "permits"), (np.int32, ())),
    **dict.fromkeys(("alive", "active", "medium", "made_to_order"), (np.bool_, ())),
    **dict.fromkeys(("island", "category", "terms", "piece_base"), (np.int8, ())),
    **dict.fromkeys(("lead_time", "shelf_life", "payment_days", "bulk", "piece_amount"), (np.float32, ())),
    **dict.fromkeys(("price", "capacity", "moq"), (np.float64, ())),
    **dict.fromkeys(("umkm_id", "tie"), (np.int64, ())),
    "place": (np.float32, (3,)), "held_until": (np.int32, (len(CERTIFICATE_TYPES),)),
}  # fmt: skip


class Catalogue:
    """All UMKM and their products as columns, changed in place.

    Row numbers never move until `compact` is called, so an index kept beside the catalogue (the text
    index) stays aligned by appending in the same order. ``dead_rows`` counts the rows with a tombstone,
    ``compactions`` how often row numbers have moved.
    """

    def __init__(self) -> None:
        self._columns = {
            name: np.zeros((_FIRST_CAPACITY, *shape), dtype=dtype) for name, (dtype, shape) in _SHAPES.items()
        }
        self._length = 0
        self.dead_rows = 0
        self.compactions = 0
        self._umkm = PackedProfiles()
        self._slots = Slots()
        self.measures: list[Measure] = []
        self._measure_number: dict[Measure, int] = {}
        self._by_measure: dict[Measure | None, NDArray[Any]] = {}

    @classmethod
    def restore(
        cls, columns: Mapping[str, NDArray[Any]], profiles: PackedProfiles, measures: Iterable[Measure]
    ) -> Catalogue:
        """A catalogue of kept columns (see `column_names`) without dead rows, and the profiles they belong to.

        Raises
        ------
        ValueError
            Columns and profiles do not fit together.
        """
        catalogue = cls()
        catalogue._columns = {name: columns[name] for name in cls.column_names()}
        catalogue._length = len(columns["slot"])
        catalogue._umkm = profiles
        catalogue.measures = list(measures)
        catalogue._measure_number = {one: number for number, one in enumerate(catalogue.measures)}
        first = catalogue._first_rows()
        shapes = {(len(columns[name]), *columns[name].shape[1:]) for name in ("place", "slot")}
        if shapes != {(catalogue._length, 3), (catalogue._length,)} or len(first) != len(profiles):
            raise ValueError("columns and profiles do not fit together")
        catalogue._look_up(first)
        return catalogue

    @staticmethod
    def column_names() -> tuple[str, ...]:
        """Names of all columns of `Rows`."""
        return tuple(_SHAPES)

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

        ``readings`` holds what the analyzer read on each of its rows (one per product, one if it has
        none); permit classes come from there, and the category where the record gives none.
        """
        count = max(len(umkm.products), 1)
        if len(readings) != count:
            raise ValueError(f"{count} rows need {count} readings, not {len(readings)}")
        self.remove(umkm.umkm_id)
        self._reserve(self._length + count)
        rows = range(self._length, self._length + count)
        self._write(rows, umkm, len(self._umkm), readings)
        self._umkm.append(umkm)
        self._slots.add(umkm.umkm_id, count)
        self._length += count
        return rows

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
        held = len(self._columns["slot"])
        if length <= held:
            return
        size = max(length, 2 * held)
        for name, column in self._columns.items():
            larger = np.zeros((size, *column.shape[1:]), dtype=column.dtype)
            larger[: self._length] = column[: self._length]
            self._columns[name] = larger

    def _write(self, rows: range, umkm: UmkmProfile, slot: int, readings: Sequence[ProductReading]) -> None:
        part = slice(rows.start, rows.stop)
        whole = {
            "slot": slot, "umkm_id": umkm.umkm_id, "tie": _fingerprint(umkm.external_id),
            "alive": True, "active": umkm.active is not False,
            "medium": umkm.scale == "medium",
            "place": unit_vectors(np.array(_number(umkm.lat)), np.array(_number(umkm.lon))),
            "island": island_code(umkm.province_code, umkm.province),
            "province": region_number(umkm.province_code), "regency": region_number(umkm.regency_code),
            "payment_days": _number(umkm.max_payment_days),
        }  # fmt: skip
        for name, value in whole.items():
            self._columns[name][part] = value
        self._columns["product_no"][part] = range(len(umkm.products)) if umkm.products else NO_PRODUCT
        for row, product, reading in zip(rows, umkm.products or (None,), readings, strict=True):
            cells = {**_product_cells(umkm, product), **_reading_cells(product, reading)}
            cells["measure"] = self._measured(product)
            for name, value in cells.items():
                self._columns[name][row] = value

    def _measured(self, product: ProductProfile | None) -> int:
        if product is None or not product.unit:
            return NO_MEASURE
        words = " ".join(filter(None, (product.name, product.description)))
        held = measure(product.unit, words)
        if held is None:
            return NO_MEASURE
        number = self._measure_number.setdefault(held, len(self.measures))
        if number == len(self.measures):
            self.measures.append(held)
        return number


def _product_cells(umkm: UmkmProfile, product: ProductProfile | None) -> dict[str, Any]:
    if product is None:
        unknown = dict.fromkeys(("price", "capacity", "moq", "lead_time", "shelf_life"), np.nan)
        held = held_until(umkm.certificates, None)
        return {**unknown, "held_until": held, "terms": TERMS_UNKNOWN}
    capacity = _number(product.capacity_per_month)
    return {
        "price": _number(product.price_idr or None),
        "capacity": max(capacity - product.committed_per_month, 0.0) if capacity == capacity else capacity,
        "moq": _number(product.moq), "lead_time": _number(product.lead_time_days),
        "shelf_life": _number(product.shelf_life_days),
        "held_until": held_until(umkm.certificates, product.certificates), "terms": _terms(product.trade_terms),
    }  # fmt: skip


def _reading_cells(product: ProductProfile | None, reading: ProductReading) -> dict[str, Any]:
    base, amount = piece_size(reading)
    return {
        "permits": permit_bits(reading.permits), "category": category_code(reading.category),
        "bulk": bulkiness(product, reading.category), "piece_base": base, "piece_amount": amount,
        "made_to_order": made_to_order(reading),
    }  # fmt: skip


def category_code(name: str | None) -> int:
    """Index into `CATEGORIES`; -1 when unknown."""
    return CATEGORIES.index(name) if name in CATEGORIES else -1


def permit_bits(classes: Iterable[str]) -> int:
    """Permit class names as bits; names that are not permit classes ("none") set no bit."""
    return sum(1 << PERMIT_CLASSES.index(name) for name in set(classes) if name in PERMIT_CLASSES)


def _fingerprint(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big", signed=True)


def _terms(names: tuple[str, ...] | None) -> int:
    bits = {"consignment": CONSIGNMENT, "outright": OUTRIGHT}
    return sum(bits.get(name, 0) for name in set(names or ()))


def _number(value: float | None) -> float:
    return float("nan") if value is None else float(value)
