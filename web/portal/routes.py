"""The portal: search, guide, application, receipt, tracking. Everything works without JavaScript."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g, redirect, render_template, request, url_for

from engine import citizen, commands, queries
from engine.errors import QueryCodeWrong, Throttled
from web import access, applying, identity, language, lookups
from web.cases.story import public_steps

blueprint = Blueprint("portal", __name__, template_folder="templates")


@blueprint.get("/")
@access.allow(access.PUBLIC)
def home() -> str:
    q = request.args.get("q", "").strip()
    found = identity.engine().read(queries.catalogue.search_items, access.visitor(), q)
    return render_template("portal/home.html", portal_at="home", q=q, found=found)


@blueprint.get("/items/<key>")
@access.allow(access.PUBLIC)
def guide(key: str) -> str:
    detail = identity.engine().read(queries.catalogue.item_detail, access.visitor(), key)
    return render_template(
        "portal/guide.html",
        portal_at="home",
        detail=detail,
        item=detail.item,
        material_names=lookups.material_names(language.current()),
        departments=_departments(),
    )


def _departments() -> dict[str, str]:
    rows = identity.engine().read(queries.people.book, access.visitor(), "departments")
    column = "en" if language.current() == "en" else "zh"
    return {str(row.get("number")): str(row.get(column) or row["zh"]) for row in rows}


@blueprint.get("/items/<key>/apply")
@access.allow(access.PUBLIC)
def apply(key: str) -> Any:
    actor = _citizen()
    page = applying.open_page(key, actor, request.args.get("draft", ""))
    if page is None:
        return redirect(url_for("portal.apply", key=key, draft=applying.draft_for(key, actor)))
    if page.receipt is not None:
        return redirect(url_for("portal.receipt", key=key, draft=page.draft_id))
    return render_template("portal/apply.html", portal_at="home", **applying.context(page))


@blueprint.post("/items/<key>/apply")
@access.allow(access.PUBLIC)
def send(key: str) -> Any:
    page = applying.send(key, _citizen())
    if page.receipt is not None:
        return redirect(url_for("portal.receipt", key=key, draft=page.draft_id), code=303)
    return render_template("portal/apply.html", portal_at="home", **applying.context(page)), page.status


@blueprint.get("/items/<key>/receipt/<draft>")
@access.allow(access.PUBLIC)
def receipt(key: str, draft: str) -> str:
    detail = identity.engine().read(queries.catalogue.item_detail, access.visitor(), key)
    paper = applying.receipt_of(draft, _citizen())
    return render_template("portal/receipt.html", portal_at="home", detail=detail, receipt=paper)


def _citizen() -> Any:
    """Applying at the portal is a citizen's act, even on a clerk's own machine."""
    g.staff = None
    return access.visitor()


@blueprint.get("/track")
@access.allow(access.PUBLIC)
def track() -> str:
    return render_template("portal/track.html", portal_at="track", case_no=request.args.get("no", ""))


@blueprint.post("/track")
@access.allow(access.PUBLIC)
def tracked() -> Any:
    case_no, code = request.form.get("case_no", ""), request.form.get("query_code", "")
    nobody = _citizen()
    try:
        answer = identity.engine().execute(commands.TrackCase(case_no, code), nobody)
    except (QueryCodeWrong, Throttled) as error:
        message = error.sentence(language.current())
        status = 429 if isinstance(error, Throttled) else 422
        page = render_template(
            "portal/track.html", portal_at="track", case_no=case_no, errors={"case_no": [message]}
        )
        return page, status
    owner = citizen(nobody.town_id, str(answer["case_no"]), nobody.address)
    detail = identity.engine().read(queries.case_view.case_detail, owner, str(answer["case_no"]))
    return render_template(
        "portal/tracked.html", portal_at="track", detail=detail, steps=public_steps(detail)
    )
