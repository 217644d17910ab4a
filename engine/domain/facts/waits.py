"""Facts of waits: subscriptions, messages, jobs, effects, stops of the clock."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class SubscriptionOpened:
    """`correlation` is a keyed hash of the keys that the wait named, "" where the case number alone does."""

    subscription_id: str
    instance_id: str
    case_no: str
    token: str
    element_id: str
    call_path: str
    name: str
    correlation: str
    at: str


@dataclass(frozen=True)
class WaitsClosed:
    """These open waits of the case are over, (token, element id) each: their subscriptions close, their
    jobs, failed ones too, are cancelled. `fired` is the job that ended one of them by firing, if one did."""

    instance_id: str
    places: tuple[tuple[str, str], ...]
    at: str
    fired: str = ""


@dataclass(frozen=True)
class AllWaitsClosed:
    """Every open wait, armed and failed job of the case is over: the case was cancelled."""

    instance_id: str
    at: str


@dataclass(frozen=True)
class MessageReceived:
    """A message from outside. `instance_id` None: nobody waits for it yet, it is kept."""

    inbox_id: str
    message_id: str
    name: str
    case_no: str
    correlation: str
    body_hash: str
    body: bytes
    by: str
    trusted: bool
    at: str
    instance_id: str | None


@dataclass(frozen=True)
class MessageDelivered:
    """A kept message met the wait it was for."""

    inbox_id: str
    instance_id: str
    at: str


@dataclass(frozen=True)
class JobArmed:
    """A timer or an effect, due at `due_at` (stored text); `rank` is `Node.timer_rank`, `provisional` as in
    DeadlinesSet."""

    job_id: str
    kind: str
    instance_id: str
    token: str
    element_id: str
    call_path: str
    due_at: str
    at: str
    rank: int = 1
    provisional: int = 0


@dataclass(frozen=True)
class JobsLeased:
    """These jobs are being done: (job id, attempt) each. Nobody else takes them before `until`."""

    jobs: tuple[tuple[str, int], ...]
    until: str
    at: str


@dataclass(frozen=True)
class JobSettled:
    """An attempt of a job ended. `state`: `done`, `armed` (again, at `due_at`) or `failed` (kept for people).

    `attempt` guards the row: an older attempt's end changes nothing.
    """

    job_id: str
    attempt: int
    state: str
    error: str
    at: str
    due_at: str | None = None


@dataclass(frozen=True)
class EffectQueued:
    """What an effect job sends; `body` is sealed."""

    job_id: str
    instance_id: str
    case_no: str
    topic: str
    letter: str
    body: bytes
    at: str


@dataclass(frozen=True)
class EffectSent:
    job_id: str
    answer: bytes | None
    at: str


@dataclass(frozen=True)
class ClockStopped:
    stop_id: str
    instance_id: str
    element_path: str
    at: str


@dataclass(frozen=True)
class ClockRestarted:
    """Every open stop of the case ends."""

    instance_id: str
    at: str


@dataclass(frozen=True)
class DeadlinesSet:
    """When a case is due; stored text, None where there is no limit. `stopped_since`: the clock stands.

    `running`: it is not decided yet, so its open tasks are due by then too. `provisional`: 0, or
    `Calendar.mark` of the calendar in which a day was not known for sure.
    """

    instance_id: str
    due_at: str | None
    yellow_at: str | None
    legal_at: str | None
    stopped_since: str | None
    provisional: int
    running: bool = True
