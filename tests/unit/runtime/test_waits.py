"""Messages, timers, event gateways, boundary events and topics, with bytes between all steps."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from engine.errors import ExpressionFailed, NotFound
from engine.runtime.advance import Occur
from engine.runtime.parse import Program, parse_program
from tests.unit.runtime.life import Life, boundary_clock, case_file, clock, message
from tests.world import plain


def program(body: str, flows: dict[str, Any], roots: str = "") -> Program:
    text = plain("waiting", f'<bpmn:startEvent id="start"/>{body}<bpmn:endEvent id="end"/>', flows)
    return parse_program(text.replace("<bpmn:process", f"{roots}<bpmn:process", 1).encode())


def asking() -> Life:
    """B15: four events behind one gateway, right after the question was asked."""
    life = Life(case_file("e14_event_gateway"))
    life.complete("ask")
    return life


@pytest.mark.parametrize("first", ["agreed", "objected", "soon", "later"])
def test_the_first_event_takes_its_line_and_ends_the_other_waits(first: str) -> None:
    life = asking()
    assert life.open == {"agreed", "objected", "soon", "later"}
    life.occur(first)
    assert life.open == {f"do_{first}"}
    assert life.complete(f"do_{first}").ended


def test_what_lost_the_race_is_refused() -> None:
    life = asking()
    lost = life.waits["objected"]
    life.occur("agreed")
    with pytest.raises(NotFound):
        life._take(Occur(lost.token, lost.element_id))
    assert life.open == {"do_agreed"}


def test_a_timer_is_fixed_when_it_is_reached() -> None:
    life = asking()
    assert life.waits["soon"].due == "2026-11-25T04:00:04.000000+00:00"
    life.later(days=40)
    assert life.waits["later"].due == "2026-11-25T05:00:00.000000+00:00"


def test_a_message_brings_its_variables_to_the_line_it_takes() -> None:
    life = asking()
    step = life.occur("agreed", why="好", n=3)
    assert step.variables["why"] == "好"
    assert step.variables["n"] == 3


def test_a_message_may_change_a_variable_that_was_there() -> None:
    life = Life(case_file("e14_event_gateway"), why="old")
    life.complete("ask")
    assert life.occur("objected", why="new").variables["why"] == "new"


def test_correlation_keys_are_read_when_the_wait_is_reached() -> None:
    body = message("answer", "answer").replace(
        "<bpmn:messageEvent",
        '<bpmn:extensionElements><camunda:properties><camunda:property name="correlation" '
        'value="order = order_no" /></camunda:properties></bpmn:extensionElements><bpmn:messageEvent',
    )
    made = program(
        body,
        {"f1": ("start", "answer"), "f2": ("answer", "end")},
        '<bpmn:message id="Msg_answer" name="county_answer"/>',
    )
    wait = Life(made, order_no="12345-7").waits["answer"]
    assert (wait.kind, wait.name, wait.keys) == ("message", "county_answer", {"order": "12345-7"})


def guarded(interrupting: bool) -> Life:
    """A task with a timer on its edge that leads to a task of its own."""
    body = (
        '<bpmn:userTask id="work"/><bpmn:userTask id="remind"/>'
        + boundary_clock("late", "work", "P2D", interrupting=interrupting)
        + '<bpmn:endEvent id="end_late"/>'
    )
    flows = {
        "f1": ("start", "work"),
        "f2": ("work", "end"),
        "f3": ("late", "remind"),
        "f4": ("remind", "end_late"),
    }
    return Life(program(body, flows))


def test_an_interrupting_timer_takes_the_task_away() -> None:
    life = guarded(interrupting=True)
    assert life.open == {"work", "late"}
    life.occur("late")
    assert life.open == {"remind"}
    assert life.complete("remind").ended


def test_a_non_interrupting_timer_adds_a_task() -> None:
    life = guarded(interrupting=False)
    life.occur("late")
    assert life.open == {"work", "remind"}
    life.complete("work")
    assert life.open == {"remind"}
    assert life.complete("remind").ended


@pytest.mark.parametrize("interrupting", [True, False])
def test_a_timer_goes_with_its_task(interrupting: bool) -> None:
    life = guarded(interrupting)
    step = life.complete("work")
    assert step.ended
    assert [wait.element_id for wait in step.waits_closed] == ["late"]


def test_limits_go_through_the_calendar() -> None:
    def calendar(amount: int, unit: str, start: datetime) -> datetime:
        assert unit == "wd"
        return start + timedelta(days=10 * amount)

    made = program(clock("pause", "wd(3)"), {"f1": ("start", "pause"), "f2": ("pause", "end")})
    assert Life(made, calendar).waits["pause"].due == "2026-12-25T04:00:00.000000+00:00"


@pytest.mark.parametrize("text", ["wd(5)", "nothing", '"soon"'])
def test_a_timer_without_an_instant_is_refused_by_name(text: str) -> None:
    made = program(clock("pause", text), {"f1": ("start", "pause"), "f2": ("pause", "end")})
    with pytest.raises(ExpressionFailed, match="pause"):
        Life(made)


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("PT15M", "2026-11-25T04:15:00.000000+00:00"),
        ("P1M", "2026-12-25T04:00:00.000000+00:00"),
        ("P1W", "2026-12-02T04:00:00.000000+00:00"),
        ("2027-03-01T09:00:00+08:00", "2027-03-01T01:00:00.000000+00:00"),
        ("day", "2027-01-05T23:59:59.000000+00:00"),
    ],
)
def test_ways_to_write_a_timer(text: str, due: str) -> None:
    made = program(clock("pause", text), {"f1": ("start", "pause"), "f2": ("pause", "end")})
    assert Life(made, day="2027-01-05").waits["pause"].due == due


TOPIC = (
    '<bpmn:serviceTask id="number" camunda:type="external" camunda:topic="document.number">'
    "<bpmn:extensionElements><camunda:inputOutput>"
    '<camunda:inputParameter name="kind">doc_kind</camunda:inputParameter>'
    '<camunda:outputParameter name="doc_no">doc_no</camunda:outputParameter>'
    '<camunda:outputParameter name="twice">n + n</camunda:outputParameter>'
    "</camunda:inputOutput></bpmn:extensionElements></bpmn:serviceTask>"
)


def test_a_topic_is_asked_with_its_inputs_and_only_its_outputs_come_back() -> None:
    body = TOPIC + '<bpmn:userTask id="seal"/>'
    made = program(body, {"f1": ("start", "number"), "f2": ("number", "seal"), "f3": ("seal", "end")})
    life = Life(made, doc_kind="result")
    asked = life.waits["number"]
    assert (asked.kind, asked.name, dict(asked.inputs)) == ("topic", "document.number", {"kind": "result"})
    step = life.occur("number", doc_no="徐〔2026〕1号", n=4, secret="x")
    assert step.variables == {"doc_kind": "result", "doc_no": "徐〔2026〕1号", "twice": 8}
    assert life.open == {"seal"}


CHAIN = (
    '<camunda:outputParameter name="a">n + 1</camunda:outputParameter>'
    '<camunda:outputParameter name="b">a + 1</camunda:outputParameter>'
    '<camunda:outputParameter name="c">b + a</camunda:outputParameter>'
)


@pytest.mark.parametrize("kind", ["service", "user"])
def test_an_output_parameter_reads_the_ones_before_it(kind: str) -> None:
    """One rule for service tasks and user tasks: in the order in which they are written."""
    given = (
        f"<bpmn:extensionElements><camunda:inputOutput>{CHAIN}</camunda:inputOutput></bpmn:extensionElements>"
    )
    more = ' camunda:type="external" camunda:topic="echo.later"' if kind == "service" else ""
    made = program(
        f'<bpmn:{kind}Task id="do"{more}>{given}</bpmn:{kind}Task><bpmn:userTask id="see"/>',
        {"f1": ("start", "do"), "f2": ("do", "see"), "f3": ("see", "end")},
    )
    life = Life(made, a=100)
    step = life.occur("do", n=1) if kind == "service" else life.complete("do", n=1)
    assert {name: step.variables[name] for name in "abc"} == {"a": 2, "b": 3, "c": 5}


@pytest.mark.parametrize("kind", ["service", "user"])
def test_nothing_that_comes_from_outside_gives_the_case_another_number(kind: str) -> None:
    more = ' camunda:type="external" camunda:topic="echo.later"' if kind == "service" else ""
    made = program(
        f'<bpmn:{kind}Task id="do"{more}/><bpmn:userTask id="see"/>',
        {"f1": ("start", "do"), "f2": ("do", "see"), "f3": ("see", "end")},
    )
    life = Life(made, case_no="FW-1", applicant_kind="person")
    given = {"case_no": "FW-2", "applicant_kind": "org", "n": 1}
    step = life.occur("do", **given) if kind == "service" else life.complete("do", **given)
    assert step.variables == {"case_no": "FW-1", "applicant_kind": "person", "n": 1}


def test_each_part_of_a_node_is_refused_in_its_own_words() -> None:
    """Not "the conditions" for everything: a timer says that it is one."""
    made = program(clock("pause", "day"), {"f1": ("start", "pause"), "f2": ("pause", "end")})
    with pytest.raises(ExpressionFailed) as raised:
        Life(made, day="no day")
    assert raised.value.sentence("zh").startswith("节点“pause”的定时没有结果：算不出到期时间。")
    assert raised.value.sentence("en").startswith('The timer "pause" came to nothing: it gives no instant.')


def test_a_case_that_only_waits_is_alive() -> None:
    life = Life(case_file("e10_wait_answer"))
    for element in list(life.tokens):
        life.complete(element)
    assert life.state is not None
    assert life.waits
