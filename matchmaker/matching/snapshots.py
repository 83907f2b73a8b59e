"""Snapshots of the live catalogue, recognised by what the database says of every UMKM.

The database is the truth. A snapshot is used only if each UMKM that has not changed since is in it, at the very
version at which the database last saw it change: a restored backup or another database will not match.
"""

from __future__ import annotations

import logging
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.models import Umkm
from matchmaker.scoring import snapshot
from matchmaker.scoring.analyzer import Analyzer
from matchmaker.scoring.model import Model
from matchmaker.scoring.scorer import Scorer

FOLDER = "catalogue"  # within the instance
LEAST_UMKM = 1_000  # fewer are read again in a second
RENEWED_AT_CHANGES = 1_000  # so many changes to catch up with are worth a new snapshot

Numbers = NDArray[np.int64]
log = logging.getLogger(__name__)


class SnapshotFolder:
    """Where one installation keeps the snapshot of its catalogue."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, session: Session, scorer: Scorer, version: int) -> bool:
        """Save the scorer, which holds the catalogue's ``version``; a failure only costs time at the next start.

        Small catalogues are not worth it; whether this one was kept.
        """
        if scorer.catalogue.umkm_count < LEAST_UMKM:
            return False
        ids, changed_in = _seen(session)
        try:
            snapshot.save(scorer, self._folder, version, {"ids": ids, "changed_in": changed_in})
        except OSError as error:
            log.warning("no snapshot of the catalogue: %s", error)
            return False
        return True

    def fetch(self, session: Session, analyzer: Analyzer, model: Model | None) -> tuple[Scorer, int] | None:
        """A scorer and the catalogue's version it holds; None when there is no snapshot of this database."""
        found = snapshot.load(self._folder, analyzer, model)
        if found is None:
            return None
        ids, changed_in = _seen(session)
        unchanged = changed_in <= found.version
        if not _all_within(ids[unchanged], changed_in[unchanged], found.beside["ids"], found.beside["changed_in"]):
            log.warning("the snapshot of the catalogue belongs to another state of the database")
            return None
        for umkm_id in np.setdiff1d(found.beside["ids"], ids).tolist():
            found.scorer.remove(umkm_id)
        return found.scorer, found.version


def _seen(session: Session) -> tuple[Numbers, Numbers]:
    """Ids of all UMKM, ascending, and the version in which each last changed."""
    rows = session.execute(select(Umkm.id, Umkm.changed_in).order_by(Umkm.id)).all()
    table = np.array([tuple(row) for row in rows], dtype=np.int64).reshape(-1, 2)
    return table[:, 0].copy(), table[:, 1].copy()


def _all_within(ids: Numbers, versions: Numbers, kept_ids: Numbers, kept_versions: Numbers) -> bool:
    """Whether each of ``ids`` is among ``kept_ids`` (ascending) with the same version."""
    if not len(kept_ids):
        return not len(ids)
    at = np.minimum(np.searchsorted(kept_ids, ids), len(kept_ids) - 1)
    return bool(np.all(kept_ids[at] == ids) and np.all(kept_versions[at] == versions))
