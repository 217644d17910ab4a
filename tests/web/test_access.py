"""Every route has a rule and keeps it; every page has its headers; every form needs its token."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from flask import Flask, g
from werkzeug.routing import Rule

from engine.domain import rights
from tests.web.browser import Browser, api_of
from tests.world import ITEM, World
from web import access
from web.app import create_app

SAMPLE = {"key": ITEM, "version": 1, "case_no": "FW-20261125-0001", "filename": "favicon.svg"}


def rules(app: Flask) -> Iterator[tuple[Rule, str, str]]:
    """Every rule with each of its methods and an address."""
    for rule in app.url_map.iter_rules():
        values = {name: SAMPLE.get(name, "nothing") for name in rule.arguments}
        adapter = app.url_map.bind("localhost")
        address = adapter.build(rule.endpoint, values, force_external=False)
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
            yield rule, method, address


def test_every_route_has_an_access_rule(app: Flask) -> None:
    bare = [rule.rule for rule, _, _ in rules(app) if access.rule_of(app, rule.endpoint) is None]
    assert bare == []


def test_every_access_rule_is_a_known_one(app: Flask) -> None:
    known = {access.PUBLIC, access.STAFF, *rights.WORDS}
    assert {access.rule_of(app, rule.endpoint) for rule, _, _ in rules(app)} <= known


def test_nobody_enters_a_staff_route_without_logging_in(app: Flask) -> None:
    visitor = Browser(app)
    token = visitor.token()
    for rule, method, address in rules(app):
        if access.rule_of(app, rule.endpoint) == access.PUBLIC:
            continue
        answer = visitor.client.open(
            address, method=method, data={"csrf_token": token} if method == "POST" else None
        )
        if address.startswith("/api/"):
            assert answer.status_code == 401, (method, address)
            assert answer.json["error"]["code"] == "login_required"
        else:
            assert answer.status_code == 302, (method, address)
            assert answer.location.startswith("/login"), (method, address)


@pytest.mark.parametrize("login", ["clerk", "designer", "supervisor"])
def test_a_person_without_the_right_is_refused(app: Flask, world: World, login: str) -> None:
    who, token = Browser(app).login(login), api_of(app, world, login)
    fields, mine = {"csrf_token": who.token()}, _rights_of(who)
    for rule, method, address in rules(app):
        needed = access.rule_of(app, rule.endpoint)
        if needed in (access.PUBLIC, access.STAFF) or needed in mine:
            continue
        headers = token.headers if address.startswith("/api/") else None
        data = fields if method == "POST" and not headers else None
        answer = who.client.open(address, method=method, data=data, headers=headers)
        assert answer.status_code == 403, (method, address)


def _rights_of(who: Browser) -> frozenset[str]:
    with who.client:
        who.get("/cases")
        found: frozenset[str] = g.staff.rights
    assert found
    return found


def test_a_view_without_a_rule_is_refused(world: World) -> None:
    bare = create_app(world.engine)
    bare.add_url_rule("/forgotten", "forgotten", lambda: "secret")
    answer = Browser(bare).get("/forgotten")
    assert answer.status_code == 403
    assert "secret" not in answer.text


def test_a_post_without_its_token_is_refused_everywhere(app: Flask, person: Callable[[str], Browser]) -> None:
    people = {name: person(name) for name in ("clerk", "designer", "approver", "supervisor")}
    for rule, method, address in rules(app):
        if method != "POST" or address.startswith("/api/"):
            continue
        needed = access.rule_of(app, rule.endpoint)
        who = next((one for one in people.values() if _may(one, needed)), None)
        if who is None:
            continue
        answer = who.client.post(address, data={"reason": "x"})
        assert answer.status_code == 422, address
        assert "page_expired" in answer.text, address


def _may(who: Browser, needed: str | None) -> bool:
    return needed in (access.PUBLIC, access.STAFF) or needed in _rights_of(who)


def test_a_log_in_cookie_is_nobody_over_the_api(clerk: Browser) -> None:
    read = clerk.get("/api/v1/tasks")
    write = clerk.client.post("/api/v1/process-instances", json={"definition_key": ITEM})
    assert read.status_code == write.status_code == 401
    assert write.json["error"]["code"] == "login_required"


def test_cookies_are_kept_from_scripts_and_other_sites(visitor: Browser) -> None:
    answer = visitor.post("/login", {"login": "clerk", "password": "sample-pass-0725"})
    cookies = answer.headers.getlist("Set-Cookie") + visitor.get("/track?lang=en").headers.getlist(
        "Set-Cookie"
    )
    assert cookies
    for cookie in cookies:
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie


PAGES = {
    "": ["/", "/?q=zzz", f"/items/{ITEM}", f"/items/{ITEM}/apply", "/track", "/login", "/nope", "/healthz"],
    "clerk": [
        "/inbox",
        "/inbox?queue=claimable",
        "/intake",
        f"/intake/{ITEM}",
        "/cases",
        "/help/api",
        "/audit",
    ],
    "designer": ["/definitions", f"/definitions/{ITEM}"],
    "supervisor": ["/audit", "/cases/FW-20261125-0001"],
}


@pytest.mark.parametrize("login", list(PAGES))
def test_every_page_has_its_headers_and_nothing_inline(
    app: Flask, world: World, login: str, person: Callable[[str], Browser]
) -> None:
    world.walk_to_end()
    who = person(login) if login else Browser(app)
    for path in PAGES[login]:
        answer = who.get(path, follow_redirects=True)
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"], path
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert answer.headers["Cache-Control"] == "no-store"
        _nothing_inline(answer.text, path)


def _nothing_inline(html: str, path: str) -> None:
    assert not re.search(r"<style", html), path
    for tag in re.findall(r"<script[^>]*>", html):
        assert 'src="/static/' in tag, (path, tag)
    for tag in re.findall(r"<[a-z][^>]*>", html):
        assert not re.search(r'\s(style|on[a-z]+)="', tag), (path, tag)
        assert "javascript:" not in tag, (path, tag)
