"""One table: an engine refusal's code -> HTTP status; one page per status; JSON for the API."""

from __future__ import annotations

import logging
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, jsonify, redirect, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from engine.engine import is_unavailable
from engine.errors import LoginRequired, ZhenwuError
from web import language

log = logging.getLogger("zhenwu.web")

STATUS = {
    "not_found": 404,
    "not_permitted": 403,
    "login_required": 401,
    "four_eyes": 403,
    "second_person_needed": 403,
    "second_person": 422,
    "not_open": 409,
    "stale": 409,
    "not_claimed": 409,
    "version_state": 409,
    "procedure_in_use": 409,
    "not_startable": 409,
    "into_branch": 409,
    "never_passed": 409,
    "not_ratable": 409,
    "not_awaited": 409,
    "already_rated": 409,
    "not_withdrawable": 409,
    "effect_unanswered": 409,
    "form_invalid": 422,
    "outcome_unknown": 422,
    "materials_not_ready": 422,
    "idempotency_mismatch": 422,
    "invalid_value": 422,
    "refused_by_gate": 422,
    "upload_refused": 422,
    "import_refused": 422,
    "user_exists": 422,
    "login_failed": 401,
    "query_code_wrong": 404,
    "too_large": 413,
    "throttled": 429,
    "busy": 503,
    "expression_failed": 409,
    "state_unreadable": 500,
    "calendar_missing": 409,
    "limit_unreadable": 422,
    "time_unreadable": 422,
    "stop_reversed": 422,
    "setting_wrong": 500,
}
PAGES = (403, 404, 405, 409, 413, 422, 429, 500, 503)


def status_of(error: ZhenwuError) -> int:
    return STATUS.get(error.code, 500)


def start(app: Flask) -> None:
    app.register_error_handler(ZhenwuError, _refused)
    app.register_error_handler(CSRFError, _old_page)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _failed)


def _is_api() -> bool:
    return request.path.startswith("/api/")


def body(code: str, message: str, details: Any = None) -> dict[str, Any]:
    """The API's error body (contract)."""
    return {"error": {"code": code, "message": message, "details": details or {}}}


def _refused(error: ZhenwuError) -> Any:
    status = status_of(error)
    text = error.sentence(language.current())
    if _is_api():
        return jsonify(body(error.code, text, error.details)), status
    if isinstance(error, LoginRequired):
        return redirect(
            url_for("login.form", next=request.full_path if request.method == "GET" else "/inbox")
        )
    return page(status, error.code, text), status


def page(status: int, code: str = "", text: str = "") -> str:
    """The page of an HTTP status."""
    known = status if status in PAGES else (422 if status < 500 else 500)
    return render_template(f"errors/{known}.html", error_code=code, error_text=text, back_href=_came_from())


def _came_from() -> str:
    """The page of this site that led here, "" when it was another site or this very page."""
    parts = urlsplit(request.referrer or "")
    if parts.netloc != request.host or parts.path == request.path:
        return ""
    return parts.path + (f"?{parts.query}" if parts.query else "")


def _old_page(error: CSRFError) -> Any:
    log.info("csrf: %s", error.description)
    text = {
        "zh": "页面开得太久，这次没有提交。请返回上一页，刷新后再提交一次。",
        "en": "The page was open too long, so nothing was sent. Go back, reload and send again.",
    }[language.current()]
    return page(422, "page_expired", text), 422


def _http(error: HTTPException) -> Any:
    status = error.code or 500
    if _is_api():
        return jsonify(body(_code(status), _message(error), _fields(error))), status
    if isinstance(error.response, Response):
        return error.response
    return page(status), status


def _message(error: HTTPException) -> str:
    """One sentence: our own when the view gave one, else that of the status."""
    english = language.current() == "en"
    if error.code in SENTENCES and error.description == type(error).description:
        return SENTENCES[error.code][1 if english else 0]
    return error.description or error.name


def _fields(error: HTTPException) -> dict[str, Any]:
    """What marshmallow says about a body: field -> sentences, without the place it was read from."""
    found = (getattr(error, "data", None) or {}).get("messages") or {}
    flat: dict[str, Any] = {}
    for place in found.values() if isinstance(found, dict) else ():
        flat |= place if isinstance(place, dict) else {"_body": place}
    return flat


SENTENCES = {
    400: ("请求内容读不懂，请核对 JSON。", "The request could not be read. Please check the JSON."),
    404: ("没有找到。", "Not found."),
    405: ("这个地址不能这样调用。", "This address cannot be called that way."),
    413: ("内容太大。", "The request is too large."),
    415: ("内容的格式不对。", "The request has a wrong media type."),
    422: ("请求里有写错的地方，见 details。", "Some fields of the request are wrong, see details."),
}


def _code(status: int) -> str:
    words = {
        400: "malformed",
        405: "method_not_allowed",
        415: "wrong_media_type",
        429: "throttled",
        401: "login_required",
        403: "not_permitted",
        404: "not_found",
        413: "too_large",
        422: "form_invalid",
    }
    return words.get(status, "http_error")


def _failed(error: Exception) -> Any:
    """Whatever nobody expected: logged by type and place, never with the values of a form."""
    status = 503 if is_unavailable(error) else 500
    log.exception("%s %s failed: %s", request.method, request.path, type(error).__name__)
    if _is_api():
        sentence = ("系统出了错，没有保存。", "Something failed; nothing was saved.")
        code = "busy" if status == 503 else "internal"
        return jsonify(body(code, sentence[language.current() == "en"])), status
    return page(status), status
