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
from engine.domain import facts as f
from engine.domain.assignment import earlier_actor, is_candidate, is_kept_apart
from engine.domain.model import MAIN_OUTCOME, Node, Outcome, ProcessModel
from engine.domain.rows import CaseRow, MaterialRow, TaskRow
from engine.domain.states import TaskState
from engine.errors import (
    FormInvalid,
    FourEyes,
    InvalidValue,
    MaterialsNotReady,
    OutcomeUnknown,
    SecondPersonWrong,
)
from engine.feel import offered
from engine.forms import Form, load, pick_variables
from engine.runtime.advance import Complete, variables_at
from engine.store import load_cases, load_people

VERDICTS = {"pass": "合格", "fail": "不合格", "missing": "缺少"}
"""Verdict keys of a material and their words."""


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
    outcome = _outcome(command, node, offered(node, task_variables(ctx, on, task, node), ctx.local_now))
    form = ctx.library.pinned_form(ctx.connection, on.closure, node.form_key) if node.form_key else None
    values, judged = _inputs(command, ctx, on, node, form, outcome)
    variables = _variables(on.is_item, node, form, values)
    done = move(ctx, on, Complete(task.token, variables, outcome or None), outcome=outcome or MAIN_OUTCOME)
    submitted = submission(
        ctx, case, task.id, task.path, form, on.closure, {**values, "opinion": command.opinion.strip()}
    )
    files = file_uploads(ctx, form, values)
    return _decide(ctx, case, task, outcome, second, submitted, judged, files, done)


def task_variables(ctx: Context, on: Course, task: TaskRow, node: Node) -> Mapping[str, Any]:
    """What an `outcome_if` of the task reads: a called procedure has variables of its own."""
    if not node.offered_if or not task.call_path or on.case.state is None:
        return on.case.variables
    return variables_at(on.program, on.case.state, task.token, ctx.local_now)


def require_four_eyes(ctx: Context, on: Course, path: str, login: str) -> None:
    """Raise FourEyes when `login` acted earlier on a task that `not_same_as` keeps apart from this one."""
    node = on.program.node_at(path)
    if not is_kept_apart(path, node, on.program.models):
        return
    actors = load_cases.actors_by_element(ctx.connection, on.case.id)
    actors["start"] = frozenset({on.case.started_by})
    other = earlier_actor(path, node, actors, login, on.program.node_at)
    if other is not None:
        earlier = (on.program.model.start or node) if other == "start" else on.program.node_at(other)
        raise FourEyes(
            other=earlier.label(), other_en=earlier.label_en, task=node.label(), task_en=node.label_en
        )


def require_second_person(ctx: Context, on: Course, task: TaskRow, node: Node, login: str) -> str:
    """The second person of a task with `people=2`, "" for others. Raises SecondPersonWrong.

    Source: architecture §4 (`people=2`); 行政许可法 34 asks for two people on site.
    """
    if node.properties.get("people") != "2":
        return ""
    colleague = load_people.actor(ctx.connection, login, ctx.today.isoformat()) if login else None
    if colleague is None or login == ctx.actor.login or not is_candidate(colleague, task.posts, task.scope):
        raise SecondPersonWrong(task=node.label(), task_en=node.label_en)
    require_four_eyes(ctx, on, task.path, login)
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
            values = load(form, dict(command.data), common.surroundings(ctx))
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
    errors |= _verdict_errors(command, rows)
    if errors:
        raise FormInvalid(errors)
    if node.outcomes and outcome == node.outcomes[0].key:
        _require_materials(command, ctx, on.program.model, node, rows)
    judged = [
        f.Judgement(row.id, given["verdict"], _sealed_reason(ctx, row.id, given.get("reason", "").strip()))
        for row in rows
        if (given := command.materials.get(row.code))
    ]
    return values, judged


def _sealed_reason(ctx: Context, row_id: str, reason: str) -> bytes:
    return ctx.vault.seal(reason.encode(), f"case_material:reason:{row_id}") if reason else b""


def _verdict_errors(command: CompleteTask, rows: list[MaterialRow]) -> dict[str, list[tuple[str, str]]]:
    known = {row.code for row in rows}
    errors: dict[str, list[tuple[str, str]]] = {}
    for code, given in command.materials.items():
        verdict = given.get("verdict", "")
        if code not in known:
            errors[f"material.{code}"] = [("本件没有这项材料", "this case has no such material")]
        elif verdict not in VERDICTS:
            errors[f"material.{code}"] = [
                ("请选合格、不合格或缺少", "choose in order, not in order or missing")
            ]
        elif verdict == "fail" and not given.get("reason", "").strip():
            errors[f"material.{code}"] = [("请写明哪里不合格", "say what is not in order")]
    return errors


def _require_materials(
    command: CompleteTask, ctx: Context, model: ProcessModel, node: Node, rows: list[MaterialRow]
) -> None:
    """The first outcome needs every required material in order (architecture §8)."""
    required = {material.code for material in model.materials if material.required}
    open_codes = [
        row.code
        for row in rows
        if row.code in required and command.materials.get(row.code, {}).get("verdict", row.verdict) != "pass"
    ]
    if open_codes:
        names = {row["key"]: row["name_zh"] for row in ctx.book("materials")}
        raise MaterialsNotReady(
            n=len(open_codes),
            outcome=node.outcomes[0].label,
            names="、".join(names.get(code, code) for code in open_codes),
            details={f"material.{code}": ["须为合格"] for code in open_codes},
        )


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
