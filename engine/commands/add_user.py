"""Add an account. The first one on an empty database needs no login (the command line)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import ClassVar

from engine.adapters.passwords import MIN_LENGTH, hash_password
from engine.commands.context import Context, Decision
from engine.domain import facts as f
from engine.domain.actors import RESERVED_LOGINS, Scope
from engine.domain.rights import MANAGE_USERS, require
from engine.errors import FormInvalid, UserExists
from engine.store import load_people

MAX_NAME = 120
MAX_DEPARTMENT = 64
PLACES = frozenset({"town", "department", "village", "grid", "squad"})
_LOGIN = re.compile(r"[a-z][a-z0-9_.-]{1,31}")


@dataclass(frozen=True)
class AddUser:
    """`posts` are post keys, or `post@village:key` for a place other than the town."""

    name: ClassVar[str] = "add_user"
    login: str
    person_name: str
    password: str = field(default="", repr=False)
    posts: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    department: str = ""


def prepare(command: AddUser, _ctx: Context) -> str | None:
    if command.password and len(command.password) < MIN_LENGTH:
        raise FormInvalid({"password": [short_password()]})
    return hash_password(command.password) if command.password else None


def handle(command: AddUser, ctx: Context, prepared: str | None) -> Decision:
    if load_people.account(ctx.connection, command.login) is not None:
        raise UserExists(login=command.login)
    require(ctx.actor, MANAGE_USERS)
    errors: dict[str, list[tuple[str, str]]] = {}
    if not _LOGIN.fullmatch(command.login) or command.login in RESERVED_LOGINS:
        errors["login"] = [
            (
                "登录名用 2 到 32 个小写字母、数字、点、横线",
                "use 2 to 32 small letters, digits, dots, hyphens",
            )
        ]
    if not command.person_name.strip():
        errors["name"] = [("请填姓名", "give the person's name")]
    if len(command.person_name) > MAX_NAME:
        errors["name"] = [(f"姓名最多 {MAX_NAME} 个字", f"a name has at most {MAX_NAME} characters")]
    if len(command.department) > MAX_DEPARTMENT:
        errors["department"] = [("没有这个科室", "there is no such department")]
    errors |= _unknown(ctx, "posts", command.posts) | _unknown(ctx, "roles", command.roles)
    if errors:
        raise FormInvalid(errors)
    fact = f.UserAdded(
        login=command.login,
        name=command.person_name.strip(),
        title="",
        department=command.department,
        village="",
        roles=tuple(dict.fromkeys(command.roles)),
        posts=tuple(dict.fromkeys(_post(ctx, text) for text in command.posts)),
        password_hash=prepared,
        sample=False,
        at=ctx.at,
    )
    detail = {"login": command.login, "posts": list(command.posts), "roles": list(command.roles)}
    return Decision({"login": command.login}, (fact,), (f.AuditEntry("add_user", detail=detail),))


def short_password() -> tuple[str, str]:
    return f"密码至少 {MIN_LENGTH} 位", f"a password has at least {MIN_LENGTH} characters"


def _unknown(ctx: Context, book: str, keys: tuple[str, ...]) -> dict[str, list[tuple[str, str]]]:
    known = {row["key"] for row in ctx.book(book)}
    strange = [key for key in keys if key.partition("@")[0] not in known or not _is_place(key)]
    if not strange:
        return {}
    words = "、".join(strange)
    return {book: [(f"名册里没有 {words}", f"not in the register: {words}")]}


def _is_place(text: str) -> bool:
    """`post` alone, or `post@kind:key`."""
    _, at, place = text.partition("@")
    kind, _, key = place.partition(":")
    return not at or (kind in PLACES and 0 < len(key) <= MAX_DEPARTMENT)


def _post(ctx: Context, text: str) -> tuple[str, Scope]:
    post, _, place = text.partition("@")
    kind, _, key = place.partition(":")
    return post, Scope(kind, key) if key else Scope("town", ctx.town_id)
