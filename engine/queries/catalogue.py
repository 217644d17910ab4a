"""Definitions, items and forms: for citizens the published ones, for designers all versions."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from engine.diagrams import Marks, draw
from engine.domain.model import ProcessModel
from engine.domain.rights import READ_DEFINITIONS, START, require
from engine.domain.states import VersionStatus
from engine.errors import NotFound, ZhenwuError
from engine.forms import Form
from engine.gate import ItemData, load_item
from engine.queries.reader import Reader
from engine.store import load_definitions
from engine.store.tables import definition_version, process_instance, user_account


@dataclass(frozen=True)
class DefinitionItem:
    """One version in a list; `versions` and `cases` count all of the key."""

    key: str
    version: int
    name: str
    name_en: str
    code: str
    kind: str
    family: str
    department: str
    status: str
    note: str
    uploaded_by: str
    uploaded_name: str
    uploaded_at: str
    published_by: str | None
    published_name: str
    published_at: str | None


@dataclass(frozen=True)
class ItemDetail:
    """A published item for its guide and its application page."""

    definition: DefinitionItem
    model: ProcessModel
    item: ItemData
    form: Form | None


def search_items(
    reader: Reader, q: str = "", limit: int = 50, public: bool = True
) -> tuple[DefinitionItem, ...]:
    """Published items whose names, code, keywords or pinyin hold every word of `q`."""
    table = definition_version
    statement = _definitions(reader).where(
        table.c.status == VersionStatus.PUBLISHED, table.c.kind.in_(("service", "social", "penalty"))
    )
    if public:
        statement = statement.where(table.c.public == 1)
    for word in q.lower().split()[:5]:
        statement = statement.where(table.c.search_text.contains(word, autoescape=True))
    return tuple(map(_item, reader.rows(statement.order_by(table.c.code).limit(limit))))


def item_detail(reader: Reader, key: str, public: bool = True) -> ItemDetail:
    """The published item. Raises NotFound."""
    table = definition_version
    statement = _definitions(reader).where(table.c.key == key, table.c.status == VersionStatus.PUBLISHED)
    if public:
        statement = statement.where(table.c.public == 1)
    row = reader.connection.execute(statement).one_or_none()
    if row is None:
        raise NotFound(what="事项", what_en="item", id=key)
    model = reader.library.program(reader.connection, row.sha256).model
    form_key = model.start.form_key if model.start is not None else ""
    return ItemDetail(_item(row), model, load_item(model.properties), current_form(reader, form_key))


def current_form(reader: Reader, key: str) -> Form | None:
    """The published form of that key."""
    row = load_definitions.form_current(reader.connection, reader.town_id, key) if key else None
    return reader.library.form(reader.connection, row.sha256, key) if row is not None else None


def form_document(reader: Reader, key: str) -> tuple[dict[str, Any], int]:
    """The published form as form-js JSON, and its version. Raises NotFound."""
    row = load_definitions.form_current(reader.connection, reader.town_id, key)
    if row is None:
        raise NotFound(what="表单", what_en="form", id=key)
    body = load_definitions.form_body(reader.connection, reader.town_id, row.sha256)
    return json.loads(body), row.version


def definitions(
    reader: Reader, q: str = "", kind: str = "", family: str = "", department: str = ""
) -> tuple[DefinitionItem, ...]:
    """The newest version of every key, with the right to read definitions or to start cases."""
    _require_reader(reader)
    table = definition_version
    newest = (
        select(table.c.key, func.max(table.c.version).label("version"))
        .where(table.c.town_id == reader.town_id)
        .group_by(table.c.key)
        .subquery()
    )
    statement = _definitions(reader).join(
        newest, (newest.c.key == table.c.key) & (newest.c.version == table.c.version)
    )
    for column, value in ((table.c.kind, kind), (table.c.family, family), (table.c.department, department)):
        if value:
            statement = statement.where(column == value)
    for word in q.lower().split()[:5]:
        statement = statement.where(table.c.search_text.contains(word, autoescape=True))
    return tuple(map(_item, reader.rows(statement.order_by(table.c.key).limit(2_000))))


def versions(reader: Reader, key: str) -> tuple[DefinitionItem, ...]:
    """All versions of a key, newest first. Raises NotFound."""
    _require_reader(reader)
    table = definition_version
    rows = reader.rows(_definitions(reader).where(table.c.key == key).order_by(table.c.version.desc()))
    if not rows:
        raise NotFound(what="流程", what_en="process", id=key)
    return tuple(map(_item, rows))


def bpmn(reader: Reader, key: str, version: int) -> bytes:
    """The file as it was uploaded. Raises NotFound."""
    _require_reader(reader)
    row = load_definitions.version(reader.connection, reader.town_id, key, version)
    if row is None:
        raise NotFound(what="流程版本", what_en="version", id=f"{key} {version}")
    return load_definitions.bpmn(reader.connection, reader.town_id, row.sha256)


def model(reader: Reader, key: str, version: int) -> ProcessModel:
    """What a version draws. Raises NotFound."""
    _require_reader(reader)
    row = load_definitions.version(reader.connection, reader.town_id, key, version)
    if row is None:
        raise NotFound(what="流程版本", what_en="version", id=f"{key} {version}")
    return reader.library.program(reader.connection, row.sha256).model


def definition_diagram(reader: Reader, key: str, version: int, language: str = "zh") -> str | None:
    data = bpmn(reader, key, version)
    return draw(data, Marks(), key, language)


def counts(reader: Reader, key: str) -> dict[str, int]:
    """Cases of a key by status."""
    table = process_instance
    statement = (
        select(table.c.status, func.count())
        .where(table.c.town_id == reader.town_id, table.c.definition_key == key)
        .group_by(table.c.status)
    )
    return {row[0]: int(row[1]) for row in reader.rows(statement)}


def _require_reader(reader: Reader) -> None:
    try:
        require(reader.actor, READ_DEFINITIONS)
    except ZhenwuError:
        require(reader.actor, START)


def _definitions(reader: Reader) -> Any:
    table = definition_version
    uploader, publisher = user_account.alias("uploader"), user_account.alias("publisher")
    light = [column for column in table.columns if column.name not in ("bpmn", "search_text")]
    return (
        select(*light, uploader.c.name.label("uploaded_name"), publisher.c.name.label("published_name"))
        .outerjoin(uploader, uploader.c.login == table.c.uploaded_by)
        .outerjoin(publisher, publisher.c.login == table.c.published_by)
        .where(table.c.town_id == reader.town_id)
    )


def _item(row: Any) -> DefinitionItem:
    return DefinitionItem(
        key=row.key,
        version=row.version,
        name=row.name,
        name_en=row.name_en,
        code=row.code,
        kind=row.kind,
        family=row.family,
        department=row.department,
        status=row.status,
        note=row.note,
        uploaded_by=row.uploaded_by,
        uploaded_name=row.uploaded_name or ("系统" if row.uploaded_by == "system" else row.uploaded_by),
        uploaded_at=row.uploaded_at,
        published_by=row.published_by,
        published_name=row.published_name or ("系统" if row.published_by == "system" else ""),
        published_at=row.published_at,
    )
