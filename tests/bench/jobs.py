"""How late a timer fires under the real ticker, and what a poll costs with 10,000 timers pending."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import insert

from engine import commands, queries
from engine.adapters.clock import SystemClock, stamp
from engine.engine import Engine
from engine.jobs.ticker import Ticker
from engine.store.tables import job
from tests.engine.test_worker import TIMER
from tests.world import World

PENDING = 10_000
TIMERS = 40
POLLS = 200
PATIENCE_SECONDS = 60


def run(folder: Path) -> dict[str, float]:
    world = World(f"sqlite:///{folder}/zhenwu.db", folder)
    world.load_books()
    return {**_poll(world), **_lateness(world)}


def _poll(world: World) -> dict[str, float]:
    """Median and worst of polls that find nothing, and of a lease that finds one."""
    world.publish_plain("later", xml=TIMER)
    case = world.start("later", actor=world.clerk)
    _pend(world, str(case["instance_id"]))
    engine, actor = world.engine, world.system
    polls = [_timed(lambda: engine.read(queries.jobs.any_due, actor, "timer")) for _ in range(POLLS)]
    world.clock.advance(timedelta(hours=1))
    lease = _timed(lambda: engine.execute(commands.LeaseJobs(kind="timer"), actor))
    return {
        "claim poll p50 ms (10k timers)": statistics.median(polls),
        "claim poll max ms (10k timers)": max(polls),
        "claim of a due timer ms": lease,
    }


def _pend(world: World, instance_id: str) -> None:
    """Timers of the days to come, seeded in bulk."""
    at = stamp(world.clock.now())
    rows: list[dict[str, Any]] = [
        {
            "id": uuid4().hex,
            "town_id": "xuxiake",
            "kind": "timer",
            "instance_id": instance_id,
            "token": uuid4().hex,
            "element_id": "wait",
            "call_path": "",
            "due_at": stamp(world.clock.now() + timedelta(days=1, minutes=number)),
            "state": "armed",
            "attempt": 0,
            "error": "",
            "created_at": at,
            "changed_at": at,
        }
        for number in range(PENDING)
    ]
    with world.database.write() as transaction:
        transaction.connection.execute(insert(job), rows)
        transaction.commit()


def _lateness(world: World) -> dict[str, float]:
    """Due instant to the instant that the record of its firing carries, the 10,000 still pending."""
    world.publish_plain("soon", xml=TIMER.replace("later", "soon").replace("PT1H", "PT2S"))
    engine = _on_real_clock(world)
    numbers = []
    with _ticking(engine):
        for _ in range(TIMERS):
            numbers.append(engine.execute(commands.StartCase("soon"), world.clerk)["case_no"])
            time.sleep(0.037)  # not in step with the tick
        late = sorted(_late(engine, world, numbers))
    return {
        "timer due to fired p50 ms": statistics.median(late),
        "timer due to fired p95 ms": late[int(len(late) * 0.95) - 1],
    }


def _on_real_clock(world: World) -> Engine:
    settings = replace(world.settings, gateway_url="")
    parts = (world.engine.vault, world.engine.uploads)
    return Engine(world.database, settings, SystemClock(), world.engine._chance, *parts)


@contextmanager
def _ticking(engine: Engine) -> Iterator[None]:
    ticker = Ticker(engine)
    ticker.start()
    try:
        yield
    finally:
        ticker.stop(wait=True)


def _late(engine: Engine, world: World, numbers: list[str]) -> list[float]:
    until = time.monotonic() + PATIENCE_SECONDS
    late = []
    for number in numbers:
        fired = None
        while fired is None:
            if time.monotonic() > until:
                raise SystemExit("timers did not fire")
            records = engine.read(queries.case_view.history, world.system, number)
            fired = next((one for one in records if one.action == "fire_timer"), None)
            if fired is None:
                time.sleep(0.02)
        due = datetime.fromisoformat(fired.detail["due"]).astimezone(UTC)
        late.append((datetime.fromisoformat(fired.at) - due).total_seconds() * 1000)
    return late


def _timed(action: Any) -> float:
    began = time.perf_counter()
    action()
    return (time.perf_counter() - began) * 1000
