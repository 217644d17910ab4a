"""Writers of accounts, sessions, tokens, throttles and books."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from engine.domain import facts as f
from engine.store.tables import (
    api_token,
    login_session,
    post_assignment,
    register_row,
    role_assignment,
    throttle,
    user_account,
)


def user_added(connection: Connection, fact: f.UserAdded, town_id: str) -> None:
    connection.execute(
        insert(user_account).values(
            login=fact.login,
            town_id=town_id,
            name=fact.name,
            title=fact.title,
            department=fact.department,
            village=fact.village,
            password_hash=fact.password_hash,
            enabled=1,
            sample=int(fact.sample),
            created_at=fact.at,
        )
    )
    if fact.roles:
        connection.execute(
            insert(role_assignment),
            [{"login": fact.login, "role": role, "town_id": town_id} for role in fact.roles],
        )
    if fact.posts:
        connection.execute(
            insert(post_assignment),
            [
                {
                    "key": f"{fact.login}:{post}:{scope.kind}:{scope.id}",
                    "town_id": town_id,
                    "login": fact.login,
                    "post": post,
                    "scope_kind": scope.kind,
                    "scope_id": scope.id,
                    "kind": "main",
                    "valid_from": fact.at[:10],
                    "valid_to": "",
                }
                for post, scope in fact.posts
            ],
        )


def password_set(connection: Connection, fact: f.PasswordSet, _town_id: str) -> None:
    connection.execute(
        update(user_account)
        .where(user_account.c.login == fact.login)
        .values(password_hash=fact.password_hash)
    )


def user_switched(connection: Connection, fact: f.UserSwitched, _town_id: str) -> None:
    connection.execute(
        update(user_account).where(user_account.c.login == fact.login).values(enabled=int(fact.enabled))
    )


def session_opened(connection: Connection, fact: f.SessionOpened, town_id: str) -> None:
    connection.execute(
        insert(login_session).values(
            id_hash=fact.id_hash,
            town_id=town_id,
            login=fact.login,
            address=fact.address,
            opened_at=fact.at,
            seen_at=fact.at,
            ends_at=fact.ends_at,
        )
    )


def sessions_closed(connection: Connection, fact: f.SessionsClosed, _town_id: str) -> None:
    table = login_session
    which = table.c.id_hash == fact.id_hash if fact.id_hash else table.c.login == fact.login
    connection.execute(update(table).where(which, table.c.closed_at.is_(None)).values(closed_at=fact.at))


def token_made(connection: Connection, fact: f.TokenMade, town_id: str) -> None:
    connection.execute(
        insert(api_token).values(
            token_hash=fact.token_hash,
            town_id=town_id,
            login=fact.login,
            made_at=fact.at,
            ends_at=fact.ends_at,
        )
    )


def tokens_ended(connection: Connection, fact: f.TokensEnded, _town_id: str) -> None:
    table = api_token
    connection.execute(
        update(table).where(table.c.login == fact.login, table.c.ends_at > fact.at).values(ends_at=fact.at)
    )


def attempt_failed(connection: Connection, fact: f.AttemptFailed, town_id: str) -> None:
    values = {"failures": fact.failures, "blocked_until": fact.blocked_until, "note": fact.at}
    if fact.failures == 1:
        # nothing was there to lock: whoever inserts second conflicts and counts again
        connection.execute(insert(throttle).values(subject=fact.subject, town_id=town_id, **values))
    else:
        connection.execute(update(throttle).where(throttle.c.subject == fact.subject).values(values))


def attempts_cleared(connection: Connection, fact: f.AttemptsCleared, _town_id: str) -> None:
    connection.execute(delete(throttle).where(throttle.c.subject == fact.subject))


def book_imported(connection: Connection, fact: f.BookImported, town_id: str) -> None:
    table = register_row
    connection.execute(delete(table).where(table.c.town_id == town_id, table.c.book == fact.book))
    if fact.rows:
        connection.execute(
            insert(table),
            [
                {
                    "town_id": town_id,
                    "book": fact.book,
                    "key": row.key,
                    "valid_from": row.valid_from,
                    "valid_to": row.valid_to,
                    "body": row.body,
                }
                for row in fact.rows
            ],
        )


def users_imported(connection: Connection, fact: f.UsersImported, town_id: str) -> None:
    logins = [str(user["login"]) for user in fact.users]
    known = set(
        connection.execute(select(user_account.c.login).where(user_account.c.login.in_(logins))).scalars()
    )
    fresh = [_account(user, town_id, fact.at) for user in fact.users if user["login"] not in known]
    if fresh:
        connection.execute(insert(user_account), fresh)
    for user in fact.users:
        if user["login"] in known:
            connection.execute(
                update(user_account)
                .where(user_account.c.login == user["login"])
                .values(name=user["name"], title=user["title"], department=user["department"])
            )
    connection.execute(delete(role_assignment).where(role_assignment.c.login.in_(logins)))
    roles = [{"login": login, "role": role, "town_id": town_id} for login, role in fact.roles]
    if roles:
        connection.execute(insert(role_assignment), roles)


def assignments_imported(connection: Connection, fact: f.AssignmentsImported, town_id: str) -> None:
    connection.execute(delete(post_assignment).where(post_assignment.c.town_id == town_id))
    if fact.rows:
        connection.execute(insert(post_assignment), [{**row, "town_id": town_id} for row in fact.rows])


def session_seen(connection: Connection, fact: f.SessionSeen, _town_id: str) -> None:
    connection.execute(
        update(login_session).where(login_session.c.id_hash == fact.id_hash).values(seen_at=fact.at)
    )


def _account(user: Mapping[str, Any], town_id: str, at: str) -> dict[str, Any]:
    return {
        "login": user["login"],
        "town_id": town_id,
        "name": user["name"],
        "title": user["title"],
        "department": user["department"],
        "village": user["village"],
        "password_hash": user.get("password_hash"),
        "enabled": int(user["enabled"]),
        "sample": int(user["sample"]),
        "created_at": at,
    }
