"""Reading subscriptions, messages, jobs, effects and clock stops for commands."""

from __future__ import annotations

import hashlib
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, func, or_, select, true

from engine.domain.rows import EffectRow, JobRow, MessageRow, StopRow, WaitRow, element_path
from engine.domain.states import JobState
from engine.store.tables import clock_stop, job, message_inbox, outbox, subscription

IN_TURN = (job.c.due_at, job.c.rank, job.c.created_at, job.c.id)
"""Order of jobs: the most overdue first, those of one instant by rank; the columns of an index."""


def waits_of(connection: Connection, instance_id: str) -> list[WaitRow]:
    """Open message waits of a case, the oldest first."""
    table = subscription
    query = (
        select(table)
        .where(table.c.instance_id == instance_id, table.c.closed_at.is_(None))
        .order_by(table.c.opened_at, table.c.id)
    )
    return [_wait(row) for row in connection.execute(query)]


def waits_for(
    connection: Connection, town_id: str, name: str, case_no: str, correlation: str
) -> list[WaitRow]:
    """Open waits that a message is for: by case number, or by exactly the keys of that hash."""
    table = subscription
    mine = table.c.case_no == case_no if case_no else table.c.correlation == correlation
    query = (
        select(table)
        .where(table.c.town_id == town_id, table.c.name == name, table.c.closed_at.is_(None), mine)
        .order_by(table.c.opened_at, table.c.id)
    )
    return [_wait(row) for row in connection.execute(query)]


def lock_keys(connection: Connection, town_id: str, name: str, correlation: str) -> None:
    """Let one transaction at a time look whether a wait and a message with these keys meet.

    Without it PostgreSQL could open the wait and keep the message at the same moment, each unseen by the
    other. On SQLite the write lock is enough.
    """
    if connection.dialect.name != "sqlite":
        number = int(hashlib.sha256(f"{town_id}:{name}:{correlation}".encode()).hexdigest()[:15], 16)
        connection.execute(select(func.pg_advisory_xact_lock(number)))


def message(connection: Connection, town_id: str, message_id: str) -> MessageRow | None:
    """The message that came under this id."""
    table = message_inbox
    query = select(table).where(table.c.town_id == town_id, table.c.message_id == message_id)
    row = connection.execute(query).one_or_none()
    return _message(row) if row is not None else None


def kept_messages(
    connection: Connection, town_id: str, name: str, case_no: str, correlation: str
) -> list[MessageRow]:
    """Messages that nobody waited for and that this wait is for, the oldest first."""
    table = message_inbox
    mine = table.c.case_no == case_no
    if correlation:
        mine = or_(mine, and_(table.c.case_no == "", table.c.correlation == correlation))
    query = (
        select(table)
        .where(table.c.town_id == town_id, table.c.name == name, table.c.delivered_at.is_(None), mine)
        .order_by(table.c.received_at, table.c.id)
    )
    return [_message(row) for row in connection.execute(query)]


def due_jobs(connection: Connection, town_id: str, now: str, most: int, kind: str = "") -> list[JobRow]:
    """Armed jobs (of a kind) whose time has come and that nobody is doing, in their turn.

    PostgreSQL: rows that another worker holds are passed over.
    """
    query = select(job).where(is_due(town_id, now, kind)).order_by(*IN_TURN).limit(most)
    return [_job(row) for row in connection.execute(query.with_for_update(skip_locked=True))]


def is_due(town_id: str, now: str, kind: str = "") -> ColumnElement[bool]:
    """Whether a job's time has come and nobody is doing it; one text for the poll and the lease."""
    return and_(
        job.c.town_id == town_id,
        job.c.state == JobState.ARMED,
        job.c.due_at <= now,
        or_(job.c.leased_until.is_(None), job.c.leased_until <= now),
        job.c.kind == kind if kind else true(),
    )


def job_of(connection: Connection, town_id: str, job_id: str) -> JobRow | None:
    query = select(job).where(job.c.town_id == town_id, job.c.id == job_id)
    row = connection.execute(query).one_or_none()
    return _job(row) if row is not None else None


def goes_first(connection: Connection, one: JobRow) -> bool:
    """Whether another timer of the case, due before this one or in front of it by rank, is still armed."""
    before = or_(job.c.due_at < one.due_at, and_(job.c.due_at == one.due_at, job.c.rank < one.rank))
    query = select(job.c.id).where(
        job.c.instance_id == one.instance_id, job.c.kind == "timer", job.c.state == JobState.ARMED, before
    )
    return connection.execute(query.limit(1)).first() is not None


def is_being_sent(connection: Connection, instance_id: str, token: str, element_id: str) -> bool:
    """Whether a worker has taken the effect of that wait and nobody has answered yet. The job is locked, so
    that no worker takes it (PostgreSQL: FOR UPDATE against SKIP LOCKED; SQLite has the write lock)."""
    query = select(job.c.attempt).where(
        job.c.instance_id == instance_id,
        job.c.token == token,
        job.c.element_id == element_id,
        job.c.kind == "effect",
        job.c.state == JobState.ARMED,
    )
    return any(attempt > 0 for attempt in connection.execute(query.with_for_update()).scalars())


def armed_tokens(connection: Connection, instance_id: str, created_at: str) -> list[str]:
    """Tokens of the case's armed jobs that were made at this instant."""
    query = select(job.c.token).where(
        job.c.instance_id == instance_id,
        job.c.state == JobState.ARMED,
        job.c.created_at == created_at,
        job.c.token != "",
    )
    return list(connection.execute(query).scalars())


def armed_paths(connection: Connection, instance_id: str, created_at: str) -> list[str]:
    """Paths of the case's armed jobs that were made at this instant and that it waits for."""
    query = select(job.c.call_path, job.c.element_id).where(
        job.c.instance_id == instance_id,
        job.c.state == JobState.ARMED,
        job.c.created_at == created_at,
        job.c.token != "",
    )
    return [element_path(row.call_path, row.element_id) for row in connection.execute(query)]


def effect(connection: Connection, town_id: str, job_id: str) -> EffectRow | None:
    table = outbox
    row = connection.execute(
        select(table).where(table.c.town_id == town_id, table.c.job_id == job_id)
    ).one_or_none()
    if row is None:
        return None
    return EffectRow(row.job_id, row.instance_id, row.case_no, row.topic, row.letter, row.body, row.sent_at)


def stops(connection: Connection, instance_id: str) -> list[StopRow]:
    """Intervals in which the case's clock stood, in order; the last may be open."""
    table = clock_stop
    query = select(table).where(table.c.instance_id == instance_id).order_by(table.c.opened_at, table.c.id)
    return [StopRow(row.element_path, row.opened_at, row.closed_at) for row in connection.execute(query)]


def _wait(row: Row[Any]) -> WaitRow:
    return WaitRow(
        id=row.id,
        instance_id=row.instance_id,
        case_no=row.case_no,
        token=row.token,
        element_id=row.element_id,
        call_path=row.call_path,
        name=row.name,
        opened_at=row.opened_at,
    )


def _message(row: Row[Any]) -> MessageRow:
    return MessageRow(
        id=row.id,
        message_id=row.message_id,
        name=row.name,
        case_no=row.case_no,
        body_hash=row.body_hash,
        body=row.body,
        received_by=row.received_by,
        trusted=bool(row.trusted),
        instance_id=row.instance_id,
    )


def _job(row: Row[Any]) -> JobRow:
    return JobRow(
        id=row.id,
        kind=row.kind,
        instance_id=row.instance_id,
        token=row.token,
        element_id=row.element_id,
        call_path=row.call_path,
        due_at=row.due_at,
        state=row.state,
        attempt=row.attempt,
        rank=row.rank,
        error=row.error,
    )
