"""Who held which certificate on each of several days, in one pass over the records instead of one query per day."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from functools import cache

from sqlalchemy import select

from matchmaker.clock import end_of
from matchmaker.domain.certificates import is_held
from matchmaker.models import Certificate, Umkm
from matchmaker.services.certificates import held_on
from matchmaker.services.reports.scope import Scope

Span = tuple[int, str, datetime, date | None]  # UMKM, type, since when on record, last day it is valid


def holders(scope: Scope, days: Iterable[date]) -> dict[date, dict[str, int]]:
    """How many UMKM of the region held each type on each day; an NIB of the business counts as one.

    A day knows what was on record when it ended: the business and the certificate.
    """
    ordered = sorted(set(days))
    first, past = _places(ordered)
    masks: dict[tuple[int, str], int] = defaultdict(int)
    for umkm_id, kind, since, until in _spans(scope, ordered[0]):
        masks[umkm_id, kind] |= (1 << past(until)) - 1 & -(1 << first(since))
    counts = Counter((kind, mask) for (_, kind), mask in masks.items())
    found: dict[date, dict[str, int]] = {day: defaultdict(int) for day in ordered}
    for (kind, mask), number in counts.items():
        for place, day in enumerate(ordered):
            if mask >> place & 1:
                found[day][kind] += number
    return {day: dict(of_day) for day, of_day in found.items()}


def _places(days: Sequence[date]) -> tuple[Callable[[datetime], int], Callable[[date | None], int]]:
    """The place of the first day that knows a record, and that of the first day on which it is held no more."""
    ends = [end_of(day) for day in days]

    @cache
    def past(until: date | None) -> int:
        return bisect_left(days, True, key=lambda day: not is_held(None, until, day))

    return (lambda since: bisect_right(ends, since)), past


def _spans(scope: Scope, earliest: date) -> Iterable[Span]:
    """Certificates that count on the earliest day or could on a later one, and the NIB of each business."""
    listed = (
        select(Umkm.id, Certificate.type, Umkm.created_at, Certificate.recorded_at, Certificate.valid_until)
        .join(Certificate, Certificate.umkm_id == Umkm.id)
        .where(scope.umkm, held_on(earliest))
    )
    for umkm_id, kind, created, recorded, until in scope.session.execute(listed):
        yield umkm_id, kind, created if recorded is None else max(created, recorded), until
    numbered = select(Umkm.id, Umkm.created_at).where(scope.umkm, Umkm.nib.is_not(None))
    for umkm_id, created in scope.session.execute(numbered):
        yield umkm_id, "NIB", created, None
