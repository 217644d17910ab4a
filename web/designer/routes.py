"""流程: upload files, read findings, publish by a second person, retire; start a plain process."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from engine import commands, queries
from engine.errors import RefusedByGate, ZhenwuError
from web import access, errors, identity, language, lookups
from web.downloads import attachment

blueprint = Blueprint("designer", __name__, template_folder="templates")


@blueprint.get("/definitions")
@access.allow("definition.read")
def definitions() -> str:
    return _list()


@blueprint.post("/definitions")
@access.allow("definition.edit")
def upload() -> Any:
    files = tuple(
        (file.filename or "", file.read()) for file in request.files.getlist("files") if file.filename
    )
    if not files:
        return _list(
            refusal={"zh": "请先选择流程文件。", "en": "Choose the files first."}[language.current()]
        ), 422
    command = commands.DeployDefinition(files, note=request.form.get("note", ""))
    try:
        answer = identity.engine().execute(command, access.staff())
    except RefusedByGate as error:
        text = error.sentence(language.current())
        return _list(findings=error.details["findings"], refusal=text), 422
    return _list(findings=answer["findings"], stored=answer["definitions"])


@blueprint.get("/definitions/<key>")
@access.allow("definition.read")
def definition(key: str) -> str:
    return _detail(key)


@blueprint.post("/definitions/<key>/versions/<int:version>/publish")
@access.allow("definition.publish")
def publish(key: str, version: int) -> Any:
    return _move(commands.PublishVersion(key, version, request.form.get("note", "")), key)


@blueprint.post("/definitions/<key>/versions/<int:version>/retire")
@access.allow("definition.retire")
def retire(key: str, version: int) -> Any:
    return _move(commands.RetireVersion(key, version, request.form.get("note", "")), key)


@blueprint.get("/definitions/<key>/versions/<int:version>/diagram.svg")
@access.allow("definition.read")
def diagram(key: str, version: int) -> Response:
    engine = identity.engine()
    svg = engine.read(queries.catalogue.definition_diagram, access.staff(), key, version, language.current())
    if svg is None:
        abort(404)
    return Response(svg, mimetype="image/svg+xml")


@blueprint.get("/definitions/<key>/versions/<int:version>/bpmn")
@access.allow("definition.read")
def bpmn(key: str, version: int) -> Response:
    data = identity.engine().read(queries.catalogue.bpmn, access.staff(), key, version)
    return attachment(Response(data, mimetype="application/xml"), f"{key}.bpmn")


@blueprint.post("/definitions/<key>/start")
@access.allow("case.start")
def start(key: str) -> Any:
    """A plain process has no portal page; staff start it here."""
    answer = identity.engine().execute(
        commands.StartCase(key), access.staff(), key=request.form.get("once") or None
    )
    return redirect(url_for("cases.case", case_no=answer["case_no"]), code=303)


def _move(command: Any, key: str) -> Any:
    try:
        identity.engine().execute(command, access.staff())
    except ZhenwuError as error:
        if error.code not in (
            *("second_person_needed", "version_state"),
            *("procedure_in_use", "refused_by_gate"),
        ):
            raise
        findings = error.details.get("findings", [])
        return _detail(key, error.sentence(language.current()), findings), errors.status_of(error)
    said = {"publish_version": _("已发布。"), "retire_version": _("已停用。")}
    flash(said[command.name], "good")
    return redirect(url_for("designer.definition", key=key), code=303)


def _list(findings: list[Any] | None = None, stored: list[Any] | None = None, refusal: str = "") -> str:
    q = request.args.get("q", "").strip()
    rows = identity.engine().read(queries.catalogue.definitions, access.staff(), q)
    return render_template(
        "designer/list.html", rows=rows, q=q, findings=findings, stored=stored, refusal=refusal
    )


def _detail(key: str, refusal: str = "", findings: list[Any] | None = None) -> str:
    engine, actor = identity.engine(), access.staff()
    versions = engine.read(queries.catalogue.versions, actor, key)
    asked = request.args.get("version", "")
    shown = int(asked) if asked.isdecimal() and len(asked) < 9 else versions[0].version
    return render_template(
        "designer/detail.html",
        key=key,
        versions=versions,
        shown=shown,
        svg=engine.read(queries.catalogue.definition_diagram, actor, key, shown, language.current()),
        model=engine.read(queries.catalogue.model, actor, key, shown),
        counts=engine.read(queries.catalogue.counts, actor, key),
        posts=lookups.names("posts", "en" if language.current() == "en" else "zh"),
        refusal=refusal,
        findings=findings or [],
    )
