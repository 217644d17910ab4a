"""Accounts, roles, posts, sessions, tokens, throttles."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, String, Table, Text

from engine.store.tables.base import KEY, LOGIN, TIME, metadata, town

user_account = Table(
    "user_account",
    metadata,
    Column("login", LOGIN, primary_key=True),
    town(),
    Column("name", String(120), nullable=False),
    Column("title", String(200), nullable=False),
    Column("department", String(64), nullable=False),
    Column("village", String(64), nullable=False),
    Column("password_hash", String(200)),
    Column("enabled", Integer, nullable=False),
    Column("sample", Integer, nullable=False),
    Column("created_at", TIME, nullable=False),
)
"""One login is one person over the whole installation: audit records name logins."""

role_assignment = Table(
    "role_assignment",
    metadata,
    Column("login", LOGIN, primary_key=True),
    Column("role", String(64), primary_key=True),
    town(),
)

post_assignment = Table(
    "post_assignment",
    metadata,
    Column("key", KEY, primary_key=True),
    town(),
    Column("login", LOGIN, nullable=False),
    Column("post", String(64), nullable=False),
    Column("scope_kind", String(16), nullable=False),
    Column("scope_id", String(64), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("valid_from", String(10), nullable=False),
    Column("valid_to", String(10), nullable=False),
)
Index("ix_post_assignment_login", post_assignment.c.login)

login_session = Table(
    "login_session",
    metadata,
    Column("id_hash", String(64), primary_key=True),
    town(),
    Column("login", LOGIN, nullable=False),
    Column("address", String(64), nullable=False),
    Column("opened_at", TIME, nullable=False),
    Column("seen_at", TIME, nullable=False),
    Column("ends_at", TIME, nullable=False),
    Column("closed_at", TIME),
)

api_token = Table(
    "api_token",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    town(),
    Column("login", LOGIN, nullable=False),
    Column("made_at", TIME, nullable=False),
    Column("ends_at", TIME, nullable=False),
)

throttle = Table(
    "throttle",
    metadata,
    Column("subject", String(200), primary_key=True),
    town(),
    Column("failures", Integer, nullable=False),
    Column("blocked_until", TIME, nullable=False),
    Column("note", Text, nullable=False),
)
