"""留痕核验: check every chain of the town, or one case."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request

from engine import queries
from engine.errors import NotFound
from web import access, identity, language
from web.supervision.records import rows

blueprint = Blueprint("supervision", __name__, template_folder="templates")


@blueprint.get("/audit")
@access.allow("audit.verify")
def audit() -> str:
    return _page()


@blueprint.post("/audit")
@access.allow("audit.verify")
def verify() -> Any:
    case_no = request.form.get("case_no", "").strip()
    engine, actor = identity.engine(), access.staff()
    try:
        if case_no:
            found = engine.read(queries.audit_trail.verify_by_number, actor, case_no)
        else:
            found = engine.read(queries.audit_trail.verify_all, actor)
    except NotFound as error:
        return _page(case_no=case_no, message=error.sentence(language.current())), 404
    return _page(case_no=case_no, verification=found)


def _page(**shown: Any) -> str:
    records = identity.engine().read(queries.audit_trail.system_records, access.staff())
    return render_template("supervision/audit.html", records=rows(records), **shown)
