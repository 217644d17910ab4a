"""The JSON API, version 1: the same commands and queries as the pages, described by OpenAPI."""

from __future__ import annotations

from flask import Flask
from flask_smorest import Api

from web import access, errors
from web.api import definitions, health, instances, jobs, messages, tasks, uploads


def _codes() -> str:
    """The stable error codes with their HTTP status, for the page of the API."""
    listed = ", ".join(f"`{code}` {status}" for code, status in sorted(errors.STATUS.items()))
    return f"Errors are {{error: {{code, message, details}}}}. Codes: {listed}."


def register_api(app: Flask) -> None:
    app.config.update(
        API_TITLE="镇务 Zhenwu",
        API_VERSION="v1",
        OPENAPI_VERSION="3.0.3",
        OPENAPI_URL_PREFIX="/api",
        OPENAPI_JSON_PATH="openapi.json",
        API_SPEC_OPTIONS={
            "info": {"description": _codes()},
            "components": {"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
            "security": [{"token": []}],
        },
    )
    api = Api(app)
    for module in (definitions, instances, tasks, messages, jobs, uploads, health):
        api.register_blueprint(module.blueprint, url_prefix="/api/v1")
    app.add_url_rule("/healthz", "healthz", health.healthz)
    # the description holds no data; tools fetch it before they have a token
    access.grant(app, "api-docs.openapi_json", access.PUBLIC)
    app.register_blueprint(health.help_pages)
