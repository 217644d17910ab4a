"""S31: 申请同步传送到前台业务系统."""

from __future__ import annotations

from collections.abc import Callable

from tests.web.browser import Api, Browser, by_testid
from tests.world import World

QUEUE = "/inbox?queue=claimable"


def test_s31_an_online_application_is_in_the_counter_inbox_within_one_refresh(
    visitor: Browser, person: Callable[[str], Browser], api: Callable[[str], Api], world: World
) -> None:
    """Within one refresh; same case number; channel=online."""
    clerk, other = person("clerk"), person("zhuyunshu")
    assert by_testid(clerk.get(QUEUE).text, "task-row") == []
    number = by_testid(visitor.apply().text, "case-no")[0]
    for one in (clerk, other):
        (row,) = by_testid(one.get(QUEUE).text, "task-row")
        assert number in row
        assert "网上" in row
        assert "待签收" in row
    assert api("clerk").get(f"/process-instances/{number}").json["channel"] == "online"
    (task,) = api("clerk").get("/tasks?queue=claimable").json["items"]
    assert task["case_no"] == number


def test_s31_offices_behind_the_counter_do_not_see_it_yet(
    visitor: Browser, person: Callable[[str], Browser]
) -> None:
    """It goes to the counter, not to everybody."""
    visitor.apply()
    assert by_testid(person("decider").get(QUEUE).text, "task-row") == []
    assert by_testid(person("officer").get(QUEUE).text, "task-row") == []
