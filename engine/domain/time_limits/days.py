"""Limits in days and months, walked one day at a time: due dates and explanations read the same walk.

Sources: Civil Code 201 (the first day is not counted), 202 (months), 203 (a last day off moves on);
行政许可法 82, 行政处罚法 85, 行政强制法 69 (working days).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from engine.domain.time_limits.calendar import HOLIDAY, Calendar, Day
from engine.domain.time_limits.months import add_months
from engine.domain.time_limits.stops import DAY

DAY_UNITS = frozenset({"wd", "d", "m"})

START, COUNTED, OFF, HOLIDAY_OFF, STOPPED, MOVED_ON, STOP_ENDED = (
    "start",
    "counted",
    "weekend",
    "holiday",
    "stopped",
    "moved_on",
    "stop_ended",
)


class Step(NamedTuple):
    """One day of the walk. `number` = which counted day it is; `known` = what the calendar was asked."""

    day: date
    reason: str
    number: int | None = None
    known: Day | None = None


def counted_days(start: date, amount: int, unit: str) -> int:
    """How many days are counted: months are the natural days up to their corresponding day."""
    return (add_months(start, amount) - start).days if unit == "m" else amount


def walk(
    start: date, amount: int, unit: str, calendar: Calendar, stopped: Sequence[tuple[date, date]]
) -> Iterator[Step]:
    """Every day from day 0 to the last day of the limit. The last step is the day on which it ends.

    A limit ends neither inside nor before a stop that began before it ended: one that begins on the last
    counted day takes no day, but the limit ends with the day on which the stop ends (行政许可法 45). A last
    day off moves on, whatever the unit.
    Raises CalendarMissing where the calendar must be asked and does not know; OverflowError past 9999.
    """
    total = counted_days(start, amount, unit)
    by_calendar = unit == "wd"
    known = calendar.day(start) if total == 0 and not by_calendar else None
    day, number = start, 0
    yield Step(day, START, 0, known)
    while number < total:
        day += DAY
        if stopped and _stands(day, stopped):
            yield Step(day, STOPPED)
            continue
        # natural days are counted without looking; only a day on which the limit may end must be looked at
        ends = number + 1 == total and not (stopped and _stands(day + DAY, stopped))
        known = calendar.day(day) if by_calendar or ends else None
        if by_calendar and known is not None and not known.works:
            yield _off(known)
        else:
            number += 1
            yield Step(day, COUNTED, number, known)
    yield from _ending(day, known, calendar, stopped)


def _ending(
    day: date, known: Day | None, calendar: Calendar, stopped: Sequence[tuple[date, date]]
) -> Iterator[Step]:
    """The days after the last counted one, up to that on which the limit ends: first where a stop ends that
    began before, then on to a working day."""
    while True:
        day += DAY
        if stopped and _stands(day, stopped):
            known = None if _stands(day + DAY, stopped) else calendar.day(day)
            ends = known is not None and known.works
            yield Step(day, STOP_ENDED if ends else STOPPED, None, known)
        elif known is None or known.works:
            return
        else:
            known = calendar.day(day)
            yield Step(day, MOVED_ON, None, known) if known.works else _off(known)


def _stands(day: date, stopped: Sequence[tuple[date, date]]) -> bool:
    return any(first <= day <= last for first, last in stopped)


def _off(known: Day) -> Step:
    return Step(known.day, HOLIDAY_OFF if known.kind == HOLIDAY else OFF, None, known)
