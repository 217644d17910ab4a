"""Service tasks name a topic, and parameters hold FEEL."""

import pytest

NUMBER = ("input doc_kind = kind",)


def _serving(procedure, topic, *parameters, **given):
    procedure.properties["in.kind"] = "document_kind"
    procedure.service("number", topic, *parameters, **{"label_en": "Number", **given})
    return procedure.drop("f_ask_end_done").line("ask", "number", "end_done")


def test_a_sound_service_task(procedure, judge):
    _serving(procedure, "document.number", *NUMBER, "output doc_no = doc_no")
    procedure.properties["out.doc_no"] = "text"
    assert judge.findings(procedure) == []


def test_without_output_parameters_the_answer_becomes_variables(procedure, judge):
    _serving(procedure, "document.number", *NUMBER)
    procedure.properties["out.doc_no"] = "text"
    assert judge.findings(procedure) == []


@pytest.mark.parametrize(
    ("topic", "parameters", "given", "code"),
    [
        ("document.nummer", NUMBER, {}, "bpmn.topic_unknown"),
        ("", NUMBER, {}, "bpmn.topic_missing"),
        ("document.number", NUMBER, {"type": "connector"}, "bpmn.topic_missing"),
        ("echo", (), {}, "bpmn.topic_plain"),
        ("document.number", (), {}, "bpmn.topic_input_missing"),
        ("document.number", (*NUMBER, "input more = topic"), {}, "bpmn.topic_input_unknown"),
        ("document.number", ("input doc_kind = 5",), {}, "bpmn.topic_input_kind"),
        ("document.number", ("input doc_kind = topic",), {}, "bpmn.topic_input_kind"),
        ("document.number", ('input doc_kind = "refusl"',), {}, "bpmn.document_kind_unknown"),
        (
            "document.number",
            ('input doc_kind = if topic = "a" then "refusal" else "refusl"',),
            {},
            "bpmn.document_kind_unknown",
        ),
        ("document.number", ("input doc_kind = nobody",), {}, "feel.unknown_name"),
        ("document.number", ("input doc_kind = 1 +",), {}, "feel.unfinished"),
        ("document.number", (*NUMBER, "output doc_no = doc_number"), {}, "feel.unknown_name"),
        ("document.number", (*NUMBER, "output case_no = doc_no"), {}, "bpmn.variable_reserved"),
        ("document.number", (*NUMBER, *NUMBER), {}, "bpmn.parameter_twice"),
    ],
)
def test_one_fault_of_a_service_task(procedure, judge, topic, parameters, given, code):
    judge.expect(_serving(procedure, topic, *parameters, **given), code, "number")


@pytest.mark.parametrize(
    "text",
    [
        "kind",
        '"refusal"',
        'if topic = "a" then "refusal" else "notice"',
        'if topic = "a" then kind else kind',
    ],
)
def test_kinds_of_documents_are_those_of_the_book(procedure, judge, text):
    assert judge.findings(_serving(procedure, "document.number", f"input doc_kind = {text}")) == []


def test_output_parameters_read_the_answer_and_the_ones_before(procedure, judge):
    outputs = ("output no = doc_no", "output again = no", "output more = again + no")
    assert judge.findings(_serving(procedure, "document.number", *NUMBER, *outputs)) == []
    procedure.parts["number"].inner = procedure.parameters(*NUMBER, "output again = no", "output no = doc_no")
    judge.expect(procedure, "feel.unknown_name", "number")


@pytest.mark.parametrize("name", ["case_no", "applicant_kind", "outcome", "result"])
def test_an_answer_sets_none_of_the_engines_own_variables(plain, judge, name):
    """A plain topic answers with its inputs: each becomes a variable of that name."""
    plain.service("echo", "echo", f"input {name} = 1").drop("f_start_review").line("start", "echo", "review")
    judge.expect(plain, "bpmn.variable_reserved", "echo")
    plain.service("echo", "echo", f"input {name} = 1", "output mine = 2")
    assert judge.findings(plain) == []


def test_topics_of_plain_processes_take_any_input(plain, judge):
    plain.service("echo", "echo", "input a = 1", "output b = a").drop("f_start_review")
    plain.line("start", "echo", "review")
    assert judge.findings(plain) == []


def test_a_circle_of_topics_inside_is_an_engine_loop(empty, judge):
    empty.service("count", "correction.count").node("exclusiveGateway", "gw", default="f_gw_end")
    empty.node("exclusiveGateway", "merge").line("start", "merge", "count", "gw", "end")
    empty.flow("gw", "merge", "correction_count < 3")
    assert ("bpmn.engine_loop", "count") in judge.codes(empty)
    empty.service("count", "echo.later").flow("gw", "merge", 'channel = "window"')
    assert judge.codes(empty) == set()


def test_an_outcome_kept_by_an_output_parameter_needs_no_gateway(procedure, judge):
    assert judge.findings(procedure) == []
    procedure.task("ask", procedure.parameters('output answer = "yes"'), candidateGroups="counter")
    procedure.set("ask", outcomes="yes:是,no:否", label_en="x")
    judge.expect(procedure, "bpmn.outcome_uncovered", "ask")


def test_output_parameters_of_a_user_task_read_its_form_and_outcome(procedure, judge, make_form):
    form = make_form("f", '{"type": "number", "key": "area", "id": "a", "label": "面积"}')
    procedure.task(
        "ask",
        procedure.parameters("output answer = outcome", "output big = area > 5"),
        candidateGroups="counter",
        formKey="f",
        label_en="x",
        outcomes="yes:是,no:否",
    )
    found = judge.findings(procedure, ("f.form", form))
    assert [one.as_text() for one in found] == []
    procedure.parts["ask"].inner = procedure.parameters("output answer = outcome", "output big = aera > 5")
    found = judge.findings(procedure, ("f.form", form))
    assert [(one.code, one.element_id) for one in found] == [("feel.unknown_name", "ask")]


def _row(draft, count):
    names = [f"s{number}" for number in range(count)]
    for name in names:
        draft.service(name, "echo")
    return names


def test_as_many_topics_in_a_row_as_one_command_answers(empty, judge):
    assert judge.findings(empty.between(*_row(empty, 20))) == []
    empty.service("s20", "echo").drop("f_s19_end").line("s19", "s20", "end")
    judge.expect(empty, "bpmn.topics_in_a_row", "s20")
    empty.task("a").drop("f_s9_s10").line("s9", "a", "s10")
    assert judge.findings(empty) == []


def test_topics_of_a_call_are_part_of_the_row(empty, judge):
    inner = type(empty)("inner").node("startEvent", "start").end("end")
    inner.between(*_row(inner, 11))
    empty.call("first", "inner").call("second", "inner").between("first", "second")
    assert judge.codes(empty, inner) == {("bpmn.topics_in_a_row", "second")}
    inner.task("a").drop("f_s4_s5").line("s4", "a", "s5")
    assert judge.codes(empty, inner) == set()
