"""An outcome whose condition is not true is neither shown nor taken."""

from __future__ import annotations

import pytest

from engine import queries
from engine.errors import OutcomeUnknown
from tests.world import World, plain

CHOICE = (
    '<bpmn:startEvent id="start" name="开始"/>'
    '<bpmn:userTask id="count" name="计数"/>'
    '<bpmn:userTask id="accept" name="受理"><bpmn:extensionElements><camunda:properties>'
    '<camunda:property name="outcomes" value="accept:受理,correct:补正" />'
    '<camunda:property name="outcome_if.correct" value="correction_count = 0" />'
    "</camunda:properties></bpmn:extensionElements></bpmn:userTask>"
    '<bpmn:exclusiveGateway id="gw" name="能否受理" default="f4"/>'
    '<bpmn:endEvent id="end" name="完"/>'
)
FLOWS = {
    "f1": ("start", "count"),
    "f2": ("count", "accept"),
    "f3": ("accept", "gw"),
    "f4": ("gw", "end"),
    "f5": ("gw", "count", 'outcome = "correct"'),
}


@pytest.fixture
def town(world: World) -> World:
    world.publish_plain("choice", xml=plain("choice", CHOICE, FLOWS))
    return world


def at_accept(town: World, count: int | None) -> tuple[str, str]:
    case_no = str(town.start("choice", actor=town.clerk)["case_no"])
    given = {} if count is None else {"correction_count": count}
    town.complete(town.task(case_no).id, data=given)
    return case_no, town.task(case_no, "accept").id


def offered(town: World, task_id: str) -> list[str]:
    detail = town.read(queries.task_list.task_detail, task_id, actor=town.clerk)
    return [outcome.key for outcome in detail.offered]


def test_while_true_it_is_offered_and_taken(town: World) -> None:
    case_no, task_id = at_accept(town, 0)
    assert offered(town, task_id) == ["accept", "correct"]
    town.complete(task_id, "correct")
    assert town.task(case_no, "count")


@pytest.mark.parametrize("count", [1, None])
def test_once_false_or_unknown_it_is_gone(town: World, count: int | None) -> None:
    """Only `true` offers: an unknown count must not open a second correction."""
    _, task_id = at_accept(town, count)
    assert offered(town, task_id) == ["accept"]
    with pytest.raises(OutcomeUnknown) as refused:
        town.complete(task_id, "correct")
    assert refused.value.details == {"outcomes": ["accept"]}
    assert "补正" not in refused.value.sentence()
    assert town.complete(task_id, "accept")["ended"]
