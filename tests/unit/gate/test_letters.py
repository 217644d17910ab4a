"""Letters that a process names are in the book of letters."""

import pytest


def _codes(judge, draft):
    return [one.code for one in judge.findings(draft) if one.is_error]


@pytest.mark.parametrize(("key", "codes"), [("NO_SUCH", ["bpmn.letter_missing"]), ("READY", [])])
def test_the_letter_of_a_node_is_in_the_book(item, judge, key, codes):
    assert _codes(judge, item.set("hand_over", sms=key)) == codes


@pytest.mark.parametrize(("key", "codes"), [("NO_SUCH", ["bpmn.letter_missing"]), ("DONE", [])])
def test_the_letter_of_a_milestone_is_in_the_book(item, judge, key, codes):
    assert _codes(judge, item.item(**{"sms.accept": key})) == codes


@pytest.mark.parametrize(("name", "code"), [("acept", "item.milestone_unknown"), ("accept", None)])
def test_a_letter_is_told_at_a_milestone_of_the_kind(item, judge, name, code):
    item.item(**{f"sms.{name}": "DONE", "sms.name": "no"})
    assert [one.code for one in judge.findings(item)] == ([code] if code else [])


@pytest.mark.parametrize("where", ["milestone", "node"])
def test_an_item_that_sends_letters_says_whether_they_name_it(item, judge, where):
    if where == "node":
        item.set("hand_over", sms="READY")
    else:
        item.item(**{"sms.accept": "DONE"})
    judge.expect(item, "item.sms_name", "svc_mz_901", severity="warning")
    for said in ("yes", "no"):
        assert judge.findings(item.item(**{"sms.name": said})) == []
    judge.expect(
        item.item(**{"sms.name": "perhaps"}), "item.value", "svc_mz_901", line='name="item.sms.name"'
    )


def test_letters_of_a_called_procedure_name_the_item_too(item, procedure, judge, call):
    call(item, "ask_them", **{"in.topic": "x"})
    procedure.set("ask", sms="READY")
    assert judge.codes(item, procedure) == {("item.sms_name", "svc_mz_901")}
    assert judge.codes(item.item(**{"sms.name": "yes"}), procedure) == set()


@pytest.mark.parametrize(("name", "english"), [("残疾人证", "Card"), ("证件", "Disability card")])
def test_a_name_that_seems_to_tell_is_asked_about(item, judge, name, english):
    item.attributes["name"] = name
    item.item(**{"sms.accept": "DONE", "sms.name": "yes", "name_en": english})
    judge.expect(item, "item.sms_telling", "svc_mz_901", severity="warning", line='name="item.sms.name"')
    assert judge.findings(item.item(**{"sms.name": "no"})) == []
