"""Writers of subscriptions, messages, jobs, the outbox, clock stops and deadlines."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, String, and_, bindparam, case, or_, update

from engine.domain import facts as f
from engine.domain.states import JobState, TaskState
from engine.store.rows import RowMoved
from engine.store.statements import add, change
from engine.store.tables import (
    clock_stop,
    job,
    message_inbox,
    outbox,
    process_instance,
    subscription,
    user_task,
)

_STANDING = (JobState.ARMED, JobState.FAILED)
"""Jobs at which a case stands. When its place is over a failed one is cancelled too and keeps its error:
there is nothing left to look after."""


def subscription_opened(connection: Connection, fact: f.SubscriptionOpened, town_id: str) -> None:
    add(
        connection,
        subscription,
        id=fact.subscription_id,
        town_id=town_id,
        instance_id=fact.instance_id,
        case_no=fact.case_no,
        token=fact.token,
        element_id=fact.element_id,
        call_path=fact.call_path,
        name=fact.name,
        correlation=fact.correlation,
        opened_at=fact.at,
    )


def waits_closed(connection: Connection, fact: f.WaitsClosed, _town_id: str) -> None:
    for table, open_now, closed in (
        (subscription, subscription.c.closed_at.is_(None), {"closed_at": fact.at}),
        (job, job.c.state.in_(_STANDING), {"state": JobState.CANCELLED, "changed_at": fact.at}),
    ):
        places = or_(
            *(
                and_(table.c.token == token, table.c.element_id == element_id)
                for token, element_id in fact.places
            )
        )
        query = update(table).where(table.c.instance_id == fact.instance_id, open_now, places)
        if table is job:
            query = query.where(job.c.id != fact.fired)
        connection.execute(query.values(**closed))


def all_waits_closed(connection: Connection, fact: f.AllWaitsClosed, _town_id: str) -> None:
    connection.execute(
        update(subscription)
        .where(subscription.c.instance_id == fact.instance_id, subscription.c.closed_at.is_(None))
        .values(closed_at=fact.at)
    )
    connection.execute(
        update(job)
        # a letter to the citizen has no token: it is sent whatever became of the case
        .where(job.c.instance_id == fact.instance_id, job.c.state.in_(_STANDING), job.c.token != "")
        .values(state=JobState.CANCELLED, changed_at=fact.at)
    )


def message_received(connection: Connection, fact: f.MessageReceived, town_id: str) -> None:
    add(
        connection,
        message_inbox,
        id=fact.inbox_id,
        town_id=town_id,
        message_id=fact.message_id,
        name=fact.name,
        case_no=fact.case_no,
        correlation=fact.correlation,
        body_hash=fact.body_hash,
        body=fact.body,
        received_by=fact.by,
        trusted=int(fact.trusted),
        received_at=fact.at,
        instance_id=fact.instance_id,
        delivered_at=fact.at if fact.instance_id is not None else None,
    )


def message_delivered(connection: Connection, fact: f.MessageDelivered, _town_id: str) -> None:
    table = message_inbox
    done = connection.execute(
        update(table)
        .where(table.c.id == fact.inbox_id, table.c.delivered_at.is_(None))
        .values(instance_id=fact.instance_id, delivered_at=fact.at)
    )
    if done.rowcount != 1:
        raise RowMoved(f"message_inbox {fact.inbox_id}")


def job_armed(connection: Connection, fact: f.JobArmed, town_id: str) -> None:
    add(
        connection,
        job,
        id=fact.job_id,
        town_id=town_id,
        kind=fact.kind,
        instance_id=fact.instance_id,
        token=fact.token,
        element_id=fact.element_id,
        call_path=fact.call_path,
        due_at=fact.due_at,
        state=JobState.ARMED,
        attempt=0,
        error="",
        created_at=fact.at,
        changed_at=fact.at,
        rank=fact.rank,
        provisional=fact.provisional,
    )


def jobs_leased(connection: Connection, fact: f.JobsLeased, _town_id: str) -> None:
    for job_id, attempt in fact.jobs:
        _guarded(
            connection, job_id, attempt - 1, attempt=attempt, leased_until=fact.until, changed_at=fact.at
        )


def job_settled(connection: Connection, fact: f.JobSettled, _town_id: str) -> None:
    due = {"due_at": fact.due_at} if fact.due_at is not None else {}
    _guarded(
        connection,
        fact.job_id,
        fact.attempt,
        state=fact.state,
        error=fact.error,
        leased_until=None,
        changed_at=fact.at,
        **due,
    )


def effect_queued(connection: Connection, fact: f.EffectQueued, town_id: str) -> None:
    add(
        connection,
        outbox,
        job_id=fact.job_id,
        town_id=town_id,
        instance_id=fact.instance_id,
        case_no=fact.case_no,
        topic=fact.topic,
        letter=fact.letter,
        body=fact.body,
        created_at=fact.at,
    )


def effect_sent(connection: Connection, fact: f.EffectSent, _town_id: str) -> None:
    connection.execute(
        update(outbox).where(outbox.c.job_id == fact.job_id).values(answer=fact.answer, sent_at=fact.at)
    )


def clock_stopped(connection: Connection, fact: f.ClockStopped, town_id: str) -> None:
    add(
        connection,
        clock_stop,
        id=fact.stop_id,
        town_id=town_id,
        instance_id=fact.instance_id,
        element_path=fact.element_path,
        opened_at=fact.at,
    )


def clock_restarted(connection: Connection, fact: f.ClockRestarted, _town_id: str) -> None:
    connection.execute(
        update(clock_stop)
        .where(clock_stop.c.instance_id == fact.instance_id, clock_stop.c.closed_at.is_(None))
        .values(closed_at=fact.at)
    )


_task = user_task.c
_due = bindparam("due", type_=String)
_FIRST_DUE = (
    update(user_task)
    .where(_task.instance_id == bindparam("instance"), _task.state.in_((TaskState.OPEN, TaskState.CLAIMED)))
    .values(first_due_at=case((or_(_task.due_at.is_(None), _task.due_at > _due), _due), else_=_task.due_at))
)
"""The earlier of a task's own end and the case's: lists sort by it."""


def deadlines_set(connection: Connection, fact: f.DeadlinesSet, _town_id: str) -> None:
    change(
        connection,
        process_instance,
        {"id": fact.instance_id},
        due_at=fact.due_at,
        yellow_at=fact.yellow_at,
        legal_at=fact.legal_at,
        stopped_since=fact.stopped_since,
        provisional=fact.provisional,
    )
    due = fact.due_at if fact.running else None
    connection.execute(_FIRST_DUE, {"instance": fact.instance_id, "due": due})


def _guarded(connection: Connection, job_id: str, seen_attempt: int, **values: Any) -> None:
    where = {"id": job_id, "attempt": seen_attempt, "state": JobState.ARMED}
    if change(connection, job, where, **values) != 1:
        raise RowMoved(f"job {job_id}")
