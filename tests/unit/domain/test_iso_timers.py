"""ISO 8601 in timers: what is read, what is refused with a sentence, month arithmetic from the anchor."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.iso_timers import (
    cycle,
    next_instant,
    read_duration,
    read_instant,
    read_stop,
)
from engine.domain.time_limits.calendar import TOWN_ZONE
from engine.errors import StopReversed, TimeUnreadable
from tests.unit.domain.town_calendar import at, local

BAD_DURATIONS = [
    "PT1D",
    "P5WD",
    "3 days",
    "P1D2H",
    "-P3D",
    "P-3D",
    "PT0S",
    "P0D",
    "P0W",
    "P",
    "PT",
    "P1DT",
    "P1W2D",
    "p1d",
    "P１D",
    "P1.5D",
    "P101Y",
    "P1201M",
    "P9999999999D",
    "PT99999999999S",
    "",
]
BAD_CYCLES = [
    "R3/2026-04-031T17:20:00+08:00/P1D",
    "R/PT0S",
    "R0/PT2S",
    "R/-PT2S",
    "R3",
    "PT2S",
    "R3/PT1D",
    "R/P1D/2026-01-01",
    "R/2026-01-01/2026-02-01",
    "R-1/PT2S",
    "0 0 * * *",
    "R/2026-13-01T00:00:00+08:00/P1D",
    "R/2026-01-01/P1D/P1D",
    "",
]
BAD_INSTANTS = {
    "2026-13-01T00:00:00+08:00": "month",
    "2026-00-01": "month",
    "2026-04-31": "day",
    "2026-02-29": "day",
    "2026-04-031T17:20:00+08:00": "instant",
    "2026-11-25T24:00": "hours",
    "2026-11-25T10:60": "minutes",
    "2026-11-25T10:00+25:00": "offset",
    "2026-11-25 10:00": "instant",
    "20261125": "instant",
    "2026-W48-3": "instant",
    "2026-11-25T10": "instant",
    "1899-12-31": "year",
    "3000-01-01": "year",
    "0000-01-01": "year",
    "": "instant",
    "２026-11-25": "instant",
}


@pytest.mark.parametrize(
    ("start", "text", "end"),
    [
        ("2026-11-25T10:00", "P5D", "2026-11-30T10:00:00"),
        ("2026-11-25T10:00", "P1W", "2026-12-02T10:00:00"),
        ("2026-11-25T10:00", "PT36H", "2026-11-26T22:00:00"),
        ("2026-11-25T10:00", "PT15M", "2026-11-25T10:15:00"),
        ("2026-11-25T10:00", "PT0.5S", "2026-11-25T10:00:00"),
        ("2026-11-25T10:00", "P1DT2H3M4S", "2026-11-26T12:03:04"),
        ("2027-01-31T10:00", "P1M", "2027-02-28T10:00:00"),
        ("2027-01-31T10:00", "P2M", "2027-03-31T10:00:00"),
        ("2028-02-29T10:00", "P1Y", "2029-02-28T10:00:00"),
        ("2024-02-29T10:00", "P4Y", "2028-02-29T10:00:00"),
        ("2026-12-31T10:00", "P1Y2M", "2028-02-29T10:00:00"),
        ("2026-01-31T23:30", "P1MT1H", "2026-03-01T00:30:00"),
        ("2026-09-30T10:00", "P1D", "2026-10-01T10:00:00"),
    ],
)
def test_durations_are_exact(start: str, text: str, end: str) -> None:
    """B52, Civil Code 202: the same day number, else the last day; a day off is no matter here."""
    assert local(read_duration(text).after(at(start), TOWN_ZONE)) == end


def test_months_are_counted_in_the_towns_day() -> None:
    start = datetime(2026, 1, 30, 16, 30, tzinfo=UTC)  # the 31st in the town
    assert local(read_duration("P1M").after(start, TOWN_ZONE)) == "2026-02-28T00:30:00"


@pytest.mark.parametrize("text", BAD_DURATIONS)
def test_what_is_no_duration_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(TimeUnreadable) as refused:
        read_duration(text)
    assert f"“{text[:60]}”" in refused.value.sentence("zh")
    assert refused.value.ids["why_en"] in refused.value.sentence("en")


@pytest.mark.parametrize("text", BAD_CYCLES)
def test_what_is_no_cycle_is_refused_with_the_whole_text(text: str) -> None:
    with pytest.raises(TimeUnreadable) as refused:
        cycle(text, TOWN_ZONE)
    assert f"“{text}”" in refused.value.sentence("zh")


@pytest.mark.parametrize(("text", "word"), BAD_INSTANTS.items())
def test_what_is_no_instant_is_refused_with_the_reason(text: str, word: str) -> None:
    with pytest.raises(TimeUnreadable) as refused:
        read_instant(text, TOWN_ZONE)
    assert word in refused.value.sentence("en")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-25T10:00:00+08:00", "2026-11-25T02:00:00+00:00"),
        ("2026-11-25T10:00:00Z", "2026-11-25T10:00:00+00:00"),
        ("2026-11-25T10:00", "2026-11-25T02:00:00+00:00"),
        ("2026-11-25", "2026-11-24T16:00:00+00:00"),
        ("2026-11-25T10:00:00.25-05:00", "2026-11-25T15:00:00.250000+00:00"),
        ("2028-02-29", "2028-02-28T16:00:00+00:00"),
    ],
)
def test_instants_are_read_in_the_towns_zone(text: str, expected: str) -> None:
    assert read_instant(text, TOWN_ZONE).isoformat() == expected


def test_stops_are_read() -> None:
    stop = read_stop("2026-10-08T09:00/2026-10-20T10:00", TOWN_ZONE)
    assert (local(stop.begin), local(stop.end or stop.begin)) == (
        "2026-10-08T09:00:00",
        "2026-10-20T10:00:00",
    )
    whole = read_stop("2026-10-08/2026-10-08", TOWN_ZONE)
    assert local(whole.begin) == local(whole.end or whole.begin) == "2026-10-08T23:59:59"
    for text in ("2026-10-08", "", "/", "2026-10-08/", "2026-10-08/P1D", "2026-10-08/2026-10-09/2026-10-10"):
        with pytest.raises(TimeUnreadable):
            read_stop(text, TOWN_ZONE)
    with pytest.raises(StopReversed) as refused:
        read_stop("2026-10-08/2026-10-07", TOWN_ZONE)
    assert "2026-10-08" in refused.value.sentence("zh")


def fires(text: str, reached: str, after: str, most: int) -> list[str]:
    found, last = [], at(after)
    for _ in range(most):
        instant = next_instant(cycle(text, TOWN_ZONE), at(reached), last, TOWN_ZONE)
        if instant is None:
            break
        found.append(local(instant))
        last = instant
    return found


def test_a_cycle_without_start_begins_one_interval_after_it_is_reached() -> None:
    assert fires("R3/PT2S", "2026-11-25T10:00", "2026-11-25T10:00", 9) == [
        "2026-11-25T10:00:02",
        "2026-11-25T10:00:04",
        "2026-11-25T10:00:06",
    ]


def test_months_of_a_cycle_are_counted_from_the_anchor() -> None:
    """B52: 31 Jan, 28 Feb, 31 Mar …; never the 28th for good."""
    text = "R/2026-01-31T09:00:00+08:00/P1M"
    assert [day[:10] for day in fires(text, "2026-01-01T00:00", "2026-01-01T00:00", 5)] == [
        "2026-01-31",
        "2026-02-28",
        "2026-03-31",
        "2026-04-30",
        "2026-05-31",
    ]


def test_a_cycle_anchored_in_the_past_is_not_caught_up() -> None:
    """B52: deployed in November it next fires on the last day of November, once."""
    text = "R/2026-01-31T09:00:00+08:00/P1M"
    now = "2026-11-25T10:00"
    assert fires(text, now, now, 3) == ["2026-11-30T09:00:00", "2026-12-31T09:00:00", "2027-01-31T09:00:00"]
    assert fires("R3/2026-01-31T09:00:00+08:00/P1M", now, now, 3) == []
    assert fires("R/2020-01-01T00:00:00+08:00/PT1S", now, now, 1) == ["2026-11-25T10:00:01"]


def test_a_cycle_with_a_start_has_so_many_instants_from_it_on() -> None:
    text = "R3/2026-12-01T09:00:00+08:00/P1D"
    assert fires(text, "2026-11-25T10:00", "2026-11-25T10:00", 9) == [
        "2026-12-01T09:00:00",
        "2026-12-02T09:00:00",
        "2026-12-03T09:00:00",
    ]


def test_the_hour_stays_where_clocks_change() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    daily = cycle("R/2026-03-28T09:00:00+01:00/P1D", berlin)
    first = datetime(2026, 3, 28, 12, tzinfo=berlin)
    following = next_instant(daily, first, first, berlin)
    assert following is not None
    assert following.astimezone(berlin).isoformat() == "2026-03-29T09:00:00+02:00"


def test_a_cycle_ends_with_time_itself() -> None:
    end = datetime(9999, 12, 31, tzinfo=UTC)
    assert next_instant(cycle("R/P1Y", TOWN_ZONE), end, end, TOWN_ZONE) is None


@given(
    st.sampled_from(["P1M", "P1Y", "P1W", "PT7H", "P1M15DT3H", "P2M"]),
    st.datetimes(datetime(2000, 1, 1), datetime(2026, 1, 1), timezones=st.just(TOWN_ZONE)),
    st.timedeltas(timedelta(), timedelta(days=4000)),
)
def test_the_next_instant_is_the_first_after(text: str, anchor: datetime, later: timedelta) -> None:
    duration = read_duration(text)
    after = anchor + later
    found = next_instant(cycle(f"R/{text}", TOWN_ZONE), anchor, after, TOWN_ZONE)
    times = 1
    while duration.after(anchor, TOWN_ZONE, times) <= after:
        times += 1
    assert found == duration.after(anchor, TOWN_ZONE, times)
