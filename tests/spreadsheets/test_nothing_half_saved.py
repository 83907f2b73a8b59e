"""Every bad input of the table once more, this time into a database: all of its good rows are there, or nothing is."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import func, select

from matchmaker.db import Database
from matchmaker.domain.access import SYSTEM
from matchmaker.errors import UnusableFileError
from matchmaker.models import Buyer, CatalogState, ImportBatch, Need, Outcome, Product, Umkm
from matchmaker.services import import_preview, imports
from matchmaker.services.imports import problem_record
from matchmaker.spreadsheets.records import Kind

from .test_bad_inputs import REFUSED, ROWS, Content

TABLES = {"umkm": Umkm, "buyers": Buyer, "needs": Need, "outcomes": Outcome}
LONGEST_MESSAGE = 600  # characters; a sentence for a cell, not a page


def written(folder: Path, name: str, content: Content) -> Path:
    path = folder / name
    if name != "none.csv":
        path.write_bytes(content() if callable(content) else content)
    return path


def contents(database: Database) -> list[int]:
    """How many of everything there is, and the catalogue's version."""
    with database.read() as session:
        counts = [session.scalar(select(func.count()).select_from(t)) or 0 for t in (*TABLES.values(), Product)]
        batches = session.scalar(select(func.count()).select_from(ImportBatch)) or 0
        return [*counts, batches, session.scalar(select(CatalogState.version)) or 0]


@pytest.mark.parametrize(("what", "name", "content", "expected"), REFUSED, ids=[case[0] for case in REFUSED])
def test_a_refused_file_leaves_no_trace(
    sqlite_database: Database, tmp_path: Path, what: str, name: str, content: Content, expected: str
) -> None:
    path = written(tmp_path, name, content)
    before = contents(sqlite_database)
    with pytest.raises(UnusableFileError), sqlite_database.write() as session:
        imports.run(session, SYSTEM, "umkm", path)
    assert contents(sqlite_database) == before


@pytest.mark.parametrize(("what", "kind", "name", "content", "expected"), ROWS, ids=[case[0] for case in ROWS])
def test_a_file_with_bad_rows_saves_what_it_says(
    sqlite_database: Database, tmp_path: Path, what: str, kind: Kind, name: str, content: Content, expected: str
) -> None:
    path = written(tmp_path, name, content)
    with sqlite_database.read() as session:
        preview = import_preview.run(session, SYSTEM, kind, path)
    with sqlite_database.write() as session:
        result = imports.run(session, SYSTEM, kind, path)
    assert result.read == sum(getattr(result, name) for name in imports.COUNTED[1:])
    assert (preview.created, preview.rejected) == (result.created, result.rejected)
    with sqlite_database.read() as session:
        saved = session.scalar(select(func.count()).select_from(TABLES[kind])) or 0
    assert saved <= result.created
    assert (saved == 0) == (result.created == 0)
    for problem in (*result.errors, *result.warnings):
        told = problem_record(problem)
        assert told["message"].strip()
        assert len(told["message"]) <= LONGEST_MESSAGE
    for error in result.errors:
        assert error.row is not None, "a refusal names its row"
