"""What a handler gets and gives: a Context to read with, a Decision for the door to apply."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from engine.adapters.chance import Chance
from engine.adapters.clock import stamp
from engine.adapters.files import UploadStore
from engine.adapters.vault import Vault
from engine.config import Settings
from engine.domain.actors import Actor
from engine.domain.facts import AuditEntry, Fact
from engine.domain.time_limits import Calendar
from engine.errors import ZhenwuError
from engine.library import Library
from engine.store import audit, load_people

if TYPE_CHECKING:
    from sqlalchemy import Connection


@dataclass(frozen=True)
class Context:
    """One command's surroundings. Handlers read through `connection` and never write."""

    connection: Connection
    actor: Actor
    now: datetime
    settings: Settings
    chance: Chance
    vault: Vault
    uploads: UploadStore
    library: Library

    @property
    def town_id(self) -> str:
        return self.settings.town_id

    @cached_property
    def at(self) -> str:
        """The present instant as stored text."""
        return stamp(self.now)

    @cached_property
    def local_now(self) -> datetime:
        """The present instant in the town's zone: what expressions and timers call now and today."""
        return self.now.astimezone(ZoneInfo(self.settings.time_zone))

    @cached_property
    def today(self) -> date:
        """The day in the town's zone."""
        return self.local_now.date()

    @cached_property
    def revision(self) -> int:
        """The town's revision at the first time of asking; see `engine.library`."""
        return audit.town_revision(self.connection, self.town_id)

    def book(self, name: str) -> tuple[Mapping[str, Any], ...]:
        """Rows of a book in force today, by key."""
        return self.library.book(self.connection, name, self.today.isoformat(), self.revision)

    @property
    def calendar(self) -> Calendar:
        """The town's working calendar."""
        return self.library.calendar(self.connection, self.settings, self.revision)

    def person(self, login: str) -> str:
        """The name behind a login, for sentences."""
        account = load_people.account(self.connection, login)
        return account.name if account is not None else "申请人"

    def clock_text(self, at: str) -> str:
        """A stored instant as people say it in the town: `11-25 10:32`."""
        moment = datetime.fromisoformat(at).astimezone(ZoneInfo(self.settings.time_zone))
        return moment.strftime("%m-%d %H:%M")


@dataclass(frozen=True)
class Decision:
    """What a handler decided. The door applies facts, appends audit, keeps the answer, commits.

    `refusal` is raised after the commit: a failed log-in must be counted although it is refused.
    """

    answer: Mapping[str, Any] = field(default_factory=dict)
    facts: tuple[Fact, ...] = ()
    audit: tuple[AuditEntry, ...] = ()
    refusal: ZhenwuError | None = None
