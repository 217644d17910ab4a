"""One command answers twenty topics, exactly; and a timer that is past in a circle fires once a minute."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine import commands, queries
from engine.errors import ExpressionFailed, RefusedByGate
from tests.drawn import START, boundary_clock, call, end, line, task, topic
from tests.world import World, plain


def deploy(world: World, **drawn: str) -> None:
    files = tuple((f"{key}.bpmn", text.encode()) for key, text in drawn.items())
    world.do(commands.DeployDefinition(files, publish=True))


def row(count: int) -> list[tuple[str, str]]:
    return [(f"s{number}", topic(f"s{number}", "echo", n=str(number))) for number in range(count)]


def test_twenty_topics_in_a_row_are_answered_in_one_command(world: World) -> None:
    deploy(world, row=line("row", *row(20), ("after", task("after"))))
    case_no = world.start("row", actor=world.clerk)["case_no"]
    assert world.paths(case_no) == {"after"}
    assert world.read(queries.case_view.case_detail, case_no).variables["n"] == 19


def test_one_more_is_not_published(world: World) -> None:
    with pytest.raises(RefusedByGate) as refused:
        deploy(world, row=line("row", *row(21), ("after", task("after"))))
    found = {(one["code"], one["element_id"]) for one in refused.value.details["findings"]}
    assert ("bpmn.topics_in_a_row", "s20") in found


def test_one_more_inside_a_call_is_refused_with_the_place_where_it_stops(world: World) -> None:
    """Nothing is kept of the step; the sentence names the topic that was one too many."""
    inner = line("inner", *row(11), ("wait", task("wait")))
    deploy(world, inner=inner, outer=line("outer", *row(10), ("k", call("k", "inner"))))
    with pytest.raises(ExpressionFailed) as refused:
        world.start("outer", actor=world.clerk)
    assert "“s10”" in refused.value.sentence("zh")
    assert "20" in refused.value.sentence("zh")
    assert "user task" in refused.value.sentence("en")


PAST = (
    '<bpmn:scriptTask id="past" name="past" scriptFormat="feel" camunda:resultVariable="day">'
    '<bpmn:script>date("2020-01-01")</bpmn:script></bpmn:scriptTask>'
)


def fire(world: World) -> int:
    """One tick of a worker: how many timers were due."""
    leased = world.do(commands.LeaseJobs(kind="timer"))["jobs"]
    for job in leased:
        world.do(commands.FireTimer(job["id"], job["attempt"]))
    return len(leased)


def test_a_circle_of_past_timers_goes_round_once_a_minute(world: World) -> None:
    """The gate knows dates that stand; this one is set in the circle, to a day long past."""
    clock = boundary_clock("late", "a", "day").replace("timeDuration", "timeDate")
    flows = {"f1": ("start", "merge"), "f2": ("merge", "past"), "f3": ("past", "a"), "f4": ("a", "end")}
    body = START + '<bpmn:exclusiveGateway id="merge" name="merge"/>' + PAST + task("a") + clock + end("end")
    deploy(world, spin=plain("spin", body, {**flows, "f5": ("late", "merge")}))
    case_no = world.start("spin", actor=world.clerk)["case_no"]
    assert [fire(world) for _ in range(4)] == [1, 0, 0, 0]
    assert world.paths(case_no) == {"a"}
    world.clock.advance(timedelta(minutes=1))
    assert [fire(world) for _ in range(4)] == [1, 0, 0, 0]
