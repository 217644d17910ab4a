"""Waits for messages, event gateways and boundary events."""

import pytest

FIELD = '{"type": "textfield", "key": "remark", "id": "a", "label": "备注", "validate": {"required": true}}'


def _waiting(item, **given):
    """The item with a wait before its last task."""
    item.wait("answered", "county_answer", **{"label_en": "Answered", "posts": "counter", **given})
    item.drop("f_gw_hand_over").flow("gw", "answered", id="f_gw_hand_over")
    return item.flow("answered", "hand_over")


def test_a_wait_that_a_post_records(item, judge):
    assert judge.findings(_waiting(item)) == []


@pytest.mark.parametrize(
    ("given", "code", "severity"),
    [
        ({"posts": "couter"}, "bpmn.post_unknown", "error"),
        ({"audience": "public"}, "bpmn.audience", "error"),
        ({"materials": "all"}, "bpmn.wait_materials", "error"),
        ({"audience": "citizen", "confirm": "no"}, "bpmn.wait_confirm", "error"),
        ({"audience": "citizen", "confirm": ""}, "bpmn.wait_confirm", "error"),
        ({"confirm": "yes"}, "bpmn.wait_confirm_unused", "warning"),
        ({"posts": ""}, "bpmn.wait_only_system", "warning"),
        ({"posts": "", "audience": "staff"}, "bpmn.wait_only_system", "warning"),
        ({"form": "no_such"}, "form.missing", "error"),
        ({"formout": "x"}, "form.formout_without_form", "error"),
        ({"correlation": "case"}, "bpmn.correlation", "error"),
        ({"correlation": ""}, "bpmn.correlation", "error"),
        ({"correlation": "a = channel; a = channel"}, "bpmn.correlation", "error"),
        ({"correlation": "payment-no = channel"}, "bpmn.correlation", "error"),
        ({"correlation": "number = nobody"}, "feel.unknown_name", "error"),
        ({"correlation": "number = 1 +"}, "feel.unfinished", "error"),
        ({"label_en": ""}, "item.label_en", "warning"),
        ({"milestone": "pickd_up"}, "item.milestone_unknown", "error"),
        ({"postss": "counter"}, "bpmn.property_unknown", "warning"),
    ],
)
def test_one_fault_of_a_wait(item, judge, given, code, severity):
    found = judge.findings(_waiting(item, **given))
    assert [(one.code, one.element_id, one.severity) for one in found] == [(code, "answered", severity)]


@pytest.mark.parametrize(
    "given",
    [
        {"audience": "citizen", "posts": ""},
        {"correlation": "a = channel; b = 1"},
        {"audience": "citizen", "materials": "faulty"},
        {"audience": "citizen", "confirm": "yes"},
    ],
)
def test_sound_waits(item, judge, given):
    assert judge.findings(_waiting(item, **given).set("handle", faulty_on="refused")) == []


def test_only_a_system_may_end_a_wait_of_a_plain_process(plain, judge):
    plain.wait("w", "paid").drop("f_start_review").line("start", "w", "review")
    assert judge.findings(plain) == []


def test_fields_of_the_waits_form_become_variables(item, judge, make_form):
    _waiting(item, form="f", formout="remark")
    item.node("exclusiveGateway", "gw2", default="f_gw2_hand_over").drop("f_answered_hand_over")
    item.line("answered", "gw2", "hand_over").flow("gw2", "end_no", 'remark = "no"')
    form = ("f.form", make_form("f", FIELD))
    assert judge.findings(item, form) == []
    item.set("answered", formout="remrk")
    codes = {(one.code, one.element_id) for one in judge.findings(item, form)}
    assert codes == {("form.field_unknown", "answered"), ("feel.unknown_name", "f_gw2_end_no")}


def test_a_wait_without_message(empty, judge):
    inner = '<bpmn:messageEventDefinition id="m" />'
    empty.node("intermediateCatchEvent", "w", inner).between("w")
    judge.expect(empty, "bpmn.message_missing", "w")


def test_a_message_without_name(empty, judge):
    empty.wait("w", "paid").between("w")
    empty.roots["Msg_paid"] = '<bpmn:message id="Msg_paid" />'
    judge.expect(empty, "bpmn.message_no_name", "w")


def test_a_message_that_is_not_there_is_said_once(empty, judge):
    empty.wait("w", "paid").between("w").roots.clear()
    assert {one.code for one in judge.findings(empty) if one.is_error} == {"bpmn.dangling"}


def test_an_event_that_waits_for_nothing(empty, judge):
    empty.node("intermediateCatchEvent", "w").between("w")
    judge.expect(empty, "bpmn.no_trigger", "w")


def test_an_event_that_waits_for_two_things(empty, judge):
    empty.wait("w", "paid").between("w")
    empty.parts["w"].inner += empty.timer("t", "P1D").parts.pop("t").inner
    judge.expect(empty, "bpmn.two_triggers", "w")


@pytest.mark.parametrize(
    "kind", ["signalEventDefinition", "conditionalEventDefinition", "linkEventDefinition"]
)
def test_other_events_are_not_yet_run(empty, judge, kind):
    empty.node("intermediateCatchEvent", "w", f'<bpmn:{kind} id="d" />').between("w")
    judge.expect(empty, "bpmn.not_yet", "w")


# --- event gateways


def _race(empty):
    """start -> ask -> either (agreed | late) -> end"""
    empty.task("ask").node("eventBasedGateway", "either").wait("agreed", "agree").timer("late", "wd(5)")
    return empty.line("start", "ask", "either", "agreed", "end").line("either", "late", "end")


def test_a_sound_event_gateway(empty, judge):
    assert judge.findings(_race(empty)) == []
    _race(empty).wait("agreed", "agree", "receiveTask")
    assert judge.findings(empty) == []


def test_a_task_right_behind_an_event_gateway(empty, judge):
    _race(empty).task("more").line("either", "more", "end")
    judge.expect(empty, "bpmn.event_gateway_behind", "more")


def test_an_event_gateway_with_one_event(empty, judge):
    _race(empty).drop("late", "f_either_late", "f_late_end")
    judge.expect(empty, "bpmn.event_gateway_one", "either")


def test_another_way_into_an_event_behind_the_gateway(empty, judge):
    _race(empty).drop("f_ask_either").node("exclusiveGateway", "gw", default="f_gw_either")
    empty.line("ask", "gw", "either").flow("gw", "late", "1 = 2")
    assert ("bpmn.event_gateway_inflow", "late") in judge.codes(empty)


def test_a_boundary_event_at_an_event_behind_the_gateway(empty, judge):
    _race(empty).wait("agreed", "agree", "receiveTask")
    empty.timer("bound", "P1D", "timeDuration", "boundaryEvent", attachedToRef="agreed").flow("bound", "end")
    judge.expect(empty, "bpmn.event_gateway_boundary", "agreed")


def test_the_same_message_twice_behind_one_gateway(empty, judge):
    _race(empty).wait("agreed_too", "agree").line("either", "agreed_too", "end")
    judge.expect(empty, "bpmn.message_twice", "agreed_too")


def test_a_condition_behind_an_event_gateway_is_refused(empty, judge):
    _race(empty).flow("either", "late", "1 = 1")
    judge.expect(empty, "bpmn.condition_ignored", "f_either_late")


def test_behind_a_fork_two_events_are_no_choice(empty, judge):
    """Only one event of a gateway happens: a join behind them waits for ever."""
    _race(empty).drop("f_agreed_end", "f_late_end").node("parallelGateway", "join")
    empty.line("agreed", "join", "end").flow("late", "join")
    judge.expect(empty, "bpmn.join_stuck", "join")


# --- boundary events


def _bounded(plain, **given):
    plain.wait("withdrawn", "withdraw", "boundaryEvent", **{"attachedToRef": "review", **given})
    return plain.flow("withdrawn", "end_no")


def test_a_sound_boundary_event(plain, judge):
    assert judge.findings(_bounded(plain)) == []
    assert judge.findings(_bounded(plain, cancelActivity="false")) == []


def test_what_follows_a_boundary_event_is_reachable(plain, judge):
    _bounded(plain).drop("f_withdrawn_end_no").task("note").line("withdrawn", "note", "end_no")
    assert judge.findings(plain) == []


@pytest.mark.parametrize("host", ["gw", "start", ""])
def test_a_boundary_event_sits_at_a_task(plain, judge, host):
    _bounded(plain)
    plain.parts["withdrawn"].attributes["attachedToRef"] = host
    if not host:
        del plain.parts["withdrawn"].attributes["attachedToRef"]
    assert ("bpmn.boundary_host", "withdrawn") in judge.codes(plain)


def test_no_flow_leads_into_a_boundary_event(plain, judge):
    _bounded(plain).drop("f_gw_end").flow("gw", "withdrawn", id="f_gw_end")
    assert ("bpmn.boundary_incoming", "withdrawn") in judge.codes(plain)


def test_a_boundary_event_leads_somewhere(plain, judge):
    _bounded(plain).drop("f_withdrawn_end_no")
    judge.expect(plain, "bpmn.dead_end", "withdrawn")


def test_the_same_message_twice_at_one_task(plain, judge):
    _bounded(plain).wait("again", "withdraw", "boundaryEvent", attachedToRef="review").flow("again", "end_no")
    judge.expect(plain, "bpmn.message_twice", "again")


def test_an_interrupted_task_has_set_nothing(item, judge, make_form):
    """A condition behind the boundary event cannot rely on what the task would have set."""
    number = '{"type": "number", "key": "area", "id": "a", "label": "面积", "validate": {"required": true}}'
    item.parts["handle"].attributes["camunda:formKey"] = "f"
    item.set("handle", formout="area")
    item.wait("gone", "withdraw", "boundaryEvent", attachedToRef="handle", label_en="Gone", posts="counter")
    item.node("exclusiveGateway", "gw2", default="f_gw2_end_no").end(
        "end_2", result="withdrawn", label_en="x"
    )
    item.line("gone", "gw2", "end_no").flow("gw2", "end_2", "area > 5")
    found = judge.findings(item, ("f.form", make_form("f", number)))
    assert [(one.code, one.element_id) for one in found] == [("feel.unknown_name", "f_gw2_end_2")]


def test_a_boundary_event_can_take_a_token_from_a_join(empty, judge):
    """An interrupting boundary event leaves the join waiting for the branch that it ended."""
    fork = empty.node("parallelGateway", "fork").node("parallelGateway", "join").task("a").task("b")
    fork.line("start", "fork", "a", "join", "end").line("fork", "b", "join")
    fork.timer("late", "P1D", "timeDuration", "boundaryEvent", attachedToRef="a").end("end_late")
    fork.flow("late", "end_late")
    judge.expect(empty, "bpmn.join_stuck", "join")
    empty.parts["late"].attributes["cancelActivity"] = "false"
    assert judge.findings(empty) == []


def test_a_circle_with_a_wait_is_no_engine_loop(empty, judge):
    empty.wait("w", "paid").node("exclusiveGateway", "gw", default="f_gw_end").node(
        "exclusiveGateway", "merge"
    )
    empty.line("start", "merge", "w", "gw", "end").flow("gw", "merge", 'channel = "window"')
    assert judge.findings(empty) == []


def test_a_circle_that_only_a_boundary_event_leaves(empty, judge):
    """Going round is decided by the event: the task is left when it happens."""
    empty.task("a").task("b").node("exclusiveGateway", "merge").line("start", "merge", "a", "b", "merge")
    empty.wait("stop", "stop", "boundaryEvent", attachedToRef="b").flow("stop", "end")
    assert judge.findings(empty) == []
    empty.parts["stop"].attributes["cancelActivity"] = "false"
    assert {code for code, _ in judge.codes(empty)} == {"bpmn.endless_loop"}
