"""The groups of a file that need no ORM: UMKM that are new, those it changes, and those of which it says nothing new.

They are most of any large file. Every other one (refused, merged into another, twice in a chunk, named without a
key) is left to `imports.write_one`. What becomes of a record is decided by the same rules either way
(`umkm.make`, `umkm.bring`); here they write onto plain objects.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.domain.access import Actor
from matchmaker.errors import ForbiddenError, InvalidRecordError
from matchmaker.models import Certificate, Product, RecordAlias, Umkm
from matchmaker.services import catalog, images, plain_umkm, umkm
from matchmaker.services.batches import Log
from matchmaker.services.bulk_rows import Growth
from matchmaker.services.identity import OWN_PREFIX, Upsert, any_source, identify
from matchmaker.services.import_changes import between
from matchmaker.services.import_groups import Group
from matchmaker.services.import_references import names_only
from matchmaker.services.import_results import Change

Key = tuple[str, str, bool]
Ready = dict[int, tuple[str, Upsert]]


class Bulk:
    """Takes from each chunk what it can, and writes it."""

    def __init__(self, session: Session, actor: Actor, source: str, log: Log) -> None:
        self._session, self._actor, self._source, self._log = session, actor, source, log
        self._growth = Growth(session, Umkm, Product, Certificate)
        self._before: dict[int, Any] = {}
        # What is read here is written later: nobody else may write a record in between.
        catalog.hold(session)

    def take(self, chunk: Sequence[Group]) -> Ready:
        """What becomes of those groups that need no ORM, with their keys, by the place in the chunk; writes nothing."""
        keys = [identify(self._source, one.clean) for one in chunk]
        times = Counter(key[0] for key in keys)
        there = self._there(list(times))
        ready: Ready = {}
        for place, (one, key) in enumerate(zip(chunk, keys, strict=True)):
            if times[key[0]] == 1 and not names_only(one):
                done = self._one(one, key, there)
                if done is not None:
                    ready[place] = (key[0], done)
        return ready

    def write(self, ready: Ready) -> None:
        """Write the new and the changed records and note them in the batch."""
        made = [done.record for _, done in ready.values() if done.status == "created"]
        self._log.created_in_bulk("umkm", plain_umkm.insert(self._session, made))
        self._growth.add(len(made))
        changed = [
            (self._before[done.record.id], done.record) for _, done in ready.values() if done.status == "updated"
        ]
        plain_umkm.update(self._session, changed)
        for before, record in changed:
            self._log.changed_in_bulk("umkm", before, record)
        self._before.clear()

    def changed(self, done: Upsert) -> list[Change]:
        """What becomes different in a record that was taken and is not written yet."""
        before = self._before.pop(done.record.id, None)
        return between("umkm", images.take(before), images.take(done.record)) if before is not None else []

    def _there(self, keys: list[str]) -> dict[str, Any]:
        """What is on record under these keys; None where that is not for here (an alias, a key of ours)."""
        found: dict[str, Any] = dict(plain_umkm.fetch(self._session, self._source, keys))
        elsewhere = select(RecordAlias.external_id).where(RecordAlias.kind == "umkm", RecordAlias.external_id.in_(keys))
        found |= dict.fromkeys(self._session.scalars(elsewhere))
        ours = [key for key in keys if key.startswith(OWN_PREFIX)]
        if ours:
            query = select(Umkm.external_id).where(
                any_source(Umkm), Umkm.external_id.in_(ours), Umkm.source != self._source
            )
            found |= dict.fromkeys(self._session.scalars(query))
        return found

    def _one(self, one: Group, key: Key, there: dict[str, Any]) -> Upsert | None:
        try:
            if key[0] not in there:
                return self._make(one, key)
            found = there[key[0]]
            return None if found is None else self._bring(found, one, key)
        except (InvalidRecordError, ForbiddenError):
            return None

    def _make(self, one: Group, key: Key) -> Upsert:
        done = umkm.make(self._session, self._actor, one.clean, self._source, key, strict=False, kind=plain_umkm.UMKM)
        mark_repaired(done.record, one)
        return done

    def _bring(self, found: Any, one: Group, key: Key) -> Upsert | None:
        before = plain_umkm.copy(found)
        done = umkm.bring(self._session, self._actor, found, one.clean, self._source, key, strict=False)
        mark_repaired(found, one)
        if done.status == "updated":
            self._before[found.id] = before
        elif not plain_umkm.is_same(before, found):
            # Codes and marks that follow from what it says, where the rules for them have changed since.
            return None
        return done


def mark_repaired(record: Any, one: Group) -> None:
    """Say of a point that the file's reading put it right."""
    if any(problem.code == "coordinates_repaired" for row in one.rows for problem in row.warnings):
        record.coordinates_from = "repaired"
