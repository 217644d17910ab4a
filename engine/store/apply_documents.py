"""Writers of numbered documents and ratings."""

from __future__ import annotations

from sqlalchemy import Connection

from engine.domain import facts as f
from engine.store.statements import add, change
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


_NOT_FILED = {"published_at": None, "published_path": None}
_NOT_SEALED = {"sealed_at": None, "sealed_by": None, "sealed_path": None}


def document_renewed(connection: Connection, fact: f.DocumentRenewed, _town_id: str) -> None:
    _changed(
        connection, fact, element_path=fact.element_path, taken_back_at=None, **_NOT_SEALED, **_NOT_FILED
    )


def document_sealed(connection: Connection, fact: f.DocumentSealed, _town_id: str) -> None:
    _changed(connection, fact, sealed_at=fact.at, sealed_by=fact.by, sealed_path=fact.element_path)


def document_published(connection: Connection, fact: f.DocumentPublished, _town_id: str) -> None:
    _changed(connection, fact, published_at=fact.at, published_path=fact.element_path)


def document_taken_back(connection: Connection, fact: f.DocumentTakenBack, _town_id: str) -> None:
    gone = {**_NOT_FILED, **(_NOT_SEALED if fact.seal else {})}
    _changed(connection, fact, **gone, **({"taken_back_at": fact.at} if fact.number else {}))


def _changed(
    connection: Connection,
    fact: f.DocumentRenewed | f.DocumentSealed | f.DocumentPublished | f.DocumentTakenBack,
    **values: str | None,
) -> None:
    change(connection, document, {"instance_id": fact.instance_id, "kind": fact.kind}, **values)


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
