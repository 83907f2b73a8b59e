"""Searches are remembered until something changes, and a change is seen at once."""

from __future__ import annotations

import pytest

from matchmaker.db import Database
from matchmaker.domain.access import SYSTEM
from matchmaker.matching import SearchQuery
from matchmaker.matching.catalog import LiveCatalog
from matchmaker.matching.memory import Memory
from matchmaker.services import search
from matchmaker.services.partnerships import committed
from tests.factories import add_umkm


def test_the_one_longest_unused_goes_first() -> None:
    memory: Memory[int] = Memory(2)
    memory.put("now", "a", 1)
    memory.put("now", "b", 2)
    assert memory.get("now", "a") == 1
    memory.put("now", "c", 3)
    assert (memory.get("now", "a"), memory.get("now", "b"), memory.get("now", "c")) == (1, None, 3)


def test_nothing_outlives_its_state() -> None:
    memory: Memory[int] = Memory(2)
    memory.put("then", "a", 1)
    assert memory.get("now", "a") is None
    memory.put("now", "b", 2)
    assert memory.get("then", "a") is None


@pytest.mark.parametrize("query", [SearchQuery(q="gula semut"), SearchQuery()])
def test_a_search_is_found_again_and_a_change_is_in_it(database: Database, query: SearchQuery) -> None:
    catalog = LiveCatalog(committed)

    def found() -> search.Found:
        with database.read() as session:
            return search.suppliers(catalog, session, SYSTEM, query)

    with database.write() as session:
        add_umkm(session, external_id="S1", name="Usaha", products=[{"name": "Gula semut"}])
    first = found()
    assert first.total == 1
    assert found() is first
    with database.write() as session:
        add_umkm(session, external_id="S2", name="Usaha lain", products=[{"name": "Gula semut aren"}])
    second = found()
    assert {item["umkm"]["external_id"] for item in second.items} == {"S1", "S2"}
    with database.read() as session:
        english = search.suppliers(catalog, session, SYSTEM, query, locale="en")
    assert english.items != second.items
