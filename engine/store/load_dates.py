"""Dates of open cases that rest on days not known for sure, and which of them an older calendar counted."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BindParameter, Connection, Select, bindparam, select, union

from engine.domain.rows import CaseDates, TaskDates, TimerDates, element_path
from engine.domain.states import CaseStatus, JobState, TaskState
from engine.store.tables import job, process_instance, user_task

_OPEN: BindParameter[Any] = bindparam(
    "open_states", (TaskState.OPEN, TaskState.CLAIMED), expanding=True, literal_execute=True
)
"""Written out in the statement: SQLite takes a partial index only for its condition word by word."""


def counted_before(connection: Connection, town_id: str, mark: int, most: int) -> list[str]:
    """Ids of at most `most` active cases with provisional dates of a calendar before `mark`, in order."""
    return list(connection.execute(_before(town_id, mark).limit(most)).scalars())


def _before(town_id: str, mark: int) -> Select[Any]:
    """Each part reads an index that holds provisional rows of open cases only."""
    case, task = process_instance.c, user_task.c
    found = union(
        select(case.id.label("id")).where(
            case.town_id == town_id,
            case.status == CaseStatus.ACTIVE,
            case.provisional > 0,
            case.provisional < mark,
        ),
        select(task.instance_id).where(
            task.town_id == town_id, task.state.in_(_OPEN), task.provisional > 0, task.provisional < mark
        ),
        select(job.c.instance_id).where(
            job.c.town_id == town_id,
            job.c.state == JobState.ARMED,
            job.c.provisional > 0,
            job.c.provisional < mark,
        ),
    ).subquery()
    return select(found.c.id).order_by(found.c.id)


def of_case(connection: Connection, instance_id: str) -> CaseDates:
    """The dates of the case itself."""
    table = process_instance.c
    query = select(table.due_at, table.yellow_at, table.legal_at, table.provisional)
    row = connection.execute(query.where(table.id == instance_id)).one()
    return CaseDates(row.due_at, row.yellow_at, row.legal_at, row.provisional)


def of_tasks(connection: Connection, instance_id: str, mark: int) -> list[TaskDates]:
    """Open tasks whose end is provisional by a calendar before `mark`, the oldest first."""
    table = user_task.c
    query = (
        select(user_task)
        .where(
            table.instance_id == instance_id, table.state.in_(_OPEN), table.provisional.between(1, mark - 1)
        )
        .order_by(table.created_at, table.id)
    )
    return [
        TaskDates(
            id=row.id,
            path=element_path(row.call_path, row.element_id),
            limit=row.limit_text,
            created_at=row.created_at,
            due_at=row.due_at,
            yellow_at=row.yellow_at,
        )
        for row in connection.execute(query)
    ]


def of_timers(connection: Connection, instance_id: str, mark: int) -> list[TimerDates]:
    """Armed timers with a provisional instant by a calendar before `mark` that nobody has tried yet."""
    query = (
        select(job)
        .where(
            job.c.instance_id == instance_id,
            job.c.state == JobState.ARMED,
            job.c.provisional.between(1, mark - 1),
            job.c.attempt == 0,
        )
        .order_by(job.c.due_at, job.c.id)
    )
    return [
        TimerDates(
            id=row.id,
            path=element_path(row.call_path, row.element_id),
            token=row.token,
            element_id=row.element_id,
            created_at=row.created_at,
            due_at=row.due_at,
        )
        for row in connection.execute(query)
    ]
