"""The case of one scenario: where it stands, and what moves it, all through the door."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from engine import commands, queries
from engine.adapters.clock import stamp
from engine.domain.actors import Actor, Scope
from engine.domain.materials import is_faulty
from engine.domain.states import CaseStatus
from engine.domain.time_limits import Limit, due
from engine.queries.task_list import TaskDetail, TaskItem
from engine.queries.waits import JobItem, WaitItem
from engine.runtime.parse import Program
from engine.scenarios.fill import filled
from engine.scenarios.read import EffectStep, MessageStep, TaskStep
from engine.scenarios.stage import CITIZEN, SYSTEM, Stage

TIMER, EFFECT = "timer", "effect"
MOST_FIRED = 200
"""Timers that one step lets go off; more is a circle."""
_LEASE = {"most": 1_000, "seconds": 30}
_LENGTHS = {"d": timedelta(days=1), "h": timedelta(hours=1), "min": timedelta(minutes=1)}


class ScenarioFailed(Exception):
    """A scenario did not go as told; the message says where."""


@dataclass(frozen=True)
class Position:
    """What can move the case: each in the order of the drawing, effects apart from timers."""

    tasks: tuple[TaskItem, ...] = ()
    waits: tuple[WaitItem, ...] = ()
    effects: tuple[JobItem, ...] = ()
    timers: tuple[JobItem, ...] = ()
    """The one that is due first at the front."""
    failed: tuple[JobItem, ...] = ()
    """Jobs that failed for good: the case stands there, and nothing moves it on."""

    @property
    def is_empty(self) -> bool:
        return not (self.tasks or self.waits or self.effects or self.timers)

    @property
    def words(self) -> str:
        """What is open, for a sentence."""
        said = [
            *(f"待办 {task.path}" for task in self.tasks),
            *(f"等消息 {wait.message}（{wait.path}）" for wait in self.waits),
            *(f"等对外动作 {job.node.topic}（{job.path}）" for job in self.effects),
            *(f"等期限 {job.path}（{job.due_at[:16]}Z）" for job in self.timers),
            *(f"没有成功 {job.path}（{job.why[0]}）" for job in self.failed),
        ]
        return "；".join(said) or "什么都没有打开 / nothing is open"


@dataclass
class Case:
    """A running case on a stage."""

    stage: Stage
    case_no: str
    instance_id: str
    program: Program
    ended: bool = False
    _steps: int = 0
    _acted: set[str] = field(default_factory=set)
    _attempts: dict[str, int] = field(default_factory=dict)

    def look(self) -> Position:
        """Where the case stands now. Raises ScenarioFailed for an active case that nothing can move, because
        a step failed or because it waits for nobody (INV-1), and for one that is over and still waits."""
        stage = self.stage
        tasks = stage.read(queries.task_list.task_list, "all", instance_id=self.instance_id, limit=200)
        waits = stage.read(queries.waits.open_waits, self.case_no)
        jobs = stage.read(queries.waits.armed_jobs, self.case_no)
        found = Position(
            tasks=tuple(sorted(tasks.items, key=self._drawn)),
            waits=tuple(sorted(waits, key=self._drawn)),
            effects=tuple(sorted((job for job in jobs if job.kind == EFFECT), key=self._drawn)),
            timers=tuple(sorted((job for job in jobs if job.kind == TIMER), key=self._due)),
            failed=stage.read(queries.waits.failed_jobs, self.case_no),
        )
        status = stage.read(queries.case_view.case_detail, self.case_no).case.status
        self.ended = status != CaseStatus.ACTIVE
        if not self.ended and found.is_empty:
            raise ScenarioFailed(_stopped(found.failed))
        if self.ended and not found.is_empty:
            raise ScenarioFailed(f"办件已经结束，却还有：{found.words} / the case is over but still waits")
        return found

    def complete(self, task: TaskItem, step: TaskStep) -> None:
        """The task with its first outcome, every material in order and the form filled in, but for what is
        told."""
        stage = self.stage
        actor = self._actor(step.as_login)
        detail: TaskDetail = stage.read(queries.task_list.task_detail, task.id, actor=actor)
        outcome = step.outcome or (detail.node.outcomes[0].key if detail.node.outcomes else "")
        verdicts = {row.code: {"verdict": "pass"} for row in detail.materials}
        self._acted.add(actor.login)
        command = commands.CompleteTask(
            task_id=task.id,
            outcome=outcome,
            data=filled(detail.form, step.data, stage.around(actor), outcome),
            materials={**verdicts, **step.materials},
            second_person=self._second(detail, step),
        )
        stage.do(command, actor)

    def _second(self, detail: TaskDetail, step: TaskStep) -> str:
        if step.second_person or detail.node.properties.get("people") != "2":
            return step.second_person
        place = Scope(detail.task.scope_kind, detail.task.scope_id)
        login = self.stage.colleague(detail.candidate_groups, place, self._acted)
        self._acted.add(login)
        return login

    def deliver(self, wait: WaitItem, step: MessageStep) -> None:
        """The message comes with the wait's form filled in, and with the materials that it asks for.

        Sent by whom the story names, else by the citizen where the wait is open to citizens, else by somebody
        who holds its posts, else by another system.
        """
        stage = self.stage
        actor = self._sender(wait, step.as_login)
        command = commands.CorrelateMessage(
            message=wait.message,
            correlation={"case_no": self.case_no},
            variables=filled(wait.form, step.data, stage.around(actor)),
            wait_id=wait.id,
            materials=self._asked(actor) if wait.asks_materials else {},
        )
        stage.do(command, actor)

    def _asked(self, actor: Actor) -> dict[str, str]:
        rows = self.stage.read(queries.case_view.case_detail, self.case_no).materials
        return {row.code: self.stage.upload(actor) for row in rows if is_faulty(row.verdict)}

    def _sender(self, wait: WaitItem, login: str) -> Actor:
        if not login and wait.node.properties.get("audience") == CITIZEN:
            login = CITIZEN
        if not login and self.program.model.is_item and not wait.node.posts:
            login = SYSTEM
        return self._actor(login)

    def answer(self, job: JobItem, step: EffectStep) -> None:
        """The other system answers an effect."""
        attempt = self._leased(job)
        self.stage.do(commands.AnswerEffect(job.id, attempt, step.outputs, step.error))

    def wait_until(self, until: datetime) -> None:
        """Time passes; what becomes due goes off, each at its own instant, the earliest first."""
        for _ in range(MOST_FIRED):
            timers = self.look().timers
            if not timers or timers[0].due_at > stamp(until):
                self.stage.to(until)
                return
            self.fire(timers[0])
        raise ScenarioFailed("期限一个接一个，没有尽头 / timers follow each other without end")

    def fire(self, job: JobItem) -> None:
        """The timer goes off at its instant, or now when that is past."""
        self.stage.to(max(self.stage.clock.now(), datetime.fromisoformat(job.due_at)))
        answer = self.stage.do(commands.FireTimer(job.id, self._leased(job)))
        if not answer["fired"]:
            raise ScenarioFailed(f"期限 {job.path} 到了却没有发生 / the timer was due and did not go off")

    def after(self, by: Limit) -> datetime:
        """The instant so much later. Working days and months keep the time of day. Raises CalendarMissing."""
        now, (amount, unit) = self.stage.clock.now(), by
        if unit in _LENGTHS:
            return now + amount * _LENGTHS[unit]
        calendar = self.stage.read(queries.calendar.town_calendar)
        end = due(now, by, calendar).at
        if unit == "wh":
            return end
        clock = now.astimezone(calendar.zone).time()
        return datetime.combine(end.astimezone(calendar.zone).date(), clock, calendar.zone).astimezone(UTC)

    def _leased(self, job: JobItem) -> int:
        """The attempt under which the job is ours, as the worker gets it."""
        leased: list[Mapping[str, Any]] = self.stage.do(commands.LeaseJobs(kind=job.kind, **_LEASE))["jobs"]
        self._attempts |= {row["id"]: row["attempt"] for row in leased}
        if job.id not in self._attempts:
            raise ScenarioFailed(f"{job.path} 没有到期 / it is not due")
        return self._attempts[job.id]

    def _actor(self, login: str) -> Actor:
        self._steps += 1
        return self.stage.person(login, self.case_no) if login else self.stage.somebody(self._steps)

    def _due(self, job: JobItem) -> tuple[str, int, tuple[int, ...]]:
        return job.due_at, job.node.timer_rank, self._drawn(job)

    def _drawn(self, item: TaskItem | WaitItem | JobItem) -> tuple[int, ...]:
        """Where an element stands in the order of the drawing, through calls."""
        model, places = self.program.model, []
        for part in item.path.split("/"):
            places.append(list(model.nodes).index(part))
            model = self.program.called[called].model if (called := model.nodes[part].called) else model
        return tuple(places)


def _stopped(failed: Sequence[JobItem]) -> str:
    """Why nothing can move the case."""
    if not failed:
        return "办件还在办，却什么都不等 / an active case waits for nobody (INV-1)"
    zh = "；".join(f"“{job.node.label()}”（{job.path}）没有成功：{job.why[0]}" for job in failed)
    en = "; ".join(f"{job.path} failed: {job.why[1]}" for job in failed)
    return f"办件停住了，{zh} / the case stopped, {en}"
