"""Cases, what was submitted in them, their materials, uploads and drafts."""

from __future__ import annotations

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from engine.store.tables.base import ID, KEY, LOGIN, TIME, metadata, town

process_instance = Table(
    "process_instance",
    metadata,
    Column("id", ID, primary_key=True),
    town(),
    Column("case_no", String(40), nullable=False),
    Column("definition_key", KEY, nullable=False),
    Column("definition_version", Integer, nullable=False),
    Column("definition_name", String(200), nullable=False),
    Column("definition_name_en", String(200), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("closure_id", String(64), ForeignKey("closure.id"), nullable=False),
    Column("channel", String(16), nullable=False),
    Column("scope_kind", String(16), nullable=False),
    Column("scope_id", String(64), nullable=False),
    Column("department", String(64), nullable=False),
    Column("applicant_name", String(200), nullable=False),
    Column("applicant_id_number", LargeBinary),
    Column("applicant_id_index", String(64)),
    Column("applicant_phone", LargeBinary),
    Column("business_key", String(200), nullable=False),
    Column("query_code_hash", String(64), nullable=False),
    Column("status", String(16), nullable=False),
    Column("result", String(64)),
    Column("milestones", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("state", LargeBinary),
    Column("variables", Text, nullable=False),
    Column("started_by", LOGIN, nullable=False),
    Column("started_at", TIME, nullable=False),
    Column("ended_at", TIME),
    Column("audit_seq", Integer, nullable=False),
    Column("head_hash", String(64), nullable=False),
    Column("due_at", TIME),
    Column("yellow_at", TIME),
    Column("legal_at", TIME),
    Column("stopped_since", TIME),
    Column("provisional", Integer, nullable=False, server_default="0"),
    UniqueConstraint("town_id", "case_no"),
)
"""`provisional`: 0, or with which calendar its instants were counted (`Calendar.mark`) where a day of it was
not known for sure."""
_PROVISIONAL = text("provisional > 0 AND status = 'active'")
Index(
    "ix_process_instance_provisional",
    process_instance.c.town_id,
    process_instance.c.provisional,
    process_instance.c.id,
    sqlite_where=_PROVISIONAL,
    postgresql_where=_PROVISIONAL,
)
Index(
    "ix_process_instance_list",
    process_instance.c.town_id,
    process_instance.c.started_at,
    process_instance.c.id,
)
Index("ix_process_instance_applicant", process_instance.c.town_id, process_instance.c.applicant_id_index)

case_counter = Table(
    "case_counter",
    metadata,
    Column("town_id", String(64), primary_key=True),
    Column("kind", String(16), primary_key=True),
    Column("day", String(8), primary_key=True),
    Column("last", Integer, nullable=False),
)
"""Last serial given out, per town, kind and day; moved inside the case's own transaction: gapless."""

submission = Table(
    "submission",
    metadata,
    Column("id", ID, primary_key=True),
    town(),
    Column("instance_id", ID, ForeignKey("process_instance.id"), nullable=False),
    Column("task_id", ID),
    Column("element_id", KEY, nullable=False),
    Column("form_key", KEY, nullable=False),
    Column("form_version", Integer),
    Column("body", LargeBinary, nullable=False),
    Column("salt", LargeBinary, nullable=False),
    Column("submitted_by", LOGIN, nullable=False),
    Column("submitted_at", TIME, nullable=False),
    Column("case_version", Integer, nullable=False, server_default="0"),
)
"""What somebody typed, encrypted whole; the chain holds only SM3(salt ‖ body)."""
Index("ix_submission_instance", submission.c.instance_id)

case_material = Table(
    "case_material",
    metadata,
    Column("id", ID, primary_key=True),
    town(),
    Column("instance_id", ID, ForeignKey("process_instance.id"), nullable=False),
    Column("code", String(64), nullable=False),
    Column("upload_id", ID),
    Column("verdict", String(16), nullable=False),
    Column("reason", LargeBinary, nullable=False),
    Column("round", Integer, nullable=False),
    Column("judged_by", LOGIN),
    Column("judged_at", TIME),
)
Index("ix_case_material_instance", case_material.c.instance_id)

upload = Table(
    "upload",
    metadata,
    Column("id", ID, primary_key=True),
    town(),
    Column("instance_id", ID),
    Column("sha256", String(64), nullable=False),
    Column("filename", String(400), nullable=False),
    Column("media_type", String(100), nullable=False),
    Column("size", Integer, nullable=False),
    Column("uploaded_by", LOGIN, nullable=False),
    Column("uploaded_at", TIME, nullable=False),
)
"""The bytes lie encrypted under ZHENWU_HOME/uploads, named by id."""

draft = Table(
    "draft",
    metadata,
    Column("id", ID, primary_key=True),
    town(),
    Column("owner", String(200), nullable=False),
    Column("subject", String(300), nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("saved_at", TIME, nullable=False),
    Column("instance_id", ID),
    Column("receipt", LargeBinary),
)
"""A form not yet sent, encrypted. After sending it keeps the receipt, so the back button shows it again."""
Index("ix_draft_owner", draft.c.town_id, draft.c.owner, draft.c.subject)
