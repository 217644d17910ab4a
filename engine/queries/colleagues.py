"""Who else could act on a task: for the second person of a task, and for whom a refused person asks."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from engine.domain.assignment import earlier_actor, is_candidate
from engine.errors import NotFound
from engine.queries import case_view, visibility
from engine.queries.reader import Reader
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
    statement = select(user_task.c.id).where(
        user_task.c.id == task_id, user_task.c.town_id == reader.town_id, visibility.task(reader.actor)
    )
    seen = reader.connection.execute(statement).one_or_none() is not None
    task = load_cases.task(reader.connection, reader.town_id, task_id) if seen else None
    if task is None:
        raise NotFound(what="待办", what_en="task", id=task_id)
    case = case_view.case_row(reader, task.instance_id)
    program = case_view.program(reader, task.instance_id)
    path = task.path
    node = program.node_at(path)
    actors = load_cases.actors_by_element(reader.connection, task.instance_id)
    actors["start"] = frozenset({case.started_by})
    people = load_people.holders(reader.connection, reader.town_id, task.posts, reader.today.isoformat())
    return tuple(
        Colleague(one.login, one.name)
        for one in people
        if one.login != reader.actor.login
        and is_candidate(one, task.posts, task.scope)
        and earlier_actor(path, node, actors, one.login, program.node_at) is None
    )
