"""Reports on the page: the same figures as through the API and in the workbook."""

from __future__ import annotations

import io
import json
import re
from datetime import timedelta
from typing import Any

import pytest
from openpyxl import load_workbook

from matchmaker import clock
from matchmaker.services import reports
from tests.pages.conftest import words

TODAY = clock.today()


def api(visitor: Any, name: str, query: str = "") -> dict[str, Any]:
    answer = visitor.get(f"/api/v1/reports/{name}{query}")
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return answer.get_json()


@pytest.mark.parametrize("name", reports.NAMES)
def test_page_file_and_api_say_the_same(name: str, visit: Any) -> None:
    visitor = visit("dinas")
    made = api(visitor, name)
    figures = [one for table in made["tables"] for one in table["figures"]]
    page = visitor.get(f"/laporan/{name}")
    assert page.status_code == 200
    shown = words(page)
    drawn = json.loads(re.search(r'id="grafik-data">(.*?)</script>', page.get_data(as_text=True), re.DOTALL)[1])  # type: ignore[index]
    for table in made["tables"]:
        assert table["title"] in shown
        assert table["formula"] in shown
    for chart in drawn:
        table = next(one for one in made["tables"] if one["name"] == chart["id"])
        by_label = {one["label"]: one["numerator"] for one in table["figures"]}
        assert [by_label[label] for label in chart["labels"]] == chart["values"]
    book = load_workbook(io.BytesIO(visitor.get(f"/laporan/{name}.xlsx").data))
    rows = [tuple(cell.value for cell in row) for row in book.worksheets[0].iter_rows(min_row=4)]
    assert [(row[1], row[2], row[3], row[4]) for row in rows] == [
        (one["label"], one["numerator"], one["denominator"], one["unknown"]) for one in figures
    ]
    assert [row[5] for row in rows] == [pytest.approx(one["value"]) for one in figures]


def test_in_english(visit: Any) -> None:
    visitor = visit("dinas")
    visitor.get("/bahasa?pilih=en&kembali=/")
    assert "Permits and certificates" in words(visitor.get("/laporan/certificates"))
    assert "PIRT (home food permit)" in words(visitor.get("/laporan/certificates"))


def test_a_day_that_will_not_do_is_named(visit: Any) -> None:
    visitor = visit("dinas")
    tomorrow = (TODAY + timedelta(days=1)).isoformat()
    answer = visitor.get(f"/api/v1/reports/umkm?as_of={tomorrow}")
    assert answer.status_code == 422
    assert answer.get_json()["errors"][0]["path"] == "as_of"
    assert visitor.get("/api/v1/reports/umkm?as_of=kemarin").status_code == 422
    page = visitor.get("/laporan/umkm?as_of=kemarin")
    assert page.status_code == 200
    assert "bukan tanggal" in words(page)
    assert visitor.get("/laporan/rahasia").status_code == 404


def test_only_of_the_own_region(visit: Any) -> None:
    assert api(visit("dinas"), "umkm")["region"]["name"] == "Kabupaten Lebak"
    assert visit("dinas").get("/api/v1/reports/umkm?regency=32.14").status_code == 403
    assert api(visit("admin"), "umkm", "?regency=32.14")["region"]["code"] == "32.14"
    assert visit("owner").get("/api/v1/reports/umkm").status_code == 403


def test_no_script_but_files_of_ours(visit: Any) -> None:
    page = visit("dinas").get("/laporan/umkm").get_data(as_text=True)
    inline = [tag for tag in re.findall(r"<script\b[^>]*>", page) if "src=" not in tag]
    assert inline == ['<script type="application/json" id="grafik-data">']
    assert "style=" not in page
