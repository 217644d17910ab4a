"""The calendar of the worked examples: the sample town's book for 2024-2027, notices for 2018-2020."""

from __future__ import annotations

import csv
from datetime import date, datetime
from functools import cache

from engine.domain.iso_timers import read_stop
from engine.domain.time_limits import Calendar, Day, Stop
from engine.domain.time_limits.calendar import TOWN_ZONE
from engine.registers import holiday_source
from tests.world import ROOT


@cache
def town_calendar() -> Calendar:
    days = {day.day: day for year in (2018, 2019, 2020) for day in holiday_source.days_of(year)}
    with (ROOT / "processes" / "registers" / "holidays.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            day = date.fromisoformat(row["day"])
            days[day] = Day(day, row["kind"], row["name"], row["notice"], row["provisional"] == "true")
    return Calendar(days)


def at(text: str) -> datetime:
    """An instant as people of the town write it: `2026-11-25T10:00`."""
    found = datetime.fromisoformat(text)
    return found if found.tzinfo is not None else found.replace(tzinfo=TOWN_ZONE)


def stops(text: str) -> list[Stop]:
    """`FROM/TO`, blank-separated."""
    return [read_stop(part, TOWN_ZONE) for part in text.split()]


def local(moment: datetime) -> str:
    return moment.astimezone(TOWN_ZONE).isoformat()[:19]
