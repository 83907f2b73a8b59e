"""An issued report says for ever what it said, whatever happens to the records."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from matchmaker.services import reports
from tests.pages.conftest import words


def printed(visitor: Any, address: str) -> str:
    answer = visitor.get(address)
    assert answer.status_code == 200, address
    pages = PdfReader(io.BytesIO(answer.data)).pages
    return "".join("".join(page.extract_text() for page in pages).split())


def issue(visitor: Any, name: str, query: str = "") -> int:
    answer = visitor.post(f"/laporan/{name}/terbitkan{query}")
    assert answer.status_code == 302
    found = re.findall(r"/laporan/terbitan/(\d+)\.pdf", visitor.get("/laporan/terbitan").get_data(as_text=True))
    return int(found[0])


@pytest.mark.parametrize("name", reports.NAMES)
def test_every_report_can_be_issued(visit: Any, name: str) -> None:
    visitor = visit("dinas")
    number = issue(visitor, name)
    said = printed(visitor, f"/laporan/terbitan/{number}.pdf")
    assert f"Nomor{number}," in said
    for table in visitor.get(f"/api/v1/reports/{name}").get_json()["tables"]:
        assert "".join(table["title"].split()) in said
    rows = list(load_workbook(io.BytesIO(visitor.get(f"/laporan/terbitan/{number}.xlsx").data)).worksheets[0].values)
    assert len(rows) > 3


def test_it_says_the_same_after_the_records_changed(visit: Any, app: Any) -> None:
    from api.extensions import KEY
    from matchmaker.models import Umkm

    visitor = visit("dinas")
    number = issue(visitor, "umkm")
    address = f"/laporan/terbitan/{number}.pdf"
    before, live = printed(visitor, address), printed(visitor, "/laporan/umkm.pdf")
    with app.extensions[KEY].database.write() as session:
        for one in session.query(Umkm):
            one.scale, one.active, one.regency_code = "medium", False, "36.02"
    assert printed(visitor, "/laporan/umkm.pdf") != live
    assert printed(visitor, address) == before
    visitor.get("/bahasa?pilih=en&kembali=/")
    assert "Reports:UMKM" in printed(visitor, address), "in English too"


def test_of_the_own_region_only(visit: Any) -> None:
    admin, dinas = visit("admin"), visit("dinas")
    near, far, everywhere = (issue(admin, "umkm", query) for query in ("?regency=36.02", "?regency=32.14", ""))
    assert dinas.get(f"/laporan/terbitan/{near}.pdf").status_code == 200
    for other in (far, everywhere):
        assert dinas.get(f"/laporan/terbitan/{other}.pdf").status_code == 403
        assert dinas.get(f"/laporan/terbitan/{other}.xlsx").status_code == 403
        assert f"/terbitan/{other}.pdf" not in dinas.get("/laporan/terbitan").get_data(as_text=True)
    assert visit("owner").get(f"/laporan/terbitan/{near}.pdf").status_code == 403
    assert dinas.get("/laporan/terbitan/999.pdf").status_code == 404
    assert dinas.post("/laporan/umkm/terbitkan?regency=32.14").status_code == 403


def test_nothing_issued_is_said(visit: Any) -> None:
    assert "Belum ada laporan yang diterbitkan" in words(visit("dinas").get("/laporan/terbitan"))
