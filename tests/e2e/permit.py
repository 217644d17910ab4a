"""居住证 on the pages: each hand of its way, by the names of the contract."""

from __future__ import annotations

from datetime import date

from playwright.sync_api import Page, expect

from tests.e2e import steps
from tests.e2e.conftest import Visits

FLOW_PROOF = "连续就读（就业、居住半年）证明"
MATERIALS = (
    "居住登记（居住证）申领表",
    "居民身份证",
    "一寸（二寸）免冠照片",
    "居住证明（租赁合同、房产证、单位宿舍证明）",
    FLOW_PROOF,
)


# --- the applicant


def apply(page: Page, *, without: str = "") -> tuple[str, str]:
    """From the search to the receipt, every material but `without`: (case number, query code)."""
    page.goto("/")
    page.get_by_label("搜索事项").fill("居住证")
    page.get_by_role("button", name="搜索").click()
    page.get_by_role("link", name="居住证申领").click()
    page.get_by_role("link", name="在线申请").click()
    _fill_application(page)
    for name in MATERIALS:
        if name != without:
            page.get_by_label(name, exact=True).set_input_files(steps.photo())  # type: ignore[arg-type]
    page.get_by_role("button", name="提交申请").click()
    return page.get_by_test_id("case-no").inner_text(), page.get_by_test_id("query-code").inner_text()


def _fill_application(page: Page) -> None:
    page.get_by_label("姓名").fill("陆归田")
    page.get_by_label("身份证号").fill("320000194610162537")
    page.get_by_label("手机号").fill("15400025467")
    page.get_by_label("本地居住登记起始").fill("2026-01-12")
    steps.choose(page, "符合哪个条件", "合法稳定住所")
    page.get_by_label("住所来源").select_option("租赁")
    page.get_by_label("村（社区）").select_option("huangtang")
    page.get_by_label("实际居住地址").fill("幸福路 12 号 302 室")
    steps.choose(page, "申领类型", "首次")
    steps.choose(page, "申请人是未成年人", "否")
    steps.choose(page, "领取方式", "窗口自取")


def supplement(page: Page, name: str) -> None:
    """Answer the correction on the track page that is open."""
    page.get_by_label(name, exact=True).set_input_files(steps.photo())  # type: ignore[arg-type]
    page.get_by_label("补正说明").fill("居住登记凭证补上了")
    page.get_by_role("button", name="提交补正").click()
    expect(page.get_by_text("已收到您的补正。")).to_be_visible()


def rate(page: Page, grade: str) -> None:
    steps.choose(page, "满意度", grade)
    page.get_by_role("button", name="提交评价").click()
    expect(page.get_by_test_id("rated")).to_contain_text(grade)


# --- the counter


def check_materials(page: Page, *, missing: str = "") -> None:
    """Every material in order, but `missing`."""
    for name in MATERIALS:
        steps.choose(page, name, "缺少" if name == missing else "合格")
    if missing:
        page.get_by_label(f"{missing}：哪里不对").fill("没有交居住登记凭证")


def correct(page: Page, number: str, missing: str) -> None:
    """受理: one material is missing; then 一次告知补正."""
    steps.claim(page, number)
    check_materials(page, missing=missing)
    steps.submit(page, "补正")
    steps.claim(page, number)
    page.get_by_label("要补的已一次写全").check()
    steps.choose(page, "怎么告知的", "短信和网上")
    page.get_by_label("怎么补、到哪里补").fill("到派出所打印居住登记凭证，拍照上传。")
    steps.submit(page)


def accept(page: Page, number: str) -> None:
    steps.claim(page, number)
    check_materials(page)
    steps.submit(page, "受理")


# --- the offices behind it


def first_review(page: Page, number: str, proposal: str = "建议准予") -> None:
    steps.claim(page, number)
    steps.choose(page, "事实是否属实", "属实")
    steps.choose(page, "初审建议", proposal)
    steps.submit(page)


def send_back(page: Page, number: str, reason: str) -> None:
    """退回 of the review to the first review."""
    steps.claim(page, number)
    page.get_by_role("button", name="退回", exact=True).click()
    steps.choose(page, "退回到", "初审")
    page.get_by_label("退回原因").fill(reason)
    page.get_by_role("button", name="确认退回").click()
    expect(page.get_by_text("已退回。转到：初审")).to_be_visible()


def review(page: Page, number: str, opinion: str = "同意准予") -> None:
    steps.claim(page, number)
    steps.choose(page, "审核意见", opinion)
    steps.submit(page)


def decide(page: Page, number: str, outcome: str, reason: str) -> None:
    steps.claim(page, number)
    page.get_by_label("决定依据").fill("《居住证暂行条例》第九条")
    page.get_by_label("决定理由").fill(reason)
    steps.choose(page, "办理结论", outcome)
    if outcome == "不予":
        page.get_by_label("救济途径").fill("六十日内申请行政复议，或者六个月内提起行政诉讼。")
    steps.submit(page)


def make(page: Page, number: str, kind: str) -> None:
    steps.claim(page, number)
    steps.choose(page, "制作成什么", kind)
    page.get_by_label("制作份数").fill("1")
    page.get_by_label("已逐项校对").check()
    steps.submit(page)


def seal(page: Page, number: str) -> None:
    steps.claim(page, number)
    steps.choose(page, "办理结论", "用印")
    page.get_by_label("印章").select_option("行政审批专用章")
    page.get_by_label("份数", exact=True).fill("1")
    page.get_by_label("每份页数").fill("1")
    steps.submit(page)


def serve(page: Page, number: str, second: str, today: date) -> None:
    """Hand the refusal over, two together."""
    steps.claim(page, number)
    steps.choose(page, "办理结论", "当面或电子")
    page.get_by_label("送达日期").fill(today.isoformat())
    steps.choose(page, "当面或电子的，具体方式", "本人签收")
    page.get_by_label("第二办理人").select_option(second)
    steps.submit(page)


def pick_up(page: Page, number: str, today: date) -> None:
    steps.claim(page, number)
    steps.choose(page, "谁领取", "本人")
    steps.choose(page, "身份核对", "已核对身份证")
    page.get_by_label("取件日期").fill(today.isoformat())
    steps.submit(page)


def close_file(page: Page, number: str) -> None:
    """逾期退件."""
    steps.claim(page, number)
    steps.choose(page, "原件退还", "没有收原件")
    page.get_by_label("留档页数").fill("5")
    steps.submit(page)


# --- the whole inside of the house, for tests that are about its end


def bring_to_decision(visits: Visits, number: str, *, proposal: str, opinion: str) -> None:
    accept(visits.staff("clerk"), number)
    first_review(visits.staff("reviewer"), number, proposal)
    review(visits.staff("reviewer2"), number, opinion)
