"""Deployments, definitions, forms."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from flask_smorest import Blueprint

from engine import commands, queries
from web import access
from web.api import common, schemas

blueprint = Blueprint("api_definitions", __name__, description="Deploy, read, publish and retire definitions")


@blueprint.route("/deployments", methods=["POST"])
@access.allow("definition.edit")
def deploy() -> Any:
    """Deploy .bpmn and .form files (multipart `files`); all findings come back at once."""
    files = tuple((file.filename or "", file.read()) for file in request.files.getlist("files"))
    dry_run = request.args.get("dry_run") == "true"
    command = commands.DeployDefinition(
        files, request.form.get("note", ""), request.args.get("publish") == "true", dry_run
    )
    answer = common.execute(command).body
    definitions = [
        {
            "key": row["key"],
            "version": row["version"],
            "status": row["status"],
            "findings": [common.without_english(one) for one in row["findings"]],
        }
        for row in answer["definitions"]
    ]
    return {"definitions": definitions}, 200 if dry_run else 201


@blueprint.route("/definitions", methods=["GET"])
@access.allow(access.STAFF)
def definitions() -> Any:
    """Definitions, newest version of each. Filters: kind, family, department, q."""
    filters = {name: request.args.get(name, "") for name in ("kind", "family", "department", "q")}
    rows = common.read(queries.catalogue.definitions, **filters)
    return {"items": [_definition(row) for row in rows], "next": None}


@blueprint.route("/definitions/<key>", methods=["GET"])
@access.allow(access.STAFF)
def definition(key: str) -> Any:
    """One definition with its versions, elements and counts of cases."""
    versions = common.read(queries.catalogue.versions, key)
    model = common.read(queries.catalogue.model, key, versions[0].version)
    return {
        **_definition(versions[0]),
        "versions": [_definition(row) for row in versions],
        "elements": [{"id": node.id, "type": node.kind, "name": node.name} for node in model.nodes.values()],
        "counts": common.read(queries.catalogue.counts, key),
    }


@blueprint.route("/definitions/<key>/versions/<int:version>/bpmn", methods=["GET"])
@access.allow(access.STAFF)
def bpmn(key: str, version: int) -> Response:
    """The file as it was uploaded."""
    return Response(common.read(queries.catalogue.bpmn, key, version), mimetype="application/xml")


@blueprint.route("/definitions/<key>/versions/<int:version>/publish", methods=["POST"])
@access.allow("definition.publish")
@blueprint.arguments(schemas.Note, required=False)
def publish(body: dict[str, Any], key: str, version: int) -> Any:
    """Make a version current; by another person than its uploader."""
    return common.execute(commands.PublishVersion(key, version, body.get("note", ""))).body


@blueprint.route("/definitions/<key>/versions/<int:version>/retire", methods=["POST"])
@access.allow("definition.retire")
@blueprint.arguments(schemas.Note, required=False)
def retire(body: dict[str, Any], key: str, version: int) -> Any:
    """No new cases on this version; running ones go on."""
    return common.execute(commands.RetireVersion(key, version, body.get("note", ""))).body


@blueprint.route("/forms/<key>", methods=["GET"])
@access.allow(access.STAFF)
def form(key: str) -> Any:
    """The published form as form-js JSON, with its version."""
    document, version = common.read(queries.catalogue.form_document, key)
    return {"key": key, "version": version, "form": document}


def _definition(row: Any) -> dict[str, Any]:
    return {
        "key": row.key,
        "name": row.name,
        "code": row.code,
        "kind": row.kind,
        "family": row.family,
        "department": row.department,
        "version": row.version,
        "status": row.status,
    }
