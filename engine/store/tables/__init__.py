"""The schema, one file a group of tables. Times are ISO 8601 text in UTC with six digits of a second:
the stored text is what audit hashes cover, on both databases (case B65)."""

from engine.store.tables.audit import audit_record, idempotency, system_chain
from engine.store.tables.base import metadata
from engine.store.tables.calendar import calendar_day
from engine.store.tables.cases import (
    case_counter,
    case_material,
    draft,
    process_instance,
    submission,
    upload,
)
from engine.store.tables.definitions import closure, definition_version, form_version
from engine.store.tables.documents import document, document_counter, rating
from engine.store.tables.people import (
    api_token,
    login_session,
    post_assignment,
    role_assignment,
    throttle,
    user_account,
)
from engine.store.tables.registers import register_row
from engine.store.tables.tasks import user_task, user_task_candidate
from engine.store.tables.waits import clock_stop, job, message_inbox, outbox, subscription

__all__ = [
    "api_token",
    "audit_record",
    "calendar_day",
    "case_counter",
    "case_material",
    "clock_stop",
    "closure",
    "definition_version",
    "document",
    "document_counter",
    "draft",
    "form_version",
    "idempotency",
    "job",
    "login_session",
    "message_inbox",
    "metadata",
    "outbox",
    "post_assignment",
    "process_instance",
    "rating",
    "register_row",
    "role_assignment",
    "submission",
    "subscription",
    "system_chain",
    "throttle",
    "upload",
    "user_account",
    "user_task",
    "user_task_candidate",
]
