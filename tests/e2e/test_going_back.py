"""退回, 撤回 and recording what came, without a script: at the desk and on a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.e2e import steps
from tests.e2e.conftest import Visits
from tests.e2e.test_axe import SCREENS, Check, check

__all__ = ["check"]


@SCREENS
def test_a_step_goes_back_with_its_reason(visits: Visits, check: Check, phone: bool) -> None:
    visits.expect(422)
    number, _code = steps.apply(visits.open(script=False), with_photo=False)
    clerk = visits.staff("clerk", phone=phone)
    steps.decide(clerk, number)
    steps.claim(clerk, number)
    if phone:
        expect(clerk.get_by_role("button", name="退回", exact=True)).to_be_hidden()
        clerk.get_by_text("更多", exact=True).click()
    clerk.get_by_role("button", name="退回", exact=True).click()
    expect(clerk.get_by_role("radio", name="即时办理")).to_be_checked()
    check(clerk, "task-returning")
    clerk.get_by_role("button", name="确认退回").click()
    expect(clerk.get_by_role("alert")).to_contain_text("请写明退回原因")
    check(clerk, "task-returning-422")
    clerk.get_by_label("退回原因").fill("照片要换一张")
    clerk.get_by_role("button", name="确认退回").click()
    expect(clerk.get_by_text("已退回。转到：即时办理")).to_be_visible()
    steps.open_task(clerk, number)
    expect(clerk.get_by_test_id("came-back")).to_contain_text("照片要换一张")
    check(clerk, "task-came-back")


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_a_step_is_taken_back_without_a_script(visits: Visits, phone: bool) -> None:
    visits.expect(422)
    number, _code = steps.apply(visits.open(script=False), with_photo=False)
    clerk = visits.staff("clerk", phone=phone, script=False)
    steps.decide(clerk, number)
    clerk.goto(f"/cases/{number}")
    clerk.get_by_role("button", name="撤回", exact=True).click()
    clerk.get_by_role("button", name="确认撤回").click()
    expect(clerk.get_by_role("alert")).to_be_visible()
    clerk.get_by_label("撤回原因").fill("选错了结论")
    clerk.get_by_role("button", name="确认撤回").click()
    expect(clerk.get_by_text("已撤回，这一步又可以办了。")).to_be_visible()
    expect(clerk.get_by_test_id("timeline-row").first).to_contain_text("选错了结论")


@SCREENS
def test_a_clerk_records_what_the_applicant_brought(
    visits: Visits,
    check: Check,
    phone: bool,
) -> None:
    visits.expect(422)
    number, _code = steps.apply(visits.open(script=False))
    clerk = visits.staff("clerk", phone=phone)
    steps.claim(clerk, number)
    row = clerk.get_by_role("radiogroup", name="居民身份证")
    row.get_by_role("radio", name="不合格").check()
    clerk.get_by_label("居民身份证：哪里不对").fill("看不清")
    for name in ("一寸", "居住证"):
        others = clerk.get_by_role("radiogroup", name=name)
        others.get_by_role("radio", name="合格", exact=True).check()
    clerk.get_by_role("radiogroup", name="办理结论").get_by_label("补正").check()
    clerk.get_by_role("button", name="提交").click()
    steps.claim(clerk, number)
    fill_notice(clerk)
    clerk.get_by_role("button", name="提交").click()
    check(clerk, "case-waiting")
    card = clerk.get_by_test_id("wait").filter(has_text="收到补正")
    card.get_by_role("button", name="登记", exact=True).click()
    card.get_by_role("button", name="登记“收到补正”").click()
    expect(clerk.get_by_role("alert")).to_contain_text("请补交这项材料")
    check(clerk, "case-waiting-422")
    card.get_by_label("居民身份证").set_input_files(steps.photo())  # type: ignore[arg-type]
    card.get_by_role("button", name="登记“收到补正”").click()
    expect(clerk.get_by_text("“收到补正”已登记。")).to_be_visible()
    expect(clerk.get_by_test_id("material-round")).to_have_count(2)
    check(clerk, "case-supplemented")


def fill_notice(page: Page) -> None:
    """What a one-time notice asks of the clerk: whatever is required, by its first choice."""
    for group in page.locator("#work [role=radiogroup][aria-required=true]").all():
        group.get_by_role("radio").first.check()
    for box in page.locator("#work input[type=checkbox][aria-required=true]").all():
        box.check()
    for text in page.locator("#work textarea[aria-required=true]").all():
        text.fill("身份证照片看不清，请重拍")
    for choice in page.locator("#work select[aria-required=true]").all():
        choice.select_option(index=1)
