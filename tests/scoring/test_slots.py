"""Slots of the catalogue against a dictionary, whatever comes and goes."""

from __future__ import annotations

import random

import numpy as np
import pytest

from matchmaker.scoring import slots as slots_module
from matchmaker.scoring.slots import Slots


@pytest.mark.parametrize("sorted_in", [1, 3, 10_000])
@pytest.mark.parametrize("seed", range(8))
def test_slots_say_what_a_dictionary_says(seed: int, sorted_in: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slots_module, "LEAST_SORTED_IN", sorted_in)
    draw = random.Random(seed)
    ids = draw.sample(range(1, 60), 20)
    counts = [draw.randint(1, 4) for _ in ids]
    first = np.cumsum([0, *counts[:-1]])
    slots = Slots(np.array(ids), first, sum(counts))
    plain = {one: slot for slot, one in enumerate(ids)}
    rows = [range(int(start), int(start) + count) for start, count in zip(first, counts, strict=True)]
    for _ in range(150):
        one = draw.randint(1, 60)
        if one in plain or draw.random() < 0.3:
            assert slots.remove(one) == plain.pop(one, None)
        else:
            count = draw.randint(1, 4)
            rows.append(range(rows[-1].stop, rows[-1].stop + count))
            plain[one] = len(rows) - 1
            assert slots.add(one, count) == plain[one]
        assert len(slots) == len(plain)
        assert {other for other in range(61) if other in slots} == plain.keys()
    for one, slot in plain.items():
        assert (slots.slot(one), slots.rows(slot)) == (slot, rows[slot])
    assert slots.umkm_ids() == sorted(plain, key=lambda one: plain[one])
    with pytest.raises(LookupError):
        slots.slot(99)


def test_without_any() -> None:
    slots = Slots()
    assert (len(slots), slots.umkm_ids(), slots.remove(1), 1 in slots) == (0, [], None, False)
    assert slots.add(7, 2) == 0
    assert slots.rows(slots.slot(7)) == range(2)
