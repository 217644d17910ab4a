"""The pure step: what it refuses, what it keeps, what it never does."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import Any

import pytest
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser

from engine.errors import ExpressionFailed, NotFound
from engine.runtime.advance import Complete, Start, advance
from engine.runtime.parse import Program, parse_program
from engine.runtime.serializer import UnknownStateFormat
from tests.unit.runtime import diagrams30
from tests.unit.runtime.life import Life
from tests.world import TWO_STEPS, plain

NOW = datetime(2026, 11, 25, 4, 0, tzinfo=UTC)
SEEN: list[str] = []
LISTENING = False


def _hook(event: str, _arguments: Any) -> None:
    if LISTENING:
        SEEN.append(event)


sys.addaudithook(_hook)

FORBIDDEN = ("exec", "compile", "open", "socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn")


def listen(action: Any) -> list[str]:
    """Forbidden audit events raised while `action` runs."""
    global LISTENING
    SEEN.clear()
    LISTENING = True
    try:
        action()
    finally:
        LISTENING = False
    return [event for event in SEEN if event.startswith(FORBIDDEN)]


def program(text: str) -> Program:
    return parse_program(text.encode())


def test_a_step_never_executes_opens_or_connects() -> None:
    made = program(diagrams30.counting(2))

    def life() -> None:
        first = advance(made, None, Start({"case_no": "x"}), NOW)
        second = advance(made, first.state, Complete(first.opened[0].id, {"n": 3}), NOW)
        assert advance(made, second.state, Complete(second.opened[0].id, {}), NOW).ended

    life()  # warm-up: imports and caches may open files once
    assert listen(life) == []


def test_stock_script_engine_fails_the_same_check() -> None:
    """The fence works: Spiff's own evaluator compiles and executes text on every condition."""
    parser = BpmnParser()
    parser.add_bpmn_str(diagrams30.choice(2).replace("n = ", "n == ").encode())
    spec = parser.get_spec("choice_2")

    def life() -> None:
        workflow = BpmnWorkflow(spec)
        workflow.do_engine_steps()
        task = workflow.get_next_task(manual=True, state=16)
        task.data["n"] = 1
        task.run()
        workflow.do_engine_steps()

    life()
    assert {"compile", "exec"} & set(listen(life))


def test_a_token_that_is_not_open_is_refused() -> None:
    made = program(TWO_STEPS)
    first = advance(made, None, Start({}), NOW)
    second = advance(made, first.state, Complete(first.opened[0].id, {}), NOW)
    with pytest.raises(NotFound):
        advance(made, second.state, Complete(first.opened[0].id, {}), NOW)


def test_two_true_flows_are_an_error_and_nothing_comes_back() -> None:
    text = diagrams30.choice(2).replace("n = 1", "n = 0")
    made = program(text)
    first = advance(made, None, Start({}), NOW)
    with pytest.raises(ExpressionFailed) as caught:
        advance(made, first.state, Complete(first.opened[0].id, {"n": 0}), NOW)
    assert "同时成立" in caught.value.sentence("zh")


@pytest.mark.parametrize("value", [None, "1", 1.5, True, [1], {"a": 1}])
def test_only_true_takes_a_conditional_flow(value: object) -> None:
    """A missing or wrongly typed variable is not a choice: it takes the default, never a condition."""
    made = program(diagrams30.choice(2))
    first = advance(made, None, Start({}), NOW)
    second = advance(made, first.state, Complete(first.opened[0].id, {"n": value}), NOW)
    assert [token.element_id for token in second.opened] == ["other"]


def test_a_gateway_without_default_says_so() -> None:
    text = (
        diagrams30.choice(1)
        .replace(' default="fd"', "")
        .replace(
            '<bpmn:sequenceFlow id="fd" sourceRef="gw" targetRef="other"></bpmn:sequenceFlow>',
            '<bpmn:sequenceFlow id="fd" sourceRef="gw" targetRef="other">'
            '<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">n = 9</bpmn:conditionExpression>'
            "</bpmn:sequenceFlow>",
        )
    )
    made = program(text)
    first = advance(made, None, Start({}), NOW)
    with pytest.raises(ExpressionFailed) as caught:
        advance(made, first.state, Complete(first.opened[0].id, {"n": 5}), NOW)
    assert "没有一条线" in caught.value.sentence("zh")


def test_an_engine_only_loop_is_stopped() -> None:
    flows = {"f0": ("start", "gw"), "f1": ("gw", "add"), "f2": ("add", "gw2"), "f3": ("gw2", "gw")}
    flows["f4"] = ("gw2", "end", "n = 5")  # type: ignore[assignment]
    body = (
        diagrams30.START
        + diagrams30.xor("gw")
        + diagrams30.script("add", "x", "1 + 1")
        + diagrams30.xor("gw2", "f3")
        + diagrams30.END
    )
    made = program(plain("spin", body, flows))  # type: ignore[arg-type]
    with pytest.raises(ExpressionFailed):
        advance(made, None, Start({}), NOW)


def test_foreign_state_is_refused() -> None:
    with pytest.raises(UnknownStateFormat):
        advance(program(TWO_STEPS), b"PK\x03\x04", Complete("0" * 32, {}), NOW)


def test_user_data_never_selects_a_type() -> None:
    made = program(TWO_STEPS)
    hostile = {"typename": "datetime.datetime", "__class__": "x", "__builtins__": {"a": 1}}
    first = advance(made, None, Start({}), NOW)
    second = advance(made, first.state, Complete(first.opened[0].id, hostile), NOW)
    assert second.variables["typename"] == "datetime.datetime"
    assert advance(made, second.state, Complete(second.opened[0].id, {}), NOW).ended


def test_state_of_a_loop_stays_small() -> None:
    made = program(diagrams30.loop(2))
    step = advance(made, None, Start({}), NOW)
    sizes = []
    for _ in range(120):
        step = advance(made, step.state, Complete(step.opened[0].id, {"again": True}), NOW)
        sizes.append(len(step.state or b""))
    assert max(sizes[100:]) <= max(sizes[:20]) + 40


@pytest.mark.parametrize("orders", [("lr", "rl", "lr"), ("rl", "lr", "rl"), ("lr", "lr", "rl")])
def test_a_join_in_a_loop_waits_for_both_branches_in_every_round(orders: tuple[str, ...]) -> None:
    """Stock Spiff fires in the second round after one branch when the order changes."""
    made = program(diagrams30.loop_with_fork())
    step = advance(made, None, Start({}), NOW)
    for order in orders:
        tokens = {token.element_id: token.id for token in step.opened}
        first, second = [{"l": "left", "r": "right"}[letter] for letter in order]
        half = advance(made, step.state, Complete(tokens[first], {first: 1}), NOW)
        assert half.opened == ()
        both = advance(made, half.state, Complete(tokens[second], {second: 2}), NOW)
        assert [token.element_id for token in both.opened] == ["check"]
        assert both.variables[first] == 1
        assert both.variables[second] == 2
        step = advance(made, both.state, Complete(both.opened[0].id, {"again": True}), NOW)


def test_state_of_a_loop_with_a_fork_stays_small() -> None:
    made = program(diagrams30.loop_with_fork())
    step = advance(made, None, Start({}), NOW)
    sizes = []
    for _ in range(60):
        for token in step.opened:
            step = advance(made, step.state, Complete(token.id, {}), NOW)
        step = advance(made, step.state, Complete(step.opened[0].id, {"again": True}), NOW)
        sizes.append(len(step.state or b""))
    assert max(sizes[40:]) <= max(sizes[:10]) + 60


@pytest.mark.parametrize("fires", ["", "late"])
def test_state_of_a_loop_with_boundary_events_stays_small(fires: str) -> None:
    life = Life(program(diagrams30.loop_with_timers()), n=0)
    sizes = []
    for _ in range(60):
        if fires:
            life.occur(fires)
        life.complete("other" if fires else "main", again=True)
        sizes.append(len(life.state or b""))
    assert max(sizes[40:]) <= max(sizes[:10]) + 40
