"""Writers of definitions, forms and closures."""

from __future__ import annotations

from sqlalchemy import Connection, insert, select, update

from engine.domain import facts as f
from engine.domain.states import VersionStatus
from engine.store.tables import closure, definition_version, form_version


def closure_pinned(connection: Connection, fact: f.ClosurePinned, town_id: str) -> None:
    known = connection.execute(select(closure.c.id).where(closure.c.id == fact.closure_id)).first()
    if known is None:
        connection.execute(insert(closure).values(id=fact.closure_id, town_id=town_id, body=fact.body))


def definition_stored(connection: Connection, fact: f.DefinitionStored, town_id: str) -> None:
    connection.execute(
        insert(definition_version).values(
            id=fact.definition_id,
            town_id=town_id,
            key=fact.key,
            version=fact.version,
            kind=fact.kind,
            code=fact.code,
            name=fact.name,
            name_en=fact.name_en,
            family=fact.family,
            department=fact.department,
            search_text=fact.search_text,
            public=int(fact.public),
            sha256=fact.sha256,
            bpmn=fact.bpmn,
            deployment_id=fact.deployment_id,
            status=VersionStatus.DRAFT,
            note=fact.note,
            uploaded_by=fact.by,
            uploaded_at=fact.at,
        )
    )


def form_stored(connection: Connection, fact: f.FormStored, town_id: str) -> None:
    connection.execute(
        insert(form_version).values(
            id=fact.form_id,
            town_id=town_id,
            key=fact.key,
            version=fact.version,
            sha256=fact.sha256,
            body=fact.body,
            deployment_id=fact.deployment_id,
            status=VersionStatus.DRAFT,
            uploaded_by=fact.by,
            uploaded_at=fact.at,
        )
    )


def definition_published(connection: Connection, fact: f.DefinitionPublished, town_id: str) -> None:
    table = definition_version
    own = (table.c.town_id == town_id) & (table.c.key == fact.key)
    connection.execute(
        update(table)
        .where(own, table.c.status == VersionStatus.PUBLISHED)
        .values(status=VersionStatus.RETIRED, retired_by=fact.by, retired_at=fact.at)
    )
    connection.execute(
        update(table)
        .where(own, table.c.version == fact.version)
        .values(
            status=VersionStatus.PUBLISHED,
            published_by=fact.by,
            published_at=fact.at,
            retired_by=None,
            retired_at=None,
        )
    )


def forms_published(connection: Connection, fact: f.FormsPublished, town_id: str) -> None:
    table = form_version
    for key, number in fact.versions:
        own = (table.c.town_id == town_id) & (table.c.key == key)
        connection.execute(
            update(table)
            .where(own, table.c.status == VersionStatus.PUBLISHED)
            .values(status=VersionStatus.RETIRED)
        )
        connection.execute(
            update(table).where(own, table.c.version == number).values(status=VersionStatus.PUBLISHED)
        )


def definition_retired(connection: Connection, fact: f.DefinitionRetired, town_id: str) -> None:
    table = definition_version
    connection.execute(
        update(table)
        .where(table.c.town_id == town_id, table.c.key == fact.key, table.c.version == fact.version)
        .values(status=VersionStatus.RETIRED, retired_by=fact.by, retired_at=fact.at)
    )
