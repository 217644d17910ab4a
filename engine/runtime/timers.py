"""The text of a timer -> a function that says when. Literals of ISO 8601, or FEEL."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from engine.domain.iso_timers import read_duration, read_instant
from engine.feel import compile_text

When = Callable[[Any, Mapping[str, Any]], Any]
"""(environment, variables) -> an instant, a date or their ISO text; None when there is none."""

_DURATION = re.compile(r"-?P(?=[\dT]|\Z)", re.ASCII)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}\Z", re.ASCII)
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T", re.ASCII)


def timer(text: str, form: str) -> When:
    """When a timer is over, counted from the instant of the evaluation, in the zone of that instant.

    A date alone is the end of its day. A cycle is not one instant and is refused here. Raises
    TimeUnreadable for a literal that is wrong, FeelError for a text that is neither.
    """
    if form == "timeCycle":
        raise ValueError("a repeating timer has no single instant")
    if _DURATION.match(text):
        duration = read_duration(text)
        return lambda environment, _data: duration.after(environment.now, environment.now.tzinfo)
    if _DATE.match(text):
        return lambda _environment, _data: text
    if _INSTANT.match(text):
        return lambda environment, _data: read_instant(text, environment.now.tzinfo)
    expression = compile_text(text)
    return lambda environment, data: environment.evaluate(expression, data)
