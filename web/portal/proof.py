"""A tracked case stays open for one page: a signed mark in its forms, bound to the browser and to a time.

The query code is asked once and never travels again. Nothing is kept in the browser but the mark of its
visit, so the next person at a shared machine has to prove again.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from engine import Actor, citizen
from web import identity

FIELD = "mark"
LASTS = timedelta(hours=2)
"""Long enough to look for papers and photograph them, short enough for a machine that others use too."""


def mark_of(case_no: str) -> str:
    """The mark for the forms of a page whose reader has just proved the case."""
    issued = identity.engine().clock.now().isoformat()
    return str(_signer().dumps([case_no, identity.visit_mark(), issued]))


def proved(mark: str, address: str) -> Actor | None:
    """The citizen whose case the mark proves; None for a forged one, another browser's or an old one."""
    try:
        case_no, visit, issued = _signer().loads(mark)
    except (BadSignature, ValueError, TypeError):
        return None
    age = identity.engine().clock.now() - datetime.fromisoformat(issued)
    if visit != identity.visit_mark() or age > LASTS:
        return None
    return citizen(current_app.config["TOWN_ID"], str(case_no), address)


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="tracked case")
