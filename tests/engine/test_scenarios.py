"""Scenarios through the door: what happens by itself, what is told, what fails and how it says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.config import read_settings
from engine.scenarios import Result, run_file
from tests.world import ROOT, plain

SETTINGS = read_settings({})
CORRECTION = ROOT / "processes" / "procedures" / "correction.bpmn"


def _run(folder: Path, key: str, xml: str, stories: str) -> list[Result]:
    (folder / f"{key}.bpmn").write_text(xml, encoding="utf-8")
    (folder / f"{key}.scenarios.toml").write_text(stories, encoding="utf-8")
    return list(run_file(folder / f"{key}.bpmn", SETTINGS))


def _told(folder: Path, xml: str, steps: str = "", key: str = "some") -> Result:
    """The first scenario of a file whose one story has these steps."""
    return _run(folder, key, xml, f'[[scenario]]\nname = "一个"\n{steps}')[0]


def _catch(node_id: str, definition: str) -> str:
    return (
        f'<bpmn:intermediateCatchEvent id="{node_id}" name="{node_id}">{definition}'
        "</bpmn:intermediateCatchEvent>"
    )


def _timer(node_id: str, text: str) -> str:
    return _catch(node_id, _due(node_id, text))


def _due(node_id: str, text: str) -> str:
    return (
        f'<bpmn:timerEventDefinition id="{node_id}_t"><bpmn:timeDate xsi:type="bpmn:tFormalExpression">'
        f"{text}</bpmn:timeDate></bpmn:timerEventDefinition>"
    )


def _ends(*results: str) -> str:
    start = '<bpmn:startEvent id="start" name="start"/>'
    return start + "".join(
        f'<bpmn:endEvent id="end_{result}" name="{result}"><bpmn:extensionElements><camunda:properties>'
        f'<camunda:property name="result" value="{result}"/></camunda:properties></bpmn:extensionElements>'
        "</bpmn:endEvent>"
        for result in results
    )


def _with_message(xml: str) -> str:
    return xml.replace("</bpmn:definitions>", '<bpmn:message id="M" name="came"/></bpmn:definitions>')


MESSAGE = '<bpmn:messageEventDefinition id="m" messageRef="M"/>'
FIRST_OF = _with_message(
    plain(
        "some",
        f'{_ends("late", "later", "came")}<bpmn:eventBasedGateway id="wait" name="wait"/>'
        f"{_timer('lapse_long', 'd(9)')}{_timer('lapse_short', 'd(4)')}{_catch('arrived', MESSAGE)}",
        {
            "f_start": ("start", "wait"),
            "f_long": ("wait", "lapse_long"),
            "f_short": ("wait", "lapse_short"),
            "f_came": ("wait", "arrived"),
            "f_later": ("lapse_long", "end_later"),
            "f_late": ("lapse_short", "end_late"),
            "f_end": ("arrived", "end_came"),
        },
    )
)


def test_by_itself_a_message_comes_before_a_timer(tmp_path: Path) -> None:
    assert _told(tmp_path, FIRST_OF, 'expect = "came"').ok


def test_time_that_passes_lets_the_earliest_timer_go_off_alone(tmp_path: Path) -> None:
    """Both were due by then; the one drawn first is due second."""
    assert _told(tmp_path, FIRST_OF, 'expect = "late"\n[[scenario.step]]\nadvance = "31d"').ok


def test_a_timer_is_never_early(tmp_path: Path) -> None:
    """d(4) from Friday 16 October ends on Tuesday at 23:59:59; four days later it is Tuesday 10:24."""
    assert _told(tmp_path, FIRST_OF, 'expect = "came"\n[[scenario.step]]\nadvance = "4d"').ok
    steps = '[[scenario.step]]\nadvance = "4d"\n[[scenario.step]]\nadvance = "14h"'
    assert _told(tmp_path, FIRST_OF, f'expect = "late"\n{steps}').ok


def test_working_days_pass_over_days_off(tmp_path: Path) -> None:
    """Two working days from Friday are Tuesday: the timer of four days is not due yet, of three it is."""
    assert _told(tmp_path, FIRST_OF, 'expect = "came"\n[[scenario.step]]\nadvance = "2wd"').ok
    assert _told(tmp_path, FIRST_OF, 'expect = "late"\n[[scenario.step]]\nadvance = "3wd"').ok


def test_what_nobody_walked_is_named(tmp_path: Path) -> None:
    stories = '[[scenario]]\nname = "一个"\n[[scenario]]\nname = "两个"\n[[scenario.step]]\nadvance = "32d"\n'
    coverage = _run(tmp_path, "some", FIRST_OF, stories)[-1]
    assert not coverage.ok
    assert "连线 f_long、f_later" in coverage.message
    assert "end_later“later”" in coverage.message
    assert "lapse_long“lapse_long”" in coverage.message
    assert "lapse_short" not in coverage.message


GUARDED = plain(
    "some",
    f'{_ends("done", "late")}<bpmn:userTask id="work" name="work"/>'
    f'<bpmn:boundaryEvent id="late" name="late" attachedToRef="work">{_due("late", "d(2)")}'
    '</bpmn:boundaryEvent><bpmn:userTask id="after" name="after"/>',
    {
        "f_start": ("start", "work"),
        "f_work": ("work", "end_done"),
        "f_late": ("late", "after"),
        "f_after": ("after", "end_late"),
    },
)


def test_a_boundary_timer_takes_an_open_task(tmp_path: Path) -> None:
    steps = '[[scenario.step]]\nadvance = "9d"\n[[scenario.step]]\ntask = "after"'
    assert _told(tmp_path, GUARDED, f'expect = "late"\n{steps}').ok
    assert _told(tmp_path, GUARDED, 'expect = "done"').ok


def test_a_task_told_after_the_case_is_over_is_named(tmp_path: Path) -> None:
    failed = _told(tmp_path, GUARDED, '[[scenario.step]]\ntask = "after"')
    assert not failed.ok
    assert "没有轮到 task = after" in failed.message


@pytest.mark.parametrize(
    "step",
    ['task = "nowhere"', 'message = "nothing"', 'effect = { topic = "none" }', 'task = "late"'],
)
def test_a_step_that_names_nothing_of_the_process_fails_at_once(tmp_path: Path, step: str) -> None:
    failed = _told(tmp_path, GUARDED, f"[[scenario.step]]\n{step}")
    assert not failed.ok
    assert "流程里没有" in failed.message


def test_another_result_than_expected_is_said(tmp_path: Path) -> None:
    failed = _told(tmp_path, GUARDED, 'expect = "late"')
    assert not failed.ok
    assert "结果是 done，应为 late" in failed.message


def test_a_refused_step_says_where_the_case_stands(tmp_path: Path) -> None:
    failed = _told(tmp_path, GUARDED, '[[scenario.step]]\ntask = "work"\nas = "nobody"')
    assert not failed.ok
    assert "task = work" in failed.message
    assert "nobody" in failed.message
    assert "停在：待办 work；等期限 late" in failed.message


ASKING = plain(
    "some",
    f'{_ends("told", "empty", "late")}<bpmn:serviceTask id="ask" name="ask" camunda:type="external" '
    'camunda:topic="echo.later"/>'
    f'<bpmn:boundaryEvent id="late" name="late" attachedToRef="ask">{_due("late", "d(2)")}'
    '</bpmn:boundaryEvent><bpmn:exclusiveGateway id="gw" name="gw" default="f_empty"/>',
    {
        "f_start": ("start", "ask"),
        "f_ask": ("ask", "gw"),
        "f_empty": ("gw", "end_empty"),
        "f_told": ("gw", "end_told", 'answer = "yes"'),
        "f_late": ("late", "end_late"),
    },
)


def test_an_effect_is_answered_as_told_or_with_nothing(tmp_path: Path) -> None:
    """What can happen now comes before a timer."""
    assert _told(tmp_path, ASKING, 'expect = "empty"').ok
    for name in ('topic = "echo.later"', 'path = "ask"'):
        step = f'[[scenario.step]]\neffect = {{ {name}, outputs = {{ answer = "yes" }} }}'
        assert _told(tmp_path, ASKING, f'expect = "told"\n{step}').ok


def test_an_effect_that_fails_for_good_leaves_the_timer(tmp_path: Path) -> None:
    step = '[[scenario.step]]\neffect = { topic = "echo.later", error = "gone" }'
    assert _told(tmp_path, ASKING, f'expect = "late"\n{step}').ok


def test_a_case_that_stopped_says_which_step_failed_and_why(tmp_path: Path) -> None:
    """The effect failed for good and no timer stands beside it."""
    alone = plain(
        "some",
        f'{_ends("done")}<bpmn:serviceTask id="ask" name="ask" camunda:type="external" '
        'camunda:topic="echo.later"/>',
        {"f_start": ("start", "ask"), "f_end": ("ask", "end_done")},
    )
    failed = _told(tmp_path, alone, '[[scenario.step]]\neffect = { path = "ask", error = "http_422" }')
    assert not failed.ok
    assert failed.message == (
        "办件停住了，“ask”（ask）没有成功：对方回应 422 / "
        "the case stopped, ask failed: the other side answered 422"
    )


def test_where_a_case_stands_tells_what_failed_beside_it(tmp_path: Path) -> None:
    """One branch failed, the story goes on in the other and stumbles there."""
    both = plain(
        "some",
        f'{_ends("a", "b")}<bpmn:parallelGateway id="fork" name="fork"/>'
        '<bpmn:serviceTask id="ask" name="ask" camunda:type="external" camunda:topic="echo.later"/>'
        '<bpmn:userTask id="work" name="work"/>',
        {
            "f_start": ("start", "fork"),
            "f_ask": ("fork", "ask"),
            "f_work": ("fork", "work"),
            "f_a": ("ask", "end_a"),
            "f_b": ("work", "end_b"),
        },
    )
    steps = '[[scenario.step]]\neffect = { path = "ask", error = "timeout" }\n'
    failed = _told(tmp_path, both, f'{steps}[[scenario.step]]\ntask = "work"\nas = "nobody"')
    assert "停在：待办 work；没有成功 ask（对方 5 秒没有回应）" in failed.message


def test_a_circle_of_steps_ends_with_a_sentence(tmp_path: Path) -> None:
    circle = plain(
        "some",
        f'{_ends("done")}<bpmn:userTask id="work" name="work"/>'
        '<bpmn:exclusiveGateway id="gw" name="gw" default="f_again"/>',
        {
            "f_start": ("start", "work"),
            "f_gw": ("work", "gw"),
            "f_again": ("gw", "work"),
            "f_end": ("gw", "end_done", "enough = true"),
        },
    )
    failed = _told(tmp_path, circle)
    assert not failed.ok
    assert "还没有结束，停在：待办 work" in failed.message


def _correction(folder: Path, stories: str, change: tuple[str, str] | None = None) -> list[Result]:
    xml = CORRECTION.read_text(encoding="utf-8")
    if change is not None:
        assert change[0] in xml
        xml = xml.replace(*change)
    return _run(folder, "correction", xml, stories)


LAPSE = '[[scenario.step]]\ntask = "notice"\n[[scenario.step]]\nadvance = "32d"\n'
"""d(30) ends on a Sunday, so on the Monday after it."""


def test_a_procedure_is_told_from_within(tmp_path: Path) -> None:
    stories = (
        f'[[scenario]]\nname = "补"\nexpect = "returned"\n'
        f'[[scenario]]\nname = "逾期"\nexpect = "error:not_returned"\n{LAPSE}'
        f'[[scenario]]\nname = "错"\nexpect = "returned"\n{LAPSE}'
    )
    returned, lapsed, wrong, coverage = _correction(tmp_path, stories)
    assert returned.ok
    assert lapsed.ok, lapsed.message
    assert "结果是 error:not_returned，应为 returned" in wrong.message
    assert "end_withdrawn" in coverage.message
    assert "supplement_lapse" not in coverage.message


def test_a_wait_for_materials_is_sent_what_was_faulty(tmp_path: Path) -> None:
    """Without them the engine refuses the message: the caller's clerk found two faulty."""
    posts = '<camunda:property name="form" value="correction_supplement" />'
    asks = (posts, f'{posts}<camunda:property name="materials" value="faulty" />')
    story = '[[scenario]]\nname = "补"\nexpect = "returned"\n[[scenario.step]]\nmessage = "supplemented"\n'
    by_citizen, by_clerk, _ = _correction(tmp_path, f'{story}\n{story}as = "clerk"\n', asks)
    assert by_citizen.ok, by_citizen.message
    assert by_clerk.ok, by_clerk.message


def test_inputs_of_a_procedure_pass_the_gate(tmp_path: Path) -> None:
    failed = _correction(tmp_path, '[[scenario]]\nname = "补"\nstart = { colour = "red" }\n')[0]
    assert not failed.ok
    assert "colour" in failed.message


def test_the_second_person_of_a_task_is_found_or_named(tmp_path: Path) -> None:
    key = "serve_document"
    xml = (CORRECTION.parent / f"{key}.bpmn").read_text(encoding="utf-8")
    start = 'start = { doc_kind = "refusal", made_by = "county" }'
    story = f'[[scenario]]\nname = "送"\nexpect = "served"\n{start}\n'
    step = '[[scenario.step]]\ntask = "serve"\nas = "officer"\n'
    results = _run(tmp_path, key, xml, f'{story}{step}\n{story}{step}second_person = "officer"\n')
    assert results[0].ok, results[0].message
    assert not results[1].ok
    assert "serve" in results[1].message


def test_by_default_everybody_is_another_person(tmp_path: Path) -> None:
    """居住证 keeps the decision and the seal apart from what came before."""
    folder = ROOT / "processes" / "service"
    xml = (folder / "svc_ga_002.bpmn").read_text(encoding="utf-8")
    result = _told(tmp_path, xml, 'expect = "granted"\n', key="svc_ga_002")
    assert result.ok, result.message
