"""The only importer of APScheduler: an in-memory clock per process that calls the door.

Nothing durable lives in the scheduler; a restart loses nothing, since each tick looks at the database.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from apscheduler.schedulers.background import BackgroundScheduler

from engine import Engine, commands, queries, system
from engine.adapters.gateway import gateway_of
from engine.errors import ZhenwuError
from engine.jobs.worker import KINDS, Heartbeat, Worker

TICK_SECONDS = 0.5
"""A timer fires within a second of its instant."""
RECOUNT_SECONDS = 5
"""Soon after an import of the calendar; a look that finds nothing is a read."""
MOST_BATCHES = 50
"""Of cases counted anew in one go: the rest comes with the next tick."""
CLEAN_UP_MINUTES = 60
FILE_GRACE_SECONDS = 24 * 60 * 60
"""A file is written before its row: younger ones may belong to a request that is still running."""

log = logging.getLogger("zhenwu.jobs")


class Ticker:
    """Starts with the server or the worker, stops with it. Raises SettingWrong for an unusable gateway."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._worker = Worker(engine, gateway_of(engine.settings))
        # a tick that comes while the last one is still busy is no news
        logging.getLogger("apscheduler").setLevel(logging.ERROR)
        self._scheduler = BackgroundScheduler(timezone="UTC")
        for kind in KINDS:
            # kinds apart: a slow gateway must not keep timers waiting
            self._scheduler.add_job(
                self._worker.run_due,
                "interval",
                seconds=TICK_SECONDS,
                args=(kind,),
                max_instances=1,
                coalesce=True,
                misfire_grace_time=None,
            )
        self._scheduler.add_job(
            self._logged, "interval", seconds=RECOUNT_SECONDS, args=(recount,), coalesce=True
        )
        self._scheduler.add_job(
            self._logged, "interval", minutes=CLEAN_UP_MINUTES, args=(clean_up,), coalesce=True
        )

    @property
    def heartbeat(self) -> Heartbeat:
        return self._worker.heartbeat

    def start(self) -> None:
        self._scheduler.start()

    def stop(self, wait: bool = False) -> None:
        """`wait`: for jobs that are being done; without it their leases end by themselves."""
        self._scheduler.shutdown(wait=wait)

    def _logged(self, work: Callable[[Engine], object]) -> None:
        try:
            work(self._engine)
        except ZhenwuError as error:
            log.warning("%s: %s", work.__name__, error.code)


def recount(engine: Engine) -> int:
    """Count dates anew that an older calendar counted, in batches; how many cases were looked at."""
    actor, cases = system(engine.settings.town_id), 0
    for _ in range(MOST_BATCHES):
        if not engine.read(queries.dates.any_counted_before, actor):
            break
        cases += engine.execute(commands.RecountDates(), actor)["cases"]
    return cases


def clean_up(engine: Engine) -> None:
    """Rows first, through the door; then files that no row names. A crash between is mended next time."""
    actor = system(engine.settings.town_id)
    engine.execute(commands.CleanUp(), actor)
    old = list(engine.uploads.stored(engine.clock.now().timestamp() - FILE_GRACE_SECONDS))
    for upload_id in engine.read(queries.drafts.unnamed, actor, old):
        engine.uploads.remove(upload_id)
