"""Facts of accounts, sessions, tokens, throttles and books."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.domain.actors import Scope


@dataclass(frozen=True)
class UserAdded:
    login: str
    name: str
    title: str
    department: str
    village: str
    roles: tuple[str, ...]
    posts: tuple[tuple[str, Scope], ...]
    password_hash: str | None
    sample: bool
    at: str


@dataclass(frozen=True)
class PasswordSet:
    login: str
    password_hash: str


@dataclass(frozen=True)
class UserSwitched:
    login: str
    enabled: bool


@dataclass(frozen=True)
class SessionOpened:
    id_hash: str
    login: str
    address: str
    at: str
    ends_at: str


@dataclass(frozen=True)
class SessionsClosed:
    """One session by its hash, or all of a login (after a password change)."""

    at: str
    id_hash: str | None = None
    login: str | None = None


@dataclass(frozen=True)
class TokensEnded:
    """All API tokens of a login."""

    login: str
    at: str


@dataclass(frozen=True)
class TokenMade:
    token_hash: str
    login: str
    at: str
    ends_at: str


@dataclass(frozen=True)
class AttemptFailed:
    subject: str
    failures: int
    blocked_until: str
    at: str


@dataclass(frozen=True)
class AttemptsCleared:
    subject: str


@dataclass(frozen=True)
class RegisterRow:
    key: str
    valid_from: str
    valid_to: str
    body: str


@dataclass(frozen=True)
class BookImported:
    """All rows of a book as of now; keys that the file no longer has are gone."""

    book: str
    rows: tuple[RegisterRow, ...]


@dataclass(frozen=True)
class UsersImported:
    """Accounts and roles of the book `users`. Passwords and the on/off state of known accounts stay."""

    users: tuple[Mapping[str, Any], ...]
    roles: tuple[tuple[str, str], ...]
    at: str


@dataclass(frozen=True)
class AssignmentsImported:
    """Who holds which post where: the whole book `assignments`."""

    rows: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True)
class LeftoversRemoved:
    """Rows older than these instants are gone."""

    drafts_before: str
    answers_before: str
    sessions_before: str


@dataclass(frozen=True)
class SessionSeen:
    id_hash: str
    at: str
