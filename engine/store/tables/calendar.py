"""The town's working calendar: what kind each day is."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, String, Table

from engine.store.tables.base import metadata

calendar_day = Table(
    "calendar_day",
    metadata,
    Column("town_id", String(64), primary_key=True),
    Column("day", String(10), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("name", String(64), nullable=False),
    Column("notice", String(200), nullable=False),
    Column("provisional", Integer, nullable=False),
    Column("revision", Integer, nullable=False),
)
"""`revision` counts the imports of a town; the newest says whether a calendar read earlier still holds."""

Index("ix_calendar_day_town_id_revision", calendar_day.c.town_id, calendar_day.c.revision)
