"""The story of the issue: a citizen, a clerk, a supervisor, a designer and an approver."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from tests.e2e import steps
from tests.e2e.conftest import Visits

ROOT = Path(__file__).resolve().parents[2]
SECOND = ROOT / "tests" / "samples" / "second_item"


def test_one_item_through_every_room(visits: Visits) -> None:
    citizen = visits.open(phone=True, script=False)
    citizen.goto("/")
    citizen.get_by_label("搜索事项").fill("老年证")
    citizen.get_by_role("button", name="搜索").click()
    citizen.get_by_role("link", name="老年人优待证办理").click()
    expect(citizen.get_by_text("年满60周岁")).to_be_visible()
    number, code = steps.apply(citizen)

    clerk = visits.staff("clerk")
    steps.open_task(clerk, number)
    with clerk.expect_download() as download:
        clerk.get_by_role("button", name="签收").click()
        clerk.get_by_role("link", name="身份证正面.jpg").click()
    assert download.value.suggested_filename == "身份证正面.jpg"
    steps.check_materials(clerk)
    clerk.get_by_role("radiogroup", name="办理结论").get_by_label("办结", exact=True).check()
    clerk.get_by_label("办理意见").fill("证件齐全")
    clerk.get_by_role("button", name="提交").click()
    expect(clerk.get_by_text("“即时办理”已提交")).to_be_visible()
    steps.hand_over(clerk, number)
    expect(clerk.get_by_text("已办结：准予")).to_be_visible()

    steps.track(citizen, number, code)
    expect(citizen.get_by_text("准予，已办结")).to_be_visible()
    _supervise(visits, number)


def _supervise(visits: Visits, number: str) -> None:
    page = visits.staff("supervisor")
    page.goto("/cases")
    page.get_by_label("编号、事项或申请人").fill(number)
    page.get_by_role("button", name="筛选").click()
    page.get_by_role("link", name=number).click()
    story = page.get_by_test_id("timeline-row")
    expect(story).to_have_count(5)
    for row in story.all():
        assert row.locator("time").get_attribute("datetime")
    for words in (
        "提交申请",
        "周砚青 签收",
        "周砚青 办完“即时办理”，结论：办结",
        "能否即办",
        "周砚青 办完“当场交付”",
    ):
        expect(story.filter(has_text=words).first).to_be_visible()
    expect(page.get_by_role("img").first).to_be_visible()
    expect(page.get_by_test_id("audit-state")).to_contain_text("校验完整")
    page.goto("/audit")
    page.get_by_label("办件编号").fill(number)
    page.get_by_role("button", name="核验").click()
    expect(page.get_by_test_id("verify-result")).to_contain_text("核验完整")


def test_a_designer_uploads_and_another_person_publishes(visits: Visits, tmp_path: Path) -> None:
    visits.expect(422, 403)
    good = (SECOND / "svc_test_001.bpmn").read_text(encoding="utf-8").replace("svc_test_001", "svc_test_009")
    good = good.replace("SVC-TEST-001", "SVC-TEST-009").replace("便民雨伞", "便民轮椅")
    form = (
        (SECOND / "svc_test_001_apply.form")
        .read_text(encoding="utf-8")
        .replace("svc_test_001", "svc_test_009")
    )
    files = [tmp_path / "svc_test_009.bpmn", tmp_path / "svc_test_009_apply.form"]
    files[1].write_text(form, encoding="utf-8")
    files[0].write_text(good.replace('targetRef="lend"', 'targetRef="nowhere"'), encoding="utf-8")

    designer = visits.staff("designer")
    designer.goto("/definitions")
    designer.get_by_label("流程文件").set_input_files(files)
    designer.get_by_role("button", name="上传").click()
    expect(designer.get_by_test_id("finding").filter(has_text="lend").first).to_be_visible()
    expect(designer.get_by_role("alert")).to_contain_text("没有保存")

    files[0].write_text(good, encoding="utf-8")
    designer.get_by_label("流程文件").set_input_files(files)
    designer.get_by_role("button", name="上传").click()
    expect(designer.get_by_text("等另一位同事发布")).to_be_visible()

    citizen = visits.open(phone=True, script=False)
    citizen.goto("/?q=轮椅")
    expect(citizen.get_by_text("没有找到")).to_be_visible()
    approver = visits.staff("approver")
    approver.goto("/definitions/svc_test_009")
    approver.get_by_role("button", name="发布").click()
    expect(approver.get_by_text("已发布。")).to_be_visible()
    citizen.reload()
    citizen.get_by_role("link", name="便民轮椅").click()
    expect(citizen.get_by_role("link", name="在线申请")).to_be_visible()


def test_two_people_at_one_task(visits: Visits) -> None:
    visits.expect(409)
    number, _code = steps.apply(visits.open(), with_photo=False)
    first, second = visits.staff("clerk"), visits.staff("substitute")
    steps.open_task(first, number)
    steps.open_task(second, number)
    first.get_by_role("button", name="签收").click()
    second.get_by_role("button", name="签收").click()
    expect(second.get_by_role("alert")).to_contain_text("周砚青")


def test_back_after_sending_shows_the_receipt(visits: Visits) -> None:
    page = visits.open(phone=True)
    number, _code = steps.apply(page, with_photo=False)
    page.go_back()
    expect(page.get_by_test_id("case-no")).to_have_text(number)
