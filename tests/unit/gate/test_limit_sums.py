"""Limits between acceptance and completion against the promise (families.md §1 point 5)."""

import pytest

SUM = "item.limits_over_promise"


@pytest.fixture
def long_item(item):
    """accept -> [first 4wd] -> [review 3wd] -> [decide 3wd, complete] -> hand_over -> granted"""
    item.item(**{"limit.promised": "10wd"})
    item.task("handle", candidateGroups="counter", label_en="Handle", limit="5wd")
    item.set("handle", outcomes="done:办结,refused:不受理", milestone="accept")
    for name, limit, milestone in (
        ("first", "4wd", "first_review"),
        ("second", "3wd", "review"),
        ("decide", "3wd", "complete"),
    ):
        item.task(name, candidateGroups="counter", label_en=name, limit=limit, milestone=milestone)
    item.drop("f_gw_hand_over").flow("gw", "first", id="f_gw_hand_over")
    return item.line("first", "second", "decide", "hand_over")


def _sums(judge, *drafts):
    return [one for one in judge.together(*drafts) if one.code == SUM]


def test_limits_that_fill_the_promise(long_item, judge):
    assert judge.findings(long_item) == []


def test_limits_over_the_promise(long_item, judge):
    long_item.set("first", limit="5wd")
    judge.expect(long_item, SUM, "svc_mz_901", severity="warning", line='name="item.limit.promised"')
    found = judge.findings(long_item)[0]
    assert "11 个工作日" in found.zh and "“名first”5" in found.zh and "11 working days" in found.en


@pytest.mark.parametrize(("limit", "over"), [("4wh", False), ("8wh", False), ("12wh", True)])
def test_working_hours_are_parts_of_a_day(long_item, judge, limit, over):
    long_item.set("first", limit="3wd").task("more", candidateGroups="counter", label_en="x", limit=limit)
    long_item.drop("f_second_decide").line("second", "more", "decide")
    assert bool(_sums(judge, long_item)) is over


@pytest.mark.parametrize("limit", ["30d", "99h", "2m", "15min"])
def test_other_units_are_left_out(long_item, judge, limit):
    assert _sums(judge, long_item.set("first", limit=limit)) == []


def test_a_promise_in_natural_days_is_not_compared(long_item, judge):
    long_item.set("first", limit="50wd").item(**{"limit.promised": "10d"})
    assert _sums(judge, long_item) == []


def test_the_longest_of_several_ways_counts(long_item, judge):
    long_item.node("exclusiveGateway", "gw2", default="f_gw2_second").drop("f_first_second")
    long_item.task("extra", candidateGroups="counter", label_en="x", limit="1wd")
    long_item.line("first", "gw2", "second").flow("gw2", "extra", 'channel = "window"').flow(
        "extra", "second"
    )
    assert [one.element_id for one in _sums(judge, long_item)] == ["svc_mz_901"]


def test_a_circle_is_gone_round_once(long_item, judge):
    """Doing a step again is no longer way: each node counts once."""
    long_item.set("second", outcomes="pass:通过,back:退回").drop("f_second_decide")
    long_item.node("exclusiveGateway", "gw2", default="f_gw2_decide").line("second", "gw2", "decide")
    long_item.flow("gw2", "first", 'outcome = "back"')
    assert _sums(judge, long_item) == []


def test_limits_of_called_procedures_count(long_item, procedure, judge):
    long_item.call("call", "ask_them", label_en="x", **{"in.topic": "x", "in.term": "1wd"})
    long_item.drop("f_second_decide").line("second", "call", "decide").set("first", limit="3wd")
    assert judge.codes(long_item, procedure) == set()
    long_item.set("call", **{"in.term": "2wd"})
    assert judge.codes(long_item, procedure) == {(SUM, "svc_mz_901")}
    long_item.set("call", **{"in.term": ""}).set("first", limit="1wd")
    assert judge.codes(long_item, procedure) == {(SUM, "svc_mz_901")}, "the default is 10wd"


def test_what_lies_in_a_stop_of_the_clock_is_not_counted(long_item, procedure, judge):
    procedure.set("end_done", clock="close").set("start", clock="open")
    long_item.call("call", "ask_them", label_en="x", **{"in.topic": "x", "in.term": "9wd"})
    long_item.drop("f_second_decide").line("second", "call", "decide")
    assert _sums(judge, long_item, procedure) == []
    procedure.set("start", clock="")
    assert len(_sums(judge, long_item, procedure)) == 1


def test_acceptance_and_what_follows_completion_are_outside(long_item, judge):
    long_item.set("handle", limit="50wd").set("hand_over", limit="50wd")
    assert _sums(judge, long_item) == []


def test_a_maze_ends(long_item, judge):
    """Forty gateways with ways to each other: the search stops, and says what it knows."""
    names = [f"g{n}" for n in range(40)]
    for name in names:
        long_item.node("exclusiveGateway", name)
    long_item.drop("f_first_second").line("first", *names, "second")
    for n in range(40):
        long_item.flow(names[n], names[(n * 7 + 3) % 40], 'channel = "x"', id=f"x_{n}")
    assert {one.code for one in judge.findings(long_item)} >= {"bpmn.no_default"}
