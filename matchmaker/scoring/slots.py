"""Which UMKM a catalogue holds and where its rows lie, in a few bytes each: objects would take two hundred."""

from __future__ import annotations

from array import array

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]

LEAST_SORTED_IN = 4_096
"""So many newcomers at least are worth sorting in with the others; until then they are looked up by themselves."""
SORTED_IN_SHARE = 8
"""Or one for so many who are there already."""


class Slots:
    """UMKM numbered by slots 0, 1, ... in the order of entry; the rows of one lie together, in that order too.

    A slot is never given again: who is replaced gets a new one, and the rows of the old one stay where they are.

    Parameters
    ----------
    umkm_ids : ndarray of int64, shape (n,), optional
        Ids of the first n slots, each different.
    first_rows : ndarray of int64, shape (n,), optional
        The first row of each.
    n_rows : int
        How many rows they have together.
    """

    def __init__(self, umkm_ids: Numbers | None = None, first_rows: Numbers | None = None, n_rows: int = 0) -> None:
        none = np.zeros(0, dtype=np.int64)
        ids = none if umkm_ids is None else umkm_ids
        self._slots = np.argsort(ids, kind="stable")
        self._ids = ids[self._slots]
        self._gone: set[int] = set()
        self._later: dict[int, int] = {}
        self._first = array("q")
        self._first.frombytes((none if first_rows is None else first_rows).astype(np.int64).tobytes())
        self._n_rows = n_rows

    def __len__(self) -> int:
        """How many UMKM are in force."""
        return len(self._ids) - len(self._gone) + len(self._later)

    def __contains__(self, umkm_id: int) -> bool:
        return self._find(umkm_id) is not None

    def slot(self, umkm_id: int) -> int:
        """The slot of an UMKM; LookupError when it is not here."""
        found = self._find(umkm_id)
        if found is None:
            raise LookupError(f"UMKM {umkm_id} is not in the catalogue")
        return found

    def rows(self, slot: int) -> range:
        """Row numbers of a slot."""
        after = self._first[slot + 1] if slot + 1 < len(self._first) else self._n_rows
        return range(self._first[slot], after)

    def add(self, umkm_id: int, count: int) -> int:
        """Give an UMKM that is not here a slot of ``count`` rows behind all others."""
        self._first.append(self._n_rows)
        self._n_rows += count
        self._later[umkm_id] = len(self._first) - 1
        if len(self._later) >= max(LEAST_SORTED_IN, len(self._ids) // SORTED_IN_SHARE):
            self._sort_in()
        return len(self._first) - 1

    def remove(self, umkm_id: int) -> int | None:
        """Take an UMKM out; the slot it had, None when it is not here."""
        slot = self._find(umkm_id)
        if slot is not None and self._later.pop(umkm_id, None) is None:
            self._gone.add(umkm_id)
        return slot

    def umkm_ids(self) -> list[int]:
        """Ids in force, in the order of entry."""
        self._sort_in()
        ids: list[int] = self._ids[np.argsort(self._slots)].tolist()
        return ids

    def _find(self, umkm_id: int) -> int | None:
        later = self._later.get(umkm_id)
        if later is not None or umkm_id in self._gone:
            return later
        at = int(np.searchsorted(self._ids, umkm_id))
        return int(self._slots[at]) if at < len(self._ids) and self._ids[at] == umkm_id else None

    def _sort_in(self) -> None:
        """Put who came later among the others, and forget who is gone."""
        stay = ~np.isin(self._ids, np.fromiter(self._gone, dtype=np.int64))
        ids = np.concatenate([self._ids[stay], np.fromiter(self._later, dtype=np.int64)])
        slots = np.concatenate([self._slots[stay], np.fromiter(self._later.values(), dtype=np.int64)])
        order = np.argsort(ids, kind="stable")
        self._ids, self._slots = ids[order], slots[order]
        self._gone, self._later = set(), {}
