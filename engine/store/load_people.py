"""Reading accounts, rights, sessions, tokens, throttles and books."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, bindparam, func, or_, select

from engine.domain.actors import ANY_STAFF, Actor, Assignment, Scope
from engine.domain.rows import AccountRow, ThrottleRow
from engine.store.tables import (
    api_token,
    login_session,
    post_assignment,
    register_row,
    role_assignment,
    throttle,
    user_account,
)


def account(connection: Connection, login: str) -> AccountRow | None:
    table = user_account
    row = connection.execute(select(table).where(table.c.login == login)).one_or_none()
    return AccountRow(row.login, row.name, row.password_hash, bool(row.enabled)) if row is not None else None


def sample_logins(connection: Connection, town_id: str) -> list[str]:
    query = select(user_account.c.login).where(user_account.c.town_id == town_id, user_account.c.sample == 1)
    return list(connection.execute(query).scalars())


def count_accounts(connection: Connection) -> int:
    return int(connection.execute(select(func.count()).select_from(user_account)).scalar_one())


def actor(connection: Connection, login: str, today: str, address: str = "") -> Actor | None:
    """The person behind a login with rights and posts as of `today` (ISO date); None when switched off."""
    table = user_account
    row = connection.execute(select(table).where(table.c.login == login)).one_or_none()
    if row is None or not row.enabled:
        return None
    return Actor(
        login=row.login,
        name=row.name,
        kind="staff",
        town_id=row.town_id,
        rights=_rights(connection, row.town_id, login),
        assignments=_assignments(connection, login, today),
        department=row.department,
        address=address,
    )


def _rights(connection: Connection, town_id: str, login: str) -> frozenset[str]:
    roles = select(role_assignment.c.role).where(role_assignment.c.login == login)
    query = select(register_row.c.body).where(
        register_row.c.town_id == town_id, register_row.c.book == "roles", register_row.c.key.in_(roles)
    )
    return frozenset(
        right
        for body in connection.execute(query).scalars()
        for right in json.loads(body).get("permissions", "").split()
    )


def _assignments(connection: Connection, login: str, today: str) -> tuple[Assignment, ...]:
    table = post_assignment
    query = select(table).where(
        table.c.login == login,
        table.c.valid_from <= today,
        or_(table.c.valid_to == "", table.c.valid_to >= today),
    )
    return tuple(
        Assignment(row.post, Scope(row.scope_kind, row.scope_id))
        for row in connection.execute(query.order_by(table.c.kind.desc(), table.c.key))
    )


def holders(connection: Connection, town_id: str, posts: Collection[str], today: str) -> list[Actor]:
    """Enabled accounts with those of the posts that they hold today, by name; ANY_STAFF stands for every
    account. Their rights are not read."""
    table = post_assignment
    held: dict[str, list[Assignment]] = {}
    query = select(table).where(
        table.c.town_id == town_id,
        table.c.post.in_(posts),
        table.c.valid_from <= today,
        or_(table.c.valid_to == "", table.c.valid_to >= today),
    )
    for row in connection.execute(query):
        held.setdefault(row.login, []).append(Assignment(row.post, Scope(row.scope_kind, row.scope_id)))
    people = select(user_account).where(user_account.c.town_id == town_id, user_account.c.enabled == 1)
    if ANY_STAFF not in posts:
        people = people.where(user_account.c.login.in_(held))
    return [
        Actor(row.login, row.name, "staff", town_id, assignments=tuple(held.get(row.login, ())))
        for row in connection.execute(people.order_by(user_account.c.name, user_account.c.login))
    ]


def session_login(connection: Connection, id_hash: str, now: str, idle_since: str) -> str | None:
    """The login of a live session: not closed, not past its end, seen within the idle time."""
    table = login_session
    query = select(table.c.login).where(
        table.c.id_hash == id_hash,
        table.c.closed_at.is_(None),
        table.c.ends_at > now,
        table.c.seen_at > idle_since,
    )
    return connection.execute(query).scalar_one_or_none()


def token_login(connection: Connection, token_hash: str, now: str) -> str | None:
    query = select(api_token.c.login).where(api_token.c.token_hash == token_hash, api_token.c.ends_at > now)
    return connection.execute(query).scalar_one_or_none()


def get_throttle(connection: Connection, subject: str, lock: bool = False) -> ThrottleRow | None:
    """`lock` for who will count one more: two failures at once must not be counted as one."""
    query = select(throttle).where(throttle.c.subject == subject)
    row = connection.execute(query.with_for_update() if lock else query).one_or_none()
    return ThrottleRow(row.failures, row.blocked_until) if row is not None else None


_BOOK = (
    select(register_row)
    .where(
        register_row.c.town_id == bindparam("town"),
        register_row.c.book == bindparam("book"),
        register_row.c.valid_from <= bindparam("today"),
        or_(register_row.c.valid_to == "", register_row.c.valid_to >= bindparam("today")),
    )
    .order_by(register_row.c.key)
)


def book_rows(connection: Connection, town_id: str, book: str, today: str) -> list[dict[str, Any]]:
    """Rows of a book in force on `today` (ISO date), as dictionaries with `key`, in its order."""
    asked = {"town": town_id, "book": book, "today": today}
    return [{"key": row.key, **json.loads(row.body)} for row in connection.execute(_BOOK, asked)]
