"""Log out: the session ends on the server, not only in the browser."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from engine.commands.context import Context, Decision
from engine.domain import facts as f


@dataclass(frozen=True)
class LogOut:
    name: ClassVar[str] = "log_out"
    session: str = field(repr=False)


def handle(command: LogOut, ctx: Context) -> Decision:
    closed = f.SessionsClosed(ctx.at, id_hash=ctx.vault.index("session", command.session))
    entry = f.AuditEntry("log_out", detail={"login": ctx.actor.login})
    return Decision({}, (closed,), (entry,))
