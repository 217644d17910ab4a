"""Reading definitions, forms and closures."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, Row, func, select

from engine.domain.rows import DefinitionRow, FormRow
from engine.domain.states import VersionStatus
from engine.store.tables import closure, definition_version, form_version

_LIGHT = [column for column in definition_version.columns if column.name != "bpmn"]


def published(connection: Connection, town_id: str, key: str) -> DefinitionRow | None:
    table = definition_version
    query = select(*_LIGHT).where(
        table.c.town_id == town_id, table.c.key == key, table.c.status == VersionStatus.PUBLISHED
    )
    row = connection.execute(query).one_or_none()
    return _definition(row) if row is not None else None


def published_of(connection: Connection, town_id: str, keys: Collection[str]) -> dict[str, DefinitionRow]:
    """The published versions of several definitions by key."""
    if not keys:
        return {}
    table = definition_version
    query = select(*_LIGHT).where(
        table.c.town_id == town_id, table.c.key.in_(keys), table.c.status == VersionStatus.PUBLISHED
    )
    return {row.key: _definition(row) for row in connection.execute(query)}


_MOST_VERSIONS = 2**31 - 1


def version(
    connection: Connection, town_id: str, key: str, number: int, *, lock: bool = False
) -> DefinitionRow | None:
    """One version; `lock` for those who will move its status."""
    if not 0 < number <= _MOST_VERSIONS:
        return None  # beyond what an integer column can be asked about
    table = definition_version
    query = select(*_LIGHT).where(table.c.town_id == town_id, table.c.key == key, table.c.version == number)
    row = connection.execute(query.with_for_update() if lock else query).one_or_none()
    return _definition(row) if row is not None else None


def latest(connection: Connection, town_id: str, key: str) -> DefinitionRow | None:
    table = definition_version
    query = (
        select(*_LIGHT)
        .where(table.c.town_id == town_id, table.c.key == key)
        .order_by(table.c.version.desc())
        .limit(1)
    )
    row = connection.execute(query).one_or_none()
    return _definition(row) if row is not None else None


def bpmn(connection: Connection, town_id: str, sha256: str) -> bytes:
    table = definition_version
    query = select(table.c.bpmn).where(table.c.town_id == town_id, table.c.sha256 == sha256).limit(1)
    return bytes(connection.execute(query).scalar_one())


def all_published(connection: Connection, town_id: str) -> list[tuple[str, bytes]]:
    """(key, BPMN) of every published definition."""
    table = definition_version
    query = select(table.c.key, table.c.bpmn).where(
        table.c.town_id == town_id, table.c.status == VersionStatus.PUBLISHED
    )
    return [(row.key, bytes(row.bpmn)) for row in connection.execute(query)]


def form_current(connection: Connection, town_id: str, key: str) -> FormRow | None:
    table = form_version
    query = select(table).where(
        table.c.town_id == town_id, table.c.key == key, table.c.status == VersionStatus.PUBLISHED
    )
    row = connection.execute(query).one_or_none()
    return _form(row) if row is not None else None


def forms_current(connection: Connection, town_id: str, keys: Collection[str]) -> dict[str, FormRow]:
    """The published versions of several forms by key."""
    if not keys:
        return {}
    table = form_version
    query = select(table).where(
        table.c.town_id == town_id, table.c.key.in_(keys), table.c.status == VersionStatus.PUBLISHED
    )
    return {row.key: _form(row) for row in connection.execute(query)}


def form_latest(connection: Connection, town_id: str, key: str) -> FormRow | None:
    table = form_version
    query = (
        select(table)
        .where(table.c.town_id == town_id, table.c.key == key)
        .order_by(table.c.version.desc())
        .limit(1)
    )
    row = connection.execute(query).one_or_none()
    return _form(row) if row is not None else None


def form_body(connection: Connection, town_id: str, sha256: str) -> bytes:
    table = form_version
    query = select(table.c.body).where(table.c.town_id == town_id, table.c.sha256 == sha256).limit(1)
    return bytes(connection.execute(query).scalar_one())


def closure_body(connection: Connection, closure_id: str) -> str:
    return str(connection.execute(select(closure.c.body).where(closure.c.id == closure_id)).scalar_one())


def count(connection: Connection, town_id: str) -> int:
    table = definition_version
    query = select(func.count()).select_from(table).where(table.c.town_id == town_id)
    return int(connection.execute(query).scalar_one())


def _definition(row: Row[Any]) -> DefinitionRow:
    return DefinitionRow(
        id=row.id,
        key=row.key,
        version=row.version,
        kind=row.kind,
        name=row.name,
        name_en=row.name_en,
        department=row.department,
        sha256=row.sha256,
        deployment_id=row.deployment_id,
        status=row.status,
        uploaded_by=row.uploaded_by,
    )


def _form(row: Row[Any]) -> FormRow:
    return FormRow(row.key, row.version, row.sha256, row.deployment_id, row.status)
