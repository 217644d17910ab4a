"""Which rows an actor may see, as SQL conditions. Everything fails closed: no post, no row."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, or_, select, true

from engine.domain.actors import ANY_STAFF, Actor
from engine.domain.rights import READ_ALL_CASES, READ_ALL_TASKS
from engine.store.tables import process_instance, user_task, user_task_candidate


def claimable(actor: Actor) -> ColumnElement[bool]:
    """Tasks for which the actor holds a candidate post where they belong."""
    if not actor.is_staff:
        return false()
    candidate = user_task_candidate
    held: list[ColumnElement[bool]] = [candidate.c.post == ANY_STAFF]
    for assignment in actor.assignments:
        held.append(
            and_(candidate.c.post == assignment.post, _covers(assignment.scope.kind, assignment.scope.id))
        )
    return exists(select(1).where(candidate.c.task_id == user_task.c.id, or_(*held)))


def _covers(kind: str, place: str) -> ColumnElement[bool]:
    if kind == "town":
        return true()
    if place == "*":
        return user_task.c.scope_kind == kind
    return and_(user_task.c.scope_kind == kind, user_task.c.scope_id == place)


def task(actor: Actor) -> ColumnElement[bool]:
    """Tasks the actor may look at: their own, those they could claim, all for supervisors."""
    if actor.is_system or actor.may(READ_ALL_TASKS):
        return true()
    own = or_(user_task.c.assignee == actor.login, user_task.c.changed_by == actor.login)
    return or_(own, claimable(actor)) if actor.is_staff else false()


def case(actor: Actor) -> ColumnElement[bool]:
    """Cases the actor may look at: taken in by them, or with a task they may look at; all for supervisors.

    A citizen acts as `citizen:<case_no>` and sees exactly that case.
    """
    if actor.is_system or actor.may(READ_ALL_CASES):
        return true()
    if actor.kind == "citizen":
        number = actor.login.partition(":")[2]
        return process_instance.c.case_no == number if number else false()
    with_task: Any = exists(
        select(1)
        .where(user_task.c.instance_id == process_instance.c.id, task(actor))
        .correlate(process_instance)
    )
    return or_(process_instance.c.started_by == actor.login, with_task)
