"""Facts of the town's working calendar."""

from __future__ import annotations

from dataclasses import dataclass

from engine.domain.time_limits.calendar import Day


@dataclass(frozen=True)
class CalendarImported:
    """Every day of whole years; what was known of these years is gone, other years stay."""

    days: tuple[Day, ...]


@dataclass(frozen=True)
class TaskDueMoved:
    """The end of an open task was counted anew; as TaskOpened has it. The task keeps its version: nobody
    acted on it."""

    task_id: str
    due_at: str | None
    yellow_at: str | None
    first_due_at: str | None
    provisional: int


@dataclass(frozen=True)
class TimerMoved:
    """The instant of an armed timer that nobody has tried yet was counted anew."""

    job_id: str
    due_at: str
    provisional: int


@dataclass(frozen=True)
class DatesCounted:
    """Everything of the case that rests on days not known for sure was looked at with the calendar `mark`."""

    instance_id: str
    mark: int
