"""Staff log in and out. Sessions live in the database; the cookie holds a secret only."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, redirect, render_template, request

from engine import commands, queries
from engine.errors import LoginFailed, Throttled
from web import access, identity, language

blueprint = Blueprint("login", __name__, template_folder="templates")


@blueprint.get("/login")
@access.allow(access.PUBLIC)
def form() -> str:
    return _page()


@blueprint.post("/login")
@access.allow(access.PUBLIC)
def log_in() -> Any:
    login = request.form.get("login", "").strip()
    command = commands.LogIn(login, request.form.get("password", ""))
    try:
        answer = identity.engine().execute(command, access.visitor())
    except (LoginFailed, Throttled) as error:
        status = 429 if isinstance(error, Throttled) else 422
        return _page(login, error.sentence(language.current())), status
    response = redirect(_own_path(request.form.get("next", "")) or "/inbox", code=303)
    return identity.remember(response, str(answer["session"]))


@blueprint.post("/logout")
@access.allow(access.PUBLIC)
def log_out() -> Any:
    secret = request.cookies.get(identity.COOKIE)
    if secret:
        identity.engine().execute(commands.LogOut(secret), access.visitor())
    return identity.forget(redirect("/login", code=303))


def _page(login: str = "", message: str = "") -> str:
    empty = not identity.engine().read(queries.people.has_accounts, access.visitor())
    return render_template(
        "login/login.html",
        login=login,
        message=message,
        no_accounts=empty,
        next=_own_path(request.values.get("next", "")),
    )


def _own_path(target: str) -> str:
    """Only a path of this site; a full address would send people elsewhere after log-in."""
    parts = urlsplit(target)
    own = target.startswith("/") and not target.startswith(("//", "/\\")) and not parts.netloc
    return target if own else ""
