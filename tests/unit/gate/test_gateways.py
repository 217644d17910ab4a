"""Exclusive gateways, outcomes, conditions and scripts."""

import pytest


def _condition(d, text):
    return d.flow("gw", "end_no", text)


def _no_default(d):
    del d.parts["gw"].attributes["default"]
    return d.flow("gw", "end", 'outcome = "agree"')


def _other_default(d):
    d.parts["gw"].attributes["default"] = "f_start_review"
    return d


@pytest.mark.parametrize(
    ("change", "code", "element"),
    [
        (_no_default, "bpmn.no_default", "gw"),
        (lambda d: d.flow("gw", "end_no"), "bpmn.condition_missing", "f_gw_end_no"),
        (lambda d: d.flow("gw", "end", 'outcome = "agree"'), "bpmn.default_has_condition", "f_gw_end"),
        (lambda d: d.flow("start", "review", "1 = 1"), "bpmn.condition_ignored", "f_start_review"),
        (lambda d: _condition(d, ""), "feel.empty", "f_gw_end_no"),
        (lambda d: _condition(d, 'outcome = "refused"'), "feel.unlisted_value", "f_gw_end_no"),
        (lambda d: _condition(d, "channel > 5"), "feel.wrong_kind", "f_gw_end_no"),
        (lambda d: _condition(d, '"text"'), "feel.not_boolean", "f_gw_end_no"),
        (
            lambda d: _condition(d, 'outcome = "agree" and outcome = "refuse"'),
            "bpmn.never_true",
            "f_gw_end_no",
        ),
        (
            lambda d: d.set("review", outcomes="agree:同意,refuse:不同意,back:退回"),
            "bpmn.outcome_uncovered",
            "gw",
        ),
    ],
)
def test_one_fault(plain, judge, change, code, element):
    found = judge.findings(change(plain))
    assert (code, element) in {(one.code, one.element_id) for one in found}
    assert {one.code for one in found if one.is_error} <= {code, "bpmn.outcome_uncovered"}
    lines = plain.text().splitlines()
    assert all(f'id="{one.element_id}"' in lines[one.line - 1] for one in found)


def test_default_of_another_element(plain, judge):
    found = {(one.code, one.element_id) for one in judge.findings(_other_default(plain))}
    assert ("bpmn.default_not_own", "gw") in found


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("${outcome == 'refuse'}", 'outcome = "refuse"'),
        ("outcome == 'refuse'", 'outcome = "refuse"'),
    ],
)
def test_other_vendors_conditions_get_a_suggestion(plain, judge, text, wanted):
    found = judge.findings(_condition(plain, text))
    assert [one.element_id for one in found] == ["f_gw_end_no"]
    assert found[0].code.startswith("feel.") and found[0].is_error and wanted in found[0].zh


def test_other_language(plain, judge):
    text = plain.text().replace('tFormalExpression">', 'tFormalExpression" language="javascript">')
    assert [one.code for one in judge.findings(text)] == ["feel.language"]


def test_two_flows_true(plain, judge):
    plain.task("extra").flow("gw", "extra", 'outcome != "agree"').flow("extra", "end")
    judge.expect(plain, "bpmn.two_true", "gw")
    assert "refuse" in judge.findings(plain)[0].zh


def test_one_outcome_two_flows_that_exclude_each_other(plain, judge, books, make_form):
    form = make_form(
        "f", '{"type": "number", "key": "fine", "id": "a", "label": "罚款", "validate": {"required": true}}'
    )
    plain.task("review", outcomes="agree:同意,refuse:不同意", formKey="f")
    plain.flow("gw", "end_no", 'outcome = "refuse" and fine > 5').task("extra").flow("extra", "end")
    plain.flow("gw", "extra", 'outcome = "refuse" and fine <= 5')
    found = [(one.code, one.element_id) for one in judge.findings(plain, ("f.form", form))]
    assert found == [("bpmn.outcome_twice", "gw")]


def test_outcome_that_may_fall_through(plain, judge, make_form):
    form = make_form("f", '{"type": "checkbox", "key": "heavy", "id": "a", "label": "情节严重"}')
    plain.task("review", outcomes="agree:同意,refuse:不同意", formKey="f")
    plain.flow("gw", "end_no", 'outcome = "refuse" and heavy')
    found = [(one.code, one.element_id, one.severity) for one in judge.findings(plain, ("f.form", form))]
    assert found == [("bpmn.outcome_partly", "f_gw_end_no", "warning")]


def test_first_outcome_takes_the_default(plain, judge):
    plain.flow("gw", "end_no", 'outcome = "agree"')
    found = {(one.code, one.element_id) for one in judge.findings(plain)}
    assert found == {("bpmn.first_outcome", "f_gw_end_no"), ("bpmn.outcome_uncovered", "gw")}


def test_outcomes_without_gateway(empty, judge):
    empty.task("sign", outcomes="agree:同意,refuse:拒绝").line("start", "sign", "end")
    judge.expect(empty, "bpmn.outcome_uncovered", "sign")


def test_outcomes_through_a_merging_gateway(plain, judge):
    plain.drop("f_review_gw").node("exclusiveGateway", "merge").line("review", "merge", "gw")
    assert judge.findings(plain) == []


def test_stale_outcome(plain, judge, item):
    plain.drop("f_review_gw").task("more").line("review", "more", "gw").set(
        "review", outcomes="agree:好,refuse:不"
    )
    found = {(one.code, one.severity) for one in judge.findings(plain)}
    assert ("bpmn.outcome_stale", "warning") in found


def test_unknown_name_is_a_warning_in_a_plain_process_only(plain, item, judge):
    plain.set("review", outcomes="").flow("gw", "end_no", 'chanel = "window"')
    judge.expect(plain, "feel.unknown_name", "f_gw_end_no", severity="warning")
    assert "channel" in judge.findings(plain)[0].zh
    item.set("handle", outcomes="", milestone_on="").flow("gw", "end_no", 'chanel = "window"')
    found = [one for one in judge.findings(item) if one.code == "feel.unknown_name"]
    assert [one.severity for one in found] == ["error"]


def test_form_fields_are_known_behind_their_task_only(item, judge, make_form):
    form = make_form(
        "f", '{"type": "number", "key": "area", "id": "a", "label": "面积", "validate": {"required": true}}'
    )
    item.task(
        "hand_over", candidateGroups="counter", label_en="x", milestone="pickup", formKey="f", formout="area"
    )
    item.node("exclusiveGateway", "gw2", default="f_gw2_end_granted").flow("hand_over", "gw2")
    item.drop("f_hand_over_end_granted").flow("gw2", "end_granted").flow("gw2", "end_no", "area > 5")
    assert judge.findings(item, ("f.form", form)) == []
    item.flow("gw", "end_no", 'outcome = "refused" and area > 5')
    found = [(one.code, one.element_id) for one in judge.findings(item, ("f.form", form)) if one.is_error]
    assert found == [("feel.unknown_name", "f_gw_end_no")]


@pytest.mark.parametrize(
    ("script", "given", "code"),
    [
        ("1 + 1", {"scriptFormat": "python", "resultVariable": "n"}, "bpmn.script_format"),
        ("", {"resultVariable": "n"}, "bpmn.script_empty"),
        ("1 + 1", {}, "bpmn.script_no_result"),
        ("1 + 1", {"resultVariable": "case_no"}, "bpmn.variable_reserved"),
        ("1 + 1", {"resultVariable": "结果"}, "bpmn.variable_name"),
        ("import os", {"resultVariable": "n"}, "feel.unexpected"),
    ],
)
def test_script_tasks(empty, judge, script, given, code):
    empty.task("a").script("calc", script, **given).line("start", "a", "calc", "end")
    judge.expect(empty, code, "calc")


def test_script_result_is_known_behind_it(empty, judge):
    empty.task("a").script("calc", "1 + 1", resultVariable="n").node(
        "exclusiveGateway", "gw", default="f_gw_end"
    )
    empty.end("end2").line("start", "a", "calc", "gw", "end").flow("gw", "end2", "n > 5")
    assert judge.findings(empty) == []


def test_unknown_part_of_a_condition_hides_no_outcome(plain, judge):
    plain.flow("gw", "end_no", 'outcome = "refuse" and big > 5')
    judge.expect(plain, "feel.unknown_name", "f_gw_end_no", severity="warning")


@pytest.mark.parametrize("condition", ["true", "1 = 1", '"a" = "a" or 1 > 2'])
def test_a_condition_that_always_holds(empty, judge, condition):
    """The default behind it is never taken; a designer may have left it so for the time being."""
    empty.task("look").node("exclusiveGateway", "gw", default="f_gw_end").end("end_other")
    empty.between("look", "gw").flow("gw", "end_other", condition)
    judge.expect(empty, "bpmn.always_true", "f_gw_end_other", severity="warning")
