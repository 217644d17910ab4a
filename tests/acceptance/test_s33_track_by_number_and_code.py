"""S33: 让办事人员同步了解进展: public tracking by case number and query code, at the level of stages."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from engine import queries
from tests.web import permit
from tests.web.browser import Browser, alerts, by_testid
from tests.world import World

INTERNAL = ("理由只写在决定书里", "同意准予", "建议准予", "看材料", "程序合规")
"""What the offices wrote."""

STAGES: list[tuple[str, Callable[[World], permit.Receipt]]] = []


def stage(words: str) -> Callable[[Callable[[World], permit.Receipt]], Callable[[World], permit.Receipt]]:
    """Register a way to bring a case to where its applicant reads `words`."""

    def keep(bring: Callable[[World], permit.Receipt]) -> Callable[[World], permit.Receipt]:
        STAGES.append((words, bring))
        return bring

    return keep


stage("正在办：受理")(permit.applied)
stage("等您补交材料")(permit.notified)


@stage("正在办：初审")
def at_first_review(world: World) -> permit.Receipt:
    receipt = permit.applied(world)
    permit.accepted(world, receipt)
    return receipt


@stage("已作出决定，制证中")
def being_made(world: World) -> permit.Receipt:
    receipt = permit.applied(world)
    permit.decided(world, receipt, "grant")
    return receipt


@stage("已作出决定，正在送达决定书")
def being_served(world: World) -> permit.Receipt:
    receipt = permit.applied(world)
    permit.decided(world, receipt, "refuse")
    return receipt


stage("准予，已办结")(permit.finished)


def staff_words(world: World, number: str) -> set[str]:
    """Names of everybody who works for the town, and the logins that acted on the case."""
    names = {str(row["name"]) for row in world.read(queries.people.book, "people")}
    acted = {one.actor for one in world.read(queries.case_view.history, number)}
    return names | (acted - {"citizen"})


@pytest.mark.parametrize(("words", "bring"), STAGES, ids=[words for words, _bring in STAGES])
def test_s33_the_stage_is_shown_and_nothing_of_the_inside(
    visitor: Browser, world: World, words: str, bring: Callable[[World], permit.Receipt]
) -> None:
    """Stage shown, clerk names and internal opinions not."""
    receipt = bring(world)
    page = permit.look(visitor, receipt)
    assert words in by_testid(page.text, "stage")[0]
    found = staff_words(world, receipt.number)
    assert len(found) > 50
    assert [one for one in sorted(found) if one in page.text] == []
    assert [one for one in INTERNAL if one in page.text] == []


def test_s33_the_number_alone_shows_nothing(visitor: Browser, world: World) -> None:
    """Only number and query code together open it; a wrong code answers as an unknown number does."""
    receipt = permit.applied(world)
    wrong = permit.look(visitor, permit.Receipt(receipt.number, "WRONGONE"))
    unknown = permit.look(visitor, permit.Receipt("FW-20261125-9999", receipt.code))
    assert (wrong.status_code, unknown.status_code) == (422, 422)
    assert alerts(wrong.text) == alerts(unknown.text) != ""
    for page in (wrong, unknown):
        assert by_testid(page.text, "stage") == []
        assert "居住证申领" not in page.text
