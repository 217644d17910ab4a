"""The user tasks of a case, open or done, in the order in which they were opened."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, select

from engine.domain.rows import element_path
from engine.domain.trail import Move
from engine.queries.reader import Reader
from engine.store import load_cases
from engine.store.tables import user_account, user_task


@dataclass(frozen=True)
class StepItem:
    """One user task of the case, open or done, for the text steps and the diagram."""

    element_id: str
    call_path: str
    name: str
    name_en: str
    state: str
    actor_name: str
    second_name: str
    """Who acted with them, where a task takes two."""
    outcome: str | None
    created_at: str
    closed_at: str | None
    due_at: str | None
    """The step's own end."""
    provisional: bool

    @property
    def path(self) -> str:
        """The element behind its path of calls: `correction/notice`."""
        return element_path(self.call_path, self.element_id)


def steps(reader: Reader, instance_id: str) -> tuple[StepItem, ...]:
    """Every user task, in the order in which they were opened. The case is in the actor's view."""
    actor, second = func.coalesce(user_task.c.assignee, user_task.c.changed_by), user_account.alias()
    statement = (
        select(user_task, user_account.c.name.label("actor_name"), second.c.name.label("second_name"))
        .outerjoin(user_account, user_account.c.login == actor)
        .outerjoin(second, second.c.login == user_task.c.second_person)
        .where(user_task.c.instance_id == instance_id)
        .order_by(user_task.c.created_at, func.coalesce(user_task.c.closed_at, "9"), user_task.c.id)
    )
    found = [
        StepItem(
            element_id=row.element_id,
            call_path=row.call_path,
            name=row.name,
            name_en=row.name_en,
            state=row.state,
            actor_name=row.actor_name or "",
            second_name=row.second_name or "",
            outcome=row.outcome,
            created_at=row.created_at,
            closed_at=row.closed_at,
            due_at=row.due_at,
            provisional=bool(row.provisional),
        )
        for row in reader.rows(statement)
    ]
    return _in_turn(found, load_cases.moves(reader.connection, instance_id))


def _in_turn(found: Iterable[StepItem], moves: Iterable[Move]) -> tuple[StepItem, ...]:
    """Tasks of one instant, such as behind a fork, stand as the case's records say that they were opened."""
    turns: dict[tuple[str, str], deque[int]] = {}
    opened = [(move.at, path) for move in moves for path in move.opened]
    for number, key in enumerate(opened):
        turns.setdefault(key, deque()).append(number)

    def place(step: StepItem) -> tuple[str, int]:
        mine = turns.get((step.created_at, step.path))
        return step.created_at, mine.popleft() if mine else len(opened)

    return tuple(sorted(found, key=place))
