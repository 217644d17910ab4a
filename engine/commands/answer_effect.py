"""What became of an effect: sent and answered, or failed. A service task that waited for it goes on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from engine import digest
from engine.commands.context import Context, Decision
from engine.commands.moving import course, move
from engine.domain import facts as f
from engine.domain.rights import require_system
from engine.domain.rows import CaseRow, JobRow
from engine.domain.states import CaseStatus, JobState
from engine.runtime.advance import Occur
from engine.store import load_cases, load_waits


@dataclass(frozen=True)
class AnswerEffect:
    """`outputs` become variables of the service task; `error` is the code of a failure that is final."""

    name: ClassVar[str] = "answer_effect"
    job_id: str
    attempt: int
    outputs: Mapping[str, Any] = field(default_factory=dict)
    error: str = ""


def handle(command: AnswerEffect, ctx: Context) -> Decision:
    """A second answer changes nothing; one for a wait that is over says in the outbox that it was sent."""
    require_system(ctx.actor)
    found = load_waits.job_of(ctx.connection, ctx.town_id, command.job_id)
    case = load_cases.case(ctx.connection, ctx.town_id, found.instance_id) if found is not None else None
    job = load_waits.job_of(ctx.connection, ctx.town_id, command.job_id) if case is not None else None
    if case is None or job is None or job.attempt != command.attempt:
        return Decision({"settled": False})
    if job.state == JobState.CANCELLED and not command.error:
        return _late(command, ctx, case, job)
    if job.state != JobState.ARMED:
        return Decision({"settled": False})
    if command.error:
        return _failed(command, ctx, case, job)
    return _answered(command, ctx, case, job)


def _late(command: AnswerEffect, ctx: Context, case: CaseRow, job: JobRow) -> Decision:
    """It was sent while a timer or a cancellation ended its wait: the case goes its way, the row is true."""
    effect = load_waits.effect(ctx.connection, ctx.town_id, job.id)
    if effect is None or effect.sent_at is not None:
        return Decision({"settled": False})
    entry = f.AuditEntry("answer_effect", case.id, job.path, {"job": job.id, "late": True})
    return Decision({"settled": False}, (_sent(command, ctx),), (entry,))


def _sent(command: AnswerEffect, ctx: Context) -> f.EffectSent:
    text = digest.canonical(dict(command.outputs)).encode()
    return f.EffectSent(command.job_id, ctx.vault.seal(text, f"outbox:answer:{command.job_id}"), ctx.at)


def _failed(command: AnswerEffect, ctx: Context, case: CaseRow, job: JobRow) -> Decision:
    settled = f.JobSettled(job.id, job.attempt, JobState.FAILED, command.error[:64], ctx.at)
    entry = f.AuditEntry("answer_effect", case.id, job.path, {"job": job.id, "error": command.error[:64]})
    return Decision({"settled": True}, (settled,), (entry,))


def _answered(command: AnswerEffect, ctx: Context, case: CaseRow, job: JobRow) -> Decision:
    facts: list[f.Fact] = [
        f.JobSettled(job.id, job.attempt, JobState.DONE, "", ctx.at),
        _sent(command, ctx),
    ]
    detail: dict[str, Any] = {"job": job.id}
    # a letter has no token; a case may be over before its answer comes
    if job.token and case.status == CaseStatus.ACTIVE:
        done = move(ctx, course(ctx, case), Occur(job.token, job.element_id, command.outputs), own=job.id)
        facts += done.facts
        detail |= done.detail
    entry = f.AuditEntry("answer_effect", case.id, job.path, detail)
    return Decision({"settled": True, "case_no": case.case_no}, tuple(facts), (entry,))
