"""Reports and draft agreements from the command line."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook
from pypdf import PdfReader

from tests.cli.conftest import Run


def test_a_report_as_each_kind_of_file_says_the_same(filled: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MATCHMAKER_OFFICE_NAME", "Dinas Contoh")
    for name in ("r.json", "r.xlsx", "r.pdf"):
        done = run("report", "umkm", name, "--region", "Kabupaten Lebak")
        assert (done.status, done.out.strip()) == (0, name), done.err
    made = json.loads((filled / "r.json").read_text("utf8"))
    assert made["region"]["name"] == "Kabupaten Lebak"
    micro = next(one for table in made["tables"] for one in table["figures"] if one["name"] == "umkm_status:active")
    row = next(row for row in load_workbook(filled / "r.xlsx").worksheets[0].values if row[1] == micro["label"])
    assert row[2:5] == (micro["numerator"], micro["denominator"], micro["unknown"])
    page = PdfReader(io.BytesIO((filled / "r.pdf").read_bytes())).pages[0].extract_text()
    assert f"{micro['label']} {micro['numerator']} {micro['denominator']} {micro['unknown']}" in " ".join(page.split())
    assert "Dinas Contoh" in page
    assert not list(filled.glob("*.part"))


@pytest.mark.parametrize(
    "arguments",
    [
        ["report", "secrets", "r.pdf"],
        ["report", "umkm", "r.docx"],
        ["report", "umkm", "no/such/folder/r.pdf"],
        ["report", "umkm", "r.pdf", "--as-of", "kemarin"],
        ["report", "umkm", "r.pdf", "--as-of", "2999-01-01"],
        ["report", "umkm", "r.pdf", "--region", "Atlantis"],
        ["draft", "perjanjian", "1", "d.docx"],
        ["draft", "akta", "1", "d.docx"],
        ["draft", "perjanjian", "x", "d.docx"],
    ],
)
def test_what_will_not_do_is_a_sentence_and_no_file(filled: Path, run: Run, arguments: list[str]) -> None:
    done = run(*arguments)
    assert done.status == 2
    assert done.err.strip()
    assert not list(filled.glob("[rd].*"))


def test_a_draft_of_a_partnership(filled: Path, run: Run) -> None:
    from matchmaker.db import Database
    from matchmaker.domain.access import SYSTEM
    from matchmaker.services import needs, partnerships, umkm

    database = Database(f"sqlite:///{filled}/cli.db")
    with database.write() as session:
        one, need = umkm.get(session, SYSTEM, "U1"), needs.get(session, SYSTEM, "N1")
        number = partnerships.propose(session, SYSTEM, one, need, pattern="subkontrak").id
    database.dispose()
    assert run("draft", "perjanjian", number, "d.docx").status == 0
    said = " ".join(one.text for one in Document(filled / "d.docx").paragraphs)
    assert "pola subkontrak antara Hotel Multatuli dan Keripik Pisang Bu Tini" in said


def test_events_and_programmes_by_file(filled: Path, run: Run) -> None:
    event = {"external_id": "E1", "name": "Bazar", "kind": "bazaar", "starts_on": "2026-03-02", "turnover_idr": 9}
    (filled / "e.jsonl").write_text(f"{json.dumps(event)}\n{json.dumps(event | {'external_id': 'E2', 'kind': 'x'})}\n")
    tried = run("import", "events", "e.jsonl", "--dry-run", "--json")
    assert (tried.status, tried.json["created"]) == (1, 1)
    done = run("import", "events", "e.jsonl", "--set", "regency=Kabupaten Lebak", "--json")
    assert (done.status, done.json["created"], done.json["rejected"], done.json["events"]) == (1, 1, 1, 1)
    assert done.json["errors"][0]["row"] == 2
    assert run("import", "events", "e.jsonl", "--json").json["updated"] == 0
    assert run("export", "events", "out.jsonl", "--region", "Kabupaten Lebak").status == 0
    assert json.loads((filled / "out.jsonl").read_text())["turnover_idr"] == 9
    assert run("import", "programmes", "e.jsonl", "--set", "turnover=1").status == 2
    assert run("export", "programmes", "none.csv").status == 0


def test_lists_to_print(filled: Path, run: Run) -> None:
    from matchmaker.cli.office import PRINTED
    from matchmaker.services.lists import LISTS

    assert set(PRINTED) == set(LISTS)
    for kind in PRINTED:
        assert run("print", kind, f"{kind}.pdf").status == 0
    said = PdfReader(filled / "umkm.pdf").pages[0].extract_text()
    assert "Sapu Lidi Mang Asep" in said
    assert run("print", "umkm", "near.pdf", "--region", "Kabupaten Lebak").status == 0
    near = PdfReader(filled / "near.pdf").pages[0].extract_text()
    assert "Keripik Pisang Bu Tini" in near
    assert "Sapu Lidi Mang Asep" not in near
    assert run("print", "umkm", "umkm.xlsx").status == 2
