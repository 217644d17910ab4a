"""Reading the working calendar: the whole table at once, because a limit asks for a month of single days."""

from __future__ import annotations

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row, bindparam, select

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
    return tuple(_day(row) for row in _rows(connection, town_id))


def calendar(connection: Connection, town_id: str, zone: str, hours: str) -> Calendar:
    """The town's calendar in its zone, with working hours as `Settings.working_hours` writes them."""
    rows = _rows(connection, town_id)
    known = {one.day: one for one in map(_day, rows)}
    # from the same rows: a second statement might see a later import
    revision = max((row.revision for row in rows), default=0)
    return Calendar(known, ZoneInfo(zone), read_hours(hours), revision)


def _rows(connection: Connection, town_id: str) -> list[Row[Any]]:
    table = calendar_day
    query = select(table).where(table.c.town_id == town_id).order_by(table.c.day)
    return list(connection.execute(query))


def _day(row: Row[Any]) -> Day:
    return Day(date.fromisoformat(row.day), row.kind, row.name, row.notice, bool(row.provisional))
