"""Values that do not enter, caps at run time, the clock and the calendar."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from engine.feel import Context, compile_text

NOW = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
VARIABLES = {"day": "2026-07-01", "served_at": "2026-11-20T10:00:00+08:00"}


def value(text, **variables):
    return compile_text(text).evaluate(Context(variables, now=NOW))


@pytest.mark.parametrize(
    "bad",
    [
        float("nan"),
        float("inf"),
        Decimal("NaN"),
        Decimal("sNaN"),
        10**30,
        -(10**31),
        1e300,
        object(),
        (1, 2),
        {1},
    ],
)
def test_values_that_do_not_enter(bad):
    assert value("odd", odd=bad) is None
    assert value("odd = 1", odd=bad) is False
    assert value("sum(odd)", odd=[bad]) is None


def test_subclasses_do_not_enter():
    class Loud(str):
        def __eq__(self, other):
            raise AssertionError("own behaviour must not run")

        __hash__ = str.__hash__

    assert value("odd", odd=Loud("x")) is None
    assert value('odd = "x"', odd=Loud("x")) is False


def test_long_list_is_null():
    assert value("count(long)", long=[1] * 1000) == 1000
    assert value("count(long)", long=[1] * 1001) is None


def test_concatenation_is_capped():
    assert len(value("t + t", t="字" * 1000)) == 2000
    assert value("t + t", t="字" * 1001) is None


def test_notes_are_capped():
    context = Context({})
    compile_text(" or ".join(f"n{i}" for i in range(40))).evaluate(context)
    assert len(context.notes) == 20


def test_clock_is_an_argument():
    context = Context({})
    assert compile_text("today()").evaluate(context) is None
    assert [note.code for note in context.notes] == ["feel.no_clock"]


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("wd(5)", (5, "wd", NOW)),
        ("d(3, day)", (3, "d", datetime(2026, 7, 1, tzinfo=UTC))),
        ("h(2, served_at)", (2, "h", datetime.fromisoformat("2026-11-20T10:00:00+08:00"))),
        ("wh(0, date(day))", (0, "wh", datetime(2026, 7, 1, tzinfo=UTC))),
        ("m(2.0)", (2, "m", NOW)),
        ('due("15min")', (15, "min", NOW)),
        ('due("2wd", now())', (2, "wd", NOW)),
    ],
)
def test_limits_ask_the_calendar(text, asked):
    calls = []

    def calendar(amount, unit, start):
        calls.append((amount, unit, start))
        return start + timedelta(days=amount)

    answer = compile_text(text).evaluate(Context(VARIABLES, now=NOW, calendar=calendar))
    assert calls == [asked]
    assert answer == asked[2] + timedelta(days=asked[0])


@pytest.mark.parametrize(
    "text", ["wd(-1)", "wd(3661)", "wd(null)", "wd(1, null)", 'wd(1, "soon")', 'due("5")']
)
def test_limits_that_are_none(text):
    def calendar(amount, unit, start):
        raise AssertionError("must not be asked")

    assert compile_text(text).evaluate(Context(VARIABLES, now=NOW, calendar=calendar)) is None
