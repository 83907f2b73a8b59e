"""What a list's columns mean, told on the command line once and known at its next list."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Run

LIST = "Rekap;;\nSebutan;Saluran Kabar;Daerah\n{};0812-0000-1111;Kab. Lebak\n"
MAPPING = ("--mapping", "Sebutan=name", "--mapping", "saluran  KABAR=phone", "--mapping", "Daerah=regency")


def listed(home: Path, name: str) -> Path:
    path = home / f"{name}.csv"
    path.write_text(LIST.format(name))
    return path


def test_a_mapping_is_used_and_remembered(run: Run, home: Path) -> None:
    assert run("import", "umkm", listed(home, "Emping"), "--json").status == 2
    first = run("import", "umkm", listed(home, "Emping"), "--header-row", 2, *MAPPING, "--json")
    assert first.status == 0
    assert first.json["created"] == 1
    assert first.json["columns"] == {"Sebutan": "name", "Saluran Kabar": "phone", "Daerah": "regency"}
    later = run("import", "umkm", listed(home, "Gula"), "--json")
    assert (later.json["created"], later.json["header_row"]) == (1, 2)
    assert later.json["columns_confirmed"]["by"]
    assert "columns as " in run("import", "umkm", listed(home, "Gula")).err


def test_a_dry_run_remembers_nothing(run: Run, home: Path) -> None:
    tried = run("import", "umkm", listed(home, "Emping"), "--header-row", 2, *MAPPING, "--dry-run", "--json")
    assert tried.json["created"] == 1
    assert run("import", "umkm", listed(home, "Emping"), "--json").status == 2


def test_what_no_column_and_no_field_is_refused(run: Run, home: Path) -> None:
    file = listed(home, "Emping")
    place = ("--header-row", 2)
    for mapping, said in (("Warna=name", "Warna"), ("Sebutan=warna", "Sebutan"), ("Sebutan", "HEADING=FIELD")):
        answer = run("import", "umkm", file, *place, "--mapping", mapping)
        assert answer.status == 2
        assert said in answer.err
    twice = run("import", "umkm", file, *place, *MAPPING, "--mapping", "Daerah=name")
    assert twice.status == 2


def test_lines_of_json_have_no_columns(run: Run, home: Path) -> None:
    file = home / "x.jsonl"
    file.write_text('{"name": "Emping", "regency": "Kab. Lebak"}\n')
    answer = run("import", "umkm", file, "--mapping", "name=name")
    assert answer.status == 2
    assert "x.jsonl" in answer.err


def test_a_sheet_can_be_chosen(run: Run, home: Path) -> None:
    from tests.spreadsheets.files import xlsx

    file = home / "two.xlsx"
    file.write_bytes(
        xlsx(
            [["Nama Usaha", "Pemilik"], ["Emping", "A"], ["Gula", "B"]],
            [["Nama Usaha", "Pemilik"], ["Madu", "C"]],
            names=("Utama", "Rekap 2020"),
        )
    )
    chosen = run("import", "umkm", file, "--sheet", "Rekap 2020", "--header-row", 1, "--json")
    assert (chosen.json["sheet"], chosen.json["read"]) == ("Rekap 2020", 1)
    by_name = run("import", "umkm", file, "--sheet", "Rekap 2020", "--dry-run", "--json")
    assert (by_name.json["sheet"], by_name.json["read"]) == ("Rekap 2020", 1)
