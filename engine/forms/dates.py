"""Dates as text: checked, compared, never an instant and never in a zone (B37)."""

from __future__ import annotations

import re
from datetime import date

from engine.forms.sentences import Refused

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")
_EARLIEST_YEAR = 1800
"""Date pickers turn a year typed as 26 into 0026; no paper of a township office is older than this."""


def day_of(value: object, code: str = "date") -> date:
    """The day that `value` names as YYYY-MM-DD and nothing else. Raises Refused(`code`) otherwise."""
    if not isinstance(value, str) or _DATE.fullmatch(value) is None:
        raise Refused(code)
    try:
        day = date.fromisoformat(value)
    except ValueError as error:
        raise Refused(code) from error
    if day.year < _EARLIEST_YEAR:
        raise Refused("date_year", year=value[:4])
    return day


def time_text(value: object, code: str = "time") -> str:
    """`value` when it is HH:MM of a day of 24 hours. Raises Refused(`code`) otherwise."""
    if not isinstance(value, str) or _TIME.fullmatch(value) is None:
        raise Refused(code)
    return value


def moment_of(value: object) -> tuple[date, str]:
    """The day and the HH:MM of `YYYY-MM-DDTHH:MM`. Raises Refused."""
    if not isinstance(value, str) or len(value) != 16 or value[10] != "T":
        raise Refused("datetime")
    return day_of(value[:10], "datetime"), time_text(value[11:], "datetime")
