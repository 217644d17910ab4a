"""Make a bearer token for the API. Only its fingerprint is stored; it is shown once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from engine.adapters.clock import stamp
from engine.commands.context import Context, Decision
from engine.domain import facts as f
from engine.domain.rights import MANAGE_USERS, require
from engine.errors import FormInvalid, NotFound
from engine.store import load_people

MAX_DAYS = 366


@dataclass(frozen=True)
class MakeToken:
    name: ClassVar[str] = "make_token"
    login: str
    days: int = 30


def handle(command: MakeToken, ctx: Context) -> Decision:
    account = load_people.account(ctx.connection, command.login)
    if account is None or not account.enabled:
        raise NotFound(what="用户", what_en="user", id=command.login)
    if ctx.actor.login != command.login:
        require(ctx.actor, MANAGE_USERS)
    if not 1 <= command.days <= MAX_DAYS:
        raise FormInvalid({"days": [(f"天数从 1 到 {MAX_DAYS}", f"days from 1 to {MAX_DAYS}")]})
    secret = ctx.chance.secret()
    ends = stamp(ctx.now + timedelta(days=command.days))
    fact = f.TokenMade(ctx.vault.index("token", secret), command.login, ctx.at, ends)
    entry = f.AuditEntry("make_token", detail={"login": command.login, "ends_at": ends})
    return Decision({"token": secret, "ends_at": ends}, (fact,), (entry,))
