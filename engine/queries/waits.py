"""What a case waits for besides tasks: messages with their forms, timers, effects; those that failed too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select

from engine.domain.assignment import may_record
from engine.domain.model import Node
from engine.domain.rows import element_path
from engine.domain.states import JobState
from engine.forms import Form
from engine.queries import case_view, failures
from engine.queries.reader import Reader
from engine.runtime import serializer
from engine.runtime.parse import Program
from engine.runtime.script_engine import script_engine
from engine.store import load_cases, load_waits
from engine.store.tables import job


@dataclass(frozen=True)
class WaitItem:
    """An open message wait. `may_record`: the actor may say on this case's page that it came."""

    id: str
    path: str
    node: Node
    message: str
    form: Form | None
    opened_at: str
    may_record: bool

    @property
    def element_id(self) -> str:
        return self.node.id

    @property
    def place(self) -> str:
        """The path of what stays open while it waits: itself, or the task whose edge it sits on."""
        calls = self.path.rpartition("/")[0]
        return element_path(calls, self.node.attached_to) if self.node.attached_to else self.path

    @property
    def ends_application(self) -> bool:
        return self.node.ends_application

    @property
    def asks_materials(self) -> bool:
        """Whether what was not in order is to be handed in again."""
        return self.node.asks_faulty


@dataclass(frozen=True)
class JobItem:
    """A timer or an effect that a case waits for; `kind` is `timer` or `effect`, `state` `armed` or `failed`.

    `since`: when the case came to it. `error` is the code of the last attempt that failed, "" for none,
    `changed_at` when that was. What failed for good stays where it is until somebody looks after it.
    """

    id: str
    kind: str
    path: str
    node: Node
    due_at: str
    state: str
    attempt: int
    error: str
    since: str
    changed_at: str

    @property
    def why(self) -> tuple[str, str]:
        """The error in Chinese and English."""
        return failures.words(self.error)


def open_waits(reader: Reader, reference: str) -> tuple[WaitItem, ...]:
    """Open message waits of a case in the actor's view, the oldest first, then as drawn. Raises NotFound."""
    instance_id = case_view.case_id(reader, reference)
    rows = load_waits.waits_of(reader.connection, instance_id)
    if not rows:
        return ()
    case = load_cases.case_by_number(reader.connection, reader.town_id, rows[0].case_no)
    if case is None:
        return ()
    closure = reader.library.closure(reader.connection, case.closure_id)
    program = reader.library.case_program(reader.connection, closure)
    found = []
    for row in rows:
        node = program.node_at(row.path)
        found.append(
            WaitItem(
                id=row.id,
                path=row.path,
                node=node,
                message=row.name,
                form=reader.library.pinned_form(reader.connection, closure, node.properties.get("form", "")),
                opened_at=row.opened_at,
                may_record=may_record(reader.actor, (node,), program.model.is_item, case.scope),
            )
        )
    return tuple(sorted(found, key=lambda wait: (wait.opened_at, wait.node.line)))


def ends_by(wait: WaitItem, jobs: tuple[JobItem, ...], program: Program) -> tuple[JobItem, ...]:
    """Timers that end the wait when nothing comes: beside it behind an event gateway, or on its edge or that
    of a call that it lies in. One that only reminds ends nothing."""
    return tuple(job for job in jobs if job.kind == "timer" and _ends(job, wait, program))


def _ends(job: JobItem, wait: WaitItem, program: Program) -> bool:
    calls, _, _ = job.path.rpartition("/")
    if job.node.kind == "boundaryEvent":
        if not job.node.interrupting:
            return False
        host = element_path(calls, job.node.attached_to)
        return wait.place == host or wait.place.startswith(f"{host}/")
    beside, _, element = wait.path.rpartition("/")
    if beside != calls:
        return False
    model = program.model_at(calls)
    before = {flow.source for flow in model.incoming[element]} & {
        flow.source for flow in model.incoming[job.node.id]
    }
    return any(model.nodes[one].kind == "eventBasedGateway" for one in before)


def armed_jobs(reader: Reader, reference: str) -> tuple[JobItem, ...]:
    """Armed timers and effects that the case waits for, in their turn. Raises NotFound."""
    instance_id = case_view.case_id(reader, reference)
    program = case_view.program(reader, reference)
    statement = _jobs(instance_id, JobState.ARMED).order_by(*load_waits.IN_TURN)
    return tuple(_job(row, program) for row in reader.rows(statement))


def failed_jobs(reader: Reader, reference: str) -> tuple[JobItem, ...]:
    """Timers and effects that failed for good and that the case stands at, the first one first.

    The case's own state says which places are open: rows that failed before revision 0004 stayed so when the
    case went on without them. Raises NotFound.
    """
    case = case_view.case_row(reader, reference)
    statement = _jobs(case.id, JobState.FAILED).order_by(job.c.changed_at, job.c.id)
    rows = reader.rows(statement)
    if not rows or case.state is None:
        return ()
    program = case_view.program(reader, reference)
    here = serializer.load(case.state, program, script_engine(reader.local_now))
    return tuple(_job(row, program) for row in rows if here.find(row.token) is not None)


def _jobs(instance_id: str, state: JobState) -> Select[Any]:
    """Without letters: nobody waits for them, so they have no token."""
    return select(job).where(job.c.instance_id == instance_id, job.c.state == state, job.c.token != "")


def _job(row: Any, program: Program) -> JobItem:
    path = element_path(row.call_path, row.element_id)
    return JobItem(
        id=row.id,
        kind=row.kind,
        path=path,
        node=program.node_at(path),
        due_at=row.due_at,
        state=row.state,
        attempt=row.attempt,
        error=row.error,
        since=row.created_at,
        changed_at=row.changed_at,
    )
