"""Limits between acceptance and completion against promise and law (families.md §1, domain.md §2a)."""

import pytest

SUM, LAW = "item.limits_over_promise", "item.limits_over_legal"


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


def _verdicts(judge, *drafts):
    """(promise or law, severity) of what is over."""
    return {(one.code, one.severity) for one in judge.together(*drafts) if one.code in (SUM, LAW)}


def test_limits_that_fill_the_promise(long_item, judge):
    assert judge.findings(long_item) == []


def test_limits_over_the_promise(long_item, judge):
    long_item.set("first", limit="5wd")
    judge.expect(long_item, SUM, "svc_mz_901", line='name="item.limit.promised"')
    found = judge.findings(long_item)[0]
    assert "11 个工作日" in found.zh and "“名first”5 个工作日" in found.zh and "11 working days" in found.en


def test_limits_over_the_law_without_a_promise(long_item, judge):
    long_item.set("first", limit="60wd").item(**{"limit.promised": "", "limit.legal": "20wd"})
    judge.expect(long_item, LAW, "svc_mz_901", line='name="item.limit.legal"')
    assert "改承诺时限" not in judge.findings(long_item)[0].zh


@pytest.mark.parametrize(("limit", "over"), [("4wh", False), ("8wh", False), ("12wh", True)])
def test_working_hours_are_parts_of_a_day(long_item, judge, limit, over):
    long_item.set("first", limit="3wd").task("more", candidateGroups="counter", label_en="x", limit=limit)
    long_item.drop("f_second_decide").line("second", "more", "decide")
    assert bool(_sums(judge, long_item)) is over


ERROR, WARNING = {(SUM, "error")}, {(SUM, "warning")}


@pytest.mark.parametrize(
    ("promised", "first", "found"),
    [
        # the other two steps take 6wd
        ("10wd", "60d", ERROR),  # ten of 60 natural days may be a long holiday, of the rest 2/3 are worked
        ("10wd", "9d", WARNING),  # 6wd and as a rule 6.4wd
        ("10wd", "5d", set()),
        ("10wd", "2m", ERROR),
        ("10wd", "1m", ERROR),
        ("10wd", "96h", set()),
        ("10wd", "200h", WARNING),
        ("10wd", "15min", set()),
        ("15d", "60wd", ERROR),
        ("10d", "5wd", ERROR),  # eleven working days take eleven days at least
        ("12d", "4wd", WARNING),  # ten of them take fourteen as a rule
        ("14d", "4wd", set()),
        ("15d", "10d", ERROR),
        ("15d", "9d", WARNING),
        ("1m", "26wd", ERROR),  # a month has 31 days at most
        ("1m", "18wd", WARNING),
        ("1m", "15wd", set()),
        ("2m", "60d", ERROR),
        ("24h", "4wd", ERROR),
    ],
)
def test_units_are_compared_for_certain_or_as_a_rule(long_item, judge, promised, first, found):
    long_item.set("first", limit=first).item(**{"limit.promised": promised})
    assert _verdicts(judge, long_item) == found


def test_promise_and_law_are_each_held_against_the_way(long_item, judge):
    long_item.set("first", limit="9wd").item(**{"limit.promised": "10wd", "limit.legal": "15d"})
    assert _verdicts(judge, long_item) == {(SUM, "error"), (LAW, "warning")}


@pytest.mark.parametrize(
    ("text", "form", "found"),
    [
        ("wd(60)", "timeDate", ERROR),
        ("wd(1)", "timeDate", ERROR),
        ("wd(0)", "timeDate", set()),
        ('due("5wd")', "timeDate", ERROR),
        ("P60D", "timeDuration", ERROR),
        ("P2M", "timeDuration", ERROR),
        ("PT2H", "timeDuration", WARNING),
        ("wd(60, now())", "timeDate", set()),
    ],
)
def test_timers_on_the_way_count(long_item, judge, text, form, found):
    """The steps fill the promise. A timer that counts from another instant is not known."""
    long_item.timer("wait", text, form, label_en="x").drop("f_second_decide").line("second", "wait", "decide")
    assert _verdicts(judge, long_item) == found


def test_a_timer_in_a_stop_of_the_clock_does_not_count(long_item, judge):
    long_item.timer("wait", "d(30)", label_en="x", clock="close").set("second", clock="open")
    long_item.drop("f_second_decide").line("second", "wait", "decide")
    assert _verdicts(judge, long_item) == set()


def test_what_only_another_way_takes_is_a_warning(long_item, judge):
    """Nobody has proved that the conditions of a way can come together; the main line is always open."""
    long_item.timer("late", "wd(60)", "timeDate", "boundaryEvent", attachedToRef="second", label_en="x")
    long_item.flow("late", "decide")
    assert _verdicts(judge, long_item) == WARNING


def test_of_a_race_of_events_the_timer_is_not_the_main_line(long_item, judge):
    long_item.node("eventBasedGateway", "race").timer("lapse", "wd(60)", label_en="x")
    long_item.wait("answer", "answer", posts="counter", label_en="x")
    long_item.drop("f_second_decide").line("second", "race", "lapse", "decide")
    long_item.line("race", "answer", "decide")
    assert _verdicts(judge, long_item) == WARNING


def test_the_longest_of_several_ways_counts(long_item, judge):
    long_item.node("exclusiveGateway", "gw2", default="f_gw2_second").drop("f_first_second")
    long_item.task("extra", candidateGroups="counter", label_en="x", limit="1wd")
    long_item.line("first", "gw2", "second").flow("gw2", "extra", 'channel = "window"').flow(
        "extra", "second"
    )
    assert _verdicts(judge, long_item) == WARNING


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
