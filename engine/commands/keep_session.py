"""Note that a session is in use, so that the idle limit counts from here."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from engine.commands.context import Context, Decision
from engine.domain import facts as f


@dataclass(frozen=True)
class KeepSession:
    name: ClassVar[str] = "keep_session"
    session: str = field(repr=False)


def handle(command: KeepSession, ctx: Context) -> Decision:
    return Decision({}, (f.SessionSeen(ctx.vault.index("session", command.session), ctx.at),))
