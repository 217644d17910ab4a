"""Whether the reader may cancel a case: the rule of the command, asked before the button is shown."""

from __future__ import annotations

from engine.domain import assignment
from engine.domain.actors import Scope
from engine.domain.rights import WORK
from engine.domain.states import CaseStatus
from engine.queries import case_view
from engine.queries.reader import Reader
from engine.store import load_cases, load_waits


def may_cancel(reader: Reader, reference: str) -> bool:
    """The rule of `CancelCase`, of an active case. Raises NotFound outside the actor's view."""
    row = case_view.case_row(reader, reference)
    if row.status != CaseStatus.ACTIVE or not reader.actor.may(WORK):
        return False
    connection = reader.connection
    opened = (
        load_cases.task(connection, reader.town_id, one.id)
        for one in load_cases.open_tasks(connection, row.id)
    )
    program = case_view.program(reader, reference)
    return assignment.may_cancel(
        reader.actor,
        ((task.posts, task.scope) for task in opened if task is not None),
        (program.node_at(wait.path) for wait in load_waits.waits_of(connection, row.id)),
        program.model.starter_groups,
        Scope(row.scope_kind, row.scope_id),
        row.started_by,
    )
