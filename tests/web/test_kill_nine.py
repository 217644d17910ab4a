"""kill -9 of the server at twenty random moments of the walk: nothing is lost, nothing is done twice."""

from __future__ import annotations

import http.client
import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from typing import Any

from engine import commands, queries
from tests.world import APPLICANT, PERMIT, ROOT, World

KILLS = 20
CASES = 3
STEPS = (
    ("accept", "clerk"),
    ("first_review", "reviewer"),
    ("review", "reviewer2"),
    ("decide", "decider"),
    ("issue/make", "clerk"),
    ("issue/seal", "seal"),
    ("pickup", "clerk"),
)
LONGEST = 0.06
"""Seconds after which a kill comes at the latest: about twice what a request takes."""


class Mortal:
    """`zhenwu serve` in a process of its own, killed and started again."""

    def __init__(self, world: World) -> None:
        self._world = world
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.kills = 0
        self._process = self._started()

    def _started(self) -> subprocess.Popen[bytes]:
        own = {name: value for name, value in os.environ.items() if not name.startswith("ZHENWU_")}
        process = subprocess.Popen(
            [sys.executable, "-m", "web", "serve", "--port", str(self.port)],
            env={
                **own,
                "ZHENWU_HOME": str(self._world.home),
                "ZHENWU_DATABASE_URL": self._world.settings.database_url,
            },
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            except OSError:
                time.sleep(0.05)
            else:
                return process
        raise RuntimeError("the server did not come up")

    def kill_after(self, seconds: float) -> threading.Timer:
        timer = threading.Timer(seconds, self._process.send_signal, [signal.SIGKILL])
        timer.start()
        self.kills += 1
        return timer

    def revive(self) -> None:
        self._process.wait(timeout=30)
        self._process = self._started()

    def stop(self) -> None:
        self._process.kill()
        self._process.wait(timeout=30)

    def post(self, path: str, body: Any, token: str, key: str) -> dict[str, Any] | None:
        """The answer, None when the server died before it."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {
            "Content-Type": "application/json",
            "Authorization": f"Bearer {token}",
            "Idempotency-Key": key,
        }
        try:
            connection.request("POST", f"/api/v1{path}", json.dumps(body), headers)
            answer = connection.getresponse()
            text = answer.read()
        except (OSError, http.client.HTTPException):
            return None
        finally:
            connection.close()
        assert answer.status in (200, 201), text
        found: dict[str, Any] = json.loads(text)
        return found


class Walk:
    """A client that repeats a request with its key until it is answered."""

    def __init__(self, world: World, server: Mortal) -> None:
        self._server = server
        self._chance = random.Random(20261125)
        self._tokens = {
            login: str(world.do(commands.MakeToken(login))["token"])
            for login in {"clerk", *(who for _, who in STEPS)}
        }

    def ask(self, path: str, body: Any, who: str, key: str) -> dict[str, Any]:
        killer = None
        if self._server.kills < KILLS:
            killer = self._server.kill_after(self._chance.uniform(0, LONGEST))
        while True:
            answer = self._server.post(path, body, self._tokens[who], key)
            if killer is not None:
                killer.join()
                self._server.revive()
                killer = None
            if answer is not None:
                return answer


def test_nothing_is_lost_and_nothing_is_done_twice(sqlite_world: World) -> None:
    world = sqlite_world
    world.publish_permit()
    server = Mortal(world)
    try:
        walk = Walk(world, server)
        numbers = [walked(walk, world, number) for number in range(CASES)]
    finally:
        server.stop()
    assert server.kills == KILLS
    assert len(set(numbers)) == CASES
    for case_no in numbers:
        assert_whole(world, case_no)
    documents = [str(world.read(queries.case_view.case_detail, one).variables["doc_no"]) for one in numbers]
    assert [text[-5:] for text in documents] == ["0001号", "0002号", "0003号"]
    assert not world.read(queries.audit_trail.verify_all).breaks


def walked(walk: Walk, world: World, number: int) -> str:
    """One case from the counter to the pickup desk; returns its number."""
    form = world.read(queries.catalogue.current_form, f"{PERMIT}_apply")
    body = {"definition_key": PERMIT, "applicant": APPLICANT, "data": world.sample(form), "channel": "window"}
    case_no = str(walk.ask("/process-instances", body, "clerk", f"start-{number}")["case_no"])
    for path, who in STEPS:
        task = world.task(case_no, path)
        complete = {
            "variables": world.typed(task.id),
            "outcome": world.first_outcome(task.id),
            "materials": world.all_pass(task.id),
        }
        walk.ask(f"/tasks/{task.id}/complete", complete, who, f"{case_no}-{path}")
    return case_no


def assert_whole(world: World, case_no: str) -> None:
    """Every step once, every letter once."""
    detail = world.read(queries.case_view.case_detail, case_no)
    assert (detail.case.status, detail.case.result) == ("completed", "granted")
    history = world.read(queries.case_view.history, case_no)
    done = [record.element_id for record in history if record.action == "complete_task"]
    assert done == [path for path, _ in STEPS]
    assert [record.action for record in history].count("start_case") == 1
    letters = [
        row.letter for row in world.read(queries.jobs.outbox_list, limit=200).items if row.case_no == case_no
    ]
    assert sorted(letters) == ["ACCEPTED", "COLLECTED", "DECIDED", "READY"]
