"""Profiles kept as bytes: a province's quarter million products as objects would fill half a gigabyte.

They are unpacked for the few rows that are shown. Old profiles may lie in a file (a snapshot), from which each is
read when it is wanted; new ones come behind it in memory.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from matchmaker.scoring.profiles import UmkmProfile

_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(UmkmProfile)

Bytes = NDArray[np.uint8]
Ends = NDArray[np.int64]
Read = Callable[[int, int], bytes]
"""The bytes from one place to another."""

_GONE = -1


def packed(profile: UmkmProfile | Mapping[str, Any]) -> bytes:
    """One profile as bytes; it may be told by its fields in their order, which is quicker than making it."""
    return _encoder.encode(profile)


def unpacked(profile: bytes) -> UmkmProfile:
    """The profile again.

    Raises
    ------
    msgspec.ValidationError
        Something in it is not of the type of its field.
    """
    return _decoder.decode(profile)


class PackedProfiles:
    """A list of profiles that only grows at the end; places can be emptied.

    Parameters
    ----------
    buffer : ndarray of uint8, optional
        The packed profiles one behind the other.
    ends : ndarray of int64, shape (n,), optional
        Where each ends in ``buffer``.
    read : callable, optional
        Reads from what ``buffer`` holds without looking at ``buffer``, as of a file that is mapped: pages that are
        looked at there stay in memory.
    """

    def __init__(self, buffer: Bytes | None = None, ends: Ends | None = None, read: Read | None = None) -> None:
        self._old = np.zeros(0, dtype=np.uint8) if buffer is None else buffer
        self._read = read
        self._new = bytearray()
        stops = np.zeros(0, dtype=np.int64) if ends is None else ends
        self._starts, self._sizes = _numbers(stops - _sizes(stops)), _numbers(_sizes(stops))

    def __len__(self) -> int:
        return len(self._starts)

    def append(self, profile: UmkmProfile) -> int:
        """Put a profile at the end; returns its place."""
        return self.append_packed(packed(profile))

    def append_packed(self, profile: bytes) -> int:
        """Put a profile at the end that is packed already; returns its place."""
        self._starts.append(len(self._old) + len(self._new))
        self._sizes.append(len(profile))
        self._new += profile
        return len(self) - 1

    def empty(self, place: int) -> None:
        """Forget the profile of one place; the others keep theirs."""
        self._sizes[place] = _GONE

    def __getitem__(self, place: int) -> UmkmProfile:
        """The profile of one place; LookupError where it was emptied."""
        if self._sizes[place] == _GONE:
            raise LookupError(place)
        return _decoder.decode(self._bytes(place))

    def kept(self, places: Iterable[int]) -> PackedProfiles:
        """The profiles of ``places`` in this order; what lies in the old buffer stays where it is."""
        self._settle()
        kept = PackedProfiles(self._old, None, self._read)
        for place in places:
            if self._starts[place] < len(self._old):
                kept._starts.append(self._starts[place])
                kept._sizes.append(self._sizes[place])
            else:
                kept.append_packed(self._bytes(place))
        return kept

    def packed(self) -> tuple[Bytes, Ends]:
        """Buffer and ends of all places, emptied ones included as nothing; not copied where nothing has changed."""
        self._settle()
        starts, sizes = np.array(self._starts), np.maximum(np.array(self._sizes), 0)
        ends = np.cumsum(sizes, dtype=np.int64)
        total = int(ends[-1]) if len(ends) else 0
        if total == len(self._old) and np.array_equal(starts, ends - sizes):
            return self._old, ends
        whole, start = np.empty(total, dtype=np.uint8), 0
        for part in self._parts(starts, sizes):
            whole[start : start + len(part)] = part
            start += len(part)
        return whole, ends

    def _settle(self) -> None:
        """Where all profiles are new, call them old, so that they need not be copied: a million take a gigabyte."""
        if self._new and not len(self._old):
            self._old, self._new = np.frombuffer(self._new, dtype=np.uint8), bytearray()
            self._read = None

    def _parts(self, starts: Ends, sizes: Ends) -> Iterable[Bytes]:
        """What the places hold, in their order, in as few pieces as it lies in."""
        held = np.flatnonzero(sizes)
        stops, border = starts[held] + sizes[held], len(self._old)
        new = np.frombuffer(bytes(self._new), dtype=np.uint8)
        breaks = np.flatnonzero((starts[held][1:] != stops[:-1]) | (stops[:-1] == border)) + 1
        for piece in np.split(np.arange(len(held)), breaks) if len(held) else ():
            start, stop = int(starts[held[piece[0]]]), int(stops[piece[-1]])
            yield self._old[start:stop] if start < border else new[start - border : stop - border]

    def _bytes(self, place: int) -> bytes:
        start, size = self._starts[place], max(self._sizes[place], 0)
        border = len(self._old)
        if start >= border:
            return bytes(self._new[start - border : start - border + size])
        return self._read(start, start + size) if self._read else self._old[start : start + size].tobytes()


def _sizes(ends: Ends) -> Ends:
    return np.diff(ends, prepend=0)


def _numbers(values: Ends) -> array[int]:
    numbers = array("q")
    numbers.frombytes(values.astype(np.int64).tobytes())
    return numbers
