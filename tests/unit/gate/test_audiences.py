"""One message whose waits let different people send it."""

import pytest

CODE = "bpmn.message_two_audiences"


def _two(draft, first, second):
    return draft.wait("one", "paid", **first).wait("two", "paid", **second).between("one", "two")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"posts": "counter"}, {"posts": "counter,reviewer"}),
        ({"posts": "counter"}, {"posts": "counter", "audience": "citizen"}),
        ({"posts": "counter"}, {}),
    ],
)
def test_waits_that_differ_in_one_process(empty, judge, first, second):
    judge.expect(_two(empty, first, second), CODE, "two", severity="warning")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"posts": "counter,reviewer"}, {"posts": "reviewer, counter"}),
        ({"posts": "counter"}, {"posts": "counter", "audience": "staff"}),
        ({"audience": "citizen"}, {"audience": "citizen"}),
        ({}, {}),
    ],
)
def test_waits_that_mean_the_same(empty, judge, first, second):
    assert judge.findings(_two(empty, first, second)) == []


def test_another_message_is_another_matter(empty, judge):
    empty.wait("one", "paid", posts="counter").wait("two", "shown", audience="citizen")
    assert judge.findings(empty.between("one", "two")) == []


def _inner(draft, key, **given):
    inner = type(draft)(key).node("startEvent", "start").end("end").wait("one", "paid", **given)
    return inner.line("start", "one", "end")


def test_a_wait_and_one_in_a_call_of_a_call(empty, judge):
    middle = (
        type(empty)("middle").node("startEvent", "start").end("end").call("down", "inner").between("down")
    )
    empty.wait("own", "paid", audience="citizen").call("call", "middle").between("own", "call")
    inner = _inner(empty, "inner", posts="counter")
    assert judge.codes(empty, middle, inner) == {(CODE, "call")}
    empty.wait("own", "paid", posts="counter")
    assert judge.codes(empty, middle, inner) == set()


def test_two_calls_that_differ(empty, judge):
    empty.call("first", "here").call("second", "there").between("first", "second")
    here, there = _inner(empty, "here", posts="counter"), _inner(empty, "there", audience="citizen")
    assert judge.codes(empty, here, there) == {(CODE, "second")}


def test_waits_that_differ_inside_a_call_are_said_there(empty, judge):
    inner = _two(type(empty)("inner").node("startEvent", "start").end("end"), {"posts": "counter"}, {})
    empty.call("call", "inner").between("call")
    assert judge.codes(empty, inner) == set()
    assert judge.codes(inner, empty) == {(CODE, "two")}
