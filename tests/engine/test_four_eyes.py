"""`not_same_as`: who acted on one step of a case may not act on another."""

from __future__ import annotations

from typing import Any

import pytest

from engine import commands, queries
from engine.errors import FourEyes, NotFound, SecondPersonWrong
from tests.drawn import line, task
from tests.world import World, plain, staff


def guarded(task_id: str, name: str, not_same_as: str) -> str:
    return (
        f'<bpmn:userTask id="{task_id}" name="{name}"><bpmn:extensionElements><camunda:properties>'
        f'<camunda:property name="not_same_as" value="{not_same_as}"/>'
        "</camunda:properties></bpmn:extensionElements></bpmn:userTask>"
    )


def second_pair(not_same_as: str) -> str:
    return plain(
        "four_eyes",
        '<bpmn:startEvent id="start" name="开始"/><bpmn:userTask id="first" name="初审"/>'
        + guarded("second", "复核", not_same_as)
        + '<bpmn:endEvent id="end" name="完"/>',
        {"f1": ("start", "first"), "f2": ("first", "second"), "f3": ("second", "end")},
    )


LOOP = plain(
    "again",
    '<bpmn:startEvent id="start" name="开始"/><bpmn:userTask id="first" name="初审"/>'
    + guarded("second", "复核", "first")
    + '<bpmn:exclusiveGateway id="gw" name="退回" default="f4"/><bpmn:endEvent id="end" name="完"/>',
    {
        "f1": ("start", "first"),
        "f2": ("first", "second"),
        "f3": ("second", "gw"),
        "f4": ("gw", "end"),
        "f5": ("gw", "first", "back = true"),
    },
)


def at_second(world: World) -> Any:
    """A case at its second step, started by the substitute, its first step done by the clerk."""
    case_no = str(world.start("four_eyes", actor=world.other_clerk)["case_no"])
    world.complete(world.task(case_no, "first").id)
    return world.task(case_no, "second")


def test_who_did_the_first_step_may_not_do_the_second(world: World) -> None:
    world.publish_plain("four_eyes", xml=second_pair("first"))
    task = at_second(world)
    for command in (commands.CompleteTask(task.id), commands.ClaimTask(task.id)):
        with pytest.raises(FourEyes) as refused:
            world.do(command, world.clerk)
        assert "初审" in refused.value.sentence()
        assert "复核" in refused.value.sentence()
    assert world.task(task.case_no).state == "open"
    assert world.complete(task.id, actor=world.other_clerk)["ended"] is True


def test_who_started_the_case_may_not_do_the_second_step(world: World) -> None:
    world.publish_plain("four_eyes", xml=second_pair("start"))
    task = at_second(world)
    for command in (commands.CompleteTask(task.id), commands.ClaimTask(task.id)):
        with pytest.raises(FourEyes) as refused:
            world.do(command, world.other_clerk)
        assert "开始" in refused.value.sentence()
    assert world.complete(task.id)["ended"] is True


def test_both_may_be_named_at_once(world: World) -> None:
    world.publish_plain("four_eyes", xml=second_pair("start, first"))
    task = at_second(world)
    for actor in (world.clerk, world.other_clerk):
        with pytest.raises(FourEyes):
            world.complete(task.id, actor=actor)
    assert world.complete(task.id, actor=staff("third", "counter"))["ended"] is True


def test_claiming_and_releasing_the_first_step_is_not_acting_on_it(world: World) -> None:
    world.publish_plain("four_eyes", xml=second_pair("first"))
    case_no = world.start("four_eyes", actor=world.clerk)["case_no"]
    first = world.task(case_no, "first")
    world.do(commands.ClaimTask(first.id), world.clerk)
    world.do(commands.ReleaseTask(first.id), world.clerk)
    world.complete(first.id, actor=world.other_clerk)
    assert world.complete(world.task(case_no).id, actor=world.clerk)["ended"] is True


def test_an_earlier_round_of_a_loop_counts_too(world: World) -> None:
    world.publish_plain("again", xml=LOOP)
    case_no = world.start("again", actor=world.clerk)["case_no"]
    world.complete(world.task(case_no).id, actor=world.clerk)
    world.complete(world.task(case_no).id, actor=world.other_clerk, data={"back": True})
    with pytest.raises(FourEyes):  # who checked may not redo what was checked, either
        world.complete(world.task(case_no).id, actor=world.other_clerk)
    world.complete(world.task(case_no).id, actor=staff("third"), data={"back": False})
    for actor in (world.clerk, staff("third")):
        with pytest.raises(FourEyes):
            world.complete(world.task(case_no).id, actor=actor)


def test_another_case_does_not_count(world: World) -> None:
    world.publish_plain("four_eyes", xml=second_pair("first"))
    done_by_clerk = at_second(world)
    case_no = world.start("four_eyes", actor=world.clerk)["case_no"]
    world.complete(world.task(case_no).id, actor=world.other_clerk)
    assert world.complete(world.task(case_no).id, actor=world.clerk)["ended"] is True
    with pytest.raises(FourEyes):
        world.complete(done_by_clerk.id, actor=world.clerk)
    actions = [record.action for record in world.read(queries.case_view.history, done_by_clerk.case_no)]
    assert actions == ["start_case", "complete_task"]


def test_a_second_person_who_is_kept_apart_is_named(world: World) -> None:
    """The clerk reads that the colleague acted before, not that they did themselves."""
    xml = line("pair", ("check", task("check", not_same_as="visit")), ("visit", task("visit", people="2")))
    world.publish_plain("pair", xml=xml)
    case_no = str(world.start("pair", actor=world.clerk)["case_no"])
    world.complete(world.task(case_no, "check").id, actor=world.other_clerk)
    visit = world.task(case_no, "visit")
    with pytest.raises(SecondPersonWrong) as refused:
        world.complete(visit.id, second_person="substitute")
    assert refused.value.code == "second_person"
    name = "宋怀谷"
    assert refused.value.sentence() == (
        f"{name}在本件里办过“check”，不能再办“visit”。请另选一位有此岗位的同事。"
    )
    english = refused.value.sentence("en")
    assert english.startswith(f'{name} already acted on "check" in this case')
    assert '"visit"' in english
    with pytest.raises(FourEyes) as own:
        world.complete(visit.id, actor=world.other_clerk, second_person="clerk")
    assert own.value.sentence().startswith("你在本件里办过“check”")
    world.complete(visit.id, second_person="qianyubing")


def test_the_refusal_is_known_before_anybody_tries(world: World) -> None:
    """What the task page says at once is what the command would say; others hear nothing."""
    world.publish_plain("four_eyes", xml=second_pair("first"))
    task = at_second(world)
    said = world.read(queries.colleagues.kept_apart, task.id, actor=world.clerk)
    with pytest.raises(FourEyes) as refused:
        world.do(commands.ClaimTask(task.id), world.clerk)
    assert said.sentence() == refused.value.sentence()
    assert said.sentence("en") == refused.value.sentence("en")
    assert world.read(queries.colleagues.kept_apart, task.id, actor=world.other_clerk) is None
    with pytest.raises(NotFound):
        world.read(queries.colleagues.kept_apart, "0" * 32, actor=world.clerk)


def test_who_started_is_told_so_before(world: World) -> None:
    world.publish_plain("four_eyes", xml=second_pair("start"))
    task = at_second(world)
    said = world.read(queries.colleagues.kept_apart, task.id, actor=world.other_clerk)
    assert "开始" in said.sentence()
