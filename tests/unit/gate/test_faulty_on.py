"""`faulty_on`: outcomes that say materials are faulty are real, and leave a way on."""

import pytest

from tests.unit.gate.conftest import Draft, Judge, calling, procedure_draft

OUTCOMES = "done:办结,correct:补正,incomplete:仍不合格,refused:不受理"
NONE_YET = "correction_count = null or correction_count = 0"
ONCE = "correction_count != null and correction_count != 0"


def asking() -> Draft:
    """A procedure that asks for faulty materials again and counts."""
    draft = Draft("correction")
    draft.properties = {"kind": "procedure", "label_en": "x", "out.correction_count": "int"}
    draft.node("startEvent", "start", label_en="x")
    draft.wait("supplemented", "supplemented", audience="citizen", materials="faulty", label_en="x")
    draft.service("record", "correction.count", "output correction_count = correction_count", label_en="x")
    return draft.end("end", result="returned", label_en="x").line("start", "supplemented", "record", "end")


def correcting(draft: Draft, **changes: str) -> Draft:
    """The item with a correction before its first task again; `changes` are properties of that task."""
    given = {"outcomes": OUTCOMES, "faulty_on": "correct,incomplete", "told_only": "incomplete"}
    given |= {"outcome_if.correct": NONE_YET, "outcome_if.incomplete": ONCE}
    draft.set("handle", **{**given, **changes})
    draft.call("call", "correction", 'out source="correction_count" target="correction_count"', label_en="x")
    draft.flow("gw", "call", 'outcome = "correct"').flow("call", "handle")
    draft.drop("f_gw_end_no")
    return draft.flow("gw", "end_no", 'outcome in ("incomplete","refused")', id="f_gw_end_no")


def found(judge: Judge, draft: Draft) -> set[tuple[str, str]]:
    return {one for one in judge.codes(draft, asking()) if "faulty" in one[0]}


def test_one_correction_and_a_way_on_behind_it(item, judge):
    assert judge.codes(correcting(item), asking()) == set()


@pytest.mark.parametrize("key", ["correkt", "done"])
def test_it_names_later_outcomes_of_the_task(item, judge, key):
    """`done` needs every required material in order: it can never say that one is faulty."""
    assert ("bpmn.faulty_on", "handle") in found(judge, correcting(item, faulty_on=f"correct,{key}"))


@pytest.mark.parametrize(
    ("given", "codes"),
    [
        ("incomplet", {"bpmn.told_only"}),
        ("refused", {"bpmn.told_only"}),
        ("correct,incomplete", {"bpmn.told_only_all"}),
        ("", set()),
    ],
)
def test_told_only_names_some_outcomes_of_faulty_on(item, judge, given, codes):
    """Were all of them such, nobody could be told of a fault first."""
    found_here = judge.codes(correcting(item, told_only=given), asking())
    assert found_here == {(code, "handle") for code in codes}


def test_it_stands_where_materials_are_checked(item, judge):
    item.set("hand_over", outcomes="ok:好,bad:不好", faulty_on="bad")
    assert ("bpmn.faulty_on_unchecked", "hand_over") in {
        (one.code, one.element_id) for one in judge.findings(item)
    }


def test_without_materials_nothing_can_be_faulty(item, judge):
    del item.properties["item.material.MAT-IDCARD"]
    assert found(judge, correcting(item)) == {("bpmn.faulty_on_no_materials", "handle")}


@pytest.mark.parametrize(
    ("given", "left"),
    [
        ({"faulty_on": "correct", "told_only": ""}, False),
        ({"outcome_if.incomplete": 'channel = "window"'}, False),
        ({"outcome_if.incomplete": ""}, True),
        ({"outcome_if.correct": ""}, True),
    ],
)
def test_materials_that_stay_faulty_have_a_way_on(item, judge, given, left):
    """After the one correction neither accepting nor correcting is open: some outcome must be true to say."""
    codes = found(judge, correcting(item, **given))
    assert codes == (set() if left else {("bpmn.faulty_no_way", "handle")})


def test_who_asks_again_says_which_outcome_found_faults(item, judge):
    """Else a correction is chosen with nothing judged, and the notice lists nothing."""
    assert found(judge, correcting(item, faulty_on="", told_only="")) == {
        ("bpmn.faulty_on_missing", "handle")
    }


def test_a_call_that_asks_for_no_materials_needs_nothing(item, judge):
    draft = calling(item, "ask_them", **{"in.topic": "x"})
    assert not {one for one in judge.codes(draft, procedure_draft()) if "faulty" in one[0]}


def test_an_end_may_send_a_letter(item, judge):
    item.item(**{"sms.name": "yes"})
    assert judge.findings(item.set("end_no", sms="DONE")) == []
    judge.expect(item.set("end_no", sms="NO_SUCH"), "bpmn.letter_missing", "end_no")
