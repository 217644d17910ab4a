"""Definitions and forms: immutable, numbered, hash-pinned. Only their status moves."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, LargeBinary, String, Table, Text, UniqueConstraint, text

from engine.store.tables.base import ID, KEY, LOGIN, TIME, metadata, town

definition_version = Table(
    "definition_version",
    metadata,
    Column("id", ID, primary_key=True),
    town(),
    Column("key", KEY, nullable=False),
    Column("version", Integer, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("code", String(64), nullable=False),
    Column("name", String(200), nullable=False),
    Column("name_en", String(200), nullable=False),
    Column("family", String(64), nullable=False),
    Column("department", String(16), nullable=False),
    Column("search_text", Text, nullable=False),
    Column("public", Integer, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("bpmn", LargeBinary, nullable=False),
    Column("deployment_id", ID, nullable=False),
    Column("status", String(16), nullable=False),
    Column("note", Text, nullable=False),
    Column("uploaded_by", LOGIN, nullable=False),
    Column("uploaded_at", TIME, nullable=False),
    Column("published_by", LOGIN),
    Column("published_at", TIME),
    Column("retired_by", LOGIN),
    Column("retired_at", TIME),
    UniqueConstraint("town_id", "key", "version"),
)
Index(
    "uq_definition_version_published",
    definition_version.c.town_id,
    definition_version.c.key,
    unique=True,
    sqlite_where=text("status = 'published'"),
    postgresql_where=text("status = 'published'"),
)

form_version = Table(
    "form_version",
    metadata,
    Column("id", ID, primary_key=True),
    town(),
    Column("key", KEY, nullable=False),
    Column("version", Integer, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("deployment_id", ID, nullable=False),
    Column("status", String(16), nullable=False),
    Column("uploaded_by", LOGIN, nullable=False),
    Column("uploaded_at", TIME, nullable=False),
    UniqueConstraint("town_id", "key", "version"),
)
Index(
    "uq_form_version_published",
    form_version.c.town_id,
    form_version.c.key,
    unique=True,
    sqlite_where=text("status = 'published'"),
    postgresql_where=text("status = 'published'"),
)
Index("ix_form_version_sha256", form_version.c.town_id, form_version.c.sha256)

closure = Table(
    "closure",
    metadata,
    Column("id", String(64), primary_key=True),
    town(),
    Column("body", Text, nullable=False),
)
"""What a case pinned at its start; id = SHA-256 of body, canonical JSON
`{"definition": {"key", "version", "sha256"}, "forms": {key: {"version", "sha256"}}}`."""
