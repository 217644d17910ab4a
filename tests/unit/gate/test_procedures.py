"""What a procedure declares, and that it keeps its word."""

import pytest


def test_a_sound_procedure_has_no_finding(procedure, judge):
    assert [one.as_text() for one in judge.findings(procedure)] == []


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("in.size", "number", "bpmn.type_unknown"),
        ("in.size", "int=many", "bpmn.input_literal"),
        ("in.size", "limit=soon", "bpmn.input_literal"),
        ("in.case_no", "text", "bpmn.variable_reserved"),
        ("in.a-b", "text", "bpmn.variable_name"),
        ("out.result", "text", "bpmn.variable_reserved"),
        ("out.answer", "text=yes", "bpmn.output_default"),
        ("out.other", "text", "bpmn.output_not_set"),
    ],
)
def test_one_fault_of_a_declaration(procedure, judge, name, value, code):
    procedure.properties[name] = value
    found = judge.findings(procedure)
    assert (code, "ask_them") in {(one.code, one.element_id) for one in found if one.is_error}
    assert {one.code for one in found if one.is_error} <= {code, "bpmn.output_not_set"}
    lines = procedure.text().splitlines()
    assert f'name="{name}"' in lines[next(one for one in found if one.code == code).line - 1]


def test_a_misspelt_property_of_the_process(procedure, judge):
    procedure.properties["out_answer"] = "text"
    judge.expect(procedure, "bpmn.property_unknown", "ask_them", severity="warning", line='name="out_answer"')


@pytest.mark.parametrize("what", ["name", "now", "more"])
def test_what_applicants_read_stands_in_both_languages(procedure, judge, what):
    procedure.properties[f"applicant.{what}"] = "制证"
    judge.expect(procedure, "bpmn.applicant_en", "ask_them", severity="warning", line=f'"applicant.{what}"')
    procedure.properties[f"applicant.{what}_en"] = "Making the document"
    assert judge.findings(procedure) == []


def test_a_text_that_nobody_would_read(procedure, judge):
    procedure.properties["applicant.later"] = "以后"
    judge.expect(procedure, "bpmn.property_unknown", "ask_them", severity="warning", line="applicant.later")


def test_nobody_starts_a_procedure(procedure, judge):
    procedure.attributes["camunda:candidateStarterGroups"] = "counter"
    judge.expect(procedure, "bpmn.procedure_starters", "ask_them", severity="warning")


def test_nor_fills_in_a_form_at_its_start(procedure, judge, make_form):
    procedure.parts["start"].attributes["camunda:formKey"] = "f"
    form = make_form("f", '{"type": "textfield", "key": "x", "id": "a", "label": "备注"}')
    found = judge.findings(procedure, ("f.form", form))
    assert [(one.code, one.element_id) for one in found] == [("bpmn.procedure_start_form", "start")]


def test_an_output_is_set_on_every_way(procedure, judge):
    procedure.drop("f_start_ask").node("exclusiveGateway", "gw", default="f_gw_ask")
    procedure.end("end_skipped", result="skipped", label_en="x").line("start", "gw", "ask")
    procedure.flow("gw", "end_skipped", 'topic = "none"')
    judge.expect(
        procedure, "bpmn.output_partly_set", "ask_them", severity="warning", line='name="out.answer"'
    )
    assert "名end_skipped" in judge.findings(procedure)[0].zh


def test_either_of_two_steps_may_set_an_output(procedure, judge):
    procedure.drop("f_start_ask").node("exclusiveGateway", "gw", default="f_gw_ask")
    procedure.script("skip", '"no"', resultVariable="answer", label_en="x").line("start", "gw", "ask")
    procedure.flow("gw", "skip", 'topic = "none"').flow("skip", "end_done")
    assert judge.findings(procedure) == []


def test_an_end_with_error_sets_no_output(procedure, judge):
    procedure.drop("f_start_ask").node("exclusiveGateway", "gw", default="f_gw_ask")
    procedure.error("end_skipped", "skipped", label_en="x").line("start", "gw", "ask")
    procedure.flow("gw", "end_skipped", 'topic = "none"')
    assert judge.findings(procedure) == []


def test_an_output_has_its_declared_type(procedure, judge):
    procedure.properties["out.answer"] = "bool"
    judge.expect(procedure, "bpmn.output_kind", "ask")


def test_ends_say_with_what_result(procedure, judge):
    procedure.set("end_done", result="")
    assert ("item.end_no_result", "end_done") in judge.codes(procedure)


def test_inputs_are_known_inside(procedure, judge):
    procedure.drop("f_start_ask").node("exclusiveGateway", "gw", default="f_gw_ask").line(
        "start", "gw", "ask"
    )
    procedure.script("skip", '"no"', resultVariable="answer", label_en="x").flow("skip", "end_done")
    assert judge.findings(procedure.flow("gw", "skip", 'topic = "none"')) == []
    judge.expect(procedure.flow("gw", "skip", 'tpoic = "none"'), "feel.unknown_name", "f_gw_skip")


def test_the_limit_of_a_task_may_be_an_input_of_that_type(procedure, judge):
    procedure.set("ask", limit="topic")
    judge.expect(procedure, "bpmn.limit", "ask")


def test_tasks_of_procedures_need_posts(procedure, judge):
    del procedure.parts["ask"].attributes["camunda:candidateGroups"]
    judge.expect(procedure, "item.no_post", "ask")


def test_milestones_of_every_kind_may_be_set(procedure, judge):
    assert judge.findings(procedure.set("ask", milestone="legal_review,accept")) == []
    judge.expect(procedure.set("ask", milestone="legal_revew"), "item.milestone_unknown", "ask")


def test_separation_from_a_task_of_another_procedure(procedure, judge):
    other = type(procedure)("checking")
    other.node("startEvent", "start").task("check").end("end").line("start", "check", "end")
    caller = type(procedure)("caller").node("startEvent", "start").call("first", "checking").end("end")
    caller.line("start", "first", "end")
    procedure.set("ask", not_same_as="@first/check")
    assert judge.codes(procedure, other, caller) == set()
    procedure.set("ask", not_same_as="@checking/check")
    assert judge.codes(procedure, other) == set()
    procedure.set("ask", not_same_as="@first/chek")
    assert judge.codes(procedure, other, caller) == {("bpmn.not_same_as_nowhere", "ask")}


def test_two_persons_and_the_clock(procedure, judge):
    procedure.set("ask", people="2", clock="open").set("end_done", clock="close")
    assert judge.findings(procedure) == []
