"""Memory that goes back to the system: looked at from within processes of their own."""

from __future__ import annotations

import ctypes
import subprocess
import sys

import pytest

from matchmaker import allocation

GNU = hasattr(ctypes.CDLL(None), "mallinfo2")
# What a web process is: forked from one that was told. Prints how many blocks of 40 got pages of their own.
PROGRAM = """
import ctypes, os
from matchmaker.allocation import APART_FROM, spare_memory
class Info(ctypes.Structure):
    _fields_ = [(name, ctypes.c_size_t) for name in
                "arena ordblks smblks hblks hblkhd usmblks fsmblks uordblks fordblks keepcost".split()]
library = ctypes.CDLL(None)
library.mallinfo2.restype = Info
library.malloc.restype, library.malloc.argtypes = ctypes.c_void_p, (ctypes.c_size_t,)
library.free.argtypes = (ctypes.c_void_p,)
{told}
if os.fork() == 0:
    before = library.mallinfo2().hblks
    for _ in range(20):  # without being told it learns from what is freed, and keeps the rest
        library.free(library.malloc(APART_FROM + 1))
    held = [library.malloc(APART_FROM + 1) for _ in range(40)]
    print(library.mallinfo2().hblks - before, flush=True)
    os._exit(0)
os.wait()
"""


def mappings(told: str) -> int:
    command = [sys.executable, "-c", PROGRAM.replace("{told}", told)]
    return int(subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout)


@pytest.mark.skipif(not GNU, reason="another C library")
def test_processes_forked_from_one_that_was_told_give_large_arrays_back() -> None:
    assert mappings("spare_memory()") == 40
    assert mappings("pass") < 40


@pytest.mark.skipif(not GNU, reason="another C library")
def test_it_says_that_it_could_be_told() -> None:
    program = "from matchmaker.allocation import spare_memory; print(spare_memory())"
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == "True"


def test_a_library_that_cannot_be_told_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ctypes, "CDLL", lambda _name: object())
    assert allocation.spare_memory() is False
