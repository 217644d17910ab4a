"""The text of a timer -> a function that says when. Literals of ISO 8601, or FEEL."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from engine.feel import compile_text

When = Callable[[Any, Mapping[str, Any]], Any]
"""(environment, variables) -> an instant, a date or their ISO text; None when there is none."""

_DURATION = re.compile(
    r"P(?:(\d{1,4})Y)?(?:(\d{1,4})M)?(?:(\d{1,4})W)?(?:(\d{1,5})D)?"
    r"(?:T(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,7})S)?)?\Z",
    re.ASCII,
)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})?)?\Z", re.ASCII)


def timer(text: str, form: str) -> When:
    """When a timer is over, counted from the instant of the evaluation.

    A cycle is not one instant and is refused here. Raises FeelError for a text that is neither.
    """
    if form == "timeCycle":
        raise ValueError("a repeating timer has no single instant")
    duration = read_duration(text)
    if duration is not None:
        return lambda environment, _data: duration_end(environment.now, duration)
    if _DATE.match(text):
        return lambda _environment, _data: text
    expression = compile_text(text)
    return lambda environment, data: environment.evaluate(expression, data)


def read_duration(text: str) -> tuple[int, timedelta] | None:
    """`P1M` -> (1, 0:00:00), `PT15M` -> (0, 0:15:00): months and the rest. None when it is no duration
    or has no length (`P`, `PT`, `PT0S`)."""
    found = _DURATION.match(text)
    if found is None:
        return None
    years, months, weeks, days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
    rest = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    return (years * 12 + months, rest) if years or months or rest else None


def duration_end(start: datetime, duration: tuple[int, timedelta]) -> datetime:
    """The end of a duration. A month ends on the same day number, or on the last day where there is none.

    Source: Civil Code 201-203 [KNOWN] (case B52: 31 January + P1M = 28 February).
    """
    months, rest = duration
    total = start.year * 12 + start.month - 1 + months
    year, month = divmod(total, 12)
    day = min(start.day, monthrange(year, month + 1)[1])
    return start.replace(year=year, month=month + 1, day=day) + rest
