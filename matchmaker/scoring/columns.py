"""The columns of the catalogue: what each holds, its type, and the codes of what is no number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matchmaker.scoring.certificates import CERTIFICATE_TYPES

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


SHAPES: dict[str, tuple[Any, tuple[int, ...]]] = {
    **dict.fromkeys(("slot", "product_no", "measure", "province", "regency", "permits"), (np.int32, ())),
    **dict.fromkeys(("alive", "active", "medium", "made_to_order"), (np.bool_, ())),
    **dict.fromkeys(("island", "category", "terms", "piece_base"), (np.int8, ())),
    **dict.fromkeys(("lead_time", "shelf_life", "payment_days", "bulk", "piece_amount"), (np.float32, ())),
    **dict.fromkeys(("price", "capacity", "moq"), (np.float64, ())),
    **dict.fromkeys(("umkm_id", "tie"), (np.int64, ())),
    "place": (np.float32, (3,)), "held_until": (np.int32, (len(CERTIFICATE_TYPES),)),
}  # fmt: skip
"""Type of one value of each column, and shape of what one row has of it."""


def category_code(name: str | None) -> int:
    """Index into `CATEGORIES`; -1 when unknown."""
    return CATEGORIES.index(name) if name in CATEGORIES else -1


def permit_bits(classes: Iterable[str]) -> int:
    """Permit class names as bits; names that are not permit classes ("none") set no bit."""
    return _bits(frozenset(classes))


@lru_cache(maxsize=1 << len(PERMIT_CLASSES))
def _bits(classes: frozenset[str]) -> int:
    return sum(1 << PERMIT_CLASSES.index(name) for name in classes if name in PERMIT_CLASSES)
