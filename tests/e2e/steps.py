"""What a citizen and a clerk do on the pages, by the names of the contract; works with and without script."""

from __future__ import annotations

import io

from PIL import Image
from playwright.sync_api import Page

ITEM = "svc_mz_030"


def photo() -> dict[str, object]:
    """A photograph as a phone sends it."""
    out = io.BytesIO()
    Image.new("RGB", (320, 200), (210, 200, 160)).save(out, "JPEG")
    return {"name": "身份证正面.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def fill_application(page: Page, name: str = "陆归田") -> None:
    page.get_by_label("姓名").fill(name)
    page.get_by_label("身份证号").fill("320000194610162537")
    page.get_by_label("手机号").fill("15400025467")
    page.get_by_label("70周岁以上").check()
    page.get_by_label("首次").check()
    page.get_by_role("radiogroup", name="是否关联公交优待").get_by_label("是", exact=True).check()
    page.get_by_label("窗口自取").check()
    page.get_by_label("村（社区）").select_option("jinfeng")
    page.get_by_label("实际居住地址").fill("1 组 14 号")


def apply(page: Page, *, with_photo: bool = True) -> tuple[str, str]:
    """From the item's guide to the receipt: (case number, query code)."""
    page.goto(f"/items/{ITEM}")
    page.get_by_role("link", name="在线申请").click()
    fill_application(page)
    if with_photo:
        page.get_by_label("居民身份证").set_input_files(photo())  # type: ignore[arg-type]
    page.get_by_role("button", name="提交申请").click()
    number = page.get_by_test_id("case-no").inner_text()
    return number, page.get_by_test_id("query-code").inner_text()


def open_task(page: Page, number: str) -> None:
    """Find the case's task by its number in the common queue. When it returns, the page's script has run:
    the click alone ends with the answer's first byte, and a key that is pressed then is nobody's."""
    page.goto("/inbox?queue=claimable")
    page.get_by_label("搜索待办").fill(number)
    page.get_by_role("button", name="搜索", exact=True).click()
    page.get_by_test_id("task-row").get_by_role("link").click()
    page.wait_for_url("**/tasks/*")


def claim(page: Page, number: str) -> None:
    """Take the case's task from the common queue into one's hands."""
    open_task(page, number)
    page.get_by_role("button", name="签收").click()


def choose(page: Page, group: str, label: str) -> None:
    """One answer of a group of radio buttons."""
    radios = page.get_by_role("radiogroup", name=group, exact=True)
    radios.get_by_role("radio", name=label, exact=True).check()


def submit(page: Page, outcome: str = "") -> None:
    """Send the task, with its outcome where it has some."""
    if outcome:
        choose(page, "办理结论", outcome)
    page.get_by_role("button", name="提交").click()
    page.wait_for_url("**/cases/*")


def check_materials(page: Page) -> None:
    for name in ("居民身份证", "一寸（二寸）免冠照片"):
        page.get_by_role("radiogroup", name=name).get_by_role("radio", name="合格", exact=True).check()


def decide(page: Page, number: str) -> None:
    open_task(page, number)
    page.get_by_role("button", name="签收").click()
    check_materials(page)
    page.get_by_role("radiogroup", name="办理结论").get_by_label("办结", exact=True).check()
    page.get_by_label("办理意见").fill("证件齐全，符合条件")
    page.get_by_role("button", name="提交").click()


def hand_over(page: Page, number: str) -> None:
    open_task(page, number)
    page.get_by_role("button", name="签收").click()
    page.get_by_label("本人").check()
    page.get_by_label("交付日期").fill("2026-11-25")
    page.get_by_role("button", name="提交").click()


def track(page: Page, number: str, code: str) -> None:
    page.goto("/")
    page.get_by_role("link", name="查进度").click()
    page.get_by_label("办件编号").fill(number)
    page.get_by_label("查询码").fill(code)
    page.get_by_role("button", name="查询").click()
