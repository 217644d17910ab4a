"""Cancelling a case: with a reason, by somebody who works on it; nothing of it is lost."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from engine import citizen, commands, queries
from engine.errors import FormInvalid, NotFound, NotOpen, NotPermitted
from tests.world import World, plain, staff

TWO_BRANCHES = plain(
    "two_branches",
    '<bpmn:startEvent id="start" name="开始"/><bpmn:parallelGateway id="split" name="分"/>'
    '<bpmn:userTask id="left" name="左"/><bpmn:userTask id="right" name="右"/>'
    '<bpmn:parallelGateway id="join" name="合"/><bpmn:endEvent id="end" name="完"/>',
    {
        "f1": ("start", "split"),
        "f2": ("split", "left"),
        "f3": ("split", "right"),
        "f4": ("left", "join"),
        "f5": ("right", "join"),
        "f6": ("join", "end"),
    },
)


def test_a_cancelled_case_is_over_and_says_why(item_world: World) -> None:
    started = item_world.start()
    item_world.do(commands.CancelCase(started["instance_id"], " 申请人撤回 "), item_world.clerk)
    detail = item_world.read(queries.case_view.case_detail, started["case_no"])
    assert (detail.case.status, detail.case.result) == ("cancelled", None)
    assert detail.case.ended_at == item_world.engine.now_text
    assert detail.open_tasks == ()
    last = item_world.read(queries.case_view.history, started["case_no"])[-1]
    assert (last.action, last.actor) == ("cancel_case", "clerk")
    assert last.detail["cancelled"] == ["handle"]
    # the reason names people: it is sealed, the chain holds its commitment
    assert "申请人撤回" not in str(last.detail)
    said = item_world.read(queries.case_view.submissions, started["case_no"])[-1]
    assert said.values == {"reason": "申请人撤回"}


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_a_cancellation_needs_a_reason(item_world: World, reason: str) -> None:
    started = item_world.start()
    with pytest.raises(FormInvalid) as refused:
        item_world.do(commands.CancelCase(started["instance_id"], reason), item_world.clerk)
    assert set(refused.value.fields) == {"reason"}
    assert item_world.read(queries.case_view.case_detail, started["case_no"]).case.status == "active"


def test_what_was_done_before_stays(item_world: World) -> None:
    started = item_world.start()
    task = item_world.task(started["case_no"])
    item_world.clock.advance(timedelta(minutes=5))
    item_world.complete(
        task.id, "done", data={"age_check": "已满70周岁"}, materials=item_world.all_pass(task.id)
    )
    before = item_world.read(queries.case_view.history, started["case_no"])
    milestones = item_world.read(queries.case_view.case_detail, started["case_no"]).milestones
    item_world.do(commands.CancelCase(started["instance_id"], "录错"), item_world.clerk)
    after = item_world.read(queries.case_view.history, started["case_no"])
    assert after[: len(before)] == before
    detail = item_world.read(queries.case_view.case_detail, started["case_no"])
    assert detail.milestones == milestones
    assert [step.state for step in detail.steps] == ["completed", "cancelled"]
    kept = item_world.read(queries.case_view.submissions, started["case_no"])
    assert [row.element_id for row in kept] == ["start", "handle", "cancel_case"]
    assert kept[1].values["age_check"] == "已满70周岁"


def test_every_open_task_is_closed_also_a_claimed_one(world: World) -> None:
    world.publish_plain("two_branches", xml=TWO_BRANCHES)
    started = world.start("two_branches", actor=world.clerk)
    left, right = world.task(started["case_no"], "left"), world.task(started["case_no"], "right")
    world.do(commands.ClaimTask(left.id), world.other_clerk)
    world.do(commands.CancelCase(started["instance_id"], "重复"), world.clerk)
    detail = world.read(queries.case_view.case_detail, started["case_no"])
    assert {step.element_id: step.state for step in detail.steps} == {
        "left": "cancelled",
        "right": "cancelled",
    }
    for task in (left, right):
        with pytest.raises(NotOpen) as refused:
            world.complete(task.id, actor=world.other_clerk)
        assert "撤销" in refused.value.sentence()


def test_a_case_is_cancelled_once_and_a_finished_one_never(item_world: World) -> None:
    started = item_world.start()
    item_world.do(commands.CancelCase(started["instance_id"], "撤回"), item_world.clerk)
    for actor in (item_world.clerk, item_world.system):
        with pytest.raises(NotOpen):
            item_world.do(commands.CancelCase(started["instance_id"], "再撤"), actor)
    finished = item_world.walk_to_end()
    case = item_world.read(queries.case_view.case_detail, finished).case
    with pytest.raises(NotOpen):
        item_world.do(commands.CancelCase(case.id, "撤回"))
    assert item_world.read(queries.case_view.case_detail, finished).case.status == "completed"


def refused_actors(world: World) -> list[tuple[Any, type[Exception]]]:
    return [
        (staff("stranger"), NotFound),
        (staff("stranger", "decider"), NotFound),
        (world.citizen, NotFound),
        (world.supervisor, NotFound),
        (staff("trainee", "counter", rights=frozenset({"case.start"})), NotPermitted),
    ]


def test_only_who_works_on_the_case_cancels_it(item_world: World) -> None:
    started = item_world.start()
    for actor, error in [
        *refused_actors(item_world),
        (citizen("xuxiake", started["case_no"]), NotFound),
    ]:
        with pytest.raises(error):
            item_world.do(commands.CancelCase(started["instance_id"], "撤回"), actor)
    assert item_world.read(queries.case_view.case_detail, started["case_no"]).case.status == "active"
    with pytest.raises(NotFound):
        item_world.do(commands.CancelCase("0" * 32, "撤回"), item_world.clerk)
