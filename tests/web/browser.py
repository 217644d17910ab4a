"""What page and API tests do over and over: tokens, log-in, a bearer token, a filled application."""

from __future__ import annotations

import io
import re
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.test import TestResponse

from engine import commands
from tests.world import ITEM, World

PASSWORD = "sample-pass-0725"
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
APPLY = f"/items/{ITEM}/apply"
APPLICATION = {
    "applicant.name": "陆归田",
    "applicant.id_number": "320000194610162537",
    "applicant.phone": "15400025467",
    "card_kind": "70周岁以上",
    "apply_kind": "首次",
    "bus_card": "是",
    "get_mode": "窗口自取",
    "live_addr.village": "jinfeng",
    "live_addr.text": "1 组 14 号",
}


def photo(colour: tuple[int, int, int] = (200, 180, 90)) -> bytes:
    """A small JPEG."""
    out = io.BytesIO()
    Image.new("RGB", (48, 36), colour).save(out, "JPEG")
    return out.getvalue()


class Browser:
    """One visitor: a client with its cookies, which sends the token of its session with every form."""

    def __init__(self, app: Flask) -> None:
        self.client: FlaskClient = app.test_client()

    def get(self, path: str, **kwargs: Any) -> TestResponse:
        return self.client.get(path, **kwargs)

    def token(self) -> str:
        found = TOKEN.search(self.get("/track").text)
        assert found is not None
        return found[1]

    def post(self, path: str, data: dict[str, Any] | None = None, **kwargs: Any) -> TestResponse:
        body = {"csrf_token": self.token(), **(data or {})}
        return self.client.post(path, data=body, content_type="multipart/form-data", **kwargs)

    def login(self, name: str, password: str = PASSWORD) -> Browser:
        answer = self.post("/login", {"login": name, "password": password})
        assert answer.status_code == 303, answer.text
        return self

    def draft(self, path: str = APPLY) -> str:
        """Open an application page and read its draft."""
        page = self.get(path, follow_redirects=True)
        assert page.status_code == 200, page.text
        return hidden(page.text, "draft")

    def apply(self, path: str = APPLY, **changes: Any) -> TestResponse:
        """Send an application as a person would; `changes` override fields."""
        data = {**APPLICATION, "draft": self.draft(path), "action": "send", **changes}
        return self.post(path, data, follow_redirects=True)


class Api:
    """The JSON API under one person's token."""

    def __init__(self, app: Flask, token: str) -> None:
        self.client = app.test_client()
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}

    def get(self, path: str, **kwargs: Any) -> TestResponse:
        return self.client.get(f"/api/v1{path}", headers=self.headers, **kwargs)

    def post(self, path: str, json: Any = None, key: str = "", **kwargs: Any) -> TestResponse:
        headers = {**self.headers, **({"Idempotency-Key": key} if key else {})}
        return self.client.post(f"/api/v1{path}", json=json, headers=headers, **kwargs)

    def deploy(self, *files: tuple[str, bytes], query: str = "") -> TestResponse:
        data = {"files": [(io.BytesIO(body), name) for name, body in files]}
        return self.client.post(
            f"/api/v1/deployments{query}",
            data=data,
            headers=self.headers,
            content_type="multipart/form-data",
        )


def api_of(app: Flask, world: World, login: str) -> Api:
    """The API as this sample person."""
    answer = world.engine.execute(commands.MakeToken(login), world.system)
    return Api(app, str(answer["token"]))


def hidden(html: str, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'name="{re.escape(name)}" value="([^"]*)"', html)
    assert found is not None, f"no field {name}"
    return found[1]


def by_testid(html: str, testid: str) -> list[str]:
    """Texts of the elements with this data-testid, without tags."""
    found = re.findall(rf'<(\w+)[^>]*data-testid="{testid}"[^>]*>(.*?)</\1>', html, re.S)
    return [re.sub(r"<[^>]+>", " ", text).strip() for _, text in found]


def alerts(html: str) -> str:
    """Texts of all elements with role=alert."""
    found = re.findall(r'<div[^>]*role="alert"[^>]*>(.*?)</div>', html, re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", text).strip() for text in found)
