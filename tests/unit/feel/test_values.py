"""The table of the subset row by row: what each part means (feel-facts §1)."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from engine.feel import Context, compile_text

NOW = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
VARIABLES = {
    "a": 5,
    "b": "x",
    "yes": True,
    "no": False,
    "empty": None,
    "half": 0.5,
    "tags": ["x", "y"],
    "numbers": [1, 2.5, 4],
    "item": {"county": "安福", "seat": {"name": "平都镇"}, "size": 3},
    "served_at": "2026-11-20T10:00:00+08:00",
    "day": "2026-07-01",
    "contains": "a variable, not the function",
    "date": "2026-01-01",
    "money": 9007199254740993,
}


def value(text, **more):
    return compile_text(text).evaluate(Context({**VARIABLES, **more}, now=NOW))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        # names and paths
        ("a", 5),
        ("item.county", "安福"),
        ("item.seat.name", "平都镇"),
        ("item.absent", None),
        ("item.county.more", None),
        ("contains", "a variable, not the function"),
        ("date", "2026-01-01"),
        ("A", None),
        # literals
        ("12", 12),
        ("1.50", Decimal("1.50")),
        ("999999999999999999", 999999999999999999),
        ('"a\\"b\\\\c\\n\\t"', 'a"b\\c\n\t'),
        ("true", True),
        ("false", False),
        ("null", None),
        ("[1, b, null]", [1, "x", None]),
        ("[]", []),
        ("-5", -5),
        ("- -5", 5),
        ("-a", -5),
        # numbers
        ("0.1 + 0.2 = 0.3", True),
        ("half + half", Decimal("1.0")),
        ("7 / 2", Decimal("3.5")),
        ("6 / 2", 3),
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3", 9),
        ("10 - 2 - 3", 5),
        ("8 / 2 / 2", 2),
        ("money = 9007199254740992", False),
        ("money + 1", 9007199254740994),
        ("1 = 1.0", True),
        ("1 / 3", Decimal("0.3333333333333333333333333333333333")),
        # comparison
        ("a >= 5", True),
        ("a < 5", False),
        ("a != 4", True),
        ('b = "x"', True),
        ('b != "x"', False),
        ('"b" > "a"', True),
        ('"é" = "e\u0301"', False),
        ("[1, 2] = [1, 2]", True),
        ("[1, 2] = [1]", False),
        ("[1, null] = [1, null]", True),
        ("[1, 3] != [1, 2]", True),
        ("yes = true", True),
        # membership
        ('b in ("x", "y")', True),
        ('b in ["x", "y"]', True),
        ("b in tags", True),
        ('"z" in tags', False),
        ("a in [1..5]", True),
        ("a in [1..5)", False),
        ("a in ]4..6[", True),
        ("a in (5..9)", False),
        ("a in (< 5, > 10)", False),
        ("a in (< 5, >= 5)", True),
        ("a in (!= 5)", False),
        ("a in (= 5)", True),
        ("a between 1 and 5", True),
        ("a between 6 and 7", False),
        ("a in ([1..2], [4..6])", True),
        ("a in (null, 5)", True),
        ("a in (2 + 3)", True),
        ("a in [a]", True),
        ("yes in ((a in ]4..6]), no)", True),
        ("yes in (a in [4..6[, no)", True),
        ("yes in (no, a in ]4..9])", True),
        # if
        ("if yes then 1 else 2", 1),
        ("if empty then 1 else 2", 2),
        ("if a > 3 then b else null", "x"),
        ("1 + if yes then 1 else 2", 2),
        # texts
        ('b + "y"', "xy"),
        ('contains("abc", "b")', True),
        ('starts with("abc", "a")', True),
        ('starts  with ("abc", "b")', False),
        ('ends with("abc", "c")', True),
        ('string length("法人")', 2),
        # lists and numbers
        ("min(3, 1, 2)", 1),
        ("max(numbers)", 4),
        ("sum(numbers)", Decimal("7.5")),
        ("sum([])", None),
        ("count(tags)", 2),
        ('list contains(tags, "y")', True),
        ('list contains(tags, "z")', False),
        ("list contains([null], null)", True),
        ("floor(2.7)", 2),
        ("floor(-2.1)", -3),
        ("floor(2.75, 1)", Decimal("2.7")),
        ("ceiling(2.1)", 3),
        ("round half up(2.5, 0)", 3),
        ("round half up(-2.5, 0)", -3),
        ("round half up(12345, -2)", 12300),
        ("abs(-2)", 2),
        ("abs(-2.5)", Decimal("2.5")),
        # dates
        ("date(day)", date(2026, 7, 1)),
        ('date(day) < date("2026-07-02")', True),
        ('date and time("2026-07-01T08:00:00Z")', datetime(2026, 7, 1, 8, tzinfo=UTC)),
        ('date and time("2026-07-01")', datetime(2026, 7, 1)),
        ("date(date and time(served_at))", date(2026, 11, 20)),
        ("date(date(day)) = date(day)", True),
        ("date and time(date(day))", datetime(2026, 7, 1)),
        ("today()", date(2026, 11, 25)),
        ("now()", NOW),
    ],
)
def test_value(text, wanted):
    found = value(text)
    assert found == wanted
    assert type(found) is type(wanted)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("absent", "feel.unknown_name"),
        ("absent.key", "feel.unknown_name"),
        ('a = "5"', "feel.mixed_kinds"),
        ('a < "6"', "feel.mixed_kinds"),
        ("true > 0", "feel.mixed_kinds"),
        ('a + "x"', "feel.mixed_kinds"),
        ('b * "x"', "feel.mixed_kinds"),
        ('date(day) < "2026-07-02"', "feel.mixed_kinds"),
        ("date(day) = date and time(day)", "feel.mixed_kinds"),
        ("yes > no", "feel.not_ordered"),
        ("tags < tags", "feel.not_ordered"),
        ("a and yes", "feel.not_boolean"),
        ('not("x")', "feel.not_boolean"),
        ("a / 0", "feel.division_by_zero"),
        ("count(a)", "feel.bad_argument"),
        ('sum(1, "x")', "feel.bad_argument"),
        ("round half up(1, 99)", "feel.bad_argument"),
        ('date("2026-02-30")', "feel.bad_date"),
        ('date("20260701")', "feel.bad_date"),
        ('date("2026-W01-1")', "feel.bad_date"),
        ("date(served_at)", "feel.bad_date"),
        ('date and time("soon")', "feel.bad_date"),
        ("999999999999999999 * 999999999999999999", "feel.number_too_large"),
        ('due("0.05h")', "feel.bad_limit"),
        ("wd(1.5)", "feel.bad_limit"),
        ("wd(5)", "feel.no_calendar"),
    ],
)
def test_null_with_note(text, code):
    context = Context(VARIABLES, now=NOW)
    assert compile_text(text).evaluate(context) is None
    assert code in [note.code for note in context.notes]
    assert all(note.zh and note.en and note.zh != note.en for note in context.notes)


@pytest.mark.parametrize(
    "text",
    [
        "empty > 1",
        "empty + 1",
        "count(empty)",
        'contains(empty, "x")',
        "a in [empty..9]",
        "a between empty and 9",
        "a in empty",
        "a in (empty, 6)",
        "empty in (!= 5)",
        "item = item",
        "[[1]] = [[1]]",
        'date and time("2026-07-01T08:00:00Z") < date and time("2026-07-01T08:00:00")',
        'date and time("2026-07-01T08:00:00Z") = date and time("2026-07-01T08:00:00")',
        "floor(null)",
    ],
)
def test_null(text):
    assert value(text) is None


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("empty = null", True),
        ("empty != null", False),
        ("a = null", False),
        ("a != null", True),
        ('empty = "x"', False),
        ('empty != "x"', True),
        ("5 in [10..1]", False),  # feelin turns the range round
        ("empty in (null, 1)", True),
        ("a in (empty, 5)", True),
        ("tags in (tags)", True),
        ("null = false", False),
        ("a in [empty..4]", False),  # one bound decides
    ],
)
def test_null_decides(text, wanted):
    assert value(text) is wanted


TRUTH = {"true": True, "false": False, "null": None}


@pytest.mark.parametrize("left", TRUTH)
@pytest.mark.parametrize("right", TRUTH)
def test_three_valued_logic(left, right):
    first, second = TRUTH[left], TRUTH[right]
    conjunction = False if False in (first, second) else None if None in (first, second) else True
    disjunction = True if True in (first, second) else None if None in (first, second) else False
    assert value(f"{left} and {right}") is conjunction
    assert value(f"{left} or {right}") is disjunction


@pytest.mark.parametrize(("operand", "wanted"), [("true", False), ("false", True), ("null", None)])
def test_not(operand, wanted):
    assert value(f"not({operand})") is wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("true or false and false", True),
        ("(true or false) and false", False),
        ("false and absent", False),
        ("true or a", True),
        ("a or true", True),
        ('"x" and false', False),
        ('a > 1 and b = "x" or no', True),
        ("not(a = 5) or yes", True),
    ],
)
def test_precedence_and_deciding_operand(text, wanted):
    assert value(text) is wanted
