"""What failed for good is a red card on the case page and a row of the API."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from engine import commands, queries
from engine.adapters.gateway import Recorder
from engine.jobs.worker import Worker
from tests.drawn import clock, line, task
from tests.engine.test_worker import service
from tests.timed import go_to
from tests.web.browser import Api, Browser, by_testid
from tests.world import World

Person = Callable[[str], Browser]


@pytest.fixture
def stopped(world: World) -> str:
    """A case whose service task was refused for good by the other side."""
    world.publish_plain("asking", xml=service("asking", "echo.later"))
    number = str(world.start("asking", actor=world.clerk, variables={"asked": "x"})["case_no"])
    world.clock.advance(timedelta(minutes=3))
    (leased,) = world.do(commands.LeaseJobs())["jobs"]
    world.do(commands.AnswerEffect(leased["id"], leased["attempt"], error="http_422"))
    return number


def test_a_red_card_says_what_failed_since_when_and_whom_to_ask(clerk: Browser, stopped: str) -> None:
    page = clerk.get(f"/cases/{stopped}").text
    (card,) = by_testid(page, "failed-job")
    for words in ("停在这里：“问”的自动处理没有成功", "对方回应 422", "今 12:03", "请联系系统管理员"):
        assert words in card, words
    assert "zw-note-wrong" in page
    assert "停在：问" in page
    assert "没有成功，等人处理" in page
    assert 'data-testid="timers"' not in page


def test_the_card_in_english(person: Person, stopped: str) -> None:
    (card,) = by_testid(person("clerk").get(f"/cases/{stopped}?lang=en").text, "failed-job")
    assert "the other side answered 422" in card
    assert "Tell the system administrator" in card


def test_a_case_without_failure_has_no_card(clerk: Browser, world: World) -> None:
    number = str(world.start()["case_no"])
    assert 'data-testid="failed-job"' not in clerk.get(f"/cases/{number}").text


def test_the_api_shows_it_in_the_instance(api: Callable[[str], Api], stopped: str, world: World) -> None:
    case = api("clerk").get(f"/process-instances/{stopped}").json
    (job,) = case["failed_jobs"]
    found = world.read(queries.jobs.job_list, "failed").items[0]
    assert job == {
        "id": found.id,
        "kind": "effect",
        "state": "failed",
        "label": "问",
        "element_id": "ask",
        "path": "ask",
        "since": found.created_at,
        "failed_at": found.changed_at,
        "attempt": 1,
        "error": "http_422",
        "message": "对方回应 422",
    }
    assert (case["status"], case["tasks"], case["waits"], case["timers"]) == ("active", [], [], [])


def test_a_timer_that_lacks_its_calendar_says_so_and_goes_on(
    person: Person, api: Callable[[str], Api], world: World
) -> None:
    go_to(world, "2027-12-30T12:00")
    xml = line("turn", ("hold", clock("hold", "PT1H")), ("days", clock("days", "wd(5)")), ("do", task("do")))
    world.publish_plain("turn", xml=xml)
    number = str(world.start("turn", actor=world.clerk)["case_no"])
    world.clock.advance(timedelta(hours=1))
    Worker(world.engine, Recorder()).run_due()
    page = person("clerk").get(f"/cases/{number}").text
    (waiting,) = by_testid(page, "timers")
    assert "上次没有成功：要用到的年份还没有工作日历，导入后会自动继续" in waiting
    assert 'data-testid="failed-job"' not in page
    case = api("clerk").get(f"/process-instances/{number}").json
    assert [one["error"] for one in case["timers"]] == ["calendar_missing"]
    assert case["failed_jobs"] == []


def test_a_failed_case_can_be_cancelled_on_its_page(clerk: Browser, stopped: str) -> None:
    assert f'action="/cases/{stopped}/cancel"' in clerk.get(f"/cases/{stopped}").text
    page = clerk.post(f"/cases/{stopped}/cancel", {"reason": "流程画错了"}, follow_redirects=True).text
    assert "办件已撤销。" in page
    assert 'data-testid="failed-job"' not in page


def test_who_only_reads_is_not_offered_to_cancel(person: Person, world: World) -> None:
    number = str(world.start()["case_no"])
    assert f'action="/cases/{number}/cancel"' in person("clerk").get(f"/cases/{number}").text
    assert f'action="/cases/{number}/cancel"' not in person("supervisor").get(f"/cases/{number}").text
