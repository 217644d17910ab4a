"""Files that come with a submission: materials of the item, and file fields of a form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from engine.commands.context import Context
from engine.domain import facts as f
from engine.domain.materials import is_faulty
from engine.domain.model import Node, ProcessModel
from engine.domain.rows import CaseRow, MaterialRow, UploadRow
from engine.errors import FormInvalid
from engine.forms import Form
from engine.store import load_cases

NOT_ASKED = ("这项材料不用补交", "this material is not asked for")


def handed_in_materials(
    ctx: Context, case: CaseRow, model: ProcessModel, given: Mapping[str, str]
) -> tuple[list[f.Fact], dict[str, str]]:
    """One row a material of the item. Also code -> SHA-256.

    Uploads must be the actor's own and not of another case or submission. One upload may stand for several
    materials: a scan often shows two papers. Each is judged by itself.
    """
    known = {material.code for material in model.materials}
    strange = [("没有这项材料", "there is no such material")]
    errors = {_field(code): strange for code in given if code not in known}
    rows = _own_uploads(ctx, given, errors)
    if errors:
        raise FormInvalid(errors)
    facts: list[f.Fact] = [
        f.MaterialHandedIn(ctx.chance.new_id(), case.id, material.code, given.get(material.code), 1)
        for material in model.materials
    ]
    facts += attached(case.id, rows)
    return facts, {code: rows[upload_id].sha256 for code, upload_id in given.items()}


def supplemented(
    ctx: Context, case: CaseRow, model: ProcessModel, node: Node, given: Mapping[str, str]
) -> tuple[list[f.Fact], dict[str, str]]:
    """Materials handed in again at a wait with `materials=faulty`: a row of the next round each. Also
    code -> SHA-256.

    Only what was judged faulty or missing is asked for, and a required one of these must come. One upload may
    stand for several of them.
    """
    if not node.asks_faulty:
        if given:
            raise FormInvalid({_field(code): [NOT_ASKED] for code in given})
        return [], {}
    rows = latest(load_cases.materials(ctx.connection, case.id))
    asked = {code: row for code, row in rows.items() if is_faulty(row.verdict)}
    errors = {_field(code): [NOT_ASKED] for code in given if code not in asked}
    for material in model.materials:
        if material.required and material.code in asked and not given.get(material.code):
            errors[_field(material.code)] = [("请补交这项材料", "hand this material in")]
    uploads = _own_uploads(ctx, given, errors)
    if errors:
        raise FormInvalid(errors)
    facts: list[f.Fact] = [
        f.MaterialHandedIn(ctx.chance.new_id(), case.id, code, upload_id, asked[code].round + 1)
        for code, upload_id in given.items()
    ]
    return [*facts, *attached(case.id, uploads)], {
        code: uploads[upload_id].sha256 for code, upload_id in given.items()
    }


def latest(rows: Iterable[MaterialRow]) -> dict[str, MaterialRow]:
    """The last round of each material."""
    found: dict[str, MaterialRow] = {}
    for row in rows:
        if row.code not in found or row.round > found[row.code].round:
            found[row.code] = row
    return found


def _own_uploads(
    ctx: Context, given: Mapping[str, str], errors: dict[str, list[tuple[str, str]]]
) -> dict[str, UploadRow]:
    """The uploads by id; those that are not the actor's own and unused become errors."""
    rows = {row.id: row for row in load_cases.uploads(ctx.connection, ctx.town_id, list(given.values()))}
    for code, upload_id in given.items():
        row = rows.get(upload_id)
        if row is None or row.uploaded_by != ctx.actor.login or row.instance_id is not None:
            errors.setdefault(
                _field(code), [("文件没有传上来，请重新选择", "the file is missing: choose it again")]
            )
    return rows


def file_uploads(ctx: Context, form: Form | None, values: Mapping[str, Any]) -> dict[str, str]:
    """Upload id -> SHA-256 of every file field's uploads: attached to the case and named in the chain."""
    if form is None:
        return {}
    ids = [one for field in form.fields if field.kind == "file" for one in values.get(field.key) or ()]
    return {row.id: row.sha256 for row in load_cases.uploads(ctx.connection, ctx.town_id, ids)}


def attached(instance_id: str, upload_ids: Iterable[str]) -> list[f.Fact]:
    """The fact that uploads belong to the case; nothing for none."""
    ids = tuple(upload_ids)
    return [f.UploadsAttached(instance_id, ids)] if ids else []


def _field(code: str) -> str:
    return f"material.{code}"
