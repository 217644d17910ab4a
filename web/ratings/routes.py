"""评价: ratings for the rating desk and for supervisors, the bad ones first."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from engine import queries
from web import access, identity
from web.portal.tracking import grades

blueprint = Blueprint("ratings", __name__, template_folder="templates")


@blueprint.get("/ratings")
@access.allow("rating.read")
def ratings() -> str:
    bad_only = request.args.get("show") == "bad"
    page = identity.engine().read(
        queries.ratings.rating_list, access.staff(), bad_only, cursor=request.args.get("cursor")
    )
    return render_template("ratings/list.html", page=page, bad_only=bad_only, grades=grades())
