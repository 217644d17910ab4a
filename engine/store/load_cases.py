"""Reading cases, tasks, materials, uploads and drafts for commands; always inside one town."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, bindparam, or_, select, text

from engine.domain.actors import Scope
from engine.domain.rows import (
    CaseRow,
    DraftRow,
    MaterialRow,
    RecordRow,
    TaskRow,
    UploadRow,
    element_path,
)
from engine.domain.states import TaskState
from engine.domain.trail import Move
from engine.store.tables import (
    audit_record,
    case_material,
    draft,
    job,
    process_instance,
    upload,
    user_task,
    user_task_candidate,
)

ACTED = (TaskState.COMPLETED, TaskState.RETURNED)
"""States of a task in which somebody has acted on it."""

# built once: a completion reads these (engine.store.statements)
_instance, _user_task = process_instance.c, user_task.c
_IN_TOWN = _instance.town_id == bindparam("town")
_CASE = select(process_instance).where(_IN_TOWN, _instance.id == bindparam("id")).with_for_update()
_BY_NUMBER = select(process_instance).where(_IN_TOWN, _instance.case_no == bindparam("case_no"))
_OF_TASK = (
    select(process_instance)
    .where(
        _instance.id
        == select(_user_task.instance_id)
        .where(_user_task.town_id == bindparam("town"), _user_task.id == bindparam("task"))
        .scalar_subquery()
    )
    .with_for_update()
)
_TASK = (
    select(user_task, user_task_candidate.c.post)
    .outerjoin(user_task_candidate, user_task_candidate.c.task_id == _user_task.id)
    .where(_user_task.town_id == bindparam("town"), _user_task.id == bindparam("id"))
)
_OPEN_TASKS = select(user_task).where(
    _user_task.instance_id == bindparam("id"), _user_task.state.in_((TaskState.OPEN, TaskState.CLAIMED))
)
_ACTORS = select(
    _user_task.element_id, _user_task.call_path, _user_task.changed_by, _user_task.second_person
).where(_user_task.instance_id == bindparam("id"), _user_task.state.in_(ACTED))
_MATERIALS = (
    select(case_material)
    .where(case_material.c.instance_id == bindparam("id"))
    .order_by(case_material.c.code, case_material.c.round)
)


_NEXT_SERIAL = text(
    "INSERT INTO case_counter (town_id, kind, day, last) VALUES (:town, :kind, :day, 1) "
    "ON CONFLICT (town_id, kind, day) DO UPDATE SET last = case_counter.last + 1 RETURNING last"
)


def case(connection: Connection, town_id: str, instance_id: str) -> CaseRow | None:
    """The case, locked for this transaction (PostgreSQL: FOR UPDATE; SQLite has the write lock)."""
    row = connection.execute(_CASE, {"town": town_id, "id": instance_id}).one_or_none()
    return _case(row) if row is not None else None


def case_by_number(connection: Connection, town_id: str, case_no: str) -> CaseRow | None:
    row = connection.execute(_BY_NUMBER, {"town": town_id, "case_no": case_no}).one_or_none()
    return _case(row) if row is not None else None


def last_record(connection: Connection, instance_id: str) -> RecordRow | None:
    """The last audit record of the case that did something to it: what became of a letter did not."""
    table = audit_record
    query = (
        select(table.c.action, table.c.detail)
        .where(
            table.c.chain_id == instance_id,
            table.c.action.not_in(BESIDE),
            or_(table.c.action.not_in(SOMETIMES), table.c.detail.contains(MOVED)),
        )
        .order_by(table.c.seq.desc())
        .limit(1)
    )
    row = connection.execute(query).one_or_none()
    return RecordRow(row.action, json.loads(row.detail)) if row is not None else None


BESIDE = ("record_effect", "fail_job", "recount_dates")
"""Records of letters, of attempts that failed, of dates counted anew: nothing of the case moved."""
SOMETIMES = ("answer_effect", "correlate_message")
"""A late answer and a message that was kept move nothing either."""
MOVED = '"passed":'
"""In the canonical JSON of a record that moved its case; inside a text the quotes would be escaped."""


def moves(connection: Connection, instance_id: str) -> list[Move]:
    """Every record that moved the case, in order: its way, as `domain/trail.py` reads it."""
    table = audit_record
    query = (
        select(table.c.at, table.c.action, table.c.element_id, table.c.detail)
        .where(table.c.chain_id == instance_id, table.c.detail.contains(MOVED))
        .order_by(table.c.seq)
    )
    found = [(row, json.loads(row.detail)) for row in connection.execute(query)]
    return [_move(row, detail) for row, detail in found if "passed" in detail]


def _move(row: Any, detail: dict[str, Any]) -> Move:
    back_to = row.element_id if row.action == "withdraw_task" else ""
    if row.action == "return_task":
        back_to = element_path(row.element_id.rpartition("/")[0], detail["to"])
    return Move(
        at=row.at,
        passed=tuple(detail["passed"]),
        opened=tuple(detail["opened"]),
        milestones=tuple(detail.get("milestones", ())),
        back_to=back_to,
    )


def effect_begun(connection: Connection, instance_id: str, created_at: str, *, lock: bool = False) -> bool:
    """Whether an effect that the case has asked for at this instant was ever leased: it may be outside.

    `lock` for who will take it back: a worker that is just taking it must be seen, and none may after.
    """
    query = select(job.c.attempt).where(
        job.c.instance_id == instance_id,
        job.c.kind == "effect",
        job.c.created_at == created_at,
        job.c.token != "",
    )
    found = connection.execute(query.with_for_update() if lock else query)
    return any(attempt > 0 for attempt in found.scalars())


def case_of_task(connection: Connection, town_id: str, task_id: str) -> CaseRow | None:
    """The case of a task, locked before the task itself is read."""
    row = connection.execute(_OF_TASK, {"town": town_id, "task": task_id}).one_or_none()
    return _case(row) if row is not None else None


def task(connection: Connection, town_id: str, task_id: str) -> TaskRow | None:
    rows = connection.execute(_TASK, {"town": town_id, "id": task_id}).all()
    if not rows:
        return None
    return _task(rows[0], tuple(row.post for row in rows if row.post is not None))


def open_tasks(connection: Connection, instance_id: str) -> list[TaskRow]:
    return [_task(row, ()) for row in connection.execute(_OPEN_TASKS, {"id": instance_id})]


def actors_by_element(connection: Connection, instance_id: str) -> dict[str, frozenset[str]]:
    """Who completed or returned each element of the case, by its path of calls: what four-eyes rules look at.

    The second person of a task acted on it too.
    """
    found: dict[str, set[str]] = defaultdict(set)
    for row in connection.execute(_ACTORS, {"id": instance_id}):
        path = element_path(row.call_path, row.element_id)
        found[path].update(login for login in (row.changed_by, row.second_person) if login)
    return {path: frozenset(logins) for path, logins in found.items()}


def materials(connection: Connection, instance_id: str) -> list[MaterialRow]:
    rows = connection.execute(_MATERIALS, {"id": instance_id})
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
    values = {"town": town_id, "kind": kind, "day": day.strftime("%Y%m%d")}
    return int(connection.execute(_NEXT_SERIAL, values).scalar_one())


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
        head=(row.audit_seq, row.head_hash),
        phone=row.applicant_phone,
        due_at=row.due_at,
        stopped_since=row.stopped_since,
    )


def _task(row: Row[Any], posts: tuple[str, ...]) -> TaskRow:
    return TaskRow(
        id=row.id,
        instance_id=row.instance_id,
        token=row.token,
        element_id=row.element_id,
        call_path=row.call_path,
        name=row.name,
        case_no=row.case_no,
        scope=Scope(row.scope_kind, row.scope_id),
        state=row.state,
        assignee=row.assignee,
        version=row.version,
        changed_by=row.changed_by,
        changed_at=row.changed_at,
        created_at=row.created_at,
        posts=posts,
    )
