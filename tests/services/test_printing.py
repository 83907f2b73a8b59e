"""Reports on paper: long tables, words that look like markup, axes, and numbers as people write them."""

from __future__ import annotations

import io
from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from pypdf import PdfReader

from matchmaker.services.reports import charts, printing
from matchmaker.services.reports.figures import Figure, Listing, Report, Table, as_dict
from matchmaker.services.reports.wording import cell_written, share, written

DAY = date(2026, 3, 31)
HOSTILE = '#panic("x") $ * _ @ref <b> \\ // [ ] ` ~ = / - + "quoted" \u202eterbalik'


def report(figures: list[Figure], listings: list[Listing] | None = None) -> Report:
    tables = [Table("umkm_by_region", figures), Table("orders_by_month", figures, chart="line")]
    return Report("umkm", DAY, "36.02", "Kabupaten Lebak", tables, listings or [])


def pages(made: Report, **kwargs: Any) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(printing.pdf(made, **kwargs))).pages]


def test_a_long_table_goes_on_with_its_heads_on_every_page() -> None:
    made = report([Figure(f"d{n}", f"Kecamatan {n}", n, 500, 0) for n in range(120)])
    found = pages(made)
    with_rows = [page for page in found if " 500 " in page]
    assert len(with_rows) >= 4
    assert all("Pembilang" in page for page in with_rows)
    assert "Grafik hanya memuat 45 yang pertama" in " ".join(" ".join(found).split())
    everything = " ".join(found)
    assert all(f"Kecamatan {n}" in everything for n in range(120))


def test_a_long_listing_says_what_it_leaves_out() -> None:
    rows = [(f"U{n:05}", f"Usaha {n}", "Kabupaten Lebak") for n in range(printing.PRINTED_ROWS + 7)]
    columns = ("report.column.key", "page.field.umkm", "page.field.regency")
    found = pages(report([], [Listing("never_suggested", columns, rows)]))
    assert "dan 7 lagi" in " ".join(found)
    assert f"U{printing.PRINTED_ROWS - 1:05}" in found[-1]
    assert all("Kode" in page for page in found[1:])


def test_what_looks_like_markup_is_printed() -> None:
    listing = Listing("never_suggested", ("report.column.key", "page.field.umkm"), [(HOSTILE, HOSTILE)])
    made = report([Figure("x", HOSTILE, 1, 2)], [listing])
    found = " ".join(" ".join(pages(made, office=HOSTILE)).split())
    assert found.count('#panic("x") $ *') >= 4
    assert printing.picture(made, "umkm_by_region", office=HOSTILE).startswith(b"\x89PNG")


def test_office_and_day_stand_on_every_page() -> None:
    found = pages(report([Figure(f"d{n}", f"Kecamatan {n}", n, 500) for n in range(90)]), office="Dinas Contoh")
    assert all("Dinas Contoh" in page for page in found)
    assert all("31 Mar 2026" in page for page in found)


@pytest.mark.parametrize(
    "values",
    [[0], [1], [3, 7], [0, 12], [99, 101], [-5, 20], [-3], [123_456_789_012], [0.4], [1, 10, 100], [2_059_570_000]],
)
def test_axes_hold_all_values_in_round_even_steps(values: list[float]) -> None:
    lines = charts.axis(values)
    assert lines[0] <= min(0, *values)
    assert lines[-1] >= max(0, *values)
    assert 0 in lines
    steps = {round(after - before, 6) for before, after in pairwise(lines)}
    assert len(steps) == 1
    assert len(lines) <= charts.TICKS + 3
    assert steps.pop() >= 1


def test_bars_below_zero_grow_to_the_left() -> None:
    table = as_dict(report([Figure("a", "A", 30, 1), Figure("b", "B", -10, 1)]))["tables"][0]
    drawn = charts.for_paper(table, "id")
    assert drawn is not None
    up, down = drawn["points"]
    assert (up["from"], up["share"]) == (0.25, 0.75)
    assert (down["from"], down["share"]) == (0.0, 0.25)
    assert down["written"] == "-10"


def test_nothing_is_not_drawn() -> None:
    table = as_dict(report([Figure("a", "A", 0, 3)]))["tables"][0]
    assert charts.for_paper(table, "id") is None
    assert charts.for_screen({"tables": [table]}) == []


@pytest.mark.parametrize(
    ("value", "indonesian", "english"),
    [(0.375, "37,5 %", "37.5 %"), (0.0, "0,0 %", "0.0 %"), (0.0001, "< 0,1 %", "< 0.1 %"), (-0.5, "-50,0 %", "-50.0 %"),
     (12.5, "1.250,0 %", "1,250.0 %"), (-0.0001, "> -0,1 %", "> -0.1 %"), (1.0, "100,0 %", "100.0 %")],
)  # fmt: skip
def test_shares_as_people_write_them(value: float, indonesian: str, english: str) -> None:
    assert share(value, "id").replace("\u00a0", " ") == indonesian
    assert share(value, "en").replace("\u00a0", " ") == english


def test_rupiah_counts_and_what_cannot_be_reckoned() -> None:
    figures = [Figure("a", "A", 4_500_000, 2, 1, "idr"), Figure("b", "B", 0, 0), Figure("c", "C", 1, 3, 0, "ratio")]
    said = [written(one, "id") for one in as_dict(report(figures))["tables"][0]["figures"]]
    assert said[0] == {
        "numerator": "Rp\u00a04.500.000",
        "denominator": "2",
        "unknown": "1",
        "value": "Rp\u00a04.500.000",
    }
    assert said[1]["value"] == "tidak dapat dihitung"
    assert said[2]["value"] == "0,33"


def test_days_in_listings_are_written_out() -> None:
    assert cell_written("2027-01-02", "id") == "2\u00a0Jan\u00a02027"
    assert cell_written("LBK-U00001", "id") == "LBK-U00001"
    assert cell_written(1500, "id") == "1.500"
    assert cell_written(None, "id") == "belum diketahui"


def test_a_word_without_end_may_be_broken() -> None:
    cell = cell_written("x" * 100, "id")
    assert cell.replace("\u200b", "") == "x" * 100
    assert max(len(part) for part in cell.split("\u200b")) <= 28
    listing = Listing("never_suggested", ("report.column.key", "page.field.umkm"), [("k" * 300, "n" * 300)])
    assert len(pages(report([], [listing]))) == 1


def test_a_page_that_cannot_be_set_is_an_error_and_no_empty_file() -> None:
    from matchmaker.documents import typesetting

    with pytest.raises(RuntimeError, match="could not be set"):
        typesetting.pdf("no_such_template", {})
    with pytest.raises(RuntimeError):
        typesetting.pdf("report", {"title": "without the rest"})
