"""Log in by name and password; failures are counted in the database, per account and per address."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import ClassVar

from engine.adapters.clock import stamp
from engine.adapters.passwords import check_password
from engine.commands.context import Context, Decision
from engine.commands.throttling import cleared, failed, require_unblocked
from engine.domain import facts as f
from engine.domain.sessions import ABSOLUTE
from engine.errors import LoginFailed
from engine.store import load_people


@dataclass(frozen=True)
class LogIn:
    name: ClassVar[str] = "log_in"
    login: str
    password: str = field(repr=False)


def prepare(command: LogIn, ctx: Context) -> bool:
    """Whether the password fits; outside the write lock, since the hash takes 47 ms on purpose."""
    require_unblocked(ctx, f"login:{command.login[:120]}")
    require_unblocked(ctx, f"address:{ctx.actor.address}")
    account = load_people.account(ctx.connection, command.login)
    stored = account.password_hash if account is not None and account.enabled else None
    return check_password(stored, command.password)


def handle(command: LogIn, ctx: Context, prepared: bool) -> Decision:
    subjects = (f"login:{command.login[:120]}", f"address:{ctx.actor.address}")
    for subject in subjects:
        # once more under the lock: a burst of guesses was all hashed while none was counted yet
        require_unblocked(ctx, subject, lock=True)
    if not prepared:
        known = load_people.account(ctx.connection, command.login) is not None
        entry = f.AuditEntry("log_in_failed", detail={"login": command.login if known else ""})
        facts = tuple(failed(ctx, subject) for subject in subjects)
        return Decision(facts=facts, audit=(entry,), refusal=LoginFailed())
    secret = ctx.chance.secret()
    ends = stamp(ctx.now + timedelta(seconds=ABSOLUTE))
    opened = f.SessionOpened(
        ctx.vault.index("session", secret), command.login, ctx.actor.address, ctx.at, ends
    )
    entry = f.AuditEntry("log_in", detail={"login": command.login})
    return Decision(
        {"login": command.login, "session": secret},
        (opened, cleared(ctx, subjects[0])),
        (entry,),
    )
