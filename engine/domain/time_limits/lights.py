"""Lights, computed when somebody looks: nothing has to run for a case to turn yellow (architecture §6.3)."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

GREEN, YELLOW, RED = "green", "yellow", "red"
RED_PROMISE, RED_LEGAL, STOPPED = "red_promise", "red_legal", "stopped"


class Light(NamedTuple):
    """`light`: green, yellow, red; `detail`: green, yellow, red_promise, red_legal, stopped."""

    light: str
    detail: str


def light(
    now: datetime,
    yellow_at: datetime | None,
    due_at: datetime | None,
    legal_at: datetime | None = None,
    stopped_since: datetime | None = None,
) -> Light:
    """The light at `now`. The whole second of an end is still in time: 23:59:59 is, 00:00:00 is not.

    A clock that was stopped keeps the colour that it had then and says so.
    """
    if stopped_since is not None and stopped_since <= now:
        return Light(_running(stopped_since, yellow_at, due_at, legal_at).light, STOPPED)
    return _running(now, yellow_at, due_at, legal_at)


def _running(
    now: datetime, yellow_at: datetime | None, due_at: datetime | None, legal_at: datetime | None
) -> Light:
    second = now.replace(microsecond=0)
    if legal_at is not None and second > legal_at:
        return Light(RED, RED_LEGAL)
    if due_at is not None and second > due_at:
        return Light(RED, RED_PROMISE)
    if yellow_at is not None and now >= yellow_at:
        return Light(YELLOW, YELLOW)
    return Light(GREEN, GREEN)
