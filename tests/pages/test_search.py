"""The search for suppliers: hits, facets as links, what cannot be read."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from api.extensions import KEY
from matchmaker.domain.access import SYSTEM
from matchmaker.services import records, umkm
from tests.pages.conftest import Visitor, words

Visit = Callable[..., Visitor]


def hits(answer: Any) -> list[str]:
    section = answer.get_data(as_text=True).split('<aside id="saring"')[0]
    return re.findall(r'<h3[^>]*><a href="/umkm/\d+">([^<]+)<', section)


def links(answer: Any) -> list[str]:
    return [found.replace("&amp;", "&") for found in re.findall(r'href="(/cari[^"]*)"', answer.get_data(as_text=True))]


def test_words_find_with_reasons_price_and_permits(visit: Visit) -> None:
    answer = visit("association").get("/cari?q=kripik+pisang")
    assert hits(answer)[0] == "Keripik Pisang Bu Tini"
    page = words(answer)
    assert "Keripik pisang manis 100 gr" in page
    assert "Rp 10.000 per bungkus" in page
    assert "kapasitas 3.000 bungkus/bulan" in page
    assert re.search(r"peluang sepakat \d+ %", page)


def test_without_words_all_are_listed_and_no_match_is_claimed(visit: Visit) -> None:
    answer = visit("association").get("/cari")
    assert "3 pemasok terdaftar" in words(answer)
    assert len(hits(answer)) == 3
    assert "data-score" not in answer.get_data(as_text=True)


def test_facets_are_links_that_narrow_and_widen_again(visit: Visit) -> None:
    visitor = visit("association")
    everything = visitor.get("/cari")
    lebak = next(link for link in links(everything) if "regency=36.02" in link)
    narrowed = visitor.get(lebak)
    assert set(hits(narrowed)) == {"Keripik Pisang Bu Tini", "Abon Ikan Rangkas"}
    assert "/cari" in links(narrowed), "pressing the chosen one again takes it out"
    both = visitor.get("/cari?certificates=HALAL&certificates=PIRT")
    assert "Abon Ikan Rangkas" not in hits(both)
    assert "/cari?certificates=PIRT" in links(both)


def test_the_distance_counts_from_the_chosen_buyer(visit: Visit, ids: dict[str, int]) -> None:
    page = words(visit("association").get(f"/cari?q=abon&untuk={ids['B1']}"))
    assert re.search(r"Kabupaten Lebak · \d+(,\d+)? km", page)
    assert not re.search(r"Kabupaten Lebak · \d", words(visit("association").get("/cari?q=abon")))


@pytest.mark.parametrize(
    ("query", "field", "said"),
    [
        ("max_price_idr=murah", "max_price_idr", "bukan angka"),
        ("max_price_idr=-5", "max_price_idr", "negatif"),
        ("radius_km=0", "radius_km", "tidak boleh 0"),
        ("q=" + "a" * 600, "q", "terlalu panjang"),
    ],
)
def test_a_filter_that_cannot_be_read_is_named_and_left_out(query: str, field: str, said: str, visit: Visit) -> None:
    answer = visit("association").get(f"/cari?{query}")
    assert answer.status_code == 200
    assert re.search(rf'id="{field}-salah">[^<]*{said}', answer.get_data(as_text=True), re.IGNORECASE)
    assert len(hits(answer)) == 3


@pytest.mark.parametrize(
    "query", ["halaman=99999999", "untuk=999999", "category=pesawat", "province=Atlantis", "q=%00"]
)
def test_strange_addresses_are_pages_all_the_same(query: str, visit: Visit) -> None:
    assert visit("association").get(f"/cari?{query}").status_code == 200


def test_what_others_wrote_is_never_markup(app: Any, visit: Visit, ids: dict[str, int]) -> None:
    evil = '<script>alert(1)</script>"onmouseover="x'
    with app.extensions[KEY].database.write() as session:
        records.change(session, SYSTEM, "umkm", "U1", {"name": evil, "products": [{"external_id": "P1", "name": evil}]})
        assert umkm.get(session, SYSTEM, "U1").name == evil
    for path in (
        "/cari", f"/umkm/{ids['U1']}", "/umkm", "/pasangan", f"/kebutuhan/{ids['N1']}",
        f"/mengapa?need={ids['N1']}&umkm={ids['U1']}", "/cari?q=" + evil,
    ):  # fmt: skip
        page = visit("dinas").get(path).get_data(as_text=True)
        assert "<script>alert" not in page, path
        assert "&lt;script&gt;alert" in page, path


def test_the_umkm_list_by_name_and_place(visit: Visit) -> None:
    assert "2 UMKM" in words(visit("dinas").get("/umkm")), "a dinas begins with its own region"
    assert "Sapu Lidi Mang Asep" in words(visit("dinas").get("/umkm?regency=Purwakarta"))
    assert "1 UMKM" in words(visit("admin").get("/umkm?name=abon"))
    assert "tidak ditemukan" in words(visit("admin").get("/umkm?regency=Atlantis"))


def test_what_is_searched_for_can_be_posted_as_a_need(visit: Any) -> None:
    """Also where nobody is found: the need goes on being suggested, and the dinas sees what is missing."""
    for sought in ("keripik", "zzzz qqqq"):
        page = visit("association").get(f"/cari?q={sought.replace(' ', '+')}").get_data(as_text=True)
        address = re.search(r'href="(/kebutuhan/baru[^"]+)"', page)
        assert address is not None
        form = visit("association").get(address[1].replace("&amp;", "&")).get_data(as_text=True)
        assert re.search(rf'name="title"[^>]*value="{sought}"', form)
    assert "/kebutuhan/baru" not in visit("association").get("/cari").get_data(as_text=True), "nothing was asked yet"
