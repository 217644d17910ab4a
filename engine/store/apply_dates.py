"""Writers of dates that were counted anew with a later calendar."""

from __future__ import annotations

from sqlalchemy import Connection, update

from engine.domain import facts as f
from engine.domain.states import JobState
from engine.store.rows import RowMoved
from engine.store.statements import change
from engine.store.tables import job, process_instance, user_task


def task_due_moved(connection: Connection, fact: f.TaskDueMoved, _town_id: str) -> None:
    change(
        connection,
        user_task,
        {"id": fact.task_id},
        due_at=fact.due_at,
        yellow_at=fact.yellow_at,
        first_due_at=fact.first_due_at,
        provisional=fact.provisional,
    )


def timer_moved(connection: Connection, fact: f.TimerMoved, _town_id: str) -> None:
    """A worker that has just leased it fires it by the instant that it had."""
    where = {"id": fact.job_id, "state": JobState.ARMED, "attempt": 0}
    values = {"due_at": fact.due_at, "provisional": fact.provisional}
    if change(connection, job, where, **values) != 1:
        raise RowMoved(f"job {fact.job_id}")


def dates_counted(connection: Connection, fact: f.DatesCounted, _town_id: str) -> None:
    """What is provisional still, or is final by now, is not looked at again before the next import."""
    for table, case_id in (
        (process_instance, process_instance.c.id),
        (user_task, user_task.c.instance_id),
        (job, job.c.instance_id),
    ):
        connection.execute(
            update(table)
            .where(case_id == fact.instance_id, table.c.provisional.between(1, fact.mark - 1))
            .values(provisional=fact.mark)
        )
