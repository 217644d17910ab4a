"""A checkout whose front end was never built still serves readable pages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.web.browser import Browser
from web import staticfiles


def test_without_a_build_there_is_a_banner_and_a_plain_style(
    visitor: Browser, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(staticfiles, "MANIFEST", tmp_path / "none.json")
    page = visitor.get("/").text
    assert "前端资源未构建" in page
    assert "fallback.css" in page
    assert "<script" not in page
    with visitor.get("/static/fallback.css") as style:
        assert style.status_code == 200


def test_built_files_may_be_kept_for_a_year(visitor: Browser) -> None:
    page = visitor.get("/").text
    assert "前端资源未构建" not in page
    for path in re.findall(r'"(/static/built/[^"]+)"', page):
        with visitor.get(path) as answer:
            assert answer.status_code == 200
            assert "immutable" in answer.headers["Cache-Control"]
