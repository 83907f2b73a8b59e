"""How the compiled inner loops are compiled: once, kept on disk where that is possible, free of the GIL.

Only catalogues too large for plain numpy come here, so nobody else waits for the compiler to be loaded.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
import numpy as np
from numba import carray as _array_at  # type: ignore[attr-defined]
from numba.core import cgutils, types
from numba.extending import intrinsic

_config: Any = numba.config

COMPLETE = "complete"
"""A file of this name stands beside the machine code once all of it is there."""

Function = TypeVar("Function", bound=Callable[..., Any])


def compiled(function: Function) -> Function:
    """``function`` as machine code that runs without the GIL: a loop that is called from Python.

    It is kept for the next process (see `_folder`); where it cannot be kept it is compiled anew, which takes seconds.
    """
    folder = _folder()
    if folder is None:
        return part(function)
    usual, _config.CACHE_DIR = _config.CACHE_DIR, str(folder)
    try:
        return cast(Function, numba.njit(nogil=True, error_model="numpy", cache=True)(function))
    finally:
        _config.CACHE_DIR = usual


@cache
def _folder() -> Path | None:
    """Where machine code is kept: in ``NUMBA_CACHE_DIR``, beside the source, or in the user's cache.

    The folder is named for the source of all loops, because one is made of the parts of others.
    """
    source = Path(__file__).parent
    digest = hashlib.sha256(numba.__version__.encode())
    for path in sorted(source.glob("kernel*.py")):
        digest.update(path.read_bytes())
    own = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    places = (os.environ.get("NUMBA_CACHE_DIR"), source / "__pycache__", Path(own) / "temu-mitra")
    for place in places:
        if place is None:
            continue
        folder = Path(place) / f"kernel-{digest.hexdigest()[:16]}"
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            continue
        if os.access(folder, os.W_OK):
            return folder
    return None


def is_kept() -> bool:
    """Whether all machine code of this source is kept, or none can be."""
    folder = _folder()
    return folder is None or (folder / COMPLETE).exists()


def note_kept() -> None:
    """Note that all machine code is kept: the caller has had every loop compiled."""
    folder = _folder()
    if folder is not None:
        (folder / COMPLETE).touch()


def part(function: Function) -> Function:
    """``function`` as part of the machine code of the loops that call it."""
    return cast(Function, numba.njit(nogil=True, error_model="numpy")(function))


@intrinsic
def _pointer(typing_context: Any, address: Any) -> Any:
    """The number ``address`` as a pointer, in compiled code only."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.inttoptr(arguments[0], cgutils.voidptr_t)

    return types.voidptr(address), generate


_at: Any = _pointer


@part
def ints_at(address: int, count: int) -> Any:
    """``count`` int32 from ``address`` on, as an array that owns nothing: whoever calls keeps the memory alive."""
    return _array_at(_at(address), count, np.int32)


@part
def longs_at(address: int, count: int) -> Any:
    """The same for int64."""
    return _array_at(_at(address), count, np.int64)


@part
def floats_at(address: int, count: int) -> Any:
    """The same for float32."""
    return _array_at(_at(address), count, np.float32)


@part
def lent(array: Any) -> Any:
    """``array`` without its owner, for calls in inner loops: counting references would cost more than the work."""
    return _array_at(_at(array.ctypes.data), array.shape, array.dtype)


@numba.njit(nogil=True, error_model="numpy", fastmath={"nnan", "nsz", "reassoc"})  # so that it goes in wide steps
def largest(values: Any, start: int, stop: int) -> Any:
    """The largest of the numbers from ``start`` to ``stop`` (exclusive, at least one), none of them NaN."""
    most = values[start]
    for place in range(start, stop):
        most = max(most, values[place])
    return most
