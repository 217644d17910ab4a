"""Guessing is slowed in the database: five failures, then 1, 5, 15 minutes (trust-facts §8).

In-memory limits would count per process; these hold over restarts and workers.
"""

from __future__ import annotations

import math
from datetime import datetime, timedelta

from engine.adapters.clock import stamp
from engine.commands.context import Context
from engine.domain import facts as f
from engine.errors import Throttled
from engine.store import load_people

FREE_FAILURES = 5
FREE_OF_ADDRESS = 30
"""A whole town hall may stand behind one address."""
ADDRESS = "address:"
PAUSES = (60, 300, 900)
"""Seconds of pause after the 5th, 6th and every later failure."""


def require_unblocked(ctx: Context, subject: str, *, lock: bool = False) -> None:
    """Raise Throttled while the subject is paused; `lock` in the transaction that will count a failure."""
    row = load_people.get_throttle(ctx.connection, _stored(ctx, subject), lock=lock)
    if row is not None and row.blocked_until > ctx.at:
        left = (datetime.fromisoformat(row.blocked_until) - ctx.now).total_seconds()
        raise Throttled(minutes=max(1, math.ceil(left / 60)))


def failed(ctx: Context, subject: str) -> f.AttemptFailed:
    """One more failure of the subject, with the pause it earns."""
    stored = _stored(ctx, subject)
    row = load_people.get_throttle(ctx.connection, stored, lock=True)
    failures = (row.failures if row is not None else 0) + 1
    over = failures - (FREE_OF_ADDRESS if subject.startswith(ADDRESS) else FREE_FAILURES)
    pause = PAUSES[min(over, len(PAUSES) - 1)] if over >= 0 else 0
    return f.AttemptFailed(stored, failures, stamp(ctx.now + timedelta(seconds=pause)), ctx.at)


def cleared(ctx: Context, subject: str) -> f.AttemptsCleared:
    """The subject proved itself. Never for an address: one good answer must not buy more guesses."""
    return f.AttemptsCleared(_stored(ctx, subject))


def _stored(ctx: Context, subject: str) -> str:
    """A fingerprint: people type ID numbers and passwords into the wrong box."""
    return ctx.vault.index("throttle", subject)
