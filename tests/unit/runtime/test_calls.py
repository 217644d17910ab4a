"""Called procedures: typed inputs, mapped outputs, three levels, errors that travel up (case B12)."""

from __future__ import annotations

from typing import Any

import pytest

from engine.errors import ExpressionFailed
from engine.runtime.parse import Program, parse_program
from tests.unit.runtime.life import Life, boundary_clock, case_file
from tests.world import plain


def relief() -> Program:
    """B12: outer calls mid, mid calls leaf; leaf may throw NO_FUNDS, outer catches it."""
    return case_file("e12_outer").calling(case_file("e12_mid"), case_file("e12_leaf"))


def test_an_error_two_levels_down_reaches_its_catcher() -> None:
    life = Life(relief())
    assert life.open == {"call_mid/call_leaf/pay"}
    life.complete("call_mid/call_leaf/pay", funds=False)
    assert life.open == {"borrow"}
    assert "call_mid/call_leaf/end_no_funds" in life.passed
    assert life.complete("borrow").ended


def test_without_an_error_the_calls_end_one_after_the_other() -> None:
    life = Life(relief())
    life.complete("call_mid/call_leaf/pay", funds=True)
    assert life.open == {"thank"}
    assert life.last.variables["funds"] is True
    assert life.complete("thank").ended


def test_an_error_that_nobody_catches_is_refused_and_changes_nothing() -> None:
    life = Life(case_file("e12_mid").calling(case_file("e12_leaf")))
    before = life.state
    with pytest.raises(ExpressionFailed, match="NO_FUNDS"):
        life.complete("call_leaf/pay", funds=False)
    assert life.state == before


PROPERTY = '<camunda:property name="{}" value="{}" />'


def procedure(key: str, properties: dict[str, str], end_result: str = "") -> Program:
    """A procedure of one user task, with declared inputs and outputs."""
    rows = "".join(PROPERTY.format(name, value) for name, value in properties.items())
    result = (
        f"<bpmn:extensionElements><camunda:properties>{PROPERTY.format('result', end_result)}"
        "</camunda:properties></bpmn:extensionElements>"
    )
    body = (
        f"<bpmn:extensionElements><camunda:properties>{rows}</camunda:properties></bpmn:extensionElements>"
        '<bpmn:startEvent id="start"/><bpmn:userTask id="task"/>'
        f'<bpmn:endEvent id="end">{result if end_result else ""}</bpmn:endEvent>'
    )
    return parse_program(plain(key, body, {"p1": ("start", "task"), "p2": ("task", "end")}).encode())


def caller(extension: str, more: str = "", flows: dict[str, tuple[str, str]] | None = None) -> Program:
    body = (
        '<bpmn:startEvent id="start"/>'
        '<bpmn:callActivity id="call" calledElement="part">'
        f"<bpmn:extensionElements>{extension}</bpmn:extensionElements></bpmn:callActivity>"
        f'<bpmn:userTask id="after"/><bpmn:endEvent id="end"/>{more}'
    )
    ways = {"f1": ("start", "call"), "f2": ("call", "after"), "f3": ("after", "end"), **(flows or {})}
    return parse_program(plain("caller", body, ways).encode())


def inside(life: Life, element: str) -> dict[str, object]:
    """Variables that the task of a running call sees."""
    from engine.runtime import serializer
    from engine.runtime.script_engine import script_engine

    assert life.state is not None
    workflow = serializer.load(life.state, life.program, script_engine(life.now))
    return dict(workflow.find(life.tokens[element].id).data)


DECLARED = {
    "kind": "procedure",
    "in.doc_kind": "text",
    "in.made_by": "text=town",
    "in.fee_fen": "fen=0",
    "in.heavy": "bool",
    "in.span": "limit=10wd",
    "in.depts": "list",
    "in.twice": "int",
}


def test_inputs_are_typed_and_null_takes_the_default() -> None:
    extension = (
        "<camunda:properties>"
        + PROPERTY.format("in.doc_kind", "007")
        + PROPERTY.format("in.fee_fen", "1250")
        + PROPERTY.format("in.depts", "13,16")
        + '</camunda:properties><camunda:in source="absent" target="made_by" />'
        + '<camunda:in sourceExpression="n + n" target="twice" />'
    )
    life = Life(caller(extension).calling(procedure("part", DECLARED)), n=4, secret="x", case_no="FW-1")
    assert inside(life, "call/task") == {
        "doc_kind": "007",
        "made_by": "town",
        "fee_fen": 1250,
        "heavy": False,
        "span": "10wd",
        "depts": ["13", "16"],
        "twice": 8,
        "case_no": "FW-1",
    }


def test_a_literal_of_the_wrong_type_is_refused_by_name() -> None:
    extension = f"<camunda:properties>{PROPERTY.format('in.fee_fen', 'much')}</camunda:properties>"
    with pytest.raises(ExpressionFailed, match="fee_fen"):
        Life(caller(extension).calling(procedure("part", DECLARED)))


@pytest.mark.parametrize(
    ("name", "value", "came"),
    [
        ("twice", "abc", "文字“abc”"),
        ("twice", True, "true"),
        ("twice", 1.5, "数 1.5"),
        ("heavy", 5, "数 5"),
        ("heavy", [], "一个列表"),
        ("doc_kind", 7, "数 7"),
        ("depts", "13,16", "文字“13,16”"),
        ("span", "zz", "文字“zz”"),
        ("span", {"id": "320000194610162537"}, "一个对象"),
    ],
)
def test_a_variable_of_the_wrong_type_is_refused_by_name(name: str, value: Any, came: str) -> None:
    """Only texts that stand in the file are read as numbers or lists; a variable is what it is."""
    made = caller(f'<camunda:in source="given" target="{name}" />').calling(procedure("part", DECLARED))
    with pytest.raises(ExpressionFailed) as raised:
        Life(made, given=value)
    sentence = raised.value.sentence("zh")
    assert sentence.startswith(f"节点“call”的输入不对：程序“part”的输入 {name} 应是")
    assert sentence.endswith(f"，传来的是{came}。这一步没有保存，请告诉流程设计人员。")
    assert f'An input of "call" is wrong: the input {name} of "part" must be ' in raised.value.sentence("en")


def test_a_date_may_be_a_day_or_an_instant() -> None:
    declared = {"kind": "procedure", "in.day": "date", "in.since": "date"}
    extension = (
        '<camunda:in source="day" target="day" /><camunda:in sourceExpression="now()" target="since" />'
    )
    life = Life(caller(extension).calling(procedure("part", declared)), day="2026-11-25")
    found = inside(life, "call/task")
    assert (found["day"], str(found["since"])[:11]) == ("2026-11-25", "2026-11-25T")


@pytest.mark.parametrize(
    "taken", ['source="no" target="no"', 'sourceExpression="no + 1" target="no"'], ids=["variable", "text"]
)
@pytest.mark.parametrize("value", ["text now", 17.5, True, {"a": 1}])
def test_an_output_of_the_wrong_type_is_refused_where_it_comes_back(taken: str, value: Any) -> None:
    made = caller(f"<camunda:out {taken} />").calling(
        procedure("part", {"kind": "procedure", "out.no": "int", "out.other": "bool"})
    )
    life = Life(made)
    before = life.state
    with pytest.raises(ExpressionFailed, match='An output of "call" is wrong: the output no of "part" must'):
        life.complete("call/task", no=value)
    assert life.state == before
    assert life.complete("call/task", no=3, other="not taken out").variables["no"] in (3, 4)


def test_an_output_that_no_step_set_comes_back_as_null() -> None:
    made = caller('<camunda:out source="no" target="no" />').calling(
        procedure("part", {"kind": "procedure", "out.no": "int"})
    )
    assert Life(made).complete("call/task").variables["no"] is None


def test_only_mapped_outputs_come_back_and_the_result_is_one_of_them() -> None:
    extension = (
        '<camunda:out source="doc_no" target="number" /><camunda:out source="result" target="how" />'
        '<camunda:out sourceExpression="n * 2" target="double" />'
    )
    life = Life(caller(extension).calling(procedure("part", {"kind": "procedure"}, "sealed")), keep=1)
    step = life.complete("call/task", doc_no="7", n=3, inner="hidden")
    assert life.open == {"after"}
    assert step.variables == {"keep": 1, "number": "7", "how": "sealed", "double": 6}
    assert step.result is None


def test_a_result_inside_a_call_is_not_the_result_of_the_case() -> None:
    made = caller('<camunda:out source="result" target="how" />')
    life = Life(made.calling(procedure("part", {"kind": "procedure"}, "sealed")))
    life.complete("call/task")
    assert life.complete("after").result is None


def test_a_timer_on_a_call_ends_everything_inside_it() -> None:
    more = boundary_clock("late", "call", "P30D") + '<bpmn:endEvent id="end_late"/>'
    made = caller("", more, {"f4": ("late", "end_late")})
    life = Life(made.calling(procedure("part", {"kind": "procedure"})))
    assert life.open == {"call/task", "late"}
    assert life.occur("late").ended
    assert life.open == set()


def test_a_call_may_be_made_again_and_again_without_growing() -> None:
    """The circle of a correction: the state after fifty rounds is as small as after five."""
    body = (
        '<bpmn:startEvent id="start"/><bpmn:userTask id="accept"/>'
        '<bpmn:exclusiveGateway id="gw" default="f_ok"/>'
        '<bpmn:callActivity id="call" calledElement="part"/><bpmn:endEvent id="end"/>'
    )
    flows = {
        "f1": ("start", "accept"),
        "f2": ("accept", "gw"),
        "f_ok": ("gw", "end"),
        "f_again": ("gw", "call", 'outcome = "correct"'),
        "f_back": ("call", "accept"),
    }
    made = parse_program(plain("circle", body, flows).encode())
    life = Life(made.calling(procedure("part", {"kind": "procedure"})))
    sizes = []
    for _ in range(50):
        life.complete("accept", "correct")
        life.complete("call/task")
        assert life.state is not None
        sizes.append(len(life.state))
    assert max(sizes[5:]) <= max(sizes[:5]) + 40
    assert life.complete("accept", "accept").ended
