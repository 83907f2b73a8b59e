"""The pipeline over HTTP: propose, every move, what cannot follow, what was bought."""

from __future__ import annotations

import io
from typing import Any

import pytest
from docx import Document

from matchmaker.domain.pipeline import STAGES, TRANSITIONS


@pytest.fixture
def proposed(admin: Any) -> int:
    made = admin("POST", "/partnerships", json={"umkm_external_id": "U1", "need_external_id": "N1"})
    assert made.status_code == 201, made.json
    assert made.json["stage"] == "proposed"
    assert 0 < made.json["score"] < 1
    assert made.json["product"]["name"].startswith("Keripik pisang")
    return int(made.json["id"])


def move(admin: Any, key: int, action: str, **body: Any) -> Any:
    return admin("POST", f"/partnerships/{key}/{action}", json=body)


def test_the_whole_way(admin: Any, proposed: int) -> None:
    for action in ("contacted", "sample", "negotiation", "agreed"):
        assert move(admin, proposed, action).status_code == 200
    order = admin(
        "POST", f"/partnerships/{proposed}/orders", json={"quantity": 200, "unit": "bungkus", "value_idr": 2_000_000}
    )
    assert order.status_code == 201
    now = admin("GET", f"/partnerships/{proposed}").json
    assert now["stage"] == "active", "the first order makes it active"
    assert now["orders"][0]["value_idr"] == 2_000_000
    assert move(admin, proposed, "ended", reason="kontrak selesai").status_code == 200
    events = admin("GET", f"/partnerships/{proposed}").json["events"]
    assert [e["to"] for e in events] == ["proposed", "contacted", "sample", "negotiation", "agreed", "active", "ended"]


def test_what_cannot_follow_is_409_and_changes_nothing(admin: Any, proposed: int) -> None:
    for stage in set(STAGES) - TRANSITIONS["proposed"] - {"proposed"}:
        answer = move(admin, proposed, stage, reason="x")
        assert answer.status_code == 409, stage
        assert answer.json["params"]["next"]
    assert admin("GET", f"/partnerships/{proposed}").json["stage"] == "proposed"


def test_a_failure_needs_its_reason(admin: Any, proposed: int) -> None:
    assert move(admin, proposed, "rejected").status_code == 422
    assert move(admin, proposed, "rejected", reason="harga").status_code == 200
    assert move(admin, proposed, "contacted").status_code == 409


def test_unknown_action_is_404(admin: Any, proposed: int) -> None:
    assert move(admin, proposed, "explode").status_code == 404


def test_the_same_pairing_twice_is_409_until_the_first_is_over(admin: Any, proposed: int) -> None:
    body = {"umkm_external_id": "U1", "need_external_id": "N1"}
    assert admin("POST", "/partnerships", json=body).status_code == 409
    move(admin, proposed, "withdrawn", reason="salah")
    assert admin("POST", "/partnerships", json=body).status_code == 201


def test_orders_need_an_agreement(admin: Any, proposed: int) -> None:
    assert admin("POST", f"/partnerships/{proposed}/orders", json={"quantity": 1}).status_code == 409
    assert admin("POST", f"/partnerships/{proposed}/orders", json={"quantity": 0}).status_code == 422


def test_an_agreement_takes_its_volume_from_the_capacity(admin: Any, proposed: int) -> None:
    def capacity() -> str:
        checks = admin("GET", "/why?need=N1&umkm=U1").json["checks"]
        return str(next(c["evidence"] for c in checks if c["rule"] == "capacity"))

    assert "3.000" in capacity()
    for action in ("contacted", "negotiation", "agreed"):
        assert move(admin, proposed, action).status_code == 200
    assert "2.500" in capacity()


def test_what_a_partnership_stands_on_cannot_be_deleted(admin: Any, proposed: int) -> None:
    assert admin("DELETE", "/umkm/U1").status_code == 409
    assert admin("DELETE", "/needs/N1").status_code == 409
    assert admin("DELETE", "/buyers/B1").status_code == 409


def test_list_and_filter(admin: Any, proposed: int) -> None:
    assert admin("GET", "/partnerships?stage=proposed").json["total"] == 1
    assert admin("GET", "/partnerships?stage=agreed").json["total"] == 0


def test_a_draft_agreement_is_a_word_file_for_both_sides_only(admin: Any, caller: Any, proposed: int) -> None:
    answer = admin("GET", f"/partnerships/{proposed}/drafts/perjanjian?pattern=rantai_pasok")
    assert answer.status_code == 200
    assert answer.mimetype.endswith("wordprocessingml.document")
    assert f"draf-perjanjian-{proposed}.docx" in answer.headers["Content-Disposition"]
    said = " ".join(one.text for one in Document(io.BytesIO(answer.data)).paragraphs)
    assert "Keripik Pisang Bu Tini" in said
    assert "pola rantai pasok" in said
    assert admin("GET", f"/partnerships/{proposed}/drafts/akta").status_code == 404
    assert admin("GET", f"/partnerships/{proposed}/drafts/perjanjian?pattern=rentenir").status_code == 422
    assert caller("dinas", region="62.71")("GET", f"/partnerships/{proposed}/drafts/perjanjian").status_code == 403
