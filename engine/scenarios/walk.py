"""One scenario from its start to its end: told steps where they are told, else what plausibly happens.

The next told step is taken as soon as it can be: `task` when it is open, `message` when it is awaited,
`effect` when it is asked for, `advance` at once. Until then, and when all is told, the case moves by itself:
what can happen now comes before what takes time, so first an open task is done with its first outcome, then
an awaited message comes, then an effect is answered with nothing, and at last the timer that is due first
goes off. Of several it is the one drawn first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from engine import commands, queries
from engine.domain.actors import Actor
from engine.domain.model import Node, ProcessModel
from engine.errors import ZhenwuError
from engine.runtime.parse import Program
from engine.scenarios.caller import INTAKE
from engine.scenarios.case import Case, Position, ScenarioFailed
from engine.scenarios.fill import SAMPLE_APPLICANT, filled
from engine.scenarios.read import AdvanceStep, EffectStep, MessageStep, Scenario, Step, TaskStep
from engine.scenarios.sentences import why
from engine.scenarios.stage import CITIZEN, START_OF_TIME, Stage

MOST_STEPS = 200
_FAULTY = {"verdict": "fail", "reason": "场景：不合格"}
Move = Callable[[], None]


@dataclass(frozen=True)
class Subject:
    """What is told about: `model` stands at the path `prefix` of the process `start_key` that is started.

    `caught` maps error boundary events of a caller to their codes; it is None for what starts by itself.
    """

    model: ProcessModel
    start_key: str
    prefix: str = ""
    caught: dict[str, str] | None = None

    @property
    def is_called(self) -> bool:
        return self.caught is not None


def walk(stage: Stage, subject: Subject, scenario: Scenario) -> str:
    """Tell the story to the end of the case; its number. Raises ScenarioFailed or ZhenwuError."""
    stage.to(START_OF_TIME)
    case = _begin(stage, subject, scenario)
    _require_known(case.program, subject, scenario)
    told = list(scenario.steps)
    for _ in range(MOST_STEPS):
        position = case.look()
        if case.ended:
            break
        _go_on(case, subject.prefix, position, told)
    else:
        raise ScenarioFailed(f"走了 {MOST_STEPS} 步还没有结束，停在：{position.words} / no end in sight")
    if told:
        raise ScenarioFailed(f"办件已经结束，没有轮到 {told[0].words} / the case ended before that step")
    return case.case_no


def _begin(stage: Stage, subject: Subject, scenario: Scenario) -> Case:
    opener = _opener(stage, subject, scenario)
    model = subject.model
    data: Any = {}
    if not subject.is_called:
        key = model.start.form_key if model.start else ""
        form = stage.read(queries.catalogue.current_form, key, actor=opener)
        data = filled(form, scenario.start, stage.around(opener))
    command = commands.StartCase(
        definition_key=subject.start_key,
        applicant=SAMPLE_APPLICANT if subject.is_called or model.is_item else {},
        data=data,
        channel=scenario.channel,
    )
    started = stage.do(command, opener)
    program = stage.read(queries.case_view.program, started["case_no"])
    case = Case(stage, started["case_no"], started["instance_id"], program)
    if subject.is_called:
        intake = next(task for task in case.look().tasks if task.path == INTAKE)
        faulty = {row.code: _FAULTY for row in case.program.model.materials}
        case.complete(intake, TaskStep(INTAKE, materials=faulty))
    return case


def _opener(stage: Stage, subject: Subject, scenario: Scenario) -> Actor:
    if scenario.as_login:
        return stage.person(scenario.as_login)
    citizens = subject.is_called or subject.model.is_item
    return stage.person(CITIZEN) if citizens and scenario.channel in ("", "online") else stage.somebody(0)


def _require_known(program: Program, subject: Subject, scenario: Scenario) -> None:
    """A step that names nothing would only be missed at the very end."""
    names = dict(_names(program, subject.prefix))
    for step in scenario.steps:
        kind, name = _told(step)
        if name and (kind, name) not in names:
            raise ScenarioFailed(f"流程里没有 {step.words} / the process has no such step")


def _told(step: Step) -> tuple[str, str]:
    if isinstance(step, TaskStep):
        return "task", step.task
    if isinstance(step, MessageStep):
        return "message", step.message
    return ("effect", step.effect) if isinstance(step, EffectStep) else ("advance", "")


def _names(program: Program, prefix: str) -> Iterator[tuple[tuple[str, str], Node]]:
    """What steps may name: paths of tasks, waits and service tasks; messages and topics by their names."""
    for path, node in _nodes(program, program.model_at(prefix.rstrip("/")), ""):
        if node.kind == "userTask":
            yield ("task", path), node
        elif node.is_wait and node.trigger is not None:
            yield ("message", path), node
            yield ("message", node.trigger.name), node
        elif node.kind == "serviceTask":
            yield ("effect", path), node
            yield ("effect", node.topic), node


def _nodes(program: Program, model: ProcessModel, path: str) -> Iterator[tuple[str, Node]]:
    for node in model.nodes.values():
        yield f"{path}{node.id}", node
        if node.called:
            yield from _nodes(program, program.called[node.called].model, f"{path}{node.id}/")


def _go_on(case: Case, prefix: str, position: Position, told: list[Step]) -> None:
    """The next told step if it can be taken, else what happens by itself."""
    move = _told_move(case, prefix, position, told[0]) if told else None
    words = told[0].words if move is not None else ""
    if move is not None:
        told.pop(0)
    try:
        (move or _own_move(case, position))()
    except ZhenwuError as error:
        where = f"{words}：" if words else ""
        raise ScenarioFailed(f"{where}{why(error)}（停在：{position.words}）") from error


def _told_move(case: Case, prefix: str, position: Position, step: Step) -> Move | None:
    if isinstance(step, AdvanceStep):
        return lambda: case.wait_until(case.after(step.by))
    if isinstance(step, TaskStep):
        task = next((one for one in position.tasks if one.path == prefix + step.task), None)
        return (lambda: case.complete(task, step)) if task is not None else None
    if isinstance(step, MessageStep):
        names = (step.message, prefix + step.message)
        wait = next((one for one in position.waits if one.message == names[0] or one.path == names[1]), None)
        return (lambda: case.deliver(wait, step)) if wait is not None else None
    names = (step.effect, prefix + step.effect)
    job = next((one for one in position.effects if one.node.topic == names[0] or one.path == names[1]), None)
    return (lambda: case.answer(job, step)) if job is not None else None


def _own_move(case: Case, position: Position) -> Move:
    if position.tasks:
        return lambda: case.complete(position.tasks[0], TaskStep(""))
    if position.waits:
        return lambda: case.deliver(position.waits[0], MessageStep(""))
    if position.effects:
        return lambda: case.answer(position.effects[0], EffectStep(""))
    return lambda: case.fire(position.timers[0])
