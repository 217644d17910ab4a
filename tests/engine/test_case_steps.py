"""The steps of a case stand in the order in which they were opened, also those of one instant."""

from __future__ import annotations

import pytest

from engine import commands, queries
from tests.drawn import START, end, task
from tests.world import World, plain

BRANCHES = ("third", "first", "second", "zeroth")
FORK = plain(
    "fork",
    START
    + '<bpmn:parallelGateway id="split" name="分"/><bpmn:parallelGateway id="join" name="合"/>'
    + "".join(task(name) for name in BRANCHES)
    + task("last")
    + end("end"),
    {
        "f0": ("start", "split"),
        **{f"to_{name}": ("split", name) for name in BRANCHES},
        **{f"from_{name}": (name, "join") for name in BRANCHES},
        "f1": ("join", "last"),
        "f2": ("last", "end"),
    },
)


def steps(world: World, number: str) -> list[str]:
    return [one.path for one in world.read(queries.case_view.case_detail, number).steps]


@pytest.mark.parametrize("attempt", range(3))
def test_branches_stand_in_the_order_of_the_record(world: World, attempt: int) -> None:
    """Ids are drawn at random: what tells the order is the record, so every attempt gives the same."""
    del attempt
    world.publish_plain("fork", xml=FORK)
    number = str(world.start("fork", actor=world.clerk)["case_no"])
    record = world.read(queries.case_view.history, number)[0]
    assert set(record.detail["opened"]) == set(BRANCHES)
    assert steps(world, number) == list(record.detail["opened"])
    for name in reversed(BRANCHES):
        world.complete(world.task(number, name).id)
    assert steps(world, number) == [*record.detail["opened"], "last"]


def test_a_step_that_is_done_again_at_the_same_instant_stands_behind(world: World) -> None:
    """With a clock that stands still the record alone tells which came first."""
    world.publish_item()
    number = str(world.start()["case_no"])
    found = world.task(number)
    world.do(commands.ClaimTask(found.id), world.clerk)
    world.complete(found.id, "done", materials=world.all_pass(found.id))
    last = world.task(number)
    world.do(commands.ClaimTask(last.id), world.clerk)
    world.do(commands.ReturnTask(last.id, "handle", "照片拿错了"), world.clerk)
    assert steps(world, number) == ["handle", "hand_over", "handle"]
    states = [one.state for one in world.read(queries.case_view.case_detail, number).steps]
    assert states == ["completed", "returned", "open"]
