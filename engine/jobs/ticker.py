"""The only importer of APScheduler: an in-memory clock per process that calls the door.

Nothing durable lives in the scheduler; a restart loses nothing, since each tick looks at the database.
"""

from __future__ import annotations

import logging

from apscheduler.schedulers.background import BackgroundScheduler

from engine import Engine, commands, queries, system
from engine.errors import ZhenwuError

CLEAN_UP_MINUTES = 60
FILE_GRACE_SECONDS = 24 * 60 * 60
"""A file is written before its row: younger ones may belong to a request that is still running."""

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
            clean_up(self._engine)
        except ZhenwuError as error:
            log.warning("clean up: %s", error.code)


def clean_up(engine: Engine) -> None:
    """Rows first, through the door; then files that no row names. A crash between is mended next time."""
    actor = system(engine.settings.town_id)
    engine.execute(commands.CleanUp(), actor)
    old = list(engine.uploads.stored(engine.clock.now().timestamp() - FILE_GRACE_SECONDS))
    for upload_id in engine.read(queries.drafts.unnamed, actor, old):
        engine.uploads.remove(upload_id)
