"""Case B61: the back button after success, two tabs of one application, two tabs of one task."""

from __future__ import annotations

from engine import queries
from tests.web.browser import APPLICATION, APPLY, Browser, alerts, by_testid, hidden
from tests.world import World


def _cases(world: World) -> int:
    return len(world.read(queries.case_view.case_list).items)


def test_back_after_success_shows_the_receipt(visitor: Browser, world: World) -> None:
    page = visitor.get(APPLY)
    address = page.location  # what stands in the browser's history
    visitor.apply()
    again = visitor.get(address, follow_redirects=True)
    assert by_testid(again.text, "case-no") == ["FW-20261125-0001"]
    assert _cases(world) == 1


def test_sending_the_old_page_again_shows_the_receipt(visitor: Browser, world: World) -> None:
    data = {**APPLICATION, "draft": visitor.draft(), "action": "send"}
    first = visitor.post(APPLY, data, follow_redirects=True)
    again = visitor.post(APPLY, data, follow_redirects=True)
    assert by_testid(first.text, "case-no") == by_testid(again.text, "case-no")
    assert by_testid(first.text, "query-code") == by_testid(again.text, "query-code")
    assert _cases(world) == 1


def test_two_tabs_of_one_application_make_one_case(visitor: Browser, world: World) -> None:
    one, two = visitor.draft(), visitor.draft()
    assert one == two
    first = visitor.apply(draft=one)
    second = visitor.apply(draft=two, get_mode="邮寄")
    assert by_testid(first.text, "case-no") == by_testid(second.text, "case-no")
    assert _cases(world) == 1


def test_a_new_application_after_the_first_is_a_new_case(visitor: Browser, world: World) -> None:
    visitor.apply()
    visitor.apply()
    assert _cases(world) == 2


def test_anothers_draft_is_not_shown(app: object, visitor: Browser) -> None:
    draft = visitor.draft()
    visitor.apply(action="save")
    other = Browser(app)  # type: ignore[arg-type]
    page = other.get(f"{APPLY}?draft={draft}", follow_redirects=True)
    assert page.status_code == 200
    assert "陆归田" not in page.text
    assert hidden(page.text, "draft") != draft
    assert other.post(APPLY, {**APPLICATION, "draft": draft, "action": "send"}).status_code == 404


def test_two_tabs_of_one_task(clerk: Browser, world: World) -> None:
    task = world.task(str(world.start()["case_no"]))
    clerk.post(f"/tasks/{task.id}/claim", {"version": task.version})
    version = hidden(clerk.get(f"/tasks/{task.id}").text, "version")
    sent = {
        "version": version,
        "action": "send",
        "outcome": "done",
        "opinion": "第一页",
        "material.MAT-IDCARD.verdict": "pass",
        "material.MAT-PHOTO1.verdict": "pass",
    }
    assert clerk.post(f"/tasks/{task.id}", sent).status_code == 303
    assert clerk.post(f"/tasks/{task.id}", sent).status_code == 303, "the same page twice is one completion"
    second = clerk.post(f"/tasks/{task.id}", {**sent, "opinion": "第二页写的话"})
    assert second.status_code == 409
    assert "周砚青" in alerts(second.text)
    assert "第二页写的话" in second.text
    assert "第一页" in second.text
