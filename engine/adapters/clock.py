"""The one clock. Everything below takes the time as an argument."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        ...


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


class FrozenClock:
    """A clock for scenarios and tests; moves only when told."""

    def __init__(self, at: datetime) -> None:
        self._at = at.astimezone(UTC)

    def now(self) -> datetime:
        return self._at

    def advance(self, step: timedelta) -> None:
        self._at += step


def stamp(at: datetime) -> str:
    """The stored text of an instant: UTC, always six digits of a second, so text order is time order."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")
