"""Publish a stored version: it becomes current for new cases; running ones stay on theirs.

A second person does it (architecture §4, trust-facts §7.5); who runs the command line owns the machine.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from engine.commands.context import Context, Decision
from engine.commands.dependents import callable_keys, users_of
from engine.commands.published_parts import PublishedParts
from engine.domain import facts as f
from engine.domain.rights import PUBLISH, PUBLISH_OWN, require
from engine.domain.rows import DefinitionRow, FormRow
from engine.domain.states import VERSION_MOVES, WORDS, VersionStatus
from engine.errors import NotFound, RefusedByGate, SecondPersonNeeded, VersionStateWrong
from engine.gate import Upload, check
from engine.store import load_definitions


@dataclass(frozen=True)
class PublishVersion:
    name: ClassVar[str] = "publish_version"
    key: str
    version: int
    note: str = ""


def handle(command: PublishVersion, ctx: Context) -> Decision:
    row = load_definitions.version(ctx.connection, ctx.town_id, command.key, command.version, lock=True)
    if row is None:
        raise NotFound(what="流程版本", what_en="version", id=f"{command.key} {command.version}")
    require(ctx.actor, PUBLISH)
    if ctx.actor.login == row.uploaded_by and not ctx.actor.may(PUBLISH_OWN):
        raise SecondPersonNeeded
    if "publish" not in VERSION_MOVES[VersionStatus(row.status)]:
        zh, en = WORDS[row.status]
        raise VersionStateWrong(
            version=row.version, status_zh=zh, status=en, verb="再发布", verb_en="published again"
        )
    forms = _draft_forms(ctx, row)
    _recheck(ctx, row, forms)
    fact, entry = publication(ctx, row.key, row.version, command.note)
    facts: list[f.Fact] = [fact]
    if forms:
        facts.append(f.FormsPublished(tuple((form.key, form.version) for form in forms)))
    return Decision(
        {"key": row.key, "version": row.version, "status": VersionStatus.PUBLISHED}, tuple(facts), (entry,)
    )


def _draft_forms(ctx: Context, row: DefinitionRow) -> list[FormRow]:
    """Newest drafts of the forms that the version names, whichever upload brought them."""
    model = ctx.library.program(ctx.connection, row.sha256).model
    found = [load_definitions.form_latest(ctx.connection, ctx.town_id, key) for key in model.form_keys]
    return [form for form in found if form is not None and form.status == VersionStatus.DRAFT]


def publication(
    ctx: Context, key: str, version: int, note: str
) -> tuple[f.DefinitionPublished, f.AuditEntry]:
    """The fact and the record of one version becoming current."""
    detail = {"definition": f"{key}@{version}", "note": note}
    if ctx.actor.is_system:
        detail["second_person"] = "none: command line"
    return f.DefinitionPublished(key, version, ctx.actor.login, ctx.at), f.AuditEntry(
        "publish_version", detail=detail
    )


def _recheck(ctx: Context, row: DefinitionRow, forms: list[FormRow]) -> None:
    """The gate once more against what is published now: this version, every definition that uses one of the
    forms that come with it, and all that call it. Books and forms may have changed since the upload."""
    bodies = [
        Upload(f"{form.key}.form", load_definitions.form_body(ctx.connection, ctx.town_id, form.sha256))
        for form in forms
    ]
    own = Upload(f"{row.key}.bpmn", load_definitions.bpmn(ctx.connection, ctx.town_id, row.sha256))
    called = frozenset(callable_keys(ctx, {row.key}))
    users = users_of(ctx, {form.key for form in forms}, called, {row.key})
    checked = check([own, *bodies, *users], PublishedParts(ctx))
    errors = [finding.as_json() for finding in checked.findings if finding.is_error]
    if errors:
        raise RefusedByGate(n=len(errors), details={"findings": errors})
