"""How much time is left, as people say it: working days, whatever unit the limit is in."""

from __future__ import annotations

from datetime import datetime, timedelta

from engine.domain.time_limits.calendar import Calendar

FARTHEST = 400
"""Days looked at: nobody plans by the working days of a year and more."""


def working_days_left(now: datetime, end: datetime, calendar: Calendar) -> int | None:
    """Working days after today up to and including the day of `end`; 0 where only days off are left.

    None when `end` has passed, lies too far ahead, or a day between is not known.
    """
    day, last = calendar.local_day(now), calendar.local_day(end)
    if end < now.replace(microsecond=0) or (last - day).days > FARTHEST:
        return None
    left = 0
    while day < last:
        day += timedelta(days=1)
        known = calendar.days.get(day)
        if known is None:
            return None
        left += known.works
    return left
