"""新收件: a clerk finds the item and fills in the same form for somebody at the counter."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for

from engine import queries
from web import access, applying, identity

blueprint = Blueprint("intake", __name__, template_folder="templates")


@blueprint.get("/intake")
@access.allow("case.start")
def search() -> str:
    q = request.args.get("q", "").strip()
    found = identity.engine().read(queries.catalogue.search_items, access.staff(), q, public=False)
    return render_template("intake/search.html", q=q, found=found)


@blueprint.get("/intake/<key>")
@access.allow("case.start")
def form(key: str) -> Any:
    actor = access.staff()
    page = applying.open_page(key, actor, request.args.get("draft", ""))
    if page is None:
        return redirect(url_for("intake.form", key=key, draft=applying.draft_for(key, actor)))
    if page.receipt is not None:
        return redirect(url_for("intake.receipt", key=key, draft=page.draft_id))
    return render_template("intake/form.html", **applying.context(page))


@blueprint.post("/intake/<key>")
@access.allow("case.start")
def send(key: str) -> Any:
    page = applying.send(key, access.staff())
    if page.receipt is not None:
        return redirect(url_for("intake.receipt", key=key, draft=page.draft_id), code=303)
    return render_template("intake/form.html", **applying.context(page)), page.status


@blueprint.get("/intake/<key>/receipt/<draft>")
@access.allow("case.start")
def receipt(key: str, draft: str) -> str:
    detail = identity.engine().read(queries.catalogue.item_detail, access.staff(), key, public=False)
    paper = applying.receipt_of(draft, access.staff())
    return render_template("intake/receipt.html", detail=detail, receipt=paper)
