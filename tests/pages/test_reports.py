"""Reports on the page: the same figures as through the API and in the workbook."""

from __future__ import annotations

import io
import json
import re
from datetime import timedelta
from typing import Any

import pytest
from openpyxl import load_workbook
from PIL import Image
from pypdf import PdfReader

from matchmaker import clock
from matchmaker.documents.typesetting import PICTURE_WIDTH
from matchmaker.services import reports
from matchmaker.services.reports.wording import written
from tests.pages.conftest import words

TODAY = clock.today()


def api(visitor: Any, name: str, query: str = "", **kwargs: Any) -> dict[str, Any]:
    answer = visitor.get(f"/api/v1/reports/{name}{query}", **kwargs)
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
    assert [row[5] for row in rows] == [
        one["value"] if one["value"] is None else pytest.approx(one["value"]) for one in figures
    ]


def squeezed(text: str) -> str:
    """Letters and figures in their order: where a line ends is the page's business."""
    return "".join(text.split())


@pytest.mark.parametrize("locale", ["id", "en"])
@pytest.mark.parametrize("name", reports.NAMES)
def test_paper_says_what_the_table_says(name: str, locale: str, visit: Any) -> None:
    visitor = visit("dinas")
    visitor.get(f"/bahasa?pilih={locale}&kembali=/")
    made = api(visitor, name, headers={"Accept-Language": locale})
    answer = visitor.get(f"/laporan/{name}.pdf")
    assert answer.mimetype == "application/pdf"
    assert f"laporan-{name}-36.02-{TODAY.isoformat()}.pdf" in answer.headers["Content-Disposition"]
    pages = PdfReader(io.BytesIO(answer.data)).pages
    assert {(round(page.mediabox.width), round(page.mediabox.height)) for page in pages} == {(595, 842)}, "A4"
    printed = squeezed(" ".join(page.extract_text() for page in pages))
    shown = squeezed(words(visitor.get(f"/laporan/{name}")))
    place = 0
    for table in made["tables"]:
        assert squeezed(table["title"]) in printed
        assert squeezed(table["formula"]) in printed
        assert squeezed(table["note"] or "") in printed
        for figure in table["figures"]:
            said = written(figure, locale)
            row = squeezed("".join(said[head["part"]] for head in table["heads"]))
            assert row in shown, figure["name"]
            assert (place := printed.find(row, place)) >= 0, f"{figure['name']} is not on paper, in its order"
    for listing in made["listings"]:
        for row in listing["rows"][:50]:
            assert squeezed(str(row[0])) in printed
    for number, page in enumerate(pages, start=1):
        assert squeezed(
            f"Halaman {number} dari {len(pages)}" if locale == "id" else f"Page {number} of {len(pages)}"
        ) in (squeezed(page.extract_text()))
        assert "KabupatenLebak" in squeezed(page.extract_text())


@pytest.mark.parametrize("name", reports.NAMES)
def test_every_table_as_a_picture(name: str, visit: Any) -> None:
    visitor = visit("dinas")
    page = visitor.get(f"/laporan/{name}").get_data(as_text=True)
    for table in api(visitor, name)["tables"]:
        if not table["figures"]:
            continue
        address = f"/laporan/{name}/{table['name']}.png?as_of={TODAY.isoformat()}"
        assert address in page
        answer = visitor.get(address)
        assert answer.mimetype == "image/png"
        picture = Image.open(io.BytesIO(answer.data))
        assert picture.width == PICTURE_WIDTH
        assert picture.height > 200
        assert len(picture.convert("RGB").getcolors(2**20) or []) > 10, "something is drawn"
    assert visitor.get(f"/laporan/{name}/rahasia.png").status_code == 404


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
