"""The portal: search, guide, application, receipt. Everything works without JavaScript."""

from __future__ import annotations

import re
from typing import Any

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from engine import queries
from web import access, applying, identity, language, lookups

blueprint = Blueprint("portal", __name__, template_folder="templates")

_LAW = re.compile(r"([a-z][a-z0-9_]*)#(\d+)", re.ASCII)
"""How an item names its basis: a key of the book `laws` and an article."""


@blueprint.get("/")
@access.allow(access.PUBLIC)
def home() -> str:
    q = request.args.get("q", "").strip()
    found = identity.engine().read(queries.catalogue.search_items, access.visitor(), q)
    return render_template("portal/home.html", portal_at="home", q=q, found=found)


@blueprint.get("/items/<key>")
@access.allow(access.PUBLIC)
def guide(key: str) -> str:
    engine, nobody = identity.engine(), access.visitor()
    detail = engine.read(queries.catalogue.item_detail, nobody, key)
    return render_template(
        "portal/guide.html",
        portal_at="home",
        detail=detail,
        item=detail.item,
        guide=engine.read(queries.guide.guide, nobody, key),
        material_names=lookups.material_names(language.current()),
        post_names=lookups.names("posts", _column()),
        department=_department(detail.item.department),
        basis=[_basis(text) for text in detail.item.basis],
    )


def _department(number: str) -> dict[str, str]:
    """Name and phone of a department by its number; the number itself where the book has no such row."""
    rows = identity.engine().read(queries.people.book, access.visitor(), "departments")
    row = next((one for one in rows if str(one.get("number")) == number), {"zh": number})
    return {"name": str(row.get(_column()) or row["zh"]), "phone": str(row.get("phone") or "")}


def _basis(text: str) -> str:
    """`residence_permit_2015#9` -> 《居住证暂行条例》第 9 条; another text stays as it is."""
    found, names = _LAW.fullmatch(text), lookups.names("laws", _column())
    if found is None or found[1] not in names:
        return text
    return _("《%(law)s》第 %(article)s 条", law=names[found[1]], article=found[2])


def _column() -> str:
    return "en" if language.current() == "en" else "zh"


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
