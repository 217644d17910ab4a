"""The working calendar of a year from the library `holidays`, where the town has imported none.

A year is known when the library holds its State Council notice (moved days). The next year after the last
notice is provisional: its statutory days only, no substitute days and no moved days, so that no date is
too late. Any other year is refused.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from engine.domain.time_limits.calendar import HOLIDAY, MOVED_WORKDAY, WEEKEND, WORKDAY, Day
from engine.errors import CalendarMissing

FIRST_YEAR = 2010
"""Earlier years were never compared with a second source."""

STATUTE = "全国年节及纪念日放假办法（2024-11-10）"
_TITLE = "国务院办公厅关于{year}年部分节假日安排的通知"
_NOTICES = {
    2018: "国办发明电〔2017〕12号",
    2019: "国办发明电〔2018〕15号、〔2019〕3号",
    2020: "国办发明电〔2019〕16号、〔2020〕1号",
    2021: "国办发明电〔2020〕27号",
    2022: "国办发明电〔2021〕11号",
    2023: "国办发明电〔2022〕16号",
    2024: "国办发明电〔2023〕7号",
    2025: "国办发明电〔2024〕12号",
    2026: "国办发明电〔2025〕7号",
}
_SUBSTITUTED = re.compile(r".*由 (\d{4}-\d{2}-\d{2}) 调休.*")
_OBSERVED = "（补假）"
_EVE = "农历除夕"
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class _Source:
    """What the library says of some years: day off -> its words, and the moved workdays."""

    off: Mapping[date, str]
    moved: frozenset[date]

    def is_off(self, day: date) -> bool:
        return day in self.off or (day.weekday() >= 5 and day not in self.moved)


def years() -> range:
    """The years that can be built; the last one is provisional."""
    return range(FIRST_YEAR, _last_notice() + 2)


@cache
def days_of(year: int) -> tuple[Day, ...]:
    """Every day of a year, in order. Raises CalendarMissing for a year without notice but the next one."""
    if year not in years():
        raise CalendarMissing(year=year)
    firm = year <= _last_notice()
    # moved days of New Year lie in the year before it
    source = _read(
        range(year - 1, min(year + 1, _last_notice()) + 1) if firm else range(year, year + 1), firm
    )
    targets = {
        date.fromisoformat(found[1]): day
        for day, words in source.off.items()
        if (found := _SUBSTITUTED.fullmatch(words))
    }
    first = date(year, 1, 1)
    span = (first + _DAY * number for number in range((date(year + 1, 1, 1) - first).days))
    return tuple(_day(day, source, targets, firm) for day in span)


def _day(day: date, source: _Source, targets: Mapping[date, date], firm: bool) -> Day:
    if day in source.off:
        kind = HOLIDAY
    elif day in source.moved:
        kind = MOVED_WORKDAY
    else:
        kind = WEEKEND if day.weekday() >= 5 else WORKDAY
    if not firm:
        return Day(day, kind, _plain(source.off.get(day, "")), STATUTE, provisional=True)
    name, year = _name(day, kind, source, targets)
    return Day(day, kind, name, _NOTICES.get(year) or _TITLE.format(year=year))


def _name(day: date, kind: str, source: _Source, targets: Mapping[date, date]) -> tuple[str, int]:
    """The day's name, and the year whose notice arranged it."""
    if kind == WORKDAY:
        return "", day.year
    off = targets.get(day, day) if kind == MOVED_WORKDAY else day
    run = _run(off, source)
    festivals = [one for one in run if one in source.off and _is_statutory(source.off[one])]
    if not festivals:
        return _plain(source.off.get(day, "")), day.year
    festival = Counter(_plain(source.off[one]) for one in festivals).most_common(1)[0][0]
    year = festivals[-1].year
    if kind == MOVED_WORKDAY:
        return f"{festival}调休上班", year
    if kind == HOLIDAY:
        words = source.off[day]
        return (f"{festival}调休" if _SUBSTITUTED.fullmatch(words) else _plain(words)), year
    # a weekend before a Monday's holiday belongs to it only where the notice moved days
    arranged = day > festivals[0] or any(one in source.off and one not in festivals for one in run)
    return (f"{festival}假期连休" if arranged else ""), year


def _run(day: date, source: _Source) -> list[date]:
    """The days off in a row around a day off."""
    first = last = day
    while source.is_off(first - _DAY):
        first -= _DAY
    while source.is_off(last + _DAY):
        last += _DAY
    return [first + _DAY * number for number in range((last - first).days + 1)]


def _is_statutory(words: str) -> bool:
    return not _SUBSTITUTED.fullmatch(words) and _OBSERVED not in words


def _plain(words: str) -> str:
    """The library's words as our book has them; two festivals on one day are both named."""
    return "、".join(
        dict.fromkeys(
            part.strip().replace(_EVE, "春节").replace(_OBSERVED, "补假") for part in words.split(";") if part
        )
    )


def _read(span: range, firm: bool) -> _Source:
    # 5 MB and 40 ms that a server never needs
    from holidays import country_holidays

    found = country_holidays("CN", years=span, observed=firm, language="zh_CN")
    return _Source(dict(found), frozenset(found.weekend_workdays))


@cache
def _last_notice() -> int:
    from holidays.countries.china import ChinaStaticHolidays

    return int(max(ChinaStaticHolidays.special_public_holidays))
