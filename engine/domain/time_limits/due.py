"""When a limit ends and when it turns yellow."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from engine.domain.limits import read_limit
from engine.domain.time_limits import stops as stopping
from engine.domain.time_limits.calendar import LAST_SECOND, Calendar
from engine.domain.time_limits.days import DAY_UNITS, walk
from engine.domain.time_limits.hours import LENGTHS, counted_spans, past_stops, run_out
from engine.domain.time_limits.stops import DAY, Stop
from engine.errors import CalendarMissing, LimitUnreadable

Limit = tuple[int, str]
"""Amount and unit, as `read_limit` gives them."""


@dataclass(frozen=True, slots=True)
class Due:
    """The end of a limit. Instants are aware, in UTC.

    `yellow_at`: in days and months the first second of the day that uses up 80 % of the counted days
    (rounded up); in hours the instant at which 80 % of the counted time has passed. `provisional`: a day of a
    year whose notice is not out was looked at. `stopped_since`: the clock stands since then; `at` is what it
    was, and moves when the stop ends.
    """

    at: datetime
    yellow_at: datetime
    provisional: bool = False
    stopped_since: datetime | None = None


def parse_limit(text: str) -> Limit:
    """`5wd` -> (5, "wd"). Raises LimitUnreadable."""
    found = read_limit(text)
    if found is None:
        raise LimitUnreadable(text=text[:40])
    return found


def due(start: datetime, limit: Limit, calendar: Calendar, stops: Sequence[Stop] = ()) -> Due:
    """The end of `limit` counted from `start` (aware); `stops` may overlap and come in any order.

    A limit in days ends at 23:59:59 of its last day in the town's zone. An open stop takes no days yet; the
    end never lies inside or before a stop that began while it was still in time (行政许可法 45).
    Raises CalendarMissing for a day nobody knows, LimitUnreadable for an unknown unit.
    """
    amount, unit = limit
    ended = stopping.closed(stops)
    try:
        if unit in DAY_UNITS:
            at, yellow_at, provisional = _by_days(start, amount, unit, calendar, ended)
        elif unit in LENGTHS:
            at, yellow_at, provisional = _by_hours(start, amount, unit, calendar, ended)
        else:
            raise LimitUnreadable(text=f"{amount}{unit}"[:40])
    except OverflowError:
        raise CalendarMissing(year=date.max.year + 1) from None
    return Due(at, yellow_at, provisional, stopping.stopped_since(stops))


def earlier(promise: Due | None, legal: Due | None) -> Due | None:
    """Promise against law, in whatever units: the earlier instant counts, the promise on a tie."""
    if promise is None or legal is None:
        return promise or legal
    return legal if legal.at < promise.at else promise


def calendar_function(
    calendar: Calendar, found: list[Due] | None = None
) -> Callable[[int, str, datetime], datetime | None]:
    """What `engine.feel` takes as its calendar: (amount, unit, start) -> the instant in UTC.

    A start without offset is meant in the town's zone. `found` collects what was computed, so that the caller
    learns whether an instant is provisional. None for what is no limit or ends after the last year there is;
    a year whose calendar can still be imported raises CalendarMissing: an expression must not decide, and a
    timer not fail for good, because a notice was not imported yet.
    """

    def run(amount: int, unit: str, start: datetime) -> datetime | None:
        aware = start if start.tzinfo is not None else start.replace(tzinfo=calendar.zone)
        try:
            end = due(aware, (amount, unit), calendar)
        except LimitUnreadable:
            return None
        except CalendarMissing as error:
            if error.ids["year"] > date.max.year:
                return None
            raise
        if found is not None:
            found.append(end)
        return end.at

    return run


def day_start(day: date, calendar: Calendar) -> datetime:
    """The first second of a day of the town, in UTC."""
    return datetime.combine(day, time(), calendar.zone).astimezone(UTC)


def day_end(day: date, calendar: Calendar) -> datetime:
    """23:59:59 of a day of the town, in UTC."""
    return datetime.combine(day, LAST_SECOND, calendar.zone).astimezone(UTC)


def _by_days(
    start: datetime, amount: int, unit: str, calendar: Calendar, stops: Sequence[Stop]
) -> tuple[datetime, datetime, bool]:
    stopped = stopping.stopped_days(stops, calendar.zone)
    first = last = calendar.local_day(start)
    counted = [first]
    provisional = False
    for last, _reason, number, known in walk(first, amount, unit, calendar, stopped):
        if number:
            counted.append(last)
        if known is not None and known.provisional:
            provisional = True
    total = len(counted) - 1
    at = day_end(last, calendar)
    yellow_at = day_start(counted[-(-total * 4 // 5)], calendar) if total else at
    return at, yellow_at, provisional


def _by_hours(
    start: datetime, amount: int, unit: str, calendar: Calendar, stops: Sequence[Stop]
) -> tuple[datetime, datetime, bool]:
    length = LENGTHS[unit] * amount
    standing = stopping.merged(stops)
    ran_out = run_out(counted_spans(start, unit, calendar, standing), length)
    at = past_stops(ran_out, unit, calendar, standing)
    yellow_at = run_out(counted_spans(start, unit, calendar, standing), length * 4 / 5)
    return at, yellow_at, unit == "wh" and _looked_at_provisional(start, at, calendar)


def _looked_at_provisional(start: datetime, end: datetime, calendar: Calendar) -> bool:
    day, last = calendar.local_day(start), calendar.local_day(end)
    while day <= last:
        if calendar.day(day).provisional:
            return True
        day += DAY
    return False
