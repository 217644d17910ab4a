"""Time limits in words: lights with their figures, days of a due date, the calendar of a count."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from flask import Flask
from flask_babel import gettext as _

from engine.domain.time_limits import Line
from engine.domain.time_limits.calendar import LAST_SECOND
from engine.queries.clock import LEGAL, CaseClock, Count
from engine.queries.standing import Standing
from web import identity, language, words

WEEKDAYS = (
    ("周一", "Mon"),
    ("周二", "Tue"),
    ("周三", "Wed"),
    ("周四", "Thu"),
    ("周五", "Fri"),
    ("周六", "Sat"),
    ("周日", "Sun"),
)


class Chip(NamedTuple):
    """A light for the macro `light`: shape, its words, a second line; all "" where nothing is due."""

    kind: str
    label: str
    more: str


@dataclass(frozen=True)
class Cell:
    """One day of the calendar; `classes` are those of time.css. Without `day` it fills up the first week."""

    day: date | None
    number: str = ""
    weekday: str = ""
    classes: str = ""
    text: str = ""
    more: tuple[str, ...] = ()


def start(app: Flask) -> None:
    app.jinja_env.globals.update(
        missing_calendar=missing_calendar, chip=chip, week_day=week_day, cells=cells, weekdays=weekdays
    )


def chip(standing: Standing) -> Chip:
    """The light of a task or case in words."""
    missing = missing_calendar(standing.missing_year)
    if standing.light is None or standing.due_at is None:
        return Chip("unknown", _("时限算不出"), missing) if missing else Chip("", "", "")
    kind = standing.light.detail
    if kind == "stopped":
        node = standing.stopped_at
        since = _("从“%(step)s”起", step=node.label(language.current())) if node is not None else ""
        return Chip(kind, _("停表"), since)
    tentative = _("暂定") if standing.provisional else ""
    if standing.late_since is not None:
        until = _("本该 %(day)s 办完", day=due_day(standing.late_since))
        return Chip(kind, _late(standing, kind), _joined(until, tentative, missing))
    if standing.final:
        return Chip("green", _("按期办结"), "")
    due = _("%(day)s 到期", day=due_day(standing.due_at))
    today, left = _today(standing.due_at), _left(standing.days_left)
    return Chip(kind, today or left or due, _joined(due if left and not today else "", tentative, missing))


def missing_calendar(year: int | None) -> str:
    """Why an end cannot be told; "" where all days are known."""
    return _("缺 %(year)s 年工作日历", year=year) if year is not None else ""


def _late(standing: Standing, kind: str) -> str:
    n = standing.days_late
    if kind == "red_legal":
        return _("超法定 %(n)s 天", n=n) if n else _("今天超过法定时限")
    if kind == "red_promise":
        return _("超承诺 %(n)s 天", n=n) if n else _("今天超过承诺时限")
    return _("这一步超 %(n)s 天", n=n) if n else _("这一步今天超时")


def _today(due_at: str) -> str:
    """The end when it is today, else ""."""
    end, now = _local(due_at), _now()
    if end.date() != now.date():
        return ""
    return _("今天到期") if _is_day_end(end) else _("今天 %(clock)s 到期", clock=end.strftime("%H:%M"))


def _left(days: int | None) -> str:
    """The working days that are left, "" where only the day of the end can be told."""
    if not days:
        return ""
    return _("剩 1 个工作日") if days == 1 else _("剩 %(n)s 个工作日", n=days)


def due_day(at: str) -> str:
    """A stored end as people say it: `11-30`; with the year when it is another one, with a clock in hours."""
    end, now = _local(at), _now()
    day = end.strftime("%m-%d" if end.year == now.year else "%Y-%m-%d")
    return day if _is_day_end(end) else f"{day} {end.strftime('%H:%M')}"


def long_day(at: str) -> str:
    """A day in full for citizens: 2026 年 11 月 30 日（周一）."""
    end = _local(at)
    weekday = weekdays()[end.weekday()]
    if language.current() == "en":
        return f"{weekday} {end.strftime('%d %B %Y').lstrip('0')}"
    return f"{end.year} 年 {end.month} 月 {end.day} 日（{weekday}）"


def week_day(at: datetime) -> str:
    """The day of an end with its weekday: `11-30 周一`."""
    return f"{due_day(at.isoformat())} {weekdays()[at.astimezone(words.zone()).weekday()]}"


def waiting(clock: CaseClock | None) -> list[str]:
    """How long a citizen still waits, in sentences; nothing once it has been decided."""
    if clock is None or clock.ended_at is not None or clock.standing.final:
        return []
    due = clock.standing.due_at
    if clock.started_at is None:
        limit = words.limit_words(clock.promised or clock.legal)
        return [_("受理以后 %(limit)s内办完。", limit=limit)]
    if clock.stopped_since is not None:
        return [_("现在停着不计时，等的日子不算在时限里，恢复以后接着算。")]
    if due is None:
        return (
            [_("时限照常算，到期的日子要等 %(year)s 年放假安排公布。", year=clock.missing_year)]
            if clock.missing_year
            else []
        )
    if clock.standing.late_since is not None:
        return [_("本该 %(day)s前办完，现在已经超过了，可以打电话问。", day=long_day(due))]
    promise = [_("最晚 %(day)s办完。", day=long_day(due))]
    if clock.standing.provisional:
        promise.append(_("这个日子是暂定的，放假安排公布以后可能会变。"))
    return promise


def weekdays() -> list[str]:
    return [pair[1 if language.current() == "en" else 0] for pair in WEEKDAYS]


def cells(count: Count, clock: CaseClock) -> list[Cell]:
    """A count as a calendar: whole weeks from the Monday of its first day."""
    if not count.lines:
        return []
    first = count.lines[0].day
    blank = [Cell(None) for _number in range(first.weekday())]
    return blank + list(_days(count, clock))


def _days(count: Count, clock: CaseClock) -> Iterator[Cell]:
    today = _now().date()
    until = _local(clock.ended_at).date() if clock.ended_at is not None else today
    last = count.due_at.astimezone(words.zone()).date()
    for line in count.lines:
        new_month = line is count.lines[0] or line.day.day == 1
        ends = line.day == last and clock.stopped_since is None
        more = []
        classes = _FUTURE.get(line.reason, "") if line.day > until else _CLASSES[line.reason]
        if line.day == today and clock.ended_at is None:
            classes, more = "is-now", [_("今天")]
        elif ends:
            classes = "is-legal" if count.kind == LEGAL else "is-promise"
        if ends:
            more.append(_("法定止") if count.kind == LEGAL else _("承诺止"))
        if line.provisional:
            more.append(_("暂定"))
        yield Cell(
            day=line.day,
            number=f"{line.day.month}-{line.day.day}" if new_month else str(line.day.day),
            weekday=weekdays()[line.day.weekday()],
            classes=classes,
            text=_reason(line),
            more=tuple(more),
        )


_FUTURE = {"weekend": "is-off", "holiday": "is-off", "closed": "is-off"}
_CLASSES = {
    "start": "is-start",
    "counted": "is-used",
    "moved_on": "is-used",
    "weekend": "is-off",
    "holiday": "is-off",
    "closed": "is-off",
    "stopped": "is-stopped",
    "stop_ended": "is-stopped",
}


def _reason(line: Line) -> str:
    """Why the day counts or not, short enough for a seventh of a phone."""
    if line.reason == "counted" and line.number is not None:
        return _("第 %(n)s 天", n=line.number)
    if line.reason == "counted":
        return _("计 %(time)s", time=_hours(line.spent))
    if line.reason == "holiday" and line.name and language.current() != "en":
        return line.name
    return {
        "start": _("起算日"),
        "weekend": _("休息日"),
        "holiday": _("节假日"),
        "stopped": _("停表日"),
        "stop_ended": _("停表到此，时限届满"),
        "moved_on": _("顺延到此"),
        "closed": _("不计"),
    }[line.reason]


def _hours(spent: timedelta | None) -> str:
    minutes = int(spent.total_seconds()) // 60 if spent is not None else 0
    return f"{minutes // 60}:{minutes % 60:02}"


def _now() -> datetime:
    return identity.engine().clock.now().astimezone(words.zone())


def _is_day_end(end: datetime) -> bool:
    return end.time().replace(microsecond=0) == LAST_SECOND


def _local(at: str) -> datetime:
    return datetime.fromisoformat(at).astimezone(words.zone())


def _joined(*parts: Any) -> str:
    return ("; " if language.current() == "en" else "，").join(part for part in parts if part)
