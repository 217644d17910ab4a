"""What the script adds: conditional fields as the server sees them, the keys of the desk, one submit."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.e2e import steps
from tests.e2e.conftest import Visits


def test_conditional_fields_follow_their_answers(visits: Visits) -> None:
    number, _code = steps.apply(visits.open(), with_photo=False)
    clerk = visits.staff("clerk")
    steps.decide(clerk, number)
    steps.open_task(clerk, number)
    clerk.get_by_role("button", name="签收").click()
    agent = clerk.get_by_label("代领人姓名")
    expect(agent).to_be_hidden()
    clerk.get_by_label("代领", exact=True).check()
    expect(agent).to_be_visible()
    agent.fill("葛小禾")
    clerk.get_by_label("本人").check()
    expect(agent).to_be_hidden()
    clerk.get_by_label("交付日期").fill("2026-11-25")
    clerk.get_by_role("button", name="提交").click()
    expect(clerk.get_by_text("已办结：准予")).to_be_visible()


def test_a_hidden_field_still_feeds_the_others_as_on_the_server(visits: Visits) -> None:
    page = visits.open()
    page.goto(f"/items/{steps.ITEM}/apply")
    page.evaluate(
        """() => {
            const form = document.createElement("form");
            form.id = "mirror";
            form.method = "post";
            const field = (key, hide) => `<div data-field="${key}" data-kind="text" data-prefix=""
                ${hide ? `data-hide='${hide}'` : ""}><input name="${key}" value="x"></div>`;
            form.innerHTML = field("a") + field("b", 'not(a = "y")') + field("c", 'not(b = "x")');
            document.querySelector("main").append(form);
            document.dispatchEvent(new CustomEvent("htmx:afterSwap"));
            form.dispatchEvent(new Event("input", { bubbles: true }));
        }"""
    )
    script = page.locator("script[src]").first.get_attribute("src")
    page.evaluate("path => import(path + '?again')", script)
    expect(page.locator('#mirror [data-field="b"]')).to_be_hidden()
    expect(page.locator('#mirror [data-field="c"]')).to_be_visible()


def test_keys_of_the_desk(visits: Visits) -> None:
    number, _code = steps.apply(visits.open(), with_photo=False)
    clerk = visits.staff("clerk")
    clerk.goto("/inbox?queue=claimable")
    clerk.keyboard.press("/")
    expect(clerk.get_by_label("搜索办件")).to_be_focused()
    clerk.keyboard.type("j/")
    expect(clerk.get_by_label("搜索办件")).to_have_value("j/")
    steps.open_task(clerk, number)
    clerk.keyboard.press("c")
    expect(clerk.get_by_text("已签收")).to_be_visible()
    clerk.wait_for_load_state()
    steps.check_materials(clerk)
    clerk.get_by_label("办结", exact=True).check()
    clerk.get_by_label("办理意见").fill("齐")
    clerk.keyboard.press("Control+Enter")
    expect(clerk.get_by_text("“即时办理”已提交")).to_be_visible()


def test_a_double_click_is_one_case(visits: Visits) -> None:
    page = visits.open()
    page.goto(f"/items/{steps.ITEM}/apply")
    steps.fill_application(page)
    page.get_by_role("button", name="提交申请").dblclick()
    number = page.get_by_test_id("case-no").inner_text()
    page.goto(f"/items/{steps.ITEM}/apply")
    steps.fill_application(page)
    page.get_by_role("button", name="提交申请").click()
    second = page.get_by_test_id("case-no").inner_text()
    assert int(second[-4:]) == int(number[-4:]) + 1
