"""Reading numbered documents and ratings for commands and topics."""

from __future__ import annotations

from sqlalchemy import Connection, select, text

from engine.domain.rows import DocumentRow
from engine.store.tables import document, rating

_COLUMNS = (
    document.c.kind,
    document.c.doc_no,
    document.c.element_path,
    document.c.sealed_path,
    document.c.published_path,
    document.c.taken_back_at,
)


def documents_of(connection: Connection, instance_id: str) -> list[DocumentRow]:
    """Documents of the case that have a number."""
    query = select(*_COLUMNS).where(document.c.instance_id == instance_id).order_by(document.c.id)
    return [DocumentRow(*row) for row in connection.execute(query)]


def document_of(connection: Connection, instance_id: str, kind: str) -> DocumentRow | None:
    """The document of that kind that the case already has."""
    query = select(*_COLUMNS).where(document.c.instance_id == instance_id, document.c.kind == kind)
    row = connection.execute(query).one_or_none()
    return DocumentRow(*row) if row is not None else None


def next_number(connection: Connection, town_id: str, kind: str, year: int) -> int:
    """The next number of that kind and year. Inside the case's transaction, so a rollback gives it back."""
    statement = text(
        "INSERT INTO document_counter (town_id, kind, year, last) VALUES (:town, :kind, :year, 1) "
        "ON CONFLICT (town_id, kind, year) DO UPDATE SET last = document_counter.last + 1 RETURNING last"
    )
    values = {"town": town_id, "kind": kind, "year": year}
    return int(connection.execute(statement, values).scalar_one())


def is_rated(connection: Connection, instance_id: str) -> bool:
    query = select(rating.c.instance_id).where(rating.c.instance_id == instance_id)
    return connection.execute(query).one_or_none() is not None
