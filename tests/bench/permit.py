"""居住证 through the door: its life against stock in memory, and a step after many corrections."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState
from sqlalchemy import event

from engine import Actor, commands
from tests.bench import stock
from tests.drawn import START, call, end, line, task
from tests.world import World, plain, staff

PERMIT = "svc_ga_002"
STEPS = ("accept", "first_review", "review", "decide", "issue/make", "issue/seal", "pickup")
PARTS = ("correction", "issue", "serve_document")
ROUNDS, LIVES = 7, 8
CORRECTIONS = 19
COMMITS, COMMIT_BYTES = 8, 26 * 4096
"""Of one life: the start and seven steps, each about 26 pages of the write-ahead log (counted)."""


def run(folder: Path) -> dict[str, float]:
    world = World(f"sqlite:///{folder}/zhenwu.db", folder)
    world.load_books()
    world.publish_permit()
    figures = {**_lives(world, folder), **_late_step(world)}
    world.close()
    return figures


# --- a life against the yardstick


def _lives(world: World, folder: Path) -> dict[str, float]:
    yardstick = Yardstick()
    life = PermitLife(world)
    yardstick.live()
    life.live()
    ours: list[float] = []
    theirs: list[float] = []
    for _ in range(ROUNDS):
        theirs.append(_timed(yardstick.live))
        ours.append(_timed(life.live))
    mine, stock = statistics.median(ours), statistics.median(theirs)
    return {
        "permit: stock life in memory ms": stock * 1000,
        "permit: our life persisted ms": mine * 1000,
        "permit: of it, the disk ms": _disk(folder) * 1000,
        "permit: ratio (stock = 1.0)": mine / stock,
    }


def _disk(folder: Path) -> float:
    """Seconds that one life waits for this disk: as many bytes as its commits write, synced each time."""
    waited = []
    with (folder / "synced").open("wb", buffering=0) as file:
        for _ in range(ROUNDS * COMMITS):
            began = time.perf_counter()
            file.write(bytes(COMMIT_BYTES))
            os.fdatasync(file.fileno())
            waited.append(time.perf_counter() - began)
    return statistics.median(waited) * COMMITS


class PermitLife:
    """Start and seven human steps of one granted permit, with what a person types prepared before."""

    def __init__(self, world: World) -> None:
        self._world = world
        posts = (
            "counter",
            "first_reviewer",
            "reviewer",
            "decider",
            "cert_clerk",
            "seal_keeper",
            "pickup_desk",
        )
        self._people: list[Actor] = [staff(login, *posts) for login in ("a", "b", "c", "d", "e", "f", "g")]
        self._start, self._typed, self._materials = self._rehearsed()

    def _rehearsed(self) -> tuple[commands.StartCase, list[tuple[str, dict[str, Any]]], dict[str, Any]]:
        """One slow life through the pages' own queries: which outcome, which form data."""
        world = self._world
        # an upload belongs to one case, so the many lives bring theirs on paper
        start = replace(world.application(PERMIT), materials={})
        case_no = str(world.do(start, world.citizen)["case_no"])
        typed: list[tuple[str, dict[str, Any]]] = []
        materials: dict[str, Any] = {}
        for person, step in zip(self._people, STEPS, strict=True):
            found = world.task(case_no, step)
            outcome = world.first_outcome(found.id)
            data = world.typed(found.id)
            given = world.all_pass(found.id) if step == "accept" else {}
            materials = materials or given
            typed.append((outcome, data))
            world.complete(found.id, outcome, actor=person, data=data, materials=given)
        return start, typed, materials

    def live(self) -> None:
        engine = self._world.engine
        answer = engine.execute(self._start, self._world.citizen)["tasks"]
        for number, person in enumerate(self._people):
            outcome, data = self._typed[number]
            materials = self._materials if number == 0 else {}
            command = commands.CompleteTask(answer[0], outcome, data=data, materials=materials)
            answer = engine.execute(command, person)["next_tasks"]
        if answer:
            raise RuntimeError("the permit did not end")


class Yardstick:
    """The same drawings on stock SpiffWorkflow in memory; conditions in Python, topics as scripts."""

    def __init__(self) -> None:
        self._spec, self._called = stock.load(PERMIT, PARTS)

    def live(self) -> None:
        workflow = BpmnWorkflow(self._spec, self._called)
        workflow.do_engine_steps()
        for _ in STEPS:
            found = workflow.get_next_task(state=TaskState.READY, manual=True)
            found.data["outcome"] = "happy"
            found.run()
            workflow.do_engine_steps()
        if not workflow.is_completed():
            raise RuntimeError("the yardstick did not finish")


def _timed(action: Callable[[], None]) -> float:
    began = time.perf_counter()
    for _ in range(LIVES):
        action()
    return (time.perf_counter() - began) / LIVES


# --- a step late in a long case


def _late_step(world: World) -> dict[str, float]:
    """Completing `work` after CORRECTIONS calls of a procedure, against completing it at once."""
    _publish_loop(world)
    clerk = world.clerk
    fresh: list[float] = []
    late: list[float] = []
    statements: dict[str, int] = {}
    for _ in range(ROUNDS):
        for rounds, times, name in ((0, fresh, "fresh"), (CORRECTIONS, late, "late")):
            task_id = _after(world, clerk, rounds)
            with _Counted(world) as counted:
                began = time.perf_counter()
                world.engine.execute(commands.CompleteTask(task_id, "done"), clerk)
                times.append(time.perf_counter() - began)
            statements[name] = counted.statements
    return {
        "step after 19 corrections / fresh": statistics.median(late) / statistics.median(fresh),
        "more statements after 19 corrections": float(statements["late"] - statements["fresh"]),
    }


def _publish_loop(world: World) -> None:
    world.publish_plain("part", xml=line("part", ("mend", task("mend"))))
    body = (
        START
        + task("work", outcomes="done:完成,again:再来")
        + '<bpmn:exclusiveGateway id="gw" name="完成了吗" default="f_done"/>'
        + call("correct", "part")
        + end("end")
    )
    flows = {
        "f1": ("start", "enter"),
        "f0": ("enter", "work"),
        "f2": ("work", "gw"),
        "f_done": ("gw", "end"),
        "f_again": ("gw", "correct", 'outcome = "again"'),
        "f3": ("correct", "enter"),
    }
    body += '<bpmn:exclusiveGateway id="enter" name="再办" default="f0"/>'
    world.publish_plain("looping", xml=plain("looping", body, flows))


def _after(world: World, clerk: Actor, rounds: int) -> str:
    task_id = str(world.engine.execute(commands.StartCase("looping"), clerk)["tasks"][0])
    for _ in range(rounds):
        for outcome in ("again", ""):
            answer = world.engine.execute(commands.CompleteTask(task_id, outcome), clerk)
            task_id = str(answer["next_tasks"][0])
    return task_id


class _Counted:
    """Statements between enter and exit, BEGIN left out."""

    def __init__(self, world: World) -> None:
        self._engines = world.database.engines
        self.statements = 0

    def __enter__(self) -> _Counted:
        for engine in self._engines:
            event.listen(engine, "before_cursor_execute", self._seen)
        return self

    def __exit__(self, *_error: object) -> None:
        for engine in self._engines:
            event.remove(engine, "before_cursor_execute", self._seen)

    def _seen(self, *arguments: Any) -> None:
        self.statements += not str(arguments[2]).startswith("BEGIN")
