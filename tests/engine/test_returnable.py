"""Where a return may lead: back along the way that the process instance has come, nowhere else."""

from __future__ import annotations

import pytest

from engine import Actor, commands, queries
from engine.errors import NeverPassed
from tests.drawn import START, boundary_clock, call, end, line, task
from tests.engine.passed import begin, forked, three, walk, ways
from tests.engine.test_permit_life import act, applied, decided, person
from tests.engine.test_return_withdraw import give_back, take_back
from tests.world import PERMIT, World, plain


def offered(world: World, case_no: str, place: str) -> list[str]:
    found = world.read(queries.going_back.returnable, world.task(case_no, place).id)
    return [step.element_id for step in found]


def goes_nowhere(world: World, case_no: str, place: str, *targets: str, actor: Actor | None = None) -> None:
    """These steps are neither offered nor taken."""
    before = world.paths(case_no)
    for to in targets:
        assert to not in offered(world, case_no, place)
        with pytest.raises(NeverPassed):
            give_back(world, case_no, place, to, actor=actor)
    assert world.paths(case_no) == before


def test_not_forward_to_what_a_return_has_undone(world: World) -> None:
    case_no = three(world)
    walk(world, case_no, "a", "b")
    give_back(world, case_no, "c", "a")
    goes_nowhere(world, case_no, "a", "b", "c", "a")
    walk(world, case_no, "a")
    assert offered(world, case_no, "b") == ["a"]
    walk(world, case_no, "b")
    assert offered(world, case_no, "c") == ["b", "a"]


def test_not_forward_to_what_was_withdrawn(world: World) -> None:
    case_no = three(world)
    walk(world, case_no, "a", "b")
    take_back(world, case_no, "b")
    goes_nowhere(world, case_no, "b", "b", "c")
    assert offered(world, case_no, "b") == ["a"]


def test_a_fresh_call_has_passed_nothing(world: World) -> None:
    """The permit: handed back from the pickup desk, decided again, the papers are made anew."""
    world.publish_permit()
    case_no = applied(world)
    decided(world, case_no, "grant")
    act(world, case_no, "issue/make", "maker")
    act(world, case_no, "issue/seal", "sealer")
    pickup = world.task(case_no, "pickup")
    world.do(commands.ClaimTask(pickup.id), person("desk"))
    world.do(commands.ReturnTask(pickup.id, "decide", "名字写错了"), person("desk"))
    act(world, case_no, "decide", "head", "grant")
    goes_nowhere(world, case_no, "issue/make", "seal", "make", actor=person("maker"))
    act(world, case_no, "issue/make", "maker")
    assert offered(world, case_no, "issue/seal") == ["make"]
    assert world.read(queries.case_view.case_detail, case_no).case.definition_key == PERMIT


def looped(world: World) -> str:
    """A call of two steps, `more` or on: the call may be walked many times."""
    part = line("part", ("p1", task("p1")), ("p2", task("p2")))
    gates = '<bpmn:exclusiveGateway id="again" name="再来"/><bpmn:exclusiveGateway id="g" default="out"/>'
    body = START + gates + task("first") + call("inner", "part") + task("ask") + end("end")
    flows = {
        **ways("start-first first-again again-inner inner-ask ask-g"),
        "more": ("g", "again", "more = true"),
        "out": ("g", "end"),
    }
    world.publish_plain("part", xml=part)
    world.publish_plain("looped", xml=plain("looped", body, flows))
    return begin(world, "looped")


def test_the_second_round_of_a_call_begins_anew(world: World) -> None:
    case_no = looped(world)
    walk(world, case_no, "first", "inner/p1", "inner/p2")
    walk(world, case_no, "ask", data={"more": True})
    goes_nowhere(world, case_no, "inner/p1", "p2", "p1")
    walk(world, case_no, "inner/p1")
    assert offered(world, case_no, "inner/p2") == ["p1"]


def test_in_a_loop_the_way_leads_back_through_the_earlier_rounds(world: World) -> None:
    """Returning undoes the last round of the step alone: what was done before it stays done."""
    body = (
        START
        + '<bpmn:exclusiveGateway id="m"/><bpmn:exclusiveGateway id="g" default="out"/>'
        + "".join(task(one) for one in ("a", "b", "c"))
        + end("end")
    )
    flows = {
        **ways("start-m m-a a-b b-c c-g"),
        "more": ("g", "m", "more = true"),
        "out": ("g", "end"),
    }
    world.publish_plain("round", xml=plain("round", body, flows))
    case_no = begin(world, "round")
    walk(world, case_no, "a", "b")
    walk(world, case_no, "c", data={"more": True})
    assert offered(world, case_no, "a") == ["c", "b"], "a itself is where the case stands"
    give_back(world, case_no, "a", "b")
    assert offered(world, case_no, "b") == ["a"]
    walk(world, case_no, "b")
    assert offered(world, case_no, "c") == ["b", "a"]


def test_a_side_path_does_not_lead_into_what_went_on_beside_it(world: World) -> None:
    body = (
        START
        + "".join(task(one) for one in ("a", "m", "next", "s1", "s2"))
        + boundary_clock("remind", "m", "P1D", interrupting=False)
        + end("end")
        + end("end_side")
    )
    flows = ways("start-a a-m m-next next-end remind-s1 s1-s2 s2-end_side")
    world.publish_plain("side", xml=plain("side", body, flows))
    case_no = begin(world, "side")
    walk(world, case_no, "a")
    world.pass_time(days=2)
    walk(world, case_no, "m", "s1")
    goes_nowhere(world, case_no, "s2", "m", "next")
    assert offered(world, case_no, "s2") == ["s1", "a"]
    assert offered(world, case_no, "next") == ["m", "a"]


def test_a_return_within_a_branch_undoes_nothing_of_the_other(world: World) -> None:
    case_no = forked(world)
    walk(world, case_no, "draft", "x1")
    give_back(world, case_no, "x2", "x1")
    goes_nowhere(world, case_no, "x1", "x2")
    assert offered(world, case_no, "x1") == ["draft"]
    walk(world, case_no, "y", "x1")
    assert offered(world, case_no, "x2") == ["x1", "draft"]
    walk(world, case_no, "x2")
    assert offered(world, case_no, "last") == ["draft"]
