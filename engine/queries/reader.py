"""What a query gets: a connection, who asks, and the means to open what they may see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from engine.adapters.vault import Vault
from engine.config import Settings
from engine.domain.actors import Actor
from engine.library import Library
from engine.store import audit


@dataclass(frozen=True)
class Reader:
    """One query's surroundings. Queries only SELECT."""

    connection: Connection
    actor: Actor
    now: datetime
    settings: Settings
    vault: Vault
    library: Library

    @property
    def town_id(self) -> str:
        return self.settings.town_id

    @property
    def local_now(self) -> datetime:
        """The present instant in the town's zone."""
        return self.now.astimezone(ZoneInfo(self.settings.time_zone))

    @property
    def today(self) -> date:
        """The day in the town's zone."""
        return self.local_now.date()

    @cached_property
    def revision(self) -> int:
        """The town's revision at the first time of asking; see `engine.library`."""
        return audit.town_revision(self.connection, self.town_id)

    def rows(self, statement: Any) -> list[Any]:
        return list(self.connection.execute(statement))
