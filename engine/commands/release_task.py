"""Release a claimed task: back into the common queue of its posts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from engine.commands import common
from engine.commands.context import Context, Decision
from engine.domain import facts as f
from engine.domain.states import TaskState
from engine.errors import NotClaimed


@dataclass(frozen=True)
class ReleaseTask:
    name: ClassVar[str] = "release_task"
    task_id: str
    seen_version: int | None = None


def handle(command: ReleaseTask, ctx: Context) -> Decision:
    case, task = common.find_task(ctx, command.task_id)
    common.require_candidate(ctx, task)
    if task.state == TaskState.OPEN:
        raise NotClaimed
    common.require_open(ctx, task, "release")
    common.require_unchanged(ctx, task, command.seen_version)
    fact = f.TaskChanged(task.id, task.version, TaskState.OPEN, None, None, ctx.actor.login, ctx.at)
    entry = f.AuditEntry("release_task", case.id, task.path, {"task": task.id})
    return Decision({"task_id": task.id, "case_no": case.case_no}, (fact,), (entry,))
