"""What a case pins at its start: the versions of item, called procedures and forms that are published now."""

from __future__ import annotations

from engine.commands.context import Context
from engine.domain.model import ProcessModel
from engine.domain.rows import DefinitionRow
from engine.errors import NotFound, NotStartable
from engine.library import Closure, Pinned
from engine.runtime.parse import Program
from engine.store import audit, load_definitions
from engine.store.rows import RowMoved


def published(ctx: Context, key: str) -> tuple[DefinitionRow, Closure]:
    """What a case that starts now runs on. Raises NotFound, NotStartable when a part is not published,
    RowMoved when something was published between the looks: the parts would be of two moments."""
    return ctx.library.of_town(ctx.revision, f"published {key}", lambda: _published(ctx, key))


def _published(ctx: Context, key: str) -> tuple[DefinitionRow, Closure]:
    definition = load_definitions.published(ctx.connection, ctx.town_id, key)
    if definition is None or definition.kind == "procedure":
        raise NotFound(what="事项", what_en="process", id=key)
    closure = _pin(ctx, definition, ctx.library.program(ctx.connection, definition.sha256))
    if audit.town_revision(ctx.connection, ctx.town_id) != ctx.revision:
        raise RowMoved("town revision")
    return definition, closure


def _pin(ctx: Context, definition: DefinitionRow, program: Program) -> Closure:
    parts = _called(ctx, program.model)
    models = [program.model, *(ctx.library.program(ctx.connection, row.sha256).model for row in parts)]
    keys = tuple(dict.fromkeys(key for model in models for key in model.form_keys))
    forms = load_definitions.forms_current(ctx.connection, ctx.town_id, keys)
    for key in keys:
        if key not in forms:
            raise NotStartable(
                key=program.model.name, why=f"表单 {key} 没有发布", why_en=f"form {key} is not published"
            )
    return Closure(
        definition.key,
        definition.version,
        definition.sha256,
        {key: Pinned(forms[key].version, forms[key].sha256) for key in keys},
        {row.key: Pinned(row.version, row.sha256) for row in parts},
    )


def _called(ctx: Context, model: ProcessModel) -> list[DefinitionRow]:
    """Every process that is called, directly or through others; one query a level."""
    found: dict[str, DefinitionRow] = {}
    asked = set(model.called_keys)
    while asked:
        rows = load_definitions.published_of(ctx.connection, ctx.town_id, asked)
        for key in sorted(asked - set(rows)):
            raise NotStartable(
                key=model.name, why=f"公用程序 {key} 没有发布", why_en=f"procedure {key} is not published"
            )
        found |= rows
        models = [ctx.library.program(ctx.connection, row.sha256).model for row in rows.values()]
        asked = {key for one in models for key in one.called_keys} - set(found)
    return list(found.values())
