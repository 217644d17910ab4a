"""A second item dropped in from another process, while the server runs."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import expect

from tests.e2e.conftest import Server, Visits

ROOT = Path(__file__).resolve().parents[2]


def test_an_item_deployed_beside_the_server_is_startable_at_once(visits: Visits, server: Server) -> None:
    page = visits.open(phone=True, script=False)
    page.goto("/?q=雨伞")
    expect(page.get_by_role("link", name="便民雨伞")).to_have_count(0)
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "web",
            "deploy",
            str(ROOT / "tests" / "samples" / "second_item"),
            "--publish",
            "--note",
            "样例",
        ],
        cwd=ROOT,
        env={**os.environ, **server.env},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    page.reload()
    page.get_by_role("link", name="便民雨伞").click()
    page.get_by_role("link", name="在线申请").click()
    page.get_by_label("姓名").fill("葛小禾")
    page.get_by_label("身份证号").fill("320000194610162537")
    page.get_by_label("手机号").fill("15400025467")
    page.locator("[name=umbrellas]").fill("2")
    page.locator("[name=lender_phone]").fill("15400010125")
    page.get_by_role("button", name="提交申请").click()
    expect(page.get_by_test_id("case-no")).to_contain_text("FW-")
