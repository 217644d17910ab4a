"""Nothing written in an expression reaches Python: attempts, fuzz, audit events."""

import sys
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.feel import Context, Expression, FeelError, compile_text, to_json

ATTEMPTS = [
    '__import__("os")',
    '__import__("os").system("id")',
    "().__class__",
    "().__class__.__bases__[0].__subclasses__()",
    "a.__class__",
    "a.__class__.__mro__",
    '"x".__len__()',
    '"x".upper()',
    "vars.__dict__",
    "a.b()",
    "a.b.c()",
    "[].append(1)",
    "lambda: 1",
    "lambda x: x",
    "(lambda: 1)()",
    "[x for x in y]",
    "{x for x in y}",
    "(x for x in y)",
    'f"{a}"',
    'f"{__import__}"',
    "(a := 1)",
    "a := 1",
    "a; b",
    "a\n= b\n= c",
    "import os",
    "from os import system",
    "exec(a)",
    'eval("1")',
    'open("/etc/passwd")',
    "getattr(a, b)",
    'compile("1", "", "eval")',
    "globals()",
    "print(a)",
    "a if b else c",
    "*a",
    "**a",
    "a[0]",
    "a[::2]",
    "a @ b",
    "a << 2",
    "~a",
    "`id`",
    "$(id)",
    "${T(java.lang.Runtime).getRuntime()}",
    "#{''.class}",
    "{{ 7 * 7 }}",
    "<%= 7 %>",
    "yield a",
    "await a",
    "raise a",
    "del a",
    "assert a",
    "while true",
    "b'x'",
    'r"x"',
    "0x10",
    "1j",
    "1_000",
    "a\x00b",
    "ａ.__class__",
    "a\u2028= 1",
]


@pytest.mark.parametrize("text", ATTEMPTS)
def test_refused(text):
    with pytest.raises(FeelError):
        compile_text(text)


class Trap:
    county = "attribute"

    def __getattr__(self, name):
        raise AssertionError(name)


@pytest.mark.parametrize(
    "text", ["vars.x", "trap.county", "trap", "text.upper", "list.append", "trap = 1 and true"]
)
def test_no_attribute_is_ever_read(text):
    context = Context({"vars": vars, "trap": Trap(), "text": "x", "list": [1]})
    assert compile_text(text).evaluate(context) in (None, False)


# One fragment a word; a list literal of eighty texts would fill a page.
WORDS = r"""
a b item.county "x" "法人" 1 2.5 0 true false null and or not( ( ) [ ] .. , in between if then else
= != < <= > >= + - * / ? . date( today() wd( due( sum( list contains( starts with( count( min( round
half up( __class__ ' && || ! ${ } == 法人 ＝ “ ” 5wd for [a] ]1..5[ (1..5) [1..5] (<5,>3) \ \"
"""
FRAGMENTS = st.sampled_from(WORDS.split())
TEXTS = st.lists(FRAGMENTS, max_size=14).map(" ".join) | st.text(max_size=60)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.just("2026-07-01"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=4,
)


@settings(max_examples=2000, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(text=TEXTS, a=VALUES, b=VALUES)
def test_any_text_is_an_expression_or_a_refusal(text, a, b):
    try:
        expression = compile_text(text)
    except FeelError as error:
        assert error.zh and error.en
        assert error.suggestion is None or isinstance(compile_text(error.suggestion), Expression)
        return
    now = datetime(2026, 11, 25, tzinfo=UTC)
    context = Context(
        {"a": a, "b": b, "item": {"county": a}}, now=now, calendar=lambda n, _, start: start + timedelta(n)
    )
    to_json(expression.evaluate(context))


_events: list[str] = []
_listening: list[bool] = []
_hooked: list[bool] = []


def _hook(event, _):
    if _listening and event.startswith(
        ("exec", "compile", "open", "import", "socket.", "subprocess.", "os.")
    ):
        _events.append(event)


def test_evaluation_raises_no_audit_event():
    if not _hooked:  # hooks stay for the life of the process
        sys.addaudithook(_hook)
        _hooked.append(True)
    texts = [
        'a = "x" and b > 1 or item.county in ("p", "q")',
        'date(day) < today() and date and time(day) < now() and date("x") = null',
        "wd(5, day) > now()",
        'if due("5wd") = null then sum(n) / 3 else max(n)',
        "round half up(sum(n) / 7, 2) + floor(n1) + abs(-2.5)",
        'contains(a, "x") and list contains(n, 1) and a + a = "xx" and starts with(a, "x")',
        "[n, item, absent, true > 0]",
    ]
    context = Context(
        {"a": "x", "b": 2, "item": {"county": "q"}, "day": "2026-07-01", "n": [1, 2.5], "n1": 1.5},
        now=datetime(2026, 11, 25, tzinfo=UTC),
        calendar=lambda amount, _, start: start + timedelta(days=amount),
    )
    expressions = [compile_text(text) for text in texts]
    _events.clear()
    _listening.append(True)
    try:
        for expression in expressions:
            to_json(expression.evaluate(context))
    finally:
        _listening.clear()
    assert _events == []


def test_the_hook_hears():
    if not _hooked:
        sys.addaudithook(_hook)
        _hooked.append(True)
    _events.clear()
    _listening.append(True)
    try:
        eval("1")
    finally:
        _listening.clear()
    assert "exec" in _events
