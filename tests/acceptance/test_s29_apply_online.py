"""S29: 网上办事大厅 … 镇政府服务 APP 终端: guide, apply, track, on a page that fits a phone."""

from __future__ import annotations

import re

from engine import queries
from tests.web.browser import Browser, by_testid
from tests.world import ITEM, World


def test_s29_apply_online_without_any_staff_action(visitor: Browser, world: World) -> None:
    """Apply online without any staff action before acceptance."""
    assert f'href="/items/{ITEM}"' in visitor.get("/?q=老年").text
    guide = visitor.get(f"/items/{ITEM}").text
    assert f'href="/items/{ITEM}/apply"' in guide
    receipt = visitor.apply().text
    number, code = by_testid(receipt, "case-no")[0], by_testid(receipt, "query-code")[0]
    records = world.read(queries.case_view.history, number)
    assert [(one.actor, one.action) for one in records] == [("citizen", "start_case")]
    (task,) = world.tasks(number)
    assert (task.state, task.assignee) == ("open", None)
    tracked = visitor.post("/track", {"case_no": number, "query_code": code})
    assert "正在办" in by_testid(tracked.text, "stage")[0]


def test_s29_every_page_fits_a_phone(visitor: Browser) -> None:
    """The web is the app: no page of the applicant's way sets a width of its own or needs an account."""
    for path in ("/", f"/items/{ITEM}", f"/items/{ITEM}/apply", "/track"):
        answer = visitor.get(path, follow_redirects=True)
        assert answer.status_code == 200
        assert re.search(r'<meta name="viewport" content="width=device-width', answer.text), path
