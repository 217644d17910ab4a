"""Timers: ISO 8601, or FEEL that gives an instant; never in the past (case B27)."""

from datetime import date

import pytest

DATE = '{"type": "datetime", "subtype": "date", "key": "day", "id": "a", "dateLabel": "日期"%s}'


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("P1W", "timeDuration"),
        ("P5D", "timeDuration"),
        ("PT36H", "timeDuration"),
        ("wd(5)", "timeDuration"),
        ("wd(5)", "timeDate"),
        ('due("3wd", today())', "timeDate"),
        ("2026-11-25T09:00:00+08:00", "timeDate"),
        ("2026-11-25", "timeDate"),
        ("now()", "timeDate"),
    ],
)
def test_sound_timers(empty, judge, text, form):
    empty.timer("t", text, form).between("t")
    assert judge.findings(empty) == []


@pytest.mark.parametrize(
    ("text", "form", "code"),
    [
        ("PT1D", "timeDuration", "bpmn.timer"),
        ("P5WD", "timeDuration", "bpmn.timer"),
        ("P1D2H", "timeDuration", "bpmn.timer"),
        ("-P3D", "timeDuration", "bpmn.timer"),
        ("PT0S", "timeDuration", "bpmn.timer"),
        ("P", "timeDuration", "bpmn.timer"),
        ("P200Y", "timeDuration", "bpmn.timer"),
        ("2026-13-01T00:00:00+08:00", "timeDate", "bpmn.timer"),
        ("2026-02-30", "timeDate", "bpmn.timer"),
        ("R/PT0S", "timeCycle", "bpmn.timer"),
        ("R3/-PT2S", "timeCycle", "bpmn.timer"),
        ("R3/2026-04-031T17:20:00+08:00/P1D", "timeCycle", "bpmn.timer"),
        ("R3/PT2S", "timeCycle", "bpmn.not_yet"),
        ("R3/PT2S", "timeDuration", "bpmn.not_yet"),
        ("", "timeDate", "bpmn.timer_empty"),
        ("3 days", "timeDuration", "feel.unexpected"),
        ("5", "timeDuration", "bpmn.timer_kind"),
        ('"2026-11-25"', "timeDate", "bpmn.timer_kind"),
        ("case_no", "timeDate", "bpmn.timer_kind"),
        ("wd(channel)", "timeDate", "feel.wrong_kind"),
        ('due("soon")', "timeDate", "feel.bad_limit"),
        ('due("9999d")', "timeDate", "feel.bad_limit"),
        ("d(-3)", "timeDate", "feel.bad_limit"),
        ("wd(-1)", "timeDate", "feel.bad_limit"),
        ("h(1.5)", "timeDate", "feel.bad_limit"),
        ("d(99999999)", "timeDate", "feel.bad_limit"),
        ("wd(9999)", "timeDate", "feel.bad_limit"),
        ("d(-3, today())", "timeDate", "feel.bad_limit"),
        ('date("2026-02-30")', "timeDate", "feel.bad_date"),
        ("if 1 = 2 then wd(1) else null", "timeDate", "bpmn.timer_null"),
        ('if 1 = 1 then "x" else now()', "timeDate", "bpmn.timer_null"),
        ('wd(3660, "9990-01-01")', "timeDate", "bpmn.timer_null"),
    ],
)
def test_timers_that_cannot_be_read(empty, judge, text, form, code):
    empty.timer("t", text, form).between("t")
    judge.expect(empty, code, "t")


def test_a_date_that_is_past_on_the_day_of_the_deployment(empty, judge, books):
    empty.timer("t", "2026-11-24T23:00:00+08:00").between("t")
    judge.books.day = date(2026, 11, 25)
    judge.expect(empty, "bpmn.timer_past", "t")
    judge.books.day = date(2026, 11, 24)
    assert judge.findings(empty) == []


@pytest.mark.parametrize(
    ("text", "past"),
    [
        ('date("2020-01-01")', True),
        ('date("2026-11-24")', True),
        ('date("2026-11-25")', False),
        ('date and time("2020-01-01T00:00:00")', True),
        ('date and time("2026-11-25T00:00:00+08:00")', True),
        ('date and time("2026-11-25T10:00:00+08:00")', False),
        ('wd(5, "2020-01-01")', True),
        ('wd(5, "2026-11-13")', False),
        ('m(6, "2026-01-01")', True),
        ('d(30, "2026-10-20")', False),
        ('if 1 = 1 then "2020-01-01" else now()', True),
        ('if 1 = 1 then "2026-12-01" else now()', False),
        ("today()", False),
        ("now()", False),
        ("wd(0)", False),
    ],
)
def test_an_expression_without_variables_is_tried_on_the_day_of_the_deployment(empty, judge, text, past):
    """What a calendar may still move on to a later day is not called past."""
    empty.timer("t", text).between("t")
    assert judge.findings(empty) == [], "files in a folder: dates are not judged"
    judge.books.day = date(2026, 11, 25)
    assert {one.code for one in judge.findings(empty)} == ({"bpmn.timer_past"} if past else set())


def test_an_unknown_variable_in_a_timer(item, judge):
    item.timer("t", "wd(5, served_at)", label_en="x").drop("f_gw_hand_over")
    item.flow("gw", "t", id="f_gw_hand_over").flow("t", "hand_over")
    judge.expect(item, "feel.unknown_name", "t")


@pytest.mark.parametrize(
    ("more", "code"), [(', "validate": {"required": true}', None), ("", "bpmn.timer_may_be_null")]
)
def test_a_date_variable(plain, judge, make_form, more, code):
    plain.parts["review"].attributes["camunda:formKey"] = "f"
    plain.timer("t", "day").drop("f_gw_end").flow("gw", "t", id="f_gw_end").flow("t", "end")
    found = judge.findings(plain, ("f.form", make_form("f", DATE % more)))
    assert [(one.code, one.element_id) for one in found] == ([(code, "t")] if code else [])


def test_a_limit_is_no_instant_but_due_makes_one_of_it(procedure, judge):
    procedure.timer("t", "term", label_en="x").drop("f_ask_end_done").line("ask", "t", "end_done")
    judge.expect(procedure, "bpmn.timer_kind", "t")
    procedure.timer("t", "due(term)", label_en="x")
    assert judge.findings(procedure) == []


def test_a_script_can_set_the_date(procedure, judge):
    procedure.properties["in.from"] = "date"
    procedure.script("count", "d(15, from)", resultVariable="until", label_en="x").timer(
        "t", "until", label_en="x"
    )
    procedure.drop("f_ask_end_done").line("ask", "count", "t", "end_done")
    assert judge.findings(procedure) == []


def test_timers_of_boundary_events_are_read_too(plain, judge):
    plain.timer("late", "PT1D", "timeDuration", "boundaryEvent", attachedToRef="review").flow(
        "late", "end_no"
    )
    judge.expect(plain, "bpmn.timer", "late")
