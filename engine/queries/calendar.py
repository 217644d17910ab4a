"""The town's working calendar."""

from __future__ import annotations

from engine.domain.time_limits import Calendar
from engine.queries.reader import Reader


def town_calendar(reader: Reader) -> Calendar:
    """Every day that the town knows, in its zone and with its working hours."""
    return reader.library.calendar(reader.connection, reader.settings, reader.revision)
