"""Pages of a file that nobody needs are given back, and what was changed in memory is not lost."""

from __future__ import annotations

import mmap
import subprocess
import sys
from pathlib import Path

import pytest

from matchmaker.scoring import resident

LINUX = resident.MAPPINGS.exists()
SIZE = 1 << 20
LISTING = """\
7f0000000000-7f0000100000 r-xp 00001000 fe:00 77                         /lib/with space.so
Size:               1024 kB
Rss:                 512 kB
Anonymous:             0 kB
THPeligible:           0
VmFlags: rd ex mr mw me
7f0000100000-7f0000200000 rw-p 00000000 00:00 0
Rss:                   8 kB
Anonymous:             4 kB
Swap:                  4 kB
"""


def test_a_listing_is_read() -> None:
    first, second = resident.mappings(LISTING)
    assert first == (0x7F0000000000, SIZE, False, "/lib/with space.so", 512, 0)
    assert second == (0x7F0000100000, SIZE, True, "", 8, 8)


def held(file: Path) -> int:
    listing = resident.MAPPINGS.read_text("utf8")
    return sum(one.resident for one in resident.mappings(listing) if one.file == str(file))


@pytest.mark.skipif(not LINUX, reason="no list of mappings")
def test_unchanged_pages_go_and_come_back_when_looked_at(tmp_path: Path) -> None:
    file = tmp_path / "pages"
    file.write_bytes(b"a" * SIZE)
    with file.open("rb") as opened, mmap.mmap(opened.fileno(), 0, mmap.MAP_PRIVATE, mmap.PROT_READ) as pages:
        assert pages[SIZE // 2] == pages[0] == ord("a")
        assert sum(pages[::4096]) == ord("a") * SIZE // 4096
        assert held(file) == SIZE >> 10
        assert resident.let_go("another") == 0
        assert resident.let_go("pages") == SIZE >> 10
        assert held(file) == 0
        assert pages[SIZE - 1] == ord("a")


@pytest.mark.skipif(not LINUX, reason="no list of mappings")
def test_what_differs_from_the_file_is_kept(tmp_path: Path) -> None:
    file = tmp_path / "pages"
    file.write_bytes(b"a" * SIZE)
    with file.open("rb") as opened, mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_COPY) as pages:
        pages[0] = ord("b")
        assert resident.let_go("pages") == 0
        assert pages[:2] == b"ba"


PROGRAM = """
from matchmaker.scoring import compilation, resident
from matchmaker.scoring.analyzer import Analyzer
from matchmaker.scoring.model import prior_model
analyzer, model = Analyzer(), prior_model()
compilation.wait_for(analyzer, model)
listing = resident.MAPPINGS.read_text("utf8")
print(sum(one.resident for one in resident.mappings(listing) if one.file.endswith("libllvmlite.so")))
compilation.rehearse(analyzer, model)
"""


@pytest.mark.skipif(not LINUX, reason="no list of mappings")
def test_the_compiler_holds_little_once_all_is_compiled() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], check=True, capture_output=True, text=True, timeout=300)
    assert int(done.stdout) < 10_000
