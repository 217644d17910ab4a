"""`outcome_if`: an outcome that is offered only while its condition is true."""

import pytest

OUTCOMES = "agree:同意,refuse:不同意"


@pytest.mark.parametrize(
    ("key", "text", "code"),
    [
        ("refuse", 'channel = "window"', None),
        ("agree", 'channel = "window"', "bpmn.outcome_if_first"),
        ("later", 'channel = "window"', "bpmn.outcome_if_unknown"),
        ("refuse", "channel", "feel.not_boolean"),
        ("refuse", "channel > 5", "feel.wrong_kind"),
        ("refuse", 'channel == "window"', "feel.foreign"),
    ],
)
def test_one_condition(plain, judge, key, text, code):
    found = judge.findings(plain.set("review", **{f"outcome_if.{key}": text}))
    errors = [(one.code, one.element_id) for one in found if one.is_error]
    assert errors == ([(code, "review")] if code else [])


def test_two_conditions_of_one_task_are_judged_each(plain, judge):
    plain.set("review", **{"outcome_if.refuse": "channel > 5", "outcome_if.later": "true"})
    found = {one.code for one in judge.findings(plain) if one.is_error}
    assert found == {"feel.wrong_kind", "bpmn.outcome_if_unknown"}
