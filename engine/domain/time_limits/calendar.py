"""What kind each day is, in a town's zone and with its working hours."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from engine.errors import CalendarMissing, TimeUnreadable

WORKDAY, WEEKEND, HOLIDAY, MOVED_WORKDAY = "workday", "weekend", "holiday", "moved_workday"
KINDS = (WORKDAY, WEEKEND, HOLIDAY, MOVED_WORKDAY)
WORKING = frozenset({WORKDAY, MOVED_WORKDAY})

TOWN_ZONE = ZoneInfo("Asia/Shanghai")
SAMPLE_HOURS = "08:30-11:30 13:30-17:00"
"""The sample town's counters; a town sets its own (`Settings.working_hours`)."""

LAST_SECOND = time(23, 59, 59)
_SPAN = re.compile(r"([0-9]{2}:[0-9]{2})-([0-9]{2}:[0-9]{2})")


@dataclass(frozen=True, slots=True)
class Day:
    """One day. `notice` is what its kind rests on; `provisional`: that notice is not out yet."""

    day: date
    kind: str
    name: str = ""
    notice: str = ""
    provisional: bool = False

    @property
    def works(self) -> bool:
        return self.kind in WORKING


@dataclass(frozen=True, slots=True)
class Hours:
    """The working hours of a working day, in order and apart: (from, to) in the town's zone."""

    spans: tuple[tuple[time, time], ...]


def read_hours(text: str) -> Hours:
    """`08:30-11:30 13:30-17:00` -> Hours. Raises TimeUnreadable."""
    spans: list[tuple[time, time]] = []
    for part in text.split():
        found = _SPAN.fullmatch(part)
        try:
            if found is None:
                raise ValueError(part)
            begin, end = time.fromisoformat(found[1]), time.fromisoformat(found[2])
        except ValueError:
            raise _bad_hours(text) from None
        if begin >= end or (spans and begin < spans[-1][1]):
            raise _bad_hours(text)
        spans.append((begin, end))
    if not spans:
        raise _bad_hours(text)
    return Hours(tuple(spans))


def _bad_hours(text: str) -> TimeUnreadable:
    return TimeUnreadable(
        text=text,
        why=f"工作时间写成 {SAMPLE_HOURS}，先后有序、互不重叠",
        why_en=f"write working hours as {SAMPLE_HOURS}, in order and without overlap",
    )


TOWN_HOURS = read_hours(SAMPLE_HOURS)


@dataclass(frozen=True)
class Calendar:
    """All days that are known, by date. `revision`: the number of the newest import, 0 for none."""

    days: Mapping[date, Day]
    zone: tzinfo = TOWN_ZONE
    hours: Hours = TOWN_HOURS
    revision: int = field(default=0, compare=False)

    @property
    def mark(self) -> int:
        """What rows keep that rest on days of which nobody knows for sure: with which calendar they were
        counted. A lower mark than that of the present calendar says: count them anew."""
        return self.revision + 1

    def day(self, day: date) -> Day:
        """Raises CalendarMissing for a day nobody knows."""
        found = self.days.get(day)
        if found is None:
            raise CalendarMissing(year=day.year)
        return found

    def local_day(self, at: datetime) -> date:
        """The day of an instant in the town's zone."""
        return at.astimezone(self.zone).date()

    def unknown_year(self, day: date) -> int:
        """The year of the first day from `day` on that nobody knows."""
        while day in self.days:
            day += timedelta(days=1)
        return day.year
