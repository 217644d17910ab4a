"""Papers of a case: numbered documents, and what was handed in, round by round."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from engine.queries import case_view
from engine.queries.reader import Reader
from engine.queries.task_list import MaterialItem, material_item
from engine.store.tables import case_material, document, upload, user_account


@dataclass(frozen=True)
class DocumentItem:
    """A document with its number. `kind` is a key of the book `document_kinds`; `sealed_by` is a name.

    `taken_back_at`: the case went back before the paper was made, which counts no more; the number stays the
    case's for the next one.
    """

    kind: str
    doc_no: str
    path: str
    numbered_at: str
    sealed_at: str | None
    sealed_by: str
    published_at: str | None
    taken_back_at: str | None


@dataclass(frozen=True)
class MaterialRound:
    """What was handed in together: round 1 with the application, each further one at a correction."""

    number: int
    rows: tuple[MaterialItem, ...]


def documents(reader: Reader, reference: str) -> tuple[DocumentItem, ...]:
    """Numbered documents in the order of their numbering. Raises NotFound outside the actor's view."""
    instance_id = case_view.case_id(reader, reference)
    statement = (
        select(document, user_account.c.name)
        .outerjoin(user_account, user_account.c.login == document.c.sealed_by)
        .where(document.c.instance_id == instance_id)
        .order_by(document.c.numbered_at, document.c.id)
    )
    return tuple(_document(row) for row in reader.rows(statement))


def _document(row: Any) -> DocumentItem:
    return DocumentItem(
        kind=row.kind,
        doc_no=row.doc_no,
        path=row.element_path,
        numbered_at=row.numbered_at,
        sealed_at=row.sealed_at,
        sealed_by=row.name or row.sealed_by or "",
        published_at=row.published_at,
        taken_back_at=row.taken_back_at,
    )


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
