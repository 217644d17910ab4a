"""Jobs over the API: what waits for its time, what failed."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_smorest import Blueprint

from engine import queries
from engine.queries.jobs import JobItem
from web import access
from web.api import common

blueprint = Blueprint("api_jobs", __name__, description="Jobs")


@blueprint.route("/jobs", methods=["GET"])
@access.allow("outbox.read")
def jobs() -> Any:
    """Timers and effects by due time. Filter: state (armed, done, cancelled, failed)."""
    found = common.read(
        queries.jobs.job_list,
        state=request.args.get("state", ""),
        cursor=request.args.get("cursor"),
        limit=common.limit(),
    )
    return common.page(found, _row)


def _row(item: JobItem) -> dict[str, Any]:
    return {
        "id": item.id,
        "kind": item.kind,
        "state": item.state,
        "instance_id": item.instance_id,
        "case_no": item.case_no,
        "element_id": item.element,
        "topic": item.topic or None,
        "due_at": item.due_at,
        "attempt": item.attempt,
        "error": item.error,
        "created_at": item.created_at,
        "changed_at": item.changed_at,
    }
