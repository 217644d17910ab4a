"""Lights on the pages and in the API: shape and words, days with their reasons, what a citizen reads."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from lxml import html

from tests.timed import begin, go_to, step, timed
from tests.web.browser import Api, Browser
from tests.world import World


@pytest.fixture
def running(world: World) -> str:
    """A case accepted on Wednesday 25 November 2026 with a promise of five working days."""
    case_no = begin(world, "2026-11-25T09:00")
    step(world, case_no, "2026-11-25T12:00")
    return case_no


Person = Callable[[str], Browser]


def page(person: Person, path: str) -> Any:
    """The page for a clerk who logs in now: a log-in does not last over the days that a test passes."""
    return html.fromstring(person("clerk").get(path).text)


def marked(tree: Any, *, css: str = "", testid: str = "") -> list[Any]:
    """Elements of a class or a test id, in order."""
    if testid:
        return list(tree.xpath(f".//*[@data-testid='{testid}']"))
    return list(tree.xpath(f".//*[contains(concat(' ', normalize-space(@class), ' '), ' {css} ')]"))


def text(element: Any) -> str:
    return " ".join(" ".join(element.itertext()).split())


def lights(tree: Any) -> list[str]:
    """The words of every light, in order."""
    return [text(one) for one in marked(tree, css="zw-light")]


@pytest.mark.parametrize(
    ("when", "words", "more", "shape"),
    [
        ("2026-11-26T09:00", "剩 4 个工作日", "12-02 到期", "zw-light-green"),
        ("2026-12-01T09:00", "剩 1 个工作日", "12-02 到期", "zw-light-yellow"),
        ("2026-12-02T09:00", "今天到期", "", "zw-light-yellow"),
        ("2026-12-05T09:00", "超承诺 3 天", "本该 12-02 办完", "zw-light-red_promise"),
        ("2026-12-25T09:00", "超法定 2 天", "本该 12-23 办完", "zw-light-red_legal"),
    ],
)
def test_the_inbox_says_how_much_is_left(
    world: World, person: Person, running: str, when: str, words: str, more: str, shape: str
) -> None:
    go_to(world, when)
    (row,) = marked(page(person, "/inbox?queue=claimable"), testid="task-row")
    (light,) = marked(row, css="zw-light")
    assert text(light) == words
    assert shape in light.get("class").split()
    assert light.xpath(".//svg")
    assert [text(one) for one in marked(row, css="zw-light-more")] == ([more] if more else [])


def test_the_inbox_sorts_by_due_unless_told(world: World, person: Person) -> None:
    world.publish_plain("slow", xml=timed(key="slow", accept={"limit": "9wd"}))
    go_to(world, "2026-11-25T08:00")
    slow = str(world.start("slow", actor=world.clerk)["case_no"])
    fast = begin(world, "2026-11-25T09:00")

    def numbers(path: str) -> list[str]:
        rows = marked(page(person, path), testid="task-row")
        return [number for row in rows for number in (slow, fast) if number in text(row)]

    assert numbers("/inbox?queue=claimable") == [fast, slow]
    assert numbers("/inbox?queue=claimable&sort=created") == [slow, fast]
    assert numbers("/inbox?queue=claimable&sort=nonsense") == [fast, slow]


def test_a_task_and_its_case_show_the_light(world: World, person: Person, running: str) -> None:
    go_to(world, "2026-11-26T09:00")
    task = world.task(running)
    for path in (f"/tasks/{task.id}", f"/cases/{running}", "/cases"):
        assert "剩 4 个工作日" in lights(page(person, path)), path


def test_the_case_page_tells_every_day_and_why(world: World, person: Person, running: str) -> None:
    step(world, running, "2026-11-26T15:00")
    step(world, running, "2026-11-30T10:00")
    go_to(world, "2026-12-01T09:00")
    (pane,) = marked(page(person, f"/cases/{running}"), testid="clock")
    assert "5 个工作日 到 12-04 周五" in text(pane)
    assert "送检 11-26 15:00 至 11-30 10:00" in text(pane)
    promised = pane.xpath(".//details")[0]
    days = {
        day.xpath(".//time")[0].get("datetime"): text(day) for day in marked(promised, testid="clock-day")
    }
    assert days["2026-11-25"].endswith("起算日")
    assert days["2026-11-26"].endswith("第 1 天")
    assert days["2026-11-27"].endswith("停表日")
    assert days["2026-11-30"].endswith("停表日")
    assert days["2026-12-01"].endswith("第 2 天 今天")
    assert days["2026-12-04"].endswith("第 5 天 承诺止")
    assert len(days) == 10


def test_a_holiday_is_named(world: World, person: Person) -> None:
    case_no = begin(world, "2026-09-28T09:00")
    step(world, case_no, "2026-09-28T10:00")
    days = [text(day) for day in marked(page(person, f"/cases/{case_no}"), testid="clock-day")]
    assert any("国庆节" in day for day in days)
    english = [text(day) for day in marked(page(person, f"/cases/{case_no}?lang=en"), testid="clock-day")]
    assert any("holiday" in day for day in english)
    assert not any("国庆节" in day for day in english)


def test_a_stopped_clock_says_since_which_step(world: World, person: Person, running: str) -> None:
    step(world, running, "2026-11-26T15:00")
    go_to(world, "2027-02-01T09:00")
    tree = page(person, "/inbox?queue=claimable")
    assert lights(tree) == ["停表"]
    assert [text(one) for one in marked(tree, css="zw-light-more")] == ["从“送检”起"]


def test_a_provisional_day_is_marked(world: World, person: Person) -> None:
    case_no = begin(world, "2026-12-28T09:00")
    step(world, case_no, "2026-12-28T10:00")
    (more,) = marked(page(person, "/inbox?queue=claimable"), css="zw-light-more")
    assert text(more) == "2027-01-05 到期，暂定"
    (pane,) = marked(page(person, f"/cases/{case_no}"), testid="clock")
    assert "到 2027-01-05 周二 （暂定）" in text(pane)


@pytest.fixture
def unknown(world: World) -> str:
    """A case whose promise ends in 2028, of which nobody knows the working days."""
    case_no = begin(world, "2027-12-29T09:00")
    step(world, case_no, "2027-12-29T10:00")
    return case_no


def test_a_missing_calendar_is_said_wherever_a_light_would_stand(
    world: World, person: Person, unknown: str
) -> None:
    for path in ("/inbox?queue=claimable", f"/tasks/{world.task(unknown).id}", f"/cases/{unknown}", "/cases"):
        tree = page(person, path)
        assert lights(tree) == ["时限算不出"], path
        assert text(marked(tree, css="zw-light-more")[0]) == "缺 2028 年工作日历", path


def test_the_case_page_says_what_to_do_about_a_missing_calendar(
    world: World, person: Person, unknown: str
) -> None:
    (told,) = marked(page(person, f"/cases/{unknown}"), testid="no-calendar")
    assert text(told).startswith("缺 2028 年工作日历 请管理员导入这一年的放假安排，导入以后自动补算。")
    assert "zhenwu register import holidays" in text(told)
    (english,) = marked(page(person, f"/cases/{unknown}?lang=en"), testid="no-calendar")
    assert "no calendar of 2028" in text(english)


def test_a_day_on_which_a_stop_ends_the_limit_says_so(world: World, person: Person, running: str) -> None:
    step(world, running, "2026-12-02T10:00")
    step(world, running, "2026-12-04T10:00")
    (pane,) = marked(page(person, f"/cases/{running}"), testid="clock")
    assert "5 个工作日 到 12-04 周五" in text(pane)
    days = [text(day) for day in marked(pane.xpath(".//details")[0], testid="clock-day")]
    assert days[-2].endswith("停表日")
    assert "停表到此，时限届满" in days[-1]


def test_a_case_decided_in_time_says_so(world: World, person: Person, running: str) -> None:
    for text in ("2026-11-26T09:00", "2026-11-26T10:00", "2026-12-02T16:00"):
        step(world, running, text)
    go_to(world, "2027-03-01T09:00")
    assert "按期办结" in lights(page(person, f"/cases/{running}"))


def test_a_citizen_reads_the_promised_day_in_words(world: World, visitor: Browser) -> None:
    go_to(world, "2026-11-25T09:00")
    world.publish_plain("timed", xml=timed())
    case = world.start("timed", actor=world.clerk)

    def told() -> str:
        posted = {"case_no": case["case_no"], "query_code": case["query_code"]}
        return text(html.fromstring(visitor.post("/track", posted).text))

    assert "受理以后 5 个工作日内办完。" in told()
    step(world, case["case_no"], "2026-11-25T12:00")
    assert "最晚 2026 年 12 月 2 日（周三）办完。" in told()
    step(world, case["case_no"], "2026-11-26T12:00")
    assert "现在停着不计时" in told()
    step(world, case["case_no"], "2026-11-26T13:00")
    go_to(world, "2026-12-03T09:00")
    assert "本该 2026 年 12 月 2 日（周三）前办完" in told()
    step(world, case["case_no"], "2026-12-03T10:00")
    assert "还要多久" not in told()


def test_a_citizen_reads_why_there_is_no_day_yet(world: World, visitor: Browser) -> None:
    go_to(world, "2027-12-29T09:00")
    world.publish_plain("timed", xml=timed())
    case = world.start("timed", actor=world.clerk)
    step(world, case["case_no"], "2027-12-29T10:00")
    posted = {"case_no": case["case_no"], "query_code": case["query_code"]}
    told = text(html.fromstring(visitor.post("/track", posted).text))
    assert "时限照常算，到期的日子要等 2028 年放假安排公布。" in told


# --- API


def test_the_api_names_the_missing_calendar(world: World, api: Callable[[str], Api], unknown: str) -> None:
    clerk = api("clerk")
    row = clerk.get("/tasks?queue=claimable&sort=due").json["items"][0]
    instance = clerk.get(f"/process-instances/{unknown}").json
    for found in (row, instance, instance["clock"]):
        assert (found["due_at"], found["light"], found["missing_year"]) == (None, None, 2028)


def test_the_api_gives_light_and_clock(world: World, api: Callable[[str], Api], running: str) -> None:
    clerk = api("clerk")
    go_to(world, "2026-12-01T09:00")
    row = clerk.get("/tasks?queue=claimable&sort=due").json["items"][0]
    expected = {
        "due_at": "2026-12-02T15:59:59.000000+00:00",
        "provisional": False,
        "light": "yellow",
        "light_detail": "yellow",
        "missing_year": None,
    }
    assert {name: row[name] for name in expected} == expected
    instance = clerk.get(f"/process-instances/{running}").json
    assert {name: instance[name] for name in expected} == expected
    clock = instance["clock"]
    assert (clock["promised"], clock["legal"], clock["stops"]) == ("5wd", "20wd", [])
    assert clock["started_at"] == "2026-11-25T04:00:00.000000+00:00"
    assert clock["legal_at"] == "2026-12-23T15:59:59.000000+00:00"


def test_the_api_gives_stops(world: World, api: Callable[[str], Api], running: str) -> None:
    step(world, running, "2026-11-26T15:00")
    clock = api("clerk").get(f"/process-instances/{running}").json["clock"]
    stop = {"element": "inspect", "since": "2026-11-26T07:00:00.000000+00:00", "until": None}
    assert (clock["stops"], clock["light_detail"]) == ([stop], "stopped")


def test_where_nothing_is_due_the_api_says_null(world: World, api: Callable[[str], Api]) -> None:
    case_no = begin(world, "2026-11-25T09:00", timed({}, accept={"limit": ""}))
    clerk = api("clerk")
    task = clerk.get(f"/tasks/{world.task(case_no).id}").json
    assert (task["due_at"], task["light"], task["light_detail"]) == (None, None, None)
    assert clerk.get(f"/process-instances/{case_no}").json["clock"] is None


def test_the_description_knows_the_lights(api: Callable[[str], Api]) -> None:
    known = api("clerk").client.get("/api/openapi.json").json["components"]["schemas"]
    assert known["TaskAnswer"]["properties"]["light_detail"]["enum"][:5] == [
        "green",
        "yellow",
        "red_promise",
        "red_legal",
        "stopped",
    ]
    assert "clock" in known["InstanceAnswer"]["properties"]
