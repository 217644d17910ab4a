"""Facts of the town's working calendar."""

from __future__ import annotations

from dataclasses import dataclass

from engine.domain.time_limits.calendar import Day


@dataclass(frozen=True)
class CalendarImported:
    """Every day of whole years; what was known of these years is gone, other years stay."""

    days: tuple[Day, ...]
