"""Time limits: working days, natural days, months, hours; stops; lights; day-by-day explanations. Pure.

Three units exist in law and must never be mixed up: 行政许可法 82 counts all its limits in working days;
行政处罚法 85 only its limits of two, three, five and seven days (so its 90 days are natural days);
行政强制法 69 limits of ten days or less.
"""

from engine.domain.time_limits.calendar import Calendar, Day, Hours, read_hours
from engine.domain.time_limits.due import Due, Limit, calendar_function, due, earlier, parse_limit
from engine.domain.time_limits.explain import Line, explain
from engine.domain.time_limits.lights import Light, light
from engine.domain.time_limits.remaining import working_days_left
from engine.domain.time_limits.stops import Stop, stopped_since

__all__ = [
    "Calendar",
    "Day",
    "Due",
    "Hours",
    "Light",
    "Limit",
    "Line",
    "Stop",
    "calendar_function",
    "due",
    "earlier",
    "explain",
    "light",
    "parse_limit",
    "read_hours",
    "stopped_since",
    "working_days_left",
]
