"""The calendar that comes with the installation: notices as published, nothing invented for later years."""

from __future__ import annotations

import csv
from datetime import date, timedelta

import pytest

from engine.errors import CalendarMissing
from engine.registers import calendar_rows, holiday_source
from tests.world import ROOT

BOOK = ROOT / "processes" / "registers" / "holidays.csv"


@pytest.mark.parametrize("year", [2024, 2025, 2026, 2027])
def test_the_towns_book_is_what_the_source_says(year: int) -> None:
    with BOOK.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["day"].startswith(str(year))]
    for row in rows:
        del row["sample"]
    assert calendar_rows(holiday_source.days_of(year)) == rows


@pytest.mark.parametrize("year", list(holiday_source.years()))
def test_a_year_is_whole_and_agrees_with_the_week(year: int) -> None:
    days = holiday_source.days_of(year)
    first = date(year, 1, 1)
    assert [day.day for day in days] == [
        first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days)
    ]
    for day in days:
        weekend = day.day.weekday() >= 5
        assert day.kind in (("weekend", "holiday", "moved_workday") if weekend else ("workday", "holiday"))
        assert day.notice
        assert day.provisional == (year == 2027)


# days off and worked weekend days, read from the notices
@pytest.mark.parametrize(
    ("year", "off", "worked"),
    [
        (2018, "01-01 02-15/02-21 04-05/04-07 04-29/05-01 06-18 09-24 10-01/10-07 12-30/12-31",
         "02-11 02-24 04-08 04-28 09-29 09-30 12-29"),
        (2019, "01-01 02-04/02-10 04-05/04-07 05-01/05-04 06-07/06-09 09-13/09-15 10-01/10-07",
         "02-02 02-03 04-28 05-05 09-29 10-12"),
        (2020, "01-01 01-24/02-02 04-04/04-06 05-01/05-05 06-25/06-27 10-01/10-08",
         "01-19 04-26 05-09 06-28 09-27 10-10"),
        (2026, "01-01/01-03 02-15/02-23 04-04/04-06 05-01/05-05 06-19/06-21 09-25/09-27 10-01/10-07",
         "01-04 02-14 02-28 05-09 09-20 10-10"),
    ],
)  # fmt: skip
def test_moved_days_are_those_of_the_notice(year: int, off: str, worked: str) -> None:
    days = {day.day: day for day in holiday_source.days_of(year)}
    named = set()
    for part in off.split():
        first, _, last = part.partition("/")
        day = date.fromisoformat(f"{year}-{first}")
        while day <= date.fromisoformat(f"{year}-{last or first}"):
            named.add(day)
            day += timedelta(days=1)
    assert {day for day in named if days[day].works} == set()
    moved = {date.fromisoformat(f"{year}-{part}") for part in worked.split()}
    assert {day.day for day in days.values() if day.kind == "moved_workday"} == moved
    plain = [day for day in days.values() if day.day not in named | moved]
    assert all(day.works == (day.day.weekday() < 5) for day in plain)


def test_the_next_year_has_its_thirteen_statutory_days_only() -> None:
    """So that no date comes out too late: neither substitute days nor moved days are guessed."""
    days = holiday_source.days_of(2027)
    assert sum(day.kind == "holiday" for day in days) == 13
    assert all(day.kind != "moved_workday" for day in days)
    assert {day.notice for day in days} == {"全国年节及纪念日放假办法（2024-11-10）"}


@pytest.mark.parametrize("year", [1949, 2009, 2028, 2100])
def test_a_year_beyond_is_refused(year: int) -> None:
    with pytest.raises(CalendarMissing) as refused:
        holiday_source.days_of(year)
    assert str(year) in refused.value.sentence("zh")
