"""Take back one's own last step while nobody has touched what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from engine.commands import common
from engine.commands.context import Context, Decision
from engine.commands.moving import course, move
from engine.commands.steps import commitment, submission
from engine.domain import facts as f
from engine.domain.rights import WORK, require
from engine.domain.rows import CaseRow, TaskRow
from engine.domain.states import CaseStatus, TaskState
from engine.errors import EffectUnderWay, FormInvalid, IntoBranch, LastOfBranch, NotFound, NotWithdrawable
from engine.runtime.advance import GoBack
from engine.store import load_cases, load_waits


@dataclass(frozen=True)
class WithdrawTask:
    """`task_id` is a task that the actor completed."""

    name: ClassVar[str] = "withdraw_task"
    task_id: str
    reason: str


def handle(command: WithdrawTask, ctx: Context) -> Decision:
    """Raises NotWithdrawable once anything happened in the case after the step, EffectUnderWay when a worker
    has taken what the step sends out (done again it would be sent twice), LastOfBranch for a step that ended
    its branch or its procedure.
    """
    case, task = common.find_task(ctx, command.task_id)
    require(ctx.actor, WORK)
    if task.state != TaskState.COMPLETED or task.changed_by != ctx.actor.login:
        raise NotFound(what="你提交的待办", what_en="task that you submitted", id=command.task_id)
    if case.status != CaseStatus.ACTIVE or not _untouched(ctx, case, task):
        raise NotWithdrawable(task=task.name)
    if load_cases.effect_begun(ctx.connection, case.id, task.changed_at, lock=True):
        raise EffectUnderWay(task=task.name)
    if not command.reason.strip():
        raise FormInvalid({"reason": [("请写明撤回原因", "say why you take it back")]})
    on = course(ctx, case)
    try:
        done = move(ctx, on, GoBack(_token(ctx, case, task), task.element_id, task.call_path))
    except (IntoBranch, NotFound) as error:
        # what runs on now belongs to others too
        raise LastOfBranch(task=task.name) from error
    said = submission(ctx, case, task.id, task.path, None, on.closure, {"reason": command.reason.strip()})
    detail = {"task": task.id, **done.detail, "submitted": commitment(said)}
    return Decision(
        {"instance_id": case.id, "case_no": case.case_no, **done.answer},
        (said, *done.facts),
        (f.AuditEntry("withdraw_task", case.id, task.path, detail),),
    )


def _untouched(ctx: Context, case: CaseRow, task: TaskRow) -> bool:
    """Whether the step is the last thing that moved the case, timers included; a letter that was sent since
    moved nothing."""
    last = load_cases.last_record(ctx.connection, case.id)
    return last is not None and last.action == "complete_task" and last.detail.get("task") == task.id


def _token(ctx: Context, case: CaseRow, task: TaskRow) -> str:
    """A place that the step opened: a task, a message wait or a timer; a step that waits at a join opened
    none."""
    at = task.changed_at
    tokens = [row.token for row in load_cases.open_tasks(ctx.connection, case.id) if row.changed_at == at]
    tokens += [row.token for row in load_waits.waits_of(ctx.connection, case.id) if row.opened_at == at]
    tokens += load_waits.armed_tokens(ctx.connection, case.id, at)
    if not tokens:
        raise LastOfBranch(task=task.name)
    return tokens[0]
