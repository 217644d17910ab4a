"""Complete a user task with an outcome; the case moves on to the next people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from engine.commands import common
from engine.commands.context import Context, Decision
from engine.commands.handed_in import attached, file_uploads
from engine.commands.steps import commitment, moved, open_names, open_tasks, submission
from engine.domain import facts as f
from engine.domain.assignment import apart, earlier_actor
from engine.domain.model import MAIN_OUTCOME, Node, Outcome, ProcessModel
from engine.domain.rows import CaseRow, MaterialRow, TaskRow
from engine.domain.states import TaskState
from engine.errors import (
    FormInvalid,
    FourEyes,
    InvalidValue,
    MaterialsNotReady,
    OutcomeUnknown,
    StateUnreadable,
)
from engine.feel import offered
from engine.forms import Form, load, pick_variables
from engine.runtime.advance import Complete, Step, advance
from engine.runtime.serializer import UnknownStateFormat
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


def handle(command: CompleteTask, ctx: Context) -> Decision:
    case, task = common.find_task(ctx, command.task_id)
    closure = ctx.library.closure(ctx.connection, case.closure_id)
    program = ctx.library.program(ctx.connection, closure.sha256)
    node = program.model.nodes[task.element_id]
    common.require_candidate(ctx, task)
    require_four_eyes(ctx, case, program.model, node)
    common.require_open(ctx, task, "complete")
    common.require_unchanged(ctx, task, command.seen_version)
    outcome = _outcome(command, node, offered(node, case.variables, ctx.now))
    form = ctx.library.pinned_form(ctx.connection, closure, node.form_key) if node.form_key else None
    values, judged = _inputs(command, ctx, case, program.model, node, form, outcome)
    variables = _variables(program.model, node, form, values)
    try:
        step = advance(program, case.state, Complete(task.token, variables, outcome or None), ctx.now)
    except UnknownStateFormat as error:
        raise StateUnreadable(case_no=case.case_no) from error
    submitted = submission(
        ctx, case.id, task.id, node.id, form, closure, {**values, "opinion": command.opinion.strip()}
    )
    files = file_uploads(ctx, form, values)
    return _decide(ctx, case, task, program.model, node, outcome, submitted, judged, files, step)


def require_four_eyes(ctx: Context, case: CaseRow, model: ProcessModel, node: Node) -> None:
    """Raise FourEyes when the actor acted earlier on an element of `not_same_as`."""
    if not apart(node, model):
        return
    actors = load_cases.actors_by_element(ctx.connection, case.id)
    actors["start"] = frozenset({case.started_by})
    other = earlier_actor(node, model, actors, ctx.actor.login)
    if other is not None:
        earlier = model.nodes.get(other) or model.start or node
        raise FourEyes(
            other=earlier.label(), other_en=earlier.label_en, task=node.label(), task_en=node.label_en
        )


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
    case: CaseRow,
    model: ProcessModel,
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
    elif command.data and model.is_item:
        errors["data"] = [("这一步没有表单", "this step has no form")]
    else:
        values = common.check_plain_variables(command.data)
    rows = load_cases.materials(ctx.connection, case.id) if node.checks_materials else []
    errors |= _verdict_errors(command, rows)
    if errors:
        raise FormInvalid(errors)
    if node.outcomes and outcome == node.outcomes[0].key:
        _require_materials(command, ctx, model, node, rows)
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
        names = {
            row["key"]: row["name_zh"]
            for row in load_people.book_rows(ctx.connection, ctx.town_id, "materials", ctx.today.isoformat())
        }
        raise MaterialsNotReady(
            n=len(open_codes),
            outcome=node.outcomes[0].label,
            names="、".join(names.get(code, code) for code in open_codes),
            details={f"material.{code}": ["须为合格"] for code in open_codes},
        )


def _variables(
    model: ProcessModel, node: Node, form: Form | None, values: Mapping[str, Any]
) -> dict[str, Any]:
    if form is None:
        return dict(values)
    # a plain process takes every field, but an ID number or phone is never a variable
    outputs = node.form_outputs if model.is_item else open_names(form)
    return pick_variables(form, values, outputs)


def _decide(
    ctx: Context,
    case: CaseRow,
    task: TaskRow,
    model: ProcessModel,
    node: Node,
    outcome: str,
    submitted: f.FormSubmitted,
    judged: list[f.Judgement],
    files: dict[str, str],
    step: Step,
) -> Decision:
    reached = node.milestones_reached(outcome or MAIN_OUTCOME)
    milestones = {**case.milestones, **{name: ctx.at for name in reached if name not in case.milestones}}
    opened = open_tasks(ctx, case, model, step.opened)
    done = f.TaskChanged(
        task.id, task.version, TaskState.COMPLETED, ctx.actor.login, outcome or None, ctx.actor.login, ctx.at
    )
    detail = {
        "task": task.id,
        "outcome": outcome,
        "passed": list(step.passed),
        "opened": [token.element_id for token in step.opened],
        "milestones": list(reached),
        "materials": {row.material_id: row.verdict for row in judged},
        "submitted": commitment(submitted),
        **({"files": files} if files else {}),
        **({"claimed": True} if task.state == TaskState.OPEN else {}),
        **({"result": step.result} if step.ended else {}),
    }
    answer = {
        "instance_id": case.id,
        "case_no": case.case_no,
        "ended": step.ended,
        "next_tasks": [fact.task_id for fact in opened],
    }
    return Decision(
        answer=answer,
        facts=(
            done,
            *_others_closed(ctx, case, task, step),
            submitted,
            *attached(case.id, files),
            *([f.MaterialsJudged(tuple(judged), ctx.actor.login, ctx.at)] if judged else []),
            *opened,
            moved(ctx, case, step, milestones),
        ),
        audit=(f.AuditEntry("complete_task", case.id, node.id, detail),),
    )


def _others_closed(ctx: Context, case: CaseRow, task: TaskRow, step: Step) -> list[f.TaskChanged]:
    """Tasks that the step took away from others."""
    tokens = {token.id for token in step.closed if token.id != task.token}
    if not tokens:
        return []
    return [
        f.TaskChanged(row.id, row.version, TaskState.CANCELLED, row.assignee, None, ctx.actor.login, ctx.at)
        for row in load_cases.open_tasks(ctx.connection, case.id)
        if row.token in tokens
    ]
