"""Numbered documents of cases, and what citizens said afterwards."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, String, Table, UniqueConstraint

from engine.store.tables.base import ID, LOGIN, TIME, metadata, town

document = Table(
    "document",
    metadata,
    Column("id", ID, primary_key=True),
    town(),
    Column("instance_id", ID, ForeignKey("process_instance.id"), nullable=False),
    Column("kind", String(64), nullable=False),
    Column("year", Integer, nullable=False),
    Column("serial", Integer, nullable=False),
    Column("doc_no", String(100), nullable=False),
    Column("element_path", String(400), nullable=False),
    Column("numbered_at", TIME, nullable=False),
    Column("published_at", TIME),
    Column("sealed_at", TIME),
    Column("sealed_by", LOGIN),
    Column("sealed_path", String(400)),
    Column("published_path", String(400)),
    Column("taken_back_at", TIME),
    UniqueConstraint("town_id", "kind", "year", "serial"),
    UniqueConstraint("instance_id", "kind"),
)
"""`taken_back_at`: the case went back before the numbering and has not numbered it again since. Seal and
filing are those of the present paper."""

document_counter = Table(
    "document_counter",
    metadata,
    Column("town_id", String(64), primary_key=True),
    Column("kind", String(64), primary_key=True),
    Column("year", Integer, primary_key=True),
    Column("last", Integer, nullable=False),
)
"""Last number given out; moved inside the case's own transaction, so a rollback gives it back: gapless."""

rating = Table(
    "rating",
    metadata,
    Column("instance_id", ID, ForeignKey("process_instance.id"), primary_key=True),
    town(),
    Column("case_no", String(40), nullable=False),
    Column("definition_name", String(200), nullable=False),
    Column("definition_name_en", String(200), nullable=False),
    Column("department", String(64), nullable=False),
    Column("score", Integer, nullable=False),
    Column("comment", LargeBinary, nullable=False),
    Column("rated_at", TIME, nullable=False),
)
"""One rating a case, 1 (very bad) to 5 (very good); the comment is sealed."""
Index("ix_rating_list", rating.c.town_id, rating.c.score, rating.c.rated_at)
