"""Writer of the working calendar."""

from __future__ import annotations

from sqlalchemy import Connection, delete, insert

from engine.domain import facts as f
from engine.store import load_calendar
from engine.store.tables import calendar_day


def calendar_imported(connection: Connection, fact: f.CalendarImported, town_id: str) -> None:
    table = calendar_day
    revision = load_calendar.revision(connection, town_id) + 1
    for year in sorted({one.day.year for one in fact.days}):
        connection.execute(
            delete(table).where(
                table.c.town_id == town_id, table.c.day >= f"{year}-01-01", table.c.day <= f"{year}-12-31"
            )
        )
    connection.execute(
        insert(table),
        [
            {
                "town_id": town_id,
                "day": one.day.isoformat(),
                "kind": one.kind,
                "name": one.name,
                "notice": one.notice,
                "provisional": int(one.provisional),
                "revision": revision,
            }
            for one in fact.days
        ],
    )
