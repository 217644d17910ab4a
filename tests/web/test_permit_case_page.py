"""The case page of the permit: what comes first, what is folded on a phone, nothing public that is not."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from engine import commands
from tests.web import permit
from tests.web.browser import Browser, by_testid
from tests.world import APPLICANT, PICTURE, World

Person = Callable[[str], Browser]


@pytest.fixture(autouse=True)
def published(world: World) -> None:
    permit.publish_permit(world)


def test_what_is_awaited_stands_before_the_steps_and_these_before_the_drawing(
    clerk: Browser, world: World
) -> None:
    page = clerk.get(f"/cases/{permit.notified(world).number}").text
    order = [page.index(mark) for mark in ('data-testid="wait"', "<aside", "zw-diagram-canvas")]
    assert order == sorted(order)


def test_a_step_that_can_be_taken_back_is_offered_on_top(person: Person, world: World) -> None:
    receipt = permit.applied(world)
    clerk = person("clerk")
    task = world.task(receipt.number, "accept")
    clerk.post(f"/tasks/{task.id}/claim", {"version": "1"})
    verdicts = {f"material.{code}.verdict": "pass" for code in world.all_pass(task.id)}
    page = clerk.post(
        f"/tasks/{task.id}", {"version": "2", "outcome": "accept", **verdicts}, follow_redirects=True
    ).text
    assert page.index("你刚提交的“受理”还没有人接着办") < page.index("<aside")


def test_calls_stand_in_the_order_in_which_they_were_entered(person: Person, world: World) -> None:
    """The file draws 制证用印 before 一次补正."""
    receipt = permit.notified(world)
    handed_in = {
        code: str(world.do(commands.StoreUpload("a.png", PICTURE), world.clerk)["id"])
        for code in permit.FAULTS
    }
    world.send("supplemented", receipt.number, materials=handed_in)
    permit.decided(world, receipt, "grant")
    page = person("supervisor").get(f"/cases/{receipt.number}").text
    assert re.findall(r'data-testid="call".*?<b>([^<]+)</b>', page) == ["一次补正", "制证用印"]


def test_older_entries_of_the_story_fold_on_a_phone(person: Person, world: World) -> None:
    receipt = permit.finished(world)
    page = person("supervisor").get(f"/cases/{receipt.number}").text
    rows = by_testid(page, "timeline-row")
    assert len(rows) > 4
    assert f"更早的 {len(rows) - 4} 条" in page
    assert page.count("data-phone-fold") > 3


def test_a_certificate_is_filed_and_on_no_public_page(person: Person, visitor: Browser, world: World) -> None:
    """双公示 covers permits and penalties, not the certificate of a person."""
    receipt = permit.finished(world)
    page = person("supervisor").get(f"/cases/{receipt.number}").text
    (papers,) = by_testid(page, "documents")
    assert "归卷" in papers
    assert "公示" not in page
    for path in ("/", "/?q=居住证", f"/items/{permit.PERMIT}", f"/items/{permit.PERMIT}/apply", "/track"):
        public = visitor.get(path, follow_redirects=True).text
        for secret in (*APPLICANT.values(), receipt.number, "徐居证"):
            assert secret not in public, (path, secret)
