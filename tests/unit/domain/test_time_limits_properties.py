"""What holds for every start, amount, unit and stop."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from engine.domain.time_limits import Stop, due, explain
from engine.domain.time_limits.calendar import TOWN_ZONE
from engine.domain.time_limits.days import counted_days
from engine.domain.time_limits.hours import LENGTHS
from tests.unit.domain.town_calendar import town_calendar

CALENDAR = town_calendar()
START = st.datetimes(datetime(2024, 1, 1), datetime(2026, 3, 1), timezones=st.just(TOWN_ZONE))
MOST = {"wd": 60, "d": 120, "m": 6, "h": 500, "wh": 200, "min": 3000}
LIMIT = st.sampled_from(sorted(MOST)).flatmap(
    lambda unit: st.tuples(st.integers(1, MOST[unit]), st.just(unit))
)
LENGTH = st.timedeltas(timedelta(), timedelta(days=30))
AFTER = st.timedeltas(timedelta(days=-20), timedelta(days=60))


@st.composite
def stopped(draw: st.DrawFn) -> tuple[datetime, list[Stop]]:
    start = draw(START)
    stops = []
    for _ in range(draw(st.integers(0, 3))):
        begin = start + draw(AFTER)
        stops.append(Stop(begin, begin + draw(LENGTH)))
    return start, stops


@given(stopped(), LIMIT)
def test_a_longer_limit_never_ends_earlier(case: tuple[datetime, list[Stop]], limit: tuple[int, str]) -> None:
    start, stops = case
    amount, unit = limit
    shorter, longer = (due(start, (number, unit), CALENDAR, stops) for number in (amount, amount + 1))
    assert shorter.at <= longer.at
    assert shorter.yellow_at <= longer.yellow_at


@given(stopped(), LIMIT, AFTER, LENGTH)
def test_another_stop_never_makes_it_earlier(
    case: tuple[datetime, list[Stop]], limit: tuple[int, str], after: timedelta, length: timedelta
) -> None:
    start, stops = case
    begin = start + after
    before = due(start, limit, CALENDAR, stops)
    now = due(start, limit, CALENDAR, [*stops, Stop(begin, begin + length)])
    assert now.at >= before.at
    assert now.yellow_at >= before.yellow_at


@given(stopped(), LIMIT)
def test_the_explanation_adds_up_and_ends_on_the_day(
    case: tuple[datetime, list[Stop]], limit: tuple[int, str]
) -> None:
    start, stops = case
    amount, unit = limit
    end = due(start, limit, CALENDAR, stops)
    lines = explain(start, limit, CALENDAR, stops)
    first, last = CALENDAR.local_day(start), CALENDAR.local_day(end.at)
    days = [line.day for line in lines]
    assert days == [first + timedelta(days=number) for number in range((last - first).days + 1)]
    if unit in LENGTHS:
        assert sum((line.spent or timedelta() for line in lines), timedelta()) == LENGTHS[unit] * amount
    else:
        numbers = [line.number for line in lines if line.number is not None]
        assert numbers == list(range(1, counted_days(first, amount, unit) + 1))
    assert any(line.provisional for line in lines) == end.provisional


@given(stopped(), LIMIT)
def test_yellow_lies_between_start_and_end_and_days_end_on_a_working_day(
    case: tuple[datetime, list[Stop]], limit: tuple[int, str]
) -> None:
    start, stops = case
    end = due(start, limit, CALENDAR, stops)
    assert start < end.yellow_at <= end.at
    if limit[1] in ("wd", "d", "m", "wh"):
        assert CALENDAR.day(CALENDAR.local_day(end.at)).works


@given(stopped(), LIMIT)
def test_no_limit_ends_inside_or_before_a_stop_that_began_in_time(
    case: tuple[datetime, list[Stop]], limit: tuple[int, str]
) -> None:
    start, stops = case
    end = due(start, limit, CALENDAR, stops).at
    for stop in stops:
        assert stop.end is not None
        if start < stop.begin.replace(microsecond=0) <= end:
            assert stop.end.replace(microsecond=0) <= end


@given(stopped(), LIMIT, st.randoms(use_true_random=False))
def test_the_order_of_stops_does_not_matter(
    case: tuple[datetime, list[Stop]], limit: tuple[int, str], random: object
) -> None:
    start, stops = case
    shuffled = list(stops)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert due(start, limit, CALENDAR, shuffled) == due(start, limit, CALENDAR, stops)
