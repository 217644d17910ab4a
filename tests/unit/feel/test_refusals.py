"""What is refused, with which code and place, and what is suggested instead."""

import string

import pytest

from engine.feel import FeelError, compile_text
from engine.feel.errors import SENTENCES


def refusal(text):
    with pytest.raises(FeelError) as caught:
        compile_text(text)
    error = caught.value
    assert error.zh and error.en and error.zh != error.en
    assert 0 <= error.pos <= max(len(text), 2000)
    if error.suggestion is not None:
        compile_text(error.suggestion)
    return error


@pytest.mark.parametrize(
    ("text", "code", "pos"),
    [
        ("", "feel.unfinished", 0),
        ("   ", "feel.unfinished", 3),
        ("a =", "feel.unfinished", 3),
        ("(a", "feel.unfinished", 2),
        ("a = = b", "feel.unexpected", 4),
        ("a b", "feel.unexpected", 2),
        ("a)", "feel.unexpected", 1),
        ("a, b", "feel.unexpected", 1),
        ("x in ()", "feel.unexpected", 6),
        ("x in (1) * 2", "feel.unexpected", 9),
        ("then", "feel.unexpected", 0),
        ("if a then b", "feel.unfinished", 11),
        ('a "x"', "feel.unexpected", 2),
        ("a.", "feel.unfinished", 2),
        ("a.and", "feel.unexpected", 2),
        (".5", "feel.unexpected", 0),
        ("_a", "feel.bad_name", 0),
        ("a" * 65, "feel.bad_name", 0),
        ("A类 = 1", "feel.bare_text", 0),
        ("1e5", "feel.bad_number", 0),
        ("1234567890123456789", "feel.bad_number", 0),
        ("5x", "feel.bad_number", 0),
        ("a = 'x'", "feel.single_quote", 4),
        ('a = "x', "feel.unterminated", 4),
        ('"\\d"', "feel.unterminated", 0),
        ('"a\x00"', "feel.unterminated", 0),
        ('"\ud800"', "feel.unterminated", 0),
        ('@"2026-01-01"', "feel.unsupported", 0),
        ("a \\ b", "feel.bad_character", 2),
        ("a // comment", "feel.unexpected", 3),
        ("a /* c */", "feel.unexpected", 3),
        ("{a: 1}", "feel.foreign", 0),
        ("a < b < c", "feel.chained", 6),
        ("a = b = c", "feel.chained", 6),
        ("a between 1 and 2 = b", "feel.chained", 18),
        ("? > 5", "feel.question_mark", 0),
        ("a[1]", "feel.open_range", 1),
        ("[1, 2][1]", "feel.unexpected", 6),
        ("a ** b", "feel.unsupported", 2),
        ("a % b", "feel.unsupported", 2),
        ("for x in y return x", "feel.unsupported", 0),
        ("some x in y satisfies x", "feel.unsupported", 0),
        ("every x in y satisfies x", "feel.unsupported", 0),
        ("function(x) x", "feel.unsupported", 0),
        ("a instance of number", "feel.unsupported", 2),
        ('matches("a", "b")', "feel.unknown_function", 0),
        ("is defined(a)", "feel.unexpected", 3),
        ("count()", "feel.wrong_arity", 0),
        ("count(a, b)", "feel.wrong_arity", 0),
        ("today(1)", "feel.wrong_arity", 0),
        ("a = True", "feel.foreign", 4),
        ("None", "feel.foreign", 0),
        ("not a", "feel.not_needs_parentheses", 0),
        ("a ＝ 1", "feel.full_width", 2),
    ],
)
def test_refused(text, code, pos):
    error = refusal(text)
    assert (error.code, error.pos) == (code, pos)


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("${a == 'b' && !c}", 'a = "b" and not(c)'),
        ("#{a ne 'b'}", 'a != "b"'),
        ("=a > 1", "a > 1"),
        ("a == 1", "a = 1"),
        ("a === 1 || b !== 2", "a = 1 or b != 2"),
        ("a <> 1", "a != 1"),
        ("a gt 5 AND b le 3", "a > 5 and b <= 3"),
        ("a = True", "a = true"),
        ("a is None", "a = null"),
        ("a is not None", "a != null"),
        ("not a", "not(a)"),
        ("not a == 'x'", 'not(a = "x")'),
        ("a not in ('x', 'y')", 'not(a in ("x", "y"))'),
        ("!(a = 1)", "not(a = 1)"),
        ("a.equals('b')", 'a = "b"'),
        ('"b".equals(a)', '"b" = a'),
        ("!a.equals('b')", 'a != "b"'),
        ("execution.getVariable('amount') > 5", "amount > 5"),
        ("a > 1 ? 2 : 3", "if a > 1 then 2 else 3"),
        ("${empty a}", '(a = null or a = "")'),
        ("a.startsWith('x')", 'starts with(a, "x")'),
        ("5wd", "wd(5)"),
        ("wd(5wd)", "wd(5)"),
        ("15min", 'due("15min")'),
        ("a ＝ “法人”", 'a = "法人"'),
        ("a　in（“甲，乙”，“丙”）", 'a in("甲，乙","丙")'),
        ("a ≥ 5 and b ≠ 3", "a >= 5 and b != 3"),
        ("kind = 法人", 'kind = "法人"'),
        ("kind in (法人，自然人)", 'kind in ("法人","自然人")'),
        ("x in ]0..n[", "x in (0..n)"),
        ('containz(a, "b")', 'contains(a, "b")'),
        ("a = 'say \"x\"'", 'a = "say \\"x\\""'),
        ("a = 'x != y && z'", 'a = "x != y && z"'),
        ("类型 = 法人", None),
        ("a b", None),
        ("a % 2", None),
        ("__import__('os')", None),
    ],
)
def test_suggestion(text, suggestion):
    assert refusal(text).suggestion == suggestion


def test_long_texts_get_no_suggestion():
    assert refusal("a == 1 " + "and a == 1 " * 40).suggestion is None


@pytest.mark.parametrize(
    ("fits", "too_much", "code"),
    [
        ("a" + " " * 1999, "a" + " " * 2000, "feel.too_long"),
        ('"' + "x" * 500 + '"', '"' + "x" * 501 + '"', "feel.too_long"),
        ("9" * 18, "9" * 19, "feel.bad_number"),
        ("9" * 9 + "." + "9" * 9, "9" * 9 + "." + "9" * 10, "feel.bad_number"),
        ("a" * 64, "a" * 65, "feel.bad_name"),
        ("(" * 31 + "a" + ")" * 31, "(" * 32 + "a" + ")" * 32, "feel.too_complex"),
        ("[" + ",".join("1" * 199) + "]", "[" + ",".join("1" * 200) + "]", "feel.too_complex"),
        ("1" + "+1" * 99, "1" + "+1" * 100, "feel.too_complex"),
        ("a" + ".b" * 199, "a" + ".b" * 200, "feel.too_complex"),
        ("-" * 31 + "a", "-" * 32 + "a", "feel.too_complex"),
        ("not(" * 31 + "a" + ")" * 31, "not(" * 32 + "a" + ")" * 32, "feel.too_complex"),
    ],
)
def test_caps(fits, too_much, code):
    compile_text(fits)
    assert refusal(too_much).code == code


@pytest.mark.parametrize("code", SENTENCES)
def test_sentences(code):
    zh, en = SENTENCES[code]
    assert zh.isascii() is False
    assert en.isascii() or "…" in en
    assert zh[-1] == "。"
    assert en[-1] == "."
    fields = [{name for _, name, _, _ in string.Formatter().parse(part) if name} for part in (zh, en)]
    assert fields[0] == fields[1] <= {"word"}


def test_error_text_names_code_place_and_suggestion():
    assert "feel.single_quote at 4" in str(refusal("a = 'x'"))
    assert str(refusal("a = 'x'")).endswith('Write: a = "x"')
