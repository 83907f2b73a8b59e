"""The catalogue on disk: arrays as they lie in memory, mapped back in at the next start.

Reading a quarter million products takes a minute; mapping what was read takes a tenth of a second. A snapshot
is only ever a shortcut: one that is damaged, or was made by other code or another lexicon, is not used.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from numpy.typing import NDArray

from matchmaker.scoring.analyzer import Analyzer
from matchmaker.scoring.catalogue import Catalogue
from matchmaker.scoring.mapping import mapped, mapped_and_read, write
from matchmaker.scoring.model import Model
from matchmaker.scoring.packing import PackedProfiles, Read
from matchmaker.scoring.postings import Postings
from matchmaker.scoring.quantities import Measure
from matchmaker.scoring.relevance import RelevanceIndex
from matchmaker.scoring.row_tables import RowTables
from matchmaker.scoring.scorer import Scorer

Array = NDArray[Any]

FORMAT = 2
CONTENTS = "contents.json"
_COLUMN, _POSTINGS, _BESIDE, _PROFILES, _RECORDS = "column", "postings", "beside", "profiles", "records"
_GROWING = (f"{_COLUMN}-", _RECORDS)
SPARE, LEAST_SPARE = 8, 4_096
"""Room for one row more for every so many, and for so many at least: what comes after a start is not much."""
_PARTS = ("columns", "starts", "rows", "values")

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A scorer as it was saved, the catalogue's ``version`` then, and the arrays saved ``beside`` it."""

    scorer: Scorer
    version: int
    beside: dict[str, Array]


@cache
def code_fingerprint() -> str:
    """Hash of the code that reads goods: other code may read the same words otherwise."""
    digest = hashlib.sha256()
    folder = Path(__file__).parent
    for path in sorted(folder.rglob("*.py")):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Packed:
    """A scorer's catalogue as plain arrays and what belongs to them, to be kept or sent; see `pack`."""

    arrays: dict[str, Array]
    contents: dict[str, Any]
    read_profiles: Read | None = None

    def unpack(self, analyzer: Analyzer, model: Model | None = None) -> Scorer:
        """The scorer again.

        Raises
        ------
        ValueError
            It was packed by other code or with another lexicon, or its arrays do not fit together.
        """
        if {name: self.contents.get(name) for name in _origin(analyzer)} != _origin(analyzer):
            raise ValueError("packed by other code or with another lexicon")
        catalogue = _catalogue(self.arrays, self.contents, self.read_profiles)
        return Scorer.restore(catalogue, _index(self.arrays, self.contents, analyzer), analyzer, model)


def pack(scorer: Scorer) -> Packed:
    """The catalogue of a scorer without copying it; dead rows are dropped from the scorer first."""
    scorer.compact()
    contents = _origin(scorer.analyzer) | {
        "measures": msgspec.to_builtins(scorer.catalogue.measures),
        "words": scorer.index.vocabulary.words(),
        "rows": len(scorer.catalogue),
    }
    return Packed(_arrays(scorer), contents)


def save(scorer: Scorer, folder: Path, version: int, beside: Mapping[str, Array]) -> None:
    """Write a snapshot to ``folder``, replacing what is there only when all of it is written.

    ``version`` is the catalogue's version that the scorer holds, ``beside`` whatever the caller needs to
    recognise his own records again. Dead rows are dropped from the scorer first.
    """
    packed = pack(scorer)
    folder.parent.mkdir(parents=True, exist_ok=True)
    new = Path(tempfile.mkdtemp(prefix=f"{folder.name}-", dir=folder.parent))
    try:
        arrays = packed.arrays | {f"{_BESIDE}-{name}": array for name, array in beside.items()}
        room = len(scorer.catalogue) // SPARE + LEAST_SPARE
        sums = {
            name: write(new / f"{name}.npy", array, room if name.startswith(_GROWING) else 0)
            for name, array in arrays.items()
        }
        contents = packed.contents | {"version": version, "sums": sums}
        (new / CONTENTS).write_text(json.dumps(contents, ensure_ascii=False), encoding="utf-8")
        _put_in_place(new, folder)
    finally:
        shutil.rmtree(new, ignore_errors=True)


def load(folder: Path, analyzer: Analyzer, model: Model | None) -> Snapshot | None:
    """The snapshot in ``folder``; None when there is none that this code and lexicon made, undamaged."""
    try:
        contents = json.loads((folder / CONTENTS).read_text(encoding="utf-8"))
        sums = contents["sums"]
        arrays = {name: mapped(folder / f"{name}.npy", total) for name, total in sums.items() if name != _PROFILES}
        arrays[_PROFILES], read = mapped_and_read(folder / f"{_PROFILES}.npy", sums[_PROFILES])
        beside = {name.partition("-")[2]: array for name, array in arrays.items() if name.partition("-")[0] == _BESIDE}
        return Snapshot(Packed(arrays, contents, read).unpack(analyzer, model), int(contents["version"]), beside)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, AttributeError, msgspec.ValidationError) as error:
        logger.warning("snapshot %s is not used: %s", folder, error)
        return None


def _origin(analyzer: Analyzer) -> dict[str, Any]:
    return {"format": FORMAT, "code": code_fingerprint(), "lexicon": analyzer.lexicon.version}


def _arrays(scorer: Scorer) -> dict[str, Array]:
    rows = scorer.catalogue.rows
    found = {f"{_COLUMN}-{name}": getattr(rows, name) for name in Catalogue.column_names()}
    found[_RECORDS] = RowTables(scorer.catalogue).packed()
    found[_PROFILES], found["ends"] = scorer.catalogue.packed()
    for name, stack in scorer.index.stacks().items():
        whole = stack.whole()
        for part in _PARTS if whole is not None else ():
            found[f"{_POSTINGS}-{name}-{part}"] = getattr(whole, part)
    return found


def _catalogue(arrays: Mapping[str, Array], contents: Mapping[str, Any], read: Read | None) -> Catalogue:
    columns = {name: arrays[f"{_COLUMN}-{name}"] for name in Catalogue.column_names()}
    measures = msgspec.convert(contents["measures"], list[Measure])
    profiles = PackedProfiles(arrays[_PROFILES], arrays["ends"], read)
    return Catalogue.restore(columns, int(contents["rows"]), profiles, measures, arrays[_RECORDS])


def _index(arrays: Mapping[str, Array], contents: Mapping[str, Any], analyzer: Analyzer) -> RelevanceIndex:
    index = RelevanceIndex(analyzer.lexicon)
    index.vocabulary.add(contents["words"])
    n_rows = int(contents["rows"])
    for name, stack in index.stacks().items():
        columns, starts, rows, values = (arrays[f"{_POSTINGS}-{name}-{part}"] for part in _PARTS)
        stack.append(Postings(columns, starts, rows, values, n_rows))
    return index


def _put_in_place(new: Path, folder: Path) -> None:
    """Processes that have the old snapshot mapped keep it: its files live on until they let go."""
    old = new.with_name(f"{new.name}-old")
    if folder.exists():
        os.replace(folder, old)
    os.replace(new, folder)
    shutil.rmtree(old, ignore_errors=True)
