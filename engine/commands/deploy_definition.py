"""Deploy files: the gate judges them as one set, then new versions of changed files are stored as drafts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import ClassVar

from engine import digest
from engine.commands.context import Context, Decision
from engine.commands.dependents import callable_keys, users_of
from engine.commands.publish_version import publication
from engine.commands.published_parts import PublishedParts
from engine.domain import facts as f
from engine.domain.findings import Finding
from engine.domain.model import ProcessModel
from engine.domain.rights import EDIT_DEFINITIONS, PUBLISH, PUBLISH_OWN, require
from engine.domain.states import VersionStatus
from engine.errors import RefusedByGate, SecondPersonNeeded
from engine.gate import Checked, Upload, check, process_keys
from engine.store import load_definitions


@dataclass(frozen=True)
class DeployDefinition:
    """`files` are (name, bytes). `publish` makes the new versions current at once."""

    name: ClassVar[str] = "deploy_definition"
    files: tuple[tuple[str, bytes], ...]
    note: str = ""
    publish: bool = False
    dry_run: bool = False


def prepare(command: DeployDefinition, ctx: Context) -> Checked:
    """Run the gate outside the write lock: a folder of a thousand files takes seconds."""
    require(ctx.actor, EDIT_DEFINITIONS)
    uploads = [Upload(name, data) for name, data in command.files]
    checked = check(uploads, PublishedParts(ctx))
    if not command.publish:
        return checked  # drafts are judged against what is published when they are published
    return replace(checked, findings=checked.findings + _broken_users(ctx, uploads, checked))


def _broken_users(ctx: Context, uploads: list[Upload], checked: Checked) -> tuple[Finding, ...]:
    """Errors that the new forms and procedures would cause in published definitions that stay. Those that the
    upload would replace do not, refused or not: what is wrong in the file itself is told already."""
    forms = [file for file in uploads if file.name in checked.forms and _replaces_form(ctx, file)]
    keys = {model.key for model in checked.models.values()}
    hashes = {
        model.key: digest.sha256(file.data)
        for file in uploads
        if (model := checked.models.get(file.name)) is not None
    }
    called = {key for key, sha256 in callable_keys(ctx, keys).items() if sha256 != hashes[key]}
    besides = keys | _refused_keys(uploads, checked)
    users = users_of(ctx, {PurePosixPath(file.name).stem for file in forms}, called, besides)
    if not users:
        return ()
    parts = [file for file in uploads if file.name in checked.models and _may_be_called(checked, file)]
    names = {file.name for file in users}
    broken = check([*forms, *parts, *users], PublishedParts(ctx)).findings
    return tuple(finding for finding in broken if finding.is_error and finding.file in names)


def _refused_keys(uploads: list[Upload], checked: Checked) -> set[str]:
    """Of a file that cannot be read the name says what it was to be."""
    refused = [
        file
        for file in uploads
        if file.name not in checked.models and PurePosixPath(file.name).suffix.lower() == ".bpmn"
    ]
    keys = {key for file in refused for key in process_keys(file.data)}
    return keys | {PurePosixPath(file.name).stem for file in refused}


def _may_be_called(checked: Checked, file: Upload) -> bool:
    return not checked.models[file.name].is_item


def _replaces_form(ctx: Context, file: Upload) -> bool:
    current = load_definitions.form_current(ctx.connection, ctx.town_id, PurePosixPath(file.name).stem)
    return current is not None and current.sha256 != digest.sha256(file.data)


def handle(command: DeployDefinition, ctx: Context, prepared: Checked) -> Decision:
    require(ctx.actor, EDIT_DEFINITIONS)
    if command.publish and not command.dry_run:
        _require_publisher(ctx)
    findings = [finding.as_json() for finding in prepared.findings]
    if prepared.refused and not command.dry_run:
        errors = sum(1 for finding in prepared.findings if finding.is_error)
        raise RefusedByGate(n=errors, details={"findings": findings})
    files = dict(command.files)
    deployment = ctx.chance.new_id()
    forms = _forms(ctx, files, prepared, deployment)
    definitions, rows = _definitions(command, ctx, files, prepared, deployment)
    answer = {"definitions": _with_findings(rows, findings, prepared), "findings": findings}
    if command.dry_run:
        return Decision(answer)
    facts: list[f.Fact] = [*forms, *definitions]
    entries = [
        f.AuditEntry(
            "deploy_definition",
            detail={
                "definitions": [f"{fact.key}@{fact.version}" for fact in definitions],
                "forms": [f"{fact.key}@{fact.version}" for fact in forms],
                "sha256": [fact.sha256 for fact in definitions],
                "note": command.note,
            },
        )
    ]
    if command.publish:
        _publish(ctx, command, prepared, forms, definitions, rows, facts, entries)
    changed = bool(facts)
    return Decision(answer, tuple(facts), tuple(entries) if changed else ())


def _require_publisher(ctx: Context) -> None:
    if not ctx.actor.is_system:
        require(ctx.actor, PUBLISH)
        if not ctx.actor.may(PUBLISH_OWN):
            raise SecondPersonNeeded


def _publish(
    ctx: Context,
    command: DeployDefinition,
    checked: Checked,
    forms: list[f.FormStored],
    definitions: list[f.DefinitionStored],
    rows: list[dict[str, object]],
    facts: list[f.Fact],
    entries: list[f.AuditEntry],
) -> None:
    """New versions of this upload, and drafts that already held the same bytes, become current."""
    stored = {fact.key for fact in definitions}
    for row in rows:
        if row["key"] not in stored and row["status"] == VersionStatus.PUBLISHED:
            continue
        fact, entry = publication(ctx, str(row["key"]), int(str(row["version"])), command.note)
        facts.append(fact)
        entries.append(entry)
        row["status"] = VersionStatus.PUBLISHED
    versions = _form_versions(ctx, checked, forms)
    if versions:
        facts.append(f.FormsPublished(versions))


def _form_versions(ctx: Context, checked: Checked, forms: list[f.FormStored]) -> tuple[tuple[str, int], ...]:
    """New versions of this upload, and drafts of an earlier one that hold the same bytes."""
    versions = {form.key: form.version for form in forms}
    for name in checked.forms:
        key = PurePosixPath(name).stem
        latest = load_definitions.form_latest(ctx.connection, ctx.town_id, key)
        if key not in versions and latest is not None and latest.status == VersionStatus.DRAFT:
            versions[key] = latest.version
    return tuple(versions.items())


def _forms(ctx: Context, files: Mapping[str, bytes], checked: Checked, deployment: str) -> list[f.FormStored]:
    stored: list[f.FormStored] = []
    for name in checked.forms:
        key, data = PurePosixPath(name).stem, files[name]
        latest = load_definitions.form_latest(ctx.connection, ctx.town_id, key)
        sha256 = digest.sha256(data)
        if latest is not None and latest.sha256 == sha256:
            continue
        version = latest.version + 1 if latest is not None else 1
        stored.append(
            f.FormStored(ctx.chance.new_id(), key, version, sha256, data, deployment, ctx.actor.login, ctx.at)
        )
    return stored


def _definitions(
    command: DeployDefinition,
    ctx: Context,
    files: Mapping[str, bytes],
    checked: Checked,
    deployment: str,
) -> tuple[list[f.DefinitionStored], list[dict[str, object]]]:
    stored: list[f.DefinitionStored] = []
    rows: list[dict[str, object]] = []
    for name, model in checked.models.items():
        latest = load_definitions.latest(ctx.connection, ctx.town_id, model.key)
        sha256 = digest.sha256(files[name])
        if latest is not None and latest.sha256 == sha256:
            row = {"version": latest.version, "status": latest.status, "change": "unchanged"}
        else:
            version = latest.version + 1 if latest is not None else 1
            stored.append(_stored(command, ctx, model, files[name], sha256, version, deployment))
            row = {"version": version, "status": VersionStatus.DRAFT, "change": "stored"}
        rows.append({"key": model.key, "name": model.name, "file": name, **row})
    return stored, rows


def _stored(
    command: DeployDefinition,
    ctx: Context,
    model: ProcessModel,
    data: bytes,
    sha256: str,
    version: int,
    deployment: str,
) -> f.DefinitionStored:
    return f.DefinitionStored(
        definition_id=ctx.chance.new_id(),
        key=model.key,
        version=version,
        kind=model.kind,
        code=model.code,
        name=model.name or model.key,
        name_en=model.name_en,
        family=model.properties.get("item.family", ""),
        department=model.properties.get("item.department", ""),
        search_text=search_text(model),
        public=model.is_item and "citizen" in model.starter_groups,
        sha256=sha256,
        bpmn=data,
        deployment_id=deployment,
        note=command.note,
        by=ctx.actor.login,
        at=ctx.at,
    )


def search_text(model: ProcessModel) -> str:
    """What a search for an item looks in: names, code, keywords, life event, pinyin and its initials."""
    words = [
        model.name,
        model.properties.get("item.keywords", "").replace(",", " "),
        model.properties.get("item.life_event", ""),
        model.properties.get("item.result", ""),
    ]
    # imported here: its phrase tables take 55 MB, and only a deployment needs them (measured)
    from pypinyin import Style, lazy_pinyin

    text = " ".join(words)
    spoken = "".join(lazy_pinyin(model.name))
    initials = "".join(lazy_pinyin(model.name, style=Style.FIRST_LETTER))
    return f"{text} {model.code} {model.name_en} {spoken} {initials}".lower()


def _with_findings(
    rows: list[dict[str, object]], findings: list[dict[str, object]], checked: Checked
) -> list[dict[str, object]]:
    """Each definition with the findings of its file; a file that was refused is listed with its own. The
    warnings of a form stand in the list of all findings."""
    read = {*checked.models, *checked.forms}
    refused: list[dict[str, object]] = [
        {"key": PurePosixPath(name).stem, "version": None, "status": None, "file": name, "change": "refused"}
        for name in sorted({str(finding["file"]) for finding in findings} - read)
    ]
    told = [*rows, *refused]
    for row in told:
        row["findings"] = [finding for finding in findings if finding["file"] == row["file"]]
    return told
