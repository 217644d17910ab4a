"""Who is asking: a session cookie for pages, a bearer token for the API. Sessions live in the database."""

from __future__ import annotations

import secrets

from flask import Response, current_app, g, request, session
from flask_wtf.csrf import CSRFError, validate_csrf
from wtforms import ValidationError

from engine import Engine, citizen, commands, queries

COOKIE = "zw_session"
VISIT = "zw_visit"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def engine() -> Engine:
    """The engine of this application."""
    found: Engine = current_app.extensions["engine"]
    return found


def find_person() -> None:
    """Set g.staff to the person behind the cookie or token, None for everybody else."""
    g.staff = None
    g.bearer = None
    nobody = citizen(current_app.config["TOWN_ID"], address=request.remote_addr or "")
    header = request.headers.get("Authorization", "")
    if header.startswith("Bearer "):
        g.bearer = header[7:].strip()
        g.staff = engine().read(queries.people.token_actor, nobody, g.bearer)
        return
    secret = request.cookies.get(COOKIE)
    if not secret or request.path.startswith("/api/"):
        return  # the API takes tokens only: a cookie travels along with forms of other sites
    live = engine().read(queries.people.session_actor, nobody, secret)
    if live is None:
        return
    g.staff = live.actor
    if live.due:
        engine().execute(commands.KeepSession(secret), live.actor)


def check_csrf() -> None:
    """Every changing request from a page carries its form's token; the API's bearer token needs none."""
    if request.method in SAFE or g.bearer is not None:
        return
    if request.path.startswith("/api/"):
        return  # nobody is known there without a bearer token: the API's rule answers 401
    try:
        validate_csrf(request.form.get("csrf_token") or request.headers.get("X-CSRFToken"))
    except ValidationError as error:
        raise CSRFError(str(error)) from error


def remember(response: Response, secret: str) -> Response:
    """Give the browser its session."""
    secure = current_app.config["SESSION_COOKIE_SECURE"]
    response.set_cookie(COOKIE, secret, httponly=True, samesite="Lax", secure=secure)
    return response


def forget(response: Response) -> Response:
    response.delete_cookie(COOKIE)
    session.clear()
    return response


def visit_mark() -> str:
    """A browser's secret mark, so that a citizen finds the own draft and receipt again."""
    mark = session.get(VISIT)
    if not mark:
        mark = secrets.token_urlsafe(24)
        session[VISIT] = mark
        session.permanent = True
    return str(mark)


def owner() -> str:
    """Whose drafts: the login, or the browser's mark."""
    return g.staff.login if g.staff is not None else visit_mark()
