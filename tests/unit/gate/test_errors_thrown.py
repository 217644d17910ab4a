"""Errors of called procedures are caught by somebody (case B12)."""

import pytest


@pytest.fixture
def failing(procedure):
    """The procedure with an error end for the answer no."""
    procedure.node("exclusiveGateway", "gw", default="f_gw_end_done", label_en="x").drop("f_ask_end_done")
    procedure.error("end_failed", "no_answer", label_en="Failed").line("ask", "gw", "end_done")
    return procedure.flow("gw", "end_failed", 'outcome = "no"')


def _caught(item, code, **given):
    item.error("failed", code, "boundaryEvent", **{"attachedToRef": "call", "label_en": "Failed", **given})
    return item.flow("failed", "end_no")


def _call(call, draft):
    return call(draft, "ask_them", **{"in.topic": "x"})


def test_a_procedure_may_end_with_an_error(failing, judge):
    assert judge.findings(failing) == []


def test_an_item_has_to_catch_it(item, failing, judge, call):
    _call(call, item)
    assert judge.codes(item, failing) == {("bpmn.error_uncaught", "call")}
    assert judge.codes(_caught(item, "no_answer"), failing) == set()


def test_an_event_without_code_catches_any(item, failing, judge, call):
    assert judge.codes(_caught(_call(call, item), ""), failing) == set()


def test_errors_travel_through_procedures_that_do_not_catch_them(item, failing, judge, call):
    middle = type(failing)("middle")
    middle.properties = {"kind": "procedure"}
    middle.node("startEvent", "start", label_en="x").end("end", result="done", label_en="x")
    middle.call("inner", "ask_them", label_en="x", **{"in.topic": "x"}).line("start", "inner", "end")
    call(item, "middle")
    found = [one for one in judge.together(item, middle, failing) if one.file == "svc_mz_901.bpmn"]
    assert [(one.code, one.element_id) for one in found] == [("bpmn.error_uncaught", "call")]
    assert "middle → ask_them" in found[0].zh
    middle.error("failed", "no_answer", "boundaryEvent", attachedToRef="inner", label_en="x")
    middle.flow("failed", "end")
    assert judge.codes(item, middle, failing) == set()


def test_an_item_does_not_throw(item, judge):
    item.error("end_no", "refused", label_en="x")
    assert ("bpmn.error_uncaught", "end_no") in judge.codes(item)


def test_a_plain_process_is_warned_because_it_may_be_called(plain, judge):
    plain.error("end_no", "refused")
    judge.expect(plain, "bpmn.error_uncaught", "end_no", severity="warning")


def test_an_error_without_code(failing, judge):
    failing.roots["Err_no_answer"] = '<bpmn:error id="Err_no_answer" name="x" />'
    judge.expect(failing, "bpmn.error_no_code", "end_failed")


def test_an_error_that_nothing_throws(item, failing, judge, call):
    _caught(_caught(_call(call, item), "no_answer"), "no_answer").error(
        "other", "lost", "boundaryEvent", attachedToRef="call", label_en="x"
    )
    item.flow("other", "end_no")
    assert judge.codes(item, failing) == {("bpmn.error_never_thrown", "other")}


def test_errors_are_caught_at_calls_only(item, judge):
    item.error("failed", "lost", "boundaryEvent", attachedToRef="handle", label_en="x").flow(
        "failed", "end_no"
    )
    judge.expect(item, "bpmn.error_boundary_host", "failed")


def test_an_error_boundary_interrupts(item, failing, judge, call):
    _caught(_call(call, item), "no_answer", cancelActivity="false")
    assert judge.codes(item, failing) == {("bpmn.error_boundary_goes_on", "failed")}


def test_one_error_is_caught_once(item, failing, judge, call):
    _caught(_call(call, item), "no_answer").error(
        "again", "no_answer", "boundaryEvent", attachedToRef="call", label_en="x"
    )
    item.flow("again", "end_no")
    assert judge.codes(item, failing) == {("bpmn.error_twice", "again")}
