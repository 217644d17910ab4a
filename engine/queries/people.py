"""Who is behind a session or a token; accounts and books."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from engine.adapters.clock import stamp
from engine.domain.actors import Actor
from engine.domain.rights import EDIT_REGISTERS, MANAGE_USERS, require
from engine.domain.sessions import IDLE, TOUCH
from engine.errors import NotFound
from engine.forms import Option, listed_options
from engine.queries.reader import Reader
from engine.registers import BOOKS, calendar_rows, write_book
from engine.store import load_calendar, load_people
from engine.store.tables import login_session, register_row, role_assignment, user_account


@dataclass(frozen=True)
class LiveSession:
    """The person of a session; `due` = its last use should be written again."""

    actor: Actor
    due: bool


def session_actor(reader: Reader, secret: str) -> LiveSession | None:
    """The person behind a session secret; None when it ended, idled out or the account is off."""
    id_hash = reader.vault.index("session", secret)
    idle_since = stamp(reader.now - timedelta(seconds=IDLE))
    login = load_people.session_login(reader.connection, id_hash, stamp(reader.now), idle_since)
    actor = _actor(reader, login) if login else None
    if actor is None:
        return None
    seen = reader.connection.execute(
        select(login_session.c.seen_at).where(login_session.c.id_hash == id_hash)
    ).scalar_one()
    return LiveSession(actor, seen < stamp(reader.now - timedelta(seconds=TOUCH)))


def token_actor(reader: Reader, secret: str) -> Actor | None:
    """The person behind an API token; None when it ended or the account is off."""
    login = load_people.token_login(reader.connection, reader.vault.index("token", secret), stamp(reader.now))
    return _actor(reader, login) if login else None


def actor_of(reader: Reader, login: str) -> Actor:
    """The account as an actor. Raises NotFound."""
    actor = _actor(reader, login)
    if actor is None:
        raise NotFound(what="用户", what_en="user", id=login)
    return actor


def has_accounts(reader: Reader) -> bool:
    return load_people.count_accounts(reader.connection) > 0


def has_sample_accounts(reader: Reader) -> bool:
    """Whether this installation holds the sample town: its pages say 演示数据."""
    statement = select(user_account.c.login).where(user_account.c.sample == 1).limit(1)
    return reader.connection.execute(statement).first() is not None


@dataclass(frozen=True)
class AccountItem:
    login: str
    name: str
    title: str
    department: str
    roles: tuple[str, ...]
    enabled: bool
    sample: bool


def accounts(reader: Reader) -> tuple[AccountItem, ...]:
    """All accounts of the town, with the right to manage users."""
    require(reader.actor, MANAGE_USERS)
    roles: dict[str, list[str]] = {}
    for row in reader.rows(select(role_assignment).where(role_assignment.c.town_id == reader.town_id)):
        roles.setdefault(row.login, []).append(row.role)
    statement = select(user_account).where(user_account.c.town_id == reader.town_id)
    return tuple(
        AccountItem(
            row.login,
            row.name,
            row.title,
            row.department,
            tuple(sorted(roles.get(row.login, ()))),
            bool(row.enabled),
            bool(row.sample),
        )
        for row in reader.rows(statement.order_by(user_account.c.login))
    )


def code_list(reader: Reader, name: str) -> tuple[Option, ...]:
    """Options of a code list in the town's order."""
    return listed_options(book(reader, "codelists"), name)


def book(reader: Reader, name: str) -> tuple[Mapping[str, Any], ...]:
    """Rows of a book in force today."""
    return reader.library.book(reader.connection, name, reader.today.isoformat(), reader.revision)


def names(reader: Reader, name: str, column: str = "zh") -> dict[str, str]:
    """key -> words of a book, in one column."""
    return {str(row["key"]): str(row.get(column) or row["key"]) for row in book(reader, name)}


def export_book(reader: Reader, name: str) -> bytes:
    """A book as CSV, every row that ever held. Raises NotFound for an unknown book."""
    require(reader.actor, EDIT_REGISTERS)
    if name not in BOOKS:
        raise NotFound(what="名册", what_en="book", id=name)
    if name == "holidays":
        return write_book(calendar_rows(load_calendar.days(reader.connection, reader.town_id)))
    statement = (
        select(register_row)
        .where(register_row.c.town_id == reader.town_id, register_row.c.book == name)
        .order_by(register_row.c.key, register_row.c.valid_from)
    )
    rows = [
        {"key": row.key, **json.loads(row.body), "valid_from": row.valid_from, "valid_to": row.valid_to}
        for row in reader.rows(statement)
    ]
    return write_book(rows)


def _actor(reader: Reader, login: str) -> Actor | None:
    return load_people.actor(reader.connection, login, reader.today.isoformat(), reader.actor.address)
