"""Runs of UMKM: read together, entered together, and sent from one process to another as a few arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from matchmaker.scoring.analyzer import Analyzer
from matchmaker.scoring.entries import Entries, entries
from matchmaker.scoring.index_rows import IndexRows, index_rows
from matchmaker.scoring.postings import Postings
from matchmaker.scoring.profiles import UmkmProfile
from matchmaker.scoring.quantities import Measure
from matchmaker.scoring.reading import ProductReading

_COLUMN, _POSTINGS = "column", "postings"
_PARTS = ("columns", "starts", "rows", "values")


@dataclass(frozen=True, slots=True)
class ReadRun:
    """What a scorer enters of a run of UMKM."""

    entries: Entries
    rows: IndexRows

    def __len__(self) -> int:
        """How many rows there are."""
        return len(self.entries.columns["slot"])


class _Sent(msgspec.Struct, array_like=True):
    """A `ReadRun` between two processes: arrays as type, shape and bytes."""

    arrays: dict[str, tuple[str, tuple[int, ...], memoryview]]
    ids: list[int]
    measures: list[Measure]
    words: list[str]


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(_Sent)


def read_umkm(umkm: UmkmProfile, analyzer: Analyzer) -> list[ProductReading]:
    """What the texts of an UMKM say, one reading per row."""
    place = ", ".join(filter(None, (umkm.regency, umkm.province))) or None
    if not umkm.products:
        return [analyzer.read_business(umkm.name, umkm.description, place)]
    return [
        analyzer.read_product(product.name, product.description, product.category, umkm.name, umkm.description, place)
        for product in umkm.products
    ]


def read_run(run: Sequence[UmkmProfile], analyzer: Analyzer) -> ReadRun:
    """Read a run: depends on nothing but its arguments."""
    read = [(umkm, read_umkm(umkm, analyzer)) for umkm in run]
    return ReadRun(entries(read), index_rows([one for _, readings in read for one in readings], analyzer.lexicon))


def to_bytes(run: ReadRun) -> bytes:
    """A run to be sent."""
    arrays = {f"{_COLUMN}-{name}": array for name, array in run.entries.columns.items()}
    for name, postings in run.rows.postings.items():
        arrays |= {f"{_POSTINGS}-{name}-{part}": getattr(postings, part) for part in _PARTS}
    packed = {name: (array.dtype.str, array.shape, _bytes(array)) for name, array in arrays.items()}
    return _encoder.encode(_Sent(packed, run.entries.ids, run.entries.measures, run.rows.words))


def from_bytes(sent: bytes | bytearray) -> ReadRun:
    """The run again; its arrays lie in ``sent`` and are read-only.

    Raises
    ------
    ValueError
        It is no run.
    """
    found = _decoder.decode(sent)
    arrays = {name: np.frombuffer(of, dtype=kind).reshape(shape) for name, (kind, shape, of) in found.arrays.items()}
    columns = {name.partition("-")[2]: array for name, array in arrays.items() if name.startswith(_COLUMN)}
    stacks = dict.fromkeys(name.split("-")[1] for name in arrays if name.startswith(_POSTINGS))
    n_rows = len(columns["slot"])
    postings = {
        name: Postings(**{part: arrays[f"{_POSTINGS}-{name}-{part}"] for part in _PARTS}, n_rows=n_rows)
        for name in stacks
    }
    return ReadRun(Entries(columns, found.ids, found.measures), IndexRows(postings, found.words))


def _bytes(array: NDArray[Any]) -> memoryview:
    return np.ascontiguousarray(array).reshape(-1).view(np.uint8).data
