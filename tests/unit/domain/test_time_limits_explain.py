"""Day by day: what counts, what does not and why; and what nobody knows is refused by name."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.domain.time_limits import (
    Calendar,
    Stop,
    calendar_function,
    due,
    explain,
    parse_limit,
    stopped_since,
)
from engine.domain.time_limits.calendar import TOWN_ZONE
from engine.errors import CalendarMissing, LimitUnreadable, StopReversed
from engine.feel import Context, compile_text
from tests.unit.domain.town_calendar import at, local, stops, town_calendar


def told(start: str, limit: tuple[int, str], intervals: str = "") -> list[tuple[str, str, int | None]]:
    lines = explain(at(start), limit, town_calendar(), stops(intervals))
    return [(line.day.isoformat()[5:], line.reason, line.number) for line in lines]


def test_a_holiday_a_weekend_a_worked_saturday() -> None:
    assert told("2026-09-30T10:00", (3, "wd")) == [
        ("09-30", "start", None),
        ("10-01", "holiday", None),
        ("10-02", "holiday", None),
        ("10-03", "holiday", None),
        ("10-04", "weekend", None),
        ("10-05", "holiday", None),
        ("10-06", "holiday", None),
        ("10-07", "holiday", None),
        ("10-08", "counted", 1),
        ("10-09", "counted", 2),
        ("10-10", "counted", 3),
    ]
    names = {line.day.day: line.name for line in explain(at("2026-09-30T10:00"), (3, "wd"), town_calendar())}
    assert (names[1], names[5], names[10]) == ("国庆节", "国庆节补假", "国庆节调休上班")


def test_a_stop_and_a_last_day_that_moves_on() -> None:
    assert told("2026-11-30T10:00", (3, "d"), "2026-11-30T11:00/2026-12-02T09:00") == [
        ("11-30", "start", None),
        ("12-01", "stopped", None),
        ("12-02", "stopped", None),
        ("12-03", "counted", 1),
        ("12-04", "counted", 2),
        ("12-05", "counted", 3),
        ("12-06", "weekend", None),
        ("12-07", "moved_on", None),
    ]


def test_a_stop_begun_on_the_last_day_is_told() -> None:
    assert told("2026-11-30T10:00", (2, "wd"), "2026-12-02T11:00/2026-12-04T09:00") == [
        ("11-30", "start", None),
        ("12-01", "counted", 1),
        ("12-02", "counted", 2),
        ("12-03", "stopped", None),
        ("12-04", "stop_ended", None),
    ]
    assert told("2026-11-30T10:00", (2, "d"), "2026-12-02T11:00/2026-12-05T09:00")[-4:] == [
        ("12-04", "stopped", None),
        ("12-05", "stopped", None),
        ("12-06", "weekend", None),
        ("12-07", "moved_on", None),
    ]
    lines = explain(
        at("2026-11-30T10:00"), (2, "wd"), town_calendar(), stops("2026-12-02T11:00/2026-12-04T09:00")
    )
    assert lines[-1].text() == (
        "2026-12-04 周五 Fri  停表到本日为止，时限随本日届满 / "
        "the clock stood until this day: the limit ends with it"
    )


def test_hours_that_end_with_a_stop_say_so() -> None:
    for limit, intervals in (
        ((24, "h"), "2026-12-01T10:00/2026-12-03T09:00"),
        ((3, "wh"), "2026-11-30T15:00/2026-12-03T08:00"),
    ):
        assert [reason for _day, reason, _number in told("2026-11-30T10:00", limit, intervals)][-2:] == [
            "stopped",
            "stop_ended",
        ]


def test_while_a_stop_begun_on_the_last_day_stands_the_days_go_on() -> None:
    since = [Stop(at("2026-12-02T10:00"))]
    lines = explain(at("2026-11-30T10:00"), (2, "wd"), town_calendar(), since, now=at("2026-12-05T12:00"))
    assert [(line.day.day, line.reason) for line in lines] == [
        (30, "start"),
        (1, "counted"),
        (2, "counted"),
        (3, "stopped"),
        (4, "stopped"),
        (5, "stopped"),
    ]


def test_sentences_in_both_languages() -> None:
    lines = explain(at("2026-12-30T10:00"), (2, "wd"), town_calendar())
    assert [line.text() for line in lines] == [
        "2026-12-30 周三 Wed  起算当日，不计入 / day of the start, not counted",
        "2026-12-31 周四 Thu  第 1 个工作日 / working day 1",
        "2027-01-01 周五 Fri  节假日，不计（元旦）（暂定） / holiday, not counted (元旦) provisional",
        "2027-01-02 周六 Sat  休息日，不计（暂定） / weekend, not counted provisional",
        "2027-01-03 周日 Sun  休息日，不计（暂定） / weekend, not counted provisional",
        "2027-01-04 周一 Mon  第 2 个工作日（暂定） / working day 2 provisional",
    ]


def test_hours_by_day() -> None:
    lines = explain(
        at("2026-11-27T16:00"), (2, "wh"), town_calendar(), stops("2026-11-30T08:30/2026-12-01T08:30")
    )
    assert [(line.day.day, line.reason, line.spent) for line in lines] == [
        (27, "counted", timedelta(hours=1)),
        (28, "weekend", timedelta()),
        (29, "weekend", timedelta()),
        (30, "stopped", timedelta()),
        (1, "counted", timedelta(hours=1)),
    ]
    late = explain(at("2026-11-25T18:00"), (1, "wh"), town_calendar())
    assert [line.sentence("zh") for line in late] == ["没有工作时间，不计", "计 1:00"]
    clock = explain(at("2026-11-25T10:00:15"), (24, "h"), town_calendar())
    assert [line.sentence("en") for line in clock] == ["counted 13:59:45", "counted 10:00:15"]


def test_while_the_clock_stands_the_lines_end_today() -> None:
    since = [Stop(at("2026-11-27T09:00"))]
    lines = explain(at("2026-11-25T10:00"), (10, "wd"), town_calendar(), since, now=at("2026-11-30T12:00"))
    assert [(line.day.day, line.reason) for line in lines] == [
        (25, "start"),
        (26, "counted"),
        (27, "counted"),
        (28, "stopped"),
        (29, "stopped"),
        (30, "stopped"),
    ]
    assert explain(at("2026-11-25T10:00"), (10, "wd"), town_calendar(), since)[-1].day.day == 27
    hours = explain(at("2026-11-25T10:00"), (48, "h"), town_calendar(), since, now=at("2026-11-29T12:00"))
    assert [line.reason for line in hours] == ["counted"] * 3 + ["stopped"] * 2
    assert sum((line.spent or timedelta() for line in hours), timedelta()) == timedelta(hours=47)


def test_a_clock_that_ran_out_before_its_stop_is_explained_to_the_end() -> None:
    lines = explain(at("2026-11-25T10:00"), (1, "wd"), town_calendar(), [Stop(at("2026-12-01T09:00"))])
    assert [line.day.day for line in lines] == [25, 26]


@pytest.mark.parametrize(
    ("start", "limit", "year"),
    [
        ("2027-12-20T10:00", (20, "wd"), 2028),
        ("2027-12-31T10:00", (1, "d"), 2028),
        ("2027-06-30T10:00", (12, "m"), 2028),
        ("2027-12-31T16:30", (2, "wh"), 2028),
        ("2028-03-01T10:00", (1, "wd"), 2028),
        ("2020-12-31T10:00", (1, "wd"), 2021),
        ("9999-12-31T10:00", (48, "h"), 10000),
    ],
)
def test_a_year_that_nobody_knows_is_refused(start: str, limit: tuple[int, str], year: int) -> None:
    for refuses in (due, explain):
        with pytest.raises(CalendarMissing) as refused:
            refuses(at(start), limit, town_calendar())
        assert refused.value.ids["year"] == year
        assert str(year) in refused.value.sentence("zh")
        assert "register import holidays" in refused.value.sentence("en")


@pytest.mark.parametrize(
    "text", ["", "5", "wd", "0wd", "-5wd", "5.5d", "5x", "5 wd", "５wd", "99999d", "5WD"]
)
def test_what_is_no_limit_is_refused(text: str) -> None:
    with pytest.raises(LimitUnreadable) as refused:
        parse_limit(text)
    assert "5wd" in refused.value.sentence("zh")
    assert "5wd" in refused.value.sentence("en")


def test_an_unknown_unit_is_refused() -> None:
    with pytest.raises(LimitUnreadable):
        due(at("2026-11-25T10:00"), (5, "weeks"), town_calendar())


def test_a_reversed_stop_is_refused_in_both_languages() -> None:
    with pytest.raises(StopReversed) as refused:
        Stop(at("2026-12-01T10:00"), at("2026-12-01T09:59:59"))
    assert "早于" in refused.value.sentence("zh")
    assert "before it starts" in refused.value.sentence("en")


def test_the_first_of_several_open_stops_is_told() -> None:
    first, second = at("2026-11-26T10:00"), at("2026-11-27T10:00")
    assert stopped_since([Stop(second), Stop(first), Stop(at("2026-11-25T10:00"), second)]) == first
    assert stopped_since([]) is None


def test_the_function_for_expressions() -> None:
    found: list[object] = []
    run = calendar_function(town_calendar(), found)
    end = run(5, "wd", at("2026-11-25T10:00"))
    assert end is not None and local(end) == "2026-12-02T23:59:59"
    naive = at("2026-11-25T10:00").astimezone(TOWN_ZONE).replace(tzinfo=None)
    assert run(5, "wd", naive) == end
    assert len(found) == 2
    assert run(3660, "m", at("9900-01-01T10:00")) is None
    assert run(5, "fortnights", at("2026-11-25T10:00")) is None


def test_an_expression_does_not_decide_without_the_calendar_of_its_year() -> None:
    for calendar, start, year in (
        (town_calendar(), "2027-12-20T10:00", 2028),
        (Calendar({}), "2026-11-25T10:00", 2026),
    ):
        context = Context({}, now=at(start), calendar=calendar_function(calendar))
        with pytest.raises(CalendarMissing) as refused:
            compile_text("wd(20)").evaluate(context)
        assert refused.value.ids == {"year": year}


@pytest.mark.parametrize(
    ("start", "unit", "end"),
    [
        ("2026-11-25T10:00", "wd", "2026-11-25T23:59:59"),
        ("2026-11-28T10:00", "wd", "2026-11-28T23:59:59"),
        ("2026-11-25T10:00", "d", "2026-11-25T23:59:59"),
        ("2026-11-28T10:00", "d", "2026-11-30T23:59:59"),
        ("2026-11-28T10:00", "m", "2026-11-30T23:59:59"),
        ("2026-11-25T10:00", "h", "2026-11-25T10:00:00"),
        ("2026-11-25T12:00", "wh", "2026-11-25T13:30:00"),
    ],
)
def test_nothing_to_count_ends_with_the_day_or_at_once(start: str, unit: str, end: str) -> None:
    found = due(at(start), (0, unit), town_calendar())
    assert local(found.at) == end
    assert found.yellow_at == found.at


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("wd(3)", "2026-10-10T23:59:59"),
        ('due("3wd")', "2026-10-10T23:59:59"),
        ("d(10)", "2026-10-10T23:59:59"),
        ("m(1)", "2026-10-30T23:59:59"),
        ("h(24)", "2026-10-01T10:00:00"),
        ("wh(2)", "2026-09-30T14:00:00"),
        ('due("15min")', "2026-09-30T10:15:00"),
        ('wd(1, "2026-09-18")', "2026-09-20T23:59:59"),
    ],
)
def test_expressions_compute_limits_by_the_calendar(text: str, end: str) -> None:
    context = Context({}, now=at("2026-09-30T10:00"), calendar=calendar_function(town_calendar()))
    found = compile_text(text).evaluate(context)
    assert local(found) == end
    assert context.notes == []
