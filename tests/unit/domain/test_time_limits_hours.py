"""Worked examples of limits in hours, working hours and minutes.

The sample town works 08:30-11:30 and 13:30-17:00: six and a half hours.
"""

from __future__ import annotations

import pytest

from engine.domain.limits import read_limit
from engine.domain.time_limits import Calendar, due, read_hours
from engine.errors import TimeUnreadable
from tests.unit.domain.town_calendar import at, local, stops, town_calendar

# start, limit, stops, end (a trailing ? = provisional), rule
CLOCK = [
    ("2026-11-25T10:00", "24h", "", "2026-11-26T10:00:00", "强制法 19: report within 24 hours"),
    ("2026-09-30T18:00", "24h", "", "2026-10-01T18:00:00", "强制法 19: hours run on through a holiday"),
    ("2026-11-27T18:00", "48h", "", "2026-11-29T18:00:00", "hours run on through a weekend"),
    ("2026-11-25T23:30", "2h", "", "2026-11-26T01:30:00", "over midnight"),
    ("2026-12-31T23:00", "2h", "", "2027-01-01T01:00:00", "over the year: needs no calendar"),
    ("2024-02-28T12:00", "24h", "", "2024-02-29T12:00:00", "into a leap day"),
    ("2026-11-25T10:00:30", "30min", "", "2026-11-25T10:30:30", "民法典 201: from the very instant"),
    ("2026-11-25T23:50", "15min", "", "2026-11-26T00:05:00", "minutes over midnight"),
    ("2026-11-25T10:00", "24h", "2026-11-25T12:00/2026-11-25T18:00", "2026-11-26T16:00:00", "six hours more"),
    (
        "2026-11-25T10:00",
        "8h",
        "2026-11-25T15:00/2026-11-25T20:00 2026-11-25T12:00/2026-11-25T18:00",
        "2026-11-26T02:00:00",
        "overlapping stops count once: eight hours more",
    ),
    (
        "2026-11-25T10:00",
        "24h",
        "2026-11-26T10:00/2026-11-26T12:00",
        "2026-11-26T12:00:00",
        "许可法 45: begun in the last second, which is in time: ends with the stop",
    ),
    (
        "2026-11-25T10:00",
        "24h",
        "2026-11-26T10:00:01/2026-11-26T12:00",
        "2026-11-26T10:00:00",
        "a second later: too late",
    ),
    (
        "2026-11-25T10:00:00.500000",
        "24h",
        "2026-11-26T10:00:00.900000/2026-11-26T12:00",
        "2026-11-26T12:00:00",
        "the whole second is in time",
    ),
    (
        "2026-11-25T10:00",
        "24h",
        "2026-11-26T09:59/2026-11-28T12:00",
        "2026-11-28T12:01:00",
        "begun a minute before: that minute is left",
    ),
    (
        "2026-11-25T10:00",
        "30min",
        "2026-11-25T10:30/2026-11-25T10:40",
        "2026-11-25T10:40:00",
        "minutes, begun in the last second",
    ),
    (
        "2026-11-25T10:00",
        "2h",
        "2026-11-25T09:00/2026-11-25T11:00",
        "2026-11-25T13:00:00",
        "standing at the start",
    ),
    (
        "2026-11-25T10:00",
        "30min",
        "2026-11-25T10:10/2026-11-25T10:40",
        "2026-11-25T11:00:00",
        "minutes stopped",
    ),
    ("2026-11-25T10:00", "24h", "2026-11-25/2026-11-26", "2026-11-27T10:00:00", "a date stands for its end"),
]
WORKING = [
    ("2026-11-25T10:00", "4wh", "", "2026-11-25T16:00:00", "over lunch"),
    ("2026-11-25T11:00", "1wh", "", "2026-11-25T14:00:00", "half before lunch, half after"),
    ("2026-11-25T12:00", "1wh", "", "2026-11-25T14:30:00", "starts in the lunch break"),
    ("2026-11-25T07:00", "3wh", "", "2026-11-25T11:30:00", "starts before opening, ends with the morning"),
    ("2026-11-25T08:30", "7wh", "", "2026-11-26T09:00:00", "more than a day"),
    ("2026-11-25T16:30", "1wh", "", "2026-11-26T09:00:00", "over the night"),
    ("2026-11-25T17:00", "1wh", "", "2026-11-26T09:30:00", "starts at closing"),
    ("2026-11-27T16:00", "2wh", "", "2026-11-30T09:30:00", "over the weekend"),
    ("2026-11-28T10:00", "1wh", "", "2026-11-30T09:30:00", "starts on a Saturday"),
    ("2026-09-30T17:00", "1wh", "", "2026-10-08T09:30:00", "over National Day"),
    ("2026-09-19T12:00", "1wh", "", "2026-09-20T09:30:00", "a worked Sunday has working hours"),
    ("2026-12-31T16:30", "1wh", "", "2027-01-04T09:00:00?", "into the provisional year"),
    (
        "2026-11-25T10:00",
        "4wh",
        "2026-11-25T14:00/2026-11-25T16:00",
        "2026-11-26T09:30:00",
        "stopped at work",
    ),
    (
        "2026-11-25T10:00",
        "4wh",
        "2026-11-25T11:30/2026-11-25T13:30",
        "2026-11-25T16:00:00",
        "stopped at lunch",
    ),
    (
        "2026-11-25T13:30",
        "3wh",
        "2026-11-25T16:30/2026-11-26T12:00",
        "2026-11-26T13:30:00",
        "begun in the last second, over at lunch: ends when work goes on",
    ),
    (
        "2026-11-25T13:30",
        "3wh",
        "2026-11-25T16:31/2026-11-26T12:00",
        "2026-11-25T16:30:00",
        "a minute later: too late",
    ),
    (
        "2026-11-25T10:00",
        "1wh",
        "2026-11-25T09:00/2026-11-27T10:00",
        "2026-11-27T11:00:00",
        "stopped for days",
    ),
]


@pytest.mark.parametrize(("start", "limit", "intervals", "end", "rule"), CLOCK + WORKING)
def test_hours(start: str, limit: str, intervals: str, end: str, rule: str) -> None:
    found = read_limit(limit)
    assert found is not None
    answer = due(at(start), found, town_calendar(), stops(intervals))
    assert (local(answer.at), answer.provisional) == (end.rstrip("?"), end.endswith("?"))


def test_clock_hours_ask_no_calendar() -> None:
    empty = Calendar({})
    assert local(due(at("2031-05-01T10:00"), (24, "h"), empty).at) == "2031-05-02T10:00:00"


def test_a_town_sets_its_own_hours() -> None:
    calendar = Calendar(town_calendar().days, hours=read_hours("09:00-12:00 14:00-18:00"))
    assert local(due(at("2026-11-25T11:00"), (2, "wh"), calendar).at) == "2026-11-25T15:00:00"


@pytest.mark.parametrize(
    "text", ["", "9-17", "09:00", "17:00-09:00", "09:00-09:00", "09:00-25:00", "09:00-12:00 11:00-17:00"]
)
def test_hours_that_cannot_be_are_refused(text: str) -> None:
    with pytest.raises(TimeUnreadable) as refused:
        read_hours(text)
    assert "08:30-11:30" in refused.value.sentence("zh")
    assert "08:30-11:30" in refused.value.sentence("en")
