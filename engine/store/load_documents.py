"""Reading numbered documents and ratings for commands and topics."""

from __future__ import annotations

from sqlalchemy import Connection, select, text

from engine.store.tables import document, rating


def number_of(connection: Connection, instance_id: str, kind: str) -> str | None:
    """The number that the case already has for that kind of document."""
    query = select(document.c.doc_no).where(document.c.instance_id == instance_id, document.c.kind == kind)
    return connection.execute(query).scalar_one_or_none()


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
