"""A clock that is stopped goes on again before the decision, on every way, through calls and errors too."""

from __future__ import annotations

import pytest

OPEN, LEFT = "bpmn.clock_not_closed", "bpmn.clock_left_standing"


@pytest.fixture
def testing(item):
    """accept -> [test: the clock stops] -> [report: it goes on] -> decide (complete) -> hand over"""
    item.set("handle", milestone="accept")
    for name, more in (
        ("test", {"clock": "open"}),
        ("report", {"clock": "close"}),
        ("decide", {"milestone": "first_review,review,complete"}),
    ):
        item.task(name, candidateGroups="counter", label_en=name, **more)
    item.drop("f_gw_hand_over").flow("gw", "test", id="f_gw_hand_over")
    return item.line("test", "report", "decide", "hand_over")


@pytest.fixture
def asking(procedure):
    """A procedure that stops the clock when it starts and lets it go on when it ends."""
    procedure.set("start", clock="open").set("end_done", clock="close")
    return procedure


def calling(testing, *mappings):
    """The call in place of the two steps."""
    testing.call("call", "ask_them", *mappings, label_en="x", **{"in.topic": "x"})
    testing.drop("f_test_report", "f_report_decide", "test", "report", "f_gw_hand_over")
    return testing.flow("gw", "call", id="f_gw_hand_over").line("call", "decide")


def test_a_stop_that_ends_before_the_decision(testing, judge):
    assert judge.findings(testing) == []


def test_a_stop_that_never_ends(testing, judge):
    judge.expect(testing.set("report", clock=""), OPEN, "test")
    (found,) = judge.findings(testing)
    assert "“名test”停表以后" in found.zh and "“名decide”（办结）" in found.zh and '"decide"' in found.en


def test_a_stop_until_the_decision_itself_is_written_down(testing, judge):
    """What is waited for is the decision: the county's answer, for example."""
    testing.set("report", clock="").set("decide", clock="close")
    assert judge.findings(testing) == []


def test_one_way_of_several_is_enough(testing, judge):
    testing.node("exclusiveGateway", "gw2", default="f_gw2_report").drop("f_test_report")
    testing.line("test", "gw2", "report").flow("gw2", "decide", 'channel = "window"')
    judge.expect(testing, OPEN, "test")
    testing.task("more", candidateGroups="counter", label_en="x", clock="close").drop("f_gw2_decide")
    testing.flow("gw2", "more", 'channel = "window"').line("more", "decide")
    assert judge.findings(testing) == []


def test_a_boundary_event_is_a_way_out_too(testing, judge):
    testing.timer("late", "d(30)", "timeDate", "boundaryEvent", attachedToRef="report", label_en="x")
    testing.flow("late", "decide")
    judge.expect(testing, OPEN, "test")
    testing.set("late", clock="close")
    assert judge.findings(testing) == []


def test_an_event_beside_the_step_that_would_stop_it_comes_before_the_stop(testing, judge):
    testing.timer("late", "d(30)", "timeDate", "boundaryEvent", attachedToRef="test", label_en="x")
    testing.flow("late", "decide")
    assert judge.findings(testing) == []


def test_an_end_without_a_decision_closes_by_itself(testing, judge):
    testing.timer("late", "d(30)", "timeDate", "boundaryEvent", attachedToRef="report", label_en="x")
    testing.end("end_lapsed", result="lapsed", label_en="x").flow("late", "end_lapsed")
    assert judge.findings(testing) == []


def test_after_the_decision_nothing_is_counted(testing, judge):
    testing.set("hand_over", clock="open").set("decide", clock="open")
    assert judge.findings(testing) == []


def test_a_circle_ends(testing, judge):
    testing.set("report", clock="", outcomes="ok:好,again:再检").drop("f_report_decide")
    testing.node("exclusiveGateway", "gw2", default="f_gw2_decide").line("report", "gw2", "decide")
    testing.flow("gw2", "test", 'outcome = "again"')
    judge.expect(testing, OPEN, "test")


def test_a_procedure_that_opens_and_closes(testing, asking, judge):
    assert judge.codes(calling(testing), asking) == set()


def test_a_procedure_that_comes_back_with_the_clock_standing(testing, asking, judge):
    """A warning for the procedure, an error for the caller that does not close."""
    asking.set("end_done", clock="")
    calling(testing)
    assert {(one.code, one.element_id, one.severity) for one in judge.together(testing, asking)} == {
        (OPEN, "call", "error"),
        (LEFT, "start", "warning"),
    }
    testing.set("call", clock="close")
    assert judge.codes(testing, asking) == set()


def test_an_error_carries_the_clock_as_it_was_thrown(testing, asking, judge):
    asking.node("exclusiveGateway", "gw3", default="f_gw3_end_done").drop("f_ask_end_done")
    asking.error("lost", "lost", label_en="x").line("ask", "gw3", "end_done")
    asking.flow("gw3", "lost", 'outcome = "no"')
    calling(testing).error("caught", "lost", "boundaryEvent", attachedToRef="call", label_en="x")
    testing.flow("caught", "decide")
    assert judge.codes(testing, asking) == {(OPEN, "call")}
    asking.set("lost", clock="close")
    assert judge.codes(testing, asking) == set()


def test_a_timer_beside_a_call_may_come_while_the_clock_stands(testing, asking, judge):
    calling(testing).timer("late", "d(30)", "timeDate", "boundaryEvent", attachedToRef="call", label_en="x")
    testing.flow("late", "decide")
    assert judge.codes(testing, asking) == {(OPEN, "call")}
    testing.set("late", clock="close")
    assert judge.codes(testing, asking) == set()


def test_the_decision_inside_a_procedure(testing, procedure, judge):
    procedure.set("ask", milestone="complete", milestone_on="yes,no")
    testing.set("report", clock="").set("decide", milestone="first_review,review")
    testing.call("call", "ask_them", label_en="x", **{"in.topic": "x"})
    testing.drop("f_report_decide").line("report", "call", "decide")
    assert judge.codes(testing, procedure) == {(OPEN, "test")}
    testing.set("report", clock="close")
    assert judge.codes(testing, procedure) == set()


def forked(testing, *, stop: str, other: str = "note"):
    """The clock stops before the fork or on its first branch, where the report is; a note is beside it."""
    testing.drop("f_gw_hand_over", "f_test_report", "f_report_decide")
    testing.node("parallelGateway", "fork", label_en="x").node("parallelGateway", "join", label_en="x")
    testing.task(other, candidateGroups="counter", label_en="x")
    before = ("test", "fork", "report") if stop == "before" else ("fork", "test", "report")
    testing.flow("gw", before[0], id="f_gw_hand_over").line(*before, "join", "decide")
    return testing.line("fork", other, "join")


@pytest.mark.parametrize("stop", ["before", "branch"])
def test_a_stop_closed_on_one_branch_is_closed_behind_the_join(testing, judge, stop):
    forked(testing, stop=stop)
    assert judge.findings(testing) == []
    judge.expect(testing.set("report", clock=""), OPEN, "test")
    testing.set("decide", clock="close")
    assert judge.findings(testing) == []


def test_a_branch_that_may_leave_the_clock_standing(testing, judge):
    forked(testing, stop="before").drop("f_fork_report")
    testing.node("exclusiveGateway", "gw2", default="f_gw2_report", label_en="x")
    testing.node("exclusiveGateway", "gw3", label_en="x").drop("f_report_join")
    testing.line("fork", "gw2", "report", "gw3", "join").flow("gw2", "gw3", 'channel = "window"')
    judge.expect(testing, OPEN, "test")


def test_a_decision_beside_the_step_that_closes(testing, judge):
    forked(testing, stop="before").set("decide", milestone="first_review,review")
    testing.set("note", milestone="complete")
    assert (OPEN, "test") in judge.codes(testing)


def test_the_next_round_is_no_branch_of_this_one(testing, judge):
    """The clock goes on only on the way back to the fork: the first round may decide with it standing."""
    forked(testing, stop="branch").set("report", clock="").drop("f_gw_hand_over", "f_join_decide")
    testing.node("exclusiveGateway", "merge", label_en="x").flow("gw", "merge", id="f_gw_hand_over")
    testing.node("exclusiveGateway", "gw2", default="f_gw2_decide", label_en="x")
    testing.task("fix", candidateGroups="counter", label_en="x", clock="close")
    testing.line("merge", "fork").line("join", "gw2", "decide").line("fix", "merge")
    testing.flow("gw2", "fix", 'channel = "window"')
    judge.expect(testing, OPEN, "test")


def test_a_reminder_beside_a_stop_ends_alone(testing, judge):
    testing.timer("remind", "PT36H", "timeDuration", "boundaryEvent", attachedToRef="report", label_en="x")
    testing.parts["remind"].attributes["cancelActivity"] = "false"
    testing.task("urge", candidateGroups="counter", label_en="x").end("urged", label_en="x")
    testing.line("remind", "urge", "urged")
    assert OPEN not in {code for code, _ in judge.codes(testing)}


@pytest.mark.parametrize(("close", "found"), [("close", set()), ("", {(OPEN, "test")})])
def test_a_fork_in_a_procedure_called_with_the_clock_standing(testing, procedure, judge, close, found):
    """One branch of the procedure closes what the caller stopped."""
    _fork_inside(procedure).set("ask", clock=close)
    testing.set("report", clock="")
    testing.call("call", "ask_them", label_en="x", **{"in.topic": "x"})
    testing.drop("f_report_decide").line("report", "call", "decide")
    assert judge.codes(testing, procedure) == found


def test_a_stop_on_one_branch_of_a_procedure_comes_back(testing, procedure, judge):
    _fork_inside(procedure).set("ask", clock="open")
    calling(testing)
    assert (OPEN, "call") in judge.codes(testing, procedure)


def _fork_inside(procedure):
    procedure.node("parallelGateway", "fork", label_en="x").node("parallelGateway", "join", label_en="x")
    procedure.task("note", candidateGroups="counter", label_en="x").drop("f_start_ask", "f_ask_end_done")
    return procedure.line("start", "fork", "ask", "join", "end_done").line("fork", "note", "join")
