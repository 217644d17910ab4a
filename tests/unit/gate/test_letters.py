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
