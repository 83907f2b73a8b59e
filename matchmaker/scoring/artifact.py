"""Models on disk: saved with skops (never pickle), checked before use, promoted and rolled back.

A folder holds numbered model files and a ``current`` file that names those in force, oldest first, one per
line; the last line is in force. Without it, or when its file is foreign or damaged, the prior is used.
"""

from __future__ import annotations

import logging
import os
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from matchmaker.scoring.model import FEATURE_NAMES, Model, prior_model
from matchmaker.scoring.track_record import PastOutcome, TrackRecord

log = logging.getLogger(__name__)

FORMAT = "temu-mitra-model-1"
SUFFIX = ".skops"
_CURRENT = "current"


class ArtifactError(Exception):
    """A file that is no model of ours, or of other features, or damaged."""


def save(model: Model, path: Path) -> None:
    """Write ``model`` to ``path`` so that either all of it or nothing is there."""
    from skops.io import dumps

    entries = model.track_record.entries
    content = {
        "format": FORMAT,
        "name": model.name,
        "features": list(FEATURE_NAMES),
        "weights": model.weights,
        "intercept": model.intercept,
        "record": {
            "umkm_id": np.array([one.umkm_id for one in entries], dtype=np.int64),
            "buyer_id": np.array([one.buyer_id for one in entries], dtype=np.int64),
            "month": np.array([one.month.toordinal() for one in entries], dtype=np.int64),
            "residual": np.array([one.residual for one in entries], dtype=np.float64),
            "weight": np.array([one.weight for one in entries], dtype=np.float64),
            "category": np.array([one.category for one in entries], dtype=np.int64),
            "terms": np.array([one.terms for one in entries], dtype=np.int64),
            "payment": np.array([one.payment for one in entries], dtype=np.int64),
            "mark_count": np.array([len(one.marks) for one in entries], dtype=np.int64),
            "marks": np.concatenate([np.zeros(0, np.uint32), *(one.marks for one in entries)]).astype(np.uint32),
        },
        "version": model.version,
    }
    _write(path, dumps(content))


def load(path: Path) -> Model:
    """Read a model; raises ArtifactError unless it is one of ours, whole, and of the features of today."""
    from skops.io import loads

    try:
        content = loads(path.read_bytes(), trusted=[])
        return _model(content)
    except ArtifactError:
        raise
    except Exception as error:  # skops, zipfile and numpy each have their own ways to choke on a foreign file
        raise ArtifactError(f"{path.name} is not a readable model: {error}") from error


def _model(content: Any) -> Model:
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise ArtifactError("not a model of this program")
    if tuple(content["features"]) != FEATURE_NAMES:
        raise ArtifactError("a model of other features")
    weights = np.asarray(content["weights"], dtype=np.float64)
    intercept = float(content["intercept"])
    if weights.shape != (len(FEATURE_NAMES),) or not np.isfinite([*weights, intercept]).all():
        raise ArtifactError("weights of a wrong shape or not finite")
    model = Model(weights, intercept, str(content["name"]), _record(content["record"]))
    if model.version != content["version"]:
        raise ArtifactError("numbers do not fit the version written beside them")
    return model


def _record(columns: dict[str, Any]) -> TrackRecord:
    ends = np.cumsum(columns["mark_count"])
    starts = ends - columns["mark_count"]
    return TrackRecord(
        PastOutcome(
            umkm_id=int(columns["umkm_id"][at]),
            buyer_id=int(columns["buyer_id"][at]),
            month=date.fromordinal(int(columns["month"][at])),
            residual=float(columns["residual"][at]),
            weight=float(columns["weight"][at]),
            category=int(columns["category"][at]),
            terms=int(columns["terms"][at]),
            payment=int(columns["payment"][at]),
            marks=columns["marks"][starts[at] : ends[at]],
        )
        for at in range(len(ends))
    )


class ModelStore:
    """The models of one installation, in ``folder``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def current(self) -> Model:
        """The model in force; the prior when there is none or it cannot be used (logged)."""
        names = self.history()
        if not names:
            return prior_model()
        try:
            return load(self.folder / names[-1])
        except ArtifactError as error:
            log.warning("model %s refused, using the prior: %s", names[-1], error)
            return prior_model()

    def history(self) -> list[str]:
        """File names of the models promoted and not rolled back, oldest first."""
        path = self.folder / _CURRENT
        if not path.exists():
            return []
        return [line for line in path.read_text(encoding="ascii").split("\n") if line]

    def promote(self, model: Model) -> Path:
        """Save ``model`` and put it in force."""
        self.folder.mkdir(parents=True, exist_ok=True)
        names = self.history()
        taken = [int(one.name.split("-")[0]) for one in self.folder.glob(f"*{SUFFIX}") if one.name[:4].isdigit()]
        path = self.folder / f"{max(taken, default=0) + 1:04}-{model.version}{SUFFIX}"
        save(model, path)
        self._set([*names, path.name])
        return path

    def rollback(self) -> Model:
        """Take the model in force out of force and return the one before it, at last the prior."""
        self._set(self.history()[:-1])
        return self.current()

    def _set(self, names: list[str]) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        _write(self.folder / _CURRENT, "".join(f"{name}\n" for name in names).encode("ascii"))


def _write(path: Path, content: bytes) -> None:
    """Write beside, flush to disk, then rename: a crash leaves the old file or the new one."""
    beside = path.with_name(path.name + ".part")
    with beside.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(beside, path)
