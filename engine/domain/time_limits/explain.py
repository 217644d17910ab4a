"""A limit day by day: what was counted, what not and why; for the case page and `zhenwu due --explain`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from engine.domain.limits import UNITS
from engine.domain.time_limits import stops as stopping
from engine.domain.time_limits.calendar import WEEKEND, Calendar
from engine.domain.time_limits.days import (
    COUNTED,
    DAY_UNITS,
    HOLIDAY_OFF,
    MOVED_ON,
    OFF,
    START,
    STOP_ENDED,
    STOPPED,
    walk,
)
from engine.domain.time_limits.due import Limit, day_start, due
from engine.domain.time_limits.hours import Span, counted_spans
from engine.domain.time_limits.stops import DAY, Stop

CLOSED = "closed"
"""Reason of a working day on which no working time was left to count."""

_WEEKDAYS = ("周一 Mon", "周二 Tue", "周三 Wed", "周四 Thu", "周五 Fri", "周六 Sat", "周日 Sun")
_WORDS = {
    START: ("起算当日，不计入", "day of the start, not counted"),
    OFF: ("休息日，不计", "weekend, not counted"),
    HOLIDAY_OFF: ("节假日，不计", "holiday, not counted"),
    STOPPED: ("停表，不计", "clock stopped, not counted"),
    STOP_ENDED: (
        "停表到本日为止，时限随本日届满",
        "the clock stood until this day: the limit ends with it",
    ),
    MOVED_ON: ("最后一日是休息日，顺延到本日", "the last day was a day off: moved on to this day"),
    CLOSED: ("没有工作时间，不计", "no working time, not counted"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One day. `reason`: start, counted, weekend, holiday, stopped, stop_ended, moved_on, closed.

    `number` = which counted day it is (limits in days), `spent` = time counted on it (limits in hours);
    `name` = of the holiday or the moved workday; `provisional` = the kind of day rests on no notice yet.
    """

    day: date
    reason: str
    unit: str
    number: int | None = None
    spent: timedelta | None = None
    name: str = ""
    provisional: bool = False

    def sentence(self, language: str = "zh") -> str:
        """Why the day counts or not, `language` being "zh" or "en"."""
        english = language.startswith("en")
        if self.reason != COUNTED:
            words = _WORDS[self.reason][english]
        elif self.spent is not None:
            words = f"counted {_clock(self.spent)}" if english else f"计 {_clock(self.spent)}"
        else:
            zh, en = UNITS["wd" if self.unit == "wd" else "d"]
            words = f"{en.removesuffix('s')} {self.number}" if english else f"第 {self.number} {zh}"
        name = (f" ({self.name})" if english else f"（{self.name}）") if self.name else ""
        tentative = (" provisional" if english else "（暂定）") if self.provisional else ""
        return f"{words}{name}{tentative}"

    def text(self) -> str:
        """The line of a terminal: date, weekday, both languages."""
        weekday = _WEEKDAYS[self.day.weekday()]
        return f"{self.day.isoformat()} {weekday}  {self.sentence('zh')} / {self.sentence('en')}"


def explain(
    start: datetime,
    limit: Limit,
    calendar: Calendar,
    stops: Sequence[Stop] = (),
    now: datetime | None = None,
) -> tuple[Line, ...]:
    """One line a day, from the day of the start to the day of the end; the counted ones add up to the limit.

    While the clock stands the lines end with the day of `now` (without it, the day of the stop).
    Raises CalendarMissing and LimitUnreadable as `due` does.
    """
    end = due(start, limit, calendar, stops)
    last = calendar.local_day(end.at)
    if end.stopped_since is not None:
        shown = calendar.local_day(now if now is not None else end.stopped_since)
        last = last if end.at <= end.stopped_since else shown
    amount, unit = limit
    if unit in DAY_UNITS:
        return tuple(_day_lines(start, amount, unit, calendar, stops, last))
    return tuple(_hour_lines(start, end.at, unit, calendar, stopping.merged(stops), last))


def _day_lines(
    start: datetime, amount: int, unit: str, calendar: Calendar, stops: Sequence[Stop], last: date
) -> Iterator[Line]:
    stopped = stopping.stopped_days(stops, calendar.zone)
    for step in walk(calendar.local_day(start), amount, unit, calendar, stopped):
        if step.day > last:
            return
        known = step.known or calendar.days.get(step.day)
        number = step.number if step.reason == COUNTED else None
        name = known.name if known is not None else ""
        provisional = step.known is not None and step.known.provisional
        yield Line(step.day, step.reason, unit, number=number, name=name, provisional=provisional)


def _hour_lines(
    start: datetime, end: datetime, unit: str, calendar: Calendar, stops: Sequence[Span], last: date
) -> Iterator[Line]:
    spent = _by_day(start, end, unit, calendar, stops)
    carried = calendar.local_day(end) if _ends_with_stop(end, unit, stops) else None
    day = calendar.local_day(start)
    while day <= last:
        known = calendar.days.get(day)
        used = spent.get(day, timedelta())
        reason = COUNTED if used else _why_none(day, unit, calendar, stops)
        if day == carried and not used:
            reason = STOP_ENDED
        name = known.name if known is not None else ""
        provisional = unit == "wh" and known is not None and known.provisional
        yield Line(day, reason, unit, spent=used, name=name, provisional=provisional)
        day += DAY


def _by_day(
    start: datetime, end: datetime, unit: str, calendar: Calendar, stops: Sequence[Span]
) -> dict[date, timedelta]:
    """Counted time by day of the town, up to `end`."""
    spent: dict[date, timedelta] = {}
    for begin, until in counted_spans(start, unit, calendar, stops):
        if begin >= end:
            break
        until = min(until, end)
        while begin < until:
            day = calendar.local_day(begin)
            edge = min(until, day_start(day + DAY, calendar))
            spent[day] = spent.get(day, timedelta()) + (edge - begin)
            begin = edge
    return spent


def _ends_with_stop(end: datetime, unit: str, stops: Sequence[Span]) -> bool:
    """Whether `past_stops` carried the end; in working hours it may be carried on to the next opening."""
    return any(until == end or (unit == "wh" and until < end) for _begin, until in stops)


def _why_none(day: date, unit: str, calendar: Calendar, stops: Sequence[Span]) -> str:
    if unit == "wh" and not calendar.day(day).works:
        return OFF if calendar.day(day).kind == WEEKEND else HOLIDAY_OFF
    begin, end = day_start(day, calendar), day_start(day + DAY, calendar)
    return STOPPED if any(first < end and last > begin for first, last in stops) else CLOSED


def _clock(length: timedelta) -> str:
    """2:30 of a length of time; seconds only where there are some."""
    seconds = int(length.total_seconds())
    text = f"{seconds // 3600}:{seconds // 60 % 60:02}"
    return f"{text}:{seconds % 60:02}" if seconds % 60 else text
