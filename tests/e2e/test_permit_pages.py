"""Pages of the permit that its walk passes by: who is kept apart, fields of one outcome, a job that failed, a
phone that shows the first things first."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from engine import commands, queries
from tests.e2e import steps
from tests.e2e.conftest import Visits
from tests.e2e.test_axe import SCREENS, Check, check, world
from tests.engine.test_worker import service
from tests.web import permit
from tests.world import World

__all__ = ["check", "world"]


def to_decide(world: World) -> str:
    """A case that `substitute` accepted and others reviewed. Its number."""
    receipt = permit.applied(world)
    substitute = world.read(queries.people.actor_of, "substitute")
    accept = world.task(receipt.number, "accept")
    world.complete(accept.id, "accept", actor=substitute, materials=world.all_pass(accept.id))
    for path, who in (("first_review", permit.FIRST_REVIEWER), ("review", permit.REVIEWER)):
        found = world.task(receipt.number, path)
        world.complete(found.id, actor=who, data=world.typed(found.id))
    return receipt.number


@SCREENS
def test_who_is_kept_apart_is_told_so_at_once(
    visits: Visits, check: Check, world: World, phone: bool
) -> None:
    number = to_decide(world)
    page = visits.staff("substitute", phone=phone)
    steps.open_task(page, number)
    expect(page.get_by_role("alert")).to_contain_text("可以转给：林望岳")
    expect(page.get_by_role("button", name="签收")).to_have_count(0)
    check(page, "task-kept-apart")
    page.goto(f"{page.url}?lang=en")
    check(page, "en-task-kept-apart")


@SCREENS
def test_fields_come_with_the_outcome_that_asks_for_them(
    visits: Visits, check: Check, world: World, phone: bool
) -> None:
    visits.expect(422)
    number = to_decide(world)
    page = visits.staff("decider", phone=phone)
    steps.claim(page, number)
    remedies = page.get_by_label("救济途径")
    expect(remedies).to_be_hidden()
    steps.choose(page, "办理结论", "不予")
    expect(remedies).to_be_visible()
    remedies.fill("")
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("alert")).to_contain_text("“救济途径”还没有填")
    check(page, "task-outcome-422")
    expect(remedies).to_be_visible()
    steps.choose(page, "办理结论", "准予")
    expect(remedies).to_be_hidden()
    page.get_by_label("决定依据").fill("《居住证暂行条例》第九条")
    page.get_by_label("决定理由").fill("符合条件")
    steps.submit(page)
    expect(page.get_by_text("“决定”已提交")).to_be_visible()


def test_without_a_script_every_field_is_there(visits: Visits, world: World) -> None:
    number = to_decide(world)
    page = visits.staff("decider", script=False)
    steps.claim(page, number)
    expect(page.get_by_label("救济途径")).to_be_visible()
    page.get_by_label("决定依据").fill("《居住证暂行条例》第九条")
    page.get_by_label("决定理由").fill("符合条件")
    page.get_by_label("救济途径").fill("")
    steps.submit(page, "准予")
    expect(page.get_by_text("“决定”已提交")).to_be_visible()


@pytest.fixture
def stopped(world: World) -> str:
    """A case whose service task was refused for good. Its number."""
    world.publish_plain("asking", xml=service("asking", "echo.later"))
    number = str(world.start("asking", actor=world.clerk, variables={"asked": "x"})["case_no"])
    mine = {one.id for one in world.read(queries.waits.armed_jobs, number)}
    for leased in world.do(commands.LeaseJobs(most=500))["jobs"]:
        if leased["id"] in mine:
            world.do(commands.AnswerEffect(leased["id"], leased["attempt"], error="http_422"))
    return number


@SCREENS
def test_a_job_that_failed_is_the_first_thing_on_the_page(
    visits: Visits, check: Check, stopped: str, phone: bool
) -> None:
    page = visits.staff("clerk", phone=phone)
    page.goto(f"/cases/{stopped}")
    card = page.get_by_test_id("failed-job")
    expect(card).to_contain_text("对方回应 422")
    assert _top(page, "[data-testid=failed-job]") < _top(page, ".zw-diagram")
    expect(page.get_by_text("停下等人处理", exact=True)).to_be_visible()
    check(page, "case-failed")


def test_a_phone_shows_where_the_case_stands_and_folds_the_rest(visits: Visits, world: World) -> None:
    receipt = permit.finished(world)
    page = visits.staff("supervisor", phone=True)
    page.goto(f"/cases/{receipt.number}")
    expect(page.locator(".zw-diagram-canvas").first).to_be_hidden()
    assert _top(page, "aside .zw-steps") < 400
    rows = page.get_by_test_id("timeline-row")
    expect(rows.first).to_be_visible()
    expect(rows.last).to_be_hidden()
    page.get_by_text("更早的", exact=False).click()
    expect(rows.last).to_be_visible()
    page.get_by_text("走到哪一步").click()
    expect(page.locator(".zw-diagram-canvas").first).to_be_visible()
    page.set_viewport_size({"width": 1280, "height": 800})
    expect(rows.last).to_be_visible()


def test_a_phone_without_a_script_sees_everything(visits: Visits, world: World) -> None:
    receipt = permit.finished(world)
    page = visits.staff("supervisor", phone=True, script=False)
    page.goto(f"/cases/{receipt.number}")
    expect(page.locator(".zw-diagram-canvas").first).to_be_visible()
    expect(page.get_by_test_id("timeline-row").last).to_be_visible()


def _top(page: Page, selector: str) -> float:
    box = page.locator(selector).first.bounding_box()
    assert box is not None, selector
    return box["y"]
