"""退回 on the task page: to which step, why, what who gets it back reads; two people, four eyes."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from engine import commands
from tests.drawn import line, task
from tests.web.browser import Api, Browser, alerts, by_testid, hidden
from tests.web.test_api import refused
from tests.world import World, plain

Person = Callable[[str], Browser]


@pytest.fixture
def case_no(world: World) -> str:
    """a was done by the clerk, b waits; both at the counter."""
    steps = (("a", task("a")), ("b", task("b")), ("c", task("c")))
    world.publish_plain("three", xml=line("three", *steps))
    number = str(world.start("three", actor=world.clerk)["case_no"])
    world.complete(world.task(number, "a").id)
    return number


def held(world: World, case_no: str, place: str = "b") -> Any:
    """The task, claimed by the clerk."""
    world.do(commands.ClaimTask(world.task(case_no, place).id), world.clerk)
    return world.task(case_no, place)


def send_back(clerk: Browser, found: Any, to: str = "a", reason: str = "少一份证明", version: int = 0) -> Any:
    data = {"to": to, "reason": reason, "version": str(version or found.version)}
    return clerk.post(f"/tasks/{found.id}/return", data, follow_redirects=True)


def test_the_holder_sees_which_steps_were_done_by_whom(clerk: Browser, world: World, case_no: str) -> None:
    found = held(world, case_no)
    page = clerk.get(f"/tasks/{found.id}").text
    part = page[page.index("退回到") : page.index("确认退回")]
    assert re.findall(r'type="radio"[^>]*name="to" value="(\w+)"', part) == ["a"]
    assert "周砚青 今 12:00" in part
    assert "退回原因" in part


def test_only_the_holder(clerk: Browser, person: Person, world: World, case_no: str) -> None:
    place = world.task(case_no, "b")
    assert "确认退回" not in clerk.get(f"/tasks/{place.id}").text
    held(world, case_no)
    assert "确认退回" not in person("substitute").get(f"/tasks/{place.id}").text
    first = str(world.start("three", actor=world.clerk)["case_no"])
    only = held(world, first, "a")
    assert "确认退回" not in clerk.get(f"/tasks/{only.id}").text, "nothing was done before the first step"


def test_it_goes_back_and_says_why(clerk: Browser, person: Person, world: World, case_no: str) -> None:
    page = send_back(clerk, held(world, case_no)).text
    assert "已退回。转到：a" in page
    rows = by_testid(page, "timeline-row")
    assert "周砚青 把“b”退回到“a”。" in rows[0]
    assert "少一份证明" in rows[0]
    again = person("substitute").get(f"/tasks/{world.task(case_no, 'a').id}").text
    (note,) = by_testid(again, "came-back")
    assert "周砚青 今 12:00 从“b”退回到这里。" in note
    assert "原因：少一份证明" in note
    english = person("substitute").get(f"/tasks/{world.task(case_no, 'a').id}?lang=en").text
    assert "returned it here from" in by_testid(english, "came-back")[0]


@pytest.mark.parametrize(
    ("to", "reason", "status", "sentence"),
    [
        ("a", " ", 422, "请写明退回原因"),
        ("c", "少一份证明", 409, "不能退回到“c”"),
        ("", "少一份证明", 409, "请选这一步之前办过的其他环节"),
    ],
)
def test_a_refusal_stays_on_the_page(
    clerk: Browser, world: World, case_no: str, to: str, reason: str, status: int, sentence: str
) -> None:
    found = held(world, case_no)
    answer = send_back(clerk, found, to, reason)
    assert answer.status_code == status
    assert sentence in answer.text
    assert 'href="#f-return_' in answer.text
    opened = answer.text[: answer.text.index("确认退回")].rpartition("<details")[2]
    assert " open>" in opened
    assert reason.strip() in answer.text
    assert world.paths(case_no) == {"b"}


def test_a_page_that_is_old(clerk: Browser, world: World, case_no: str) -> None:
    found = held(world, case_no)
    answer = send_back(clerk, found, version=found.version - 1)
    assert answer.status_code == 409
    assert "页面内容旧了" in alerts(answer.text)


def test_into_a_branch_is_refused_in_words(api: Callable[[str], Api], world: World) -> None:
    gates = '<bpmn:parallelGateway id="fork" name="分"/><bpmn:parallelGateway id="join" name="合"/>'
    body = '<bpmn:startEvent id="start" name="开始"/><bpmn:endEvent id="end" name="完"/>' + gates
    body += task("x") + task("y") + task("last")
    flows = {
        "f1": ("start", "fork"),
        "f2": ("fork", "x"),
        "f3": ("fork", "y"),
        "f4": ("x", "join"),
        "f5": ("y", "join"),
        "f6": ("join", "last"),
        "f7": ("last", "end"),
    }
    world.publish_plain("forked", xml=plain("forked", body, flows))
    number = str(world.start("forked", actor=world.clerk)["case_no"])
    world.complete(world.task(number, "x").id)
    world.complete(world.task(number, "y").id)
    found = held(world, number, "last")
    answer = api("clerk").post(f"/tasks/{found.id}/return", {"to": "x", "reason": "重来"})
    refused(answer, 409, "into_branch")
    assert "并行的分支" in answer.json["error"]["message"]


def test_over_the_api(api: Callable[[str], Api], world: World, case_no: str) -> None:
    clerk, found = api("clerk"), world.task(case_no, "b")
    refused(clerk.post(f"/tasks/{found.id}/return", {"to": "a", "reason": "x"}), 409, "not_claimed")
    found = held(world, case_no)
    refused(clerk.post(f"/tasks/{found.id}/return", {"reason": "x"}), 422, "form_invalid")
    refused(clerk.post(f"/tasks/{found.id}/return", {"to": "a"}), 422, "form_invalid")
    refused(clerk.post(f"/tasks/{found.id}/return", {"to": "c", "reason": "x"}), 409, "never_passed")
    stale = {"to": "a", "reason": "x", "version": found.version - 1}
    refused(clerk.post(f"/tasks/{found.id}/return", stale), 409, "stale")
    done = clerk.post(f"/tasks/{found.id}/return", {"to": "a", "reason": "x"}, key="k1")
    assert done.status_code == 200, done.json
    assert [one["path"] for one in done.json["next_tasks"]] == ["a"]
    again = clerk.post(f"/tasks/{found.id}/return", {"to": "a", "reason": "x"}, key="k1")
    assert [one["id"] for one in again.json["next_tasks"]] == [one["id"] for one in done.json["next_tasks"]]
    history = clerk.get(f"/process-instances/{case_no}/history").json["items"]
    assert history[-1]["action"] == "return_task"


def visit(world: World) -> str:
    """A step for two, then one that must be another's."""
    steps = (("look", task("look", people="2")), ("confirm", task("confirm", not_same_as="look")))
    world.publish_plain("visit", xml=line("visit", *steps))
    return str(world.start("visit", actor=world.clerk)["case_no"])


def test_a_step_for_two_asks_for_the_second(clerk: Browser, world: World) -> None:
    number = visit(world)
    found = held(world, number, "look")
    page = clerk.get(f"/tasks/{found.id}").text
    offered = re.findall(r'<option value="(\w+)"', page[page.index('name="second_person"') :])
    assert "substitute" in offered
    assert "clerk" not in offered
    sent = {"version": hidden(page, "version"), "action": "send"}
    answer = clerk.post(f"/tasks/{found.id}", sent)
    assert answer.status_code == 422
    assert 'href="#f-second_person"' in answer.text
    assert "请选另一位有此岗位的同事" in answer.text
    done = clerk.post(f"/tasks/{found.id}", {**sent, "second_person": "substitute"}, follow_redirects=True)
    assert "周砚青 和 宋怀谷 办完“look”" in by_testid(done.text, "timeline-row")[0]


def test_who_is_refused_by_four_eyes_reads_who_could_do_it(
    clerk: Browser, api: Callable[[str], Api], world: World
) -> None:
    number = visit(world)
    world.complete(world.task(number, "look").id, second_person="substitute")
    confirm = world.task(number, "confirm")
    answer = clerk.post(f"/tasks/{confirm.id}/claim", {"version": confirm.version})
    assert answer.status_code == 403
    said = alerts(answer.text)
    assert "不能再办“confirm”" in said
    names = said.partition("可以转给：")[2]
    assert len(names.strip("。 ").split("、")) >= 3
    assert "周砚青" not in names
    assert "宋怀谷" not in names
    refused(api("clerk").post(f"/tasks/{confirm.id}/claim"), 403, "four_eyes")


def test_the_second_person_over_the_api(api: Callable[[str], Api], world: World) -> None:
    number, clerk = visit(world), api("clerk")
    look = world.task(number, "look")
    assert clerk.get(f"/tasks/{look.id}").json["people"] == 2
    refused(clerk.post(f"/tasks/{look.id}/complete", {}), 422, "second_person")
    done = clerk.post(f"/tasks/{look.id}/complete", {"second_person": "substitute"})
    assert done.status_code == 200, done.json
    last = clerk.get(f"/process-instances/{number}/history").json["items"][-1]
    assert last["detail"]["second_person"] == "substitute"
