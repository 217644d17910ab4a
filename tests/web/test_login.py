"""Logging in and out."""

from __future__ import annotations

import pytest

from tests.web.browser import PASSWORD, Browser, alerts


def test_a_person_logs_in_and_out(visitor: Browser) -> None:
    assert visitor.get("/inbox").location.startswith("/login?next=/inbox")
    visitor.login("clerk")
    page = visitor.get("/inbox")
    assert "周砚青" in page.text
    assert "演示数据" in page.text
    out = visitor.post("/logout")
    assert out.status_code == 303
    assert visitor.get("/inbox").status_code == 302


def test_a_wrong_password_says_the_same_as_an_unknown_name(visitor: Browser) -> None:
    wrong = visitor.post("/login", {"login": "clerk", "password": "no"})
    nobody = visitor.post("/login", {"login": "nobody", "password": "no"})
    assert wrong.status_code == nobody.status_code == 422
    assert alerts(wrong.text) == alerts(nobody.text)
    assert 'value="clerk"' in wrong.text


def test_guessing_passwords_is_slowed(visitor: Browser) -> None:
    for _ in range(5):
        visitor.post("/login", {"login": "clerk", "password": "no"})
    answer = visitor.post("/login", {"login": "clerk", "password": PASSWORD})
    assert answer.status_code == 429
    assert "分钟后再试" in alerts(answer.text)


@pytest.mark.parametrize(
    "target", ["//evil.example/", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_logging_in_leads_nowhere_else(visitor: Browser, target: str) -> None:
    answer = visitor.post("/login", {"login": "clerk", "password": PASSWORD, "next": target})
    assert answer.location == "/inbox"


def test_logging_in_leads_back_to_the_page_that_was_asked_for(visitor: Browser) -> None:
    answer = visitor.post("/login", {"login": "clerk", "password": PASSWORD, "next": "/cases?q=x"})
    assert answer.location == "/cases?q=x"


def test_the_old_cookie_is_dead_after_logging_out(clerk: Browser) -> None:
    cookie = clerk.client.get_cookie("zw_session")
    assert cookie is not None
    clerk.post("/logout")
    clerk.client.set_cookie("zw_session", cookie.value)
    assert clerk.get("/inbox").status_code == 302
