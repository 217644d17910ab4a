"""User tasks: posts, limits, outcomes, separation, forms."""

import pytest

PHONE = '{"type": "textfield", "key": "tel", "id": "a", "label": "电话", "properties": {"kind": "phone"}}'
NOTE = '{"type": "textfield", "key": "remark", "id": "b", "label": "备注"}'


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"candidateGroups": ""}, "item.no_post"),
        ({"candidateGroups": "counter,couter"}, "bpmn.post_unknown"),
        ({"limit": "3 days"}, "bpmn.limit"),
        ({"limit": "0wd"}, "bpmn.limit"),
        ({"limit": "PT1H"}, "bpmn.limit"),
        ({"limit": "correction_limit"}, "bpmn.limit"),
        ({"not_same_as": "handel"}, "bpmn.not_same_as"),
        ({"not_same_as": "hand_over"}, "bpmn.not_same_as"),
        ({"not_same_as": "gw"}, "bpmn.not_same_as"),
        ({"not_same_as": "@accept"}, "bpmn.not_same_as"),
        ({"not_same_as": "@a/b"}, "bpmn.not_same_as_nowhere"),
        ({"people": "3"}, "bpmn.people"),
        ({"clock": "stop"}, "bpmn.clock"),
        ({"outcomes": ""}, "bpmn.outcomes_empty"),
        ({"outcomes": "Done:好"}, "bpmn.outcome_key"),
        ({"outcomes": "done：好"}, "bpmn.outcome_key"),
        ({"outcomes": "done"}, "bpmn.outcome_no_label"),
        ({"outcomes": "done:好", "milestone_on": "dine"}, "bpmn.milestone_on"),
        ({"formKey": "no_such"}, "form.missing"),
        ({"formout": "x"}, "form.formout_without_form"),
    ],
)
def test_one_fault_of_a_task(item, judge, given, code):
    good = {"candidateGroups": "counter", "label_en": "x", "milestone": "pickup", "limit": "15min"}
    item.task("hand_over", **{**good, **given})
    found = [one for one in judge.findings(item) if not one.code.startswith("item.milestone")]
    assert {(one.code, one.element_id) for one in found} >= {(code, "hand_over")}
    assert {one.code for one in found} <= {code, "bpmn.outcome_no_label"}


@pytest.mark.parametrize("limit", ["3wd", "2d", "4h", "2wh", "15min", "1m", "9999d"])
def test_limits(item, judge, limit):
    assert judge.findings(item.set("hand_over", limit=limit)) == []


def test_outcome_twice(item, judge):
    item.set("hand_over", outcomes="a:好,a:坏")
    assert "bpmn.outcome_key_twice" in {one.code for one in judge.findings(item)}


def test_english_outcome_that_is_none(item, judge):
    item.set("handle", outcomes_en="done:Done,refusd:No")
    judge.expect(item, "bpmn.outcomes_en", "handle", severity="warning")


def test_separation(item, judge):
    assert judge.findings(item.set("hand_over", not_same_as="handle,start")) == []


def test_a_plain_task_needs_no_post(plain, judge):
    assert judge.findings(plain) == []
    plain.task("review", outcomes="agree:同意,refuse:不同意", candidateGroups="nobody")
    judge.expect(plain, "bpmn.post_unknown", "review")


def test_task_without_name(plain, judge):
    plain.parts["review"].attributes["name"] = " "
    judge.expect(plain, "bpmn.no_name", "review", severity="warning")


def test_process_without_name(plain, judge):
    plain.attributes.pop("name")
    judge.expect(plain, "bpmn.no_name", "check_me", severity="warning")


@pytest.mark.parametrize(
    ("formout", "code"),
    [("remark", None), ("remrk", "form.field_unknown"), ("tel", "form.formout_sensitive")],
)
def test_formout(item, judge, make_form, formout, code):
    item.node("startEvent", "start", formKey="f", formout=formout, label_en="x")
    found = judge.findings(item, ("f.form", make_form("f", PHONE, NOTE)))
    assert [one.code for one in found] == ([code] if code else [])


def test_formout_must_not_take_a_name_of_the_engine(item, judge, make_form):
    field = '{"type": "textfield", "key": "channel", "id": "b", "label": "渠道"}'
    item.node("startEvent", "start", formKey="f", formout="channel", label_en="x")
    found = judge.findings(item, ("f.form", make_form("f", field)))
    assert [(one.code, one.element_id) for one in found] == [("bpmn.variable_reserved", "start")]


ASKED = (
    '{"type": "textfield", "key": "why", "id": "b", "label": "理由",'
    ' "properties": {"outcomes": "%s", "label_en": "x"}}'
)


@pytest.mark.parametrize(
    ("outcomes", "faults"), [("refuse", 0), ("agree, refuse", 0), ("refused", 1), ("no, none", 2)]
)
def test_a_field_names_outcomes_of_its_task(item, judge, make_form, outcomes, faults):
    item.set("hand_over", outcomes="agree:同意,refuse:不同意", outcomes_en="agree:Yes,refuse:No")
    item.parts["hand_over"].attributes["camunda:formKey"] = "f"
    found = judge.findings(item, ("f.form", make_form("f", ASKED % outcomes)))
    assert [one.element_id for one in found if one.code == "form.outcome_unknown"] == ["hand_over"] * faults


@pytest.mark.parametrize(("keys", "faults"), [("agree", 0), ("refuse", 0), ("other", 2)])
def test_a_shared_form_may_ask_for_outcomes_of_other_tasks(item, judge, make_form, keys, faults):
    """A form of whose outcomes the task has none may be the wrong one: that is told, not refused."""
    item.set("hand_over", outcomes=f"{keys}:好", outcomes_en=f"{keys}:Good")
    item.parts["hand_over"].attributes["camunda:formKey"] = "f"
    more = (ASKED % "agree").replace("why", "how").replace('"b"', '"c"')
    found = judge.findings(item, ("f.form", make_form("f", ASKED % "refuse", more)))
    assert [one.code for one in found if one.code == "form.outcome_unknown"] == [
        "form.outcome_unknown"
    ] * faults
    assert not any(one.is_error for one in found)


@pytest.mark.parametrize("mistyped", ["refused", "refuse, agre"])
def test_what_looks_mistyped_is_refused(item, judge, make_form, mistyped):
    item.set("hand_over", outcomes="agree:同意,refuse:不同意", outcomes_en="agree:Yes,refuse:No")
    item.parts["hand_over"].attributes["camunda:formKey"] = "f"
    found = judge.findings(item, ("f.form", make_form("f", ASKED % mistyped)))
    (error,) = [one for one in found if one.code == "form.outcome_unknown"]
    assert error.is_error
    assert "是不是" in error.zh


def test_a_start_has_no_outcome_to_ask_for(item, judge, make_form):
    item.node("startEvent", "start", formKey="f", label_en="x")
    found = judge.findings(item, ("f.form", make_form("f", ASKED % "done")))
    assert [(one.code, one.element_id) for one in found] == [("form.outcome_unknown", "start")]
