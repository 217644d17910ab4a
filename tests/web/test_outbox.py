"""发件箱 and GET /jobs: who may read them, what a row says, and what it never says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from engine.adapters.gateway import GatewayFailed, Recorder
from engine.jobs.worker import SILENT_SECONDS, Heartbeat, Worker
from tests.engine.test_worker import Answers, queue_letter, service
from tests.web.browser import Api, Browser, by_testid
from tests.world import ROOT, World
from web.app import create_app
from web.words import LETTERS

PHONE, MASKED = "15400025467", "154****5467"


@pytest.fixture
def case(world: World) -> tuple[str, str]:
    """Id and number of a case that letters belong to."""
    started = world.start()
    return str(started["instance_id"]), str(started["case_no"])


def rows(page: str) -> list[str]:
    return by_testid(page, "outbox-row")


def test_an_empty_outbox_says_what_will_stand_there(person: Callable[[str], Browser]) -> None:
    page = person("admin").get("/admin/outbox").text
    assert "发件箱是空的" in page
    assert rows(page) == []


def test_a_row_tells_everything_but_the_number(
    person: Callable[[str], Browser], world: World, case: tuple[str, str]
) -> None:
    queue_letter(world, *case, "您申请的事项已受理。")
    page = person("supervisor").get("/admin/outbox").text
    (row,) = rows(page)
    for words in (
        case[1],
        "短信通知：受理",
        "ACCEPTED",
        "您申请的事项已受理。",
        MASKED,
        "待发送",
        "今 12:00",
    ):
        assert words in row, words
    assert PHONE not in page
    assert f'href="/cases/{case[1]}"' in page


def test_an_administrator_sees_the_number_of_the_case_but_no_way_into_it(
    person: Callable[[str], Browser], world: World, case: tuple[str, str]
) -> None:
    queue_letter(world, *case, "您申请的事项已受理。")
    page = person("admin").get("/admin/outbox").text
    assert case[1] in rows(page)[0]
    assert f'href="/cases/{case[1]}"' not in page


def test_each_state_is_a_word_and_a_filter(
    person: Callable[[str], Browser], world: World, case: tuple[str, str]
) -> None:
    for gateway in (Recorder(), Answers({"id": "m"}), Answers(GatewayFailed("http_422", lasting=True))):
        queue_letter(world, *case, "已受理。")
        Worker(world.engine, gateway).run_due("effect")
    queue_letter(world, *case, "已受理。")
    Worker(world.engine, Answers(GatewayFailed("timeout"))).run_due("effect")
    admin = person("admin")
    assert len(rows(admin.get("/admin/outbox").text)) == 4
    expected = {
        "recorded": ("未接通，只登记", "没有接通网关"),
        "sent": ("已发送", "今 12:00"),
        "failed": ("失败", "对方回应 422"),
        "waiting": ("待发送", "对方 5 秒没有回应"),
    }
    for state, words in expected.items():
        (row,) = rows(admin.get(f"/admin/outbox?state={state}").text)
        assert all(word in row for word in words), (state, row)
    assert "去掉条件再看" in admin.get("/admin/outbox?state=cancelled").text
    assert len(rows(admin.get("/admin/outbox?state=nonsense").text)) == 4


def test_what_a_service_task_sends_is_not_shown(person: Callable[[str], Browser], world: World) -> None:
    world.publish_plain("asking", xml=service("asking", "echo.later"))
    world.start("asking", actor=world.clerk, variables={"asked": "a secret of the case"})
    page = person("admin").get("/admin/outbox").text
    assert "经发件箱原样返回" in rows(page)[0]
    assert "secret" not in page


def test_the_outbox_turns_its_pages(
    person: Callable[[str], Browser], world: World, case: tuple[str, str]
) -> None:
    for number in range(53):
        world.clock.advance(timedelta(seconds=1))
        queue_letter(world, *case, f"第{number}条。")
    supervisor = person("supervisor")
    first = supervisor.get("/admin/outbox").text
    assert len(rows(first)) == 50
    assert "第52条" in rows(first)[0]
    following = first.split('rel="next"')[0].rpartition('href="')[2].partition('"')[0].replace("&amp;", "&")
    second = rows(supervisor.get(following).text)
    assert [row.partition("第")[2].partition("条")[0] for row in second] == ["2", "1", "0"]


def test_the_page_in_english(person: Callable[[str], Browser], world: World, case: tuple[str, str]) -> None:
    queue_letter(world, *case, "您申请的事项已受理。")
    Worker(world.engine, Recorder()).run_due("effect")
    page = person("supervisor").get("/admin/outbox?lang=en").text
    for words in ("Outbox", "Not connected, recorded only", "Accepted.", "no gateway is connected"):
        assert words in page, words
    assert "发件箱" not in page.replace("中文", "")


def test_others_are_refused(clerk: Browser, api: Callable[[str], Api]) -> None:
    assert clerk.get("/admin/outbox").status_code == 403
    assert 'href="/admin/outbox"' not in clerk.get("/inbox").text
    assert api("clerk").get("/jobs").status_code == 403
    assert api("").get("/jobs").status_code == 401


def test_jobs_over_the_api(api: Callable[[str], Api], world: World) -> None:
    world.publish_plain("asking", xml=service("asking", "fail"))
    case_no = world.start("asking", actor=world.clerk, variables={"asked": "x"})["case_no"]
    (armed,) = api("supervisor").get("/jobs?state=armed").json["items"]
    assert (armed["kind"], armed["topic"], armed["case_no"], armed["attempt"]) == (
        "effect",
        "fail",
        case_no,
        0,
    )
    Worker(world.engine, Recorder()).run_due()
    (failed,) = api("admin").get("/jobs?state=failed").json["items"]
    assert (failed["id"], failed["state"], failed["error"]) == (armed["id"], "failed", "topic_fails")
    assert api("admin").get("/jobs?state=armed").json == {"items": [], "next": None}
    assert api("admin").get("/jobs?state=none").status_code == 422


def test_healthz_says_when_the_worker_of_this_process_is_silent(world: World) -> None:
    seconds = [0.0]
    heartbeat = Heartbeat(lambda: seconds[0])
    visitor: Flask = create_app(world.engine, heartbeat)
    client = visitor.test_client()
    assert client.get("/healthz").json == {"status": "ok"}
    seconds[0] = SILENT_SECONDS + 0.1
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json == {"status": "down", "reasons": ["worker_timer", "worker_effect"]}
    Worker(world.engine, Recorder(), heartbeat).run_due()
    assert client.get("/healthz").status_code == 200


def test_every_letter_of_the_folder_has_words() -> None:
    assert {path.stem for path in (ROOT / "forms" / "letters").glob("*.txt")} == set(LETTERS)
