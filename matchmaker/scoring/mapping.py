"""Arrays in files: written with a check sum, and mapped back in page by page as they are looked at.

A file is checked by reading it past the mapping, so that a process holds no page of it that it never looks at.
"""

from __future__ import annotations

import math
import os
import weakref
import zlib
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from matchmaker.scoring.packing import Read

Array = NDArray[Any]

AT_ONCE = 1 << 20
"""Bytes read at once while a file is checked."""


def write(path: Path, array: Array, room: int = 0) -> int:
    """Write an array in numpy's format, with room for so many rows behind its own; returns its check sum.

    The room is zeros, which take no place on the disk; who maps the file appends without copying what is there.
    """
    kept = np.ascontiguousarray(array)
    header = np.lib.format.header_data_from_array_1_0(kept) | {"shape": (len(kept) + room, *kept.shape[1:])}
    with path.open("wb") as file:
        np.lib.format.write_array_header_1_0(file, header)
        file.write(_bytes(kept))
        spare = room * math.prod(kept.shape[1:]) * kept.itemsize
        file.truncate(file.tell() + spare)
    found = zlib.crc32(_bytes(kept))
    for start in range(0, spare, AT_ONCE):
        found = zlib.crc32(bytes(min(AT_ONCE, spare - start)), found)
    return found


def _bytes(array: Array) -> memoryview | bytes:
    return array.reshape(-1).view(np.uint8).data if array.size else b""


def mapped(path: Path, total: int) -> Array:
    """The array of a file, copy-on-write: what is changed stays in this process.

    Raises
    ------
    ValueError
        Its check sum is not ``total``, or it is no such file.
    """
    with path.open("rb") as file:
        return _map(file, total)


def mapped_and_read(path: Path, total: int) -> tuple[Array, Read]:
    """The same for a flat array of bytes, and a way to read parts of it without looking at the mapping.

    The file stays open as long as that is kept, even deleted.
    """
    with path.open("rb") as file:
        array = _map(file, total)
        _header(file)
        return array, _reader(os.dup(file.fileno()), file.tell())


def _map(file: BinaryIO, total: int) -> Array:
    """Check the file by reading it, and map what was checked, whatever stands under its name by now."""
    shape, columns_first, dtype = _header(file)
    first, found = file.tell(), 0
    while block := file.read(AT_ONCE):
        found = zlib.crc32(block, found)
    if found != total or columns_first:
        raise ValueError(f"{file.name} is damaged")
    array: Array = np.memmap(file, dtype, "c", first, shape).view(np.ndarray)
    return array


def _reader(opened: int, first: int) -> Read:
    """Reads from a file that was opened, where places count from ``first`` on."""

    def read(start: int, stop: int) -> bytes:
        return os.pread(opened, stop - start, first + start)

    weakref.finalize(read, os.close, opened)
    return read


def _header(file: BinaryIO) -> tuple[tuple[int, ...], bool, np.dtype[Any]]:
    """Shape, whether columns lie in one piece, and type; afterwards the file is at the first number."""
    file.seek(0)
    if np.lib.format.read_magic(file) != (1, 0):
        raise ValueError(f"{file.name} is in another format")
    return np.lib.format.read_array_header_1_0(file)
