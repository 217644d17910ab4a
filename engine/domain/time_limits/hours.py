"""Limits in hours and minutes: spans of time that count, outside the stops.

Sources: Civil Code 201 para. 2 (hours count from the instant itself); architecture §4 (h = clock hour, runs
on through days off; wh = working hour of the town).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta

from engine.domain.time_limits.calendar import Calendar
from engine.domain.time_limits.stops import DAY, NEVER

LENGTHS = {"h": timedelta(hours=1), "wh": timedelta(hours=1), "min": timedelta(minutes=1)}
"""unit -> the time it stands for."""

Span = tuple[datetime, datetime]


def counted_spans(start: datetime, unit: str, calendar: Calendar, stops: Sequence[Span]) -> Iterator[Span]:
    """Spans in UTC, in order, in which the clock runs; `stops` as `merged` gives them.

    Raises CalendarMissing where working hours are asked of a day nobody knows.
    """
    start = start.astimezone(UTC)
    for span in _working(start, calendar) if unit == "wh" else ((start, NEVER),):
        yield from _outside(span, stops)


def run_out(spans: Iterator[Span], amount: timedelta) -> datetime:
    """The instant at which `amount` of counted time has passed. Raises OverflowError when it never does."""
    for begin, end in spans:
        if end - begin >= amount:
            return begin + amount
        amount -= end - begin
    raise OverflowError("the clock stands for ever")


def past_stops(at: datetime, unit: str, calendar: Calendar, stops: Sequence[Span]) -> datetime:
    """Where a limit ends that ran out at `at`: with the stop that began in its last second, which is still in
    time; in working hours when work goes on after it. `stops` as `merged` gives them."""
    for begin, end in stops:
        if begin.replace(microsecond=0) <= at < end:
            at = run_out(counted_spans(end, unit, calendar, stops), timedelta())
    return at


def working_spans(day: date, calendar: Calendar) -> tuple[Span, ...]:
    """The working hours of a day, in UTC; none on a day off."""
    if not calendar.day(day).works:
        return ()
    return tuple(
        (
            datetime.combine(day, begin, calendar.zone).astimezone(UTC),
            datetime.combine(day, end, calendar.zone).astimezone(UTC),
        )
        for begin, end in calendar.hours.spans
    )


def _working(start: datetime, calendar: Calendar) -> Iterator[Span]:
    day = calendar.local_day(start)
    while True:
        for begin, end in working_spans(day, calendar):
            if end > start:
                yield max(begin, start), end
        day += DAY


def _outside(span: Span, stops: Sequence[Span]) -> Iterator[Span]:
    begin, end = span
    for stop_begin, stop_end in stops:
        if stop_begin >= end:
            break
        if stop_end <= begin:
            continue
        if stop_begin > begin:
            yield begin, stop_begin
        begin = stop_end
    if begin < end:
        yield begin, end
