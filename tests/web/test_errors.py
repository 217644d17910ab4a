"""Every refusal: its status, a sentence in each language, one shape over the API, no insides."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from html import unescape
from typing import Any

import pytest
from flask import Flask

from engine import errors as refusals
from tests.web.browser import Api, Browser, alerts
from tests.world import World
from web import access
from web.app import create_app
from web.errors import PAGES, STATUS

IDS = {
    "what": "办件",
    "what_en": "case",
    "id": "X1",
    "right_zh": "办理",
    "right_en": "work",
    "other": "初审",
    "other_en": "review",
    "task": "审核",
    "task_en": "check",
    "at": "今 10:00",
    "who": "周砚青",
    "did": "签收",
    "did_en": "claimed",
    "outcome": "done",
    "offered": "办结",
    "n": 2,
    "names": "身份证",
    "field": "note",
    "why": "太长",
    "why_en": "too long",
    "version": 1,
    "status": "draft",
    "status_zh": "草稿",
    "verb": "停用",
    "verb_en": "retired",
    "key": "k",
    "size": "30 MB",
    "most": "20 MB",
    "name": "a.jpg",
    "name_en": "a.jpg",
    "wait": "收到补正",
    "wait_en": "Correction received",
    "callers": "居住证",
    "callers_en": "Residence permit",
    "found": "网页",
    "found_en": "a web page",
    "allowed": "JPG",
    "minutes": 5,
    "element": "gw",
    "element_en": "gw",
    "case_no": "FW-1",
    "login": "clerk",
    "year": 2028,
    "text": "5 days",
    "begin": "2026-10-08",
    "end": "2026-10-01",
    "effect": "问社保",
    "effect_en": "Ask the register",
}


def every() -> Iterator[type[refusals.ZhenwuError]]:
    for thing in vars(refusals).values():
        if isinstance(thing, type) and refusals.ZhenwuError in thing.__mro__[1:]:
            yield thing


def make(kind: type[refusals.ZhenwuError]) -> refusals.ZhenwuError:
    if kind is refusals.FormInvalid:
        return refusals.FormInvalid({"note": [("要填", "required")]})
    if kind is refusals.ExpressionFailed:
        return refusals.ExpressionFailed(element="gw", why="没有结果", why_en="no result")
    return kind(**IDS)


@pytest.fixture
def raising(world: World) -> Callable[[Exception], Flask]:
    """An application with a page and an API call that raise."""

    def build(error: Exception) -> Flask:
        app = create_app(world.engine)

        @access.allow(access.PUBLIC)
        def fail() -> Any:
            raise error

        app.add_url_rule("/fail", "fail", fail)
        app.add_url_rule("/api/v1/fail", "api_fail", fail)
        return app

    return build


def test_every_code_has_a_status() -> None:
    assert {kind.code for kind in every()} <= set(STATUS)
    assert set(STATUS.values()) - {401} <= set(PAGES)


@pytest.mark.parametrize("kind", list(every()), ids=lambda kind: kind.code)
def test_a_refusal_has_status_and_sentence(
    raising: Callable[[Exception], Flask], kind: type[refusals.ZhenwuError]
) -> None:
    error = make(kind)
    visitor = Browser(raising(error))
    for lang in ("zh", "en"):
        answer = visitor.get(f"/api/v1/fail?lang={lang}")
        assert answer.status_code == STATUS[kind.code]
        body = answer.json["error"]
        assert set(body) == {"code", "message", "details"}
        assert (body["code"], body["message"]) == (kind.code, error.sentence(lang))
        page = visitor.get(f"/fail?lang={lang}")
        if kind is refusals.LoginRequired:
            assert page.status_code == 302
            continue
        assert page.status_code == STATUS[kind.code]
        assert kind.code in page.text
        assert error.sentence(lang) in unescape(alerts(page.text))


def test_what_nobody_expected_tells_nothing(raising: Callable[[Exception], Flask]) -> None:
    visitor = Browser(raising(ValueError("secret 320000194610162537")))
    for path in ("/fail", "/api/v1/fail"):
        answer = visitor.get(path)
        assert answer.status_code == 500
        for word in ("secret", "3200001946", "ValueError", "Traceback"):
            assert word not in answer.text
    assert visitor.get("/api/v1/fail").json["error"]["code"] == "internal"


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/none", 404), ("DELETE", "/", 405)])
def test_statuses_of_the_web_have_pages(visitor: Browser, method: str, path: str, status: int) -> None:
    answer = visitor.client.open(path, method=method, headers={"Referer": "https://evil.example/"})
    assert answer.status_code in (status, 422)  # a method that changes things needs a token first
    assert "<h1>" in answer.text
    assert "evil.example" not in answer.text


def test_an_old_page_says_what_to_do(visitor: Browser) -> None:
    answer = visitor.client.post("/track", data={"case_no": "x"})
    assert answer.status_code == 422
    assert "页面开得太久" in alerts(answer.text)


def test_the_api_answers_its_own_404_and_405(api: Callable[[str], Api]) -> None:
    clerk = api("clerk")
    for answer, status, code in (
        (clerk.get("/none"), 404, "not_found"),
        (clerk.get("/deployments"), 405, "method_not_allowed"),
    ):
        assert answer.status_code == status
        assert answer.json["error"]["code"] == code
        assert answer.json["error"]["message"]
