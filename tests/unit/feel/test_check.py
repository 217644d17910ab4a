"""check(): the planted faults of feel-facts §3, each with its code, and what must pass."""

import pytest

from engine.feel import Variable, check, compile_text
from engine.feel.check import Variable as SameVariable

KNOWN = {
    "outcome": Variable("text", ("accept", "correct", "refuse"), nullable=False),
    "fine_fen": Variable("number", nullable=False),
    "ceiling_fen": Variable("number"),
    "heavy": Variable("boolean", nullable=False),
    "urgent": Variable("boolean"),
    "name": Variable("text"),
    "title": Variable("text", nullable=False),
    "served_at": Variable("date", nullable=False),
    "tags": Variable("list", ("a", "b")),
    "more": Variable("list"),
    "item": Variable("context"),
    "item.county": Variable("text", ("p", "q")),
    "level": Variable("number", (1, 2, 3), nullable=False),
    "thing": Variable("any"),
}


def codes(text, **options):
    remarks = check(compile_text(text), KNOWN, **options)
    assert all(one.zh and one.en and one.zh != one.en and 0 <= one.pos <= len(text) for one in remarks)
    return [(one.severity, one.code) for one in remarks]


def test_one_class_of_variable():
    assert SameVariable is Variable


@pytest.mark.parametrize(
    "text",
    [
        'outcome = "accept"',
        'outcome in ("accept", "refuse")',
        'outcome in ["accept"]',
        "fine_fen > 100 and heavy",
        "not(heavy)",
        "fine_fen between 1 and 5",
        "fine_fen in (1..5)",
        "level in (1, 3)",
        "ceiling_fen = null",
        "ceiling_fen != null and ceiling_fen > 5",
        'date(served_at) < date("2026-07-01")',
        "served_at < title",
        "wd(5, served_at) < now()",
        'more = null or not(list contains(more, "x"))',
        'item.county = "p"',
        'item.other = "x"',
        "thing = 5",
        "if heavy then true else false",
        'string length(title) > 3 or title + "x" = "ax"',
        "floor(fine_fen / 100) > 5",
        "tags = more",
    ],
)
def test_nothing_to_say(text):
    assert codes(text) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("fine = 5", "feel.unknown_name"),
        ('itm.county = "p"', "feel.unknown_name"),
        ('fine_fen = "100"', "feel.wrong_kind"),
        ("heavy > true", "feel.wrong_kind"),
        ("not(fine_fen)", "feel.wrong_kind"),
        ("heavy and name", "feel.wrong_kind"),
        ("fine_fen > null", "feel.wrong_kind"),
        ('date(served_at) < "2026-07-01"', "feel.wrong_kind"),
        ('served_at < date("2026-07-01")', "feel.wrong_kind"),
        ('fine_fen + "x" = "y"', "feel.wrong_kind"),
        ("-title = 5", "feel.wrong_kind"),
        ("count(title) > 1", "feel.wrong_kind"),
        ('contains(fine_fen, "x")', "feel.wrong_kind"),
        ("max(title, 5) > 1", "feel.wrong_kind"),
        ("more > tags", "feel.wrong_kind"),
        ("item = item", "feel.wrong_kind"),
        ("title.x = 1", "feel.wrong_kind"),
        ('fine_fen in ("a")', "feel.wrong_kind"),
        ("fine_fen in [title..5]", "feel.wrong_kind"),
        ("fine_fen in (< title)", "feel.wrong_kind"),
        ("if fine_fen then heavy else heavy", "feel.wrong_kind"),
        ('outcome = "corect"', "feel.unlisted_value"),
        ('"corect" = outcome', "feel.unlisted_value"),
        ('outcome in ("accept", "corect")', "feel.unlisted_value"),
        ('outcome in ["corect"]', "feel.unlisted_value"),
        ("level = 4", "feel.unlisted_value"),
        ('list contains(tags, "c")', "feel.unlisted_value"),
        ('"c" in tags', "feel.unlisted_value"),
        ('item.county = "z"', "feel.unlisted_value"),
        ("fine_fen", "feel.not_boolean"),
        ("fine_fen + 1", "feel.not_boolean"),
        ("if heavy then 1 else 2", "feel.not_boolean"),
        ("null", "feel.not_boolean"),
        ('date(served_at) < date("2026-02-30")', "feel.bad_date"),
        ('due("5x") > now()', "feel.bad_limit"),
        ("d(-3) > now()", "feel.bad_limit"),
        ("wd(2 - 3) > now()", "feel.bad_limit"),
        ("h(1.5) > now()", "feel.bad_limit"),
        ("m(3661) > now()", "feel.bad_limit"),
        ("d(-3, served_at) > now()", "feel.bad_limit"),
    ],
)
def test_errors(text, code):
    assert codes(text) == [("error", code)]


def test_did_you_mean():
    (remark,) = check(compile_text('outcom = "accept"'), KNOWN)
    assert "是不是 outcome" in remark.zh
    assert "did you mean outcome?" in remark.en
    (remark,) = check(compile_text('outcome = "corect"'), KNOWN)
    assert '是不是 "correct"' in remark.zh
    assert remark.pos == 10


def test_a_subject_is_objected_to_once():
    assert codes('fine in ("a", "b", 5)') == [("error", "feel.unknown_name")]


def test_scripts_may_be_anything():
    assert codes("fine_fen * 2", wanted="any") == []
    assert codes("ceiling_fen", wanted="any") == []
    assert codes("if heavy then 3 else null", wanted="any") == []
    assert codes("title * 2", wanted="any") == [("error", "feel.wrong_kind")]


@pytest.mark.parametrize(
    "text",
    [
        "ceiling_fen > 5",
        "fine_fen > ceiling_fen",
        "urgent",
        "not(urgent)",
        "heavy and urgent",
        'list contains(tags, "a")',
        "ceiling_fen in (1..5)",
        "fine_fen in (ceiling_fen)",
        "if heavy then urgent else true",
    ],
)
def test_null_is_warning_at_gateways_and_error_in_forms(text):
    assert codes(text) == [("warning", "feel.may_be_null")]
    assert codes(text, null_is_error=True) == [("error", "feel.may_be_null")]


@pytest.mark.parametrize(
    "text",
    [
        "string length(name) > 3",
        "ceiling_fen + 1 > 5",
        "fine_fen / ceiling_fen > 5",
        "date(served_at) < today()",
        "item.size > 5",
        "max(fine_fen, 5) > 3",
        "fine_fen + 1 in (ceiling_fen)",
        "fine_fen + 1 in (< ceiling_fen)",
        "if string length(title) > 1 then urgent else true",
    ],
)
def test_null_that_cannot_be_excluded(text):
    assert codes(text) == []
    assert codes(text, null_is_error=True) == [("error", "feel.may_be_null")]


@pytest.mark.parametrize(
    "text",
    [
        'not(outcome = "accept")',
        'name = "x"',
        'tags = null or not(list contains(tags, "a"))',
        "ceiling_fen = null or ceiling_fen > 5",
        "ceiling_fen != null and ceiling_fen > 5",
        "urgent = true",
        "heavy",
        "fine_fen in [1..5]",
        "string length(title) > 3",
        "name = null or string length(name) > 3",
        "name != null and string length(name) > 3",
        "item.size = null or item.size > 5",
        "fine_fen / 2 + 1 > 5",
        "fine_fen + 1 in (5, 6)",
        "fine_fen + 1 in (= ceiling_fen, < 5)",
        'item.county = "p"',
        "not(fine_fen * 2 > 5)",
        "(if heavy then 1 else 2) < 3",
        "list contains([1], fine_fen)",
        'date("2026-07-01") < today()',
    ],
)
def test_form_conditions_that_are_right(text):
    assert codes(text, null_is_error=True) == []


@pytest.mark.parametrize(
    ("text", "code", "at_gateway"),
    [
        ("fine_fen in [10..1]", "feel.empty_range", [("warning", "feel.empty_range")]),
        ("fine_fen in (1..1)", "feel.empty_range", [("warning", "feel.empty_range")]),
        ("fine_fen between 5 and level", "feel.form_range", []),
        ("tags = more", "feel.form_list_equality", []),
        ("wd(5, served_at) = null", "feel.form_engine_function", []),
    ],
)
def test_what_form_js_reads_differently(text, code, at_gateway):
    assert codes(text, null_is_error=True) == [("error", code)]
    assert codes(text) == at_gateway


def test_remarks_stand_in_order_of_the_text():
    remarks = check(compile_text('aa = 1 and fine_fen = "x" and bb = 2'), KNOWN)
    assert [one.code for one in remarks] == ["feel.unknown_name", "feel.wrong_kind", "feel.unknown_name"]
    assert [one.pos for one in remarks] == sorted(one.pos for one in remarks)


def test_many_values_are_shortened():
    known = {"v": Variable("text", tuple(f"value{i}" for i in range(30)))}
    (remark,) = check(compile_text('v = "zzz"'), known)
    assert "…" in remark.en
    assert "value20" not in remark.en
