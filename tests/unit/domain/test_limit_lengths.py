"""Limits of different units beside each other; the bounds held against every day of the notices."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from engine.domain.limit_lengths import (
    CERTAIN,
    LIKELY,
    LONGEST_BREAK,
    fewest_working,
    most_days,
    over,
    plus,
    weight,
    working,
)
from engine.domain.time_limits import due
from engine.registers import holiday_source
from tests.unit.domain.town_calendar import at, town_calendar


def every_day() -> list[bool]:
    """Whether each day works, from the first notice of the library to the last."""
    days = {day.day: day.works for year in holiday_source.years() for day in holiday_source.days_of(year)}
    first = min(days)
    return [days[first + timedelta(days=number)] for number in range(len(days))]


def test_no_stretch_of_days_holds_fewer_working_days_than_the_bound() -> None:
    passed = [0]
    for works in every_day():
        passed.append(passed[-1] + works)
    assert len(passed) > 6000
    for days in (*range(1, 61), 90, 120, 180, 365):
        fewest = min(passed[n + days] - passed[n] for n in range(len(passed) - days))
        assert fewest >= fewest_working(days), days
    longest = max(
        days for days in range(1, 30) if any(passed[n + days] == passed[n] for n in range(len(passed) - days))
    )
    assert longest == LONGEST_BREAK, "Spring Festival 2020"


def test_no_limit_ends_later_than_the_bound() -> None:
    calendar = town_calendar()
    for amount, unit in (
        (1, "wd"),
        (5, "wd"),
        (20, "wd"),
        (9, "wh"),
        (15, "d"),
        (90, "d"),
        (6, "m"),
        (30, "h"),
    ):
        for day in range(700):
            start = at("2025-01-01T17:30") + timedelta(days=day)
            assert due(start, (amount, unit), calendar).at <= start + timedelta(
                days=most_days({unit: amount})
            )


@pytest.mark.parametrize(
    ("length", "limit", "verdict"),
    [
        ({"wd": 10}, {"wd": 10}, ""),
        ({"wd": 11}, {"wd": 10}, CERTAIN),
        ({"wd": 9, "wh": 8}, {"wd": 10}, ""),
        ({"wd": 10, "wh": 4}, {"wd": 10}, CERTAIN),
        ({"wd": 16}, {"d": 15}, CERTAIN),
        ({"wd": 15}, {"d": 15}, LIKELY),
        ({"wd": 10}, {"d": 15}, ""),
        ({"d": 20}, {"wd": 10}, LIKELY),
        ({"d": 26}, {"wd": 10}, CERTAIN),
        ({"d": 14}, {"wd": 10}, ""),
        ({"m": 12}, {"m": 12}, ""),
        ({"m": 13}, {"m": 12}, CERTAIN),
        ({"m": 1}, {"d": 27}, CERTAIN),
        ({"m": 1}, {"d": 28}, LIKELY),
        ({"m": 1}, {"d": 31}, ""),
        ({"d": 32}, {"m": 1}, CERTAIN),
        ({"d": 31}, {"m": 1}, LIKELY),
        ({"h": 25}, {"d": 1}, LIKELY),
        ({"h": 48}, {"d": 1}, CERTAIN),
        ({"wd": 2}, {"h": 47}, CERTAIN),
        ({"wd": 2}, {"h": 48}, LIKELY),
        ({"wh": 8}, {"wd": 1}, ""),
        ({"min": 61}, {"h": 1}, CERTAIN),
        ({}, {"min": 1}, ""),
    ],
)
def test_over(length: dict[str, int], limit: dict[str, int], verdict: str) -> None:
    assert over(length, limit) == verdict


def test_lengths_follow_one_another() -> None:
    both = plus({"wd": 3, "wh": 4}, {"wd": 1, "d": 2})
    assert both == {"wd": 4, "wh": 4, "d": 2}
    assert working(both) == 4.5
    assert weight(both) > weight({"wd": 4, "d": 2})


def test_the_calendar_of_the_library_has_no_holes() -> None:
    assert len(every_day()) == (date(2027, 12, 31) - date(2010, 1, 1)).days + 1
