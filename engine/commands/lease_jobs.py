"""Lease due jobs: nobody else does them for some seconds. Only the worker asks for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from engine.adapters.clock import stamp
from engine.commands.context import Context, Decision
from engine.domain import facts as f
from engine.domain.rights import require_system
from engine.store import load_waits


@dataclass(frozen=True)
class LeaseJobs:
    """Answers `jobs`: id, kind and attempt of at most `most` jobs in their turn: the most overdue first,
    those of one instant by rank. `kind` "" = any.

    A lease is no record of its own: what the job does to the case is.
    """

    name: ClassVar[str] = "lease_jobs"
    most: int = 20
    seconds: int = 30
    kind: str = ""


def handle(command: LeaseJobs, ctx: Context) -> Decision:
    require_system(ctx.actor)
    found = load_waits.due_jobs(ctx.connection, ctx.town_id, ctx.at, command.most, command.kind)
    if not found:
        return Decision({"jobs": []})
    until = stamp(ctx.now + timedelta(seconds=command.seconds))
    # the attempt is the fence: what an earlier holder of the lease still sends changes nothing
    leased = f.JobsLeased(tuple((job.id, job.attempt + 1) for job in found), until, ctx.at)
    jobs = [{"id": job.id, "kind": job.kind, "attempt": job.attempt + 1} for job in found]
    return Decision({"jobs": jobs}, (leased,))
