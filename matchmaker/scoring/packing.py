"""Profiles kept as bytes: a province's quarter million products as objects would fill half a gigabyte.

They are unpacked for the few rows that are shown. Old profiles may lie in one read-only buffer (a
memory-mapped snapshot), new ones come behind it.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
import numpy as np
from numpy.typing import NDArray

from matchmaker.scoring.profiles import UmkmProfile

_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(UmkmProfile)

Bytes = NDArray[np.uint8]
Ends = NDArray[np.int64]


class PackedProfiles:
    """A list of profiles that only grows at the end; places can be emptied.

    Parameters
    ----------
    buffer : ndarray of uint8, optional
        The packed profiles one behind the other.
    ends : ndarray of int64, shape (n,), optional
        Where each ends in ``buffer``.
    """

    def __init__(self, buffer: Bytes | None = None, ends: Ends | None = None) -> None:
        self._buffer = np.zeros(0, dtype=np.uint8) if buffer is None else buffer
        self._ends = np.zeros(0, dtype=np.int64) if ends is None else ends
        self._later: list[bytes] = []
        self._gone: set[int] = set()

    def __len__(self) -> int:
        return len(self._ends) + len(self._later)

    def append(self, profile: UmkmProfile) -> int:
        """Put a profile at the end; returns its place."""
        self._later.append(_encoder.encode(profile))
        return len(self) - 1

    def empty(self, place: int) -> None:
        """Forget the profile of one place; the others keep theirs."""
        self._gone.add(place)
        if place >= len(self._ends):
            self._later[place - len(self._ends)] = b""

    def __getitem__(self, place: int) -> UmkmProfile:
        """The profile of one place; LookupError where it was emptied."""
        if place in self._gone:
            raise LookupError(place)
        return _decoder.decode(self._bytes(place))

    def kept(self, places: Iterable[int]) -> PackedProfiles:
        """The profiles of ``places`` in this order, in one new buffer."""
        parts = [self._bytes(place) for place in places]
        ends = np.cumsum([len(part) for part in parts], dtype=np.int64)
        return PackedProfiles(np.frombuffer(b"".join(parts), dtype=np.uint8), ends)

    def packed(self) -> tuple[Bytes, Ends]:
        """Buffer and ends of all places, emptied ones included as nothing."""
        parts = [b"" if place in self._gone else self._bytes(place) for place in range(len(self))]
        ends = np.cumsum([len(part) for part in parts], dtype=np.int64)
        return np.frombuffer(b"".join(parts), dtype=np.uint8), ends

    def _bytes(self, place: int) -> bytes:
        old = len(self._ends)
        if place >= old:
            return self._later[place - old]
        start = int(self._ends[place - 1]) if place else 0
        return self._buffer[start : int(self._ends[place])].tobytes()
