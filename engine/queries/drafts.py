"""Drafts and receipts, for the same person or browser only; uploads, for those who see the case."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from engine.domain.rows import UploadRow
from engine.errors import NotFound
from engine.queries import visibility
from engine.queries.reader import Reader
from engine.store import load_cases
from engine.store.tables import draft, process_instance


@dataclass(frozen=True)
class DraftItem:
    """A form not sent (`receipt` None) or the receipt of a sent one."""

    id: str
    body: Mapping[str, Any]
    saved_at: str
    receipt: Mapping[str, Any] | None


def draft_of(reader: Reader, owner: str, draft_id: str) -> DraftItem | None:
    """The draft, if it is this owner's; `owner` is a login or a browser's mark."""
    row = reader.connection.execute(
        select(draft).where(
            draft.c.id == draft_id, draft.c.town_id == reader.town_id, draft.c.owner == _owner(reader, owner)
        )
    ).one_or_none()
    return _draft(reader, row) if row is not None else None


def open_draft(reader: Reader, owner: str, subject: str) -> DraftItem | None:
    """The owner's newest unsent draft on the subject."""
    statement = (
        select(draft)
        .where(
            draft.c.town_id == reader.town_id,
            draft.c.owner == _owner(reader, owner),
            draft.c.subject == subject,
            draft.c.instance_id.is_(None),
        )
        .order_by(draft.c.saved_at.desc())
        .limit(1)
    )
    row = reader.connection.execute(statement).one_or_none()
    return _draft(reader, row) if row is not None else None


def upload_of(reader: Reader, upload_id: str) -> UploadRow:
    """An upload the actor made, or of a case the actor may see. Raises NotFound."""
    rows = load_cases.uploads(reader.connection, reader.town_id, [upload_id])
    row = rows[0] if rows else None
    if row is None or not (_made(reader, row) or _sees_case(reader, row)):
        raise NotFound(what="文件", what_en="file", id=upload_id)
    return row


def unnamed(reader: Reader, upload_ids: Sequence[str]) -> frozenset[str]:
    """Those of the ids that no row names: files of removed rows or of requests that failed."""
    found: set[str] = set()
    for start in range(0, len(upload_ids), 500):
        batch = list(upload_ids[start : start + 500])
        rows = load_cases.uploads(reader.connection, reader.town_id, batch)
        found |= set(batch) - {row.id for row in rows}
    return frozenset(found)


def _made(reader: Reader, row: UploadRow) -> bool:
    return reader.actor.is_staff and row.uploaded_by == reader.actor.login


def _sees_case(reader: Reader, row: UploadRow) -> bool:
    if row.instance_id is None:
        return False
    statement = select(process_instance.c.id).where(
        process_instance.c.id == row.instance_id, visibility.case(reader.actor)
    )
    return reader.connection.execute(statement).first() is not None


def _owner(reader: Reader, owner: str) -> str:
    return reader.actor.login if reader.actor.is_staff else reader.vault.index("draft_owner", owner)


def _draft(reader: Reader, row: Any) -> DraftItem:
    body = json.loads(reader.vault.open(row.body, f"draft:body:{row.id}")) if row.body else {}
    receipt = json.loads(reader.vault.open(row.receipt, f"draft:receipt:{row.id}")) if row.receipt else None
    return DraftItem(row.id, body, row.saved_at, receipt)
