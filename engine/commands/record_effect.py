"""A letter was recorded and not sent: no gateway is connected. Its job is done, its row has no `sent_at`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from engine.commands.context import Context, Decision
from engine.domain import facts as f
from engine.domain.rights import require_system
from engine.domain.states import JobState
from engine.store import load_cases, load_waits

NOT_CONNECTED = "not_connected"


@dataclass(frozen=True)
class RecordEffect:
    """Only for an effect that nobody waits for; an attempt that is no longer the job's changes nothing."""

    name: ClassVar[str] = "record_effect"
    job_id: str
    attempt: int


def handle(command: RecordEffect, ctx: Context) -> Decision:
    require_system(ctx.actor)
    job = load_waits.job_of(ctx.connection, ctx.town_id, command.job_id)
    if job is None or job.token or (job.attempt, job.state) != (command.attempt, JobState.ARMED):
        return Decision({"recorded": False})
    load_cases.case(ctx.connection, ctx.town_id, job.instance_id)  # locked, for its chain
    effect = load_waits.effect(ctx.connection, ctx.town_id, job.id)
    settled = f.JobSettled(job.id, job.attempt, JobState.DONE, NOT_CONNECTED, ctx.at)
    detail = {
        "job": job.id,
        "topic": effect.topic if effect is not None else "",
        "letter": effect.letter if effect is not None else "",
    }
    entry = f.AuditEntry("record_effect", job.instance_id, job.path, detail)
    return Decision({"recorded": True}, (settled,), (entry,))
