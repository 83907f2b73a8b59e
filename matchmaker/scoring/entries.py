"""What is entered into the catalogue: the columns of a run of UMKM, written in bulk."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from matchmaker.scoring.certificates import days_held
from matchmaker.scoring.columns import (
    CONSIGNMENT,
    NO_MEASURE,
    NO_PRODUCT,
    OUTRIGHT,
    SHAPES,
    TERMS_UNKNOWN,
    category_code,
    permit_bits,
)
from matchmaker.scoring.geo import island_code, region_number, unit_vectors
from matchmaker.scoring.goods import bulkiness, made_to_order, piece_size
from matchmaker.scoring.profiles import ProductProfile, UmkmProfile
from matchmaker.scoring.quantities import Measure, measure
from matchmaker.scoring.reading import ProductReading

Columns = dict[str, NDArray[Any]]


@dataclass(frozen=True, slots=True)
class Entries:
    """A run of UMKM as they will stand in a catalogue.

    Attributes
    ----------
    columns : dict of ndarray, shape (n_rows, ...)
        See `columns.Rows`; ``slot`` counts the UMKM of the run from 0, ``measure`` is a place in ``measures``.
    ids : list of int
        The UMKM in order.
    measures : list of Measure
        What units hold, in the order in which they come up.
    """

    columns: Columns
    ids: list[int]
    measures: list[Measure]

    @property
    def widths(self) -> NDArray[np.int64]:
        """How many rows each UMKM has, shape (n_umkm,)."""
        return np.bincount(self.columns["slot"], minlength=len(self.ids)).astype(np.int64)


Entry = tuple[UmkmProfile, Sequence[ProductReading]]


def entries(run: Sequence[Entry]) -> Entries:
    """The entries of some UMKM, each with what was read on each of its rows.

    Permit classes come from the readings, and the category where the record gives none.

    Raises
    ------
    ValueError
        An UMKM has not as many readings as rows: one per product, one if it has none.
    """
    for umkm, readings in run:
        if len(readings) != max(len(umkm.products), 1):
            count = max(len(umkm.products), 1)
            raise ValueError(f"{count} rows need {count} readings, not {len(readings)}")
    measures: dict[Measure, int] = {}
    widths = np.array([len(readings) for _, readings in run], dtype=np.int64)
    of_umkm = _columns(_UmkmCells, [_umkm_cells(umkm) for umkm, _ in run])
    of_umkm["place"] = unit_vectors(of_umkm.pop("lat"), of_umkm.pop("lon"))
    of_umkm["slot"] = np.arange(len(run), dtype=np.int32)
    columns = {name: np.repeat(values, widths, axis=0) for name, values in of_umkm.items()}
    columns |= _columns(_RowCells, [cells for umkm, readings in run for cells in _row_cells(umkm, readings, measures)])
    columns["alive"] = np.ones(int(widths.sum()), dtype=np.bool_)
    return Entries(columns, [umkm.umkm_id for umkm, _ in run], list(measures))


class _UmkmCells(NamedTuple):
    """What all rows of an UMKM have in common; see `columns.Rows`. Coordinates in degrees."""

    umkm_id: int
    tie: int
    active: bool
    medium: bool
    lat: float
    lon: float
    island: int
    province: int
    regency: int
    payment_days: float


class _RowCells(NamedTuple):
    """What each row has of its own; see `columns.Rows`."""

    product_no: int
    measure: int
    category: int
    permits: int
    held_until: tuple[int, ...]
    price: float
    capacity: float
    moq: float
    lead_time: float
    shelf_life: float
    terms: int
    bulk: float
    piece_base: int
    piece_amount: float
    made_to_order: bool


def _columns(cells: type[_UmkmCells] | type[_RowCells], rows: Sequence[tuple[Any, ...]]) -> Columns:
    """Rows of cells as columns by name."""
    columns: Columns = {}
    for name, values in zip(cells._fields, zip(*rows, strict=True) if rows else [()] * len(cells._fields), strict=True):
        dtype, shape = SHAPES.get(name, (np.float64, ()))
        columns[name] = np.array(values, dtype=dtype).reshape(-1, *shape)
    return columns


def _umkm_cells(umkm: UmkmProfile) -> _UmkmCells:
    return _UmkmCells(
        umkm_id=umkm.umkm_id,
        tie=_fingerprint(umkm.external_id),
        active=umkm.active is not False,
        medium=umkm.scale == "medium",
        lat=_number(umkm.lat),
        lon=_number(umkm.lon),
        island=island_code(umkm.province_code, umkm.province),
        province=region_number(umkm.province_code),
        regency=region_number(umkm.regency_code),
        payment_days=_number(umkm.max_payment_days),
    )


def _row_cells(
    umkm: UmkmProfile, readings: Sequence[ProductReading], measures: dict[Measure, int]
) -> Iterator[_RowCells]:
    """The rows of an UMKM; what their units hold is numbered in ``measures``."""
    if not umkm.products:
        yield _of_business(umkm, readings[0])
    for number, (product, reading) in enumerate(zip(umkm.products, readings, strict=False)):
        yield _of_product(umkm, product, number, reading, measures)


def _of_business(umkm: UmkmProfile, reading: ProductReading) -> _RowCells:
    base, amount = piece_size(reading)
    return _RowCells(
        product_no=NO_PRODUCT,
        measure=NO_MEASURE,
        category=category_code(reading.category),
        permits=permit_bits(reading.permits),
        held_until=days_held(umkm.certificates, None),
        price=math.nan,
        capacity=math.nan,
        moq=math.nan,
        lead_time=math.nan,
        shelf_life=math.nan,
        terms=TERMS_UNKNOWN,
        bulk=bulkiness(None, None, reading.category),
        piece_base=base,
        piece_amount=amount,
        made_to_order=made_to_order(reading),
    )


def _of_product(
    umkm: UmkmProfile, product: ProductProfile, number: int, reading: ProductReading, measures: dict[Measure, int]
) -> _RowCells:
    base, amount = piece_size(reading)
    held = product_measure(product)
    return _RowCells(
        product_no=number,
        measure=NO_MEASURE if held is None else measures.setdefault(held, len(measures)),
        category=category_code(reading.category),
        permits=permit_bits(reading.permits),
        held_until=days_held(umkm.certificates, product.certificates),
        price=_number(product.price_idr or None),
        capacity=_uncommitted(product),
        moq=_number(product.moq),
        lead_time=_number(product.lead_time_days),
        shelf_life=_number(product.shelf_life_days),
        terms=_terms(product.trade_terms) if product.trade_terms else TERMS_UNKNOWN,
        bulk=bulkiness(product.price_idr, held, reading.category),
        piece_base=base,
        piece_amount=amount,
        made_to_order=made_to_order(reading),
    )


def product_measure(product: ProductProfile) -> Measure | None:
    """What one unit of a product holds, by its unit, name and description; None when no unit is known."""
    if not product.unit:
        return None
    words = f"{product.name} {product.description}" if product.description else product.name
    return measure(product.unit, words)


def _uncommitted(product: ProductProfile) -> float:
    if product.capacity_per_month is None:
        return math.nan
    return max(product.capacity_per_month - product.committed_per_month, 0.0)


def _fingerprint(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big", signed=True)


def _terms(names: Sequence[str]) -> int:
    bits = {"consignment": CONSIGNMENT, "outright": OUTRIGHT}
    return sum(bits.get(name, 0) for name in set(names))


def _number(value: float | None) -> float:
    return math.nan if value is None else float(value)
