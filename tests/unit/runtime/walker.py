"""One uninterrupted stock workflow beside our stored path, compared at every state."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from engine.runtime import serializer
from engine.runtime.advance import Complete, Start, advance
from engine.runtime.parse import Program
from engine.runtime.script_engine import script_engine

NOW = datetime(2026, 11, 25, 4, 0, tzinfo=UTC)
MOST_STEPS = 25


@dataclass
class Comparison:
    states: int = 0
    differences: list[str] = field(default_factory=list)


class Stock:
    """SpiffWorkflow 3.2.0 in memory: never saved, stock scans, same specs."""

    def __init__(self, program: Program, variables: dict[str, Any]) -> None:
        self.workflow = BpmnWorkflow(program.spec, script_engine=script_engine(NOW))
        self.workflow.task_tree.data.update(variables)
        self.workflow.do_engine_steps()

    def tokens(self) -> dict[str, Any]:
        ready = self.workflow.get_tasks(state=TaskState.READY, manual=True)
        return {task.task_spec.name: task for task in ready}

    def complete(self, element_id: str, variables: dict[str, Any]) -> None:
        task = self.tokens()[element_id]
        task.data.update(variables)
        task.run()
        self.workflow.do_engine_steps()

    def state(self) -> str:
        data = {name: task.data for name, task in self.tokens().items()}
        ended = self.workflow.is_completed()
        return _text(data or {"end": self.workflow.last_task.data}, ended)


class Stored:
    """Our path: bytes between all steps."""

    def __init__(self, program: Program, variables: dict[str, Any]) -> None:
        self._program = program
        self._open: dict[str, str] = {}
        self._take(advance(program, None, Start(variables), NOW))

    def complete(self, element_id: str, variables: dict[str, Any]) -> None:
        action = Complete(self._open[element_id], variables)
        self._take(advance(self._program, self._blob, action, NOW))

    def _take(self, step: Any) -> None:
        self._blob, self._step = step.state, step
        for token in step.closed:
            self._open.pop(token.element_id, None)
        for token in step.opened:
            self._open[token.element_id] = token.id

    def state(self) -> str:
        """What the next step will read back from the bytes, token by token."""
        if self._blob is None:
            return _text({"end": self._step.variables}, self._step.ended)
        workflow = serializer.load(self._blob, self._program, script_engine(NOW))
        data = {task.task_spec.name: task.data for task in workflow.open_tokens()}
        assert sorted(data) == sorted(self._open)
        return _text(data, self._step.ended)


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
        tokens = sorted(stock.tokens())
        if not tokens:
            return
        element = chance.choice(tokens)
        variables = _answers(program, element, chance, number)
        stock.complete(element, dict(variables))
        stored.complete(element, dict(variables))


def _answers(program: Program, element: str, chance: random.Random, number: int) -> dict[str, Any]:
    outcomes = [outcome.key for outcome in program.model.nodes[element].outcomes]
    answers: dict[str, Any] = {
        "n": chance.randrange(4),
        "again": chance.random() < 0.5,
        f"by_{element}": {"number": number, "list": [number]},
    }
    return {**answers, "outcome": chance.choice(outcomes)} if outcomes else answers


def _text(data: dict[str, Any], ended: bool) -> str:
    return json.dumps([data, ended], sort_keys=True, ensure_ascii=False)
