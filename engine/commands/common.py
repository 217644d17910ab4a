"""Checks that several commands share, so that refusals read alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine import digest
from engine.commands.context import Context
from engine.domain.actors import Actor
from engine.domain.assignment import is_candidate
from engine.domain.case_variables import CASE_VARIABLES
from engine.domain.rights import READ_ALL_TASKS, WORK, require
from engine.domain.rows import CaseRow, TaskRow
from engine.domain.states import CaseStatus, TaskState, task_after
from engine.errors import InvalidValue, NotFound, NotOpen, NotPermitted, Stale, TaskTaken
from engine.forms import Option, Surroundings, listed_options
from engine.store import load_cases

MAX_VARIABLES_BYTES = 64 * 1024

_DONE_WORDS = {
    TaskState.COMPLETED: ("提交", "submitted"),
    TaskState.CANCELLED: ("撤销", "cancelled"),
    TaskState.RETURNED: ("退回", "returned"),
    TaskState.CLAIMED: ("签收", "claimed"),
    TaskState.OPEN: ("归还", "released"),
}


def find_task(ctx: Context, task_id: str) -> tuple[CaseRow, TaskRow]:
    """The task and its locked case. Raises NotFound outside the actor's scope, exactly as if it were not."""
    case = load_cases.case_of_task(ctx.connection, ctx.town_id, task_id)
    task = load_cases.task(ctx.connection, ctx.town_id, task_id) if case else None
    if case is None or task is None or not _sees(ctx.actor, task):
        raise NotFound(what="待办", what_en="task", id=task_id)
    return case, task


def _sees(actor: Actor, task: TaskRow) -> bool:
    return (
        actor.may(READ_ALL_TASKS)
        or actor.login in (task.assignee, task.changed_by)
        or is_candidate(actor, task.posts, task.scope)
    )


def require_candidate(ctx: Context, task: TaskRow) -> None:
    """Raise NotPermitted unless the actor holds a post of the task where it belongs."""
    require(ctx.actor, WORK)
    if not is_candidate(ctx.actor, task.posts, task.scope):
        raise NotPermitted(right_zh=f"办理“{task.name}”", right_en=f'work on "{task.name}"')


def require_open(ctx: Context, task: TaskRow, verb: str) -> None:
    """Raise NotOpen unless the verb is allowed in the task's state; names who acted and when."""
    taken = task.state == TaskState.CLAIMED and task.assignee != ctx.actor.login
    if task_after(task.state, verb) is None or taken:
        zh, en = _DONE_WORDS[TaskState(task.state)]
        refusal = NotOpen if verb in ("complete", "return") else TaskTaken
        raise refusal(at=ctx.clock_text(task.changed_at), who=ctx.person(task.changed_by), did=zh, did_en=en)


def require_unchanged(ctx: Context, task: TaskRow, seen: int | None) -> None:
    """Raise Stale when the page was opened before the task's last change."""
    if seen is not None and seen != task.version:
        zh, en = _DONE_WORDS[TaskState(task.state)]
        raise Stale(at=ctx.clock_text(task.changed_at), who=ctx.person(task.changed_by), did=zh, did_en=en)


def require_active(ctx: Context, case: CaseRow) -> None:
    if case.status != CaseStatus.ACTIVE:
        raise NotOpen(
            at=ctx.clock_text(case.ended_at or case.started_at),
            who="系统",
            did="结束",
            did_en="ended",
        )


def surroundings(ctx: Context) -> Surroundings:
    """What form validation may ask: today, code lists, whose uploads."""

    def lookup(name: str) -> list[Option]:
        return code_list(ctx, name)

    def owns(upload_id: str) -> bool:
        rows = load_cases.uploads(ctx.connection, ctx.town_id, [upload_id])
        return any(row.uploaded_by == ctx.actor.login and row.instance_id is None for row in rows)

    return Surroundings(today=ctx.today, lookup=lookup, uploads=owns)


def code_list(ctx: Context, name: str) -> list[Option]:
    """Options of a code list of the town, in its order."""
    return list(listed_options(ctx.book("codelists"), name))


def check_plain_variables(values: Mapping[str, Any]) -> dict[str, Any]:
    """Variables of a plain process: names and size checked, JSON types as given (contract)."""
    text = digest.canonical(dict(values))
    if len(text.encode()) > MAX_VARIABLES_BYTES:
        raise InvalidValue(field="variables", why="超过 64 KB", why_en="over 64 KB")
    for name in values:
        if name in CASE_VARIABLES:
            raise InvalidValue(field=name, why="这个变量由系统写入", why_en="the system sets this variable")
        if not name or len(name) > 64 or name.startswith("_"):
            raise InvalidValue(field=name[:64], why="变量名不合规则", why_en="not a variable name")
    return dict(values)
