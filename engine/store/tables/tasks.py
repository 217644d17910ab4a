"""User tasks, denormalised for lists. Candidates stand apart, so that a list is one index range."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint, text

from engine.store.tables.base import ID, KEY, LOGIN, TIME, metadata, town

user_task = Table(
    "user_task",
    metadata,
    Column("id", ID, primary_key=True),
    town(),
    Column("instance_id", ID, ForeignKey("process_instance.id"), nullable=False),
    Column("token", ID, nullable=False),
    Column("element_id", KEY, nullable=False),
    Column("call_path", String(400), nullable=False, server_default=""),
    Column("name", String(200), nullable=False),
    Column("name_en", String(200), nullable=False),
    Column("case_no", String(40), nullable=False),
    Column("definition_key", KEY, nullable=False),
    Column("definition_name", String(200), nullable=False),
    Column("definition_name_en", String(200), nullable=False),
    Column("applicant_name", String(200), nullable=False),
    Column("search_text", Text, nullable=False),
    Column("channel", String(16), nullable=False),
    Column("scope_kind", String(16), nullable=False),
    Column("scope_id", String(64), nullable=False),
    Column("limit_text", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("assignee", LOGIN),
    Column("outcome", String(64)),
    Column("version", Integer, nullable=False),
    Column("created_at", TIME, nullable=False),
    Column("claimed_at", TIME),
    Column("closed_at", TIME),
    Column("changed_by", LOGIN, nullable=False),
    Column("changed_at", TIME, nullable=False),
    Column("second_person", LOGIN),
    Column("due_at", TIME),
    Column("yellow_at", TIME),
    Column("provisional", Integer, nullable=False, server_default="0"),
    Column("first_due_at", TIME),
    UniqueConstraint("instance_id", "token"),
)
"""`due_at` is the step's own end; `first_due_at` the earlier of it and the case's, for lists; `provisional`
is as on a case."""
_OPEN = text("state IN ('open', 'claimed')")
Index(
    "ix_user_task_queue",
    user_task.c.town_id,
    user_task.c.created_at,
    user_task.c.id,
    sqlite_where=_OPEN,
    postgresql_where=_OPEN,
)
Index(
    "ix_user_task_due",
    user_task.c.town_id,
    user_task.c.first_due_at,
    user_task.c.id,
    sqlite_where=_OPEN,
    postgresql_where=_OPEN,
)
Index(
    "ix_user_task_mine",
    user_task.c.town_id,
    user_task.c.assignee,
    user_task.c.created_at,
    user_task.c.id,
    sqlite_where=_OPEN,
    postgresql_where=_OPEN,
)
Index(
    "ix_user_task_mine_due",
    user_task.c.town_id,
    user_task.c.assignee,
    user_task.c.first_due_at,
    user_task.c.id,
    sqlite_where=_OPEN,
    postgresql_where=_OPEN,
)

_PROVISIONAL = text("provisional > 0 AND state IN ('open', 'claimed')")
Index(
    "ix_user_task_provisional",
    user_task.c.town_id,
    user_task.c.provisional,
    user_task.c.instance_id,
    sqlite_where=_PROVISIONAL,
    postgresql_where=_PROVISIONAL,
)

user_task_candidate = Table(
    "user_task_candidate",
    metadata,
    Column("task_id", ID, ForeignKey("user_task.id"), primary_key=True),
    Column("post", String(64), primary_key=True),
    town(),
)
Index("ix_user_task_candidate_post", user_task_candidate.c.town_id, user_task_candidate.c.post)
