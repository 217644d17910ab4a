"""create_app(engine): blueprints, who is asking, headers. The engine is the only collaborator."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask, Response, request
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from engine import Engine
from engine.jobs.worker import Heartbeat
from web import access, errors, identity, language, times, words
from web.admin.routes import blueprint as admin
from web.api import register_api
from web.cases.routes import blueprint as cases
from web.designer.routes import blueprint as designer
from web.intake.routes import blueprint as intake
from web.login.routes import blueprint as login
from web.portal.routes import blueprint as portal
from web.portal.tracking import blueprint as tracking
from web.ratings.routes import blueprint as ratings
from web.staticfiles import asset_url, assets_built
from web.supervision.routes import blueprint as supervision
from web.tasks.routes import blueprint as tasks

# bpmn-js and our SVG need data: images; nothing needs inline script or style
CONTENT_SECURITY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "font-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def create_app(engine: Engine, heartbeat: Heartbeat | None = None) -> Flask:
    """The WSGI application of one installation; `heartbeat` of the worker in the same process, if any."""
    app = Flask(__name__)
    settings = engine.settings
    app.config.update(
        SECRET_KEY=engine.vault.cookie_key,
        TOWN_ID=settings.town_id,
        # a form with photographs; each file has its own cap in the engine
        MAX_CONTENT_LENGTH=settings.max_upload_bytes * 4,
        MAX_FORM_MEMORY_SIZE=4 * 1024 * 1024,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        PERMANENT_SESSION_LIFETIME=timedelta(hours=12),
        # the token lives as long as its session: a page left open over lunch can still be sent
        WTF_CSRF_TIME_LIMIT=None,
        # checked in identity.check_csrf, after it is known whether the API's bearer token is used
        WTF_CSRF_CHECK_DEFAULT=False,
    )
    app.extensions["engine"] = engine
    app.extensions["heartbeat"] = heartbeat
    if settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies)  # type: ignore[method-assign]
    CSRFProtect(app)
    language.start(app)
    app.before_request(identity.find_person)
    app.before_request(access.check_access)
    app.before_request(identity.check_csrf)
    app.after_request(_headers)
    app.jinja_env.globals.update(asset_url=asset_url, assets_built=assets_built)
    words.start(app)
    times.start(app)
    for blueprint in (portal, tracking, login, intake, tasks, cases, designer, supervision, ratings, admin):
        app.register_blueprint(blueprint)
    register_api(app)
    errors.start(app)  # after the API, which brings handlers of its own
    access.grant(app, "static", access.PUBLIC)
    return app


def _headers(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    if response.mimetype in ("text/html", "application/json"):
        # pages hold personal data: no shared machine may show them after log-out
        response.headers.setdefault("Cache-Control", "no-store")
    elif response.status_code == 200 and request.path.startswith("/static/built/"):
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
