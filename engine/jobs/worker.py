"""Does the jobs that are due: timers through the door, effects through the gateway and then the door.

A lease keeps others away, its attempt number is the fence: whatever happens to a worker between two
commands, the job is taken again when the lease is over, and only one answer counts.
"""

from __future__ import annotations

import logging
import time
import traceback
from collections.abc import Callable, Mapping
from typing import Any

from engine import Engine, commands, queries, system
from engine.adapters.gateway import Gateway, GatewayFailed, NotConnected
from engine.engine import is_unavailable
from engine.errors import Busy, ZhenwuError

TIMER, EFFECT = "timer", "effect"
KINDS = (TIMER, EFFECT)
LEASE_SECONDS = 30
BATCH: Mapping[str, int] = {TIMER: 20, EFFECT: 4}
"""Jobs a lease: as many as are done for sure before it ends, four exchanges of at most five seconds."""
MOST_BATCHES = 50
"""A pass ends after these, so that its heartbeat is heard however much there is to do."""
SILENT_SECONDS = 30.0
"""A worker that finished no pass for so long is down."""

log = logging.getLogger("zhenwu.jobs")


def _refuse(_body: Mapping[str, Any]) -> Mapping[str, Any]:
    raise GatewayFailed("topic_fails", lasting=True)


LOCAL: Mapping[str, Callable[[Mapping[str, Any]], Mapping[str, Any]]] = {
    "echo.later": lambda body: dict(body),
    "fail": _refuse,
}
"""Topics of plain processes that need no other system (contract, plain processes)."""


class Heartbeat:
    """When each kind of job was last looked after, on a clock that nobody sets."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._beats = dict.fromkeys(KINDS, now())

    def beat(self, kind: str) -> None:
        self._beats[kind] = self._now()

    def silent(self) -> tuple[str, ...]:
        """Kinds that nobody looked after for SILENT_SECONDS."""
        now = self._now()
        return tuple(kind for kind, at in self._beats.items() if now - at > SILENT_SECONDS)


class Worker:
    """One process's worker. Any number may run on one PostgreSQL."""

    def __init__(self, engine: Engine, gateway: Gateway, heartbeat: Heartbeat | None = None) -> None:
        self._engine = engine
        self._gateway = gateway
        self._actor = system(engine.settings.town_id)
        self.heartbeat = heartbeat or Heartbeat()

    def run_due(self, kind: str = "") -> int:
        """Do what is due now (of a kind); how many jobs were tried. Never raises."""
        return sum(self._pass(one) for one in ((kind,) if kind else KINDS))

    def _pass(self, kind: str) -> int:
        tried = 0
        for _ in range(MOST_BATCHES):
            jobs: list[Mapping[str, Any]] = []
            failed = self._attempt(f"{kind} jobs", self._lease, kind, jobs)
            if failed is not None:
                break
            self.heartbeat.beat(kind)
            for job in jobs:
                self._do(kind, job["id"], job["attempt"])
            tried += len(jobs)
            if len(jobs) < BATCH[kind]:
                break
        return tried

    def _lease(self, kind: str, into: list[Mapping[str, Any]]) -> None:
        """Due jobs that are ours for LEASE_SECONDS; nothing due takes a read and no lock."""
        if self._engine.read(queries.jobs.any_due, self._actor, kind):
            lease = commands.LeaseJobs(BATCH[kind], LEASE_SECONDS, kind)
            into.extend(self._engine.execute(lease, self._actor)["jobs"])

    def _do(self, kind: str, job_id: str, attempt: int) -> None:
        do = self._fire if kind == TIMER else self._send
        failed = self._attempt(f"job {job_id}", do, job_id, attempt)
        # a lost race or an absent database is no fault of the job: it is taken again when its lease ends
        if failed is not None and not isinstance(failed, Busy) and not is_unavailable(failed):
            code = failed.code if isinstance(failed, ZhenwuError) else "internal"
            self._attempt(f"job {job_id}", self._fail, job_id, attempt, code)

    def _fire(self, job_id: str, attempt: int) -> None:
        self._engine.execute(commands.FireTimer(job_id, attempt), self._actor)

    def _send(self, job_id: str, attempt: int) -> None:
        """Deliver outside of any transaction, then tell the door what came back."""
        effect = self._engine.read(queries.jobs.effect_body, self._actor, job_id)
        try:
            answer = self._answer(job_id, effect)
        except NotConnected as error:
            if effect.token:
                self._fail(job_id, attempt, error.code)
            else:
                self._engine.execute(commands.RecordEffect(job_id, attempt), self._actor)
        except GatewayFailed as error:
            self._fail(job_id, attempt, error.code, error.lasting)
        else:
            self._engine.execute(commands.AnswerEffect(job_id, attempt, answer), self._actor)

    def _answer(self, job_id: str, effect: queries.jobs.Effect) -> Mapping[str, Any]:
        local = LOCAL.get(effect.topic)
        if local is not None:
            return local(effect.body)
        if effect.topic == queries.jobs.SMS and not effect.body.get("text"):
            raise GatewayFailed("letter_missing", lasting=True)
        return self._gateway.send(job_id, effect.topic, effect.body)

    def _fail(self, job_id: str, attempt: int, code: str, lasting: bool = False) -> None:
        self._engine.execute(commands.FailJob(job_id, attempt, code, lasting), self._actor)

    @staticmethod
    def _attempt(what: str, call: Callable[..., object], *args: Any) -> Exception | None:
        """The only net: an error that got through would end the ticker, and with it every other job.

        The log has a refusal's code, of anything else type and place, never values.
        """
        try:
            call(*args)
        except ZhenwuError as error:
            log.warning("%s: %s", what, error.code)
            return error
        except Exception as error:  # noqa: BLE001 - the worker's loop
            log.error("%s: %s at %s", what, type(error).__name__, _place(error))
            return error
        return None


def _place(error: Exception) -> str:
    """Function and line where it was raised."""
    found = traceback.extract_tb(error.__traceback__)
    return f"{found[-1].name}:{found[-1].lineno}" if found else ""
