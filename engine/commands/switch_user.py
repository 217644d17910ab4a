"""Switch an account off or on again; switched off, its sessions end at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from engine.commands.context import Context, Decision
from engine.domain import facts as f
from engine.domain.rights import MANAGE_USERS, require
from engine.errors import NotFound
from engine.store import load_people


@dataclass(frozen=True)
class SwitchUser:
    name: ClassVar[str] = "switch_user"
    login: str
    enabled: bool


def handle(command: SwitchUser, ctx: Context) -> Decision:
    if load_people.account(ctx.connection, command.login) is None:
        raise NotFound(what="用户", what_en="user", id=command.login)
    require(ctx.actor, MANAGE_USERS)
    facts: list[f.Fact] = [f.UserSwitched(command.login, command.enabled)]
    if not command.enabled:
        facts.append(f.SessionsClosed(ctx.at, login=command.login))
        facts.append(f.TokensEnded(command.login, ctx.at))
    entry = f.AuditEntry("switch_user", detail={"login": command.login, "enabled": command.enabled})
    return Decision({"login": command.login, "enabled": command.enabled}, tuple(facts), (entry,))
