"""A timer that is due goes off: the case takes the timer's line, exactly once and never early."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from engine.commands.context import Context, Decision
from engine.commands.moving import course, move
from engine.domain import facts as f
from engine.domain.rights import require_system
from engine.domain.states import CaseStatus, JobState
from engine.runtime.advance import Occur
from engine.store import load_cases, load_waits


@dataclass(frozen=True)
class FireTimer:
    """`attempt` is the lease's number: the answer of an older attempt changes nothing.

    Nor does a timer go off while another one of its case goes first: two workers may have leased the two, and
    this one is taken again when its lease is over.
    """

    name: ClassVar[str] = "fire_timer"
    job_id: str
    attempt: int


def handle(command: FireTimer, ctx: Context) -> Decision:
    require_system(ctx.actor)
    found = load_waits.job_of(ctx.connection, ctx.town_id, command.job_id)
    case = load_cases.case(ctx.connection, ctx.town_id, found.instance_id) if found is not None else None
    # read again behind the case's lock: somebody may just have completed the task that the timer guards
    job = load_waits.job_of(ctx.connection, ctx.town_id, command.job_id) if case is not None else None
    late = job is None or job.state != JobState.ARMED or job.attempt != command.attempt
    if case is None or job is None or late or job.due_at > ctx.at or case.status != CaseStatus.ACTIVE:
        return Decision({"fired": False})
    if load_waits.goes_first(ctx.connection, job):
        return Decision({"fired": False})
    done = move(ctx, course(ctx, case), Occur(job.token, job.element_id), own=job.id)
    settled = f.JobSettled(job.id, job.attempt, JobState.DONE, "", ctx.at)
    detail = {"due": job.due_at, **done.detail}
    entry = f.AuditEntry("fire_timer", case.id, job.path, detail)
    return Decision({"fired": True, "case_no": case.case_no, **done.answer}, (settled, *done.facts), (entry,))
