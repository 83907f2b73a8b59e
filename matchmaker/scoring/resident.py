"""Giving back the pages of a program's code that is not run again: the compiler's, once everything is compiled."""

from __future__ import annotations

import ctypes
import mmap
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

MAPPINGS = Path("/proc/self/smaps")
_HEAD = re.compile(r"^([0-9a-f]+)-([0-9a-f]+) (\S{4}) \S+ \S+ \d+ *(.*)$")


class Mapping(NamedTuple):
    """Pages of a file in this process: ``own`` counts the kilobytes that are no longer as they are in the file."""

    start: int
    size: int
    writable: bool
    file: str
    resident: int
    own: int


def let_go(file_name: str) -> int:
    """Forget the pages of a mapped file that are as they are in the file; those looked at again are read again.

    Returns
    -------
    int
        Kilobytes that were resident; 0 where the system cannot be told.
    """
    if not (MAPPINGS.exists() and hasattr(mmap, "MADV_DONTNEED")):
        return 0
    try:
        advise = ctypes.CDLL(None).madvise
    except (AttributeError, OSError, TypeError):
        return 0
    advise.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)
    given_back = 0
    for one in mappings(MAPPINGS.read_text("utf8")):
        unchanged = not one.writable and one.own == 0
        if unchanged and Path(one.file).name == file_name and advise(one.start, one.size, mmap.MADV_DONTNEED) == 0:
            given_back += one.resident
    return given_back


def mappings(listing: str) -> Iterator[Mapping]:
    """What ``/proc/PID/smaps`` lists."""
    head: re.Match[str] | None = None
    kilobytes: dict[str, int] = {}
    for line in [*listing.splitlines(), "0-0 ---- 0 0 0"]:
        found = _HEAD.match(line)
        if found is None:
            name, _, rest = line.partition(":")
            if rest.endswith("kB"):
                kilobytes[name] = int(rest.split()[0])
            continue
        if head is not None:
            yield _mapping(head, kilobytes)
        head, kilobytes = found, {}


def _mapping(head: re.Match[str], kilobytes: dict[str, int]) -> Mapping:
    start, stop = int(head[1], 16), int(head[2], 16)
    own = kilobytes.get("Anonymous", 0) + kilobytes.get("Swap", 0)
    return Mapping(start, stop - start, "w" in head[3], head[4], kilobytes.get("Rss", 0), own)
