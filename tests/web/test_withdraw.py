"""撤回 over HTTP: one's own last step, while nobody has touched what came of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from engine import commands
from tests.drawn import line, task
from tests.web.browser import Api, Browser, by_testid, hidden
from tests.web.test_api import refused
from tests.world import World

As = Callable[[str], Api]


@pytest.fixture
def case_no(world: World) -> str:
    """a was done by the clerk, b waits."""
    world.publish_plain("two", xml=line("two", ("a", task("a")), ("b", task("b"))))
    number = str(world.start("two", actor=world.clerk)["case_no"])
    world.complete(world.task(number, "a").id)
    return number


def done_task(api: Api, case_no: str) -> str:
    """The id of the task that was completed last."""
    history = api.get(f"/process-instances/{case_no}/history").json["items"]
    return str([one for one in history if one["action"] == "complete_task"][-1]["detail"]["task"])


def test_who_did_the_last_step_takes_it_back(clerk: Browser, world: World, case_no: str) -> None:
    page = clerk.get(f"/cases/{case_no}").text
    assert "确认撤回" in page
    sent = {"task": hidden(page, "task"), "reason": "填错了"}
    after = clerk.post(f"/cases/{case_no}/withdraw", sent, follow_redirects=True).text
    assert "已撤回，这一步又可以办了。" in after
    newest = by_testid(after, "timeline-row")[0]
    assert "周砚青 撤回了刚提交的“a”。" in newest
    assert "填错了" in newest
    assert "撤回原因" in after
    assert world.paths(case_no) == {"a"}
    (note,) = by_testid(clerk.get(f"/tasks/{world.task(case_no).id}").text, "came-back")
    assert "撤回了刚提交的“a”" in note


def test_without_a_reason_the_page_asks_for_one(clerk: Browser, world: World, case_no: str) -> None:
    sent = {"task": hidden(clerk.get(f"/cases/{case_no}").text, "task"), "reason": " "}
    answer = clerk.post(f"/cases/{case_no}/withdraw", sent)
    assert answer.status_code == 422
    assert 'href="#f-withdraw_reason"' in answer.text
    assert 'id="f-withdraw_reason"' in answer.text
    assert world.paths(case_no) == {"b"}


def test_it_is_offered_to_nobody_else_and_not_for_ever(
    clerk: Browser, person: Callable[[str], Browser], world: World, case_no: str
) -> None:
    assert "确认撤回" not in person("substitute").get(f"/cases/{case_no}").text
    assert "确认撤回" not in person("supervisor").get(f"/cases/{case_no}").text
    page = clerk.get(f"/cases/{case_no}").text
    world.do(commands.ClaimTask(world.task(case_no, "b").id), world.other_clerk)
    assert "确认撤回" not in clerk.get(f"/cases/{case_no}").text
    late = clerk.post(f"/cases/{case_no}/withdraw", {"task": hidden(page, "task"), "reason": "填错了"})
    assert late.status_code == 409
    assert "之后已经有人接着办了" in late.text
    assert world.paths(case_no) == {"b"}


def test_over_the_api(api: As, world: World, case_no: str) -> None:
    clerk, other = api("clerk"), api("substitute")
    last = done_task(clerk, case_no)
    refused(other.post(f"/tasks/{last}/withdraw", {"reason": "x"}), 404, "not_found")
    refused(clerk.post(f"/tasks/{last}/withdraw", {}), 422, "form_invalid")
    refused(clerk.post(f"/tasks/{world.task(case_no).id}/withdraw", {"reason": "x"}), 404, "not_found")
    back = clerk.post(f"/tasks/{last}/withdraw", {"reason": "填错了"}, key="k1")
    assert back.status_code == 200, back.json
    assert [one["path"] for one in back.json["next_tasks"]] == ["a"]
    assert clerk.post(f"/tasks/{last}/withdraw", {"reason": "填错了"}, key="k1").json == back.json
    refused(clerk.post(f"/tasks/{last}/withdraw", {"reason": "填错了"}), 409, "not_withdrawable")


@pytest.mark.parametrize("verb", ["claim", "complete"])
def test_409_once_the_next_was_claimed_or_completed(api: As, world: World, case_no: str, verb: str) -> None:
    clerk, following = api("clerk"), world.task(case_no, "b").id
    last = done_task(clerk, case_no)
    assert api("substitute").post(f"/tasks/{following}/{verb}", {}).status_code == 200
    answer = clerk.post(f"/tasks/{last}/withdraw", {"reason": "填错了"})
    refused(answer, 409, "not_withdrawable")
    assert "不能再撤回" in answer.json["error"]["message"]


def test_a_letter_sent_meanwhile_does_not_stand_in_the_way(clerk: Browser, world: World) -> None:
    """A case whose step reached a milestone with a letter: the worker recorded it at once."""
    number = str(world.start()["case_no"])
    first = world.task(number)
    world.do(commands.ClaimTask(first.id), world.clerk)
    world.complete(first.id, "done", materials=world.all_pass(first.id))
    leased = world.do(commands.LeaseJobs(kind="effect"))["jobs"]
    assert leased
    for job in leased:
        world.do(commands.RecordEffect(job["id"], job["attempt"]))
    page = clerk.get(f"/cases/{number}").text
    assert "短信网关没有接通" in page
    assert "确认撤回" in page
