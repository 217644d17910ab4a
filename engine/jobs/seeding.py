"""What a town needs from its first day and nobody should have to remember: its working calendar."""

from __future__ import annotations

import logging

from engine import Engine, commands, queries, system
from engine.registers import calendar_rows, holiday_source, write_book

log = logging.getLogger("zhenwu.jobs")


def seed_calendar(engine: Engine) -> int:
    """Import the days of last year up to the provisional next one, if the town has no calendar at all.

    Through the door as the system, so the chain says so; what a town imported itself is never touched.
    Returns the number of days that were written.
    """
    actor = system(engine.settings.town_id)
    if engine.read(queries.calendar.town_calendar, actor).days:
        return 0
    known = holiday_source.years()
    first = max(known.start, min(engine.clock.now().year, known.stop - 1) - 1)
    rows = [row for year in range(first, known.stop) for row in calendar_rows(holiday_source.days_of(year))]
    engine.execute(commands.ImportRegister("holidays", write_book(rows)), actor)
    log.warning("no calendar yet: %d days imported from the State Council notices", len(rows))
    return len(rows)
