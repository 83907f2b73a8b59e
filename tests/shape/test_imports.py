"""The one-way rule: the contracts hold, and they bite."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
# A wrong import, where it is planted, and the contract that has to catch it.
PLANTED = [
    ("matchmaker/domain/money.py", "import matchmaker.services.umkm", "One direction only"),
    ("matchmaker/models/regions.py", "import matchmaker.matching.catalog", "One direction only"),
    ("matchmaker/scoring/geo.py", "import matchmaker.domain.money", "Scoring knows arrays"),
    ("matchmaker/scoring/geo.py", "import sqlalchemy", "Scoring knows arrays"),
    ("matchmaker/services/keys.py", "import matchmaker.scoring.scorer", "Only matching imports scoring"),
    ("matchmaker/services/keys.py", "import flask", "The product knows no web"),
    ("api/health.py", "import matchmaker.models", "The web never touches tables"),
]


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    environment = {"PYTHONPATH": str(folder), "PATH": str(Path(sys.executable).parent)}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("copy")
    ignore = shutil.ignore_patterns("__pycache__", "vendor", "data", "regions_data")
    for name in ("matchmaker", "api"):
        shutil.copytree(ROOT / name, folder / name, ignore=ignore)
    shutil.copyfile(ROOT / "setup.cfg", folder / "setup.cfg")
    return folder


def test_contracts_hold(copied: Path) -> None:
    done = lint(copied)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(("place", "statement", "contract"), PLANTED)
def test_contracts_bite(copied: Path, place: str, statement: str, contract: str) -> None:
    file = copied / place
    before = file.read_text("utf8")
    file.write_text(
        before.replace("from __future__ import annotations\n", f"from __future__ import annotations\n{statement}\n", 1)
    )
    try:
        done = lint(copied)
    finally:
        file.write_text(before)
    assert done.returncode != 0, "the planted import went unnoticed"
    assert f"{contract}" in done.stdout
    broken = done.stdout.split("Broken contracts")[-1]
    assert contract in broken


# What only some need: writers of workbooks and documents, the compiler, what trains. Together 150 MB of a process.
NOT_AT_START = ("docx", "llvmlite", "lxml", "numba", "openpyxl", "PIL", "scipy", "sklearn", "typst")


def test_a_web_process_starts_without_what_only_some_need() -> None:
    program = f"import sys, api.app; print(*sorted(set(sys.modules) & set({NOT_AT_START!r})))"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
