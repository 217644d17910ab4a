"""流程: upload, findings, publication by a second person, plain processes."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from werkzeug.test import TestResponse

from tests.web.browser import Browser, alerts, by_testid
from tests.world import ITEM, ROOT, TWO_STEPS, World

Person = Callable[[str], Browser]
SECOND = ROOT / "tests" / "samples" / "second_item"


def upload(who: Browser, *files: tuple[str, bytes]) -> TestResponse:
    return who.post(
        "/definitions", {"files": [(io.BytesIO(body), name) for name, body in files], "note": "试"}
    )


def second_item() -> list[tuple[str, bytes]]:
    return [(path.name, path.read_bytes()) for path in sorted(SECOND.iterdir()) if path.suffix != ".toml"]


def test_the_list_and_one_definition(person: Person) -> None:
    designer = person("designer")
    assert "老年人优待证办理" in designer.get("/definitions").text
    assert "没有找到流程" in designer.get("/definitions?q=zzz").text
    page = designer.get(f"/definitions/{ITEM}").text
    outcomes = "办结、补正、补正后仍不合格、不属受理、非本机关"
    for words in ("综合窗口", "即时办理", outcomes, "版本 1", "已发布"):
        assert words in page
    assert designer.get("/definitions/none").status_code == 404
    assert designer.get(f"/definitions/{ITEM}?version=77").status_code == 404
    assert designer.get(f"/definitions/{ITEM}?version=x").status_code == 200


@pytest.mark.parametrize("body", [b"", b"\x00\xff", b"<a/>", b"<!DOCTYPE x><a/>", "中文".encode("gb18030")])
def test_any_bytes_give_findings(person: Person, body: bytes) -> None:
    answer = upload(person("designer"), ("bad.bpmn", body))
    assert answer.status_code == 422
    assert by_testid(answer.text, "finding")
    assert "bad.bpmn" in answer.text


def test_findings_name_the_element(person: Person) -> None:
    xml = TWO_STEPS.replace('sourceRef="second" targetRef="end"', 'sourceRef="second" targetRef="nowhere"')
    answer = upload(person("designer"), ("two_steps.bpmn", xml.encode()))
    assert answer.status_code == 422
    assert any("f3" in row for row in by_testid(answer.text, "finding"))
    assert "没有保存" in alerts(answer.text)


def test_nothing_chosen(person: Person) -> None:
    answer = person("designer").post("/definitions", {"note": "x"})
    assert answer.status_code == 422
    assert "请先选择流程文件" in alerts(answer.text)


def test_a_second_person_publishes(person: Person, visitor: Browser) -> None:
    designer, approver = person("designer"), person("approver")
    answer = upload(designer, *second_item())
    assert answer.status_code == 200, answer.text
    assert "等另一位同事发布" in answer.text
    publish = "/definitions/svc_test_001/versions/1/publish"
    assert designer.post(publish).status_code == 403
    assert "便民雨伞" not in visitor.get("/").text
    done = approver.post(publish, {"note": "看过"}, follow_redirects=True)
    assert "已发布" in done.text
    assert "便民雨伞" in visitor.get("/?q=雨伞").text
    again = approver.post(publish)
    assert again.status_code == 409
    assert alerts(again.text)


def test_a_retired_item_is_no_longer_offered(person: Person, visitor: Browser) -> None:
    who = next(one for one in map(person, ("approver", "admin", "designer")) if _may_retire(one))
    done = who.post(f"/definitions/{ITEM}/versions/1/retire", follow_redirects=True)
    assert "已停用" in done.text
    assert f"/items/{ITEM}" not in visitor.get("/").text


def _may_retire(who: Browser) -> bool:
    return "停用" in who.get(f"/definitions/{ITEM}").text


def test_the_file_comes_back_as_it_was(person: Person) -> None:
    answer = person("designer").get(f"/definitions/{ITEM}/versions/1/bpmn")
    assert answer.data == (ROOT / "processes" / "service" / f"{ITEM}.bpmn").read_bytes()
    assert "attachment" in answer.headers["Content-Disposition"]


def test_a_plain_process_is_started_here(person: Person, world: World) -> None:
    world.publish_plain("two_steps", xml=TWO_STEPS)
    clerk = person("clerk")
    answer = clerk.post("/definitions/two_steps/start", {"once": "k1"}, follow_redirects=True)
    assert answer.request.path.startswith("/cases/PT-"), answer.text
    again = clerk.post("/definitions/two_steps/start", {"once": "k1"}, follow_redirects=True)
    assert again.request.path == answer.request.path
