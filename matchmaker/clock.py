"""The office's clock: which day it is there, and when that day ends.

A certificate expires, a need opens and an order is placed on a day of the office, wherever the server stands and
whatever its own clock is set to. Moments are kept in UTC; only days need a place.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone

# Hours ahead of UTC; Indonesia has no summer time (Keppres 41/1987 on the three zones).
ZONES = {
    "WIB": timezone(timedelta(hours=7), "WIB"),
    "WITA": timezone(timedelta(hours=8), "WITA"),
    "WIT": timezone(timedelta(hours=9), "WIT"),
}
DEFAULT_ZONE = "WIB"


class _Office:
    """One per process: a process serves one office."""

    zone: timezone = ZONES[DEFAULT_ZONE]


def use(zone: str) -> None:
    """Set the clock to one of `ZONES`, once, when a process starts."""
    _Office.zone = ZONES[zone]


def zone() -> timezone:
    """The zone in which the office's days are counted."""
    return _Office.zone


def today() -> date:
    """The day it is in the office."""
    return day_of(datetime.now(UTC))


def day_of(moment: datetime) -> date:
    """The day it was in the office at a moment."""
    return moment.astimezone(_Office.zone).date()


def end_of(day: date) -> datetime:
    """The moment a day ends in the office, exclusive."""
    return datetime.combine(day + timedelta(days=1), time.min, _Office.zone)
