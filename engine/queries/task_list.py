"""Work lists: mine, claimable, all; and one task with everything its page needs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select

from engine.domain.model import Node, Outcome, ProcessModel
from engine.domain.states import TaskState
from engine.errors import NotFound
from engine.feel import offered
from engine.forms import Form
from engine.queries import paging, visibility
from engine.queries.reader import Reader
from engine.store.tables import (
    case_material,
    process_instance,
    upload,
    user_account,
    user_task,
    user_task_candidate,
)

OPEN = (TaskState.OPEN, TaskState.CLAIMED)


@dataclass(frozen=True)
class TaskItem:
    """One row of a work list."""

    id: str
    element_id: str
    name: str
    name_en: str
    instance_id: str
    case_no: str
    definition_key: str
    definition_name: str
    definition_name_en: str
    applicant_name: str
    channel: str
    scope_kind: str
    scope_id: str
    limit_text: str
    state: str
    assignee: str | None
    assignee_name: str
    created_at: str
    version: int


@dataclass(frozen=True)
class MaterialItem:
    id: str
    code: str
    need: str
    note: str
    upload_id: str | None
    filename: str
    verdict: str
    reason: str

    @property
    def required(self) -> bool:
        return self.need in ("required", "deferrable")


@dataclass(frozen=True)
class TaskDetail:
    """A task, its step in the process, the pinned form and the materials to judge."""

    task: TaskItem
    outcome: str | None
    candidate_groups: tuple[str, ...]
    node: Node
    offered: tuple[Outcome, ...]
    """Outcomes that may be chosen now."""
    model: ProcessModel
    form: Form | None
    form_version: int | None
    materials: tuple[MaterialItem, ...]
    may_claim: bool
    may_work: bool
    case_started_at: str


def task_list(
    reader: Reader,
    queue: str = "mine",
    q: str = "",
    definition_key: str = "",
    instance_id: str = "",
    cursor: str | None = None,
    limit: int = 50,
    newest_first: bool = False,
) -> paging.Page[TaskItem]:
    """Open tasks of a queue. `q` looks in number, item, applicant, step and pinyin initials."""
    statement = _queue(reader, queue)
    for word in q.lower().split()[:5]:
        statement = statement.where(user_task.c.search_text.contains(word, autoescape=True))
    if definition_key:
        statement = statement.where(user_task.c.definition_key == definition_key)
    if instance_id:
        statement = statement.where(user_task.c.instance_id == instance_id)
    order = (user_task.c.created_at, user_task.c.id)
    rows = reader.rows(paging.page(statement, order, cursor=cursor, limit=limit, descending=newest_first))
    return paging.cut(rows, limit, _item, lambda row: (row.created_at, row.id))


def queue_counts(reader: Reader) -> dict[str, int]:
    """Open tasks in each queue, counted to paging.COUNT_CAP."""
    counts: dict[str, int] = {}
    for queue in ("mine", "claimable", "all"):
        inner = _queue(reader, queue).with_only_columns(user_task.c.id).limit(paging.COUNT_CAP).subquery()
        counts[queue] = int(reader.connection.execute(select(func.count()).select_from(inner)).scalar_one())
    return counts


def task_detail(reader: Reader, task_id: str) -> TaskDetail:
    """Raises NotFound outside the actor's view."""
    statement = _rows().where(
        user_task.c.id == task_id, user_task.c.town_id == reader.town_id, visibility.task(reader.actor)
    )
    row = reader.connection.execute(statement).one_or_none()
    if row is None:
        raise NotFound(what="待办", what_en="task", id=task_id)
    case = reader.connection.execute(
        select(
            process_instance.c.closure_id, process_instance.c.started_at, process_instance.c.variables
        ).where(process_instance.c.id == row.instance_id)
    ).one()
    closure = reader.library.closure(reader.connection, case.closure_id)
    model = reader.library.program(reader.connection, closure.sha256).model
    node = model.nodes[row.element_id]
    pinned = closure.forms.get(node.form_key)
    may_work = _may_work(reader, task_id)
    return TaskDetail(
        task=_item(row),
        outcome=row.outcome,
        candidate_groups=_posts(reader, task_id),
        node=node,
        offered=offered(node, json.loads(case.variables), reader.now),
        model=model,
        form=reader.library.pinned_form(reader.connection, closure, node.form_key),
        form_version=pinned.version if pinned is not None else None,
        materials=materials(reader, row.instance_id, model) if node.checks_materials else (),
        may_claim=may_work and row.state == TaskState.OPEN,
        may_work=may_work and row.state == TaskState.CLAIMED and row.assignee == reader.actor.login,
        case_started_at=case.started_at,
    )


def materials(reader: Reader, instance_id: str, model: ProcessModel) -> tuple[MaterialItem, ...]:
    """The case's materials of the last round, in the designer's order."""
    needs: Mapping[str, Any] = {material.code: material for material in model.materials}
    statement = (
        select(case_material, upload.c.filename)
        .outerjoin(upload, upload.c.id == case_material.c.upload_id)
        .where(case_material.c.instance_id == instance_id)
        .order_by(case_material.c.round)
    )
    latest = {row.code: row for row in reader.rows(statement)}
    order = [code for code in needs if code in latest]
    return tuple(
        MaterialItem(
            id=latest[code].id,
            code=code,
            need=needs[code].need,
            note=needs[code].note,
            upload_id=latest[code].upload_id,
            filename=latest[code].filename or "",
            verdict=latest[code].verdict,
            reason=_reason(reader, latest[code]),
        )
        for code in order
    )


def _reason(reader: Reader, row: Any) -> str:
    return reader.vault.open(row.reason, f"case_material:reason:{row.id}").decode() if row.reason else ""


def _rows() -> Select[Any]:
    return select(user_task, user_account.c.name.label("assignee_name")).outerjoin(
        user_account, user_account.c.login == user_task.c.assignee
    )


def _queue(reader: Reader, queue: str) -> Select[Any]:
    actor = reader.actor
    statement = _rows().where(user_task.c.town_id == reader.town_id, user_task.c.state.in_(OPEN))
    if queue == "mine":
        return statement.where(user_task.c.assignee == actor.login)
    if queue == "claimable":
        return statement.where(user_task.c.state == TaskState.OPEN, visibility.claimable(actor))
    return statement.where(visibility.task(actor))


def _may_work(reader: Reader, task_id: str) -> bool:
    statement = select(user_task.c.id).where(user_task.c.id == task_id, visibility.claimable(reader.actor))
    return reader.connection.execute(statement).first() is not None


def _posts(reader: Reader, task_id: str) -> tuple[str, ...]:
    statement = select(user_task_candidate.c.post).where(user_task_candidate.c.task_id == task_id)
    return tuple(reader.connection.execute(statement).scalars())


def _item(row: Any) -> TaskItem:
    return TaskItem(
        id=row.id,
        element_id=row.element_id,
        name=row.name,
        name_en=row.name_en,
        instance_id=row.instance_id,
        case_no=row.case_no,
        definition_key=row.definition_key,
        definition_name=row.definition_name,
        definition_name_en=row.definition_name_en,
        applicant_name=row.applicant_name,
        channel=row.channel,
        scope_kind=row.scope_kind,
        scope_id=row.scope_id,
        limit_text=row.limit_text,
        state=row.state,
        assignee=row.assignee,
        assignee_name=row.assignee_name or "",
        created_at=row.created_at,
        version=row.version,
    )
