"""B37: a date is text, never an instant."""

from __future__ import annotations

import json
import time

import pytest

from engine.forms import load, read_form, show

DATES = {
    "type": "default",
    "id": "bl_dates_form",
    "schemaVersion": 16,
    "components": [
        {
            "type": "datetime",
            "key": "born",
            "id": "Field_born",
            "label": "出生日期",
            "subtype": "date",
            "dateLabel": "出生日期",
            "validate": {"required": True},
        },
        {
            "type": "datetime",
            "key": "meet",
            "id": "Field_meet",
            "label": "预约时间",
            "subtype": "datetime",
            "dateLabel": "日期",
            "timeLabel": "时间",
            "timeSerializingFormat": "utc_offset",
            "timeInterval": 15,
        },
    ],
}


@pytest.fixture(scope="module")
def form():
    made, findings = read_form(json.dumps(DATES).encode(), "bl_dates_form.form")
    assert findings == []
    return made


@pytest.fixture(params=["America/Chicago", "UTC", "Asia/Shanghai"])
def zone(request, monkeypatch):
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize("born", ["1988-04-17", "1986-05-04", "1991-09-15", "2000-02-29", "1900-01-01"])
def test_dates_are_kept_as_typed_in_every_zone(form, around, zone, born):
    stored = load(form, {"born": born}, around)
    assert stored == {"born": born}
    assert show(form.fields[0], stored["born"], around.lookup, "zh") == born


@pytest.mark.parametrize(
    "born",
    [
        "2001-02-29",
        "20240724",
        "2024-W30-3",
        "2050-01-01",
        "2026-10-20",
        "2024-7-4",
        "1900-02-29",
        "0026-01-01",
        "2024-07-04T00:00",
        "２０２４-07-04",
        20240704,
        True,
        None,
        "",
        "0000-01-01",
        ["2024-07-04"],
        "2024/07/04",
    ],
)
def test_other_forms_and_future_births_are_refused(form, refusals, born):
    assert list(refusals(form, {"born": born})) == ["born"]


def test_today_is_no_future(form, around):
    assert load(form, {"born": "2026-10-19"}, around) == {"born": "2026-10-19"}


@pytest.mark.parametrize("meet", ["2026-11-02T09:30", "2050-01-01T00:00"])
def test_date_and_time_are_local_text(form, around, meet):
    assert load(form, {"born": "2000-01-01", "meet": meet}, around)["meet"] == meet
    assert show(form.fields[1], meet, around.lookup, "zh") == meet.replace("T", " ")


@pytest.mark.parametrize(
    "meet", ["2026-11-02T24:00", "2026-11-02T09:30+08:00", "2026-11-02 09:30", "2026-11-02"]
)
def test_other_moments_are_refused(form, refusals, meet):
    assert list(refusals(form, {"born": "2000-01-01", "meet": meet})) == ["meet"]


def test_a_day_for_an_appointment_is_not_past(make_form, component, around, refusals):
    form = make_form(component("datetime", "visit", subtype="date", disallowPassedDates=True))
    assert load(form, {"visit": "2026-10-19"}, around) == {"visit": "2026-10-19"}
    assert "visit" in refusals(form, {"visit": "2026-10-18"})


def test_past_is_a_property(make_form, component, refusals):
    form = make_form(component("datetime", "married", subtype="date", properties={"past": "true"}))
    assert "married" in refusals(form, {"married": "2027-01-01"})


@pytest.mark.parametrize(
    ("typed", "right"), [("09:30", True), ("9:30", False), ("24:00", False), ("09:60", False)]
)
def test_times(make_form, component, around, refusals, typed, right):
    form = make_form(component("datetime", "opens", subtype="time"))
    if right:
        assert load(form, {"opens": typed}, around) == {"opens": typed}
    else:
        assert "opens" in refusals(form, {"opens": typed})
