"""Rows of one business name find their business at once, and the same one as by looking at each in turn."""

from __future__ import annotations

import time
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.services.import_groups import Grouping
from matchmaker.services.import_kin import IDENTITY, PLACE, Namesakes, likeness, same_name
from matchmaker.spreadsheets.records import SourceRow

COLUMNS = {"products.0.name": "Produk"}  # what makes a list one of products
few = st.sampled_from([None, "a", "b", "A "])
records = st.fixed_dictionaries(
    {"name": st.just("Warung Kelontong"), "external_id": st.sampled_from([None, None, "K1", "K2"]),
     "owner_name": few, "phone": few, "nib": few, "village": few, "address": few}
)  # fmt: skip


def one_business(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """The rule, record by record."""
    if one.get("external_id") and other.get("external_id") and one["external_id"] != other["external_id"]:
        return False
    both = [(same_name(one[n]), same_name(other[n])) for n in IDENTITY if one.get(n) and other.get(n)]
    if any(a != b for a, b in both):
        return False
    return bool(both) or all(same_name(one.get(n)) == same_name(other.get(n)) for n in PLACE)


@settings(max_examples=300, deadline=None)
@given(st.lists(records, max_size=14))
def test_the_earliest_business_that_fits_is_found(rows: list[dict[str, Any]]) -> None:
    namesakes, there = Namesakes(), []
    for row in rows:
        clean = {name: value for name, value in row.items() if value is not None}
        wanted = next((place for place, one in enumerate(there) if one_business(one, clean)), None)
        assert namesakes.find(likeness(clean)) == wanted
        if wanted is None:
            there.append(clean)
            namesakes.add(likeness(clean))
        else:  # a row fills in or changes what its business says of itself
            there[wanted] = there[wanted] | clean
            namesakes.change(wanted, likeness(there[wanted]))


def grouped(records: list[dict[str, Any]]) -> int:
    """How many businesses a list of products has."""
    grouping = Grouping("umkm")
    for number, record in enumerate(records, start=2):
        grouping.add(SourceRow(number, record, number, columns=COLUMNS), dict(record))
    return len(grouping.groups())


def test_thousands_of_one_name_are_put_together_in_moments() -> None:
    """Looked at one after the other, 20,000 namesakes took ten minutes; each shape of the worst case is bounded."""
    goods = [{"name": "Beras"}]
    base = {"name": "Warung Kelontong", "regency": "Kabupaten Lebak", "products": goods}
    number = 20_000
    started = time.process_time()
    assert grouped([base | {"owner_name": f"Rekaan {n}"} for n in range(number)]) == number
    assert grouped([base | {"address": f"Jl. {n}"} for n in range(number)]) == number
    assert grouped([base | {"owner_name": "Rekaan", "phone": f"0812{n:08}"} for n in range(number)]) == number
    assert grouped([base | {"external_id": f"K{n}", "owner_name": "Rekaan"} for n in range(number)]) == number
    assert time.process_time() - started < 30
