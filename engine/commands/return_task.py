"""Return a task to a step that the case has passed: a fresh task opens there, nothing is rolled back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from engine.commands import common
from engine.commands.complete_task import require_four_eyes
from engine.commands.context import Context, Decision
from engine.commands.moving import Course, course, move
from engine.commands.steps import commitment, submission
from engine.domain import facts as f
from engine.domain import trail
from engine.domain.branches import may_go_back
from engine.domain.rows import TaskRow, element_path
from engine.domain.states import TaskState
from engine.errors import EffectUnanswered, FormInvalid, IntoBranch, NeverPassed, NotClaimed
from engine.runtime.advance import GoBack, Step
from engine.store import load_cases, load_waits


@dataclass(frozen=True)
class ReturnTask:
    """`to`: the id of a user task of the same process instance, one of `domain.trail.returnable`."""

    name: ClassVar[str] = "return_task"
    task_id: str
    to: str
    reason: str
    seen_version: int | None = None


def handle(command: ReturnTask, ctx: Context) -> Decision:
    """Raises NeverPassed, IntoBranch, NotClaimed, FormInvalid without a reason; EffectUnanswered when a
    worker has taken what a service task asks and the return would end its wait: it would be sent twice."""
    case, task = common.find_task(ctx, command.task_id)
    on = course(ctx, case)
    common.require_candidate(ctx, task)
    require_four_eyes(ctx, on, task.path, ctx.actor.login)
    if task.state == TaskState.OPEN:
        raise NotClaimed
    common.require_open(ctx, task, "return")
    common.require_unchanged(ctx, task, command.seen_version)
    _require_passed(ctx, on, task, command.to)
    if not command.reason.strip():
        raise FormInvalid({"reason": [("请写明退回原因", "say why it goes back")]})
    done = move(ctx, on, GoBack(task.token, command.to, task.call_path), own=task.token)
    _require_answered(ctx, on, task, done.step)
    said = submission(ctx, case, task.id, task.path, None, on.closure, {"reason": command.reason.strip()})
    login = ctx.actor.login
    changed = f.TaskChanged(task.id, task.version, TaskState.RETURNED, login, None, login, ctx.at)
    detail = {"task": task.id, "to": command.to, **done.detail, "submitted": commitment(said)}
    return Decision(
        {"instance_id": case.id, "case_no": case.case_no, **done.answer},
        (changed, said, *done.facts),
        (f.AuditEntry("return_task", case.id, task.path, detail),),
    )


def _require_answered(ctx: Context, on: Course, task: TaskRow, step: Step) -> None:
    for wait in step.waits_closed:
        if wait.kind == "topic" and load_waits.is_being_sent(
            ctx.connection, on.case.id, wait.token, wait.element_id
        ):
            own, asks = (
                on.program.node_at(task.path),
                on.program.node_at(element_path(wait.path, wait.element_id)),
            )
            raise EffectUnanswered(
                task=own.label(), task_en=own.label_en, effect=asks.label(), effect_en=asks.label_en
            )


def _require_passed(ctx: Context, on: Course, task: TaskRow, to: str) -> None:
    model = on.program.model_at(task.call_path)
    moves = load_cases.moves(ctx.connection, on.case.id)
    if to in trail.returnable(model, task.call_path, task.element_id, task.created_at, moves):
        return
    node = model.nodes.get(to)
    label, label_en = (node.label(), node.label_en) if node is not None else (to[:60], to[:60])
    if trail.has_passed(model, task.call_path, to, moves) and not may_go_back(model, task.element_id, to):
        raise IntoBranch(element=label, element_en=label_en)
    raise NeverPassed(element=label, element_en=label_en)
