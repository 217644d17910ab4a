"""One uninterrupted stock workflow beside our stored path, compared at every state."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from engine.runtime import serializer
from engine.runtime.advance import Complete, Occur, Start, Token, Wait, advance
from engine.runtime.parse import Program
from engine.runtime.script_engine import script_engine
from engine.runtime.waits import WAITS, fire

NOW = datetime(2026, 11, 25, 4, 0, tzinfo=UTC)
MOST_STEPS = 25

Place = tuple[str, str]
"""Path of a task, and the element whose event is awaited there ("" where a person is)."""


def every_day(amount: int, unit: str, start: datetime) -> datetime:
    """A calendar without days off, for walks that are not about dates."""
    return start + timedelta(days=amount)


@dataclass
class Comparison:
    states: int = 0
    differences: list[str] = field(default_factory=list)
    kinds: set[str] = field(default_factory=set)
    """What the walks met: `person`, `message`, `timer`, `topic`."""


class Stock:
    """SpiffWorkflow 3.2.0 in memory: never saved, stock scans, the same specs of ours."""

    def __init__(self, program: Program, variables: dict[str, Any]) -> None:
        self._program = program
        self.workflow = BpmnWorkflow(program.spec, program.specs, script_engine=script_engine(NOW, every_day))
        self.workflow.task_tree.data.update(variables)
        self._run()

    def _run(self) -> None:
        self.workflow.do_engine_steps(did_complete_task=self._ended)

    @staticmethod
    def _ended(task: Any) -> None:
        """Stock Spiff knows no `result`; the end says it to its workflow before the call takes it."""
        node = task.workflow.spec.model.nodes.get(task.task_spec.name)
        if node is not None and node.properties.get("result"):
            task.workflow.result = node.properties["result"]

    def places(self) -> dict[Place, Any]:
        found: dict[Place, Any] = {}
        for task in self.workflow.get_tasks(state=TaskState.READY | TaskState.WAITING):
            if task.state == TaskState.READY and task.task_spec.manual:
                found[self._path(task), ""] = task
            for element, waited in task.internal_data.get(WAITS, {}).items():
                if task.state == TaskState.WAITING and "error" not in waited:
                    found[self._path(task), element] = task
        return found

    def _path(self, task: Any) -> str:
        names = [task.task_spec.name]
        while task.workflow.parent_task_id is not None:
            task = self.workflow.get_task_from_id(task.workflow.parent_task_id)
            names.insert(0, task.task_spec.name)
        return "/".join(names)

    def act(self, place: Place, variables: dict[str, Any]) -> None:
        task = self.places()[place]
        if place[1]:
            fire(task, place[1], variables)
        else:
            task.data.update(variables)
            task.run()
        self._run()

    def state(self) -> str:
        data = {place: task.data for place, task in self.places().items()}
        ended = self.workflow.is_completed()
        return _text(data or {("end", ""): self.workflow.last_task.data}, ended)


class Stored:
    """Our path: bytes between all steps."""

    def __init__(self, program: Program, variables: dict[str, Any]) -> None:
        self._program = program
        self._open: dict[str, Token] = {}
        self._waits: dict[tuple[str, str], Wait] = {}
        self._take(Start(variables))

    def act(self, place: Place, variables: dict[str, Any]) -> None:
        path, element = place
        if element:
            found = next(
                wait for key, wait in self._waits.items() if self._names[key[0]] == path and key[1] == element
            )
            self._take(Occur(found.token, element, variables))
        else:
            token = next(one for one in self._open.values() if self._names[one.id] == path)
            self._take(Complete(token.id, variables))

    def _take(self, action: Any) -> None:
        blob = None if isinstance(action, Start) else self._blob
        self._step = step = advance(self._program, blob, action, NOW, every_day)
        self._blob = step.state
        for token in step.closed:
            del self._open[token.id]
        for wait in step.waits_closed:
            del self._waits[wait.token, wait.element_id]
        self._open |= {token.id: token for token in step.opened}
        self._waits |= {(wait.token, wait.element_id): wait for wait in step.waits_opened}
        self._data = self._read_back()

    def _read_back(self) -> dict[Place, Any]:
        """What the next step will read from the bytes, place by place."""
        self._names: dict[str, str] = {}
        if self._blob is None:
            return {("end", ""): self._step.variables}
        workflow = serializer.load(self._blob, self._program, script_engine(NOW, every_day))
        data: dict[Place, Any] = {}
        for task in workflow.open_tokens():
            data[self._named(task), ""] = task.data
        for task in workflow.waiting_tasks():
            for element, waited in task.internal_data[WAITS].items():
                if "error" not in waited:
                    data[self._named(task), element] = task.data
        assert sorted(self._names) == sorted({*self._open, *(token for token, _ in self._waits)})
        return data

    def _named(self, task: Any) -> str:
        name = f"{task.workflow.path}/{task.task_spec.name}".lstrip("/")
        self._names[task.id.hex] = name
        return name

    def kind(self, place: Place) -> str:
        kinds = {wait.element_id: wait.kind for wait in self._waits.values()}
        return kinds[place[1]] if place[1] else "person"

    def state(self) -> str:
        return _text(self._data, self._step.ended)


def compare(program: Program, seed: int, into: Comparison) -> None:
    """One random walk through the process, both engines in step."""
    chance = random.Random(seed)
    start = {"case_no": "PT-1", "seed": seed}
    stock, stored = Stock(program, dict(start)), Stored(program, dict(start))
    for number in range(MOST_STEPS):
        into.states += 1
        if stock.state() != stored.state():
            into.differences.append(f"{program.model.key} step {number}: {stock.state()} != {stored.state()}")
            return
        places = sorted(stock.places())
        if not places:
            return
        place = chance.choice(places)
        into.kinds.add(stored.kind(place))
        variables = _answers(program, place, chance, number)
        stock.act(place, dict(variables))
        stored.act(place, dict(variables))


def _answers(program: Program, place: Place, chance: random.Random, number: int) -> dict[str, Any]:
    path, _, element = place[0].rpartition("/")
    node = program.model_at(path).nodes[element]
    answers: dict[str, Any] = {
        "n": chance.randrange(4),
        "again": chance.random() < 0.5,
        "funds": chance.random() < 0.5,
        f"by_{element}": {"number": number, "list": [number]},
    }
    outcomes = [outcome.key for outcome in node.outcomes]
    return {**answers, "outcome": chance.choice(outcomes)} if outcomes else answers


def _text(data: dict[Place, Any], ended: bool) -> str:
    plain = {" ".join(place): value for place, value in data.items()}
    return json.dumps([plain, ended], sort_keys=True, ensure_ascii=False)
