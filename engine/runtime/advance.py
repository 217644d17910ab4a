"""One step of a case: restore, act, run to rest, compare, describe. Pure: no clock, no database.

`advance(program, state, action, now) -> Step`. On any error nothing comes back, so nothing is saved.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from SpiffWorkflow.exceptions import WorkflowException

from engine.errors import ExpressionFailed, NotFound
from engine.runtime import serializer
from engine.runtime.collapse import collapse
from engine.runtime.parse import Program
from engine.runtime.script_engine import script_engine
from engine.runtime.specs import DecisionFailed
from engine.runtime.workflow import CaseWorkflow, StepTooLong


@dataclass(frozen=True)
class Start:
    """Begin a case with these variables (JSON types)."""

    variables: Mapping[str, Any]


@dataclass(frozen=True)
class Complete:
    """A person finished the token's user task. `outcome` None leaves the variable as it is."""

    token: str
    variables: Mapping[str, Any]
    outcome: str | None = None


Action = Start | Complete


@dataclass(frozen=True)
class Token:
    """An open place in the case: where a person is awaited."""

    id: str
    element_id: str


@dataclass(frozen=True)
class Step:
    """What one action did. `state` is None when the case ended."""

    state: bytes | None
    opened: tuple[Token, ...]
    closed: tuple[Token, ...]
    passed: tuple[str, ...]
    """Element ids completed in this step, in order: tasks, gateways, scripts, events."""
    variables: Mapping[str, Any]
    result: str | None

    @property
    def ended(self) -> bool:
        return self.state is None


def advance(program: Program, state: bytes | None, action: Action, now: datetime) -> Step:
    """Run `action` on the case. `state` is None for Start.

    Raises ExpressionFailed when a gateway or script cannot decide, NotFound when the token is not open,
    serializer.UnknownStateFormat for a foreign blob.
    """
    passed: list[str] = []
    try:
        return _advance(program, state, action, now, passed)
    except DecisionFailed as error:
        raise ExpressionFailed(
            element=_label(program, error.element_id), why=error.zh, why_en=error.en
        ) from error
    except (StepTooLong, WorkflowException) as error:
        where = passed[-1] if passed else program.model.key
        raise ExpressionFailed(
            element=_label(program, where), why="流程走不下去", why_en="the process cannot go on"
        ) from error


def _advance(program: Program, state: bytes | None, action: Action, now: datetime, passed: list[str]) -> Step:
    engine = script_engine(now)
    workflow = _begin(program, engine) if state is None else serializer.load(state, program, engine)
    before = {task.id.hex: task.task_spec.name for task in workflow.open_tokens()}

    def completed(task: Any) -> None:
        _note(task, program, workflow, passed)

    if isinstance(action, Start):
        workflow.task_tree.data.update(action.variables)
    else:
        _complete(workflow, action, completed)
    workflow.run_to_rest(completed)
    after = {task.id.hex: task.task_spec.name for task in workflow.open_tokens()}
    if not after and not workflow.is_completed():
        raise StepTooLong  # alive but waiting for nobody: never saved (INV-1 of the cases)
    variables = _variables(workflow, after)
    collapse(workflow)
    return Step(
        state=serializer.dump(workflow) if after else None,
        opened=_tokens(after, before),
        closed=_tokens(before, after),
        passed=tuple(passed),
        variables=variables,
        result=workflow.result,
    )


def _begin(program: Program, engine: Any) -> CaseWorkflow:
    return CaseWorkflow(program.spec, script_engine=engine)


def _complete(workflow: CaseWorkflow, action: Complete, completed: Any) -> None:
    task = workflow.tasks.get(UUID(hex=action.token))
    # run() on a finished or predicted task would be accepted silently by the library
    if task is None or task not in workflow.open_tokens():
        raise NotFound(what="待办", what_en="task", id=action.token)
    task.data.update(action.variables)
    if action.outcome is not None:
        task.data["outcome"] = action.outcome
    task.run()
    completed(task)


def _note(task: Any, program: Program, workflow: CaseWorkflow, passed: list[str]) -> None:
    node = program.model.nodes.get(task.task_spec.name)
    if node is None:
        return
    passed.append(node.id)
    if node.kind == "endEvent" and node.properties.get("result"):
        workflow.result = node.properties["result"]


def _tokens(here: Mapping[str, str], there: Mapping[str, str]) -> tuple[Token, ...]:
    return tuple(Token(token, element) for token, element in here.items() if token not in there)


def _variables(workflow: CaseWorkflow, tokens: Mapping[str, str]) -> dict[str, Any]:
    """All variables of the case: those of the last finished task under those of the open ones."""
    merged: dict[str, Any] = dict(workflow.last_task.data) if workflow.last_task is not None else {}
    for token in tokens:
        merged.update(workflow.tasks[UUID(hex=token)].data)
    return merged


def _label(program: Program, element_id: str) -> str:
    node = program.model.nodes.get(element_id)
    return node.label() if node is not None else element_id
