"""Whether the reader may cancel a case: the rule of the command, asked before the button is shown."""

from __future__ import annotations

from engine.domain.actors import Scope
from engine.domain.assignment import is_candidate
from engine.domain.rights import WORK
from engine.domain.states import CaseStatus
from engine.queries import case_view
from engine.queries.reader import Reader
from engine.store import load_cases, load_waits


def may_cancel(reader: Reader, reference: str) -> bool:
    """Holders of a post of an open task, of an open wait or of those that start the item; who took in a case
    on which nobody works. Raises NotFound outside the actor's view."""
    row = case_view.case_row(reader, reference)
    if row.status != CaseStatus.ACTIVE or not reader.actor.may(WORK):
        return False
    actor, connection = reader.actor, reader.connection
    opened = load_cases.open_tasks(connection, row.id)
    tasks = (load_cases.task(connection, reader.town_id, one.id) for one in opened)
    if any(task is not None and is_candidate(actor, task.posts, task.scope) for task in tasks):
        return True
    if not opened and actor.is_staff and actor.login == row.started_by:
        return True
    program = case_view.program(reader, reference)
    waits = load_waits.waits_of(connection, row.id)
    posts = {post for wait in waits for post in program.node_at(wait.path).posts}
    scope = Scope(row.scope_kind, row.scope_id)
    return actor.is_system or is_candidate(actor, posts.union(program.model.starter_groups), scope)
