"""Deadlines of tasks and cases as facts: counted when a task opens, at acceptance, and when a stop moves.

Between those moments nothing is computed: lights are read from the stored instants (architecture §6.3).
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from engine.adapters.clock import stamp
from engine.commands.context import Context
from engine.commands.undoing import NOTHING, Undone
from engine.domain import facts as f
from engine.domain.limits import read_limit
from engine.domain.milestones import ACCEPT, COMPLETE, clock_runs
from engine.domain.model import Node, ProcessModel
from engine.domain.rows import CaseRow, StopRow
from engine.domain.time_limits import Calendar, Due, Limit, Stop, due, earlier, stopped_since
from engine.errors import CalendarMissing
from engine.store import load_waits

log = logging.getLogger("zhenwu.deadlines")


@dataclass(frozen=True)
class NodeDue:
    """Until when a task should be done, as stored text; `limit` is the limit that was read, "" for none.

    `provisional`: 0, or the mark of the calendar in which a day was not known for sure or not at all.
    """

    due_at: str | None = None
    yellow_at: str | None = None
    provisional: int = 0
    limit: str = ""


def node_due(ctx: Context, node: Node, variables: Mapping[str, Any]) -> NodeDue:
    """The property `limit` of a user task, counted from now: a limit, or the variable that holds one."""
    return limit_due(ctx, _limit_text(node, variables), ctx.now)


def limit_due(ctx: Context, text: str, start: datetime) -> NodeDue:
    """The limit `text` of a step that began at `start` (aware).

    A year that nobody knows gives no instants and a warning in the log: people must be able to go on.
    """
    limit = read_limit(text)
    if limit is None:
        return NodeDue()
    end = _end(start, limit, ctx.calendar, ())
    if end is None:
        return NodeDue(provisional=ctx.calendar.mark, limit=text)
    mark = ctx.calendar.mark if end.provisional else 0
    return NodeDue(stamp(end.at), stamp(end.yellow_at), mark, text)


def case_deadlines(
    ctx: Context,
    case: CaseRow,
    model: ProcessModel,
    milestones: Mapping[str, str],
    stops: Sequence[StopRow],
) -> f.DeadlinesSet | None:
    """Promise and law of the item, counted from `accept` around the stops; the earlier instant is due.

    None before `accept` and for an item without limits. Where nobody knows the days the instants are None.
    """
    accepted = milestones.get(ACCEPT)
    limits = {
        name: read_limit(model.properties.get(f"item.limit.{name}", "")) for name in ("promised", "legal")
    }
    if accepted is None or not any(limits.values()):
        return None
    counted = [_stop(row) for row in stops]
    ends = _ends(ctx, datetime.fromisoformat(accepted), limits, counted)
    first, legal = earlier(ends["promised"], ends["legal"]), ends["legal"]
    standing = stopped_since(counted)
    known = all(_is_sure(limits[name], end) for name, end in ends.items())
    return f.DeadlinesSet(
        instance_id=case.id,
        due_at=stamp(first.at) if first is not None else None,
        yellow_at=stamp(first.yellow_at) if first is not None else None,
        legal_at=stamp(legal.at) if legal is not None else None,
        stopped_since=stamp(standing) if standing is not None else None,
        provisional=0 if known else ctx.calendar.mark,
        running=COMPLETE not in milestones,
    )


def first_due(own: str | None, case_due: str | None, milestones: Mapping[str, str]) -> str | None:
    """What an open task's place in a list goes by: the step's end, or its case's while the clock runs."""
    whole = case_due if clock_runs(milestones) else None
    # stored texts sort as their instants do
    return min(filter(None, (own, whole)), default=None)


def by_first_due(
    case: CaseRow, milestones: Mapping[str, str], opened: Sequence[f.TaskOpened]
) -> tuple[f.TaskOpened, ...]:
    """Opened tasks with the end that lists sort by; `milestones` are those after the step.

    Where the step itself sets the case's deadlines, DeadlinesSet corrects them. A task that stays open beside
    the decision keeps the earlier end: only its place in the list knows.
    """
    return tuple(
        replace(task, first_due_at=first_due(task.due_at, case.due_at, milestones)) for task in opened
    )


def clock_facts(
    ctx: Context,
    case: CaseRow,
    nodes_passed: Sequence[tuple[str, Node]],
    milestones_after: Mapping[str, str],
    model: ProcessModel,
    undone: Undone = NOTHING,
    *,
    ended: bool = False,
) -> tuple[f.Fact, ...]:
    """What a step does to the case's clock; `nodes_passed` are (element path, node) in their order, `case` is
    that before the step, with the milestones that going back has left.

    Executes no statement unless the step reached `accept`, moved a stop or undid a milestone of the clock.
    Reaching `complete` and the end of the case (`ended`) close a stop that is open; after `complete` nothing
    is counted any more, so the marks of nodes change nothing. When `complete` is undone the promise runs on,
    counted anew from `accept` around every stop; `accept` itself is never undone.
    """
    if COMPLETE in case.milestones:
        return ()
    marks = [("", "close")] if undone.stop else []
    marks += [(path, node.clock) for path, node in nodes_passed if node.clock]
    if COMPLETE in milestones_after or ended:
        marks.append(("", "close"))
    moves = _moves(ctx, case, marks)
    went_back = COMPLETE in undone.milestones
    accepted = ACCEPT in milestones_after and ACCEPT not in case.milestones
    if not moves and not went_back and not accepted:
        return ()
    stops = _stops_after(ctx, case, moves, all_of_them=went_back)
    fact = case_deadlines(ctx, case, model, milestones_after, stops)
    if fact is None and (moves or went_back):
        fact = _no_deadlines(case, stops)
    return (*moves, *((fact,) if fact is not None else ()))


def _no_deadlines(case: CaseRow, stops: Sequence[StopRow]) -> f.DeadlinesSet:
    """No limit runs; a stop may stand all the same."""
    since = next((row.opened_at for row in stops if row.closed_at is None), None)
    return f.DeadlinesSet(case.id, None, None, None, since, provisional=0)


def _moves(
    ctx: Context, case: CaseRow, marks: Sequence[tuple[str, str]]
) -> tuple[f.ClockStopped | f.ClockRestarted, ...]:
    """Stops that begin and end in this step: one at a time, however many nodes open one."""
    standing = case.stopped_since is not None
    moves: list[f.ClockStopped | f.ClockRestarted] = []
    for path, mark in marks:
        if mark == "open" and not standing:
            moves.append(f.ClockStopped(ctx.chance.new_id(), case.id, path, ctx.at))
            standing = True
        elif mark == "close" and standing:
            moves.append(f.ClockRestarted(case.id, ctx.at))
            standing = False
    return tuple(moves)


def _stops_after(
    ctx: Context, case: CaseRow, moves: Sequence[f.ClockStopped | f.ClockRestarted], *, all_of_them: bool
) -> list[StopRow]:
    """Every stop as it is after the step. At the first `accept`, without moves, only an open one can reach
    past it, and the row knows that one."""
    if not moves and not all_of_them:
        return [StopRow("", case.stopped_since, None)] if case.stopped_since is not None else []
    stops = load_waits.stops(ctx.connection, case.id)
    for move in moves:
        if isinstance(move, f.ClockStopped):
            stops.append(StopRow(move.element_path, move.at, None))
        else:
            stops = [replace(row, closed_at=row.closed_at or move.at) for row in stops]
    return stops


def _limit_text(node: Node, variables: Mapping[str, Any]) -> str:
    written = node.properties.get("limit", "").strip()
    if not written or read_limit(written) is not None:
        return written
    held = variables.get(written)
    return held.strip() if isinstance(held, str) else ""


def _ends(
    ctx: Context, accepted: datetime, limits: Mapping[str, Limit | None], stops: Sequence[Stop]
) -> dict[str, Due | None]:
    """When each limit ends; None where there is none or nobody knows the days."""
    return {
        name: _end(accepted, limit, ctx.calendar, stops) if limit is not None else None
        for name, limit in limits.items()
    }


def _is_sure(limit: Limit | None, end: Due | None) -> bool:
    """Whether every day of the limit is known; there is nothing to know where there is no limit."""
    return limit is None or (end is not None and not end.provisional)


def _end(start: datetime, limit: Limit, calendar: Calendar, stops: Sequence[Stop]) -> Due | None:
    try:
        return due(start, limit, calendar, stops)
    except CalendarMissing as error:
        log.warning("no deadline: %s", error.sentence("en"))
        return None


def _stop(row: StopRow) -> Stop:
    end = datetime.fromisoformat(row.closed_at) if row.closed_at is not None else None
    return Stop(datetime.fromisoformat(row.opened_at), end)
