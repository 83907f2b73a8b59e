"""How the C library hands out memory: sparingly, in processes that stay up for weeks.

Left to itself it keeps what large arrays leave behind, for each thread apart: searches over a whole province, eight
at a time, made it hold 300 MB that nothing used. It reads its environment only when a program starts, so a setting
there would not reach the processes a server forks; told this way it holds for this process and all it forks.
"""

from __future__ import annotations

import ctypes
import logging

M_ARENA_MAX, M_MMAP_THRESHOLD = -8, -3
"""Numbers of glibc's ``mallopt`` (malloc.h)."""
ARENAS = 1  # one store for all threads: Python lets one of them allocate at a time anyway
APART_FROM = 256 << 10  # bytes: larger arrays get pages of their own, given back when the array goes

log = logging.getLogger(__name__)


def spare_memory() -> bool:
    """Have large arrays given back to the system at once; whether the C library can be told (glibc can)."""
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):
        log.debug("this C library decides by itself how it keeps memory")
        return False
    return bool(mallopt(M_ARENA_MAX, ARENAS)) and bool(mallopt(M_MMAP_THRESHOLD, APART_FROM))
