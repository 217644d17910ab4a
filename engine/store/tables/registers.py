"""One effective-dated table for every ordinary book; a new book is a schema and a CSV."""

from __future__ import annotations

from sqlalchemy import Column, String, Table, Text

from engine.store.tables.base import KEY, metadata

register_row = Table(
    "register_row",
    metadata,
    Column("town_id", String(64), primary_key=True),
    Column("book", String(64), primary_key=True),
    Column("key", KEY, primary_key=True),
    Column("valid_from", String(10), primary_key=True),
    Column("valid_to", String(10), nullable=False),
    Column("body", Text, nullable=False),
)
