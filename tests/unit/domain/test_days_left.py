"""Working days that are left, as a clerk counts them on the wall calendar."""

from __future__ import annotations

from datetime import date

import pytest

from engine.domain.time_limits import Calendar, working_days_left
from engine.domain.time_limits.calendar import Day
from tests.unit.domain.town_calendar import at, town_calendar


@pytest.mark.parametrize(
    ("now", "end", "left"),
    [
        ("2026-11-25T10:00", "2026-11-25T23:59:59", 0),
        ("2026-11-25T10:00", "2026-11-26T23:59:59", 1),
        # over a weekend
        ("2026-11-27T10:00", "2026-11-30T23:59:59", 1),
        # only days off before it
        ("2026-11-27T20:00", "2026-11-29T10:00:00", 0),
        # Sunday 20 September 2026 is worked
        ("2026-09-18T10:00", "2026-09-21T23:59:59", 2),
        # over National Day
        ("2026-09-30T10:00", "2026-10-08T23:59:59", 1),
        # the last second is still in time, the next one is not
        ("2026-11-25T23:59:59.900000", "2026-11-25T23:59:59", 0),
        ("2026-11-26T00:00:00", "2026-11-25T23:59:59", None),
        # a year that nobody knows; farther than anybody plans
        ("2027-12-30T10:00", "2028-01-05T23:59:59", None),
        ("2026-01-05T10:00", "2027-12-01T23:59:59", None),
    ],
)
def test_days_left(now: str, end: str, left: int | None) -> None:
    assert working_days_left(at(now), at(end), town_calendar()) == left


def test_a_day_that_is_not_known_between_gives_no_number() -> None:
    calendar = Calendar({date(2026, 11, 26): Day(date(2026, 11, 26), "workday")})
    assert working_days_left(at("2026-11-25T10:00"), at("2026-11-27T23:59:59"), calendar) is None
