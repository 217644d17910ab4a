"""Going back, as pages offer it: where a task may return to, why it came back, what may be taken back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from engine.domain import trail
from engine.domain.branches import may_go_back
from engine.domain.model import Node
from engine.domain.rows import element_path
from engine.domain.states import CaseStatus, TaskState
from engine.errors import NotFound
from engine.queries import case_view, visibility
from engine.queries.reader import Reader
from engine.store import load_cases, load_waits
from engine.store.tables import audit_record, submission, user_account, user_task


@dataclass(frozen=True)
class PassedStep:
    """A user task that was completed; `by` and `at` are of the last time."""

    element_id: str
    node: Node
    by: str
    at: str


@dataclass(frozen=True)
class CameBack:
    """Why a task is open again. `action`: `return_task` (somebody sent it back from `node`) or
    `withdraw_task` (who completed it took it back)."""

    action: str
    node: Node
    by: str
    at: str
    reason: str


@dataclass(frozen=True)
class Withdrawable:
    """The actor's own last step that nobody has touched since."""

    task_id: str
    path: str
    node: Node


def returnable(reader: Reader, task_id: str) -> tuple[PassedStep, ...]:
    """Steps that the task may be returned to, the last one done first. Raises NotFound.

    The rule is that of the command: `domain.trail.returnable`.
    """
    task = _task(reader, task_id)
    model = case_view.program(reader, task.instance_id).model_at(task.call_path)
    moves = load_cases.moves(reader.connection, task.instance_id)
    found = trail.returnable(model, task.call_path, task.element_id, task.created_at, moves)
    last = (
        {row.element_id: row for row in _completed(reader, task.instance_id, task.call_path)} if found else {}
    )
    return tuple(
        PassedStep(one, model.nodes[one], row.by or row.changed_by, row.closed_at)
        for one in found
        if (row := last.get(one)) is not None
    )


def came_back(reader: Reader, task_id: str) -> CameBack | None:
    """Who sent the task back here, or took it back, when and why; None for a task that came forward."""
    task = _task(reader, task_id)
    path = element_path(task.call_path, task.element_id)
    statement = (
        select(audit_record, user_account.c.name)
        .outerjoin(user_account, user_account.c.login == audit_record.c.actor)
        .where(
            audit_record.c.chain_id == task.instance_id,
            audit_record.c.action.in_(("return_task", "withdraw_task")),
            audit_record.c.at == task.created_at,
        )
        .order_by(audit_record.c.seq.desc())
    )
    program = case_view.program(reader, task.instance_id)
    for record in reader.rows(statement):
        detail = json.loads(record.detail)
        if path in detail.get("opened", ()):
            return CameBack(
                action=record.action,
                node=program.node_at(record.element_id),
                by=record.name or record.actor,
                at=record.at,
                reason=_reason(reader, task.instance_id, detail["task"], record.at),
            )
    return None


def withdrawable(reader: Reader, reference: str) -> Withdrawable | None:
    """The step that the actor may take back: the last record of the case is its completion. Raises NotFound
    outside the actor's view."""
    instance_id = case_view.case_id(reader, reference)
    record = load_cases.last_record(reader.connection, instance_id)
    if record is None or record.action != "complete_task":
        return None
    statement = select(user_task).where(user_task.c.id == record.detail.get("task", ""))
    task = reader.connection.execute(statement).one_or_none()
    if task is None or task.state != TaskState.COMPLETED or task.changed_by != reader.actor.login:
        return None
    if load_cases.effect_begun(reader.connection, instance_id, task.changed_at):
        return None
    if case_view.status(reader, instance_id) != CaseStatus.ACTIVE:
        return None
    program = case_view.program(reader, instance_id)
    model = program.model_at(task.call_path)
    place = next(_opened_by(reader, task), None)
    here = trail.local(task.call_path, place) if place is not None else None
    if here is None or here not in model.nodes or not may_go_back(model, here, task.element_id):
        return None
    path = element_path(task.call_path, task.element_id)
    return Withdrawable(task.id, path, program.node_at(path))


def _opened_by(reader: Reader, task: Any) -> Iterator[str]:
    """Paths of the places that completing the task opened: tasks, message waits, timers."""
    at, case = task.changed_at, task.instance_id
    for row in load_cases.open_tasks(reader.connection, case):
        if row.changed_at == at:
            yield row.path
    for wait in load_waits.waits_of(reader.connection, case):
        if wait.opened_at == at:
            yield wait.path
    yield from load_waits.armed_paths(reader.connection, case, at)


def _completed(reader: Reader, instance_id: str, call_path: str) -> list[Any]:
    table = user_task
    statement = (
        select(table, user_account.c.name.label("by"))
        .outerjoin(user_account, user_account.c.login == table.c.changed_by)
        .where(
            table.c.instance_id == instance_id,
            table.c.call_path == call_path,
            table.c.state == TaskState.COMPLETED,
        )
        .order_by(table.c.closed_at)
    )
    return reader.rows(statement)


def _task(reader: Reader, task_id: str) -> Any:
    statement = select(user_task).where(
        user_task.c.id == task_id, user_task.c.town_id == reader.town_id, visibility.task(reader.actor)
    )
    row = reader.connection.execute(statement).one_or_none()
    if row is None:
        raise NotFound(what="待办", what_en="task", id=task_id)
    return row


def _reason(reader: Reader, instance_id: str, task_id: str, at: str) -> str:
    """What was typed when the task went back: the submission of it that is no completion."""
    statement = select(submission).where(
        submission.c.instance_id == instance_id,
        submission.c.task_id == task_id,
        submission.c.submitted_at == at,
        submission.c.form_key == "",
    )
    for row in reader.rows(statement):
        values = json.loads(reader.vault.open(row.body, f"submission:body:{row.id}"))
        if case_view.OPINION not in values:
            return str(values.get("reason", ""))
    return ""
