"""Who may open and press what: every page has its line here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.pages.conftest import PEOPLE, Visitor, running

OK, NO, GONE = 200, 403, 404
STAFF = {"admin": OK, "dinas": OK}
BUYER_SIDE = STAFF | {"association": OK, "buyer": OK}
ANYBODY = BUYER_SIDE | {"owner": OK}
OWNER = {"owner": OK}
ADMIN = {"admin": OK}
# Page -> roles that get in; everybody else is refused. Keys in braces are looked up among the records.
PAGES: dict[str, dict[str, int]] = {
    "/akun": ANYBODY,
    "/cari?q=keripik": BUYER_SIDE,
    "/umkm": ANYBODY,
    "/umkm/{U1}": ANYBODY,
    "/umkm/baru": STAFF,
    "/umkm/{U1}/ubah": STAFF,
    "/umkm/{U1}/izin": STAFF,
    "/umkm/{U1}/produk/baru": STAFF,
    "/umkm/{U1}/produk/{P1}": STAFF,
    "/pembeli/baru": STAFF | {"association": OK},
    "/pembeli/{B1}/ubah": STAFF | {"association": OK},
    "/kebutuhan": BUYER_SIDE,
    "/kebutuhan/baru": BUYER_SIDE,
    "/kebutuhan/{N1}": ANYBODY,
    "/kebutuhan/{N1}/ubah": {"admin": OK, "dinas": OK, "association": OK},
    "/kebutuhan/{N2}/ubah": {"admin": OK},
    "/kebutuhan/{N1}/mengapa?nama=abon": ANYBODY,
    "/mengapa?need={N1}&umkm={U1}": {"admin": OK, "dinas": OK, "association": OK, "owner": OK},
    "/mengapa?need={N2}&umkm={U3}": {"admin": OK},
    "/pasangan": STAFF,
    "/kemitraan": ANYBODY,
    "/data": STAFF,
    "/laporan": {"admin": 302, "dinas": 302},
    "/laporan/umkm": STAFF,
    "/laporan/needs": STAFF,
    "/laporan/partnerships.xlsx": STAFF,
    "/laporan/umkm.pdf": STAFF,
    "/laporan/lkjip": STAFF,
    "/laporan/terbitan": STAFF,
    "/target": STAFF,
    "/unduh": STAFF,
    "/unduh/umkm.xlsx": STAFF,
    "/unduh/partnerships.pdf": STAFF,
    "/kegiatan/acara": STAFF,
    "/kegiatan/program": STAFF,
    "/kegiatan/acara/baru": STAFF,
    "/laporan/umkm/umkm_by_region.png": STAFF,
    "/impor": STAFF,
    "/impor/formulir/umkm.xlsx": STAFF,
    # Nobody's token: whoever may import is told that there is no such file.
    "/impor/periksa/abcdefghijklmnopqrstuvwx": {"admin": GONE, "dinas": GONE},
    "/impor/periksa/abcdefghijklmnopqrstuvwx/kesalahan.xlsx": {"admin": GONE, "dinas": GONE},
    "/impor/laporan/abcdefghijklmnopqrstuvwx.xlsx": {"admin": GONE, "dinas": GONE},
    "/impor/riwayat": STAFF,
    "/ganda": STAFF,
    "/peluang": STAFF,
    "/umkm/{U1}/peluang": {"admin": OK, "dinas": OK, "owner": OK},
    "/usaha": OWNER,
    "/usaha/data": OWNER,
    "/usaha/produk": OWNER,
    "/usaha/produk/baru": OWNER,
    "/usaha/produk/{P1}": OWNER,
    "/admin/akun": ADMIN,
    "/admin/kunci": ADMIN,
}
# Writes, with a form that is as good as it needs to be for the refusal to be about the person.
WRITES: dict[str, tuple[dict[str, Any], dict[str, int]]] = {
    "/usulkan": (
        {"umkm_id": "{U1}", "need_id": "{N1}"},
        {"admin": 302, "dinas": 302, "association": 302, "owner": 302},
    ),
    "/kebutuhan/baru": ({"buyer_id": "{B1}", "title": "Gula aren"}, {"admin": 302, "dinas": 302, "association": 302}),
    "/kebutuhan/{N1}/ubah": ({"title": "Keripik"}, {"admin": 302, "dinas": 302, "association": 302}),
    "/kebutuhan/{N1}/tutup": ({}, {"admin": 302, "dinas": 302, "association": 302}),
    "/umkm/baru": ({"name": "Dodol", "regency": "Kabupaten Lebak"}, {"admin": 302, "dinas": 302}),
    "/umkm/{U1}/ubah": ({"name": "Keripik Bu Tini", "regency": "Kabupaten Lebak"}, {"admin": 302, "dinas": 302}),
    "/umkm/{U1}/izin": ({"type": "NIB", "status": "verified"}, {"admin": 302, "dinas": 302}),
    "/umkm/{U1}/produk/baru": ({"name": "Sale pisang"}, {"admin": 302, "dinas": 302}),
    "/umkm/{U1}/produk/{P1}": ({"price_idr": "9.000"}, {"admin": 302, "dinas": 302}),
    "/pembeli/baru": (
        {"name": "Hotel Contoh", "type": "hotel", "regency": "Kabupaten Lebak"},
        {"admin": 302, "dinas": 302, "association": 302},
    ),
    "/pembeli/{B1}/ubah": (
        {"name": "Hotel Contoh", "type": "hotel", "regency": "Kabupaten Lebak", "association": "PHRI Banten"},
        {"admin": 302, "dinas": 302, "association": 302},
    ),
    "/usaha/data": ({"max_payment_days": "14"}, {"owner": 302}),
    "/usaha/sertifikat": ({"type": "NIB"}, {"owner": 302}),
    "/usaha/produk/{P1}": ({"price_idr": "9.000"}, {"owner": 302}),
    "/usaha/produk/baru": ({"name": "Sale pisang"}, {"owner": 302}),
    "/impor": ({}, {"admin": 422, "dinas": 422}),
    "/impor/periksa/abcdefghijklmnopqrstuvwx/kolom": ({"susunan": "0" * 64}, {"admin": GONE, "dinas": GONE}),
    "/impor/periksa/abcdefghijklmnopqrstuvwx/kolom/lupa": ({"susunan": "0" * 64}, {"admin": GONE, "dinas": GONE}),
    "/impor/simpan": ({"token": "x"}, {"admin": GONE, "dinas": GONE}),
    "/kegiatan/acara/baru": (
        {"name": "Bazar", "kind": "bazaar", "starts_on": "2026-03-02", "regency": "Kabupaten Lebak"},
        {"admin": 302, "dinas": 302},
    ),
    "/kegiatan/program/berkas": ({}, {"admin": 422, "dinas": 422}),
    "/kegiatan/program/simpan": ({"token": "x"}, {"admin": GONE, "dinas": GONE}),
    "/laporan/umkm/terbitkan": ({}, {"admin": 302, "dinas": 302}),
    "/target": ({"holders_nib": "80"}, {"admin": 302, "dinas": 302}),
    "/admin/akun": ({"name": "baru", "role": "dinas"}, {"admin": OK}),
    "/admin/akun/tautan": ({"name": "owner"}, {"admin": OK}),
    "/admin/kunci": ({"name": "skrip", "role": "dinas"}, {"admin": OK}),
    "/admin/kunci/cabut": ({"name": "tidak ada"}, {"admin": GONE}),
}
# Pages that ask nobody who they are, or whose access is tested with the record they need.
ELSEWHERE = {
    "/unduh/<kind>.<ending>",
    "/laporan/<name>/terbitkan", "/laporan/terbitan/<int:issue_id>.pdf", "/laporan/terbitan/<int:issue_id>.xlsx",
    "/kegiatan/<name>", "/kegiatan/<name>/baru", "/kegiatan/<name>/berkas",
    "/kegiatan/<name>/simpan", "/kegiatan/<name>/<int:activity_id>",
    "/", "/masuk", "/masuk/<token>", "/keluar", "/bahasa", "/impor/batal", "/kemitraan/<int:partnership_id>",
    "/kemitraan/<int:partnership_id>/draf",
    "/kemitraan/<int:partnership_id>/pindah/<action>", "/kemitraan/<int:partnership_id>/pesanan",
    # One line above stands for each of these.
    "/laporan/<name>", "/laporan/<name>.xlsx", "/laporan/<name>.pdf", "/laporan/<name>/<table>.png",
    "/impor/riwayat/<int:batch_id>",
    "/impor/riwayat/<int:batch_id>/batalkan", "/ganda/<int:review_id>", "/ganda/gabungan/<int:merge_id>/pisahkan",
}  # fmt: skip
Visit = Callable[[str | None], Visitor]


@pytest.fixture(scope="module")
def app(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """One app for all lines: who may do something may also do it after somebody else has."""
    with running(prepared, tmp_path_factory.mktemp("access")) as made:
        yield made


@pytest.mark.parametrize("role", PEOPLE)
@pytest.mark.parametrize("page", PAGES)
def test_pages_open_for_whom_they_are(page: str, role: str, visit: Visit, ids: dict[str, int]) -> None:
    assert visit(role).get(page.format(**ids)).status_code == PAGES[page].get(role, NO)


@pytest.mark.parametrize("role", PEOPLE)
@pytest.mark.parametrize("path", WRITES)
def test_only_who_may_write_writes(path: str, role: str, visit: Visit, ids: dict[str, int]) -> None:
    data, allowed = WRITES[path]
    filled = {name: value.format(**ids) for name, value in data.items()}
    assert visit(role).post(path.format(**ids), filled).status_code == allowed.get(role, NO)


def test_nobody_is_sent_to_the_door_and_back_again(app: Any, visit: Visit, ids: dict[str, int]) -> None:
    for page in PAGES:
        answer = visit(None).get(page.format(**ids))
        assert answer.status_code == 302, page
        assert answer.headers["Location"].startswith("/masuk?lanjut=/"), page
    for path in WRITES:
        answer = visit(None).post(path.format(**ids))
        assert (answer.status_code, answer.headers["Location"]) == (302, "/masuk"), path


def test_a_piece_of_a_page_asked_by_nobody_leads_the_whole_page_to_the_door(visit: Visit, ids: dict[str, int]) -> None:
    answer = visit(None).get(f"/mengapa?need={ids['N1']}&umkm={ids['U1']}", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (401, "/masuk")


def test_every_page_has_its_line(app: Any) -> None:
    listed = {path.split("?")[0] for path in (*PAGES, *WRITES)} | ELSEWHERE
    shapes = {rule.rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("pages.")}
    listed = {
        path.replace("abcdefghijklmnopqrstuvwx", "<token>").replace("formulir/umkm", "formulir/<jenis>")
        for path in listed
    }
    for key, shape in (
        ("{U1}", "<int:umkm_id>"),
        ("{N1}", "<int:need_id>"),
        ("{P1}", "<int:product_id>"),
        ("{B1}", "<int:buyer_id>"),
    ):
        listed = {path.replace(key, shape) for path in listed}
    assert shapes - listed == set()


@pytest.mark.parametrize("path", [*WRITES, "/masuk", "/keluar"])
def test_a_form_without_its_token_changes_nothing(path: str, visit: Visit, ids: dict[str, int]) -> None:
    data = WRITES.get(path, ({}, {}))[0]
    filled = {name: value.format(**ids) for name, value in data.items()}
    answer = visit("admin").client.post(path.format(**ids), data=filled)
    assert answer.status_code == 400
