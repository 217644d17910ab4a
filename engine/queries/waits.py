"""What a case waits for besides tasks: messages with their forms, armed timers, effects under way."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from engine.domain.assignment import is_candidate
from engine.domain.model import Node
from engine.domain.rights import MESSAGES
from engine.domain.rows import element_path
from engine.domain.states import JobState
from engine.forms import Form
from engine.queries import case_view
from engine.queries.reader import Reader
from engine.runtime.parse import Program
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
    def asks_materials(self) -> bool:
        """Whether what was not in order is to be handed in again."""
        return self.node.properties.get("materials") == "faulty"


@dataclass(frozen=True)
class JobItem:
    """An armed timer or an effect of a case; `kind` is `timer` or `effect`."""

    id: str
    kind: str
    path: str
    node: Node
    due_at: str


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
    actor = reader.actor
    found = []
    for row in rows:
        node = program.node_at(row.path)
        trusted = actor.is_system or actor.may(MESSAGES) or (actor.is_staff and not program.model.is_item)
        citizen = actor.kind == "citizen" and node.properties.get("audience") == "citizen"
        found.append(
            WaitItem(
                id=row.id,
                path=row.path,
                node=node,
                message=row.name,
                form=reader.library.pinned_form(reader.connection, closure, node.properties.get("form", "")),
                opened_at=row.opened_at,
                may_record=trusted or citizen or is_candidate(actor, node.posts, case.scope),
            )
        )
    return tuple(sorted(found, key=lambda wait: (wait.opened_at, wait.node.line)))


def ends_by(wait: WaitItem, jobs: tuple[JobItem, ...], program: Program) -> tuple[JobItem, ...]:
    """Timers that end the wait when nothing comes: beside it behind an event gateway, on its edge, or on the
    edge of a call that it lies in."""
    return tuple(job for job in jobs if job.kind == "timer" and _ends(job, wait, program))


def _ends(job: JobItem, wait: WaitItem, program: Program) -> bool:
    calls, _, _ = job.path.rpartition("/")
    if job.node.kind == "boundaryEvent":
        host = element_path(calls, job.node.attached_to)
        return wait.path == host or wait.path.startswith(f"{host}/")
    beside, _, element = wait.path.rpartition("/")
    if beside != calls:
        return False
    incoming = program.model_at(calls).incoming
    before = {flow.source for flow in incoming.get(element, ())}
    return bool(before & {flow.source for flow in incoming.get(job.node.id, ())})


def armed_jobs(reader: Reader, reference: str) -> tuple[JobItem, ...]:
    """Armed timers and effects that the case waits for, by due instant. Raises NotFound."""
    instance_id = case_view.case_id(reader, reference)
    program = case_view.program(reader, reference)
    statement = (
        select(job)
        .where(job.c.instance_id == instance_id, job.c.state == JobState.ARMED, job.c.token != "")
        .order_by(job.c.due_at, job.c.id)
    )
    return tuple(
        JobItem(
            row.id,
            row.kind,
            element_path(row.call_path, row.element_id),
            program.node_at(element_path(row.call_path, row.element_id)),
            row.due_at,
        )
        for row in reader.rows(statement)
    )
