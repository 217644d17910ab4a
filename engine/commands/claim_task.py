"""Claim a task: it leaves the common queue and is the actor's until released or completed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from engine.commands import common
from engine.commands.complete_task import require_four_eyes
from engine.commands.context import Context, Decision
from engine.commands.moving import course
from engine.domain import facts as f
from engine.domain.states import TaskState


@dataclass(frozen=True)
class ClaimTask:
    name: ClassVar[str] = "claim_task"
    task_id: str
    seen_version: int | None = None


def handle(command: ClaimTask, ctx: Context) -> Decision:
    case, task = common.find_task(ctx, command.task_id)
    common.require_candidate(ctx, task)
    require_four_eyes(ctx, course(ctx, case), task.path, ctx.actor.login)
    common.require_open(ctx, task, "claim")
    common.require_unchanged(ctx, task, command.seen_version)
    login = ctx.actor.login
    fact = f.TaskChanged(task.id, task.version, TaskState.CLAIMED, login, None, login, ctx.at)
    entry = f.AuditEntry("claim_task", case.id, task.path, {"task": task.id})
    return Decision({"task_id": task.id, "case_no": case.case_no}, (fact,), (entry,))
