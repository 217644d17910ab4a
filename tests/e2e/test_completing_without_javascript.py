"""Nothing of a task needs a script: claim, refusal, draft, completion, release, cancelling."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.e2e import steps
from tests.e2e.conftest import Visits


def test_a_task_from_claim_to_completion(visits: Visits) -> None:
    visits.expect(422)
    number, _code = steps.apply(visits.open(script=False), with_photo=False)
    clerk = visits.staff("clerk", script=False)
    steps.open_task(clerk, number)
    clerk.get_by_role("button", name="签收").click()
    clerk.get_by_label("办结", exact=True).check()
    clerk.get_by_label("办理意见").fill("先存着")
    clerk.get_by_role("button", name="提交").click()
    expect(clerk.get_by_role("alert")).to_contain_text("未合格")
    expect(clerk.get_by_label("办理意见")).to_have_value("先存着")
    clerk.get_by_role("button", name="存草稿").click()
    expect(clerk.get_by_label("办理意见")).to_have_value("先存着")
    steps.check_materials(clerk)
    clerk.get_by_role("button", name="提交").click()
    expect(clerk.get_by_text("“即时办理”已提交")).to_be_visible()
    steps.hand_over(clerk, number)
    expect(clerk.get_by_text("已办结：准予")).to_be_visible()


def test_release_and_cancel(visits: Visits) -> None:
    visits.expect(422)
    number, _code = steps.apply(visits.open(script=False), with_photo=False)
    clerk = visits.staff("clerk", phone=True, script=False)
    steps.open_task(clerk, number)
    clerk.get_by_role("button", name="签收").click()
    clerk.get_by_role("button", name="归还").click()
    expect(clerk.get_by_text("已归还")).to_be_visible()
    clerk.goto(f"/cases/{number}")
    clerk.get_by_role("button", name="撤销办件").click()
    clerk.get_by_role("button", name="确认撤销").click()
    expect(clerk.get_by_role("alert")).to_be_visible()
    clerk.get_by_label("撤销原因").fill("重复申请")
    clerk.get_by_role("button", name="确认撤销").click()
    expect(clerk.get_by_text("办件已撤销")).to_be_visible()
