"""The pipeline on pages: moves, reasons, orders, and who may see what."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from docx import Document

from api.extensions import KEY
from matchmaker.domain.access import SYSTEM
from matchmaker.domain.pipeline import OPEN
from matchmaker.services import partnerships
from tests.pages.conftest import Visitor, words

Visit = Callable[..., Visitor]


@pytest.fixture
def proposed(visit: Visit, ids: dict[str, int]) -> str:
    """The address of a proposed partnership of U1 and N1."""
    answer = visit("dinas").post("/usulkan", {"umkm_id": str(ids["U1"]), "need_id": str(ids["N1"])})
    return str(answer.headers["Location"])


def move(visitor: Visitor, path: str, action: str, **data: str) -> Any:
    version = re.search(r'name="version" value="(\d+)"', visitor.get(path).get_data(as_text=True))
    return visitor.post(f"{path}/pindah/{action}", {"version": version[1] if version else "0", **data})


def stage_of(app: Any, path: str) -> str:
    with app.extensions[KEY].database.read() as session:
        return partnerships.get(session, SYSTEM, int(path.rpartition("/")[2])).stage


def test_from_proposal_to_what_was_really_bought(app: Any, visit: Visit, proposed: str) -> None:
    visitor = visit("dinas")
    for action in ("contacted", "sample", "negotiation", "agreed"):
        assert move(visitor, proposed, action).headers["Location"] == proposed
    assert "Sepakat" in words(visitor.get(proposed))
    order = {"quantity": "250", "unit": "bungkus", "value_idr": "Rp 2.500.000", "ordered_on": "2026-10-05"}
    assert visitor.post(f"{proposed}/pesanan", order).status_code == 302
    page = words(visitor.get(proposed))
    assert "250 bungkus" in page
    assert "Rp 2.500.000" in page
    assert "5 Okt 2026" in page
    assert stage_of(app, proposed) == "active", "the first order makes it run"
    assert "1 pesanan" in words(visitor.get("/kemitraan"))
    assert "Rp 2.500.000" in words(visitor.get("/data"))


def test_an_end_asks_for_its_reason_beside_the_field(app: Any, visit: Visit, proposed: str) -> None:
    visitor = visit("association")
    refused = move(visitor, proposed, "rejected", reason="  ")
    assert refused.status_code == 422
    assert re.search(r'id="alasan-rejected-salah">\s*Tuliskan alasannya', refused.get_data(as_text=True))
    assert stage_of(app, proposed) == "proposed"
    assert move(visitor, proposed, "rejected", reason="harga terlalu tinggi").status_code == 302
    assert "harga terlalu tinggi" in words(visitor.get(proposed))


def test_two_who_move_at_once_do_not_overwrite_each_other(app: Any, visit: Visit, proposed: str) -> None:
    stale = re.search(r'name="version" value="(\d+)"', visit("dinas").get(proposed).get_data(as_text=True))
    assert stale is not None
    assert move(visit("association"), proposed, "contacted").status_code == 302
    answer = visit("dinas").post(f"{proposed}/pindah/withdrawn", {"version": stale[1], "reason": "salah"})
    assert answer.status_code == 412
    assert "sudah diubah orang lain" in words(answer)
    assert stage_of(app, proposed) == "contacted"


def test_a_move_that_cannot_follow_is_refused_in_words(app: Any, visit: Visit, proposed: str) -> None:
    answer = move(visit("dinas"), proposed, "agreed")
    assert answer.status_code == 409
    assert 'Tahap "Sepakat" tidak bisa mengikuti "Diusulkan"' in words(answer)
    assert move(visit("dinas"), proposed, "terbang").status_code == 404
    assert stage_of(app, proposed) in OPEN


@pytest.mark.parametrize(
    ("order", "field", "said"),
    [({}, "quantity", "wajib diisi"), ({"quantity": "0"}, "quantity", "tidak boleh 0"),
     ({"quantity": "5", "value_idr": "sejuta"}, "value_idr", "bukan angka"),
     ({"quantity": "5", "ordered_on": "kemarin"}, "ordered_on", "bukan tanggal")],
)  # fmt: skip
def test_an_order_with_a_slip_says_where(
    order: dict[str, str], field: str, said: str, visit: Visit, proposed: str
) -> None:
    visitor = visit("dinas")
    for action in ("contacted", "negotiation", "agreed"):
        move(visitor, proposed, action)
    answer = visitor.post(f"{proposed}/pesanan", order)
    assert answer.status_code == 422
    assert re.search(rf'id="{field}-salah">[^<]*{said}', answer.get_data(as_text=True), re.IGNORECASE)


def test_an_order_before_the_agreement_is_refused(visit: Visit, proposed: str) -> None:
    assert "Pesanan bisa dicatat setelah sepakat" in words(visit("dinas").get(proposed))
    assert visit("dinas").post(f"{proposed}/pesanan", {"quantity": "5"}).status_code == 409


def test_a_partnership_is_for_its_two_sides_and_their_dinas(visit: Visit, proposed: str) -> None:
    for role, status in {"admin": 200, "dinas": 200, "association": 200, "owner": 200, "buyer": 403}.items():
        assert visit(role).get(proposed).status_code == status, role
        assert visit(role).post(f"{proposed}/pesanan", {"quantity": "5"}).status_code == (
            403 if status == 403 else 409
        ), role
    assert move(visit("buyer"), proposed, "contacted").status_code == 403
    assert "Belum ada kemitraan" in words(visit("buyer").get("/kemitraan"))


def test_the_list_shows_one_stage_at_a_time(visit: Visit, proposed: str) -> None:
    assert "Keripik Pisang Bu Tini" in words(visit("dinas").get("/kemitraan?stage=proposed"))
    assert "Tidak ada di tahap ini" in words(visit("dinas").get("/kemitraan?stage=agreed"))


def test_what_was_signed_is_written_with_the_agreement(visit: Any, ids: dict[str, int]) -> None:
    visitor = visit("dinas")
    made = visitor.post("/usulkan", {"umkm_id": str(ids["U1"]), "need_id": str(ids["N1"])}).headers["Location"]
    for stage in ("contacted", "negotiation"):
        visitor.post(f"{made}/pindah/{stage}", {"version": _version(visitor, made)})
    refused = visitor.post(f"{made}/pindah/agreed", {"version": _version(visitor, made), "value_idr": "banyak"})
    assert refused.status_code == 422
    assert "bukan angka" in words(refused)
    agreed = {"version": _version(visitor, made), "value_idr": "12.500.000"}
    assert visitor.post(f"{made}/pindah/agreed", agreed).status_code == 302
    assert "Rp12.500.000" in words(visitor.get(made)).replace("Rp ", "Rp")


def _version(visitor: Any, path: str) -> str:
    found = re.search(r'name="version" value="(\d+)"', visitor.get(path).get_data(as_text=True))
    assert found is not None
    return found[1]


def test_draft_agreements_from_the_page(visit: Visit, proposed: str) -> None:
    visitor = visit("dinas")
    page = visitor.get(proposed).get_data(as_text=True)
    assert f'action="{proposed}/draf"' in page
    for kind in ("nota_kesepahaman", "perjanjian", "surat_komitmen"):
        assert f'value="{kind}"' in page
        answer = visitor.get(f"{proposed}/draf?kind={kind}&pattern=waralaba")
        assert answer.status_code == 200
        assert answer.headers["Content-Disposition"].endswith('.docx"')
        said = " ".join(one.text for one in Document(io.BytesIO(answer.data)).paragraphs)
        assert "Hotel Multatuli" in said
        assert "waralaba" in said
    assert visit("owner").get(f"{proposed}/draf?kind=perjanjian").status_code == 200, "it is the owner's own"
    assert visit("buyer").get(f"{proposed}/draf?kind=perjanjian").status_code == 403, "another buyer's"


def test_an_office_is_not_sent_to_itself_for_a_contact(visit: Visit) -> None:
    """A buyer of another region keeps its contact from this office, which is told whom to ask."""
    admin = visit("admin")
    address = admin.post("/usulkan", {"umkm_id": "1", "need_id": "2"}).headers["Location"]
    assert "ke dinas setempat" not in words(admin.get(address))
    page = words(visit("dinas").get(address))
    assert "Di luar wilayah Anda (Kota Palembang): tanyakan kontaknya ke dinas setempat." in page
    assert "Kontak lewat dinas" not in page
