"""A list of twenty takes as many queries as a list of two; and answers travel compressed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Engine, event

from api.extensions import KEY

FEW, MANY = 2, 20

LISTS = (
    "/umkm?limit={limit}",
    "/buyers?limit={limit}",
    "/needs?limit={limit}",
    "/partnerships?limit={limit}",
    "/pairings?limit={limit}",
    "/search/suppliers?q=keripik+pisang&limit={limit}",
    "/search/suppliers?limit={limit}",
    "/needs/N1/suggestions?limit={limit}",
    "/umkm/Q0/suggestions?limit={limit}",
)


@contextmanager
def statements(engine: Engine) -> Iterator[list[str]]:
    """The SELECT statements sent within the block."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "WITH")):
            sent.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


@pytest.fixture
def filled(admin: Any) -> Any:
    """Enough of everything: each UMKM with two products, each buyer with a need, each pair a partnership."""
    for number in range(MANY):
        products = [{"name": f"Keripik pisang {number}", "unit": "kg", "price_idr": 9_000, "certificates": ["HALAL"]},
                    {"name": f"Abon ikan {number}"}]  # fmt: skip
        maker = {"external_id": f"Q{number}", "name": f"Usaha {number}", "regency": "Kabupaten Lebak",
                 "certificates": ["PIRT"], "products": products}  # fmt: skip
        assert admin("POST", "/umkm", json=maker).status_code == 201
        buyer = {"external_id": f"QB{number}", "name": f"Hotel {number}", "type": "hotel", "regency": "Kabupaten Lebak"}
        assert admin("POST", "/buyers", json=buyer).status_code == 201
        need = {"external_id": f"QN{number}", "buyer_external_id": f"QB{number}", "title": "Keripik pisang"}
        assert admin("POST", "/needs", json=need).status_code == 201
        pair = {"umkm_external_id": f"Q{number}", "need_external_id": f"QN{number}"}
        assert admin("POST", "/partnerships", json=pair).status_code == 201
    return admin


def test_no_list_asks_once_per_item(app: Any, filled: Any) -> None:
    engine = app.extensions[KEY].database.reader
    counts: dict[str, tuple[int, int]] = {}
    for path in LISTS:
        filled("GET", path.format(limit=MANY))
        asked = []
        for limit in (FEW, MANY):
            with statements(engine) as sent:
                answer = filled("GET", path.format(limit=limit))
            assert answer.status_code == 200, (path, answer.json)
            assert len(answer.json["items"]) == limit, path
            asked.append(len(sent))
        counts[path] = (asked[0], asked[1])
    assert {path: pair for path, pair in counts.items() if pair[1] > pair[0]} == {}
    assert max(many for _, many in counts.values()) <= 12, counts


@pytest.mark.parametrize("encoding", ["gzip", "br"])
def test_answers_are_compressed_where_the_caller_can_read_it(filled: Any, encoding: str) -> None:
    plain = filled("GET", "/umkm?limit=20")
    packed = filled("GET", "/umkm?limit=20", headers={"Accept-Encoding": encoding})
    assert packed.headers["Content-Encoding"] == encoding
    assert len(packed.data) < len(plain.data) / 3
