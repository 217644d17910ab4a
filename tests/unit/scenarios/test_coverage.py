"""What a case walked: flows are read from the order of its records, not guessed from two passed ends."""

from __future__ import annotations

from typing import Any

from engine.domain.model import ProcessModel
from engine.queries.case_view import HistoryItem
from engine.runtime.read import read_model
from engine.scenarios.coverage import Walked, missed, walked
from tests.world import plain


def _model(body: str, flows: dict[str, tuple[str, str]]) -> ProcessModel:
    return read_model(plain("some", body, dict(flows)).encode())


def _history(*details: dict[str, Any]) -> list[HistoryItem]:
    return [HistoryItem(number, "", "", "", "", "", detail, "") for number, detail in enumerate(details)]


def _tasks(*names: str) -> str:
    return "".join(f'<bpmn:userTask id="{name}" name="{name}"/>' for name in names)


ENDS = '<bpmn:startEvent id="start"/><bpmn:endEvent id="end"/>'
DETOUR = _model(
    f'{ENDS}<bpmn:exclusiveGateway id="gw" default="f_short"/>{_tasks("detour", "task")}',
    {
        "f_start": ("start", "gw"),
        "f_short": ("gw", "task"),
        "f_long": ("gw", "detour"),
        "f_back": ("detour", "task"),
        "f_end": ("task", "end"),
    },
)


def test_a_detour_does_not_walk_the_short_way() -> None:
    """Gateway and task are both passed, and still the flow between them was not taken."""
    found = walked(
        DETOUR,
        _history(
            {"passed": ["start", "gw"], "opened": ["detour"]},
            {"passed": ["detour"], "opened": ["task"]},
            {"passed": ["task", "end"], "opened": []},
        ),
    )
    assert found.flows == {"f_start", "f_long", "f_back", "f_end"}
    assert missed(DETOUR, [found]) == "没有场景走过：连线 f_short / flows never walked"


def test_the_short_way_is_walked_where_it_was_taken() -> None:
    found = walked(
        DETOUR,
        _history({"passed": ["start", "gw"], "opened": ["task"]}, {"passed": ["task", "end"], "opened": []}),
    )
    assert found.flows == {"f_start", "f_short", "f_end"}


def test_two_scenarios_together_walk_everything() -> None:
    flows = frozenset(DETOUR.flows)
    halves = [Walked(frozenset({"end"}), frozenset({"f_short"})), Walked(frozenset(), flows - {"f_short"})]
    assert missed(DETOUR, halves) == ""


def test_each_round_of_a_loop_takes_its_own_way() -> None:
    model = _model(
        f'{ENDS}<bpmn:exclusiveGateway id="gw" default="f_out"/>{_tasks("task")}',
        {
            "f_in": ("start", "task"),
            "f_gw": ("task", "gw"),
            "f_out": ("gw", "end"),
            "f_again": ("gw", "task"),
        },
    )
    once = _history({"passed": ["start"], "opened": ["task"]}, {"passed": ["task", "gw"], "opened": ["task"]})
    assert "f_out" not in walked(model, once).flows
    twice = [*once, *_history({"passed": ["task", "gw", "end"], "opened": []})]
    assert walked(model, twice).flows == set(model.flows)


def test_a_fork_takes_all_its_flows() -> None:
    model = _model(
        f'{ENDS}<bpmn:parallelGateway id="fork"/><bpmn:parallelGateway id="join"/>{_tasks("a", "b")}',
        {
            "f_start": ("start", "fork"),
            "f_a": ("fork", "a"),
            "f_b": ("fork", "b"),
            "f_ja": ("a", "join"),
            "f_jb": ("b", "join"),
            "f_end": ("join", "end"),
        },
    )
    found = walked(
        model,
        _history(
            {"passed": ["start", "fork"], "opened": ["a", "b"]},
            {"passed": ["b"], "opened": []},
            {"passed": ["a", "join", "end"], "opened": []},
        ),
    )
    assert found.flows == set(model.flows)


WAITING = _model(
    f'{ENDS}<bpmn:exclusiveGateway id="gw" default="f_wait"/><bpmn:eventBasedGateway id="wait"/>'
    '<bpmn:intermediateCatchEvent id="came"><bpmn:messageEventDefinition id="m"/>'
    "</bpmn:intermediateCatchEvent>"
    '<bpmn:intermediateCatchEvent id="lapse" name="到期"><bpmn:timerEventDefinition id="t"/>'
    f"</bpmn:intermediateCatchEvent>{_tasks('other')}",
    {
        "f_start": ("start", "gw"),
        "f_wait": ("gw", "wait"),
        "f_other": ("gw", "other"),
        "f_came": ("wait", "came"),
        "f_lapse": ("wait", "lapse"),
        "f_end": ("came", "end"),
        "f_late": ("lapse", "end"),
        "f_done": ("other", "end"),
    },
)


def test_of_an_event_gateway_only_what_happened_is_walked() -> None:
    waits = ["came", "lapse"]
    found = walked(
        WAITING,
        _history(
            {"passed": ["start", "gw"], "opened": [], "waits": waits},
            {"passed": ["wait", "came", "end"], "opened": []},
        ),
    )
    assert found.flows == {"f_start", "f_wait", "f_came", "f_end"}
    sentence = missed(WAITING, [found])
    assert "连线 f_other、f_lapse、f_late、f_done / flows never walked" in sentence
    assert "事件 lapse“到期” / events that never happened" in sentence


def test_a_gateway_led_to_a_wait_that_nobody_ended() -> None:
    """While it waits, an event gateway is seen by its events only."""
    found = walked(WAITING, _history({"passed": ["start", "gw"], "opened": [], "waits": ["came", "lapse"]}))
    assert found.flows == {"f_start", "f_wait"}


CALLING = _model(
    f'{ENDS}<bpmn:endEvent id="lapsed" name="视为撤回"/><bpmn:exclusiveGateway id="gw" default="f_out"/>'
    '<bpmn:callActivity id="call" calledElement="other"/>'
    '<bpmn:boundaryEvent id="caught" name="逾期" attachedToRef="call"><bpmn:errorEventDefinition id="e"/>'
    f"</bpmn:boundaryEvent>{_tasks('out')}",
    {
        "f_start": ("start", "gw"),
        "f_call": ("gw", "call"),
        "f_out": ("gw", "out"),
        "f_after": ("call", "out"),
        "f_caught": ("caught", "lapsed"),
        "f_end": ("out", "end"),
    },
)


def test_a_call_is_seen_by_what_happens_inside() -> None:
    found = walked(
        CALLING,
        _history(
            {"passed": ["start", "gw", "call/start"], "opened": ["call/out"]},
            {"passed": ["call/out", "call/end", "call"], "opened": ["out"]},
            {"passed": ["out", "end"], "opened": []},
        ),
    )
    assert found.flows == {"f_start", "f_call", "f_after", "f_end"}
    assert "caught“逾期”" in missed(CALLING, [found])
    assert "lapsed“视为撤回”" in missed(CALLING, [found])


def test_a_call_that_an_error_ended_was_not_left_by_its_own_flow() -> None:
    found = walked(
        CALLING,
        _history(
            {"passed": ["start", "gw", "call/start"], "opened": ["call/out"]},
            {"passed": ["call/out", "call/end", "caught", "lapsed"], "opened": []},
        ),
    )
    assert found.flows == {"f_start", "f_call", "f_caught"}
    assert found.passed == {"start", "gw", "caught", "lapsed"}


def test_a_procedure_is_read_behind_its_path() -> None:
    """Elements of the caller with the same ids are not its own."""
    found = walked(
        DETOUR,
        _history(
            {"passed": ["start", "task", "call/start", "call/gw"], "opened": ["call/task"]},
            {"passed": ["call/task", "call/end", "call", "end"], "opened": []},
        ),
        "call/",
    )
    assert found.flows == {"f_start", "f_short", "f_end"}
