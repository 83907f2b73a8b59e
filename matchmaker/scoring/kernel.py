"""How the compiled inner loops are compiled: once, kept on disk where that is possible, free of the GIL.

Only catalogues too large for plain numpy come here, so nobody else waits for the compiler to be loaded.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
import numpy as np
from numba import carray as _array_at  # type: ignore[attr-defined]
from numba.core import cgutils, types
from numba.extending import intrinsic

Function = TypeVar("Function", bound=Callable[..., Any])


def compiled(function: Function) -> Function:
    """``function`` as machine code that runs without the GIL: a loop that is called from Python.

    It is kept beside the source, or in the user's cache (``NUMBA_CACHE_DIR`` names another place), for the next
    process; where none of them can be written it is compiled anew, which takes seconds.
    """
    try:
        return cast(Function, numba.njit(nogil=True, error_model="numpy", cache=True)(function))
    except RuntimeError:  # numba has found no place to keep it in
        return part(function)


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
