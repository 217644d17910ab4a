"""axe on every page and state, at the desk and on a phone: nothing serious; no page wider than its screen.

With ZHENWU_SHOTS=folder each state is photographed too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.e2e import steps
from tests.e2e.conftest import Visits
from tests.web import permit
from tests.world import World

CASES = Path(__file__).resolve().parents[1] / "cases"
Check = Callable[[Page, str], None]
SCREENS = pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def check(phone: bool, shots: Path | None) -> Check:
    """Look at one state of a page."""

    def look(page: Page, name: str) -> None:
        if shots is not None:
            page.screenshot(path=shots / f"{'m' if phone else 'd'}-{name}.png", full_page=True)
        found = Axe().run(page).response["violations"]
        bad = [
            f"{one['id']}: {node['target']} {node['failureSummary']}"
            for one in found
            if one["impact"] in ("serious", "critical")
            for node in one["nodes"]
        ]
        assert bad == [], name
        assert page.evaluate(WIDER) <= 0, f"{name} scrolls sideways"

    return look


@SCREENS
def test_pages_of_citizens(visits: Visits, check: Check, phone: bool) -> None:
    visits.expect(404, 422)
    page = visits.open(phone=phone)
    for path, name in (
        ("/", "home"),
        ("/?q=zzz", "home-empty"),
        (f"/items/{steps.ITEM}", "guide"),
        (f"/items/{steps.ITEM}/apply", "apply"),
        ("/track", "track"),
        ("/login", "login"),
        ("/none", "404"),
        (f"/items/{steps.ITEM}?font=big", "guide-large"),
        ("/?font=normal", "home-normal"),
    ):
        page.goto(path)
        check(page, name)
    page.goto(f"/items/{steps.ITEM}/apply")
    page.get_by_role("button", name="提交申请").click()
    check(page, "apply-422")
    number, code = steps.apply(page)
    check(page, "receipt")
    steps.track(page, number, "WRONGONE")
    check(page, "track-422")
    steps.track(page, number, code)
    check(page, "tracked")


@SCREENS
def test_pages_of_a_task(visits: Visits, check: Check, phone: bool) -> None:
    visits.expect(422, 409)
    number, _code = steps.apply(visits.open())
    clerk, other = visits.staff("clerk", phone=phone), visits.staff("substitute", phone=phone)
    check(clerk, "inbox-mine")
    clerk.goto("/inbox?queue=claimable")
    check(clerk, "inbox")
    clerk.goto("/inbox?queue=claimable&q=zzz")
    check(clerk, "inbox-empty")
    steps.open_task(other, number)
    check(other, "task-unclaimed")
    steps.open_task(clerk, number)
    clerk.get_by_role("button", name="签收").click()
    check(clerk, "task")
    other.get_by_role("button", name="签收").click()
    check(other, "task-409")
    clerk.get_by_label("办结", exact=True).check()
    clerk.get_by_role("radio", name="不合格").first.check()
    clerk.get_by_role("button", name="提交").click()
    check(clerk, "task-422")
    steps.check_materials(clerk)
    clerk.get_by_role("button", name="提交").click()
    check(clerk, "case-after-task")
    clerk.locator("summary", has_text="每天怎么算的").first.click()
    check(clerk, "case-clock")
    clerk.get_by_role("button", name="撤销办件").click()
    check(clerk, "case-cancelling")
    steps.hand_over(clerk, number)
    check(clerk, "case-done")


@SCREENS
def test_other_pages_of_a_clerk(visits: Visits, check: Check, phone: bool) -> None:
    visits.expect(403, 422, 404)
    page = visits.staff("clerk", phone=phone)
    for path, name in (
        ("/intake", "intake"),
        ("/intake?q=zzz", "intake-empty"),
        (f"/intake/{steps.ITEM}", "intake-form"),
        ("/cases", "cases"),
        ("/cases?q=zzz", "cases-empty"),
        ("/help/api", "api"),
        ("/audit", "403"),
        ("/cases/FW-20200101-0001", "404-staff"),
    ):
        page.goto(path)
        check(page, name)
    page.goto(f"/intake/{steps.ITEM}")
    page.get_by_role("button", name="提交申请").click()
    check(page, "intake-422")


@SCREENS
def test_pages_of_designer_and_supervisor(visits: Visits, check: Check, phone: bool) -> None:
    visits.expect(422, 404)
    number, _code = steps.apply(visits.open(), with_photo=False)
    designer = visits.staff("designer", phone=phone)
    for path, name in (
        ("/definitions", "definitions"),
        ("/definitions?q=zzz", "definitions-empty"),
        (f"/definitions/{steps.ITEM}", "definition"),
    ):
        designer.goto(path)
        check(designer, name)
    designer.goto("/definitions")
    designer.get_by_label("流程文件").set_input_files(CASES / "g08_bad_timers.bpmn")
    designer.get_by_role("button", name="上传").click()
    check(designer, "findings")
    supervisor = visits.staff("supervisor", phone=phone)
    supervisor.goto(f"/cases/{number}")
    check(supervisor, "case-supervisor")
    supervisor.goto("/admin/outbox?state=cancelled")
    check(supervisor, "outbox-empty")
    clerk = visits.staff("clerk")
    steps.decide(clerk, number)
    expect(clerk).to_have_url(re.compile("/cases/"))
    supervisor.goto("/admin/outbox")
    expect(supervisor.get_by_test_id("outbox-row").filter(has_text=number)).to_have_count(1)
    check(supervisor, "outbox")
    supervisor.goto("/audit")
    check(supervisor, "audit")
    supervisor.get_by_role("button", name="核验").click()
    check(supervisor, "audit-verified")
    supervisor.get_by_label("办件编号").fill("FW-20200101-0001")
    supervisor.get_by_role("button", name="核验").click()
    check(supervisor, "audit-404")


@SCREENS
def test_pages_in_english(visits: Visits, check: Check, phone: bool) -> None:
    number, _code = steps.apply(visits.open(), with_photo=False)
    page = visits.staff("clerk", phone=phone)
    for path, name in (
        ("/inbox?queue=claimable&lang=en", "en-inbox"),
        (f"/cases/{number}", "en-case"),
        ("/cases", "en-cases"),
        (f"/intake/{steps.ITEM}", "en-intake-form"),
        (f"/items/{steps.ITEM}", "en-guide"),
        (f"/items/{steps.ITEM}/apply", "en-apply"),
        ("/track", "en-track"),
    ):
        page.goto(path)
        check(page, name)
    page.goto(f"/cases/{number}")
    page.get_by_role("link", name="Handle at once").click()
    check(page, "en-task")


@pytest.fixture
def world(visits: Visits) -> Iterator[World]:
    """The server's own installation, to bring cases to where a page is worth a look."""
    env = visits.server.env
    made = World(env["ZHENWU_DATABASE_URL"], Path(env["ZHENWU_HOME"]), datetime.now(UTC))
    yield made
    made.close()


@SCREENS
def test_pages_of_a_correction_and_a_rating(visits: Visits, check: Check, world: World, phone: bool) -> None:
    visits.expect(422)
    waiting, done = permit.notified(world), permit.finished(world)
    page = visits.open(phone=phone)
    page.goto(f"/items/{permit.PERMIT}")
    check(page, "guide-permit")
    steps.track(page, waiting.number, waiting.code)
    check(page, "correction")
    page.get_by_role("button", name="提交补正").click()
    check(page, "correction-422")
    page.locator("summary", has_text="撤回申请").click()
    page.get_by_role("button", name="确认：撤回申请").click()
    check(page, "withdraw-422")
    for name in ("一寸（二寸）免冠照片", "居住证明（租赁合同、房产证、单位宿舍证明）"):
        page.get_by_label(name, exact=True).set_input_files(steps.photo())  # type: ignore[arg-type]
    page.get_by_role("button", name="提交补正").click()
    check(page, "corrected")
    steps.track(page, done.number, done.code)
    check(page, "rating")
    page.get_by_role("button", name="提交评价").click()
    check(page, "rating-422")
    page.get_by_role("radiogroup", name="满意度").get_by_label("不满意", exact=True).check()
    page.get_by_label("说说原因（选填）").fill("等了很久")
    page.get_by_role("button", name="提交评价").click()
    check(page, "rated")
    desk = visits.staff("rating", phone=phone)
    desk.goto("/ratings")
    check(desk, "ratings")
    desk.goto("/ratings?lang=en")
    check(desk, "en-ratings")
