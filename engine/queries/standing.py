"""How tasks and cases stand in time: computed on read from stored instants (architecture §6.3)."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ScalarSelect, select

from engine.domain.milestones import ACCEPT, COMPLETE, clock_runs
from engine.domain.model import Node
from engine.domain.time_limits import Light, light, working_days_left
from engine.domain.time_limits.lights import GREEN, RED, RED_LEGAL, RED_PROMISE, STOPPED, YELLOW
from engine.queries.calendar import town_calendar
from engine.queries.reader import Reader
from engine.store.tables import clock_stop, process_instance

_RANK = (GREEN, YELLOW, RED)


@dataclass(frozen=True)
class Standing:
    """A row in time; instants are stored texts. `light` is None where nothing is due, or where the end could
    not be counted: `missing_year` is then the year of which nobody knows the working days. It can stand
    beside a light too, where the step's end is known and the case's is not, or the other way round.

    `late_since`: the instant that has passed, of the step, the promise or the law; `days_late` counts from
    its day, `days_left` the working days up to `due_at`. `stopped_at`: the node that stopped the clock, while
    it stands. `final`: the case has been decided, the light is what it was then.
    """

    due_at: str | None = None
    yellow_at: str | None = None
    provisional: bool = False
    light: Light | None = None
    late_since: str | None = None
    days_late: int = 0
    days_left: int | None = None
    stopped_at: Node | None = None
    final: bool = False
    missing_year: int | None = None


NOTHING_DUE = Standing()


@dataclass(frozen=True)
class _Instants:
    due_at: str | None
    yellow_at: str | None
    legal_at: str | None
    provisional: bool

    @property
    def uncounted(self) -> bool:
        """Whether there is a limit whose end nobody could count (`engine.commands.deadlines`)."""
        return self.due_at is None and self.provisional

    def light(self, now: datetime) -> Light:
        return light(now, _at(self.yellow_at), _at(self.due_at), _at(self.legal_at))


_NO_INSTANTS = _Instants(None, None, None, False)


class Timekeeper:
    """Reads rows as one query returns them; asks for the town's calendar once."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._calendar = town_calendar(reader)

    def task(self, row: Any) -> Standing:
        """An open task: its own limit before `accept` and after `complete`, the earlier of it and the case's
        between. Past its own limit alone it is yellow, never red. `row` has the columns of `of_case`.
        """
        own = _Instants(row.due_at, row.yellow_at, None, bool(row.provisional))
        whole = _case_instants(row) if clock_runs(json.loads(row.case_milestones)) else None
        first, missing = _first(own, whole), self._missing(row, own, whole)
        if first.due_at is None:
            return Standing(missing_year=missing) if missing is not None else NOTHING_DUE
        moment = _moment(self._reader.now, row.case_stopped_since)
        alone = light(moment, _at(own.yellow_at), None)
        found = max(alone, whole.light(moment), key=_rank) if whole is not None else alone
        late_since = _late_since(found, own, whole, moment)
        standing = self._standing(
            row, first, found, late_since, moment, standing=row.case_stopped_since is not None
        )
        return replace(standing, missing_year=missing) if missing is not None else standing

    def case(self, row: Any) -> Standing:
        """A case: promise against law while it is decided upon; afterwards what it was at that instant."""
        instants = _case_instants(row)
        if instants.due_at is None:
            runs = clock_runs(json.loads(row.case_milestones)) and not row.case_ended_at
            missing = self._missing(row, _NO_INSTANTS, instants if runs else None)
            return Standing(missing_year=missing) if missing is not None else NOTHING_DUE
        fixed = json.loads(row.case_milestones).get(COMPLETE) or row.case_ended_at
        moment = _moment(_at(fixed) or self._reader.now, row.case_stopped_since)
        found = instants.light(moment)
        late_since = _late_since(found, instants, instants, moment)
        standing = row.case_stopped_since is not None and not fixed
        return self._standing(row, instants, found, late_since, moment, standing=standing, final=bool(fixed))

    def _standing(
        self,
        row: Any,
        first: _Instants,
        found: Light,
        late_since: str | None,
        moment: datetime,
        *,
        standing: bool,
        final: bool = False,
    ) -> Standing:
        due, late = _at(first.due_at), _at(late_since)
        day = self._calendar.local_day
        return Standing(
            due_at=first.due_at,
            yellow_at=first.yellow_at,
            provisional=first.provisional,
            light=Light(found.light, STOPPED) if standing else found,
            late_since=late_since,
            days_late=(day(moment) - day(late)).days if late is not None else 0,
            days_left=working_days_left(moment, due, self._calendar) if due is not None else None,
            stopped_at=self._node(row) if standing else None,
            final=final,
        )

    def _missing(self, row: Any, own: _Instants, whole: _Instants | None) -> int | None:
        """The year without which the end of the step, or of the case, could not be counted."""
        if whole is not None and whole.uncounted:
            start = json.loads(row.case_milestones)[ACCEPT]
        elif own.uncounted:
            start = row.created_at
        else:
            return None
        return self._calendar.unknown_year(self._calendar.local_day(datetime.fromisoformat(start)))

    def _node(self, row: Any) -> Node | None:
        """The node at which the clock was stopped; models are kept by the library."""
        return node_at(self._reader, row.case_closure_id, row.stopped_at) if row.stopped_at else None


def of_case() -> tuple[Any, ...]:
    """The columns of a case that Timekeeper reads, with the path of the node that stopped its clock."""
    table = process_instance
    return (
        table.c.closure_id.label("case_closure_id"),
        table.c.milestones.label("case_milestones"),
        table.c.ended_at.label("case_ended_at"),
        table.c.due_at.label("case_due_at"),
        table.c.yellow_at.label("case_yellow_at"),
        table.c.legal_at.label("case_legal_at"),
        table.c.stopped_since.label("case_stopped_since"),
        table.c.provisional.label("case_provisional"),
        _stopping_node().label("stopped_at"),
    )


def node_at(reader: Reader, closure_id: str, path: str) -> Node | None:
    """The node behind a path of calls (`correction/wait_answer`) in what a case pinned."""
    closure = reader.library.closure(reader.connection, closure_id)
    calls, _, element_id = path.rpartition("/")
    model = reader.library.case_program(reader.connection, closure).model_at(calls)
    return model.nodes.get(element_id)


def _stopping_node() -> ScalarSelect[Any]:
    table = clock_stop
    return (
        select(table.c.element_path)
        .where(table.c.instance_id == process_instance.c.id, table.c.closed_at.is_(None))
        .order_by(table.c.opened_at)
        .limit(1)
        .scalar_subquery()
    )


def _case_instants(row: Any) -> _Instants:
    return _Instants(row.case_due_at, row.case_yellow_at, row.case_legal_at, bool(row.case_provisional))


def _first(own: _Instants, whole: _Instants | None) -> _Instants:
    """What is due first; stored texts sort as their instants do."""
    if whole is None or whole.due_at is None:
        return own
    return whole if own.due_at is None or whole.due_at < own.due_at else own


def _late_since(found: Light, own: _Instants, whole: _Instants | None, moment: datetime) -> str | None:
    if whole is not None and found.detail == RED_LEGAL:
        return whole.legal_at
    if whole is not None and found.detail == RED_PROMISE:
        return whole.due_at
    due = _at(own.due_at)
    return own.due_at if due is not None and due < moment.replace(microsecond=0) else None


def _moment(now: datetime, stopped_since: str | None) -> datetime:
    """A clock that was stopped keeps the colour that it had then."""
    since = _at(stopped_since)
    return min(now, since) if since is not None else now


def _rank(one: Light) -> int:
    return _RANK.index(one.light)


def _at(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
