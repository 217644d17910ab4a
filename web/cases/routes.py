"""办件: the list, one case whole, its diagram, cancelling it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from engine import commands, queries
from engine.errors import ZhenwuError
from engine.forms import show
from web import access, errors, formdata, identity, language, lookups
from web.cases.story import outcome_words, story, text_steps

blueprint = Blueprint("cases", __name__, template_folder="templates")

STATUSES = ("active", "completed", "cancelled")


@blueprint.get("/cases")
@access.allow(access.STAFF)
def cases() -> str:
    filters = {name: request.args.get(name, "").strip() for name in ("q", "status")}
    page = identity.engine().read(
        queries.case_view.case_list,
        access.staff(),
        filters["q"],
        filters["status"] if filters["status"] in STATUSES else "",
        cursor=request.args.get("cursor"),
    )
    return render_template("cases/list.html", page=page, filters=filters, search_value=filters["q"])


@blueprint.get("/cases/<case_no>")
@access.allow(access.STAFF)
def case(case_no: str) -> str:
    return _page(case_no)


@blueprint.post("/cases/<case_no>/cancel")
@access.allow("task.work")
def cancel(case_no: str) -> Any:
    engine, actor = identity.engine(), access.staff()
    instance = engine.read(queries.case_view.case_id, actor, case_no)
    try:
        engine.execute(commands.CancelCase(instance, request.form.get("reason", "")), actor)
    except ZhenwuError as error:
        if error.code not in ("form_invalid", "not_open"):
            raise
        found = formdata.page_errors(error)
        return _page(case_no, found, request.form.get("reason", "")), errors.status_of(error)
    flash(_("办件已撤销。"), "good")
    return redirect(url_for("cases.case", case_no=case_no), code=303)


@blueprint.get("/cases/<case_no>/diagram.svg")
@access.allow(access.STAFF)
def diagram(case_no: str) -> Response:
    svg = identity.engine().read(queries.case_view.diagram, access.staff(), case_no, language.current())
    if svg is None:
        abort(404)
    return Response(svg, mimetype="image/svg+xml")


def _page(case_no: str, found: dict[str, list[str]] | None = None, reason: str = "") -> str:
    engine, actor = identity.engine(), access.staff()
    detail = engine.read(queries.case_view.case_detail, actor, case_no)
    history = engine.read(queries.case_view.history, actor, case_no)
    return render_template(
        "cases/case.html",
        detail=detail,
        story=story(history, detail.model),
        steps=text_steps(detail, history),
        submissions=engine.read(queries.case_view.submissions, actor, case_no),
        svg=engine.read(queries.case_view.diagram, actor, case_no, language.current()),
        verification=engine.read(queries.audit_trail.verify_case, actor, case_no),
        material_names=lookups.material_names(language.current()),
        show=show,
        lookup=lookups.lookup,
        outcome_words=outcome_words,
        errors=found or {},
        reason=reason,
    )
