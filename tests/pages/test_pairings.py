"""Pairings on pages: the same figures as everywhere, the reckoning that adds up, and the proposal."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from api.extensions import KEY
from api.pages.reckoning import chance, steps
from matchmaker import jobs
from matchmaker.domain.access import SYSTEM
from matchmaker.matching import pairings as matching
from matchmaker.services import batch, keys, needs, partnerships, suggestions, umkm
from tests.pages.conftest import Visitor, words

Visit = Callable[..., Visitor]


def scores(answer: Any) -> list[float]:
    return [float(found) for found in re.findall(r'data-score="([^"]+)"', answer.get_data(as_text=True))]


def test_page_and_api_show_the_same_suggestions(app: Any, visit: Visit, ids: dict[str, int]) -> None:
    with app.extensions[KEY].database.write() as session:
        key = keys.create(session, SYSTEM, role="admin", name="uji")
    header = {"Authorization": f"Bearer {key}"}
    items = app.test_client().get("/api/v1/needs/N1/suggestions", headers=header).json["items"]
    page = visit("association").get(f"/kebutuhan/{ids['N1']}")
    assert len(items) >= 2
    assert scores(page) == pytest.approx([item["score"] for item in items])
    for item in items:
        for reason in item["reasons"]:
            assert reason["code"] == "other_factors" or reason["text"] in words(page)


def test_the_steps_end_in_the_score(app: Any, visit: Visit, ids: dict[str, int]) -> None:
    part = app.extensions[KEY]
    with part.database.read() as session:
        for need_key in ("N1", "N2"):
            for umkm_key in ("U1", "U2", "U3"):
                need, one = needs.get(session, SYSTEM, need_key), umkm.get(session, SYSTEM, umkm_key)
                item = suggestions.why(part.catalog, session, SYSTEM, need, one)
                walked = steps(item)
                assert walked[-1].chance == pytest.approx(item["score"], abs=1e-6)
                assert all(
                    step.helps == (step.chance > before)
                    for step, before in zip(
                        walked, [chance(item["intercept"]), *(s.chance for s in walked)], strict=False
                    )
                )
                assert all(0 < step.bar <= 100 for step in walked)


def test_nobody_reads_of_logarithms(visit: Visit, ids: dict[str, int]) -> None:
    page = words(visit("dinas").get(f"/mengapa?need={ids['N1']}&umkm={ids['U1']}"))
    assert "log" not in page.lower().replace("lexicon", "")
    assert re.search(r"peluang sepakat \d+ %", page)
    assert "Kapasitas 3.000 bungkus/bulan, dibutuhkan 500." in page


def test_why_not_names_what_is_missing(visit: Visit, ids: dict[str, int]) -> None:
    page = words(visit("dinas").get(f"/mengapa?need={ids['N1']}&umkm={ids['U2']}"))
    assert "Belum punya halal" in page
    assert "Urus halal" in page


def test_htmx_gets_the_piece_only(visit: Visit, ids: dict[str, int]) -> None:
    path = f"/mengapa?need={ids['N1']}&umkm={ids['U1']}"
    piece = visit("dinas").get(path, headers={"HX-Request": "true"}).get_data(as_text=True)
    assert "<html" not in piece
    assert "<table" in piece
    assert "<html" in visit("dinas").get(path).get_data(as_text=True)


def test_the_list_filters_and_says_how_many(visit: Visit) -> None:
    visitor = visit("dinas")
    total = re.search(r"(\d+) pasangan", words(visitor.get("/pasangan")))
    assert total is not None
    assert int(total[1]) > 0
    assert "0 pasangan" in words(visitor.get("/pasangan?buyer_type=airport"))
    assert "Keripik pisang" in words(visitor.get("/pasangan?buyer_type=hotel&eligibility=eligible"))
    shown = visitor.get("/pasangan?buyer_type=hotel").get_data(as_text=True)
    assert '<option value="hotel" selected>' in shown


def test_a_filter_that_cannot_be_read_is_left_out_not_an_error_page(visit: Visit) -> None:
    assert visit("dinas").get("/pasangan?buyer_type=istana&halaman=x&aneh=1").status_code == 200


def test_proposing_without_javascript_leads_to_the_partnership(app: Any, visit: Visit, ids: dict[str, int]) -> None:
    visitor = visit("dinas")
    form = {"umkm_id": str(ids["U1"]), "need_id": str(ids["N1"]), "product_id": str(ids["P1"])}
    answer = visitor.post("/usulkan", form)
    assert answer.status_code == 302
    with app.extensions[KEY].database.read() as session:
        found, total = partnerships.page(session, SYSTEM)
        assert total == 1
        assert (found[0].stage, found[0].product_id) == ("proposed", ids["P1"])
        assert answer.headers["Location"] == f"/kemitraan/{found[0].id}"
    again = visitor.post("/usulkan", form)
    assert again.headers["Location"] == answer.headers["Location"], "the one under way is shown"
    assert "Diusulkan" in words(visitor.get("/pasangan"))


def test_proposing_with_htmx_turns_the_button_into_the_stage(visit: Visit, ids: dict[str, int]) -> None:
    form = {"umkm_id": str(ids["U1"]), "need_id": str(ids["N1"])}
    piece = visit("owner").post("/usulkan", form, headers={"HX-Request": "true"})
    assert piece.status_code == 200
    assert words(piece) == "Diusulkan"
    assert 'href="/kemitraan/' in piece.get_data(as_text=True)


@pytest.mark.parametrize("form", [{}, {"umkm_id": "x", "need_id": "y"}, {"umkm_id": "1"}])
def test_a_proposal_of_nothing_is_not_found(form: dict[str, str], visit: Visit) -> None:
    assert visit("dinas").post("/usulkan", form).status_code == 404


def test_contacts_are_for_those_who_may_see_them(visit: Visit, ids: dict[str, int]) -> None:
    path = f"/umkm/{ids['U1']}"
    assert "+6281200001111" in words(visit("dinas").get(path))
    assert "+6281200001111" in words(visit("owner").get(path))
    assert "+6281200001111" not in words(visit("association").get(path))
    assert "Kontak dilindungi" in words(visit("association").get(path))
    assert "Kontak dilindungi" in words(visit("owner").get(f"/umkm/{ids['U2']}"))


def test_a_list_from_store_says_of_when_it_is_and_what_it_lacks(
    app: Any, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[object] = []
    monkeypatch.setattr(matching, "AT_ONCE", 0)
    monkeypatch.setattr(jobs, "refresh_beside", begun.append)
    part = app.extensions[KEY]
    assert "kebutuhan belum diperiksa" in words(visit("admin").get("/pasangan"))
    assert begun, "whoever looks at an old list has it renewed"
    batch.rank_all(part.database, part.catalog)
    monkeypatch.setattr(matching, "AT_ONCE", 1)  # one need has no supplier, and so nothing of it is stored
    for path in ("/pasangan", "/data"):
        shown = words(visit("admin").get(path))
        assert re.search(r"Disusun \d+ \w+ \d{4}, \d\d\.\d\d WIB\.", shown)
        assert "belum diperiksa" not in shown
