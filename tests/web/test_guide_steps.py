"""The guide page: the steps with who and how long, what happens beside the line, whom to ask."""

from __future__ import annotations

import pytest

from engine import queries
from tests.web import permit
from tests.web.browser import Browser, by_testid
from tests.world import ITEM, World


@pytest.fixture
def world(world: World) -> World:
    permit.publish_permit(world)
    return world


def test_steps_tell_who_and_how_long(visitor: Browser) -> None:
    """Called procedures on the main line stand there with their own steps."""
    steps = by_testid(visitor.get(f"/items/{permit.PERMIT}").text, "guide-step")
    expected = [
        ("受理", "综合窗口", "5 个工作日内"),
        ("初审", "初审岗", "4 个工作日内"),
        ("审核", "审核岗", "3 个工作日内"),
        ("决定", "决定岗", "3 个工作日内"),
        ("制作文书", "制证岗", "1 个工作日内"),
        ("审核用印", "用印岗", "1 个工作日内"),
        ("取件登记", "出件岗", "10 个工作日内"),
    ]
    assert len(steps) == len(expected)
    for step, words in zip(steps, expected, strict=True):
        for word in words:
            assert word in step, (word, step)


def test_correction_and_refusal_stand_beside_the_line(visitor: Browser) -> None:
    page = visitor.get(f"/items/{permit.PERMIT}").text
    correction, refusal = by_testid(page, "guide-aside")
    assert "材料不全时" in correction
    assert "1 个工作日内一次告诉您要补什么" in correction
    assert "您在 30 天内补交" in correction
    assert "不能办时" in refusal


def test_promise_law_basis_and_phone(visitor: Browser) -> None:
    page = visitor.get(f"/items/{permit.PERMIT}").text
    for words in (
        "承诺时限</dt><dd>10 个工作日",
        "法定时限</dt><dd>15 天",
        "哪个先到",
        "《居住证暂行条例》第 9 条",
        "公安派出所",
        'href="tel:0510-00001033"',
    ):
        assert words in page


def test_an_item_done_at_once_has_two_steps_and_no_refusal(visitor: Browser) -> None:
    page = visitor.get(f"/items/{ITEM}").text
    assert len(by_testid(page, "guide-step")) == 2
    assert len(by_testid(page, "guide-aside")) == 1
    assert "法定时限" not in page


def test_only_a_limit_that_can_be_read_is_told(world: World) -> None:
    """A limit that a case decides is no limit of the guide."""
    guide = world.read(queries.guide.guide, permit.PERMIT)
    assert [step.limit for step in guide.steps] == ["5wd", "4wd", "3wd", "3wd", "1wd", "1wd", "10wd"]
    assert [aside.to_answer for aside in guide.asides] == ["30d", ""]


def test_the_english_guide(visitor: Browser) -> None:
    page = visitor.get(f"/items/{permit.PERMIT}?lang=en").text
    assert "First review" in by_testid(page, "guide-step")[1]
    assert "within 4 working days" in by_testid(page, "guide-step")[1]
    for words in ("What happens next", "If materials are missing", "By law", "article 9", "Police Station"):
        assert words in page
