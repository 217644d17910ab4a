"""Which outcomes an open user task offers now: those without a condition, and those whose `outcome_if` holds.

A condition sees what the gateway behind the task will see: the variables of the task's own token, not those
of other branches or of the caller, the instant and the town's calendar.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.domain.model import Node, Outcome
from engine.domain.time_limits import Calendar, calendar_function
from engine.errors import CalendarMissing
from engine.feel import Context, compile_text, is_true
from engine.runtime.advance import variables_at
from engine.runtime.parse import Program


@dataclass(frozen=True)
class Place:
    """Where a task is open: its node, the case's state (None: it is over) and the task's token in it."""

    node: Node
    state: bytes | None
    token: str


def offered(
    program: Program, place: Place, now: datetime, calendar: Callable[[], Calendar], chosen: str = ""
) -> tuple[Outcome, ...]:
    """The outcomes of the task in the designer's order; `calendar` is asked only if a condition asks.

    Only `true` offers (architecture §4): a condition that is null, or that asks for days of a calendar nobody
    knows yet, hides its outcome. For the outcome `chosen` that last case raises CalendarMissing, as a gateway
    would: who chose it hears why. The texts were checked when the process was published. Raises
    UnknownStateFormat.
    """
    node, state = place.node, place.state
    if not node.offered_if:
        return node.outcomes

    def limit(amount: int, unit: str, start: Any) -> datetime | None:
        return calendar_function(calendar())(amount, unit, start)

    variables = variables_at(program, state, place.token, now) if state is not None else {}
    seen = Context(variables=variables, now=now, calendar=limit)
    return tuple(one for one in node.outcomes if _holds(node, one.key, seen, chosen))


def _holds(node: Node, key: str, seen: Context, chosen: str) -> bool:
    if key not in node.offered_if:
        return True
    try:
        return is_true(compile_text(node.offered_if[key]).evaluate(seen))
    except CalendarMissing:
        if key == chosen:
            raise
        return False
