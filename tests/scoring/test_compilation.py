"""Compiling happens elsewhere, once; who cannot have it so compiles by itself."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest

from matchmaker.scoring import compilation

LITTLE = 60_000
"""Kilobytes: what loading kept machine code takes at most; compiling takes three times that."""
PROGRAM = """
from pathlib import Path
from matchmaker.scoring import compilation
from matchmaker.scoring.analyzer import Analyzer
from matchmaker.scoring.model import prior_model
def own():
    lines = Path("/proc/self/status").read_text("utf8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("RssAnon:"))
analyzer, model = Analyzer(), prior_model()
analyzer.read_need("keripik")
before = own()
compilation.wait_for(analyzer, model)
print(own() - before)
"""


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="no figures of memory")
def test_machine_code_is_made_by_another_process(tmp_path: Path) -> None:
    environment = os.environ | {"NUMBA_CACHE_DIR": str(tmp_path)}
    command = [sys.executable, "-c", PROGRAM]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=500)
    assert len(list(tmp_path.glob("kernel-*/complete"))) == 1
    assert int(done.stdout) < LITTLE


def test_without_another_process_this_one_goes_on(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for program in ("/nowhere/python", "/bin/false"):
        monkeypatch.setattr(sys, "executable", program)
        with caplog.at_level(logging.WARNING):
            compilation._compile_apart()
        assert "compiled within this process" in caplog.text
        caplog.clear()


def test_everything_is_compiled_before_anybody_asks() -> None:
    program = """
import pkgutil, importlib
from matchmaker import scoring
from matchmaker.scoring import compilation
from matchmaker.scoring.analyzer import Analyzer
from matchmaker.scoring.model import prior_model
compilation.wait_for(Analyzer(), prior_model())
for module in pkgutil.iter_modules(scoring.__path__):
    if module.name.startswith("kernel"):
        for name, one in vars(importlib.import_module(f"matchmaker.scoring.{module.name}")).items():
            if hasattr(one, "py_func") and one.__module__.endswith(module.name) and one._cache.cache_path:
                print(name, len(one.signatures))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=500)
    counts = dict(line.split() for line in done.stdout.splitlines())
    assert {"rows_met", "row_keys", "least_relevant"} <= counts.keys()
    assert {name for name, count in counts.items() if count != "1"} == set()
