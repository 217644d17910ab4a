"""Reading the working calendar: the whole table at once, because a limit asks for a month of single days."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, bindparam, select

from engine.domain.time_limits import Calendar, Day, read_hours
from engine.store.tables import calendar_day

_REVISION = (
    select(calendar_day.c.revision)
    .where(calendar_day.c.town_id == bindparam("town"))
    .order_by(calendar_day.c.revision.desc())
    .limit(1)
)


def revision(connection: Connection, town_id: str) -> int:
    """The number of the town's newest import, 0 before the first. One seek in an index."""
    return connection.execute(_REVISION, {"town": town_id}).scalar_one_or_none() or 0


def days(connection: Connection, town_id: str) -> tuple[Day, ...]:
    """Every known day, in order."""
    table = calendar_day
    query = select(table).where(table.c.town_id == town_id).order_by(table.c.day)
    return tuple(
        Day(date.fromisoformat(row.day), row.kind, row.name, row.notice, bool(row.provisional))
        for row in connection.execute(query)
    )


def calendar(connection: Connection, town_id: str, zone: str, hours: str) -> Calendar:
    """The town's calendar in its zone, with working hours as `Settings.working_hours` writes them."""
    known = {one.day: one for one in days(connection, town_id)}
    return Calendar(known, ZoneInfo(zone), read_hours(hours))
