"""The live catalogue of one process: all UMKM as arrays, brought up to date before every answer.

Every write bumps ``catalog_state.version`` in its own transaction; a reader that finds a newer version than
its own fetches what changed since. A crash between the two loses nothing: the database is the truth.
"""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from matchmaker import clock
from matchmaker.matching.gate import Gate
from matchmaker.matching.memory import Memory
from matchmaker.matching.profiles import Commitments, need_profile, packed_profiles, umkm_profiles
from matchmaker.matching.snapshots import RENEWED_AT_CHANGES, SnapshotFolder
from matchmaker.models import CatalogDeletion, CatalogState, Need, Product, Umkm
from matchmaker.scoring.analyzer import Analyzer
from matchmaker.scoring.model import Model
from matchmaker.scoring.profiles import NeedProfile
from matchmaker.scoring.reading_processes import processes_for
from matchmaker.scoring.scorer import Scorer

MODELS = "models"  # folder of promoted models within the instance
KEPT_ANSWERS = 128  # searches remembered, about 0.1 MB each
REBUILD_SHARE = 0.25  # more changed than this: building anew is quicker than changing in place

Committed = Callable[[Session], Commitments]
ModelSource = Callable[[], Model | None]


@cache
def analyzer() -> Analyzer:
    """The reader of texts, one per process: it depends on the lexicon alone."""
    made = Analyzer()
    gc.collect()
    gc.freeze()  # the lexicon stays: looking through it for garbage takes a seventh of the time of reading a market
    return made


class State(NamedTuple):
    """Changes whenever an answer could."""

    version: int
    model: str
    day: date


VERSION = select(CatalogState.version).where(CatalogState.id == 1)  # put together once: every answer asks


class LiveCatalog:
    """Scorer and needs of one process. Many answers are given at once; a change waits for them, and they for it, so
    that it never shows half."""

    def __init__(
        self,
        committed: Committed,
        model: ModelSource = lambda: None,
        snapshots: SnapshotFolder | None = None,
    ) -> None:
        self._committed, self._model, self._snapshots = committed, model, snapshots
        self._gate = Gate()
        self.putting_together = threading.RLock()  # what is kept by `remember` is large: one thread makes it
        self._scorer: Scorer | None = None
        self._needs: dict[int, NeedProfile] = {}
        self.version = -1
        self._memory: tuple[object, object] | None = None
        self.answers: Memory[Any] = Memory(KEPT_ANSWERS)

    @property
    def is_there(self) -> bool:
        """Whether there is a scorer to ask; while a snapshot is brought up to date there is a version but none yet."""
        return self._scorer is not None

    @contextmanager
    def at(self, session: Session) -> Iterator[Scorer]:
        """The scorer as of what `session` sees, held for the length of the block: nobody changes it meanwhile.

        Within the block the same thread is given the same again, whatever has been written since.
        """
        with self._reading(session):
            assert self._scorer is not None
            yield self._scorer

    @contextmanager
    def alone(self, session: Session) -> Iterator[Scorer]:
        """The same with nobody else looking, for what rearranges the scorer."""
        with self._gate.change():
            self._refresh(session, _version(session))
            assert self._scorer is not None
            yield self._scorer

    @contextmanager
    def _reading(self, session: Session) -> Iterator[None]:
        seen = self.version if self._gate.reading else _version(session)
        with self._gate.read(lambda: self._is_at(seen), lambda: self._refresh(session, seen)):
            yield

    def _is_at(self, version: int) -> bool:
        return self.version == version and self._scorer is not None

    def needs(self, session: Session) -> dict[int, NeedProfile]:
        """Profiles of all needs by id, as of what `session` sees."""
        with self._reading(session):
            return dict(self._needs)

    def state(self, session: Session) -> State:
        """What an answer follows from, beside the question."""
        with self.at(session) as scorer:
            return State(self.version, scorer.model_version, clock.today())

    def remembered(self, state: object) -> object | None:
        """What was reckoned for this state, or None."""
        return self._memory[1] if self._memory is not None and self._memory[0] == state else None

    def remember(self, state: object, reckoned: object) -> None:
        """Keep something until the state changes; one thing at a time, because it may be large."""
        self._memory = (state, reckoned)

    def reload_model(self) -> None:
        """Take the model that is promoted now."""
        with self._gate.change():
            if self._scorer is not None:
                self._set_model(self._scorer)

    def _set_model(self, scorer: Scorer) -> None:
        model = self._model()
        if model is not None:
            scorer.model = model

    def _refresh(self, session: Session, version: int) -> None:
        if self._is_at(version):
            return
        if self._scorer is None:
            self._scorer = self._from_snapshot(session, version) or self._build(session, version)
        elif self._catch_up(session, self._scorer) is None:
            self._scorer = self._build(session, version)
        self.version = version

    def _build(self, session: Session, version: int) -> Scorer:
        processes = processes_for(session.scalar(select(func.count(Product.id))) or 0)
        profiles = packed_profiles(session, self._committed(session))
        scorer = Scorer.build(profiles, model=self._model(), analyzer=analyzer(), processes=processes)
        self._needs = {need.id: need_profile(need) for need in _needs(session)}
        if self._snapshots is None or not self._snapshots.keep(session, scorer, version):
            return scorer
        # The same in pages of files, which other processes share, instead of in memory of this one.
        found = self._snapshots.fetch(session, analyzer(), self._model())
        return scorer if found is None or found[1] != version else found[0]

    def _from_snapshot(self, session: Session, version: int) -> Scorer | None:
        found = self._snapshots.fetch(session, analyzer(), self._model()) if self._snapshots else None
        if found is None or self._snapshots is None:
            return None
        scorer, self.version = found
        self._needs = {need.id: need_profile(need) for need in _needs(session)}
        changes = self._catch_up(session, scorer)
        if changes is not None and changes >= RENEWED_AT_CHANGES:
            self._snapshots.keep(session, scorer, version)
        return None if changes is None else scorer

    def _catch_up(self, session: Session, scorer: Scorer) -> int | None:
        """Bring the scorer up to date; how many UMKM changed, None when they are too many."""
        changed = list(session.scalars(select(Umkm.id).where(Umkm.changed_in > self.version)))
        if len(changed) > max(100, REBUILD_SHARE * scorer.catalogue.umkm_count):
            return None
        gone = session.execute(
            select(CatalogDeletion.kind, CatalogDeletion.record_id).where(CatalogDeletion.version > self.version)
        )
        for kind, record_id in gone:
            if kind == "umkm":
                scorer.remove(record_id)
            elif kind == "need":
                self._needs.pop(record_id, None)
        if changed:
            for profile in umkm_profiles(session, self._committed(session), changed):
                scorer.upsert(profile)
        for need in _needs(session, self.version):
            self._needs[need.id] = need_profile(need)
        return len(changed)


def _version(session: Session) -> int:
    return session.connection().scalar(VERSION) or 0


def _needs(session: Session, since: int | None = None) -> Iterator[Need]:
    query = select(Need).options(joinedload(Need.buyer)).order_by(Need.id)
    if since is not None:
        query = query.where(Need.changed_in > since)
    yield from session.scalars(query)
