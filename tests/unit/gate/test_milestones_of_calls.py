"""Milestones that called procedures reach count for the items that call them."""


def _review_inside(item, procedure, call):
    """The item whose review lies in the procedure."""
    item.set("handle", milestone="accept,first_review,complete")
    procedure.set("ask", milestone="review", milestone_on="yes,no")
    return call(item, "ask_them", 'out source="result" target="how"', **{"in.topic": "x"})


def test_a_milestone_on_every_way_through_the_procedure(item, procedure, judge, call):
    _review_inside(item, procedure, call)
    assert judge.codes(item, procedure) == set()
    procedure.set("ask", milestone="")
    assert judge.codes(item, procedure) == {("item.milestone_missing", "svc_mz_901")}


def test_a_way_through_the_procedure_without_it(item, procedure, judge, call):
    _review_inside(item, procedure, call)
    procedure.set("ask", milestone_on="yes")
    assert judge.codes(item, procedure) == {("item.milestone_bypassed", "end_granted")}


def test_the_result_tells_which_way_it_came(item, procedure, judge, call):
    """A way without the milestone ends with another result, which the item does not take for a good end."""
    _review_inside(item, procedure, call)
    procedure.node("exclusiveGateway", "gw", default="f_gw_end_done").drop("f_ask_end_done")
    procedure.end("end_failed", result="failed", label_en="x").line("ask", "gw", "end_done")
    procedure.flow("gw", "end_failed", 'outcome = "no"').set("ask", milestone_on="yes")
    assert judge.codes(item, procedure) == {("item.milestone_bypassed", "end_granted")}
    item.node("exclusiveGateway", "gw2", default="f_gw2_hand_over").drop("f_call_hand_over")
    item.line("call", "gw2", "hand_over").flow("gw2", "end_no", 'how = "failed"')
    assert judge.codes(item, procedure) == set()


def test_a_call_may_carry_a_milestone(item, procedure, judge, call):
    _review_inside(item, procedure, call).set("call", milestone="review")
    procedure.set("ask", milestone="", milestone_on="")
    assert judge.codes(item, procedure) == set()
    item.set("call", milestone_on="done")
    assert judge.codes(item, procedure) == set()
    item.set("call", milestone_on="lost")
    assert ("bpmn.milestone_on", "call") in judge.codes(item, procedure)


def test_start_waits_and_service_tasks_may_carry_milestones(item, judge):
    item.set("handle", milestone="accept,complete").set("start", milestone="first_review")
    item.wait("answered", "answer", posts="counter", label_en="x", milestone="review")
    item.drop("f_gw_hand_over").flow("gw", "answered", id="f_gw_hand_over").flow("answered", "hand_over")
    assert judge.findings(item) == []
    item.set("answered", milestone="").set("start", milestone="first_review,review")
    assert judge.findings(item) == []


def test_an_end_behind_an_error_is_no_good_end(item, procedure, judge, call):
    _review_inside(item, procedure, call)
    procedure.node("exclusiveGateway", "gw", default="f_gw_end_done").drop("f_ask_end_done")
    procedure.error("end_failed", "no_answer", label_en="x").line("ask", "gw", "end_done")
    procedure.flow("gw", "end_failed", 'outcome = "no"').set("ask", milestone_on="yes")
    item.error("failed", "no_answer", "boundaryEvent", attachedToRef="call", label_en="x")
    item.end("end_other", result="other", label_en="x").flow("failed", "end_other")
    assert judge.codes(item, procedure) == set()
    item.drop("f_failed_end_other", "end_other").flow("failed", "hand_over")
    assert judge.codes(item, procedure) == {("item.milestone_bypassed", "end_granted")}
