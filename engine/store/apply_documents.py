"""Writers of numbered documents and ratings."""

from __future__ import annotations

from sqlalchemy import Connection, update

from engine.domain import facts as f
from engine.store.statements import add
from engine.store.tables import document, rating


def document_numbered(connection: Connection, fact: f.DocumentNumbered, town_id: str) -> None:
    add(
        connection,
        document,
        id=fact.document_id,
        town_id=town_id,
        instance_id=fact.instance_id,
        kind=fact.kind,
        year=fact.year,
        serial=fact.serial,
        doc_no=fact.doc_no,
        element_path=fact.element_path,
        numbered_at=fact.at,
    )


def document_published(connection: Connection, fact: f.DocumentPublished, _town_id: str) -> None:
    table = document
    connection.execute(
        update(table)
        .where(table.c.instance_id == fact.instance_id, table.c.kind == fact.kind)
        .values(published_at=fact.at)
    )


def case_rated(connection: Connection, fact: f.CaseRated, town_id: str) -> None:
    add(
        connection,
        rating,
        instance_id=fact.instance_id,
        town_id=town_id,
        case_no=fact.case_no,
        definition_name=fact.definition_name,
        definition_name_en=fact.definition_name_en,
        department=fact.department,
        score=fact.score,
        comment=fact.comment,
        rated_at=fact.at,
    )
