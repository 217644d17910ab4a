"""Worked examples of limits in days and months, counted on paper from the notices; each cites its rule.

2026 by 国办发明电〔2025〕7号: off 1-3 Jan (4 Jan worked), 15-23 Feb (14, 28 Feb worked), 4-6 Apr, 1-5 May
(9 May worked), 19-21 Jun, 25-27 Sep, 1-7 Oct (20 Sep, 10 Oct worked).
"""

from __future__ import annotations

import pytest

from engine.domain.limits import read_limit
from engine.domain.time_limits import due
from tests.unit.domain.town_calendar import at, local, stops, town_calendar

END = "T23:59:59"

# start, limit, last day (a trailing ? = provisional), rule
WORKING_DAYS = [
    ("2026-11-25T10:00", "1wd", "2026-11-26", "民法典 201: the first day is not counted"),
    ("2026-11-25T10:00", "5wd", "2026-12-02", "许可法 82, 32(4): working days, the weekend left out"),
    ("2026-11-25T10:00", "10wd", "2026-12-09", "许可法 82, 44: licence delivered within 10"),
    ("2026-11-25T10:00", "20wd", "2026-12-23", "许可法 82, 42: decision within 20"),
    ("2026-11-27T16:59", "1wd", "2026-11-30", "许可法 82: Friday to Monday"),
    ("2026-11-28T09:00", "1wd", "2026-11-30", "民法典 201: a start on a Saturday is day 0 too"),
    ("2026-11-29T09:00", "1wd", "2026-11-30", "民法典 201: a start on a Sunday is day 0 too"),
    ("2026-11-26T00:00", "1wd", "2026-11-27", "民法典 201: the first second belongs to its day"),
    ("2026-11-26T23:59:59", "1wd", "2026-11-27", "民法典 201: so does the last one"),
    ("2026-11-25T15:59:59+00:00", "1wd", "2026-11-26", "the day is the town's: 23:59:59 there"),
    ("2026-11-25T16:00:00+00:00", "1wd", "2026-11-27", "the day is the town's: already the 26th"),
    ("2026-09-30T10:00", "1wd", "2026-10-08", "国办发明电〔2025〕7号: National Day to 7 October"),
    ("2026-09-30T10:00", "3wd", "2026-10-10", "国办发明电〔2025〕7号: Saturday 10 October is worked"),
    ("2026-09-30T10:00", "4wd", "2026-10-12", "国办发明电〔2025〕7号: Sunday the 11th is off again"),
    ("2026-09-18T10:00", "1wd", "2026-09-20", "国办发明电〔2025〕7号: Sunday 20 September is worked"),
    ("2026-09-20T10:00", "1wd", "2026-09-21", "a start on a worked Sunday"),
    ("2026-09-24T10:00", "1wd", "2026-09-28", "国办发明电〔2025〕7号: Mid-Autumn"),
    ("2026-02-13T10:00", "1wd", "2026-02-14", "国办发明电〔2025〕7号: Saturday 14 February is worked"),
    ("2026-02-13T10:00", "2wd", "2026-02-24", "国办发明电〔2025〕7号: nine days of Spring Festival"),
    ("2026-02-14T10:00", "5wd", "2026-02-28", "国办发明电〔2025〕7号: Saturday 28 February is worked"),
    ("2026-02-18T10:00", "1wd", "2026-02-24", "a start inside the holiday"),
    ("2026-02-12T10:00", "5wd", "2026-02-26", "许可法 32(4): correction notice within 5"),
    ("2025-12-31T10:00", "1wd", "2026-01-04", "国办发明电〔2025〕7号: Sunday 4 January is worked"),
    ("2025-12-31T10:00", "2wd", "2026-01-05", "year change between two notices"),
    ("2026-04-03T10:00", "1wd", "2026-04-07", "国办发明电〔2025〕7号: Qingming and its substitute Monday"),
    ("2026-04-30T10:00", "3wd", "2026-05-08", "国办发明电〔2025〕7号: Labour Day"),
    ("2026-04-30T10:00", "4wd", "2026-05-09", "国办发明电〔2025〕7号: Saturday 9 May is worked"),
    ("2026-06-18T10:00", "1wd", "2026-06-22", "国办发明电〔2025〕7号: Dragon Boat"),
    ("2026-09-18T10:00", "20wd", "2026-10-22", "许可法 42 over two holidays and two worked weekend days"),
    ("2026-09-18T10:00", "30wd", "2026-11-05", "许可法 42: 20 and 10 more with reasons"),
    ("2026-01-05T10:00", "45wd", "2026-03-13", "许可法 42 para. 2: joint handling 45"),
    ("2026-04-28T10:00", "10wd", "2026-05-14", "许可法 44: delivery within 10"),
    ("2026-09-28T10:00", "7wd", "2026-10-13", "处罚法 56, 85: 七日 of registered evidence are working days"),
    ("2026-10-16T10:00", "5wd", "2026-10-23", "处罚法 64, 85: 五日 to ask for a hearing"),
    ("2026-12-24T10:00", "7wd", "2027-01-05?", "处罚法 61, 85: 七日 to serve, into the next year"),
    ("2026-05-08T10:00", "2wd", "2026-05-11", "处罚法 71, 85: 二日 to hand fines in"),
    ("2026-09-29T10:00", "10wd", "2026-10-19", "强制法 54, 69: 十日 after the reminder are working days"),
    ("2019-04-26T10:00", "1wd", "2019-04-28", "国办发明电〔2019〕3号, B49: worked Sunday"),
    (
        "2019-04-26T10:00",
        "4wd",
        "2019-05-05",
        "国办发明电〔2019〕3号, B49: 28, 29, 30 April, then Sunday 5 May",
    ),
    (
        "2018-12-28T10:00",
        "1wd",
        "2018-12-29",
        "国办发明电〔2018〕15号: Saturday of the year before is worked",
    ),
    ("2018-12-28T10:00", "2wd", "2019-01-02", "国办发明电〔2018〕15号: 30 December to 1 January"),
    (
        "2018-02-14T10:00",
        "3wd",
        "2018-02-24",
        "国办发明电〔2017〕12号: 15-21 February, Saturday the 24th worked",
    ),
    ("2020-01-23T10:00", "1wd", "2020-02-03", "国办发明电〔2020〕1号: holiday lengthened to 2 February"),
    ("2020-06-24T10:00", "1wd", "2020-06-28", "国办发明电〔2019〕16号: Sunday 28 June is worked"),
    ("2024-02-09T10:00", "1wd", "2024-02-18", "国办发明电〔2023〕7号: 10-17 February"),
    ("2024-02-28T10:00", "1wd", "2024-02-29", "a leap day is a day"),
    ("2026-12-30T10:00", "1wd", "2026-12-31", "the year before a provisional one is firm"),
    ("2026-12-30T10:00", "2wd", "2027-01-04?", "2027 has no notice yet: provisional"),
    ("2027-02-04T10:00", "1wd", "2027-02-09?", "放假办法 2024: eve and three days of 2027, no moved days"),
    (
        "2027-04-30T10:00",
        "1wd",
        "2027-05-03?",
        "放假办法 2024: 1-2 May 2027 fall on a weekend, no substitute",
    ),
]
NATURAL_DAYS = [
    ("2026-11-25T10:00", "15d", "2026-12-10", "处罚法 67, 85: 15 days to pay are natural days"),
    ("2026-08-27T10:00", "90d", "2026-11-25", "处罚法 60, 85: 90 days from filing are natural days"),
    ("2026-07-03T10:00", "90d", "2026-10-08", "处罚法 60, 民诉法 85: the last day is 1 October, moved on"),
    ("2026-09-18T10:00", "15d", "2026-10-08", "民法典 203: the last day is Saturday 3 October, moved on"),
    ("2026-11-20T10:00", "15d", "2026-12-07", "民法典 203: Saturday to Monday"),
    ("2026-11-21T10:00", "15d", "2026-12-07", "民法典 203: Sunday to Monday"),
    ("2026-02-05T10:00", "15d", "2026-02-24", "民法典 203: into Spring Festival, out of it"),
    ("2026-09-05T10:00", "15d", "2026-09-20", "a worked Sunday is no day off: not moved"),
    ("2026-09-25T10:00", "15d", "2026-10-10", "a worked Saturday is no day off: not moved"),
    ("2026-09-26T10:00", "1d", "2026-09-28", "start and end in the holiday"),
    ("2026-12-16T10:00", "15d", "2026-12-31", "the last day of a firm year"),
    ("2026-12-17T10:00", "15d", "2027-01-04?", "New Year's Day 2027, moved on: provisional"),
    ("2024-02-14T10:00", "15d", "2024-02-29", "a leap day is counted"),
    ("2026-10-26T10:00", "30d", "2026-11-25", "强制法 25, 69: 30 days of seizure are natural days"),
    ("2026-10-26T10:00", "60d", "2026-12-25", "强制法 25: 30 days more"),
    ("2026-11-25T10:00", "60d", "2027-01-25?", "复议法 20: 60 days, the last is Sunday 24 January 2027"),
    ("2026-04-01T10:00", "30d", "2026-05-06", "民诉法 95: 30 days of public notice, the last is 1 May"),
    ("2019-04-04T10:00", "24d", "2019-04-28", "国办发明电〔2019〕3号: ends on a worked Sunday"),
]
MONTHS = [
    ("2026-11-25T10:00", "1m", "2026-12-25", "民法典 202: the same day number"),
    ("2026-01-31T10:00", "1m", "2026-02-28", "民法典 202: no 31st; the worked Saturday stays"),
    ("2024-01-31T10:00", "1m", "2024-02-29", "民法典 202: last day of a leap February"),
    ("2024-02-29T10:00", "12m", "2025-02-28", "民法典 202: no 29th in the next year"),
    ("2026-03-31T10:00", "1m", "2026-04-30", "民法典 202: no 31st of April"),
    ("2026-10-31T10:00", "1m", "2026-11-30", "民法典 202: no 31st of November"),
    ("2026-05-25T10:00", "6m", "2026-11-25", "行诉法 46: six months to sue"),
    ("2026-04-01T10:00", "6m", "2026-10-08", "民法典 202, 203: 1 October, moved on"),
    ("2026-08-31T10:00", "6m", "2027-03-01?", "民法典 202, 203: Sunday 28 February 2027, moved on"),
    ("2027-01-31T10:00", "1m", "2027-03-01?", "民法典 202, 203: the same"),
    ("2026-12-04T10:00", "1m", "2027-01-04?", "a month into the provisional year"),
]
# start, limit, stops, last day, rule
STOPPED = [
    ("2026-11-25T10:00", "10wd", "2026-11-27T09:00/2026-12-04T15:00", "2026-12-16", "许可法 45: five days"),
    ("2026-11-25T10:00", "10wd", "2026-11-27/2026-12-04", "2026-12-16", "dates for times mean the same days"),
    ("2026-11-25T10:00", "10wd", "2026-11-27T09:00/2026-11-27T15:00", "2026-12-09", "within a day: none"),
    ("2026-11-25T10:00", "10wd", "2026-11-27T09:00/2026-11-27T09:00", "2026-12-09", "no length: none"),
    (
        "2026-11-25T10:00",
        "10wd",
        "2026-11-27T09:00/2026-11-30T10:00 2026-12-02T09:00/2026-12-03T10:00",
        "2026-12-11",
        "two stops",
    ),
    (
        "2026-11-25T10:00",
        "10wd",
        "2026-11-30T09:00/2026-12-04T10:00 2026-11-27T09:00/2026-12-02T10:00",
        "2026-12-16",
        "overlapping stops count once, in any order",
    ),
    (
        "2026-11-25T10:00",
        "10wd",
        "2026-11-27/2026-12-04 2026-11-27/2026-12-04",
        "2026-12-16",
        "twice the same",
    ),
    ("2026-11-25T10:00", "10wd", "2026-12-15T09:00/2026-12-20T10:00", "2026-12-09", "after the end: none"),
    ("2026-11-25T10:00", "10wd", "2026-11-20T09:00/2026-11-24T10:00", "2026-12-09", "before the start: none"),
    ("2026-11-25T10:00", "10wd", "2026-11-20T09:00/2026-11-30T10:00", "2026-12-14", "running at the start"),
    ("2026-11-25T10:00", "1wd", "2026-11-25T15:00/2026-11-27T10:00", "2026-11-30", "stopped on day 0"),
    ("2026-09-29T10:00", "5wd", "2026-09-30T10:00/2026-10-09T10:00", "2026-10-14", "over National Day"),
    ("2026-11-25T10:00", "3wd", "2026-11-26T09:00/2026-11-28T10:00", "2026-12-01", "ends on a Saturday"),
    (
        "2026-12-30T10:00",
        "2wd",
        "2026-12-30T11:00/2027-01-05T10:00",
        "2027-01-07?",
        "into the provisional year",
    ),
    ("2026-11-25T10:00", "15d", "2026-11-30T09:00/2026-12-05T10:00", "2026-12-15", "natural days: five more"),
    ("2026-11-20T10:00", "15d", "2026-11-25T09:00/2026-11-28T10:00", "2026-12-08", "a Saturday end no more"),
    (
        "2026-11-20T10:00",
        "15d",
        "2026-12-05T10:00/2026-12-07T10:00",
        "2026-12-07",
        "begun on the last counted day: ends with the stop, on the day to which it moved on anyhow",
    ),
    ("2026-11-25T10:00", "1m", "2026-12-01T09:00/2026-12-08T10:00", "2027-01-04?", "months: seven days more"),
    ("2026-08-27T10:00", "90d", "2026-09-30/2026-10-08", "2026-12-03", "强制法 25, 处罚法 60: testing time"),
]

# 许可法 45: the time of a stop is not counted, so a limit ends neither inside nor before a stop that began in
# time; 许可法 82, 民法典 203: nor on a day off
BEGUN_ON_THE_LAST_DAY = [
    ("2026-11-25T10:00", "1wd", "2026-11-26T09:00/2026-12-10T10:00", "2026-12-10", "ends with the stop"),
    ("2026-11-25T10:00", "5wd", "2026-12-02T10:00/2026-12-10T10:00", "2026-12-10", "the same, the fifth day"),
    ("2026-11-25T10:00", "5wd", "2026-12-02T23:59:59/2026-12-10T00:00", "2026-12-10", "in the last second"),
    ("2026-11-25T10:00", "5wd", "2026-12-03T00:00/2026-12-10T10:00", "2026-12-02", "a second later: late"),
    ("2026-11-25T10:00", "5wd", "2026-12-02T10:00/2026-12-02T12:00", "2026-12-02", "over on the same day"),
    ("2026-11-25T10:00", "5wd", "2026-12-02T10:00/2026-12-12T10:00", "2026-12-14", "ends on a Saturday"),
    ("2026-09-28T10:00", "2wd", "2026-09-30T10:00/2026-10-02T10:00", "2026-10-08", "ends in National Day"),
    (
        "2026-11-25T10:00",
        "5wd",
        "2026-12-02T10:00/2026-12-04T10:00 2026-12-04T15:00/2026-12-08T10:00",
        "2026-12-08",
        "the day of the stop's end is the last one, and another stop begins on it",
    ),
    (
        "2026-11-25T10:00",
        "5wd",
        "2026-12-02T10:00/2026-12-04T10:00 2026-12-05T10:00/2026-12-08T10:00",
        "2026-12-04",
        "another stop that begins on the day after is too late",
    ),
    (
        "2026-11-25T10:00",
        "5wd",
        "2026-11-26T15:00/2026-11-27T10:00 2026-12-03T10:00/2026-12-10T10:00",
        "2026-12-10",
        "the last day moved by an earlier stop",
    ),
    ("2026-11-25T10:00", "15d", "2026-12-10T09:00/2026-12-15T10:00", "2026-12-15", "natural days"),
    ("2026-11-25T10:00", "15d", "2026-12-10T09:00/2026-12-12T10:00", "2026-12-14", "ends on a Saturday"),
    ("2026-11-25T10:00", "15d", "2026-12-11T09:00/2026-12-15T10:00", "2026-12-10", "the day after: too late"),
    ("2026-11-25T10:00", "10d", "2026-12-06T09:00/2026-12-08T10:00", "2026-12-08", "begun while moving on"),
    ("2026-11-25T10:00", "10d", "2026-12-07T09:00/2026-12-09T10:00", "2026-12-09", "on the day moved on to"),
    ("2026-11-25T10:00", "10d", "2026-12-08T09:00/2026-12-09T10:00", "2026-12-07", "after that: too late"),
    ("2026-11-25T10:00", "10d", "2026-12-05T09:00/2026-12-06T10:00", "2026-12-07", "over before the Monday"),
    ("2026-11-25T10:00", "1m", "2026-12-25T09:00/2026-12-29T10:00", "2026-12-29", "months"),
    ("2026-12-30T10:00", "1wd", "2026-12-31T10:00/2027-01-02T10:00", "2027-01-04?", "a provisional day off"),
    ("2026-11-16T10:00", "15d", "2026-12-01T10:00/2027-01-04T10:00", "2027-01-04?", "a provisional end"),
]


def check(start: str, limit: str, intervals: str, expected: str) -> None:
    found = read_limit(limit)
    assert found is not None
    end = due(at(start), found, town_calendar(), stops(intervals))
    assert (local(end.at), end.provisional) == (expected.rstrip("?") + END, expected.endswith("?"))


@pytest.mark.parametrize(("start", "limit", "last", "rule"), WORKING_DAYS)
def test_working_days(start: str, limit: str, last: str, rule: str) -> None:
    check(start, limit, "", last)


@pytest.mark.parametrize(("start", "limit", "last", "rule"), NATURAL_DAYS)
def test_natural_days(start: str, limit: str, last: str, rule: str) -> None:
    check(start, limit, "", last)


@pytest.mark.parametrize(("start", "limit", "last", "rule"), MONTHS)
def test_months(start: str, limit: str, last: str, rule: str) -> None:
    check(start, limit, "", last)


@pytest.mark.parametrize(("start", "limit", "intervals", "last", "rule"), STOPPED + BEGUN_ON_THE_LAST_DAY)
def test_stopped_days_are_not_counted(start: str, limit: str, intervals: str, last: str, rule: str) -> None:
    check(start, limit, intervals, last)
