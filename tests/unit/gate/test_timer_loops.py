"""Circles of timers that nobody stops: a fixed date is past from the second round on."""

import pytest

DAY = '{"type": "datetime", "subtype": "date", "key": "day", "id": "a", "dateLabel": "日期", %s}'
REQUIRED = '"validate": {"required": true}'


def _circle(draft, text, form="timeDate"):
    """start -> merge -> t -> gw -> end, or back to merge"""
    draft.timer("t", text, form).node("exclusiveGateway", "merge")
    draft.node("exclusiveGateway", "gw", default="f_gw_end").line("start", "merge", "t", "gw", "end")
    return draft.flow("gw", "merge", 'channel = "window"')


@pytest.mark.parametrize("text", ["2031-01-01", "2031-01-01T08:00:00+08:00", 'due("3d", date("2031-01-01"))'])
def test_a_circle_with_a_fixed_date(empty, judge, text):
    judge.expect(_circle(empty, text), "bpmn.timer_loop", "t")


@pytest.mark.parametrize("text", ["wd(1)", 'due("1wd")', "P1D", "PT5M"])
def test_a_circle_that_waits_some_time_in_each_round(empty, judge, text):
    form = "timeDuration" if text.startswith("P") else "timeDate"
    assert judge.findings(_circle(empty, text, form)) == []


def test_a_variable_that_the_circle_does_not_change(plain, judge, make_form):
    form = ("f.form", make_form("f", DAY % REQUIRED))
    plain.parts["review"].attributes["camunda:formKey"] = "f"
    plain.timer("t", "day").node("exclusiveGateway", "merge")
    plain.node("exclusiveGateway", "gw2", default="f_gw2_end").drop("f_gw_end")
    plain.flow("gw", "merge", id="f_gw_end").line("merge", "t", "gw2", "end")
    plain.flow("gw2", "merge", 'channel = "window"')
    found = [(one.code, one.element_id) for one in judge.findings(plain, form)]
    assert found == [("bpmn.timer_loop", "t")]
    plain.script("next", "d(3)", resultVariable="day").drop("f_gw2_merge")
    plain.flow("gw2", "next", 'channel = "window"').flow("next", "merge")
    assert judge.findings(plain, form) == []


def test_a_timer_that_takes_its_time_breaks_the_circle(empty, judge):
    _circle(empty, "2031-01-01").timer("rest", "P1D", "timeDuration").drop("f_merge_t")
    assert judge.findings(empty.line("merge", "rest", "t")) == []


def test_so_does_a_person(empty, judge):
    _circle(empty, "2031-01-01").task("a").drop("f_merge_t")
    assert judge.findings(empty.line("merge", "a", "t")) == []


def test_an_event_gateway_goes_round_by_its_timer(empty, judge):
    empty.node("eventBasedGateway", "either").timer("t", "2031-01-01").wait("w", "paid")
    empty.node("exclusiveGateway", "merge")
    empty.line("start", "merge", "either", "w", "end").line("either", "t", "merge")
    judge.expect(empty, "bpmn.timer_loop", "t")


def test_a_task_that_its_own_timer_opens_again(empty, judge):
    empty.task("a").timer("t", "2031-01-01", "timeDate", "boundaryEvent", attachedToRef="a")
    empty.between("a").flow("t", "a")
    judge.expect(empty, "bpmn.timer_loop", "t")
    empty.timer("t", "P1D", "timeDuration", "boundaryEvent", attachedToRef="a")
    assert judge.findings(empty) == []
