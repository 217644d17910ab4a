"""Health for load balancers, and the API's page for staff."""

from __future__ import annotations

from typing import Any

from flask import Blueprint as Pages
from flask import current_app, render_template
from flask_smorest import Blueprint

from engine import queries
from engine.engine import is_unavailable
from web import access, identity

blueprint = Blueprint("api_health", __name__, description="Health")
help_pages = Pages("help", __name__, template_folder="../templates")


@access.allow(access.PUBLIC)
def healthz() -> Any:
    """200 when the database answers and this process's worker is alive, 503 with the reasons when not."""
    heartbeat = current_app.extensions["heartbeat"]
    reasons = [f"worker_{kind}" for kind in heartbeat.silent()] if heartbeat is not None else []
    try:
        identity.engine().read(queries.people.has_accounts, access.visitor())
    except Exception as error:
        if not is_unavailable(error):
            raise
        reasons.insert(0, "database")
    if reasons:
        return {"status": "down", "reasons": reasons}, 503
    return {"status": "ok"}, 200


blueprint.route("/healthz", methods=["GET"])(healthz)


@help_pages.get("/help/api")
@access.allow(access.STAFF)
def api_page() -> str:
    """The OpenAPI description as a page, without third-party script."""
    spec = current_app.view_functions["api-docs.openapi_json"]().get_json()
    calls = [
        {
            "method": method.upper(),
            "path": path,
            "summary": call.get("summary", ""),
            "codes": list(call["responses"]),
        }
        for path, methods in spec["paths"].items()
        for method, call in methods.items()
        if method in ("get", "post", "put", "delete")
    ]
    return render_template("help/api.html", calls=calls)
