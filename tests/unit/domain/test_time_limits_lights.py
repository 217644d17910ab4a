"""Yellow at 80 % of what is counted; promise against law; lights at the seconds where they change."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.domain.limits import read_limit
from engine.domain.time_limits import Due, Stop, due, earlier, light
from tests.unit.domain.town_calendar import at, local, stops, town_calendar

START = "2026-11-25T10:00"

# limit, start, stops, first instant of yellow, why
YELLOW = [
    ("10wd", START, "", "2026-12-07T00:00:00", "the 8th of 10 working days"),
    ("5wd", START, "", "2026-12-01T00:00:00", "the 4th of 5"),
    ("7wd", START, "", "2026-12-03T00:00:00", "5.6 rounded up: the 6th of 7"),
    ("3wd", START, "", "2026-11-30T00:00:00", "2.4 rounded up: the 3rd of 3, its last day"),
    ("1wd", START, "", "2026-11-26T00:00:00", "0.8 rounded up: the one day"),
    ("20wd", START, "", "2026-12-17T00:00:00", "the 16th of 20"),
    ("15d", START, "", "2026-12-07T00:00:00", "the 12th of 15 natural days"),
    ("15d", "2026-11-20T10:00", "", "2026-12-02T00:00:00", "the 12th, however far the end moves on"),
    ("1m", START, "", "2026-12-19T00:00:00", "the 24th of 30 days"),
    ("10wd", START, "2026-11-27/2026-12-04", "2026-12-14T00:00:00", "counted days only: 26, 27, 7-11, 14"),
    ("24h", START, "", "2026-11-26T05:12:00", "19 hours 12 minutes"),
    ("10h", START, "2026-11-25T12:00/2026-11-25T13:00", "2026-11-25T19:00:00", "8 hours and the stop"),
    ("4wh", START, "", "2026-11-25T15:12:00", "3 hours 12 minutes, over lunch"),
    ("15min", START, "", "2026-11-25T10:12:00", "12 minutes"),
]


@pytest.mark.parametrize(("limit", "start", "intervals", "yellow", "why"), YELLOW)
def test_yellow_begins_with_the_day_that_uses_up_80_percent(
    limit: str, start: str, intervals: str, yellow: str, why: str
) -> None:
    found = read_limit(limit)
    assert found is not None
    assert local(due(at(start), found, town_calendar(), stops(intervals)).yellow_at) == yellow


def both(start: str, promise: tuple[int, str], legal: tuple[int, str]) -> tuple[Due, Due]:
    return due(at(start), promise, town_calendar()), due(at(start), legal, town_calendar())


def test_ten_working_days_end_before_fifteen_natural_ones_in_a_plain_month() -> None:
    promise, legal = both(START, (10, "wd"), (15, "d"))
    assert (local(promise.at)[:10], local(legal.at)[:10]) == ("2026-12-09", "2026-12-10")
    assert earlier(promise, legal) is promise


def test_fifteen_natural_days_end_before_ten_working_ones_over_a_holiday() -> None:
    promise, legal = both("2026-09-28T10:00", (10, "wd"), (15, "d"))
    assert (local(promise.at)[:10], local(legal.at)[:10]) == ("2026-10-16", "2026-10-13")
    assert earlier(promise, legal) is legal


def test_on_a_tie_the_promise_counts_and_what_is_missing_does_not() -> None:
    promise, legal = both(START, (10, "wd"), (14, "d"))
    assert promise.at == legal.at
    assert earlier(promise, legal) is promise
    assert earlier(promise, None) is promise
    assert earlier(None, legal) is legal
    assert earlier(None, None) is None


YELLOW_AT, DUE_AT, LEGAL_AT = "2026-12-07T00:00", "2026-12-09T23:59:59", "2026-12-23T23:59:59"


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-11-25T10:00:00", ("green", "green")),
        ("2026-12-06T23:59:59.999999", ("green", "green")),
        ("2026-12-07T00:00:00", ("yellow", "yellow")),
        ("2026-12-09T23:59:58", ("yellow", "yellow")),
        ("2026-12-09T23:59:59", ("yellow", "yellow")),
        ("2026-12-09T23:59:59.999999", ("yellow", "yellow")),
        ("2026-12-10T00:00:00", ("red", "red_promise")),
        ("2026-12-23T23:59:59", ("red", "red_promise")),
        ("2026-12-24T00:00:00", ("red", "red_legal")),
        ("2027-03-01T00:00:00", ("red", "red_legal")),
    ],
)
def test_the_light_at_each_boundary(now: str, expected: tuple[str, str]) -> None:
    assert light(at(now), at(YELLOW_AT), at(DUE_AT), at(LEGAL_AT)) == expected


@pytest.mark.parametrize(
    ("stopped", "colour"),
    [
        ("2026-12-01T09:00", "green"),
        ("2026-12-06T23:59:59", "green"),
        ("2026-12-07T00:00:00", "yellow"),
        ("2026-12-09T23:59:59", "yellow"),
        ("2026-12-10T00:00:00", "red"),
        ("2026-12-24T00:00:00", "red"),
    ],
)
def test_a_stopped_clock_keeps_its_colour_and_says_so(stopped: str, colour: str) -> None:
    for now in (stopped, "2027-06-01T10:00"):
        found = light(at(now), at(YELLOW_AT), at(DUE_AT), at(LEGAL_AT), at(stopped))
        assert found == (colour, "stopped")


def test_a_stop_that_is_still_to_come_stops_nothing() -> None:
    found = light(at("2026-12-08T10:00"), at(YELLOW_AT), at(DUE_AT), None, at("2026-12-09T10:00"))
    assert found == ("yellow", "yellow")


def test_law_alone_promise_alone_and_nothing() -> None:
    late = at("2026-12-24T00:00")
    assert light(late, None, None, at(LEGAL_AT)) == ("red", "red_legal")
    assert light(late, at(YELLOW_AT), at(DUE_AT)) == ("red", "red_promise")
    assert light(late, None, None) == ("green", "green")
    assert light(late, None, at(LEGAL_AT), at(LEGAL_AT)) == ("red", "red_legal")


def test_an_hour_ends_with_its_second() -> None:
    end = due(at("2026-11-25T10:00:00.5"), (1, "h"), town_calendar())
    assert light(end.at, end.yellow_at, end.at).light == "yellow"
    assert light(end.at + timedelta(seconds=1), end.yellow_at, end.at).light == "red"


def test_an_open_stop_takes_no_days_and_is_told() -> None:
    running = due(at(START), (10, "wd"), town_calendar())
    open_stop = Stop(at("2026-12-01T09:00"))
    paused = due(at(START), (10, "wd"), town_calendar(), [open_stop])
    assert (paused.at, paused.yellow_at) == (running.at, running.yellow_at)
    assert (running.stopped_since, paused.stopped_since) == (None, at("2026-12-01T09:00"))
    ended = due(at(START), (10, "wd"), town_calendar(), [Stop(open_stop.begin, at("2026-12-02T09:00"))])
    assert local(ended.at)[:10] == "2026-12-10"
    assert ended.stopped_since is None
