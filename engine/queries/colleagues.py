"""Who could act on a task: the others who may, and whether a rule keeps the reader apart from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from engine.domain.assignment import earlier_actor, is_candidate, is_kept_apart
from engine.domain.model import Node
from engine.domain.rows import TaskRow
from engine.errors import FourEyes, NotFound
from engine.queries import case_view, visibility
from engine.queries.reader import Reader
from engine.runtime.parse import Program
from engine.store import load_cases, load_people
from engine.store.tables import user_task


@dataclass(frozen=True)
class Colleague:
    login: str
    name: str


def colleagues(reader: Reader, task_id: str) -> tuple[Colleague, ...]:
    """Other holders of the task's posts, where it belongs, whom no rule keeps apart from it, by name.

    Raises NotFound outside the actor's view.
    """
    task, program = _task(reader, task_id)
    acted = _acted(reader, task)
    people = load_people.holders(reader.connection, reader.town_id, task.posts, reader.today.isoformat())
    return tuple(
        Colleague(one.login, one.name)
        for one in people
        if one.login != reader.actor.login
        and is_candidate(one, task.posts, task.scope)
        and _earlier(program, task.path, acted, one.login) is None
    )


def kept_apart(reader: Reader, task_id: str) -> FourEyes | None:
    """The refusal that four eyes hold for the reader at this task, before they try; None when they may act.

    Raises NotFound outside the actor's view.
    """
    task, program = _task(reader, task_id)
    node = program.node_at(task.path)
    if not is_kept_apart(task.path, node, program.models):
        return None
    other = _earlier(program, task.path, _acted(reader, task), reader.actor.login)
    if other is None:
        return None
    return FourEyes(other=other.label(), other_en=other.label_en, task=node.label(), task_en=node.label_en)


def _task(reader: Reader, task_id: str) -> tuple[TaskRow, Program]:
    statement = select(user_task.c.id).where(
        user_task.c.id == task_id, user_task.c.town_id == reader.town_id, visibility.task(reader.actor)
    )
    seen = reader.connection.execute(statement).one_or_none() is not None
    task = load_cases.task(reader.connection, reader.town_id, task_id) if seen else None
    if task is None:
        raise NotFound(what="待办", what_en="task", id=task_id)
    return task, case_view.program(reader, task.instance_id)


def _acted(reader: Reader, task: TaskRow) -> Mapping[str, frozenset[str]]:
    """Path of a task, and "start" -> who ever acted on it in this case."""
    actors = load_cases.actors_by_element(reader.connection, task.instance_id)
    started_by = case_view.case_row(reader, task.instance_id).started_by
    return {**actors, "start": frozenset({started_by})}


def _earlier(program: Program, path: str, acted: Mapping[str, frozenset[str]], login: str) -> Node | None:
    """The step that this person did before and that keeps them apart from the task at `path`."""
    node = program.node_at(path)
    other = earlier_actor(path, node, acted, login, program.node_at)
    if other is None:
        return None
    return (program.model.start or node) if other == "start" else program.node_at(other)
