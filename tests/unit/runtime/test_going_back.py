"""Going back: over a sequence, forks, calls, waits and armed timers, with bytes between all steps."""

from __future__ import annotations

import pytest

from engine.domain.branches import branches
from engine.errors import IntoBranch, NotFound
from engine.runtime.advance import GoBack, Step
from engine.runtime.parse import Program, parse_program
from tests.unit.runtime import diagrams30
from tests.unit.runtime.life import Life, boundary_clock, case_file
from tests.unit.runtime.test_calls import caller, procedure
from tests.world import plain

TASK = '<bpmn:userTask id="{}"/>'


def drawn(tasks: str, more: str, flows: dict[str, tuple[str, str]]) -> Program:
    body = '<bpmn:startEvent id="start"/>' + "".join(TASK.format(one) for one in tasks.split())
    return parse_program(plain("back", f'{body}{more}<bpmn:endEvent id="end"/>', flows).encode())


def back(life: Life, place: str, to: str, path: str = "") -> Step:
    found = life.tokens.get(place) or life.waits[place]
    return life._take(GoBack((found.id if place in life.tokens else found.token), to, path))


def line() -> Life:
    flows = {f"f{n}": ends for n, ends in enumerate([("start", "a"), ("a", "b"), ("b", "c"), ("c", "end")])}
    return Life(drawn("a b c", "", flows))


def forked() -> Life:
    """draft, then x1 x2 beside y, joined before last."""
    gates = '<bpmn:parallelGateway id="fork"/><bpmn:parallelGateway id="join"/>'
    ends = [("start", "draft"), ("draft", "fork"), ("fork", "x1"), ("x1", "x2"), ("x2", "join")]
    ends += [("fork", "y"), ("y", "join"), ("join", "last"), ("last", "end")]
    return Life(drawn("draft x1 x2 y last", gates, {f"f{n}": pair for n, pair in enumerate(ends)}))


def test_back_along_a_line_keeps_what_was_learnt() -> None:
    life = line()
    life.complete("a", x=1)
    life.complete("b", y=2)
    step = back(life, "c", "a")
    assert life.open == {"a"}
    assert (step.variables["x"], step.variables["y"]) == (1, 2)
    life.complete("a", x=3)
    life.complete("b")
    assert life.complete("c").variables == {"x": 3, "y": 2}
    assert life.last.ended


def test_back_again_and_again_does_not_grow() -> None:
    life = line()
    sizes = []
    for _ in range(40):
        life.complete("a")
        life.complete("b")
        back(life, "c", "a")
        assert life.state is not None
        sizes.append(len(life.state))
    assert max(sizes[4:]) <= max(sizes[:4]) + 40


def test_before_the_fork_cancels_every_branch_and_keeps_their_variables() -> None:
    life = forked()
    life.complete("draft")
    life.complete("x1", x=1)
    step = back(life, "y", "draft")
    assert life.open == {"draft"}
    assert step.variables["x"] == 1
    assert {token.element_id for token in step.closed} == {"x2", "y"}


def test_before_the_fork_cancels_what_waits_at_the_join() -> None:
    life = forked()
    life.complete("draft")
    life.complete("y", y=1)
    back(life, "x1", "draft")
    life.complete("draft")
    assert life.open == {"x1", "y"}
    life.complete("x1")
    life.complete("x2")
    assert life.open == {"y"}, "the first round's arrival must not fire the join"
    life.complete("y")
    assert life.open == {"last"}
    assert life.complete("last").ended


def test_what_waited_at_a_join_is_learnt_and_does_not_fire_the_next_round() -> None:
    life = Life(parse_program(diagrams30.branches(3, 1).encode()))
    life.complete("before", x=1)
    life.complete("b0_0", a=1)
    life.complete("b1_0", b=1)
    assert back(life, "b2_0", "before").variables == {"x": 1, "a": 1, "b": 1}
    life.complete("before")
    life.complete("b2_0")
    life.complete("b1_0")
    assert life.open == {"b0_0"}


def test_inside_a_branch_leaves_the_other_branch_alone() -> None:
    life = forked()
    life.complete("draft")
    life.complete("x1")
    back(life, "x2", "x1")
    assert life.open == {"x1", "y"}
    for element in ("x1", "x2", "y"):
        life.complete(element)
    assert life.complete("last").ended


@pytest.mark.parametrize(("place", "target"), [("y", "x1"), ("last", "x1"), ("last", "y")])
def test_into_a_branch_is_refused_and_changes_nothing(place: str, target: str) -> None:
    life = forked()
    for element in ["draft", "x1", *(["x2", "y"] if place == "last" else [])]:
        life.complete(element)
    before = life.state
    with pytest.raises(IntoBranch, match=target):
        back(life, place, target)
    assert life.state == before


def test_from_inside_a_call_the_way_back_leads_into_its_caller_only_when_that_is_said() -> None:
    flows = {"f0": ("begin", "call"), "f1": ("start", "begin")}
    made = caller("", TASK.format("begin"), flows)
    life = Life(made.calling(procedure("part", {"kind": "procedure"})))
    life.complete("begin")
    assert life.open == {"call/task"}
    with pytest.raises(NotFound):
        back(life, "call/task", "begin", path="call")
    with pytest.raises(NotFound):
        back(life, "call/task", "begin", path="elsewhere")
    back(life, "call/task", "begin")
    assert life.open == {"begin"}
    life.complete("begin")
    assert life.open == {"call/task"}


def test_from_an_event_gateway_to_the_question() -> None:
    life = Life(case_file("e14_event_gateway"))
    life.complete("ask")
    back(life, "soon", "ask")
    assert life.open == {"ask"}
    life.complete("ask")
    life.occur("agreed")
    assert life.complete("do_agreed").ended


def test_an_armed_timer_goes_and_is_armed_anew_at_the_target() -> None:
    ends = [("start", "a"), ("a", "b"), ("b", "end"), ("late", "remind"), ("remind", "end")]
    more = boundary_clock("late", "a", "P2D", interrupting=False) + boundary_clock("late_b", "b", "P3D")
    flows = {f"f{n}": pair for n, pair in enumerate([*ends, ("late_b", "end")])}
    life = Life(drawn("a b remind", more, flows))
    life.complete("a")
    assert life.open == {"b", "late_b"}
    life.later(days=1)
    back(life, "b", "a")
    assert life.open == {"a", "late"}
    assert life.waits["late"].due == "2026-11-28T04:00:00.000000+00:00"
    life.occur("late")
    assert life.open == {"a", "remind"}


def test_branches_of_a_fork_end_at_its_join() -> None:
    model = forked().program.model
    assert [len(branches(model, one)) for one in ("draft", "fork", "x1", "x2", "y", "join", "last")] == [
        *(0, 0, 1, 1, 1, 0, 0)
    ]
    assert branches(model, "x1") == branches(model, "x2") != branches(model, "y")
