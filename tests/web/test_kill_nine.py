"""kill -9 of the server at twenty moments of two walks: nothing is lost, nothing is done twice.

Kills come while requests run, at the very moment at which another system gets a letter, and while timers are
due. What the last kill left leased is done by a worker of a later hour.
"""

from __future__ import annotations

import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection, HTTPException
from typing import Any

from engine import commands, queries
from engine.adapters.gateway import HttpGateway
from engine.jobs.worker import Worker
from tests.drawn import clock, line
from tests.engine.receiver import Receiver, answer, receiver
from tests.world import APPLICANT, PERMIT, PICTURE, ROOT, World

KILLS = 20
AT_DELIVERY, AT_REST = 3, 3
"""Kills at the moment of a delivery, and while only the worker is at it; the others hit requests."""
STEPS = (
    ("accept", "clerk"),
    ("first_review", "reviewer"),
    ("review", "reviewer2"),
    ("decide", "decider"),
    ("issue/make", "clerk"),
    ("issue/seal", "seal"),
    ("pickup", "clerk"),
)
CORRECTED = ("accept", "correction/notice")
LETTERS = ["ACCEPTED", "COLLECTED", "CORRECTION_NOTICE", "DECIDED", "READY"]
LONGEST = 0.06
"""Seconds after which a kill comes at the latest: about twice what a request takes."""
TICK = 0.6
"""Seconds within which a server that just came up has looked for due jobs."""
PATIENCE_SECONDS = 30
BESIDE = line("beside", ("second", clock("second", "PT1S")))
"""A plain process that is over after one second."""


class Mortal:
    """`zhenwu serve` in a process of its own, killed and started again."""

    def __init__(self, world: World, gateway: Receiver) -> None:
        self._world = world
        self._gateway = gateway
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.kills = 0
        self.lives = 0
        self._process = self._started()

    def _started(self) -> subprocess.Popen[bytes]:
        own = {name: value for name, value in os.environ.items() if not name.startswith("ZHENWU_")}
        process = subprocess.Popen(
            [sys.executable, "-m", "web", "serve", "--port", str(self.port)],
            env={
                **own,
                "ZHENWU_HOME": str(self._world.home),
                "ZHENWU_DATABASE_URL": self._world.settings.database_url,
                "ZHENWU_GATEWAY_URL": self._gateway.url,
            },
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.lives += 1
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            except OSError:
                time.sleep(0.05)
            else:
                return process
        raise RuntimeError("the server did not come up")

    def kill(self) -> None:
        self._process.send_signal(signal.SIGKILL)
        self.kills += 1

    def revive(self) -> None:
        """Wait until it is dead. Raises TimeoutExpired when it lives."""
        self._process.wait(timeout=PATIENCE_SECONDS)
        self._process = self._started()

    def stop(self) -> None:
        self._process.kill()
        self._process.wait(timeout=PATIENCE_SECONDS)

    def post(self, path: str, body: Any, token: str, key: str) -> dict[str, Any] | None:
        """The answer, None when the server died before it."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
        headers = {
            "Content-Type": "application/json",
            "Authorization": f"Bearer {token}",
            "Idempotency-Key": key,
        }
        try:
            connection.request("POST", f"/api/v1{path}", json.dumps(body), headers)
            told = connection.getresponse()
            text = told.read()
        except (OSError, HTTPException):
            return None
        finally:
            connection.close()
        assert told.status in (200, 201, 202), text
        found: dict[str, Any] = json.loads(text)
        return found


class Walk:
    """A client that repeats a request with its key until it is answered, and has the server killed."""

    def __init__(self, world: World, server: Mortal, other: Receiver) -> None:
        self._server = server
        self._other = other
        self._chance = random.Random(20261125)
        self._tokens = {
            login: str(world.do(commands.MakeToken(login))["token"])
            for login in {"clerk", *(who for _, who in STEPS)}
        }

    def ask(self, path: str, body: Any, who: str, key: str, *, spared: bool = False) -> dict[str, Any]:
        """Killed while it runs, unless all kills of requests are done or it is `spared`."""
        killer = None
        if not spared and self._server.kills < KILLS - AT_DELIVERY - AT_REST:
            killer = threading.Timer(self._chance.uniform(0, LONGEST), self._server.kill)
            killer.start()
        while True:
            told = self._server.post(path, body, self._tokens[who], key)
            if killer is not None:
                killer.join()
            if killer is not None or told is None:
                self._server.revive()
            killer = None
            if told is not None:
                return told

    @contextmanager
    def killed_at_delivery(self) -> Iterator[None]:
        """The next letter that reaches the other side kills the server before it hears the answer."""
        lives, dead = self._server.lives, threading.Event()

        def reply(handler: Any) -> None:
            self._other.reply = answer({"ok": True})
            self._server.kill()
            dead.set()
            answer({"ok": True})(handler)

        self._other.reply = reply
        yield
        assert dead.wait(PATIENCE_SECONDS), "no letter came"
        if self._server.lives == lives:
            self._server.revive()

    def kill_at_rest(self) -> None:
        """Killed while the worker does what is due."""
        killer = threading.Timer(self._chance.uniform(0, TICK), self._server.kill)
        killer.start()
        killer.join()
        self._server.revive()


def test_nothing_is_lost_and_nothing_is_done_twice(sqlite_world: World) -> None:
    world = sqlite_world
    world.publish_permit()
    world.publish_plain("beside", xml=BESIDE)
    with receiver() as other:
        server = Mortal(world, other)
        try:
            walk = Walk(world, server, other)
            first, timed = hunted(walk, world)
            second, more = haunted(walk, world)
        finally:
            server.stop()
        assert server.kills == KILLS
        survive(world, other)
        assert_delivered(world, other)
    assert first != second
    for case_no in (first, second):
        assert_whole(world, case_no)
    for case_no in (*timed, *more):
        assert_fired(world, case_no)
    documents = [
        str(world.read(queries.case_view.case_detail, one).variables["doc_no"]) for one in (first, second)
    ]
    assert [text[-5:] for text in documents] == ["0001号", "0002号"]
    assert [job.state for job in jobs(world) if job.state not in ("done", "cancelled")] == []
    assert not world.read(queries.audit_trail.verify_all).breaks


def hunted(walk: Walk, world: World) -> tuple[str, list[str]]:
    """One case from the counter to the pickup desk, a kill at every request; its number and its timers'."""
    timed = [started(walk, "beside", "beside-1")]
    case_no = applied(walk, world, "start-1")
    for path in CORRECTED:
        completed(walk, world, case_no, path, "clerk", f"{case_no}-first-{path}")
    supplemented(walk, world, case_no)
    timed.append(started(walk, "beside", "beside-2"))
    for path, who in STEPS:
        completed(walk, world, case_no, path, who, f"{case_no}-{path}")
    return case_no, timed


def haunted(walk: Walk, world: World) -> tuple[str, list[str]]:
    """The same, its requests spared but the first: kills come when letters arrive and timers are due."""
    timed = []
    case_no = applied(walk, world, "start-2")
    completed(walk, world, case_no, "accept", "clerk", f"{case_no}-first-accept", spared=True)
    with walk.killed_at_delivery():
        completed(walk, world, case_no, "correction/notice", "clerk", f"{case_no}-notice", spared=True)
    supplemented(walk, world, case_no)
    for number, (path, who) in enumerate(STEPS):
        if number < AT_REST:
            timed.append(started(walk, "beside", f"beside-{case_no}-{number}", spared=True))
        if path in ("accept", "decide"):
            with walk.killed_at_delivery():
                completed(walk, world, case_no, path, who, f"{case_no}-{path}", spared=True)
        else:
            completed(walk, world, case_no, path, who, f"{case_no}-{path}", spared=True)
        if number < AT_REST:
            walk.kill_at_rest()
    return case_no, timed


def started(walk: Walk, definition: str, key: str, **more: Any) -> str:
    return str(
        walk.ask("/process-instances", {"definition_key": definition}, "clerk", key, **more)["case_no"]
    )


def applied(walk: Walk, world: World, key: str) -> str:
    form = world.read(queries.catalogue.current_form, f"{PERMIT}_apply")
    body = {"definition_key": PERMIT, "applicant": APPLICANT, "data": world.sample(form), "channel": "window"}
    return str(walk.ask("/process-instances", body, "clerk", key)["case_no"])


def completed(
    walk: Walk, world: World, case_no: str, path: str, who: str, key: str, *, spared: bool = False
) -> None:
    """A step with its happy outcome; the first `accept` finds a material at fault."""
    task = world.task(case_no, path)
    verdicts: dict[str, dict[str, str]] = world.all_pass(task.id)
    outcome = world.first_outcome(task.id)
    if "-first-" in key and path == "accept":
        verdicts[sorted(verdicts)[0]] = {"verdict": "fail", "reason": "看不清"}
        outcome = "correct"
    body = {"variables": world.typed(task.id, outcome), "outcome": outcome, "materials": verdicts}
    walk.ask(f"/tasks/{task.id}/complete", body, who, key, spared=spared)


def supplemented(walk: Walk, world: World, case_no: str) -> None:
    """The clerk says that the applicant handed the material in again."""
    wait = next(one for one in world.read(queries.waits.open_waits, case_no) if one.message == "supplemented")
    detail = world.read(queries.case_view.case_detail, case_no)
    faulty = [row.code for row in detail.materials if row.verdict == "fail"]
    upload = world.do(commands.StoreUpload("b.png", PICTURE), world.clerk)["id"]
    body = {
        "name": "supplemented",
        "correlation": {"case_no": case_no},
        "variables": world.sample(wait.form),
        "message_id": f"supplement-{case_no}",
        "materials": dict.fromkeys(faulty, upload),
    }
    told = walk.ask("/messages", body, "clerk", f"message-{case_no}")
    assert told == {"delivered": 1, "message_id": f"supplement-{case_no}"}


def survive(world: World, other: Receiver) -> None:
    """An hour later another server looks: no lease is left, everything is due."""
    world.clock.advance(datetime.now(UTC) + timedelta(hours=1) - world.clock.now())
    worker = Worker(world.engine, HttpGateway(other.url))
    while worker.run_due():
        pass


def jobs(world: World) -> list[Any]:
    return list(world.read(queries.jobs.job_list, limit=200).items)


def history(world: World, case_no: str) -> Counter[str]:
    return Counter(record.action for record in world.read(queries.case_view.history, case_no))


def assert_delivered(world: World, other: Receiver) -> None:
    """Every letter reached the other side; a repeat has the same key and the same content."""
    rows = world.read(queries.jobs.outbox_list, limit=200).items
    assert {row.state for row in rows} == {"sent"}
    assert set(other.keys) == {row.id for row in rows}
    assert len(other.keys) >= len(rows) + AT_DELIVERY, "each kill at a delivery makes a repeat"
    contents = {(one["key"], json.dumps(one["message"], sort_keys=True)) for one in other.requests}
    assert len(contents) == len(rows)


def assert_whole(world: World, case_no: str) -> None:
    """Every step once, the message once, every letter once."""
    detail = world.read(queries.case_view.case_detail, case_no)
    assert (detail.case.status, detail.case.result) == ("completed", "granted")
    records = world.read(queries.case_view.history, case_no)
    done = [record.element_id for record in records if record.action == "complete_task"]
    assert done == [*CORRECTED, *(path for path, _ in STEPS)]
    counted = history(world, case_no)
    assert (counted["start_case"], counted["correlate_message"], counted["fire_timer"]) == (1, 1, 0)
    letters = [
        row.letter for row in world.read(queries.jobs.outbox_list, limit=200).items if row.case_no == case_no
    ]
    assert sorted(letters) == LETTERS
    assert counted["answer_effect"] == len(LETTERS)


def assert_fired(world: World, case_no: str) -> None:
    """The timer beside went off once, and not before its second was over."""
    assert history(world, case_no) == {"start_case": 1, "fire_timer": 1}
    (job,) = [one for one in jobs(world) if one.case_no == case_no]
    assert job.state == "done"
    assert job.changed_at >= job.due_at
