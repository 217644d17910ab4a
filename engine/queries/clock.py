"""The clock of a case: from when it runs, until when, where it stood, and every day with its reason."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.domain.limits import read_limit
from engine.domain.milestones import ACCEPT, COMPLETE
from engine.domain.model import Node, ProcessModel
from engine.domain.rows import StopRow
from engine.domain.time_limits import Line, Stop, due, explain
from engine.errors import CalendarMissing
from engine.queries.calendar import town_calendar
from engine.queries.reader import Reader
from engine.queries.standing import Standing, node_at
from engine.store import load_waits

PROMISED, LEGAL = "promised", "legal"


@dataclass(frozen=True)
class StopItem:
    """One stop with the node that began it; `until` None = the clock stands."""

    element_path: str
    node: Node | None
    since: str
    until: str | None


@dataclass(frozen=True)
class Count:
    """A limit counted day by day. `kind`: promised, legal; `due_at` aware, in UTC. The case keeps its stored
    instants; these lines are counted with the calendar of today."""

    kind: str
    limit: str
    due_at: datetime
    provisional: bool
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class CaseClock:
    """Limits as texts such as `10wd`, "" for none; instants as stored. `started_at`: `accept` was reached,
    `ended_at`: `complete` was. `missing_year`: that of which nobody knows the working days, while a limit
    reaches into it and has no count."""

    promised: str
    legal: str
    started_at: str | None
    ended_at: str | None
    legal_at: str | None
    stopped_since: str | None
    standing: Standing
    stops: tuple[StopItem, ...]
    counts: tuple[Count, ...]
    missing_year: int | None = None


def case_clock(reader: Reader, row: Any, model: ProcessModel, standing: Standing) -> CaseClock | None:
    """The clock of a case's row; None for a process without limits."""
    limits = {name: model.properties.get(f"item.limit.{name}", "").strip() for name in (PROMISED, LEGAL)}
    if not any(read_limit(text) for text in limits.values()):
        return None
    milestones = json.loads(row.milestones)
    stops = load_waits.stops(reader.connection, row.id)
    started = milestones.get(ACCEPT)
    counts, missing = _counts(reader, limits, started, stops) if started is not None else ((), None)
    return CaseClock(
        promised=limits[PROMISED],
        legal=limits[LEGAL],
        started_at=started,
        ended_at=milestones.get(COMPLETE),
        legal_at=row.legal_at,
        stopped_since=row.stopped_since,
        standing=standing,
        stops=tuple(
            StopItem(
                one.element_path,
                node_at(reader, row.closure_id, one.element_path),
                one.opened_at,
                one.closed_at,
            )
            for one in stops
        ),
        counts=counts,
        missing_year=missing,
    )


def _counts(
    reader: Reader, limits: dict[str, str], started: str, stops: Sequence[StopRow]
) -> tuple[tuple[Count, ...], int | None]:
    """Day by day; a limit that reaches into a year nobody knows has no count, and the year is told."""
    calendar = town_calendar(reader)
    start = datetime.fromisoformat(started)
    counted = [_stop(one) for one in stops]
    counts, missing = [], None
    for kind, text in limits.items():
        limit = read_limit(text)
        if limit is None:
            continue
        try:
            end = due(start, limit, calendar, counted)
            lines = explain(start, limit, calendar, counted, reader.now)
        except CalendarMissing as error:
            missing = int(error.ids["year"])
            continue
        counts.append(Count(kind, text, end.at, end.provisional, lines))
    return tuple(counts), missing


def _stop(row: StopRow) -> Stop:
    end = datetime.fromisoformat(row.closed_at) if row.closed_at is not None else None
    return Stop(datetime.fromisoformat(row.opened_at), end)
