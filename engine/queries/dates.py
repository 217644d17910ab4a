"""Whether dates of open cases were counted with a calendar before the present one."""

from __future__ import annotations

from engine.domain.rights import require_system
from engine.queries.calendar import town_calendar
from engine.queries.reader import Reader
from engine.store import load_dates


def any_counted_before(reader: Reader) -> bool:
    """Asked before they are counted anew, so that a tick that finds none locks nothing."""
    require_system(reader.actor)
    mark = town_calendar(reader).mark
    return bool(load_dates.counted_before(reader.connection, reader.town_id, mark, 1))
