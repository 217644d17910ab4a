"""Reading cases, tasks, materials, uploads and drafts for commands; always inside one town."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, select, text

from engine.domain.actors import Scope
from engine.domain.rows import CaseRow, DraftRow, MaterialRow, TaskRow, UploadRow
from engine.domain.states import TaskState
from engine.store.tables import (
    case_material,
    draft,
    process_instance,
    upload,
    user_task,
    user_task_candidate,
)


def case(connection: Connection, town_id: str, instance_id: str) -> CaseRow | None:
    """The case, locked for this transaction (PostgreSQL: FOR UPDATE; SQLite has the write lock)."""
    table = process_instance
    query = select(table).where(table.c.town_id == town_id, table.c.id == instance_id).with_for_update()
    row = connection.execute(query).one_or_none()
    return _case(row) if row is not None else None


def case_by_number(connection: Connection, town_id: str, case_no: str) -> CaseRow | None:
    table = process_instance
    query = select(table).where(table.c.town_id == town_id, table.c.case_no == case_no)
    row = connection.execute(query).one_or_none()
    return _case(row) if row is not None else None


def case_of_task(connection: Connection, town_id: str, task_id: str) -> CaseRow | None:
    """The case of a task, locked before the task itself is read."""
    table = process_instance
    own = select(user_task.c.instance_id).where(user_task.c.town_id == town_id, user_task.c.id == task_id)
    query = select(table).where(table.c.id == own.scalar_subquery()).with_for_update()
    row = connection.execute(query).one_or_none()
    return _case(row) if row is not None else None


def task(connection: Connection, town_id: str, task_id: str) -> TaskRow | None:
    query = (
        select(user_task, user_task_candidate.c.post)
        .outerjoin(user_task_candidate, user_task_candidate.c.task_id == user_task.c.id)
        .where(user_task.c.town_id == town_id, user_task.c.id == task_id)
    )
    rows = connection.execute(query).all()
    if not rows:
        return None
    return _task(rows[0], tuple(row.post for row in rows if row.post is not None))


def open_tasks(connection: Connection, instance_id: str) -> list[TaskRow]:
    query = select(user_task).where(
        user_task.c.instance_id == instance_id,
        user_task.c.state.in_((TaskState.OPEN, TaskState.CLAIMED)),
    )
    return [_task(row, ()) for row in connection.execute(query)]


def actors_by_element(connection: Connection, instance_id: str) -> dict[str, frozenset[str]]:
    """Who completed each element of the case: what four-eyes rules look at."""
    query = select(user_task.c.element_id, user_task.c.changed_by).where(
        user_task.c.instance_id == instance_id, user_task.c.state == TaskState.COMPLETED
    )
    found: dict[str, set[str]] = defaultdict(set)
    for element_id, login in connection.execute(query):
        found[element_id].add(login)
    return {element_id: frozenset(logins) for element_id, logins in found.items()}


def materials(connection: Connection, instance_id: str) -> list[MaterialRow]:
    table = case_material
    rows = connection.execute(
        select(table).where(table.c.instance_id == instance_id).order_by(table.c.code, table.c.round)
    )
    return [MaterialRow(row.id, row.code, row.upload_id, row.verdict, row.round) for row in rows]


def uploads(connection: Connection, town_id: str, upload_ids: list[str]) -> list[UploadRow]:
    if not upload_ids:
        return []
    query = select(upload).where(upload.c.town_id == town_id, upload.c.id.in_(upload_ids))
    return [
        UploadRow(
            row.id, row.instance_id, row.sha256, row.filename, row.media_type, row.size, row.uploaded_by
        )
        for row in connection.execute(query)
    ]


def get_draft(connection: Connection, town_id: str, draft_id: str) -> DraftRow | None:
    query = select(draft).where(draft.c.town_id == town_id, draft.c.id == draft_id)
    row = connection.execute(query).one_or_none()
    if row is None:
        return None
    return DraftRow(row.id, row.owner, row.subject, row.body, row.instance_id, row.receipt)


def next_serial(connection: Connection, town_id: str, kind: str, day: date) -> int:
    """The next case serial of the day. Inside the case's transaction, so a rollback gives it back."""
    statement = text(
        "INSERT INTO case_counter (town_id, kind, day, last) VALUES (:town, :kind, :day, 1) "
        "ON CONFLICT (town_id, kind, day) DO UPDATE SET last = case_counter.last + 1 RETURNING last"
    )
    values = {"town": town_id, "kind": kind, "day": day.strftime("%Y%m%d")}
    return int(connection.execute(statement, values).scalar_one())


def _case(row: Row[Any]) -> CaseRow:
    return CaseRow(
        id=row.id,
        case_no=row.case_no,
        definition_key=row.definition_key,
        definition_version=row.definition_version,
        definition_name=row.definition_name,
        definition_name_en=row.definition_name_en,
        kind=row.kind,
        closure_id=row.closure_id,
        channel=row.channel,
        scope=Scope(row.scope_kind, row.scope_id),
        department=row.department,
        applicant_name=row.applicant_name,
        query_code_hash=row.query_code_hash,
        status=row.status,
        result=row.result,
        milestones=json.loads(row.milestones),
        version=row.version,
        state=row.state,
        variables=json.loads(row.variables),
        started_by=row.started_by,
        started_at=row.started_at,
        ended_at=row.ended_at,
    )


def _task(row: Row[Any], posts: tuple[str, ...]) -> TaskRow:
    return TaskRow(
        id=row.id,
        instance_id=row.instance_id,
        token=row.token,
        element_id=row.element_id,
        name=row.name,
        case_no=row.case_no,
        scope=Scope(row.scope_kind, row.scope_id),
        state=row.state,
        assignee=row.assignee,
        version=row.version,
        changed_by=row.changed_by,
        changed_at=row.changed_at,
        posts=posts,
    )
