"""Append-only audit records (triggers forbid the rest), and the answers kept for repeated requests."""

from __future__ import annotations

from sqlalchemy import Column, Integer, LargeBinary, String, Table, Text

from engine.store.tables.base import LOGIN, TIME, metadata, town

audit_record = Table(
    "audit_record",
    metadata,
    Column("chain_id", String(80), primary_key=True),
    Column("seq", Integer, primary_key=True),
    town(),
    Column("at", TIME, nullable=False),
    Column("actor", LOGIN, nullable=False),
    Column("on_behalf_of", LOGIN, nullable=False),
    Column("action", String(64), nullable=False),
    Column("element_id", String(200), nullable=False),
    Column("detail", Text, nullable=False),
    Column("address", String(64), nullable=False),
    Column("prev_hash", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
)
"""chain_id = id of a case, or `system:<town>`. hash = SM3 over every other column as stored."""

system_chain = Table(
    "system_chain",
    metadata,
    Column("town_id", String(64), primary_key=True),
    Column("audit_seq", Integer, nullable=False),
    Column("head_hash", String(64), nullable=False),
)

idempotency = Table(
    "idempotency",
    metadata,
    Column("actor", LOGIN, primary_key=True),
    Column("key", String(200), primary_key=True),
    town(),
    Column("body_hash", String(64), nullable=False),
    Column("answer", LargeBinary, nullable=False),
    Column("at", TIME, nullable=False),
)
