"""Set a password: one's own, or anybody's with the right to manage users. All sessions and tokens end."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from engine.adapters.passwords import MIN_LENGTH, hash_password
from engine.commands.add_user import short_password
from engine.commands.context import Context, Decision
from engine.domain import facts as f
from engine.domain.rights import MANAGE_USERS, require
from engine.errors import FormInvalid, NotFound
from engine.store import load_people


@dataclass(frozen=True)
class SetPassword:
    name: ClassVar[str] = "set_password"
    login: str
    password: str = field(repr=False)


def prepare(command: SetPassword, _ctx: Context) -> str:
    if len(command.password) < MIN_LENGTH:
        raise FormInvalid({"password": [short_password()]})
    return hash_password(command.password)


def handle(command: SetPassword, ctx: Context, prepared: str) -> Decision:
    if load_people.account(ctx.connection, command.login) is None:
        raise NotFound(what="用户", what_en="user", id=command.login)
    if ctx.actor.login != command.login:
        require(ctx.actor, MANAGE_USERS)
    facts = (
        f.PasswordSet(command.login, prepared),
        f.SessionsClosed(ctx.at, login=command.login),
        f.TokensEnded(command.login, ctx.at),
    )
    entry = f.AuditEntry("set_password", detail={"login": command.login})
    return Decision({"login": command.login}, facts, (entry,))
