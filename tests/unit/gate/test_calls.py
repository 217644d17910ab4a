"""Call activities: the called process, what is passed in, what is taken out."""

import pytest

from engine.runtime.read import read_model


def test_a_sound_call_has_no_finding(item, procedure, judge, call):
    call(item, "ask_them", 'out source="answer" target="answer"', **{"in.topic": "size", "in.term": "5wd"})
    assert [one.as_text() for one in judge.together(item, procedure)] == []


def test_a_called_process_may_be_published_already(item, procedure, judge, call):
    call(item, "ask_them", **{"in.topic": "size"})
    assert judge.codes(item) == {("bpmn.call_missing", "call")}
    judge.books.processes["ask_them"] = read_model(procedure.text().encode())
    assert judge.codes(item) == set()


def test_the_upload_comes_before_what_is_published(item, procedure, judge, call):
    call(item, "ask_them", **{"in.topic": "size", "in.more": "x"})
    judge.books.processes["ask_them"] = read_model(procedure.text().encode())
    assert judge.codes(item) == {("bpmn.input_unknown", "call")}
    procedure.properties["in.more"] = "text"
    assert judge.codes(item, procedure) == set()


def test_a_refused_file_is_not_missing_as_well(item, procedure, judge, call):
    call(item, "ask_them", **{"in.topic": "size"})
    broken = procedure.text().replace('isExecutable="true"', "")
    found = judge.findings(broken)
    assert [one.code for one in found if one.is_error] == ["bpmn.not_executable"]
    procedure.attributes["isExecutable"] = "false"
    assert judge.codes(item, procedure) == set()
    procedure.inner = "</bpmn:process>"
    assert judge.codes(item, procedure) == set()


@pytest.mark.parametrize(
    ("kind", "callers"), [("service", {"item", "procedure", "plain"}), (None, {"item", "procedure"})]
)
def test_only_procedures_are_called_and_plain_ones_by_plain_ones(
    item, procedure, plain, judge, call, kind, callers
):
    other = procedure
    other.key = "other"
    other.properties = {"kind": kind} if kind else {}
    drafts = {"item": call(item, "other"), "plain": plain}
    plain.call("call", "other").drop("f_start_review").line("start", "call", "review")
    inner = type(procedure)("inner")
    inner.properties = {"kind": "procedure"}
    inner.node("startEvent", "start", label_en="x").call("call", "other", label_en="x")
    drafts["procedure"] = inner.end("end", result="done", label_en="x").line("start", "call", "end")
    refused = {
        name for name, draft in drafts.items() if ("bpmn.call_kind", "call") in judge.codes(draft, other)
    }
    assert refused == callers


def test_a_call_without_called_element(empty, judge):
    empty.call("call", "").between("call")
    judge.expect(empty, "bpmn.call_missing", "call")


def test_a_process_must_not_call_itself(empty, judge):
    empty.task("a").call("call", "check_me").between("a", "call")
    judge.expect(empty, "bpmn.call_recursive", "call")


def test_nor_through_others_and_the_way_is_named(judge, procedure):
    drafts = []
    for here, there in (("one", "two"), ("two", "three"), ("three", "one")):
        draft = type(procedure)(here)
        draft.node("startEvent", "start").task("a").call("call", there).end("end")
        drafts.append(draft.line("start", "a", "call", "end"))
    found = judge.together(*drafts)
    assert {(one.code, one.file) for one in found} == {
        ("bpmn.call_recursive", f"{key}.bpmn") for key in ("one", "two", "three")
    }
    assert "one → two → three → one" in found[0].zh or "one → two → three → one" in found[1].zh


@pytest.mark.parametrize(
    ("given", "mappings", "code"),
    [
        ({}, (), "bpmn.input_missing"),
        ({"in.topic": "x", "in.term": "ten days"}, (), "bpmn.input_literal"),
        ({"in.topic": "x", "in.tern": "5wd"}, (), "bpmn.input_unknown"),
        ({"in.topic": "x"}, ('in source="nobody" target="term"',), "bpmn.variable_unknown"),
        ({"in.topic": "x"}, ('in source="area" target="term"',), "bpmn.input_kind"),
        ({"in.topic": "x"}, ('in sourceExpression="1 + 1" target="term"',), "bpmn.input_kind"),
        ({"in.topic": "x"}, ('in source="remark" target="term"',), "bpmn.input_kind"),
        (
            {"in.topic": "x"},
            ('in sourceExpression="\'soon\'" target="term"'.replace("'", "&quot;"),),
            "bpmn.input_kind",
        ),
        ({"in.topic": "x"}, ('in sourceExpression="1 +" target="term"',), "feel.unfinished"),
        ({"in.topic": "x"}, ('in sourceExpression="nobody" target="term"',), "feel.unknown_name"),
        ({}, ('in source="remark" target="topic"',), "bpmn.input_may_be_null"),
        ({}, ('in source="case_no" target="topic"',), "bpmn.case_variable_mapped"),
        ({"in.topic": "x"}, ('in source="outcome" target="topic"',), "bpmn.mapping_twice"),
        ({"in.topic": "x"}, ('in target="term"',), "bpmn.mapping_incomplete"),
        ({"in.topic": "x"}, ('in variables="all"',), "bpmn.mapping_all"),
        ({"in.topic": "x"}, ('out variables="all"',), "bpmn.mapping_all"),
        ({"in.topic": "x"}, ('out source="anser" target="answer"',), "bpmn.output_unknown"),
        ({"in.topic": "x"}, ('out source="answer" target="result"',), "bpmn.variable_reserved"),
        ({"in.topic": "x"}, ('out source="answer" target="a-b"',), "bpmn.variable_name"),
        ({"in.topic": "x"}, ('out source="answer" target="channel"',), "bpmn.case_variable_mapped"),
        ({"in.topic": "x"}, ('out sourceExpression="anser" target="x"',), "feel.unknown_name"),
        ({"in.topic": "x"}, ('in businessKey="#{x}"',), "bpmn.business_key_unused"),
    ],
)
def test_one_fault_of_a_mapping(item, procedure, judge, call, make_form, given, mappings, code):
    form = make_form(
        "f",
        '{"type": "number", "key": "area", "id": "a", "label": "面积", "validate": {"required": true}}',
        '{"type": "textfield", "key": "remark", "id": "b", "label": "备注"}',
    )
    item.parts["handle"].attributes["camunda:formKey"] = "f"
    item.set("handle", formout="area,remark")
    call(item, "ask_them", *mappings, **given)
    judge.books.processes["ask_them"] = read_model(procedure.text().encode())
    found = judge.findings(item, ("f.form", form))
    assert [(one.code, one.element_id) for one in found] == [(code, "call")]
    assert found[0].zh.strip().endswith("。") and found[0].en.strip()


@pytest.mark.parametrize(
    ("kind", "fine", "wrong"),
    [
        ("int", "3", "3.5"),
        ("fen", "20000", "200元"),
        ("bool", "true", "yes"),
        ("date", "2026-02-28", "2026-02-30"),
        ("limit", "10wd", "10"),
        ("list", "a,b", None),
    ],
)
def test_literals_fit_their_type(item, procedure, judge, call, kind, fine, wrong):
    procedure.properties["in.x"] = kind
    call(item, "ask_them", **{"in.topic": "size", "in.x": fine})
    assert judge.codes(item, procedure) == set()
    if wrong is not None:
        item.set("call", **{"in.x": wrong})
        assert judge.codes(item, procedure) == {("bpmn.input_literal", "call")}


def test_a_limit_is_passed_as_a_limit(item, procedure, judge, call):
    """A text from anywhere is none; literals that can be read are, and so is what was declared as one."""
    call(item, "ask_them", 'in source="span" target="term"', **{"in.topic": "size"})
    item.script("choose", 'if channel = "window" then "3wd" else "5wd"', resultVariable="span", label_en="x")
    item.flow("gw", "choose", id="f_gw_hand_over").flow("choose", "call")
    assert judge.codes(item, procedure) == set()
    item.script("choose", 'if channel = "window" then "3wd" else "soon"', resultVariable="span", label_en="x")
    assert judge.codes(item, procedure) == {("bpmn.input_kind", "call")}


def test_a_declared_limit_goes_on_into_a_deeper_call(procedure, judge):
    outer = type(procedure)("outer")
    outer.properties = {"kind": "procedure", "in.days": "limit"}
    outer.node("startEvent", "start", label_en="x").end("end", result="done", label_en="x")
    outer.call("call", "ask_them", 'in source="days" target="term"', label_en="x", **{"in.topic": "size"})
    outer.line("start", "call", "end")
    assert judge.codes(outer, procedure) == set()
    outer.properties["in.days"] = "text"
    assert judge.codes(outer, procedure) == {("bpmn.input_kind", "call")}


def test_a_kind_of_document_is_one_of_the_book(item, procedure, judge, call):
    procedure.properties["in.doc_kind"] = "document_kind=refusal"
    call(item, "ask_them", **{"in.topic": "size", "in.doc_kind": "refusl"})
    assert judge.codes(item, procedure) == {("bpmn.document_kind_unknown", "call")}
    item.set("call", **{"in.doc_kind": "refusal"})
    assert judge.codes(item, procedure) == set()
    procedure.properties["in.doc_kind"] = "document_kind=refusl"
    assert ("bpmn.document_kind_unknown", "ask_them") in judge.codes(procedure)


def test_defaults_and_bools_need_not_be_set(item, procedure, judge, call):
    procedure.properties |= {"in.x": "int=1", "in.y": "bool"}
    call(item, "ask_them", **{"in.topic": "size"})
    assert judge.codes(item, procedure) == set()


def test_the_caller_knows_outputs_and_results(item, procedure, judge, call):
    """A misspelt value of an output or a result is found behind the call."""
    call(
        item,
        "ask_them",
        'out source="answer" target="answer"',
        'out source="result" target="how"',
        **{"in.topic": "size"},
    )
    item.node("exclusiveGateway", "gw2", default="f_gw2_hand_over").drop("f_call_hand_over")
    item.line("call", "gw2", "hand_over")
    item.flow("gw2", "end_no", 'answer = "no"')
    assert judge.codes(item, procedure) == set()
    item.flow("gw2", "end_no", 'answer = "nein"')
    assert judge.codes(item, procedure) == {("feel.unlisted_value", "f_gw2_end_no")}
    item.flow("gw2", "end_no", 'how = "lost"')
    assert judge.codes(item, procedure) == {("feel.unlisted_value", "f_gw2_end_no")}


def test_plain_processes_may_pass_everything(plain, judge, procedure):
    called = (
        type(procedure)("inner").node("startEvent", "start").task("a").end("end").line("start", "a", "end")
    )
    plain.call("call", "inner", 'in variables="all"', 'out variables="all"')
    plain.drop("f_start_review").line("start", "call", "review")
    assert judge.codes(plain, called) == set()


def test_a_called_engine_loop_is_found(procedure, judge):
    """A circle through a call in which nobody acts would run for ever."""
    inner = type(procedure)("inner").node("startEvent", "start").script("s", "1", resultVariable="n")
    inner.end("end").line("start", "s", "end")
    outer = type(procedure)("outer").node("startEvent", "start").call("call", "inner").end("end")
    outer.node("exclusiveGateway", "gw", default="f_gw_end").node("exclusiveGateway", "merge")
    outer.line("start", "merge", "call", "gw", "end").flow("gw", "merge", 'channel = "window"')
    assert judge.codes(outer, inner) == {("bpmn.engine_loop", "call")}
    inner.task("a").drop("f_s_end").line("s", "a", "end")
    assert judge.codes(outer, inner) == set()


def _failing(draft, key="inner"):
    """A process that ends with an error in the step in which it begins."""
    return type(draft)(key).node("startEvent", "start").error("broken", "broken").line("start", "broken")


def _catching(draft, target):
    draft.call("call", "inner").error("caught", "broken", "boundaryEvent", attachedToRef="call")
    return draft.between("call").flow("caught", target)


def test_an_error_that_leads_back_to_its_call_is_an_engine_loop(empty, judge):
    """The call throws at once, its event calls again: the case could never start."""
    assert ("bpmn.engine_loop", "call") in judge.codes(_catching(empty, "call"), _failing(empty))


def test_an_error_through_two_calls_leads_back_too(empty, judge):
    middle = type(empty)("inner").node("startEvent", "start").end("end").call("down", "deep").between("down")
    found = judge.codes(_catching(empty, "call"), middle, _failing(empty, "deep"))
    assert ("bpmn.engine_loop", "call") in found


def test_an_error_that_is_caught_on_the_way_ends_the_call_at_once(empty, judge):
    middle = type(empty)("middle").node("startEvent", "start").end("end").end("end_2")
    _catching(middle, "end_2")
    empty.call("outer", "middle").node("exclusiveGateway", "merge")
    empty.node("exclusiveGateway", "gw", default="f_gw_end").line("start", "merge", "outer", "gw", "end")
    empty.flow("gw", "merge", 'channel = "window"')
    assert judge.codes(empty, middle, _failing(empty)) == {("bpmn.engine_loop", "outer")}


def test_an_error_that_needs_a_person_may_lead_back(empty, judge):
    inner = _failing(empty).task("a").end("end").node("exclusiveGateway", "gw", default="f_gw_end")
    inner.drop("f_start_broken").line("start", "a", "gw", "end").flow("gw", "broken", 'channel = "window"')
    assert judge.codes(_catching(empty, "call"), inner) == set()
    empty.task("b").drop("f_caught_call").line("caught", "b", "call")
    assert judge.codes(empty, _failing(empty)) == set()


def test_the_event_that_names_the_error_takes_it_before_the_one_for_any(empty, judge):
    """`other` leads back but catches only what nobody throws."""
    _catching(empty, "end_2").end("end_2")
    empty.error("other", "", "boundaryEvent", attachedToRef="call").flow("other", "call")
    assert "bpmn.engine_loop" not in {code for code, _ in judge.codes(empty, _failing(empty))}
