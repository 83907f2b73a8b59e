"""What a careless or hostile client may send: odd bodies, odd paths, odd headers. Named errors, never a 500."""

from __future__ import annotations

import gzip
import io
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from api.docs import MAX_BODY
from api.extensions import KEY
from tests.api.conftest import serving

PROBLEM = "application/problem+json"
LONG = 20_000


def code_of(answer: Any) -> tuple[int, str]:
    assert answer.content_type == PROBLEM, answer.get_data()[:300]
    return answer.status_code, answer.json["code"]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"", (400, "body_not_json")),
        (b"{", (400, "body_not_json")),
        (b'{"name": NaN}', (400, "body_not_json")),
        (b'{"name": Infinity}', (400, "body_not_json")),
        (b"[" * 100_000, (400, "body_not_json")),
        (b'{"name": ' + b"[" * 900 + b"]" * 900 + b"}", (400, "body_too_deep")),
        (b'{"name": ' + b"[" * 9 + b"]" * 9 + b"}", (422, "invalid_record")),
        (b'{"name": "\xff"}', (400, "body_not_json")),
        (b'{"name": "\\ud800"}', (400, "body_not_json")),
        (b'\xef\xbb\xbf{"name": "x"}', (400, "body_not_json")),
        (b'{"name": "x", "capital_idr": ' + b"9" * 5000 + b"}", (400, "body_not_json")),
        (b'{"name": "x", "capital_idr": 1e400}', (400, "body_not_json")),
        (b'{"name": "x", "capital_idr": 1e30}', (422, "invalid_record")),
        (b'{"name": "x", "capital_idr": 9223372036854775808}', (422, "invalid_record")),
        (b'{"name": "x", "capital_idr": -9223372036854775809}', (422, "invalid_record")),
        (b'{"name": "x", "workers_male": 99999999999}', (422, "invalid_record")),
        (b'{"name": "x", "name": "y"}', (400, "body_names_field_twice")),
        (b'{"name": "x", "products": [{"name": "a", "name": "b"}]}', (400, "body_names_field_twice")),
        (b'"name"', (422, "invalid_record")),
        (b"null", (422, "invalid_record")),
        (b"[]", (422, "invalid_record")),
        (b"7", (422, "invalid_record")),
    ],
)
def test_odd_bodies(admin: Any, raw: bytes, expected: tuple[int, str]) -> None:
    before = admin("GET", "/umkm").json["total"]
    answer = admin("POST", "/umkm", data=raw, content_type="application/json")
    assert code_of(answer) == expected
    assert admin("GET", "/umkm").json["total"] == before, "nothing was saved"


def test_the_largest_amount_comes_back_whole(admin: Any) -> None:
    made = admin("POST", "/umkm", json={"name": "Besar", "capital_idr": 2**63 - 1})
    assert made.status_code == 201
    assert made.json["capital_idr"] == 2**63 - 1


@pytest.mark.parametrize("kind", ["text/plain", "application/xml", "application/x-www-form-urlencoded",
                                  "multipart/form-data; boundary=x", "application/jsonx"])  # fmt: skip
def test_a_body_of_another_kind_is_415(admin: Any, kind: str) -> None:
    answer = admin("POST", "/umkm", data=b'{"name": "x"}', content_type=kind)
    assert code_of(answer) == (415, "body_not_json_type")
    assert answer.headers["Accept"] == "application/json"


@pytest.mark.parametrize("kind", ["application/json; charset=utf-8", "application/merge-patch+json", None])
def test_json_by_any_of_its_names(admin: Any, kind: str | None) -> None:
    raw = orjson.dumps({"name": f"Jenis {kind}"})
    assert admin("POST", "/umkm", data=raw, content_type=kind).status_code == 201


def test_a_compressed_body_is_415(admin: Any) -> None:
    answer = admin("POST", "/umkm", data=gzip.compress(b'{"name": "x"}'), content_type="application/json",
                   headers={"Content-Encoding": "gzip"})  # fmt: skip
    assert code_of(answer) == (415, "body_compressed")


def test_a_body_beyond_the_limit_is_413(admin: Any) -> None:
    raw = b'{"name": "' + b"x" * MAX_BODY + b'"}'
    assert code_of(admin("POST", "/umkm", data=raw, content_type="application/json")) == (413, "too_large")
    answer = admin("POST", "/umkm", json={"name": "x", "description": "d" * (LONG + 1)})
    assert answer.json["errors"][0]["code"] == "too_long"
    assert admin("POST", "/umkm", json={"name": "x", "description": "d" * LONG}).status_code == 201


@pytest.mark.parametrize(
    "name",
    ["Kedai مرحبا", "كشك‏ اليسار", "Keripik 🍌🔥", "Café Ñandú", "e\u0301clair", "ﬁlet", "𝔨𝔢𝔯𝔦𝔭𝔦𝔨", "Warung\u00a0Ibu",
     "a\u202eb", "' OR 1=1 --", "<script>alert(1)</script>", "%s %d {name}", "\\", "=1+1", "👨‍👩‍👧‍👦"],
)  # fmt: skip
def test_any_writing_comes_back_as_it_was(admin: Any, name: str) -> None:
    made = admin("POST", "/umkm", json={"name": name, "products": [{"name": name}]})
    assert made.status_code == 201, made.json
    assert made.json["name"] == " ".join(name.split())
    assert admin("GET", f"/umkm/{made.json['id']}").json["products"][0]["name"] == " ".join(name.split())
    assert admin("GET", "/search/suppliers", query_string={"q": name}).status_code == 200


@pytest.mark.parametrize("name", ["x\x00", "\x07", "x\x1f", "x\x7f"])
def test_what_no_screen_can_show_is_refused(admin: Any, name: str) -> None:
    answer = admin("POST", "/umkm", json={"name": name})
    assert answer.json["errors"][0]["code"] == "control_character"


ODD_KEYS = ["²", "٣", "0", "-1", "1.0", "9" * 19, "9" * 30, "9" * 5000, "%00", "x%00y",
            "%ED%A0%80", "..", "U1%20", "%F0%9F%8D%8C", "null",
            "' OR 1=1"]  # fmt: skip
ODD_HEADERS = ["Bearer", "Bearer ", "bearer x", "Basic YTpi", "Bearer \xff\xfe", "Bearer " + "x" * 9000,
               "Bearer a b", "tm_x", "Bearer '; DROP TABLE users; --"]  # fmt: skip


@pytest.mark.parametrize("key", ODD_KEYS)
@pytest.mark.parametrize("noun", ["umkm", "buyers", "needs"])
def test_odd_names_of_records_are_not_found(admin: Any, noun: str, key: str) -> None:
    for path in (f"/{noun}/{key}", f"/{noun}/{key}/suggestions"):
        answer = admin("GET", path)
        assert answer.status_code in (404, 308), path
    assert admin("DELETE", f"/{noun}/{key}").status_code == 404


@pytest.mark.parametrize("number", ["0", "9" * 19, "9" * 30, "9" * 5000, "-1", "x", "1.5", "²"])
def test_odd_numbers_of_partnerships_are_not_found(admin: Any, number: str) -> None:
    assert admin("GET", f"/partnerships/{number}").status_code == 404
    assert admin("POST", f"/partnerships/{number}/contacted").status_code == 404
    assert admin("POST", f"/partnerships/{number}/orders", json={"quantity": 1}).status_code == 404


@pytest.mark.parametrize(
    "query",
    ["limit=-1", "limit=1e3", "limit=99999999999999999999", "limit=5&limit=7", "cursor=AAAA",
     "cursor=djE6OTk5OTk5OTk5OTk5OTk5OTk5OTk5", "cursor=djI6MQ", "cursor=%00", "cursor=djE6LTE", "cursor=djE60J8",
     "regency=%00", "q=x"],
)  # fmt: skip
def test_odd_lists_are_refused_by_name(admin: Any, query: str) -> None:
    assert code_of(admin("GET", f"/umkm?{query}")) == (422, "invalid_query")


@pytest.mark.parametrize("cursor", ["djE6OTk5OTk5OTk5OTk5OTk5", "djE6OTIyMzM3MjAzNjg1NDc3NTgwNw"])
@pytest.mark.parametrize("path", ["/umkm", "/partnerships", "/search/suppliers", "/pairings"])
def test_a_cursor_beyond_the_end_shows_nothing(admin: Any, path: str, cursor: str) -> None:
    answer = admin("GET", f"{path}?cursor={cursor}&limit=200")
    assert answer.status_code == 200, answer.json
    assert answer.json["items"] == []
    assert answer.json["next_cursor"] is None


def test_lists_of_words_by_commas_or_by_repeating(admin: Any) -> None:
    by_commas = admin("GET", "/search/suppliers?certificates=HALAL,PIRT").json["items"]
    repeated = admin("GET", "/search/suppliers?certificates=HALAL&certificates=PIRT").json["items"]
    assert repeated == by_commas
    assert admin("GET", "/search/suppliers?certificates=HALAL&certificates=ISO").status_code == 422


@pytest.mark.parametrize(
    "query",
    ["near=nan,106", "near=-6,inf", "near=-6", "near=-6,106,3", "radius_km=0", "radius_km=1e5", "min_capacity=-1",
     "max_price_idr=1.5", "max_lead_time_days=1e99", "max_lead_time_days=" + "9" * 400, "q=" + "x" * 501, "q=a%00"],
)  # fmt: skip
def test_odd_searches_are_refused_by_name(admin: Any, query: str) -> None:
    assert code_of(admin("GET", f"/search/suppliers?{query}")) == (422, "invalid_query")


@pytest.mark.parametrize(
    "query",
    ["max_lead_time_days=999999999999", "min_capacity=999999999999", "max_price_idr=9223372036854775807",
     "radius_km=0.0001&near=-6.36,106.25", "q=%F0%9F%8D%8C", "q=" + "keripik+" * 60, "q=*", "q=%25", "q=%22"],
)  # fmt: skip
def test_extreme_searches_are_answered(admin: Any, query: str) -> None:
    assert admin("GET", f"/search/suppliers?{query}").status_code == 200


def test_a_wildcard_in_a_name_is_a_letter(admin: Any) -> None:
    assert admin("GET", "/umkm?name=Keripik").json["total"] >= 1
    assert admin("GET", "/umkm?name=Keri%25ik").json["total"] == 0
    assert admin("GET", "/umkm?name=Kerip_k").json["total"] == 0


@pytest.mark.parametrize("method", ["PUT", "TRACE", "PROPFIND", "LINK"])
def test_other_methods_are_405_and_name_those_there_are(admin: Any, method: str) -> None:
    answer = admin(method, "/umkm")
    assert code_of(answer) == (405, "method_not_allowed")
    assert {"GET", "POST"} <= {one.strip() for one in answer.headers["Allow"].split(",")}


def test_head_and_options(admin: Any) -> None:
    head, get = admin("HEAD", "/umkm/U1"), admin("GET", "/umkm/U1")
    assert (head.status_code, head.get_data(), head.headers["ETag"]) == (200, b"", get.headers["ETag"])
    options = admin("OPTIONS", "/umkm/U1")
    assert options.status_code == 200
    assert {"GET", "HEAD", "PATCH", "DELETE"} <= set(options.allow)


@pytest.mark.parametrize("path", ["/umkm/", "/umkm/U1/", "//umkm", "/Umkm", "/umkm/U1/extra", "/", ""])
def test_other_spellings_of_a_path_are_404_or_lead_to_it(admin: Any, path: str) -> None:
    answer = admin("GET", path)
    assert answer.status_code in (404, 308)
    if answer.status_code == 404:
        assert answer.content_type == PROBLEM


@pytest.mark.parametrize("header", ODD_HEADERS)
def test_odd_keys_are_401(app: Any, header: str) -> None:
    answer = app.test_client().get("/api/v1/umkm", headers={"Authorization": header})
    assert code_of(answer) == (401, "unauthorized")


@pytest.fixture(scope="module")
def app(small_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """One app for all lines: what was sent before must not matter."""
    with serving(small_database, tmp_path_factory.mktemp("hostile")) as made:
        yield made


class Trickle(io.RawIOBase):
    """A body of which the second half comes when the client pleases."""

    def __init__(self, raw: bytes) -> None:
        self.raw, self.position, self.shown = raw, 0, 0
        self.asked, self.go = threading.Event(), threading.Event()

    def tell(self) -> int:
        return self.shown

    def seek(self, offset: int, whence: int = 0) -> int:
        # The test client looks where the end is to fill in the length.
        self.shown = offset + (len(self.raw) if whence == io.SEEK_END else 0)
        return self.shown

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if self.position:
            self.asked.set()
            assert self.go.wait(30)
        end = min(self.position + max(1, len(self.raw) // 2), len(self.raw), self.position + len(buffer))
        piece = self.raw[self.position : end]
        buffer[: len(piece)] = piece
        self.position = end
        return len(piece)


def test_a_slow_client_keeps_no_other_writer_waiting(caller: Callable[..., Any]) -> None:
    slow, quick = caller("admin"), caller("admin")
    raw = orjson.dumps({"description": "pelan"})
    body = Trickle(raw)
    answers: list[Any] = []

    def write_slowly() -> None:
        answers.append(slow("PATCH", "/umkm/U1", input_stream=body, content_type="application/json"))

    thread = threading.Thread(target=write_slowly)
    thread.start()
    assert body.asked.wait(30)
    began = time.monotonic()
    assert quick("POST", "/umkm", json={"name": "Cepat"}).status_code == 201
    assert time.monotonic() - began < 5
    body.go.set()
    thread.join(30)
    assert answers[0].status_code == 200


def test_strangers_do_not_take_the_writer(app: Any, caller: Callable[..., Any]) -> None:
    """While somebody writes, a write with a bad key is refused at once instead of waiting its turn."""
    with app.extensions[KEY].database.write() as session:
        session.execute(text("SELECT 1"))
        began = time.monotonic()
        assert caller(None)("POST", "/umkm", json={"name": "x"}).status_code == 401
        assert time.monotonic() - began < 5


def test_a_database_that_does_not_answer_is_503_and_says_when_to_ask_again(
    app: Any, admin: Any, monkeypatch: pytest.MonkeyPatch
) -> None:

    def gone(*_args: Any, **_kwargs: Any) -> Any:
        raise OperationalError("SELECT", {}, Exception("database is locked"))

    monkeypatch.setattr("matchmaker.services.records.page", gone)
    answer = admin("GET", "/umkm")
    assert code_of(answer) == (503, "database_unavailable")
    assert answer.headers["Retry-After"] == "1"
    assert "SELECT" not in answer.get_data(as_text=True)


def test_a_fault_of_ours_is_a_500_that_tells_nothing(admin: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: Any, **_kwargs: Any) -> Any:
        raise KeyError("secret detail")

    monkeypatch.setattr("matchmaker.services.records.page", broken)
    answer = admin("GET", "/umkm")
    assert code_of(answer) == (500, "error")
    assert "secret" not in answer.get_data(as_text=True)
