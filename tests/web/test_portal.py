"""The citizen's pages: search, guide, application, receipt, tracking."""

from __future__ import annotations

import io
import re

import pytest

from engine import queries
from tests.web.browser import APPLY, Browser, alerts, by_testid, hidden, photo
from tests.world import ITEM, World


@pytest.mark.parametrize("asked", ["老年人", "老年证", "lnr", "SVC-MZ-030", "免费乘车"])
def test_search_finds_the_item(visitor: Browser, asked: str) -> None:
    page = visitor.get("/", query_string={"q": asked}).text
    assert f'<a href="/items/{ITEM}">老年人优待证办理</a>' in page


def test_search_without_result_says_what_to_do(visitor: Browser) -> None:
    page = visitor.get("/?q=<b>zz</b>").text
    assert "没有找到" in page
    assert "<b>zz</b>" not in page


def test_home_has_its_links(visitor: Browser) -> None:
    page = visitor.get("/").text
    for words in ("搜索事项", "查进度", "工作人员登录"):
        assert words in page


def test_guide_tells_conditions_materials_and_result(visitor: Browser) -> None:
    page = visitor.get(f"/items/{ITEM}").text
    for words in (
        "年满60周岁",
        "居民身份证",
        "必交",
        "老年人优待证",
        "1 个工作日",
        "不收费",
        "在线申请",
        "样例",
    ):
        assert words in page


def test_an_unknown_item_is_404(visitor: Browser) -> None:
    assert visitor.get("/items/svc_none").status_code == 404
    assert visitor.get("/items/svc_none/apply").status_code == 404


def test_an_application_gives_number_and_code(visitor: Browser, world: World) -> None:
    answer = visitor.apply()
    assert re.fullmatch(r"FW-20261125-\d{4}", by_testid(answer.text, "case-no")[0])
    assert re.fullmatch(r"[0-9A-Z]{8}", by_testid(answer.text, "query-code")[0])
    assert len(world.tasks(by_testid(answer.text, "case-no")[0])) == 1


def test_an_empty_application_names_every_field_and_keeps_nothing_back(visitor: Browser) -> None:
    draft = visitor.draft()
    answer = visitor.post(APPLY, {"draft": draft, "action": "send", "applicant.name": "陆归田"})
    assert answer.status_code == 422
    assert "有 8 处要改" in answer.text
    for href in re.findall(r'<li><a href="#([^"]+)">', answer.text):
        assert f'id="{href}"' in answer.text, href
    assert 'value="陆归田"' in answer.text


def test_a_wrong_check_digit_and_names_of_all_kinds(visitor: Browser) -> None:
    wrong = visitor.apply(**{"applicant.id_number": "320000194610162538"})
    assert wrong.status_code == 422
    assert "320000194610162538" in wrong.text
    for name in ("阿依古丽·买买提", "𠮷田"):
        answer = visitor.apply(**{"applicant.name": name})
        assert by_testid(answer.text, "case-no"), name


def test_a_photograph_travels_through_a_refused_form(visitor: Browser, world: World) -> None:
    name = "material.MAT-IDCARD"
    first = visitor.apply(**{"get_mode": "", name: (io.BytesIO(photo()), "身份证正面.jpg")})
    assert first.status_code == 422
    assert "已收到：身份证正面.jpg" in first.text
    again = visitor.apply(**{f"kept.{name}": hidden(first.text, f"kept.{name}")})
    assert by_testid(again.text, "case-no")
    task = world.task(by_testid(again.text, "case-no")[0])
    rows = {row.code: row.filename for row in world.read(queries.task_list.task_detail, task.id).materials}
    assert rows["MAT-IDCARD"] == "身份证正面.jpg"


def test_a_web_page_named_jpg_is_refused_at_its_field(visitor: Browser) -> None:
    file = (io.BytesIO(b"<html><script>alert(1)</script></html>"), "photo.jpg")
    answer = visitor.apply(**{"material.MAT-IDCARD": file})
    assert answer.status_code == 422
    assert 'href="#f-material.MAT-IDCARD"' in answer.text


def test_a_draft_comes_back(visitor: Browser) -> None:
    saved = visitor.apply(action="save", card_kind="70周岁以上")
    assert saved.status_code == 200
    assert "已存" in saved.text
    page = visitor.get(APPLY, follow_redirects=True).text
    assert re.search(r'value="70周岁以上"[^>]* checked', page)


def test_tracking_tells_the_stage_without_names_of_the_staff(visitor: Browser, world: World) -> None:
    receipt = visitor.apply().text
    number, code = by_testid(receipt, "case-no")[0], by_testid(receipt, "query-code")[0]
    first = visitor.post("/track", {"case_no": f" {number.lower()} ", "query_code": code.lower()})
    assert first.status_code == 200
    assert "正在办" in first.text
    assert "陆归田" not in first.text
    task = world.task(number)
    world.complete(task.id, "done", materials=world.all_pass(task.id))
    world.complete(world.task(number).id, data={"collected_by": "本人", "handed_on": "2026-11-25"})
    done = visitor.post("/track", {"case_no": number, "query_code": code})
    assert "准予，已办结" in done.text
    assert "clerk" not in done.text


def test_guessing_query_codes_is_slowed(visitor: Browser) -> None:
    number = by_testid(visitor.apply().text, "case-no")[0]
    answers = [visitor.post("/track", {"case_no": number, "query_code": f"WRONG{n:03}"}) for n in range(6)]
    assert [one.status_code for one in answers] == [422] * 5 + [429]
    assert "分钟后再试" in alerts(answers[-1].text)
