"""An outcome whose condition is not true is neither shown nor taken."""

from __future__ import annotations

import pytest

from engine import queries
from engine.errors import OutcomeUnknown
from tests.drawn import START, end, task
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


def test_its_days_are_those_of_the_towns_calendar(town: World) -> None:
    """Like the gateway behind it: an expression that asks for working days is not null for ever."""
    body = START + task("a", outcomes="ok:好,soon:还来得及", outcome_if__soon="now() &lt; wd(3)")
    body += '<bpmn:exclusiveGateway id="g" name="g" default="f3"/>' + end("end") + end("soon")
    flows = {"f1": ("start", "a"), "f2": ("a", "g"), "f3": ("g", "end")}
    flows |= {"f4": ("g", "soon", 'outcome = "soon" and now() < wd(3)')}  # type: ignore[dict-item]
    town.publish_plain("days", xml=plain("days", body, flows))  # type: ignore[arg-type]
    case_no = str(town.start("days", actor=town.clerk)["case_no"])
    task_id = town.task(case_no).id
    assert offered(town, task_id) == ["ok", "soon"]
    town.complete(task_id, "soon")
    assert town.read(queries.case_view.case_detail, case_no).case.result == "soon"


def test_another_branch_does_not_open_an_outcome(town: World) -> None:
    """The case's row shows what all branches set; a task sees its own, as its gateway does."""
    body = (
        START
        + '<bpmn:parallelGateway id="fork"/><bpmn:parallelGateway id="join"/>'
        + task("p")
        + task("p2")
        + task("a", outcomes="ok:好,x:另办", outcome_if__x="count = 1")
        + '<bpmn:exclusiveGateway id="g" name="g" default="f6"/>'
        + task("late")
        + '<bpmn:exclusiveGateway id="m"/>'
        + end("end")
    )
    flows = {"f1": ("start", "fork"), "f2": ("fork", "p"), "f3": ("fork", "a"), "f4": ("p", "p2")}
    flows |= {"f5": ("p2", "join"), "f6": ("g", "m"), "f7": ("join", "end"), "f8": ("a", "g")}
    flows |= {"f9": ("g", "late", 'outcome = "x"'), "f10": ("late", "m"), "f11": ("m", "join")}  # type: ignore[dict-item]
    town.publish_plain("apart", xml=plain("apart", body, flows))  # type: ignore[arg-type]
    case_no = str(town.start("apart", actor=town.clerk, variables={"count": 0})["case_no"])
    town.complete(town.task(case_no, "p").id, data={"count": 1})
    assert town.read(queries.case_view.case_detail, case_no).variables["count"] == 1
    task_id = town.task(case_no, "a").id
    assert offered(town, task_id) == ["ok"]
    with pytest.raises(OutcomeUnknown):
        town.complete(task_id, "x")


def test_of_a_finished_task_nothing_with_a_condition_is_on_offer(town: World) -> None:
    _, task_id = at_accept(town, 0)
    town.complete(task_id, "correct")
    assert offered(town, task_id) == ["accept"]
