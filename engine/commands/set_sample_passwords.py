"""One password for every sample account of the demo town; real accounts are never touched."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from engine.adapters.passwords import hash_password
from engine.commands.context import Context, Decision
from engine.domain import facts as f
from engine.domain.rights import MANAGE_USERS, require
from engine.store import load_people


@dataclass(frozen=True)
class SetSamplePasswords:
    name: ClassVar[str] = "set_sample_passwords"
    password: str = field(repr=False)


def prepare(command: SetSamplePasswords, _ctx: Context) -> str:
    # one hash for all: 74 separate ones would take seconds and protect nothing that is printed anyway
    return hash_password(command.password)


def handle(command: SetSamplePasswords, ctx: Context, prepared: str) -> Decision:
    del command
    require(ctx.actor, MANAGE_USERS)
    logins = load_people.sample_logins(ctx.connection, ctx.town_id)
    facts = tuple(f.PasswordSet(login, prepared) for login in logins)
    entry = f.AuditEntry("set_sample_passwords", detail={"accounts": len(logins)})
    return Decision({"accounts": len(logins)}, facts, (entry,))
