"""The only importer of APScheduler: an in-memory clock per process that calls the door.

Nothing durable lives in the scheduler; a restart loses nothing, since each tick looks at the database.
"""

from __future__ import annotations

import logging

from apscheduler.schedulers.background import BackgroundScheduler

from engine import Engine, commands, system
from engine.errors import ZhenwuError

CLEAN_UP_MINUTES = 60

log = logging.getLogger("zhenwu.jobs")


class Ticker:
    """Starts with the server, stops with it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._scheduler = BackgroundScheduler(timezone="UTC")
        self._scheduler.add_job(self._clean_up, "interval", minutes=CLEAN_UP_MINUTES, coalesce=True)

    def start(self) -> None:
        self._scheduler.start()

    def stop(self) -> None:
        self._scheduler.shutdown(wait=False)

    def _clean_up(self) -> None:
        try:
            self._engine.execute(commands.CleanUp(), system(self._engine.settings.town_id))
        except ZhenwuError as error:
            log.warning("clean up: %s", error.code)
