"""Definitions, forms and closures of cases, compiled once per content hash and shared read-only.

Rows are immutable, so nothing here is ever invalidated. Books, the calendar and what is published now change:
they are kept under the town's revision, the number of records of its own audit chain, which every import,
publication and account moves. 1,064 parsed items with one shared procedure take about 36 MB (engine-facts
§3), so the caches are bounded but generous.
"""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from engine import digest
from engine.forms import Form, compile_form
from engine.runtime.parse import Program, parse_program
from engine.store import load_calendar, load_definitions, load_people

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from engine.config import Settings
    from engine.domain.time_limits import Calendar

Value = TypeVar("Value")


@dataclass(frozen=True)
class Pinned:
    """A version of a form or of a called procedure."""

    version: int
    sha256: str

    def as_json(self) -> dict[str, Any]:
        return {"version": self.version, "sha256": self.sha256}


@dataclass(frozen=True)
class Closure:
    """What a case pinned at its start: its definition, every form, every procedure that is called."""

    key: str
    version: int
    sha256: str
    forms: Mapping[str, Pinned]
    called: Mapping[str, Pinned] = field(default_factory=dict)

    @cached_property
    def id(self) -> str:
        """SHA-256 of the body."""
        return digest.sha256(self.body.encode())

    @cached_property
    def body(self) -> str:
        """Canonical JSON. `called` stands in it only where there is one."""
        document: dict[str, Any] = {
            "definition": {"key": self.key, "version": self.version, "sha256": self.sha256},
            "forms": {key: form.as_json() for key, form in self.forms.items()},
        }
        if self.called:
            document["called"] = {key: part.as_json() for key, part in self.called.items()}
        return json.dumps(document, sort_keys=True, separators=(",", ":"))


class _Shelf(Generic[Value]):
    """A bounded cache; a value is made under the lock, so a definition is parsed once, not per thread."""

    def __init__(self, most: int) -> None:
        self._items: OrderedDict[str, Value] = OrderedDict()
        self._lock = threading.RLock()
        self._most = most

    def get(self, key: str, make: Callable[[], Value]) -> Value:
        with self._lock:
            if key not in self._items:
                self._items[key] = make()
                if len(self._items) > self._most:
                    self._items.popitem(last=False)
            self._items.move_to_end(key)
            return self._items[key]


class Library:
    """One per process."""

    def __init__(self, town_id: str) -> None:
        self._town_id = town_id
        self._programs: _Shelf[Program] = _Shelf(2_000)
        self._composed: _Shelf[Program] = _Shelf(4_000)
        self._forms: _Shelf[Form] = _Shelf(4_000)
        self._closures: _Shelf[Closure] = _Shelf(4_000)
        self._of_town: _Shelf[Any] = _Shelf(400)

    def program(self, connection: Connection, sha256: str) -> Program:
        """The process of that content alone, without those that it calls."""
        return self._programs.get(
            sha256, lambda: parse_program(load_definitions.bpmn(connection, self._town_id, sha256))
        )

    def case_program(self, connection: Connection, closure: Closure) -> Program:
        """The process as a case pinned it, with every procedure that it calls."""
        alone = self.program(connection, closure.sha256)
        if not closure.called:
            return alone
        parts = [closure.called[key].sha256 for key in sorted(closure.called)]
        return self._composed.get(
            " ".join([closure.sha256, *parts]),
            lambda: alone.calling(*(self.program(connection, sha256) for sha256 in parts)),
        )

    def form(self, connection: Connection, sha256: str, key: str) -> Form:
        """The form of that content under the key it was stored with (its JSON id may differ)."""
        return self._forms.get(
            f"{key}:{sha256}",
            lambda: compile_form(load_definitions.form_body(connection, self._town_id, sha256), key),
        )

    def closure(self, connection: Connection, closure_id: str) -> Closure:
        return self._closures.get(
            closure_id, lambda: _closure(load_definitions.closure_body(connection, closure_id))
        )

    def of_town(self, revision: int, key: str, make: Callable[[], Value]) -> Value:
        """What the town's rows say at this revision, read once; shared, so nobody may change it."""
        found: Value = self._of_town.get(f"{revision} {key}", make)
        return found

    def calendar(self, connection: Connection, settings: Settings, revision: int) -> Calendar:
        """The town's calendar at this revision."""
        zone, hours = settings.time_zone, settings.working_hours
        return self.of_town(
            revision,
            f"calendar {zone} {hours}",
            lambda: load_calendar.calendar(connection, self._town_id, zone, hours),
        )

    def book(
        self, connection: Connection, name: str, today: str, revision: int
    ) -> tuple[Mapping[str, Any], ...]:
        """Rows of a book in force on `today` (ISO date) at this revision, by key, each with its `key`."""
        return self.of_town(
            revision,
            f"book {name} {today}",
            lambda: tuple(load_people.book_rows(connection, self._town_id, name, today)),
        )

    def pinned_form(self, connection: Connection, closure: Closure, key: str) -> Form | None:
        """The form of that key as the case pinned it; None for a task without form."""
        pinned = closure.forms.get(key)
        return self.form(connection, pinned.sha256, key) if pinned is not None else None


def _closure(body: str) -> Closure:
    document = json.loads(body)
    definition = document["definition"]
    return Closure(
        definition["key"],
        definition["version"],
        definition["sha256"],
        _pinned(document["forms"]),
        _pinned(document.get("called", {})),
    )


def _pinned(rows: Mapping[str, Any]) -> dict[str, Pinned]:
    return {key: Pinned(row["version"], row["sha256"]) for key, row in rows.items()}
