"""Every view carries an access rule; a view without one is refused. A test walks all routes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, current_app, g, request
from werkzeug.exceptions import Forbidden

from engine import Actor, citizen, rights
from engine.errors import LoginRequired

View = TypeVar("View", bound=Callable[..., Any])

PUBLIC = "public"
STAFF = "staff"


def allow(rule: str) -> Callable[[View], View]:
    """Mark a view: PUBLIC, STAFF (anybody logged in), or the name of a right."""

    def mark(view: View) -> View:
        view.access = rule  # type: ignore[attr-defined]
        return view

    return mark


def grant(app: Flask, endpoint: str, rule: str) -> None:
    """Mark a view that a library registered and that cannot be decorated."""
    app.config.setdefault("ACCESS", {})[endpoint] = rule


def rule_of(app: Flask, endpoint: str) -> str | None:
    """The access rule of an endpoint, None when it has none."""
    own = getattr(app.view_functions[endpoint], "access", None)
    return own or app.config.get("ACCESS", {}).get(endpoint)


def check_access() -> None:
    """Before every request: refuse unmarked views, require log-in and rights."""
    if request.endpoint is None:
        return
    rule = rule_of(current_app, request.endpoint)
    if rule is None:
        raise Forbidden(f"{request.endpoint} carries no access rule")
    if rule == PUBLIC:
        return
    if g.staff is None:
        raise LoginRequired
    if rule != STAFF:
        rights.require(g.staff, rule)


def staff() -> Actor:
    """Who is logged in. Raises LoginRequired."""
    if g.staff is None:
        raise LoginRequired
    return g.staff


def visitor() -> Actor:
    """Who asks: the person logged in, else a citizen without a case."""
    return g.staff or citizen(current_app.config["TOWN_ID"], address=request.remote_addr or "")
