"""What a report looks at: a region, and everything that was on record by the end of a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_
from sqlalchemy.orm import Session

from matchmaker.clock import end_of
from matchmaker.domain.access import Actor
from matchmaker.domain.regions import gazetteer
from matchmaker.models import Buyer, Umkm
from matchmaker.services.regions import within

REGENCY_LENGTH = 5  # characters of a regency's code; a province has two


@dataclass(frozen=True, slots=True)
class Scope:
    """The reading end of one report."""

    session: Session
    region: str | None
    as_of: date

    @property
    def until(self) -> datetime:
        """The moment up to which records count: the end of the day, exclusive."""
        return end_of(self.as_of)

    @property
    def umkm(self) -> ColumnElement[bool]:
        """UMKM of the region that were on record by then."""
        return and_(within(Umkm, self.region), Umkm.created_at < self.until)

    @property
    def buyers(self) -> ColumnElement[bool]:
        """Buyers of the region that were on record by then."""
        return and_(within(Buyer, self.region), Buyer.created_at < self.until)

    @property
    def broker(self) -> Actor:
        """Somebody who sees exactly the region's partnerships: one side lies in it."""
        return Actor("dinas", "report", region=self.region)


def place(code: str | None, written: str | None) -> str | None:
    """The name of a regency as the register has it; as it was written where it was not recognised."""
    found = gazetteer().regencies.get(code or "")
    return found.name if found else written


def a_year_before(day: date) -> date:
    """The same day of the year before; 28 February for a leap day."""
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def month_ends(day: date, months: int) -> list[date]:
    """The last days of the `months` months before the day's own, and the day itself."""
    ends = [day]
    first = day.replace(day=1)
    for _ in range(months):
        last = first - timedelta(days=1)
        ends.append(last)
        first = last.replace(day=1)
    return ends[::-1]
