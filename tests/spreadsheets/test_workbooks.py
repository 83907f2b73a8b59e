"""The five office files against their manifests: every count, every refused row, every spot check."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from matchmaker.db import Database
from matchmaker.domain.access import SYSTEM
from matchmaker.models import Umkm
from matchmaker.services import database as schema
from matchmaker.services import import_reading, imports, umkm
from matchmaker.services.imports import ImportResult

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "data" / "workbooks"
FILES = sorted(path.name.removesuffix(".expected.json") for path in FOLDER.glob("*.expected.json"))
NONE = [pytest.param("", marks=pytest.mark.skip(reason=f"no office files at {FOLDER}"))]


class Office:
    """One file imported twice into an empty registry, with its manifest."""

    def __init__(self, name: str, database: Database) -> None:
        self.manifest: dict[str, Any] = json.loads((FOLDER / f"{name}.expected.json").read_text("utf8"))
        with database.write_session() as session:
            self.first = imports.run(session, SYSTEM, "umkm", FOLDER / name)
            session.commit()
        with database.read() as session:
            self.before = [umkm.SCHEMA.dump(one) for one in session.scalars(select(Umkm).order_by(Umkm.id))]
        with database.write_session() as session:
            self.second = imports.run(session, SYSTEM, "umkm", FOLDER / name)
            session.commit()
        with database.read() as session:
            self.after = [umkm.SCHEMA.dump(one) for one in session.scalars(select(Umkm).order_by(Umkm.id))]
        self.alone = self._rows_alone(name)

    @staticmethod
    def _rows_alone(name: str) -> dict[int, dict[str, Any]]:
        """What each row says by itself, as the registry would keep it."""
        result = ImportResult("umkm")
        kept = list(import_reading.distinct(import_reading.read_file(FOLDER / name, "umkm", {}).rows, result))
        return {
            group.rows[0].row: umkm.SCHEMA.dump(group.clean) | {"nik": group.clean.get("nik")}
            for row in kept
            for group in import_reading.group("umkm", [row], ImportResult("umkm"))
        }


@pytest.fixture(scope="module", params=FILES or NONE)
def office(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('office')}/test.db")
    schema.upgrade(database)
    yield Office(request.param, database)
    database.dispose()


def open_rows(manifest: dict[str, Any]) -> dict[int, list[str]]:
    """Rows where more than one outcome can be defended, with those outcomes."""
    return {row: entry["allowed"] for entry in manifest.get("or", []) for row in entry["rows"]}


def test_where_the_table_stands(office: Office) -> None:
    assert office.first.sheet == office.manifest["sheet"]
    assert office.first.header_row == office.manifest["header_row"]


def test_every_row_is_accounted_for(office: Office) -> None:
    for result in (office.first, office.second):
        outcome = (result.created, result.updated, result.unchanged, result.rejected, result.duplicates)
        assert result.read == sum(outcome) == office.manifest["read"]
    assert office.first.duplicates == office.manifest["duplicates"]


def test_the_right_rows_are_refused(office: Office) -> None:
    allowed = open_rows(office.manifest)
    refused = {problem.row for problem in office.first.errors}
    must = {entry["row"]: entry for entry in office.manifest["rejected_rows"]}
    for row, entry in must.items():
        if row not in allowed:
            columns = {problem.column for problem in office.first.errors if problem.row == row}
            assert columns & {entry["column"], entry.get("or_column", entry["column"])}, (row, columns, entry)
    assert refused <= set(must) | {row for row, outcomes in allowed.items() if "rejected" in outcomes}
    assert office.first.rejected == len(refused)


def test_the_businesses(office: Office) -> None:
    refused = {problem.row for problem in office.first.errors}
    expected = {entry["row"] for entry in office.manifest["rejected_rows"]}
    more, fewer = expected - refused, refused - expected
    if "products" in office.manifest:
        assert office.first.records == len(office.before) == office.manifest["umkm"]
        assert office.first.parts == office.manifest["products"] + len(more) - len(fewer)
    else:
        assert office.first.records == len(office.before) == office.manifest["umkm"] + len(more) - len(fewer)


def test_the_same_file_again_changes_nothing(office: Office) -> None:
    assert (office.second.created, office.second.updated) == (0, 0)
    assert office.second.rejected == office.first.rejected
    assert office.after == office.before


def test_spot_checks(office: Office) -> None:
    failed = []
    for check in office.manifest["spot_checks"]:
        said = office.alone.get(check["row"])
        right = [check["value"], *check.get("or", [])]
        if said is None or not any(agrees(said, check["field"], value, office.first, check["row"]) for value in right):
            failed.append((check, said))
    assert failed == []


def test_a_row_kept_in_doubt_invents_nothing(office: Office) -> None:
    refused = {problem.row for problem in office.first.errors}
    for entry in office.manifest.get("or", []):
        for row in entry["rows"]:
            allowed = entry.get("if_accepted_by_row", {}).get(str(row)) or entry.get("if_accepted", {})
            if row in refused or row not in office.alone or entry["allowed"] == ["ignored"]:
                continue
            for field, values in allowed.items():
                said = value_of(office.alone[row], field)
                numbers = [v for v in values if isinstance(v, int | float)]
                close = isinstance(said, int | float) and any(math.isclose(said, v, abs_tol=1e-6) for v in numbers)
                assert said in values or close, (row, field, said)


def value_of(record: dict[str, Any], field: str) -> Any:
    """The value a manifest's path names: ``products[0].unit``, ``products["Tas Kain"].price_idr``, ``nib``."""
    if match := re.fullmatch(r'products\[(?:(\d+)|"(.+)")\]\.(\w+)', field):
        products = record.get("products") or []
        named = [p for p in products if p["name"] == match[2]] if match[2] else products[int(match[1]) :][:1]
        return named[0].get(match[3]) if named else None
    if field == "category":
        return next((product.get("category") for product in record.get("products") or []), None)
    return record.get(field)


def agrees(record: dict[str, Any], field: str, value: Any, result: ImportResult, row: int) -> bool:
    """Whether a record says what a manifest expects, in the manifest's words."""
    if field.startswith("certificates."):
        _, kind, *part = field.split(".")
        held = next((c for c in record.get("certificates") or [] if c["type"] == kind), None)
        if part == ["number"]:
            return held is not None and digits(held["number"]) == digits(value)
        if part == ["valid_until"]:
            return held is not None and held["valid_until"] == value
        warned = any(problem.row == row for problem in result.warnings)
        return {"explicit_no": held is None, "unknown": held is None, "not_valid": held is None and warned,
                "held_number_unknown": held is not None and held["number"] is None}[value]  # fmt: skip
    said = value_of(record, field)
    if field == "phone" and value is not None:
        return digits(said) == re.sub("^0", "62", digits(value))
    if isinstance(value, float) and said is not None:
        return math.isclose(said, value, abs_tol=1e-6)
    if field in ("regency", "district", "name") and value is not None:
        return str(said).strip().casefold() == str(value).strip().casefold()
    return bool(said == value)


def digits(text: Any) -> str:
    return re.sub(r"\D", "", str(text or ""))
