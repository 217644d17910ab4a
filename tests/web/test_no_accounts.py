"""A fresh database says what to do instead of refusing every password."""

from __future__ import annotations

from pathlib import Path

from tests.web.browser import Browser, alerts
from tests.world import World
from web.app import create_app


def test_the_login_page_says_how_to_make_the_first_account(tmp_path: Path) -> None:
    empty = World(f"sqlite:///{tmp_path / 'empty.db'}", tmp_path)
    visitor = Browser(create_app(empty.engine))
    page = visitor.get("/login")
    assert page.status_code == 200
    assert "zhenwu user add" in alerts(page.text)
    assert "演示数据" not in page.text
    assert visitor.get("/").status_code == 200
    assert visitor.get("/healthz").json == {"status": "ok"}
    empty.close()
