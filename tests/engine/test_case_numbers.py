"""Case numbers: prefix by kind, the town's day, no gaps."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from engine import commands, queries
from engine.errors import FormInvalid, ZhenwuError
from tests.world import TWO_STEPS, World, plain


def move_to(world: World, at: datetime) -> None:
    world.clock.advance(at - world.clock.now())


def test_the_prefix_tells_the_kind_and_each_kind_counts_alone(item_world: World) -> None:
    item_world.publish_plain("two_steps", xml=TWO_STEPS)
    numbers = [
        item_world.start()["case_no"],
        item_world.start("two_steps", actor=item_world.clerk)["case_no"],
        item_world.start()["case_no"],
        item_world.start("two_steps", actor=item_world.clerk)["case_no"],
    ]
    assert numbers == [
        "FW-20261125-0001",
        "PT-20261125-0001",
        "FW-20261125-0002",
        "PT-20261125-0002",
    ]


@pytest.mark.parametrize(
    ("at", "day"),
    [
        (datetime(2026, 11, 25, 16, 30, tzinfo=UTC), "20261126"),
        (datetime(2026, 11, 25, 15, 59, 59, 999999, tzinfo=UTC), "20261125"),
        (datetime(2026, 11, 25, 16, 0, tzinfo=UTC), "20261126"),
        (datetime(2026, 12, 31, 16, 0, tzinfo=UTC), "20270101"),
    ],
)
def test_the_day_is_the_towns(item_world: World, at: datetime, day: str) -> None:
    move_to(item_world, at)
    assert item_world.start()["case_no"] == f"FW-{day}-0001"


def test_every_day_begins_with_one(item_world: World) -> None:
    item_world.start()
    item_world.start()
    item_world.clock.advance(timedelta(days=1))
    assert item_world.start()["case_no"] == "FW-20261126-0001"


def test_a_refused_start_leaves_no_gap(item_world: World) -> None:
    assert item_world.start()["case_no"] == "FW-20261125-0001"
    with pytest.raises(FormInvalid):
        item_world.start(data={})
    with pytest.raises(FormInvalid):
        item_world.start(materials={"MAT-IDCARD": "0" * 32})
    assert item_world.start()["case_no"] == "FW-20261125-0002"


def test_a_start_that_fails_after_its_number_was_drawn_gives_it_back(world: World) -> None:
    """The gateway decides after the number is drawn; nothing of the step is kept."""
    xml = plain(
        "undecided",
        '<bpmn:startEvent id="start" name="开始"/><bpmn:exclusiveGateway id="gw" name="几" default="f4"/>'
        '<bpmn:userTask id="first" name="一"/><bpmn:userTask id="second" name="二"/>'
        '<bpmn:endEvent id="end" name="完"/><bpmn:endEvent id="end2" name="完"/>',
        {
            "f1": ("start", "gw"),
            "f2": ("gw", "first", "n > 5"),
            "f3": ("gw", "second", "m > 5"),
            "f4": ("gw", "end2"),
            "f5": ("first", "end"),
            "f6": ("second", "end"),
        },
    )
    world.publish_plain("undecided", xml=xml)
    numbers = [world.start("undecided", actor=world.clerk, variables={"n": 6, "m": 1})["case_no"]]
    with pytest.raises(ZhenwuError) as refused:
        world.start("undecided", actor=world.clerk, variables={"n": 6, "m": 6})
    assert refused.value.code == "expression_failed"
    numbers.append(world.start("undecided", actor=world.clerk, variables={"n": 1, "m": 6})["case_no"])
    assert numbers == ["PT-20261125-0001", "PT-20261125-0002"]


def test_a_cancelled_case_keeps_its_number(item_world: World) -> None:
    first = item_world.start()
    item_world.do(commands.CancelCase(first["instance_id"], "撤回"), item_world.clerk)
    assert item_world.start()["case_no"] == "FW-20261125-0002"
    listed = {case.case_no for case in item_world.read(queries.case_view.case_list).items}
    assert listed == {"FW-20261125-0001", "FW-20261125-0002"}
