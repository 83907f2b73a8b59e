"""The office's day, wherever the server stands."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from matchmaker import clock
from matchmaker.errors import SettingsError
from matchmaker.settings import Settings

EVENING = datetime(2026, 11, 22, 15, 30, tzinfo=UTC)  # 22.30 WIB, 23.30 WITA, 00.30 WIT


@pytest.fixture(autouse=True)
def as_it_was() -> Iterator[None]:
    yield
    clock.use(clock.DEFAULT_ZONE)


@pytest.mark.parametrize(("zone", "day"), [("WIB", 22), ("WITA", 22), ("WIT", 23)])
def test_a_moment_belongs_to_the_day_of_the_office(zone: str, day: int) -> None:
    clock.use(zone)
    assert clock.day_of(EVENING) == date(2026, 11, day)


def test_midnight_of_the_server_is_no_midnight_of_the_office() -> None:
    assert clock.day_of(datetime(2026, 11, 22, 16, 59, 59, tzinfo=UTC)) == date(2026, 11, 22)
    assert clock.day_of(datetime(2026, 11, 22, 17, 0, tzinfo=UTC)) == date(2026, 11, 23)


@pytest.mark.parametrize("zone", list(clock.ZONES))
def test_a_day_ends_where_the_next_begins(zone: str) -> None:
    clock.use(zone)
    end = clock.end_of(date(2026, 12, 31))
    assert clock.day_of(end) == date(2027, 1, 1)
    assert end.astimezone(UTC).hour == 24 - {"WIB": 7, "WITA": 8, "WIT": 9}[zone]


def test_the_setting_takes_any_case_and_refuses_other_zones() -> None:
    assert Settings(time_zone="wita").known_zone() == "WITA"
    with pytest.raises(SettingsError):
        Settings(time_zone="Europe/Berlin").known_zone()
