"""Process instances: start, list, read, history, diagram, cancel."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, request
from flask_smorest import Blueprint

from engine import commands, queries
from web import access
from web.api import common, schemas

blueprint = Blueprint("api_instances", __name__, description="Cases")


@blueprint.route("/process-instances", methods=["POST"])
@access.allow("case.start")
@blueprint.arguments(schemas.StartInstance)
def start(body: dict[str, Any]) -> Any:
    """Start a case of a published definition."""
    command = commands.StartCase(
        definition_key=body["definition_key"],
        applicant=body["applicant"] or {},
        data=body["data"],
        variables=body["variables"],
        materials=body["materials"],
        channel=body["channel"],
        business_key=body["business_key"],
    )
    answer = common.execute(command)
    return {**common.instance(answer["instance_id"]), "query_code": answer["query_code"]}, 201


@blueprint.route("/process-instances", methods=["GET"])
@access.allow(access.STAFF)
def instances() -> Any:
    """Cases in view, newest first. Filters: status, definition_key, q, started_after."""
    filters = {
        name: request.args.get(name, "") for name in ("status", "definition_key", "q", "started_after")
    }
    found = common.read(
        queries.case_view.case_list, cursor=request.args.get("cursor"), limit=common.limit(), **filters
    )
    return common.page(found, common.instance_row)


@blueprint.route("/process-instances/<reference>", methods=["GET"])
@access.allow(access.STAFF)
@blueprint.alt_response(200, schema=schemas.InstanceAnswer, success=True)
def instance(reference: str) -> Any:
    """One case by id or case number."""
    return common.instance(reference)


@blueprint.route("/process-instances/<reference>/history", methods=["GET"])
@access.allow(access.STAFF)
def history(reference: str) -> Any:
    """Audit records in order."""
    records = common.read(queries.case_view.history, reference)
    return {
        "items": [
            {
                "seq": record.seq,
                "at": record.at,
                "actor": record.actor,
                "action": record.action,
                "element_id": record.element_id,
                "detail": dict(record.detail),
                "hash": record.hash,
            }
            for record in records
        ],
        "next": None,
    }


@blueprint.route("/process-instances/<reference>/diagram.svg", methods=["GET"])
@access.allow(access.STAFF)
def diagram(reference: str) -> Response:
    """The diagram with done and current nodes; 404 when the file has none. `path` asks for that of a called
    procedure, such as `correction`."""
    svg = common.read(queries.diagrams.diagram, reference, path=request.args.get("path", ""))
    if svg is None:
        abort(404, description="这个流程没有画图。")
    return Response(svg, mimetype="image/svg+xml")


@blueprint.route("/process-instances/<reference>/cancel", methods=["POST"])
@access.allow("task.work")
@blueprint.arguments(schemas.Reason)
def cancel(body: dict[str, Any], reference: str) -> Any:
    """Cancel a case with a reason."""
    identity = common.read(queries.case_view.case_id, reference)
    common.execute(commands.CancelCase(identity, body["reason"]))
    return common.instance(reference)
