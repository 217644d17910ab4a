"""Stop intervals of a clock: special procedures, waiting for corrections.

Source: 行政许可法 45 (the time of hearing, inspection, expert review is not counted into the limit).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo

from engine.errors import StopReversed

DAY = timedelta(days=1)
NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Stop:
    """From `begin` to `end` (aware); `end` is None while the clock still stands.

    Raises StopReversed when it ends before it starts.
    """

    begin: datetime
    end: datetime | None = None

    def __post_init__(self) -> None:
        if self.end is not None and self.end < self.begin:
            raise StopReversed(begin=self.begin.isoformat(), end=self.end.isoformat())


def stopped_since(stops: Iterable[Stop]) -> datetime | None:
    """When the clock was stopped, if it stands now; of several open stops the first."""
    return min((stop.begin for stop in stops if stop.end is None), default=None)


def stopped_days(stops: Iterable[Stop], zone: tzinfo) -> tuple[tuple[date, date], ...]:
    """Days that are not counted, as (first, last): those after the day of `begin` up to the day of `end`.

    A stop within one day takes none.
    """
    ranges = []
    for stop in stops:
        begin = stop.begin.astimezone(zone).date()
        end = stop.end.astimezone(zone).date() if stop.end is not None else date.max
        if begin < end:
            ranges.append((begin + DAY, end))
    return tuple(ranges)


def merged(stops: Iterable[Stop]) -> tuple[tuple[datetime, datetime], ...]:
    """The stops in UTC, in order, overlapping ones joined; an open one never ends."""
    joined: list[tuple[datetime, datetime]] = []
    spans = sorted(
        (stop.begin.astimezone(UTC), stop.end.astimezone(UTC) if stop.end is not None else NEVER)
        for stop in stops
    )
    for begin, end in spans:
        if joined and begin <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((begin, end))
    return tuple(joined)


def closed(stops: Sequence[Stop]) -> tuple[Stop, ...]:
    """Those that have ended: an open one has no length yet."""
    return tuple(stop for stop in stops if stop.end is not None)
