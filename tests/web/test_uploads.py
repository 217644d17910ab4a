"""Files: only for those who see the case, always as an attachment, never run by a browser."""

from __future__ import annotations

import gc
import io
import re
import warnings
from collections.abc import Callable
from typing import Any

import pytest

from engine import queries
from tests.web.browser import APPLICATION, APPLY, Browser, by_testid, photo
from tests.world import World

MIB = 1024 * 1024


def send(visitor: Browser, path: str, data: dict[str, Any]) -> tuple[int, str]:
    """Flask's test client leaves the temporary file of a large body to the garbage collector."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        answer = visitor.post(path, data)
        found = answer.status_code, answer.text
        del answer
        gc.collect()
    return found


@pytest.fixture
def stored(visitor: Browser, world: World) -> Any:
    """The material row of a citizen's photograph."""
    answer = visitor.apply(**{"material.MAT-IDCARD": (io.BytesIO(photo()), "身份证正面.jpg")})
    task = world.task(by_testid(answer.text, "case-no")[0])
    rows = world.read(queries.task_list.task_detail, task.id).materials
    return next(row for row in rows if row.upload_id)


def test_staff_of_the_case_read_it_as_an_attachment(clerk: Browser, stored: Any) -> None:
    answer = clerk.get(f"/uploads/{stored.upload_id}")
    assert answer.status_code == 200
    assert answer.mimetype == "image/jpeg"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert "%E8%BA%AB%E4%BB%BD%E8%AF%81" in answer.headers["Content-Disposition"]


def test_for_others_it_does_not_exist(
    visitor: Browser, stored: Any, person: Callable[[str], Browser]
) -> None:
    assert visitor.get(f"/uploads/{stored.upload_id}").status_code == 302
    assert person("officer").get(f"/uploads/{stored.upload_id}").status_code == 404
    assert person("clerk").get("/uploads/nothing").status_code == 404


def test_a_file_that_is_too_large_is_refused_at_its_field(visitor: Browser) -> None:
    big = photo() + b"\0" * (20 * MIB)
    data = {**APPLICATION, "draft": visitor.draft(), "material.MAT-IDCARD": (io.BytesIO(big), "大图.jpg")}
    status, text = send(visitor, APPLY, data)
    assert status == 422
    assert 'href="#f-material.MAT-IDCARD"' in text
    assert "太大" in text


def test_a_request_beyond_all_caps_is_413(visitor: Browser) -> None:
    huge = b"\0" * (81 * MIB)
    status, text = send(visitor, "/track", {"file": (io.BytesIO(huge), "x.jpg")})
    assert status == 413
    assert "文件太大" in text


@pytest.mark.parametrize("name", ["../../etc/passwd.jpg", 'a"; x=\\b.jpg', "户口簿.jpg", "x" * 300 + ".jpg"])
def test_names_do_no_harm(visitor: Browser, clerk: Browser, world: World, name: str) -> None:
    answer = visitor.apply(**{"material.MAT-IDCARD": (io.BytesIO(photo()), name)})
    number = by_testid(answer.text, "case-no")[0]
    link = re.search(r'href="(/uploads/\w+)"', clerk.get(f"/cases/{number}").text)
    assert link is not None
    headers = clerk.get(link[1]).headers
    assert re.fullmatch(
        r"attachment; filename=\"[\w.-]+\"; filename\*=UTF-8''[\w.%~-]+", headers["Content-Disposition"]
    )
