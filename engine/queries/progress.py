"""Where a case stands, for whoever may see it: the open places with the calls that lead there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import select

from engine.domain.model import Node, Outcome, ProcessModel
from engine.domain.rows import element_path
from engine.domain.states import JobState, TaskState
from engine.queries import case_view, waits
from engine.queries.reader import Reader
from engine.runtime.parse import Program
from engine.store.tables import job, subscription, user_task

SERVING = "service_receipt"
"""Value of a task's property `doc`: its outcome says how a decision is served."""


@dataclass(frozen=True)
class Place:
    """An open task, wait or job, one that failed for good included. `top` is the element of the item itself:
    the call, or the node."""

    path: str
    node: Node
    top: Node


@dataclass(frozen=True)
class Progress:
    """`served_how`: the way by which a decision is being or was served, None before. `docs`: values of the
    property `doc` of the tasks that were completed. `procedures`: what the case pinned, by key."""

    places: tuple[Place, ...]
    served_how: Outcome | None
    docs: frozenset[str]
    procedures: Mapping[str, ProcessModel]


def progress(reader: Reader, reference: str) -> Progress:
    """Places in the order in which they were reached. Raises NotFound outside the actor's view."""
    instance_id = case_view.case_id(reader, reference)
    program = case_view.program(reader, reference)
    paths = dict.fromkeys(path for _at, path in sorted(_open(reader, instance_id, reference)))
    places = (_place(program, path) for path in paths)
    done = [(node, outcome) for node, outcome in _completed(reader, instance_id, program) if node.doc]
    return Progress(
        places=tuple(one for one in places if one.node.kind != "boundaryEvent"),
        served_how=next((outcome for node, outcome in done if node.doc == SERVING), None),
        docs=frozenset(node.doc for node, _ in done),
        procedures={key: one.model for key, one in program.called.items()},
    )


def _open(reader: Reader, instance_id: str, reference: str) -> list[tuple[str, str]]:
    """(reached at, path) of everything that can move the case."""
    tasks = select(user_task.c.created_at, user_task.c.call_path, user_task.c.element_id).where(
        user_task.c.instance_id == instance_id, user_task.c.state.in_((TaskState.OPEN, TaskState.CLAIMED))
    )
    awaited = select(subscription.c.opened_at, subscription.c.call_path, subscription.c.element_id).where(
        subscription.c.instance_id == instance_id, subscription.c.closed_at.is_(None)
    )
    jobs = select(job.c.created_at, job.c.call_path, job.c.element_id).where(
        job.c.instance_id == instance_id, job.c.state == JobState.ARMED, job.c.token != ""
    )
    found = [
        (at, element_path(call_path, element_id))
        for statement in (tasks, awaited, jobs)
        for at, call_path, element_id in reader.rows(statement)
    ]
    return found + [(one.since, one.path) for one in waits.failed_jobs(reader, reference)]


def _place(program: Program, path: str) -> Place:
    return Place(path, program.node_at(path), program.model.nodes[path.partition("/")[0]])


def _completed(reader: Reader, instance_id: str, program: Program) -> Iterator[tuple[Node, Outcome | None]]:
    """Tasks that were completed with their outcomes, the last one first."""
    statement = (
        select(user_task.c.call_path, user_task.c.element_id, user_task.c.outcome)
        .where(user_task.c.instance_id == instance_id, user_task.c.state == TaskState.COMPLETED)
        .order_by(user_task.c.closed_at.desc())
    )
    for row in reader.rows(statement):
        node = program.node_at(element_path(row.call_path, row.element_id))
        yield node, next((one for one in node.outcomes if one.key == row.outcome), None)
