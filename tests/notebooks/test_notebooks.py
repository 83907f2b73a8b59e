"""Every notebook runs to its end, where it asserts its own numbers, and both of its files say the same."""

from __future__ import annotations

from pathlib import Path

import jupytext
import nbformat
import pytest
from nbclient import NotebookClient

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
SCRIPTS = sorted(NOTEBOOKS.glob("*.py"))
CELL_SECONDS = 540
LARGEST_BYTES = 100_000
"""A notebook with its outputs stripped is far smaller."""
by_name = pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)


def cells(path: Path) -> list[tuple[str, str]]:
    return [(cell.cell_type, cell.source) for cell in jupytext.read(path).cells]


def test_there_are_four_of_them_in_both_forms() -> None:
    assert [path.stem for path in SCRIPTS] == [
        "learning_and_calibration",
        "one_pairing",
        "ranking_quality",
        "whom_the_ranking_favours",
    ]
    assert {path.stem for path in NOTEBOOKS.glob("*.ipynb")} == {path.stem for path in SCRIPTS}


@by_name
def test_both_forms_agree_and_hold_no_outputs(script: Path) -> None:
    notebook = script.with_suffix(".ipynb")
    assert cells(script) == cells(notebook), "run: jupytext --to ipynb notebooks/*.py"
    assert notebook.stat().st_size < LARGEST_BYTES
    assert not any(cell.get("outputs") for cell in nbformat.read(notebook, as_version=4).cells)


@by_name
def test_last_cell_asserts_the_number(script: Path) -> None:
    kind, source = cells(script)[-1]
    assert kind == "code"
    assert "assert " in source
    assert "print(" in source


@pytest.mark.slow
@by_name
def test_it_runs_to_the_end(script: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS"):
        monkeypatch.setenv(name, "1")
    notebook = nbformat.read(script.with_suffix(".ipynb"), as_version=4)
    resources = {"metadata": {"path": str(NOTEBOOKS)}}
    NotebookClient(notebook, timeout=CELL_SECONDS, kernel_name="python3", resources=resources).execute()
    printed = [output.get("text", "") for output in notebook.cells[-1].outputs]
    assert any(text.strip() for text in printed)
