"""Where a batch ranking is reckoned: in this process, or on a Dask cluster. The same pure function does both.

Work is divided by needs, and every worker holds the whole catalogue: the key of a pairing is set against the
best row of its need, so a part of the catalogue alone could not give the same order.
"""

from __future__ import annotations

import tempfile
import threading
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy.orm import Session

from matchmaker.db import Database
from matchmaker.errors import ClusterUnavailableError
from matchmaker.matching.catalog import LiveCatalog, analyzer
from matchmaker.scoring import snapshot
from matchmaker.scoring.model import Model
from matchmaker.scoring.profiles import NeedProfile, ScoredPairing
from matchmaker.scoring.scorer import Scorer
from matchmaker.scoring.snapshot import Packed, pack

CONNECT_SECONDS = 20
WARM_UP_FROM_NEEDS = 500
"""So many needs are worth waiting for the compiled way: seconds to make, some ten milliseconds saved on each."""
RETRIES = 5  # workers that may be lost under one block before it counts as failed

Needs = Sequence[NeedProfile]
Lists = list[list[ScoredPairing]]


class Engine(Protocol):
    """Ranks blocks of needs."""

    def rank(self, blocks: Sequence[Needs], top: int, as_of: date) -> Iterator[tuple[Lists, int]]:
        """For each block in turn the lists of its needs, and the version of the catalogue they were reckoned on."""


def rank_block(scorer: Scorer, needs: Needs, top: int, as_of: date) -> Lists:
    """The suppliers of each need: depends on nothing but its arguments."""
    return [scorer.rank_need(need, top=top, as_of=as_of) for need in needs]


class LocalEngine:
    """Ranks in this process; the catalogue is brought up to date before each block."""

    def __init__(self, database: Database, catalog: LiveCatalog) -> None:
        self._database, self._catalog = database, catalog

    def rank(self, blocks: Sequence[Needs], top: int, as_of: date) -> Iterator[tuple[Lists, int]]:
        """See `Engine.rank`."""
        many = sum(len(needs) for needs in blocks) >= WARM_UP_FROM_NEEDS
        for needs in blocks:
            with self._database.read() as session, self._catalog.at(session) as scorer:
                if many and scorer.is_large:
                    scorer.warm_up()
                ranked, version = rank_block(scorer, needs, top, as_of), self._catalog.version
            yield ranked, version


class DaskEngine:
    """Ranks on the workers of a Dask cluster, which must run the same release.

    Workers that see this machine's files map the catalogue in from a snapshot, and share its pages; to others it is
    sent once, as arrays. A block whose worker dies is reckoned by another.

    Raises
    ------
    ClusterUnavailableError
        Dask is not installed, nobody answers at the address, or the work failed there.
    """

    def __init__(self, database: Database, catalog: LiveCatalog, address: str) -> None:
        self._database, self._catalog, self._address = database, catalog, address

    def rank(self, blocks: Sequence[Needs], top: int, as_of: date) -> Iterator[tuple[Lists, int]]:
        """See `Engine.rank`; all blocks are reckoned on the catalogue as it is at the beginning."""
        many = sum(len(needs) for needs in blocks) >= WARM_UP_FROM_NEEDS
        order = Order(uuid.uuid4().hex, many, top, as_of)
        with self._client() as client, tempfile.TemporaryDirectory(prefix="temu-mitra-") as folder:
            try:
                with self._database.read() as session:
                    sent, version = self._send(client, session, Path(folder) / order.token)
                futures = [
                    client.submit(rank_on_worker, *sent, order, list(needs), pure=False, retries=RETRIES)
                    for needs in blocks
                ]
                for future in futures:
                    yield future.result(), version
                    future.release()
            except Exception as error:  # whatever a task raises, or Dask on losing its workers, comes out here
                raise ClusterUnavailableError("cluster_failed", reason=str(error)) from error

    def _send(self, client: Any, session: Session, folder: Path) -> tuple[Sequence[Any], int]:
        """What `rank_on_worker` takes first, and the version of the catalogue it holds."""
        with self._catalog.alone(session) as scorer:
            version = self._catalog.version
            snapshot.save(scorer, folder, version, {})
            if all(client.run(sees, str(folder)).values()):
                return (str(folder), scorer.model), version
            return client.scatter([pack(scorer), scorer.model], broadcast=True, hash=False), version

    def _client(self) -> Any:
        try:
            import distributed
        except ImportError as error:
            raise ClusterUnavailableError("dask_missing") from error
        client: Any = distributed.Client
        try:
            return client(self._address, timeout=CONNECT_SECONDS, set_as_default=False)
        except (OSError, ValueError) as error:
            raise ClusterUnavailableError("no_scheduler", address=self._address, reason=str(error)) from error


@dataclass(frozen=True, slots=True)
class Order:
    """What the blocks of one run have in common; ``many`` needs are worth waiting for the compiled way."""

    token: str
    many: bool
    top: int
    as_of: date


_kept: dict[str, Scorer] = {}
_lock = threading.Lock()


def sees(folder: str) -> bool:
    """Whether this worker has the snapshot of a run among its files."""
    return (Path(folder) / snapshot.CONTENTS).is_file()


def rank_on_worker(source: Packed | str, model: Model, order: Order, needs: list[NeedProfile]) -> Lists:
    """`rank_block` in a worker, which makes the catalogue of one run from its arrays, or a snapshot, once."""
    with _lock:
        if order.token not in _kept:
            _kept.clear()
            _kept[order.token] = _scorer(source, model, order)
        return rank_block(_kept[order.token], needs, order.top, order.as_of)


def _scorer(source: Packed | str, model: Model, order: Order) -> Scorer:
    if isinstance(source, Packed):
        scorer = source.unpack(analyzer(), model)
    else:
        found = snapshot.load(Path(source), analyzer(), model)
        if found is None:
            raise ValueError("the snapshot cannot be read, or was made by another release")
        scorer = found.scorer
    if order.many and scorer.is_large:
        scorer.warm_up()
    return scorer
