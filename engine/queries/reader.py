"""What a query gets: a connection, who asks, and the means to open what they may see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from engine.adapters.vault import Vault
from engine.config import Settings
from engine.domain.actors import Actor
from engine.library import Library


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

    def rows(self, statement: Any) -> list[Any]:
        return list(self.connection.execute(statement))
