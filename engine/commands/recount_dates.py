"""Count dates anew that rested on days not known for sure, once a later calendar is there.

A row that is provisional says with which calendar it was counted (`Calendar.mark`), so nothing has to be told
when one is imported: whatever was counted before is found, also what was stored while the import ran. It is
done in small batches after the import, not in it: across New Year nearly every open case is concerned, each
takes its lock and a record in its chain, and people would wait for all of them.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from engine.commands.context import Context, Decision
from engine.commands.deadlines import case_deadlines, first_due, limit_due
from engine.commands.moving import Course, course
from engine.domain import facts as f
from engine.domain.milestones import clock_runs
from engine.domain.rights import require_system
from engine.domain.rows import CaseRow, TimerDates
from engine.domain.states import CaseStatus
from engine.domain.time_limits import Due, calendar_function
from engine.errors import ZhenwuError
from engine.runtime.recount import timer_due
from engine.runtime.serializer import UnknownStateFormat
from engine.store import load_cases, load_dates, load_waits

Change = tuple[str | None, str | None]
"""What an instant was and what it is now, as stored."""

log = logging.getLogger("zhenwu.deadlines")


@dataclass(frozen=True)
class RecountDates:
    """Answers `cases`: how many of at most `most` cases were looked at. Only the ticker asks for it."""

    name: ClassVar[str] = "recount_dates"
    most: int = 20


@dataclass
class _Recount:
    """What counting anew makes of one case. `sure`: something is not provisional any more."""

    facts: list[f.Fact]
    moved: dict[str, Any]
    sure: bool = False


def handle(command: RecountDates, ctx: Context) -> Decision:
    require_system(ctx.actor)
    facts: list[f.Fact] = []
    entries: list[f.AuditEntry] = []
    mark = ctx.calendar.mark
    ids = load_dates.counted_before(ctx.connection, ctx.town_id, mark, command.most)
    for instance_id in ids:
        # in the order of their ids: two workers that take the same cases do not lock each other out
        case = load_cases.case(ctx.connection, ctx.town_id, instance_id)
        if case is not None and case.status == CaseStatus.ACTIVE:
            done = _recount(ctx, case)
            facts += done.facts
            if done.moved or done.sure:
                entries.append(f.AuditEntry("recount_dates", case.id, "", done.moved))
        facts.append(f.DatesCounted(instance_id, mark))
    return Decision({"cases": len(ids)}, tuple(facts), tuple(entries))


def _recount(ctx: Context, case: CaseRow) -> _Recount:
    """The case's own dates, then those of its open tasks and armed timers. One that cannot be counted keeps
    what it has, so that it holds nobody else up."""
    found = _Recount([], {})
    try:
        on = course(ctx, case)
        due_at = _case(ctx, on, found)
        _tasks(ctx, on, due_at, found)
        _timers(ctx, on, found)
    except (ZhenwuError, UnknownStateFormat) as error:
        log.warning("dates of %s: %s", case.case_no, type(error).__name__)
        return _Recount([], {})
    return found


def _case(ctx: Context, on: Course, found: _Recount) -> str | None:
    """The end of the case; nothing is counted any more after the decision."""
    case, dates = on.case, load_dates.of_case(ctx.connection, on.case.id)
    # another ticker with a later calendar may have counted it while we waited for the lock
    if not 0 < dates.provisional < ctx.calendar.mark or not clock_runs(case.milestones):
        return dates.due_at
    stops = load_waits.stops(ctx.connection, case.id)
    fact = case_deadlines(ctx, case, on.program.model, case.milestones, stops)
    if fact is None:
        return dates.due_at
    changes = {
        name: (getattr(dates, name), getattr(fact, name))
        for name in ("due_at", "legal_at")
        if getattr(dates, name) != getattr(fact, name)
    }
    found.moved |= changes
    found.sure |= not fact.provisional
    found.facts.append(fact)
    return fact.due_at


def _tasks(ctx: Context, on: Course, case_due: str | None, found: _Recount) -> None:
    moved: dict[str, Change] = {}
    for task in load_dates.of_tasks(ctx.connection, on.case.id, ctx.calendar.mark):
        end = limit_due(ctx, task.limit, datetime.fromisoformat(task.created_at))
        first = first_due(end.due_at, case_due, on.case.milestones)
        found.facts.append(f.TaskDueMoved(task.id, end.due_at, end.yellow_at, first, end.provisional))
        found.sure |= not end.provisional
        if end.due_at != task.due_at:
            moved[task.path] = (task.due_at, end.due_at)
    if moved:
        found.moved["tasks"] = moved


def _timers(ctx: Context, on: Course, found: _Recount) -> None:
    moved: dict[str, Change] = {}
    for timer in load_dates.of_timers(ctx.connection, on.case.id, ctx.calendar.mark):
        ends: list[Due] = []
        due_at = _timer(ctx, on, timer, ends)
        if due_at is None:
            continue
        mark = ctx.calendar.mark if any(end.provisional for end in ends) else 0
        found.facts.append(f.TimerMoved(timer.id, due_at, mark))
        found.sure |= not mark
        if due_at != timer.due_at:
            moved[timer.path] = (timer.due_at, due_at)
    if moved:
        found.moved["timers"] = moved


def _timer(ctx: Context, on: Course, timer: TimerDates, ends: list[Due]) -> str | None:
    if on.case.state is None:
        return None
    reached = datetime.fromisoformat(timer.created_at).astimezone(ZoneInfo(ctx.settings.time_zone))
    limits = calendar_function(ctx.calendar, ends)
    return timer_due(on.program, on.case.state, timer.token, timer.element_id, reached, limits)
