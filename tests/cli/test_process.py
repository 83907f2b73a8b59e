"""The command as a process: how quickly it helps, what it loads, what it prints when piped, whatever goes wrong."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

HELP_SECONDS = 0.4  # on an idle machine; the best of some tries counts
TRIES = 5
HEAVY = {"sklearn", "numba", "scipy", "numpy", "sqlalchemy", "pandas", "marshmallow", "babel", "flask"}


def command(*arguments: str, folder: Path, python: tuple[str, ...] = (), **environment: str) -> Any:
    """Run `matchmaker` in a process of its own with nothing but what it needs around it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MATCHMAKER_")}
    settings = {"MATCHMAKER_DATABASE_URL": f"sqlite:///{folder}/p.db", "MATCHMAKER_INSTANCE_PATH": str(folder)}
    script = "import sys; from matchmaker.cli import main; sys.argv[0] = 'matchmaker'; main()"
    return subprocess.run(
        [sys.executable, *python, "-c", script, *arguments],
        capture_output=True, text=True, cwd=folder, env=kept | settings | environment, timeout=300, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("arguments", [["--help"], ["rank", "--help"], ["import", "--help"], ["serve", "--help"]])
def test_help_is_quick_and_loads_little(tmp_path: Path, arguments: list[str]) -> None:
    told = command(*arguments, folder=tmp_path, python=("-X", "importtime"))
    assert told.returncode == 0
    loaded = {line.rpartition("|")[2].strip().partition(".")[0] for line in told.stderr.splitlines()}
    assert "click" in loaded
    assert loaded & HEAVY == set()
    best = min(_seconds(arguments, tmp_path) for _ in range(TRIES))
    assert best < HELP_SECONDS


def _seconds(arguments: list[str], folder: Path) -> float:
    began = time.perf_counter()
    command(*arguments, folder=folder)
    return time.perf_counter() - began


def test_the_version_is_told(tmp_path: Path) -> None:
    assert command("--version", folder=tmp_path).stdout.startswith("matchmaker, version ")


def test_no_progress_and_no_log_when_piped(tmp_path: Path) -> None:
    """A command that takes its time, on an empty database that it sets up itself."""
    (tmp_path / "u.jsonl").write_text("".join(f'{{"name": "Usaha {n}"}}\n' for n in range(3000)))
    told = command("import", "umkm", "u.jsonl", folder=tmp_path)
    assert (told.returncode, told.stderr) == (0, "")
    assert told.stdout.count("\n") == 1
    again = command("import", "umkm", "u.jsonl", "--json", folder=tmp_path)
    assert again.stderr == ""
    assert again.stdout.startswith("{")
    assert again.stdout.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "environment", "said"),
    [
        (["doctor"], {"MATCHMAKER_PORT": "abc"}, "MATCHMAKER_PORT"),
        (["doctor"], {"MATCHMAKER_PORT": "²"}, "MATCHMAKER_PORT"),
        (["doctor"], {"MATCHMAKER_DEMO": "maybe"}, "MATCHMAKER_DEMO"),
        (["doctor"], {"MATCHMAKER_DATABASE_URL": "mysql://u:rahasia@h/d"}, "MATCHMAKER_DATABASE_URL"),
        (["doctor"], {"MATCHMAKER_DATABASE_URL": "u:rahasia@h/d"}, "MATCHMAKER_DATABASE_URL"),
        (["rank", "--all-needs"], {"MATCHMAKER_DATABASE_URL": ""}, "MATCHMAKER_DATABASE_URL"),
        (["rank", "--all-needs"], {"MATCHMAKER_DATABASE_URL": "sqlite:////proc/no/x.db"}, "/proc/no"),
        (["rank", "--all-needs"], {"MATCHMAKER_DATABASE_URL": "postgresql://u:rahasia@127.0.0.1:9/d"}, "basis data"),
        (["doctor"], {"MATCHMAKER_SECRET_KEY_FILE": "/no/such/file"}, "MATCHMAKER_SECRET_KEY_FILE"),
        (["serve"], {}, "MATCHMAKER_SECRET_KEY"),
        (["serve"], {"MATCHMAKER_DEMO": "1", "MATCHMAKER_HOST": "0.0.0.0"}, "0.0.0.0"),
        (["serve"], {"MATCHMAKER_DEMO": "1", "MATCHMAKER_LOG_LEVEL": "LOUD"}, "MATCHMAKER_LOG_LEVEL"),
        (["serve"], {"MATCHMAKER_DEMO": "1", "MATCHMAKER_PORT": "70000"}, "MATCHMAKER_PORT"),
        (["serve"], {"MATCHMAKER_SECRET_KEY": " "}, "MATCHMAKER_SECRET_KEY"),
    ],
    ids=str,
)  # fmt: skip
def test_settings_that_will_not_do_are_named(
    tmp_path: Path, arguments: list[str], environment: dict[str, str], said: str
) -> None:
    told = command(*arguments, folder=tmp_path, **environment)
    assert told.returncode == 2, told
    assert told.stdout == ""
    assert said.lower() in told.stderr.lower()
    assert "Traceback" not in told.stderr
    assert "rahasia" not in told.stderr


def test_a_database_that_is_none_is_named(tmp_path: Path) -> None:
    (tmp_path / "p.db").write_bytes(b"this is no database, it only looks so" * 100)
    told = command("rank", "--all-needs", folder=tmp_path)
    assert (told.returncode, told.stdout) == (2, "")
    assert "Traceback" not in told.stderr


def test_a_fault_of_ours_is_a_sentence_and_with_debug_a_traceback(tmp_path: Path) -> None:
    broken = (
        "import matchmaker.services.doctor as d; d.examine = lambda s: 1 / 0; from matchmaker.cli import main; main()"
    )
    for level, shown in (("INFO", False), ("DEBUG", True)):
        told = subprocess.run(
            [sys.executable, "-c", broken, "doctor"], capture_output=True, text=True, cwd=tmp_path, timeout=60,
            env=os.environ | {"MATCHMAKER_LOG_LEVEL": level}, check=False,
        )  # fmt: skip
        assert told.returncode != 0
        assert told.stdout == ""
        assert ("Traceback" in told.stderr) == shown
        assert "ZeroDivisionError" in told.stderr


def test_a_reader_that_leaves_early_is_no_fault(tmp_path: Path) -> None:
    script = "import sys; from matchmaker.cli import main; sys.argv[0] = 'matchmaker'; main()"
    (tmp_path / "t.csv").write_text("text\n" + "".join(f"kata{n}xyz\n" for n in range(20_000)))
    shell = f'"{sys.executable}" -c "{script}" lexicon coverage t.csv --column text --most 20000 | head -1'
    told = subprocess.run(["bash", "-c", shell], capture_output=True, text=True, cwd=tmp_path, timeout=120, check=False)
    assert told.stderr == ""
    assert "20000" in told.stdout
