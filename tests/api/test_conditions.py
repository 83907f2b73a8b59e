"""Writes that depend on what was seen: ETag, If-Match, If-None-Match, Idempotency-Key, and two at the same moment."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import func, select, update

from api.extensions import KEY
from matchmaker.models import IdempotentRequest
from matchmaker.models.base import utcnow

PROPOSAL = {"umkm_external_id": "U1", "need_external_id": "N1"}
ROUNDS = 4


def at_once(*writes: Callable[[], Any]) -> list[Any]:
    """The answers to writes begun at the same moment."""
    gate, answers = threading.Barrier(len(writes)), []

    def run(write: Callable[[], Any]) -> None:
        gate.wait(10)
        answers.append(write())

    threads = [threading.Thread(target=run, args=(write,)) for write in writes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return answers


@pytest.mark.parametrize(
    ("shown", "status"),
    [
        ("{tag}", 200),
        ("W/{tag}", 200),
        ('"x", {tag}', 200),
        ("*", 200),
        ("", 200),
        ('"1-1-other"', 200),  # another reader's view of the same version
        ('"1-0-00000000"', 412),
        ('"2-1-00000000"', 412),
        ('"x"', 412),
        ("garbage", 412),
        (",,,", 412),
        ('"', 412),
    ],
)
def test_if_match(admin: Any, shown: str, status: int) -> None:
    tag = admin("GET", "/umkm/U1").headers["ETag"]
    answer = admin("PATCH", "/umkm/U1", json={"description": "x"}, headers={"If-Match": shown.format(tag=tag)})
    assert answer.status_code == status
    after = admin("GET", "/umkm/U1")
    assert (after.headers["ETag"] != tag) == (status == 200)


@pytest.mark.parametrize("algorithm", ["gzip", "br", "zstd"])
def test_tags_of_compressed_answers_work_as_well(admin: Any, algorithm: str) -> None:
    headers = {"Accept-Encoding": algorithm}
    tag = admin("GET", "/umkm/U1", headers=headers).headers["ETag"]
    again = admin("GET", "/umkm/U1", headers=headers | {"If-None-Match": tag})
    assert (again.status_code, again.get_data()) == (304, b"")
    assert admin("PATCH", "/umkm/U1", json={"description": "y"}, headers={"If-Match": tag}).status_code == 200
    assert admin("PATCH", "/umkm/U1", json={"description": "z"}, headers={"If-Match": tag}).status_code == 412


def test_if_none_match(admin: Any) -> None:
    tag = admin("GET", "/umkm/U1").headers["ETag"]
    for shown in (tag, f"W/{tag}", f'"x", {tag}', "*"):
        for method in ("GET", "HEAD"):
            assert admin(method, "/umkm/U1", headers={"If-None-Match": shown}).status_code == 304, shown
    for shown in ('"x"', tag[:-2] + '"', "garbage", ""):
        assert admin("GET", "/umkm/U1", headers={"If-None-Match": shown}).status_code == 200, shown


def test_a_tag_is_the_readers_own(admin: Any, caller: Callable[..., Any]) -> None:
    """Who may not see contacts must not learn from a 304 that they are still the same."""
    association = caller("association", association="PHRI Banten")
    tag = admin("GET", "/umkm/U1").headers["ETag"]
    assert association("GET", "/umkm/U1", headers={"If-None-Match": tag}).status_code == 200


def test_a_stale_delete_and_a_stale_move_are_refused(admin: Any) -> None:
    tag = admin("GET", "/umkm/U3").headers["ETag"]
    admin("PATCH", "/umkm/U3", json={"description": "x"})
    assert admin("DELETE", "/umkm/U3", headers={"If-Match": tag}).status_code == 412
    made = admin("POST", "/partnerships", json=PROPOSAL)
    path, tag = f"/partnerships/{made.json['id']}", made.headers["ETag"]
    assert admin("POST", f"{path}/contacted", headers={"If-Match": tag}).status_code == 200
    assert admin("POST", f"{path}/negotiation", headers={"If-Match": tag}).status_code == 412
    assert admin("POST", f"{path}/orders", json={"quantity": 1}, headers={"If-Match": tag}).status_code == 412


def test_of_two_changes_on_the_same_version_one_is_refused(admin: Any) -> None:
    for _ in range(ROUNDS):
        headers = {"If-Match": admin("GET", "/umkm/U1").headers["ETag"]}
        change = partial(admin, "PATCH", "/umkm/U1", headers=headers)
        answers = at_once(*(partial(change, json={"description": f"{name}{_}"}) for name in "ab"))
        assert sorted(answer.status_code for answer in answers) == [200, 412]


def test_two_proposals_of_one_pairing_make_one_partnership(admin: Any) -> None:
    answers = at_once(*(lambda: admin("POST", "/partnerships", json=PROPOSAL) for _ in range(ROUNDS)))
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * (ROUNDS - 1)
    assert {answer.json["code"] for answer in answers if answer.status_code == 409} == {"partnership_exists"}
    assert admin("GET", "/partnerships").json["total"] == 1


def test_two_of_one_external_id_are_one_record(admin: Any) -> None:
    body = {"external_id": "BARU", "name": "Baru"}
    answers = at_once(*(lambda: admin("POST", "/umkm", json=body) for _ in range(ROUNDS)))
    assert sorted(answer.status_code for answer in answers) == [200] * (ROUNDS - 1) + [201]
    assert len({answer.json["id"] for answer in answers}) == 1


def test_one_idempotency_key_at_once_writes_once(admin: Any) -> None:
    made = admin("POST", "/partnerships", json=PROPOSAL).json["id"]
    for action in ("contacted", "negotiation", "agreed"):
        admin("POST", f"/partnerships/{made}/{action}")
    headers = {"Idempotency-Key": "pesanan-1"}
    answers = at_once(
        *(
            lambda: admin("POST", f"/partnerships/{made}/orders", json={"quantity": 5}, headers=headers)
            for _ in range(ROUNDS)
        )
    )
    assert [answer.status_code for answer in answers] == [201] * ROUNDS
    assert len({answer.json["id"] for answer in answers}) == 1
    assert len(admin("GET", f"/partnerships/{made}").json["orders"]) == 1


@pytest.mark.parametrize(("method", "path", "body", "status"), [
    ("PATCH", "/umkm/U3", {"description": "x"}, 200),
    ("DELETE", "/umkm/U3", None, 204),
    ("POST", "/partnerships", PROPOSAL, 201),
])  # fmt: skip
def test_every_write_can_be_repeated_safely(admin: Any, method: str, path: str, body: Any, status: int) -> None:
    headers = {"Idempotency-Key": "sekali saja"}
    first = admin(method, path, json=body, headers=headers) if body else admin(method, path, headers=headers)
    again = admin(method, path, json=body, headers=headers) if body else admin(method, path, headers=headers)
    assert (first.status_code, again.status_code) == (status, status)
    assert again.get_data() == first.get_data()
    assert again.headers.get("ETag") == first.headers.get("ETag")
    assert "Idempotent-Replayed" not in first.headers
    assert again.headers["Idempotent-Replayed"] == "true"


def test_a_refused_write_may_be_tried_again_under_its_key(admin: Any) -> None:
    headers = {"Idempotency-Key": "k"}
    assert admin("POST", "/umkm", json={"name": ""}, headers=headers).status_code == 422
    assert admin("POST", "/umkm", json={"name": "Benar"}, headers=headers).status_code == 201


def test_idempotency_keys_are_each_callers_own_and_each_addresss(admin: Any, caller: Callable[..., Any]) -> None:
    headers = {"Idempotency-Key": "sama"}
    other = caller("admin")
    assert admin("POST", "/umkm", json={"name": "Satu"}, headers=headers).status_code == 201
    assert other("POST", "/umkm", json={"name": "Dua"}, headers=headers).status_code == 201
    assert admin("POST", "/buyers", json={"name": "Tiga", "type": "hotel"}, headers=headers).status_code == 201
    assert admin("POST", "/umkm", json={"name": "Empat"}, headers=headers).json["code"] == "idempotency_key_reused"


def test_answers_are_forgotten_after_a_day(app: Any, admin: Any) -> None:
    """They hold contacts of people."""
    admin("POST", "/umkm", json={"name": "Lama"}, headers={"Idempotency-Key": "lama"})
    with app.extensions[KEY].database.write() as session:
        session.execute(update(IdempotentRequest).values(created_at=utcnow() - timedelta(hours=25)))
    admin("POST", "/umkm", json={"name": "Baru"}, headers={"Idempotency-Key": "baru"})
    with app.extensions[KEY].database.read() as session:
        assert session.scalar(select(func.count()).select_from(IdempotentRequest)) == 1


def test_what_a_partnership_stands_on_stays_and_the_rest_goes(admin: Any) -> None:
    made = admin("POST", "/partnerships", json=PROPOSAL).json["id"]
    for path, code in (("/umkm/U1", "umkm_has_partnerships"), ("/needs/N1", "need_has_partnerships"),
                       ("/buyers/B1", "buyer_has_partnerships")):  # fmt: skip
        answer = admin("DELETE", path)
        assert (answer.status_code, answer.json["code"]) == (409, code)
    admin("POST", f"/partnerships/{made}/withdrawn", json={"reason": "salah"})
    assert admin("DELETE", "/umkm/U1").status_code == 409, "a finished one is history and stays too"
    assert admin("DELETE", "/umkm/U2").status_code == 204
    assert admin("DELETE", "/buyers/B2").status_code == 204
