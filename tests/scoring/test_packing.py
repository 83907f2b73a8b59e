"""Profiles as bytes, and arrays in files: what goes in comes out, whatever was changed in between."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

from matchmaker.scoring.mapping import mapped, mapped_and_read, write
from matchmaker.scoring.packing import PackedProfiles
from matchmaker.scoring.profiles import UmkmProfile


def profile(number: int) -> UmkmProfile:
    return UmkmProfile(number, f"U{number}", "Usaha " * (1 + number % 7), description="x" * (number % 5) or None)


def held(packed: PackedProfiles) -> list[UmkmProfile | None]:
    found: list[UmkmProfile | None] = []
    for place in range(len(packed)):
        try:
            found.append(packed[place])
        except LookupError:
            found.append(None)
    return found


def again(packed: PackedProfiles, folder: Path) -> PackedProfiles:
    """As the next process has them: read from a file, which replaces the former one."""
    buffer, ends = packed.packed()
    total = write(folder / "new.npy", buffer)
    (folder / "new.npy").replace(folder / "p.npy")
    array, read = mapped_and_read(folder / "p.npy", total)
    return PackedProfiles(array, ends, read)


@pytest.mark.parametrize("seed", range(12))
def test_any_changes_leave_what_a_list_would_hold(seed: int, tmp_path: Path) -> None:
    draw = random.Random(seed)
    packed, plain, number = PackedProfiles(), list[UmkmProfile | None](), 0
    for _ in range(120):
        what = draw.choices(("append", "empty", "keep", "write"), (10, 4, 1, 1))[0]
        if what == "append":
            number += 1
            assert packed.append(profile(number)) == len(plain)
            plain.append(profile(number))
        elif what == "empty" and plain:
            place = draw.randrange(len(plain))
            packed.empty(place)
            plain[place] = None
        elif what == "keep":
            places = [place for place, one in enumerate(plain) if one is not None]
            packed, plain = packed.kept(places), [plain[place] for place in places]
        elif what == "write" and None not in plain:
            packed = again(packed, tmp_path)
    assert held(packed) == plain
    buffer, ends = packed.packed()
    sizes = np.diff(ends, prepend=0)
    assert [size == 0 for size in sizes] == [one is None for one in plain]
    kept = [place for place, one in enumerate(plain) if one is not None]
    assert held(PackedProfiles(*packed.kept(kept).packed())) == [plain[place] for place in kept]
    assert len(buffer) == ends[-1]


def test_what_has_not_changed_is_not_copied(tmp_path: Path) -> None:
    packed = PackedProfiles()
    for number in range(50):
        packed.append(profile(number))
    kept = again(packed, tmp_path)
    assert np.shares_memory(kept.packed()[0], kept.packed()[0])
    assert held(kept.kept(range(0, 50, 7))) == [profile(number) for number in range(0, 50, 7)]


def resident_kb(path: Path) -> int:
    """What of a file this process holds in memory."""
    parts = Path("/proc/self/smaps").read_text("utf8").split(f"{path}\n")[1:]
    return sum(int(part.split("Rss:")[1].split()[0]) for part in parts)


def test_profiles_are_read_from_the_file_and_no_page_of_it_stays(tmp_path: Path) -> None:
    packed = PackedProfiles()
    for number in range(20_000):
        packed.append(profile(number))
    kept = again(packed, tmp_path)
    (tmp_path / "p.npy").rename(tmp_path / "away.npy")
    assert kept[19_999] == profile(19_999)
    (tmp_path / "away.npy").rename(tmp_path / "p.npy")
    assert resident_kb(tmp_path / "p.npy") == 0
    kept.packed()[0].sum()
    assert resident_kb(tmp_path / "p.npy") > 1_000


@pytest.mark.parametrize("array", [np.arange(12.0).reshape(3, 4), np.zeros(0, np.int32), np.array([True, False])])
def test_an_array_comes_back_and_changes_stay_here(array: np.ndarray, tmp_path: Path) -> None:
    total = write(tmp_path / "a.npy", array)
    found = mapped(tmp_path / "a.npy", total)
    assert found.dtype == array.dtype
    assert np.array_equal(found, array)
    found[...] = 1
    assert np.array_equal(mapped(tmp_path / "a.npy", total), array)


@pytest.mark.parametrize("array", [np.arange(12.0).reshape(3, 4), np.zeros((0, 2), np.int32), np.arange(5, dtype="i1")])
def test_behind_an_array_there_is_room(array: np.ndarray, tmp_path: Path) -> None:
    total = write(tmp_path / "a.npy", array, 1_000)
    found = mapped(tmp_path / "a.npy", total)
    assert found.shape == (len(array) + 1_000, *array.shape[1:])
    assert np.array_equal(found[: len(array)], array)
    assert not found[len(array) :].any()


def test_another_content_is_refused(tmp_path: Path) -> None:
    total = write(tmp_path / "a.npy", np.arange(10))
    with pytest.raises(ValueError, match="damaged"):
        mapped(tmp_path / "a.npy", total + 1)
    np.save(tmp_path / "a.npy", np.asfortranarray(np.arange(12).reshape(3, 4)))
    with pytest.raises(ValueError, match="damaged"):
        mapped(tmp_path / "a.npy", total)
    (tmp_path / "a.npy").write_bytes(b"no array")
    with pytest.raises(ValueError, match="magic"):
        mapped(tmp_path / "a.npy", total)
