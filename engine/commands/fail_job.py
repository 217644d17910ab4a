"""An attempt of a job failed: it is armed again after a pause, and kept as failed when that did not help."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from engine.adapters.clock import stamp
from engine.commands.context import Context, Decision
from engine.domain import facts as f
from engine.domain.rights import require_system
from engine.domain.rows import JobRow
from engine.domain.states import JobState
from engine.errors import CalendarMissing
from engine.store import load_cases, load_waits

PAUSES = (
    timedelta(seconds=10),
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
)
"""After the first failed attempt, the second … (trust-facts §2). One attempt more than pauses."""
UNTIL_IMPORTED = timedelta(hours=1)
"""Between two looks whether somebody has imported the calendar that a job needs; no attempt is the last."""
MAX_CODE = 64


@dataclass(frozen=True)
class FailJob:
    """`error` is a stable code, never a text: texts of other systems may name people. `lasting` = no
    further attempt can help."""

    name: ClassVar[str] = "fail_job"
    job_id: str
    attempt: int
    error: str
    lasting: bool = False


def handle(command: FailJob, ctx: Context) -> Decision:
    """Answers the job's `state`; "" when that attempt is no longer the job's.

    The record tells of a missing calendar once: the hourly looks that follow only move the instant.
    """
    require_system(ctx.actor)
    job = load_waits.job_of(ctx.connection, ctx.town_id, command.job_id)
    if job is None or (job.attempt, job.state) != (command.attempt, JobState.ARMED):
        return Decision({"state": ""})
    # the case is locked before its job changes, as in every step, and for its chain
    load_cases.case(ctx.connection, ctx.town_id, job.instance_id)
    error = command.error[:MAX_CODE]
    pause = _pause(command, job.attempt)
    due_at = None if pause is None else stamp(ctx.now + pause)
    state = JobState.FAILED if pause is None else JobState.ARMED
    settled = f.JobSettled(job.id, job.attempt, state, error, ctx.at, due_at)
    known = error == CalendarMissing.code == job.error
    return Decision({"state": str(state)}, (settled,), () if known else (_record(job, error, due_at),))


def _pause(command: FailJob, attempt: int) -> timedelta | None:
    """Until the next attempt; None when there is none."""
    if command.error == CalendarMissing.code:
        return UNTIL_IMPORTED
    return None if command.lasting or attempt > len(PAUSES) else PAUSES[attempt - 1]


def _record(job: JobRow, error: str, due_at: str | None) -> f.AuditEntry:
    detail = {"job": job.id, "kind": job.kind, "attempt": job.attempt, "error": error, "again_at": due_at}
    return f.AuditEntry("fail_job", job.instance_id, job.path, detail)
