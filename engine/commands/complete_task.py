"""Complete a user task with an outcome; the case moves on to the next people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from engine.commands import common
from engine.commands.context import Context, Decision
from engine.commands.handed_in import attached, file_uploads, latest
from engine.commands.moving import Course, Moved, course, move
from engine.commands.steps import commitment, open_names, submission
from engine.commands.verdicts import judgements, require_all_in_order, verdict_errors
from engine.domain import facts as f
from engine.domain.assignment import earlier_actor, is_candidate, is_kept_apart
from engine.domain.model import MAIN_OUTCOME, Node, Outcome
from engine.domain.rows import CaseRow, TaskRow
from engine.domain.states import TaskState
from engine.errors import (
    FormInvalid,
    FourEyes,
    InvalidValue,
    OutcomeUnknown,
    SecondPersonKeptApart,
    SecondPersonWrong,
    StateUnreadable,
)
from engine.forms import Form, load, pick_variables
from engine.runtime.advance import Complete
from engine.runtime.offered import Place, offered
from engine.runtime.serializer import UnknownStateFormat
from engine.store import load_cases, load_people

MAX_OUTCOME = 64


@dataclass(frozen=True)
class CompleteTask:
    """`data` is the task's form; `seen_version` the task's version on the page; `materials` maps a
    material code to {"verdict": "pass|fail|missing", "reason": text}."""

    name: ClassVar[str] = "complete_task"
    task_id: str
    outcome: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    opinion: str = ""
    materials: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    seen_version: int | None = None
    second_person: str = ""
    """Login of the second person of a task with `people=2`."""


def handle(command: CompleteTask, ctx: Context) -> Decision:
    case, task = common.find_task(ctx, command.task_id)
    on = course(ctx, case)
    node = on.program.node_at(task.path)
    common.require_candidate(ctx, task)
    require_four_eyes(ctx, on, task.path, ctx.actor.login)
    common.require_open(ctx, task, "complete")
    common.require_unchanged(ctx, task, command.seen_version)
    second = require_second_person(ctx, on, task, node, command.second_person)
    outcome = _outcome(command, node, _choices(command, ctx, on, task, node))
    form = ctx.library.pinned_form(ctx.connection, on.closure, node.form_key) if node.form_key else None
    values, judged = _inputs(command, ctx, on, node, form, outcome)
    variables = _variables(on.is_item, node, form, values)
    done = move(ctx, on, Complete(task.token, variables, outcome or None), outcome=outcome or MAIN_OUTCOME)
    submitted = submission(
        ctx, case, task.id, task.path, form, on.closure, {**values, "opinion": command.opinion.strip()}
    )
    files = file_uploads(ctx, form, values)
    return _decide(ctx, case, task, outcome, second, submitted, judged, files, done)


def _choices(
    command: CompleteTask, ctx: Context, on: Course, task: TaskRow, node: Node
) -> tuple[Outcome, ...]:
    place = Place(node, on.case.state, task.token)
    try:
        return offered(on.program, place, ctx.local_now, lambda: ctx.calendar, command.outcome)
    except UnknownStateFormat as error:
        raise StateUnreadable(case_no=on.case.case_no) from error


def require_four_eyes(ctx: Context, on: Course, path: str, login: str) -> None:
    """Raise FourEyes when `login` acted earlier on a task that `not_same_as` keeps apart from this one."""
    words = _kept_apart(ctx, on, path, login)
    if words:
        raise FourEyes(**words)


def _kept_apart(ctx: Context, on: Course, path: str, login: str) -> dict[str, Any]:
    """What `login` did earlier and this task, in the words of a refusal; empty: they may act."""
    node = on.program.node_at(path)
    if not is_kept_apart(path, node, on.program.models):
        return {}
    actors = load_cases.actors_by_element(ctx.connection, on.case.id)
    actors["start"] = frozenset({on.case.started_by})
    other = earlier_actor(path, node, actors, login, on.program.node_at)
    if other is None:
        return {}
    earlier = (on.program.model.start or node) if other == "start" else on.program.node_at(other)
    words = {"other": earlier.label(), "other_en": earlier.label_en}
    return {**words, "task": node.label(), "task_en": node.label_en}


def require_second_person(ctx: Context, on: Course, task: TaskRow, node: Node, login: str) -> str:
    """The second person of a task with `people=2`, "" for others. Raises SecondPersonWrong and its kinds.

    Source: architecture §4 (`people=2`); 行政许可法 34 asks for two people on site.
    """
    if node.properties.get("people") != "2":
        return ""
    colleague = load_people.actor(ctx.connection, login, ctx.today.isoformat()) if login else None
    if colleague is None or login == ctx.actor.login or not is_candidate(colleague, task.posts, task.scope):
        raise SecondPersonWrong(task=node.label(), task_en=node.label_en)
    words = _kept_apart(ctx, on, task.path, login)
    if words:
        raise SecondPersonKeptApart(who=colleague.name, **words)
    return login


def _outcome(command: CompleteTask, node: Node, choices: tuple[Outcome, ...]) -> str:
    """An outcome on offer, said out loud: a missing choice never becomes the happy one (silent default)."""
    keys = [outcome.key for outcome in choices]
    if not node.outcomes:
        if len(command.outcome) > MAX_OUTCOME:
            raise InvalidValue(field="outcome", why="太长", why_en="too long")
        return command.outcome
    if command.outcome in keys:
        return command.outcome
    offered = "、".join(f"{outcome.label}（{outcome.key}）" for outcome in choices)
    raise OutcomeUnknown(
        task=node.label(), outcome=command.outcome, offered=offered, details={"outcomes": keys}
    )


def _inputs(
    command: CompleteTask,
    ctx: Context,
    on: Course,
    node: Node,
    form: Form | None,
    outcome: str,
) -> tuple[dict[str, Any], list[f.Judgement]]:
    """Form values and material verdicts; every error of both at once."""
    errors: dict[str, list[tuple[str, str]]] = {}
    values: dict[str, Any] = {}
    if form is not None:
        try:
            values = load(form, dict(command.data), common.surroundings(ctx), outcome)
        except FormInvalid as error:
            errors |= error.fields
    elif command.data and on.is_item:
        errors["data"] = [("这一步没有表单", "this step has no form")]
    else:
        values = common.check_plain_variables(command.data)
    rows = (
        list(latest(load_cases.materials(ctx.connection, on.case.id)).values())
        if node.checks_materials
        else []
    )
    errors |= verdict_errors(command.materials, rows, on.program.model, node, outcome)
    if errors:
        raise FormInvalid(errors)
    if node.outcomes and outcome == node.outcomes[0].key:
        require_all_in_order(ctx, command.materials, rows, on.program.model, node)
    return values, judgements(ctx, command.materials, rows)


def _variables(is_item: bool, node: Node, form: Form | None, values: Mapping[str, Any]) -> dict[str, Any]:
    if form is None:
        return dict(values)
    # a plain process takes every field, but an ID number or phone is never a variable
    outputs = node.form_outputs if is_item else open_names(form)
    return pick_variables(form, values, outputs)


def _decide(
    ctx: Context,
    case: CaseRow,
    task: TaskRow,
    outcome: str,
    second: str,
    submitted: f.FormSubmitted,
    judged: list[f.Judgement],
    files: dict[str, str],
    done: Moved,
) -> Decision:
    login = ctx.actor.login
    changed = f.TaskChanged(
        task.id, task.version, TaskState.COMPLETED, login, outcome or None, login, ctx.at, second
    )
    detail = {
        "task": task.id,
        "outcome": outcome,
        **done.detail,
        "materials": {row.material_id: row.verdict for row in judged},
        "submitted": commitment(submitted),
        **({"second_person": second} if second else {}),
        **({"files": files} if files else {}),
        **({"claimed": True} if task.state == TaskState.OPEN else {}),
    }
    return Decision(
        answer={"instance_id": case.id, "case_no": case.case_no, **done.answer},
        facts=(
            changed,
            submitted,
            *attached(case.id, files),
            *([f.MaterialsJudged(tuple(judged), login, ctx.at)] if judged else []),
            *done.facts,
        ),
        audit=(f.AuditEntry("complete_task", case.id, task.path, detail),),
    )
