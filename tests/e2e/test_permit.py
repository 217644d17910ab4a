"""居住证 from a citizen's phone to the pickup desk: granted, refused and served, lapsed by silence."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from playwright.sync_api import Browser, Page, expect

from engine.adapters.clock import FrozenClock
from engine.adapters.gateway import gateway_of
from engine.jobs.worker import Worker
from tests.e2e import permit, steps
from tests.e2e.conftest import Server, Visits, serving, visiting

Photograph = Callable[[Page, str], None]
PERSONAL = ("陆归田", "320000194610162537", "15400025467")
ACCEPTOR, DECIDER = "宋怀谷", "林望岳"
MORNING = datetime(2026, 11, 25, 1, 30, tzinfo=UTC)


def test_a_permit_granted_after_a_correction_and_a_return(
    visits: Visits, server: Server, photograph: Photograph
) -> None:
    """Phone, correction, answer, return, a substitute kept apart, decision, two persons at the document."""
    citizen = visits.open(phone=True, script=False)
    number, code = permit.apply(citizen, without=permit.FLOW_PROOF)
    photograph(citizen, "receipt")
    _corrected(visits, citizen, (number, code), photograph)
    permit.accept(visits.staff("substitute"), number)
    _reviewed_twice(visits, number, photograph)
    _substitute_is_refused(visits, number, photograph)
    permit.decide(visits.staff("decider"), number, "准予", "在本地居住满半年，有租赁合同，符合条件。")
    _made_and_sealed(visits, number, photograph)
    permit.pick_up(visits.staff("clerk"), number, _today(server))

    steps.track(citizen, number, code)
    expect(citizen.get_by_test_id("stage")).to_contain_text("准予，已办结")
    photograph(citizen, "track-granted")
    permit.rate(citizen, "满意")
    photograph(citizen, "track-rated")
    _supervised(visits, number, photograph)
    _letters(visits, number, photograph)


def _corrected(visits: Visits, citizen: Page, receipt: tuple[str, str], photograph: Photograph) -> None:
    clerk = visits.staff("clerk")
    permit.correct(clerk, receipt[0], permit.FLOW_PROOF)
    photograph(clerk, "case-waiting")
    steps.track(citizen, *receipt)
    asked = citizen.get_by_test_id("correction")
    expect(asked).to_contain_text("请补交 1 样材料")
    expect(asked).to_contain_text("没有交居住登记凭证")
    photograph(citizen, "track-correction")
    permit.supplement(citizen, permit.FLOW_PROOF)
    photograph(citizen, "track-corrected")


def _reviewed_twice(visits: Visits, number: str, photograph: Photograph) -> None:
    first, second = visits.staff("reviewer"), visits.staff("reviewer2")
    permit.first_review(first, number)
    permit.send_back(second, number, "居住起始日期与登记不一致，请再核实")
    steps.open_task(first, number)
    expect(first.get_by_test_id("came-back")).to_contain_text("居住起始日期与登记不一致")
    photograph(first, "task-came-back")
    permit.first_review(first, number)
    permit.review(second, number)


def _substitute_is_refused(visits: Visits, number: str, photograph: Photograph) -> None:
    """Who accepted may not decide: the page says so at once, and to whom it can go; the task stays open."""
    page = visits.staff("substitute")
    steps.open_task(page, number)
    refused = page.get_by_role("alert")
    expect(refused).to_contain_text("受理")
    expect(refused).to_contain_text(f"可以转给：{DECIDER}")
    expect(page.get_by_role("button", name="签收")).to_have_count(0)
    expect(page.get_by_role("button", name="提交")).to_have_count(0)
    photograph(page, "task-four-eyes")


def _made_and_sealed(visits: Visits, number: str, photograph: Photograph) -> None:
    """The maker does not see the task of the seal; somebody else seals, under a number."""
    maker, keeper = visits.staff("clerk"), visits.staff("seal")
    permit.make(maker, number, "证卡")
    maker.goto(f"/inbox?queue=claimable&q={number}")
    expect(maker.get_by_test_id("task-row")).to_have_count(0)
    steps.open_task(keeper, number)
    photograph(keeper, "task-seal")
    permit.seal(keeper, number)
    papers = keeper.get_by_test_id("documents")
    expect(papers).to_contain_text("徐居证〔")
    expect(papers).to_contain_text("严守正")


WAY = (
    ("申请", "申请人"),
    ("受理", "周砚青"),
    ("一次补正 › 一次告知补正", "周砚青"),
    ("受理", ACCEPTOR),
    ("初审", "顾晓溪"),
    ("审核", "贺予安"),
    ("初审", "顾晓溪"),
    ("审核", "贺予安"),
    ("决定", DECIDER),
    ("制证用印 › 制作文书", "周砚青"),
    ("制证用印 › 审核用印", "严守正"),
    ("取件登记", "周砚青"),
)
"""Every step of the granted case and who did it."""


def _supervised(visits: Visits, number: str, photograph: Photograph) -> None:
    """Every node, person, time and deadline; the chain verifies."""
    page = visits.staff("supervisor")
    page.goto(f"/cases/{number}")
    done = page.locator("aside .zw-steps > li").all_inner_texts()
    assert len(done) == len(WAY) + 1
    for place, (name, person) in enumerate(WAY):
        row = done[place]
        assert name in row and person in row and ":" in row, (name, person, row)
        assert ("期限" in row) is (place > 0), row
    assert "准予，已办结" in done[-1]
    clock = page.get_by_test_id("clock")
    for words in ("承诺", "10 个工作日", "法定", "15 天", "停表", "作出决定"):
        expect(clock).to_contain_text(words)
    story = page.get_by_test_id("timeline-row")
    for row in story.all():
        assert row.locator("time").get_attribute("datetime")
    expect(story.filter(has_text="贺予安 把“审核”退回到“初审”")).to_have_count(1)
    expect(story.filter(has_text="居住起始日期与登记不一致")).to_have_count(1)
    expect(story.filter(has_text="申请人 评价")).to_have_count(1)
    expect(page.get_by_test_id("audit-state")).to_contain_text("校验完整")
    photograph(page, "case-granted")
    _verified(page, number)
    photograph(page, "audit")


def _verified(page: Page, number: str) -> None:
    page.goto("/audit")
    page.get_by_label("办件编号").fill(number)
    page.get_by_role("button", name="核验").click()
    expect(page.get_by_test_id("verify-result")).to_contain_text("核验完整")


def _letters(visits: Visits, number: str, photograph: Photograph) -> None:
    """One text message for each milestone, with nothing of the person in it."""
    page = visits.staff("admin")
    page.goto("/admin/outbox")
    rows = page.get_by_test_id("outbox-row").filter(has_text=number)
    for key in ("CORRECTION_NOTICE", "ACCEPTED", "DECIDED", "READY", "COLLECTED"):
        expect(rows.filter(has_text=key)).to_have_count(1)
    expect(rows).to_have_count(5)
    for text in rows.all_inner_texts():
        assert not [one for one in PERSONAL if one in text], text
    photograph(page, "outbox")


def test_a_permit_refused_and_served_by_two(visits: Visits, server: Server, photograph: Photograph) -> None:
    citizen = visits.open(phone=True)
    number, code = permit.apply(citizen)
    permit.bring_to_decision(visits, number, proposal="建议不予", opinion="同意不予")
    permit.decide(visits.staff("decider"), number, "不予", "居住登记未满半年；满半年后可以再申请。")
    permit.make(visits.staff("clerk"), number, "纸质")
    permit.seal(visits.staff("seal"), number)
    steps.track(citizen, number, code)
    photograph(citizen, "track-being-served")
    officer = visits.staff("officer")
    permit.serve(officer, number, "officer2", _today(server))
    expect(officer.get_by_test_id("timeline-row").first).to_contain_text("秦未央 和 韩戍 办完")
    expect(officer.get_by_text("已办结：不予办理")).to_be_visible()
    photograph(officer, "case-refused")

    steps.track(citizen, number, code)
    expect(citizen.get_by_test_id("stage")).to_contain_text("不予办理")
    expect(citizen.get_by_text("上面写有理由，以及不服可以怎么办")).to_be_visible()
    expect(citizen.get_by_text("送达方式：当面或电子。")).to_be_visible()
    photograph(citizen, "track-refused")
    _verified(visits.staff("supervisor"), number)


def test_a_permit_lapses_by_silence(chromium: Browser, tmp_path: Path, photograph: Photograph) -> None:
    """Nobody answers the correction for thirty days: the worker fires the timer, a clerk closes the file."""
    clock = FrozenClock(MORNING)
    with serving(tmp_path, clock) as server, visiting(chromium, server) as visits:
        citizen = visits.open(phone=True)
        number, code = permit.apply(citizen, without=permit.FLOW_PROOF)
        permit.correct(visits.staff("clerk"), number, permit.FLOW_PROOF)
        worker = Worker(server.engine, gateway_of(server.engine.settings))

        clock.advance(timedelta(days=29))
        worker.run_due()
        steps.track(citizen, number, code)
        expect(citizen.get_by_test_id("until")).to_contain_text("12 月 25 日")

        clock.advance(timedelta(days=2))
        worker.run_due()
        steps.track(citizen, number, code)
        expect(citizen.get_by_test_id("correction")).to_have_count(0)
        photograph(citizen, "track-lapsing")
        clerk = visits.staff("clerk")
        permit.close_file(clerk, number)
        expect(clerk.get_by_text("已办结：逾期未补正，视为撤回")).to_be_visible()
        expect(clerk.get_by_test_id("timeline-row").filter(has_text="到时间了")).to_have_count(1)
        photograph(clerk, "case-lapsed")

        steps.track(citizen, number, code)
        expect(citizen.get_by_test_id("stage")).to_contain_text("逾期未补正，视为撤回")
        photograph(citizen, "track-lapsed")
        _verified(visits.staff("supervisor"), number)


def _today(server: Server) -> date:
    """The day in the town, by the server's clock."""
    return server.engine.clock.now().astimezone(ZoneInfo("Asia/Shanghai")).date()
