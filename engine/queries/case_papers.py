"""Papers of a case: numbered documents, and what was handed in, round by round."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from engine.domain.states import TaskState
from engine.queries import case_view
from engine.queries.reader import Reader
from engine.queries.task_list import MaterialItem, material_item
from engine.store.tables import case_material, document, upload, user_account, user_task

SEALED = "sealed"
"""Outcome of the step that seals a document. Source: families.md, procedure `issue`."""


@dataclass(frozen=True)
class DocumentItem:
    """A document with its number. `kind` is a key of the book `document_kinds`; `sealed_by` is a name."""

    kind: str
    doc_no: str
    path: str
    numbered_at: str
    sealed_at: str | None
    sealed_by: str
    published_at: str | None


@dataclass(frozen=True)
class MaterialRound:
    """What was handed in together: round 1 with the application, each further one at a correction."""

    number: int
    rows: tuple[MaterialItem, ...]


def documents(reader: Reader, reference: str) -> tuple[DocumentItem, ...]:
    """Numbered documents in the order of their numbering. Raises NotFound outside the actor's view."""
    instance_id = case_view.case_id(reader, reference)
    statement = (
        select(document)
        .where(document.c.instance_id == instance_id)
        .order_by(document.c.numbered_at, document.c.id)
    )
    rows = reader.rows(statement)
    if not rows:
        return ()
    seals = _seals(reader, instance_id)
    return tuple(_document(row, seals.get(row.element_path.rpartition("/")[0])) for row in rows)


def _document(row: Any, seal: Any) -> DocumentItem:
    done = seal is not None and seal.closed_at >= row.numbered_at
    return DocumentItem(
        kind=row.kind,
        doc_no=row.doc_no,
        path=row.element_path,
        numbered_at=row.numbered_at,
        sealed_at=seal.closed_at if done else None,
        sealed_by=(seal.name or seal.changed_by) if done else "",
        published_at=row.published_at,
    )


def _seals(reader: Reader, instance_id: str) -> dict[str, Any]:
    """The last sealing in each called procedure, by its path."""
    table = user_task
    statement = (
        select(table.c.call_path, table.c.closed_at, table.c.changed_by, user_account.c.name)
        .outerjoin(user_account, user_account.c.login == table.c.changed_by)
        .where(
            table.c.instance_id == instance_id,
            table.c.state == TaskState.COMPLETED,
            table.c.outcome == SEALED,
        )
        .order_by(table.c.closed_at)
    )
    return {row.call_path: row for row in reader.rows(statement)}


def material_rounds(reader: Reader, reference: str) -> tuple[MaterialRound, ...]:
    """Materials by rounds, each in the designer's order. Raises NotFound outside the actor's view."""
    instance_id = case_view.case_id(reader, reference)
    needs = {one.code: one for one in case_view.program(reader, instance_id).model.materials}
    statement = (
        select(case_material, upload.c.filename)
        .outerjoin(upload, upload.c.id == case_material.c.upload_id)
        .where(case_material.c.instance_id == instance_id)
    )
    found: dict[int, dict[str, Any]] = {}
    for row in reader.rows(statement):
        found.setdefault(row.round, {})[row.code] = row
    return tuple(
        MaterialRound(
            number, tuple(material_item(reader, rows[code], needs[code]) for code in needs if code in rows)
        )
        for number, rows in sorted(found.items())
    )
