"""Reading numbered documents and ratings for commands and topics."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, select, text

from engine.domain.rows import DocumentRow
from engine.store.tables import document, rating

# built once (engine.store.statements)
_OF_CASE = select(
    document.c.kind,
    document.c.doc_no,
    document.c.element_path,
    document.c.sealed_path,
    document.c.published_path,
    document.c.taken_back_at,
).where(document.c.instance_id == bindparam("instance"))
_IN_ORDER = _OF_CASE.order_by(document.c.id)
_OF_KIND = _OF_CASE.where(document.c.kind == bindparam("of_kind"))
_NEXT = text(
    "INSERT INTO document_counter (town_id, kind, year, last) VALUES (:town, :kind, :year, 1) "
    "ON CONFLICT (town_id, kind, year) DO UPDATE SET last = document_counter.last + 1 RETURNING last"
)


def documents_of(connection: Connection, instance_id: str) -> list[DocumentRow]:
    """Documents of the case that have a number."""
    return [DocumentRow(*row) for row in connection.execute(_IN_ORDER, {"instance": instance_id})]


def document_of(connection: Connection, instance_id: str, kind: str) -> DocumentRow | None:
    """The document of that kind that the case already has."""
    row = connection.execute(_OF_KIND, {"instance": instance_id, "of_kind": kind}).one_or_none()
    return DocumentRow(*row) if row is not None else None


def next_number(connection: Connection, town_id: str, kind: str, year: int) -> int:
    """The next number of that kind and year. Inside the case's transaction, so a rollback gives it back."""
    values = {"town": town_id, "kind": kind, "year": year}
    return int(connection.execute(_NEXT, values).scalar_one())


def is_rated(connection: Connection, instance_id: str) -> bool:
    query = select(rating.c.instance_id).where(rating.c.instance_id == instance_id)
    return connection.execute(query).one_or_none() is not None
