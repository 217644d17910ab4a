"""Cancel a case with a reason: its open tasks are closed, nothing of its history is lost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from engine.commands import common
from engine.commands.context import Context, Decision
from engine.commands.deadlines import clock_facts
from engine.commands.moving import course
from engine.commands.steps import commitment, submission
from engine.domain import facts as f
from engine.domain.assignment import may_cancel
from engine.domain.rights import WORK, require
from engine.domain.rows import CaseRow, TaskRow
from engine.domain.states import CaseStatus, TaskState
from engine.errors import FormInvalid, NotFound
from engine.store import load_cases, load_waits


@dataclass(frozen=True)
class CancelCase:
    name: ClassVar[str] = "cancel_case"
    instance_id: str
    reason: str


def handle(command: CancelCase, ctx: Context) -> Decision:
    case = load_cases.case(ctx.connection, ctx.town_id, command.instance_id)
    tasks = _tasks(ctx, case) if case is not None else []
    if case is None or not _holds_one(ctx, tasks, case):
        raise NotFound(what="办件", what_en="case", id=command.instance_id)
    require(ctx.actor, WORK)
    common.require_active(ctx, case)
    if not command.reason.strip():
        raise FormInvalid({"reason": [("请写明撤销原因", "say why the case is cancelled")]})
    closed = tuple(
        f.TaskChanged(
            task.id, task.version, TaskState.CANCELLED, task.assignee, None, ctx.actor.login, ctx.at
        )
        for task in tasks
    )
    over = f.CaseMoved(
        instance_id=case.id,
        from_version=case.version,
        state=None,
        status=CaseStatus.CANCELLED,
        result=None,
        variables=case.variables,
        milestones=case.milestones,
        ended_at=ctx.at,
        head=case.head,
    )
    closure = ctx.library.closure(ctx.connection, case.closure_id)
    # a reason names people and illnesses: sealed like everything typed, the chain holds its commitment
    said = submission(ctx, case, None, "cancel_case", None, closure, {"reason": command.reason.strip()})
    detail = {"cancelled": [task.path for task in tasks], "submitted": commitment(said)}
    entry = f.AuditEntry("cancel_case", case.id, "", detail)
    waits = f.AllWaitsClosed(case.id, ctx.at)
    facts = (*closed, waits, said, over, *_clock(ctx, case))
    return Decision({"instance_id": case.id, "case_no": case.case_no}, facts, (entry,))


def _clock(ctx: Context, case: CaseRow) -> tuple[f.Fact, ...]:
    """Nothing runs in a case that is over, so nothing stands still: an open stop ends."""
    if case.stopped_since is None:
        return ()
    return clock_facts(ctx, case, (), case.milestones, course(ctx, case).program.model, ended=True)


def _tasks(ctx: Context, case: CaseRow) -> list[TaskRow]:
    found = [
        load_cases.task(ctx.connection, ctx.town_id, row.id)
        for row in load_cases.open_tasks(ctx.connection, case.id)
    ]
    return [task for task in found if task is not None]


def _holds_one(ctx: Context, tasks: list[TaskRow], case: CaseRow) -> bool:
    program = course(ctx, case).program
    waits = load_waits.waits_of(ctx.connection, case.id)
    return may_cancel(
        ctx.actor,
        ((task.posts, task.scope) for task in tasks),
        (program.node_at(wait.path) for wait in waits),
        program.model.starter_groups,
        case.scope,
        case.started_by,
    )
