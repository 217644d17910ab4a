"""One step of a case: restore, act, run to rest, compare, describe. Pure: no clock, no database.

`advance(program, state, action, now) -> Step`. On any error nothing comes back, so nothing is saved.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from SpiffWorkflow.exceptions import WorkflowException

from engine.domain.case_variables import RESULT, without_case_variables
from engine.errors import ExpressionFailed, NotFound
from engine.runtime import serializer
from engine.runtime.collapse import collapse
from engine.runtime.going_back import go_back
from engine.runtime.merging import gathered, tips
from engine.runtime.parse import Program
from engine.runtime.script_engine import Calendar, script_engine
from engine.runtime.specs import DecisionFailed
from engine.runtime.steps import Step, Token, Wait, joined
from engine.runtime.waits import WAITS, fire, give_out
from engine.runtime.workflow import CaseWorkflow, StepTooLong

__all__ = ["Action", "Complete", "GoBack", "Occur", "Start", "Step", "Token", "Wait", "advance", "joined"]
__all__ += ["variables_at"]

Found = TypeVar("Found")


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


@dataclass(frozen=True)
class Occur:
    """What the token waits for at `element_id` happened: a message with its variables, a timer's instant,
    a topic's answer."""

    token: str
    element_id: str
    variables: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class GoBack:
    """Start again at `element_id`, which the process behind `path` has passed; the open `token` lies in it
    or in a process that it called."""

    token: str
    element_id: str
    path: str = ""


Action = Start | Complete | Occur | GoBack


def advance(
    program: Program, state: bytes | None, action: Action, now: datetime, calendar: Calendar | None = None
) -> Step:
    """Run `action` on the case. `state` is None for Start; `calendar` knows the ends of limits.

    Raises ExpressionFailed when a gateway or script cannot decide, NotFound when the token is not open,
    serializer.UnknownStateFormat for a foreign blob.
    """
    passed: list[str] = []
    try:
        return _advance(program, state, action, script_engine(now, calendar), passed)
    except DecisionFailed as error:
        raise ExpressionFailed(
            **_named(program, error.element_id), why=error.zh, why_en=error.en, what=error.what
        ) from error
    except (StepTooLong, WorkflowException) as error:
        where = passed[-1] if passed else program.model.key
        raise ExpressionFailed(
            **_named(program, where),
            why="流程停在这里，后面没有人也没有事可等",
            why_en="the process stops here and waits for nobody",
            what="step",
        ) from error


def variables_at(program: Program, state: bytes, token: str, now: datetime) -> dict[str, Any]:
    """The variables that an open place sees; those of a called procedure are its own."""
    task = serializer.load(state, program, script_engine(now)).find(token)
    return dict(task.data) if task is not None else {}


def _advance(program: Program, state: bytes | None, action: Action, engine: Any, passed: list[str]) -> Step:
    workflow = _begin(program, engine) if state is None else serializer.load(state, program, engine)
    before, waited = _open(workflow), _waits(workflow)

    results: dict[str, str] = {}

    def completed(task: Any) -> None:
        _note(task, passed)
        if task.internal_data.get(RESULT):
            results[passed[-1]] = task.internal_data[RESULT]

    if isinstance(action, Start):
        workflow.task_tree.data.update(action.variables)
    elif isinstance(action, Complete):
        _complete(workflow, action, completed)
    elif isinstance(action, Occur):
        _occur(workflow, action)
    else:
        go_back(workflow, action.token, action.element_id, action.path)
    workflow.run_to_rest(completed)
    after, waiting = _open(workflow), _waits(workflow)
    alive = bool(after or waiting)
    if not alive and not workflow.is_completed():
        raise StepTooLong  # alive but waiting for nobody: never saved (INV-1 of the cases)
    variables = _variables(workflow)
    collapse(workflow)
    return Step(
        state=serializer.dump(workflow) if alive else None,
        opened=_new(after, before),
        closed=_new(before, after),
        passed=tuple(passed),
        variables=variables,
        result=workflow.result,
        waits_opened=_new(waiting, waited),
        waits_closed=_new(waited, waiting),
        results=results,
    )


def _begin(program: Program, engine: Any) -> CaseWorkflow:
    workflow = CaseWorkflow(program.spec, script_engine=engine)
    workflow.subprocess_specs = program.specs
    return workflow


def _complete(workflow: CaseWorkflow, action: Complete, completed: Any) -> None:
    task = workflow.find(action.token)
    # run() on a finished or predicted task would be accepted silently by the library
    if task is None or task not in workflow.open_tokens():
        raise NotFound(what="待办", what_en="task", id=action.token)
    task.data.update(without_case_variables(action.variables))
    if action.outcome is not None:
        task.data["outcome"] = action.outcome
    give_out(task, getattr(task.task_spec, "outputs_of", {}), task.data)
    task.run()
    completed(task)


def _occur(workflow: CaseWorkflow, action: Occur) -> None:
    task = workflow.find(action.token)
    if task is None or action.element_id not in task.internal_data.get(WAITS, {}):
        raise NotFound(what="等待", what_en="wait", id=action.token)
    waited = task.internal_data[WAITS][action.element_id]
    workflow.script_engine.environment.unattended = "due" in waited or "topic" in waited
    fire(task, action.element_id, action.variables)


def _note(task: Any, passed: list[str]) -> None:
    workflow = task.workflow
    node = workflow.spec.model.nodes.get(task.task_spec.name)
    if node is None:
        return
    passed.append(f"{workflow.path}/{node.id}".lstrip("/"))
    if node.kind == "endEvent" and node.properties.get("result"):
        workflow.result = node.properties["result"]


def _open(workflow: CaseWorkflow) -> dict[str, Token]:
    return {
        task.id.hex: Token(task.id.hex, task.task_spec.name, task.workflow.path, task.data)
        for task in workflow.open_tokens()
    }


def _waits(workflow: CaseWorkflow) -> dict[tuple[str, str], Wait]:
    found = {}
    for task in workflow.waiting_tasks():
        for element_id, waited in task.internal_data[WAITS].items():
            if "error" not in waited:
                found[task.id.hex, element_id] = _wait(task, element_id, waited)
    return found


def _wait(task: Any, element_id: str, waited: Mapping[str, Any]) -> Wait:
    node = task.workflow.spec.model.nodes[element_id]
    kind = "topic" if "topic" in waited else "timer" if "due" in waited else "message"
    name = waited.get("topic") or (node.trigger.name if node.trigger is not None else "")
    return Wait(
        token=task.id.hex,
        element_id=element_id,
        path=task.workflow.path,
        kind=kind,
        name=name,
        due=waited.get("due", ""),
        keys=waited.get("keys", {}),
        inputs=waited.get("inputs", {}),
    )


def _variables(workflow: CaseWorkflow) -> dict[str, Any]:
    """All variables of the case: what its branches changed, those of the end once all are over."""
    branches = tips(workflow.tasks.values())
    if branches:
        return gathered(branches)
    return dict(workflow.last_task.data) if workflow.last_task is not None else {}


def _new(here: Mapping[Any, Found], there: Mapping[Any, Any]) -> tuple[Found, ...]:
    return tuple(one for key, one in here.items() if key not in there)


def _named(program: Program, element_id: str) -> dict[str, str]:
    """The names of an element, given with its path of calls or alone, anywhere in the program."""
    for model in program.models:
        node = model.nodes.get(element_id.rpartition("/")[2])
        if node is not None:
            return {"element": node.label(), "element_en": node.label_en}
    return {"element": element_id, "element_en": element_id}
