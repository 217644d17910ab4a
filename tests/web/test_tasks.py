"""The desk: work lists, one task, claim, release, complete."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.web.browser import Browser, alerts, by_testid, hidden
from tests.world import World


@pytest.fixture
def waiting(world: World) -> Any:
    """The first task of a fresh case."""
    return world.task(str(world.start()["case_no"]))


def verdicts(verdict: str = "pass") -> dict[str, str]:
    return {f"material.{code}.verdict": verdict for code in ("MAT-IDCARD", "MAT-PHOTO1")}


def claimed(clerk: Browser, task: Any) -> dict[str, str]:
    """Claim; the fields of the page that follows."""
    answer = clerk.post(f"/tasks/{task.id}/claim", {"version": task.version}, follow_redirects=True)
    assert "已签收" in answer.text
    return {"version": hidden(answer.text, "version"), "action": "send"}


def test_the_lists_show_what_waits_where(clerk: Browser, waiting: Any) -> None:
    claimable = clerk.get("/inbox?queue=claimable").text
    rows = by_testid(claimable, "task-row")
    assert len(rows) == 1
    for words in ("老年人优待证办理", "陆归田", waiting.case_no, "即时办理", "1 个工作日"):
        assert words in claimable
    assert not by_testid(clerk.get("/inbox").text, "task-row")
    assert "手上没有待办" in clerk.get("/inbox").text


@pytest.mark.parametrize(
    ("asked", "found"), [("陆归田", 1), ("FW-20261125-0001", 1), ("老年", 1), ("zzz", 0)]
)
def test_the_lists_can_be_searched(clerk: Browser, waiting: Any, asked: str, found: int) -> None:
    page = clerk.get("/inbox", query_string={"queue": "claimable", "q": asked}).text
    assert len(by_testid(page, "task-row")) == found
    assert ("没有符合" in page) is (found == 0)


def test_the_bar_counts_what_is_in_hand(clerk: Browser, waiting: Any) -> None:
    assert '<span class="zw-count">' not in clerk.get("/cases").text
    claimed(clerk, waiting)
    assert '<span class="zw-count">1</span>' in clerk.get("/cases").text


def test_a_task_is_claimed_released_and_claimed_again(clerk: Browser, waiting: Any) -> None:
    page = clerk.get(f"/tasks/{waiting.id}").text
    assert "签收" in page
    assert 'name="opinion"' not in page
    fields = claimed(clerk, waiting)
    released = clerk.post(f"/tasks/{waiting.id}/release", fields, follow_redirects=True)
    assert "已归还" in released.text


def test_completing_says_that_it_worked_and_shows_the_case(clerk: Browser, waiting: Any) -> None:
    fields = claimed(clerk, waiting)
    sent = {**fields, **verdicts(), "outcome": "done", "opinion": "证件齐全"}
    answer = clerk.post(f"/tasks/{waiting.id}", sent, follow_redirects=True)
    assert answer.request.path == f"/cases/{waiting.case_no}"
    assert "“即时办理”已提交。转到：当场交付" in answer.text
    assert "证件齐全" in answer.text
    assert "已提交" not in clerk.get(f"/cases/{waiting.case_no}").text


def test_without_an_outcome_the_group_is_named_and_everything_stays(clerk: Browser, waiting: Any) -> None:
    fields = claimed(clerk, waiting)
    answer = clerk.post(f"/tasks/{waiting.id}", {**fields, **verdicts(), "opinion": "等一下 <b>"})
    assert answer.status_code == 422
    assert 'href="#f-outcome"' in answer.text
    assert 'id="f-outcome"' in answer.text
    assert "等一下 &lt;b&gt;" in answer.text
    assert re.search(r'name="material.MAT-IDCARD.verdict" value="pass"[^>]* checked', answer.text)


def test_materials_not_in_order_are_named_at_their_row(clerk: Browser, waiting: Any) -> None:
    fields = claimed(clerk, waiting)
    bad = {**verdicts(), "material.MAT-PHOTO1.verdict": "fail", "material.MAT-PHOTO1.reason": "看不清"}
    answer = clerk.post(f"/tasks/{waiting.id}", {**fields, **bad, "outcome": "done"})
    assert answer.status_code == 422
    assert 'href="#f-material.MAT-PHOTO1"' in answer.text
    assert 'value="看不清"' in answer.text
    assert re.search(r'name="outcome" value="done"[^>]* checked', answer.text)


def test_a_hidden_field_is_not_asked_for(clerk: Browser, waiting: Any, world: World) -> None:
    fields = claimed(clerk, waiting)
    clerk.post(f"/tasks/{waiting.id}", {**fields, **verdicts(), "outcome": "done"})
    last = world.task(waiting.case_no)
    fields = claimed(clerk, last)
    agent = clerk.post(f"/tasks/{last.id}", {**fields, "collected_by": "代领", "handed_on": "2026-11-25"})
    assert agent.status_code == 422
    assert 'href="#f-receiver_name"' in agent.text
    done = clerk.post(
        f"/tasks/{last.id}",
        {**fields, "collected_by": "本人", "handed_on": "2026-11-25"},
        follow_redirects=True,
    )
    assert "已办结：准予" in done.text


def test_a_draft_of_a_task_waits_for_its_writer(clerk: Browser, waiting: Any) -> None:
    fields = claimed(clerk, waiting)
    saved = {**fields, **verdicts(), "action": "save", "opinion": "差一张照片", "outcome": "done"}
    answer = clerk.post(f"/tasks/{waiting.id}", saved, follow_redirects=True)
    assert "差一张照片" in answer.text
    assert "已存" in answer.text


def test_a_task_in_other_hands_can_be_read_but_not_worked_on(
    clerk: Browser, waiting: Any, person: Callable[[str], Browser]
) -> None:
    fields = claimed(clerk, waiting)
    other = person("substitute")
    page = other.get(f"/tasks/{waiting.id}").text
    assert "周砚青 在办" in page
    answer = other.post(f"/tasks/{waiting.id}", {**fields, **verdicts(), "outcome": "done"})
    assert answer.status_code in (403, 409)


def test_the_second_to_claim_hears_who_was_first(
    clerk: Browser, waiting: Any, person: Callable[[str], Browser]
) -> None:
    claimed(clerk, waiting)
    answer = person("substitute").post(f"/tasks/{waiting.id}/claim", {"version": waiting.version})
    assert answer.status_code == 409
    assert "周砚青" in alerts(answer.text)
    assert f'href="/tasks/{waiting.id}?lang=en"' in answer.text


def test_a_task_outside_the_scope_is_404(waiting: Any, person: Callable[[str], Browser]) -> None:
    officer = person("officer")
    assert officer.get(f"/tasks/{waiting.id}").status_code == 404
    assert officer.post(f"/tasks/{waiting.id}", {"outcome": "done"}).status_code == 404
    assert officer.get(f"/cases/{waiting.case_no}").status_code == 404
