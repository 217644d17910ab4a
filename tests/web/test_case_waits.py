"""The case page: what is awaited and who may record it, called procedures in place, papers, seal."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import pytest

from engine import commands, queries
from tests.drawn import START, call, clock, end, line, task
from tests.web.browser import Api, Browser, by_testid, photo
from tests.web.test_api import refused
from tests.world import APPLICANT, PICTURE, ROOT, World, plain

Person = Callable[[str], Browser]
FAULTY = "MAT-PHOTO1"


@pytest.fixture
def corrected(world: World) -> str:
    """优待证: the photograph is not in order, the applicant was told; the case waits for them."""
    number = str(world.start()["case_no"])
    first = world.task(number)
    verdicts = world.all_pass(first.id)
    verdicts[FAULTY] = {"verdict": "fail", "reason": "照片不是白底"}
    world.do(commands.ClaimTask(first.id), world.clerk)
    world.complete(first.id, "correct", materials=verdicts)
    notice = world.task(number, "correction/notice")
    world.complete(notice.id, data=world.typed(notice.id))
    return number


def supplement(world: World, number: str) -> Any:
    found = world.read(queries.waits.open_waits, number)
    return next(wait for wait in found if wait.message == "supplemented")


def record(clerk: Browser, number: str, wait: Any, **fields: Any) -> Any:
    data = {f"w{wait.id}.{name.replace('__', '.')}": value for name, value in fields.items()}
    return clerk.post(f"/cases/{number}/waits/{wait.id}", data, follow_redirects=True)


def picture() -> tuple[io.BytesIO, str]:
    return io.BytesIO(photo()), "白底照片.jpg"


def test_a_card_says_what_is_awaited_since_when_and_until_when(clerk: Browser, corrected: str) -> None:
    page = clerk.get(f"/cases/{corrected}").text
    cards = by_testid(page, "wait")
    assert len(cards) == 2
    card = next(one for one in cards if "收到补正" in one)
    for words in ("从什么时候等起", "今 12:00", "最晚等到", "12-25", "到时按“逾期未补”办", "照片不是白底"):
        assert words in card, words
    assert "申请人可在网上办" in card
    assert "在等：一次补正 › 收到补正<" in page, "nobody waits for an application to be given up"
    other = next(one for one in cards if "撤回申请" in one)
    assert "在等" not in other


def test_others_see_the_card_without_its_form(person: Person, world: World, corrected: str) -> None:
    page = person("supervisor").get(f"/cases/{corrected}").text
    assert "由别的岗位登记" in by_testid(page, "wait")[0]
    assert "/waits/" not in page
    wait = supplement(world, corrected)
    answer = person("supervisor").post(f"/cases/{corrected}/waits/{wait.id}")
    assert answer.status_code == 403


def test_the_form_asks_for_what_was_not_in_order(clerk: Browser, world: World, corrected: str) -> None:
    wait = supplement(world, corrected)
    answer = record(clerk, corrected, wait, supplement_note="在这里")
    assert answer.status_code == 422
    assert f'href="#f-w{wait.id}.material.{FAULTY}"' in answer.text
    assert "请补交这项材料" in answer.text
    assert "在这里" in answer.text, "what was typed is still there"
    assert world.read(queries.waits.open_waits, corrected)


def test_recording_moves_the_case_and_keeps_both_rounds(clerk: Browser, world: World, corrected: str) -> None:
    wait = supplement(world, corrected)
    sent = {"supplement_note": "换了照片", f"material__{FAULTY}": picture()}
    page = record(clerk, corrected, wait, **sent).text
    assert "“收到补正”已登记。" in page
    assert not world.read(queries.waits.open_waits, corrected)
    first, second = by_testid(page, "material-round")
    assert "申请时交的" in first
    assert "照片不是白底" in first
    assert "第 1 次补交" in second
    assert "白底照片.jpg" in second
    assert "登记“一次补正 › 收到补正”" in by_testid(page, "timeline-row")[0]
    assert "换了照片" in page
    assert 'data-testid="wait"' not in page


def test_recording_twice_is_recording_once(clerk: Browser, world: World, corrected: str) -> None:
    wait = supplement(world, corrected)
    sent = {f"material__{FAULTY}": picture()}
    record(clerk, corrected, wait, **sent)
    again = record(clerk, corrected, wait, **{f"material__{FAULTY}": picture()})
    assert "这一项已经不等了" in again.text
    records = world.read(queries.case_view.history, corrected)
    assert [one.action for one in records].count("correlate_message") == 1


def test_a_file_that_was_sent_is_kept_after_a_refusal(clerk: Browser, world: World, corrected: str) -> None:
    wait = supplement(world, corrected)
    sent = {"supplement_note": "长" * 1001, f"material__{FAULTY}": picture()}
    answer = record(clerk, corrected, wait, **sent)
    assert answer.status_code == 422
    name = f"kept.w{wait.id}.material.{FAULTY}"
    kept = re.search(rf'name="{re.escape(name)}" value="([^"]+)"', answer.text)
    assert kept is not None
    done = clerk.post(f"/cases/{corrected}/waits/{wait.id}", {name: kept[1]}, follow_redirects=True)
    assert "已登记" in done.text
    assert "白底照片.jpg" in done.text


def test_a_called_procedure_opens_in_place(clerk: Browser, corrected: str) -> None:
    page = clerk.get(f"/cases/{corrected}").text
    inside = page[page.index('data-testid="call"') : page.index('data-testid="clock"')]
    assert inside.startswith('data-testid="call" open>')
    states = dict(re.findall(r'data-element="(\w+)" data-state="(\w+)"', inside))
    assert states["notice"] == "done"
    assert states["supplemented"] == "current"
    assert states["close_file"] == "todo"
    outer = page[page.index("</aside>") : page.index('data-testid="call"')]
    assert dict(re.findall(r'data-element="(\w+)" data-state="(\w+)"', outer))["correction"] == "current"
    steps = re.findall(r'class="zw-step-name">([^<]+)', inside)
    assert steps == ["一次告知补正"]


def test_a_procedure_that_was_not_entered_is_not_shown(clerk: Browser, world: World) -> None:
    number = str(world.start()["case_no"])
    assert 'data-testid="call"' not in clerk.get(f"/cases/{number}").text


def test_calls_inside_calls_open_inside(clerk: Browser, world: World) -> None:
    world.publish_plain("leaf", xml=line("leaf", ("sign", task("sign"))))
    world.publish_plain("mid", xml=line("mid", ("check", task("check")), ("deep", call("deep", "leaf"))))
    world.publish_plain("outer", xml=line("outer", ("inner", call("inner", "mid")), ("tell", task("tell"))))
    number = str(world.start("outer", actor=world.clerk)["case_no"])
    world.complete(world.task(number, "inner/check").id)
    found = world.read(queries.diagrams.calls, number)
    assert [(one.path, one.is_open, [deep.path for deep in one.inside]) for one in found] == [
        ("inner", True, ["inner/deep"])
    ]
    page = clerk.get(f"/cases/{number}").text
    assert page.count('data-testid="call"') == 2
    assert "inner › deep › sign" in page
    world.complete(world.task(number, "inner/deep/sign").id)
    found = world.read(queries.diagrams.calls, number)
    assert [(one.is_open, one.inside[0].is_open) for one in found] == [(False, False)]
    page = clerk.get(f"/cases/{number}").text
    assert "周砚青 办完“inner › deep › sign”。" in page


def test_one_diagram_of_a_called_procedure(clerk: Browser, api: Callable[[str], Api], corrected: str) -> None:
    whole = clerk.get(f"/cases/{corrected}/diagram.svg").text
    inside = clerk.get(f"/cases/{corrected}/diagram.svg?path=correction").text
    assert "一次告知补正" in inside
    assert "一次告知补正" not in whole
    over_api = api("clerk").get(f"/process-instances/{corrected}/diagram.svg?path=correction")
    assert over_api.mimetype == "image/svg+xml"
    for nowhere in ("nothing", "correction/notice", "accept", "../x"):
        refused(
            api("clerk").get(f"/process-instances/{corrected}/diagram.svg?path={nowhere}"), 404, "not_found"
        )


def test_a_timer_alone_is_told(clerk: Browser, person: Person, world: World) -> None:
    body = START + task("ask") + clock("pause", "P3D") + task("go_on") + end("end")
    flows = {"f1": ("start", "ask"), "f2": ("ask", "pause"), "f3": ("pause", "go_on"), "f4": ("go_on", "end")}
    world.publish_plain("paused", xml=plain("paused", body, flows))
    number = str(world.start("paused", actor=world.clerk)["case_no"])
    world.complete(world.task(number).id)
    (waiting,) = by_testid(clerk.get(f"/cases/{number}").text, "timers")
    assert "11-28 12:00" in waiting
    assert "pause" in waiting
    world.pass_time(days=3)
    page = person("clerk").get(f"/cases/{number}").text
    assert "到时间了：“pause”。" in by_testid(page, "timeline-row")[0]
    assert 'data-testid="timers"' not in page


def test_the_api_names_waits_and_timers(api: Callable[[str], Api], corrected: str) -> None:
    case = api("clerk").get(f"/process-instances/{corrected}").json
    wait = next(one for one in case["waits"] if one["name"] == "supplemented")
    assert (wait["element_id"], wait["path"]) == ("supplemented", "correction/supplemented")
    assert (wait["audience"], wait["posts"]) == ("citizen", ["counter"])
    assert (wait["form"], wait["materials"]) == ("correction_supplement", True)
    assert wait["opened_at"].startswith("2026-11-25T04:00")
    (timer,) = case["timers"]
    assert timer["path"] == "correction/supplement_lapse"
    assert timer["due_at"].startswith("2026-12-25")


def test_the_api_names_the_path_of_tasks(api: Callable[[str], Api], world: World) -> None:
    number = str(world.start()["case_no"])
    first = world.task(number)
    verdicts = {code: {"verdict": "missing", "reason": "没有交"} for code in world.all_pass(first.id)}
    world.complete(first.id, "correct", materials=verdicts)
    (row,) = api("clerk").get("/tasks?queue=claimable").json["items"]
    assert (row["element_id"], row["path"]) == ("notice", "correction/notice")
    (inside,) = api("clerk").get(f"/process-instances/{number}").json["tasks"]
    assert inside["path"] == "correction/notice"


@pytest.fixture
def permit(world: World) -> str:
    """居住证, decided and made; it waits for the seal."""
    world.publish(ROOT / "processes" / "service" / "svc_ga_002.bpmn")
    form = world.read(queries.catalogue.item_detail, "svc_ga_002").form
    model = world.read(queries.catalogue.item_detail, "svc_ga_002").model
    papers = {
        one.code: str(world.do(commands.StoreUpload("a.png", PICTURE), world.clerk)["id"])
        for one in model.materials
    }
    number = str(
        world.start(
            "svc_ga_002",
            actor=world.clerk,
            applicant=APPLICANT,
            data=world.sample(form),
            materials=papers,
            channel="window",
        )["case_no"]
    )
    for path, outcome in (("accept", "accept"), ("first_review", ""), ("review", ""), ("decide", "grant")):
        step(world, number, path, outcome)
    step(world, number, "issue/make")
    return number


def step(world: World, number: str, path: str, outcome: str = "") -> None:
    """Complete it as the first colleague who may."""
    found = world.task(number, path)
    login = world.read(queries.colleagues.colleagues, found.id)[0].login
    actor = world.read(queries.people.actor_of, login)
    detail = world.read(queries.task_list.task_detail, found.id)
    materials = {row.code: {"verdict": "pass"} for row in detail.materials}
    data = world.sample(detail.form, actor, outcome)
    world.complete(found.id, outcome, actor=actor, data=data, materials=materials)


def test_documents_with_their_numbers(person: Person, world: World, permit: str) -> None:
    supervisor = person("supervisor")
    (row,) = by_testid(supervisor.get(f"/cases/{permit}").text, "documents")
    assert "居住证" in row
    assert "徐居证〔2026〕0001号" in row
    assert row.count("—") == 2, "neither sealed nor published yet"
    step(world, permit, "issue/seal", "sealed")
    page = supervisor.get(f"/cases/{permit}").text
    (row,) = by_testid(page, "documents")
    assert row.count("今 12:00") == 3
    assert "—" not in row
    newest = by_testid(page, "timeline-row")[0]
    assert "已归卷 徐居证〔2026〕0001号" in newest
    assert "转到：取件登记" in newest


def test_a_document_that_was_taken_back_says_so(person: Person, world: World, permit: str) -> None:
    """The number stays, the seal does not: the paper that was sealed is void."""
    step(world, permit, "issue/seal", "sealed")
    found = world.task(permit, "pickup")
    desk = world.read(queries.people.actor_of, world.read(queries.colleagues.colleagues, found.id)[0].login)
    world.do(commands.ClaimTask(found.id), desk)
    world.do(commands.ReturnTask(found.id, "decide", "姓名写错"), desk)
    (row,) = by_testid(person("supervisor").get(f"/cases/{permit}").text, "documents")
    assert "徐居证〔2026〕0001号" in row
    assert "今 12:00 退回，原件作废" in row
    assert row.count("—") == 1, "not filed either"


def test_the_seal_says_how_many_which_last_and_when(person: Person, world: World, corrected: str) -> None:
    head = world.read(queries.case_view.history, corrected)[-1].hash
    (seal,) = by_testid(person("supervisor").get(f"/cases/{corrected}").text, "audit-state")
    for words in ("留痕 4 条，校验完整", head[:12], "今 12:00 核验"):
        assert words in seal, words


def test_the_page_in_english(clerk: Browser, corrected: str) -> None:
    page = clerk.get(f"/cases/{corrected}?lang=en").text
    for words in (
        "Waiting for: One-time correction › Supplement received",
        "Waiting since",
        "Materials to hand in again",
        "completed “One-time correction › Notify all defects”",
    ):
        assert words in page, words
