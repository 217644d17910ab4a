"""`zhenwu worker` as a process of its own: on PostgreSQL it works, on SQLite it says why not."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from engine import queries
from engine.jobs.ticker import Ticker
from tests.engine.receiver import answer, receiver
from tests.engine.test_worker import queue_letter
from tests.world import ROOT, TWO_STEPS, World

PATIENCE_SECONDS = 30
LONG_AGO = datetime(2024, 3, 4, 4, 0, tzinfo=UTC)
"""The process has the real clock; what it shall find must be due on any day that this test runs."""


def command(world: World, **more: str) -> subprocess.Popen[str]:
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("ZHENWU_")},
        "ZHENWU_HOME": str(world.home),
        "ZHENWU_DATABASE_URL": world.settings.database_url,
        **more,
    }
    return subprocess.Popen(
        [sys.executable, "-m", "web", "worker"],
        env=environment,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def test_a_worker_process_sends_or_says_why_it_does_not_run(world: World) -> None:
    if world.database.is_sqlite:
        refused = command(world)
        words, _ = refused.communicate(timeout=PATIENCE_SECONDS)
        assert refused.returncode == 1
        assert "zhenwu serve 自己就带着" in words
        assert "zhenwu serve has its own" in words
        return
    earlier = World(world.settings.database_url, world.home, LONG_AGO)
    earlier.publish_plain("two_steps", xml=TWO_STEPS)
    started = earlier.start("two_steps", actor=earlier.clerk)
    job_id = queue_letter(earlier, started["instance_id"], started["case_no"], "已受理。")
    earlier.close()
    arrived = threading.Event()

    def reply(handler: Any) -> None:
        answer({"id": "m1"})(handler)
        arrived.set()

    with receiver() as other:
        other.reply = reply
        worker = command(world, ZHENWU_GATEWAY_URL=other.url, ZHENWU_GATEWAY_TOKEN="t-1")
        try:
            assert arrived.wait(PATIENCE_SECONDS)
        finally:
            worker.send_signal(signal.SIGTERM)
            words, _ = worker.communicate(timeout=PATIENCE_SECONDS)
        assert worker.returncode == 0, words
        assert (other.keys, other.requests[0]["authorization"]) == ([job_id], "Bearer t-1")
    (row,) = world.read(queries.jobs.outbox_list).items
    assert (row.state, row.attempt) == ("sent", 1)
    assert "15400025467" not in words


def test_a_bad_gateway_is_one_line_and_no_traceback(sqlite_world: World) -> None:
    served = subprocess.run(
        [sys.executable, "-m", "web", "serve", "--port", "0"],
        env={**os.environ, "ZHENWU_HOME": str(sqlite_world.home), "ZHENWU_GATEWAY_URL": "gateway"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    assert served.returncode == 1
    assert "ZHENWU_GATEWAY_URL" in served.stderr
    assert "Traceback" not in served.stderr


def test_the_ticker_of_serve_sends_without_being_asked(sqlite_world: World) -> None:
    sqlite_world.publish_plain("two_steps", xml=TWO_STEPS)
    started = sqlite_world.start("two_steps", actor=sqlite_world.clerk)
    arrived = threading.Event()

    def reply(handler: Any) -> None:
        answer({"id": "m1"})(handler)
        arrived.set()

    with receiver() as other:
        other.reply = reply
        sqlite_world.engine.settings = replace(sqlite_world.settings, gateway_url=other.url)
        ticker = Ticker(sqlite_world.engine)
        ticker.start()
        try:
            job_id = queue_letter(sqlite_world, started["instance_id"], started["case_no"], "已受理。")
            assert arrived.wait(PATIENCE_SECONDS)
        finally:
            ticker.stop(wait=True)
        assert other.keys == [job_id]
    (row,) = sqlite_world.read(queries.jobs.outbox_list).items
    assert (row.state, row.attempt) == ("sent", 1)
    assert ticker.heartbeat.silent() == ()
