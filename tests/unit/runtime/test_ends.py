"""Branches that end by themselves: what each changed since it parted counts, the later completion wins."""

from __future__ import annotations

from typing import Any

import pytest
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.util.task import TaskState

from engine.runtime.parse import Program, parse_program
from tests.unit.runtime import diagrams30
from tests.unit.runtime.diagrams30 import END, START, fork, script, user
from tests.unit.runtime.life import Life, boundary_clock
from tests.world import plain

ENDS = END + '<bpmn:endEvent id="end2"/><bpmn:endEvent id="end3"/>'


def drawn(key: str, body: str, flows: dict[str, Any]) -> Program:
    return parse_program(plain(key, START + body + ENDS, flows).encode())


def called() -> Life:
    """A call of a process with a side path, which hands x out to its caller."""
    out = '<bpmn:extensionElements><camunda:out source="x" target="x"/></bpmn:extensionElements>'
    call = f'<bpmn:callActivity id="call" calledElement="side_path">{out}</bpmn:callActivity>'
    outer = drawn(
        "outer",
        call + user("after"),
        {"o0": ("start", "call"), "o1": ("call", "after"), "o2": ("after", "end")},
    )
    return Life(outer.calling(parse_program(diagrams30.side_path().encode())))


@pytest.mark.parametrize("order", [("main", "side"), ("side", "main")])
def test_a_call_gives_what_the_main_path_set_in_whatever_order_its_paths_end(order: tuple[str, str]) -> None:
    life = called()
    life.occur("call/remind")
    for place in order:
        life.complete(f"call/{place}")
    assert life.open == {"after"}
    assert life.tokens["after"].variables["x"] == 2


@pytest.mark.parametrize(("first", "last"), [("left", "right"), ("right", "left")])
def test_of_two_that_change_it_the_later_wins(first: str, last: str) -> None:
    life = Life(parse_program(diagrams30.two_ends().encode()), y=0)
    assert life.complete(first, y="first").variables["y"] == "first"
    step = life.complete(last, y="last")
    assert (step.ended, step.variables["y"]) == (True, "last")


def test_the_case_shows_the_new_value_while_a_side_path_is_open() -> None:
    flows = {"f0": ("start", "one"), "f1": ("one", "main"), "f2": ("main", "two"), "f3": ("two", "more")}
    flows |= {"f4": ("more", "end"), "f5": ("remind", "side"), "f6": ("side", "end2")}
    body = script("one", "x", "1") + user("main", "side", "more") + script("two", "x", "2")
    life = Life(drawn("open_side", body + boundary_clock("remind", "main", "P1D", interrupting=False), flows))
    life.occur("remind")
    assert life.complete("main").variables["x"] == 2
    assert life.open == {"side", "more"}
    assert life.complete("side", said=True).variables == {"x": 2, "said": True}
    assert life.complete("more").variables == {"x": 2, "said": True}


@pytest.mark.parametrize("order", ["abc", "acb", "bac", "bca", "cab", "cba"])
def test_a_branch_counts_for_what_it_changed_since_the_last_parting(order: str) -> None:
    """`b` inherited the 2 that its fork began with; ending later than `a` it must not put that back."""
    life = Life(parse_program(diagrams30.nested_ends().encode()), x=1)
    for place in order:
        step = life.complete(place, **({"x": 3} if place == "a" else {place: True}))
        if "a" in order[: order.index(place) + 1]:
            assert step.variables["x"] == 3
    assert step.ended
    assert step.variables == {"x": 3, "b": True, "c": True}


@pytest.mark.parametrize("order", ["abc", "acb", "bac", "bca", "cab", "cba"])
def test_so_it_is_at_one_join_of_all_lines(order: str) -> None:
    flows = {"f0": ("start", "s1"), "f1": ("s1", "set"), "f2": ("set", "s2"), "f3": ("s2", "a")}
    flows |= {"f4": ("s2", "b"), "f5": ("s1", "c"), "f9": ("join", "after"), "f10": ("after", "end")}
    flows |= {f"j{place}": (place, "join") for place in "abc"}
    body = fork("s1", "s2", "join") + script("set", "x", "2") + user("a", "b", "c", "after")
    life = Life(drawn("nested_join", body, flows), x=1)
    for place in order:
        life.complete(place, **({"x": 3} if place == "a" else {}))
    assert life.tokens["after"].variables == {"x": 3}


def test_what_waits_at_a_join_or_has_ended_is_a_variable_of_the_case() -> None:
    life = Life(parse_program(diagrams30.branches(4, 1).encode()))
    life.complete("before", x=1)
    for place in ("b0_0", "b1_0", "b2_0"):
        assert life.complete(place, **{place: True}).variables[place] is True
    assert life.last.variables == {"x": 1, "b0_0": True, "b1_0": True, "b2_0": True}
    life = Life(parse_program(diagrams30.nested_ends().encode()))
    life.complete("c", c=1)
    assert life.complete("a", a=1).variables == {"x": 2, "c": 1, "a": 1}


def test_stock_ends_put_the_old_value_back() -> None:
    """What the difference is for: the walks of test_differential have our ends on both sides."""
    text = diagrams30.two_ends()
    parser = BpmnParser()
    parser.add_bpmn_str(text.encode())
    stock = BpmnWorkflow(parser.get_spec("two_ends"))
    stock.task_tree.data["x"] = 1
    ours = Life(parse_program(text.encode()), x=1)
    for place, given in (("left", {"x": 2}), ("right", {})):
        stock.do_engine_steps()
        task = stock.get_next_task(spec_name=place, state=TaskState.READY)
        task.data.update(given)
        task.run()
        ours.complete(place, **given)
    stock.do_engine_steps()
    assert stock.is_completed()
    assert (stock.last_task.data["x"], ours.last.variables["x"]) == (1, 2)
