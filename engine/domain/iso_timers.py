"""Instants, durations and cycles as ISO 8601 writes them, for BPMN timers and the command line.

A duration is exact, not a limit: P5D ends at the same time of day, day off or not. Months are counted from
the anchor (31 Jan, 28 Feb, 31 Mar …), never from the instant before.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from engine.domain.time_limits.months import add_months
from engine.domain.time_limits.stops import Stop
from engine.errors import StopReversed, TimeUnreadable

YEARS = range(1900, 3000)
LONGEST = timedelta(days=36_600)
"""A century: whatever is longer was a slip of the pen."""

_NUMBER = r"([0-9]{1,10})"
_DURATION = re.compile(
    rf"P(?:(?:{_NUMBER}Y)?(?:{_NUMBER}M)?(?:{_NUMBER}D)?"
    rf"(?:T(?=[0-9])(?:{_NUMBER}H)?(?:{_NUMBER}M)?(?:{_NUMBER}(?:[.,]([0-9]{{1,6}}))?S)?)?|{_NUMBER}W)"
)
_INSTANT = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})"
    r"(?:T([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:[.,]([0-9]{1,6}))?)?(Z|[+-][0-9]{2}:[0-9]{2})?)?"
)
_REPEATS = re.compile(r"R([0-9]{0,6})")

_WHY = {
    "duration": (
        "时长写成 P5D、P1W（周）、P1M（月）、P1Y、PT36H、PT15M（分钟）或 P1DT2H，时分秒放在 T 后面",
        "write a duration as P5D, P1W, P1M, P1Y, PT36H, PT15M or P1DT2H, hours, minutes and seconds behind T",
    ),
    "negative": ("时长不能是负数，请写 P3D 这样的正数", "a duration cannot be negative: write P3D"),
    "zero": ("时长不能是 0，请至少写 PT1S", "a duration cannot be zero: write PT1S at least"),
    "long": ("时长超过一百年，请改短", "the duration is longer than a century: make it shorter"),
    "instant": (
        "时刻写成 2026-11-25T09:00:00+08:00 或 2026-11-25",
        "write an instant as 2026-11-25T09:00:00+08:00 or 2026-11-25",
    ),
    "month": ("没有这个月份，月份是 01 到 12", "there is no such month: months are 01 to 12"),
    "day": ("这个月没有这一天，请核对日期", "this month has no such day: check the date"),
    "time": (
        "没有这个钟点，时是 00 到 23，分和秒是 00 到 59",
        "there is no such time: hours are 00 to 23, minutes and seconds 00 to 59",
    ),
    "offset": ("没有这个时区，请写 +08:00", "there is no such offset: write +08:00"),
    "year": (
        f"年份要在 {YEARS[0]} 到 {YEARS[-1]} 之间",
        f"the year must lie between {YEARS[0]} and {YEARS[-1]}",
    ),
    "cycle": (
        "循环写成 R3/PT2H 或 R/2026-01-31T09:00:00+08:00/P1M（次数/起点/间隔）",
        "write a cycle as R3/PT2H or R/2026-01-31T09:00:00+08:00/P1M (times/start/interval)",
    ),
    "never": (
        "循环 0 次没有意义，请写 R1 以上，或只写 R",
        "zero times is no cycle: write R1 or more, or R alone",
    ),
    "stop": (
        "停表区间写成 开始/结束，如 2026-10-08/2026-10-20",
        "write a stop as FROM/TO, such as 2026-10-08/2026-10-20",
    ),
}


def _refusal(text: str, why: str) -> TimeUnreadable:
    zh, en = _WHY[why]
    return TimeUnreadable(text=text[:60], why=zh, why_en=en)


# --- instants


def read_instant(text: str, zone: tzinfo) -> datetime:
    """ISO text -> the instant in UTC. Raises TimeUnreadable.

    Without an offset it is meant in `zone`; a date alone is its first second.
    """
    found = _INSTANT.fullmatch(text.strip())
    if found is None:
        raise _refusal(text, "instant")
    year, month, day, hour, minute, second = (int(found[group] or 0) for group in range(1, 7))
    if year not in YEARS:
        raise _refusal(text, "year")
    if not 1 <= month <= 12:
        raise _refusal(text, "month")
    if hour > 23 or minute > 59 or second > 59:
        raise _refusal(text, "time")
    micro = int((found[7] or "").ljust(6, "0"))
    try:
        local = datetime(year, month, day, hour, minute, second, micro)
    except ValueError:
        raise _refusal(text, "day") from None
    try:
        offset = datetime.fromisoformat(f"2000-01-01T00:00:00{found[8]}").tzinfo if found[8] else zone
    except ValueError:
        raise _refusal(text, "offset") from None
    return local.replace(tzinfo=offset).astimezone(UTC)


def read_stop(text: str, zone: tzinfo) -> Stop:
    """`FROM/TO` -> Stop. A date alone is the end of that day: the days after FROM up to TO are what stands.

    Raises TimeUnreadable, and StopReversed when TO lies before FROM.
    """
    parts = text.split("/")
    if len(parts) != 2:
        raise _refusal(text, "stop")
    begin, end = (_end_of_day(part, zone) for part in parts)
    if end < begin:
        raise StopReversed(begin=parts[0].strip(), end=parts[1].strip())
    return Stop(begin, end)


def _end_of_day(text: str, zone: tzinfo) -> datetime:
    at = read_instant(text, zone)
    if "T" in text:
        return at
    local = at.astimezone(zone)
    return local.replace(hour=23, minute=59, second=59).astimezone(UTC)


# --- durations


@dataclass(frozen=True, slots=True)
class Duration:
    """Months, then days of the calendar, then clock time."""

    months: int
    days: int
    clock: timedelta

    def after(self, anchor: datetime, zone: tzinfo, times: int = 1) -> datetime:
        """`times` durations after the anchor, all counted from it; in UTC. Raises OverflowError past 9999.

        Source: Civil Code 201-203 for months: the same day number, else the last day of the month (case B52).
        """
        local = anchor.astimezone(zone)
        day = add_months(local.date(), self.months * times) + timedelta(days=self.days * times)
        moved = datetime.combine(day, local.time(), zone)
        return moved.astimezone(UTC) + self.clock * times

    @property
    def at_most(self) -> timedelta:
        """No such duration is longer than this."""
        return timedelta(days=31 * self.months + self.days) + self.clock


def read_duration(text: str) -> Duration:
    """`P1M`, `PT15M`, `P1W` … -> Duration.

    Raises TimeUnreadable, also for zero, for negative ones and for more than a century.
    """
    written = text.strip()
    if written.startswith("-"):
        raise _refusal(text, "negative")
    found = _DURATION.fullmatch(written)
    if written == "P" or found is None:
        raise _refusal(text, "duration")
    try:
        duration = _parts(found)
        too_long = duration.at_most > LONGEST
    except OverflowError:
        raise _refusal(text, "long") from None
    if too_long:
        raise _refusal(text, "long")
    if not duration.at_most:
        raise _refusal(text, "zero")
    return duration


def _parts(found: re.Match[str]) -> Duration:
    if found[8]:
        return Duration(0, int(found[8]) * 7, timedelta())
    years, months, days, hours, minutes, seconds = (int(found[group] or 0) for group in range(1, 7))
    micro = int((found[7] or "").ljust(6, "0"))
    clock = timedelta(hours=hours, minutes=minutes, seconds=seconds, microseconds=micro)
    return Duration(years * 12 + months, days, clock)


# --- cycles


@dataclass(frozen=True, slots=True)
class Cycle:
    """`repetitions` None = without end; `start` None = from the moment at which the timer is reached."""

    repetitions: int | None
    start: datetime | None
    duration: Duration


def cycle(text: str, zone: tzinfo) -> Cycle:
    """`R3/PT2S`, `R/2026-01-31T09:00:00+08:00/P1M` -> Cycle, its start in UTC. Raises TimeUnreadable."""
    parts = text.strip().split("/")
    repeats = _REPEATS.fullmatch(parts[0])
    if repeats is None or not 2 <= len(parts) <= 3:
        raise _refusal(text, "cycle")
    if repeats[1] and not int(repeats[1]):
        raise _refusal(text, "never")
    try:
        start = read_instant(parts[1], zone) if len(parts) == 3 else None
        duration = read_duration(parts[-1])
    except TimeUnreadable as error:
        raise TimeUnreadable(text=text[:60], why=error.ids["why"], why_en=error.ids["why_en"]) from None
    return Cycle(int(repeats[1]) if repeats[1] else None, start, duration)


def next_instant(of: Cycle, reached: datetime, after: datetime, zone: tzinfo) -> datetime | None:
    """The first instant of the cycle after `after`, in UTC; None when there is none left.

    A cycle with a start begins with it (its n instants: start, start + d, …); one without begins one interval
    after `reached`. What was missed is not caught up: give the present instant as `after` and it is left out.
    """
    anchor = of.start if of.start is not None else reached
    first = 0 if of.start is not None else 1
    times = max(first, (after - anchor) // of.duration.at_most)
    try:
        at = of.duration.after(anchor, zone, times)
        while at <= after:
            times += 1
            at = of.duration.after(anchor, zone, times)
    except OverflowError:
        return None
    if of.repetitions is not None and times - first >= of.repetitions:
        return None
    return at
