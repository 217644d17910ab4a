"""How long limits of different units are beside each other, without knowing the day on which they begin.

For certain: a working day takes a natural day at least, a month 28 to 31 days, and of natural days in a row
all but ten are two thirds working days or more (every stretch of 2010-2027 by the notices of the State
Council). As a rule: five working days a week.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import ceil

Length = Mapping[str, int]
"""Limits that follow one another: unit -> how many."""

CERTAIN, LIKELY = "certain", "likely"

HOURS_A_DAY = 8
"""Working hours that make a working day when limits are planned. Source: families.md §1 point 5."""

LONGEST_BREAK = 10
WORKED_AT_LEAST = Fraction(2, 3)
_WORKED = Fraction(5, 7)
_MONTH, _SHORTEST_MONTH, _LONGEST_MONTH = Fraction(365, 12), 28, 31


def over(length: Length, limit: Length) -> str:
    """Whether limits one after the other take longer than one limit: CERTAIN, LIKELY, or "" for neither.

    `limit` has one unit. What is in its unit alone is compared by the numbers.
    """
    (unit, most), *_ = limit.items()
    if set(length) <= {unit}:
        return CERTAIN if length.get(unit, 0) > most else ""
    if unit in ("wd", "wh"):
        capacity = working(limit)
        sure = working(length) + fewest_working(_days_passed(length, by_calendar=False))
        usual = working(length) + _usual_days(length, by_calendar=False) * _WORKED
    else:
        capacity = Fraction(_LONGEST_MONTH * most) if unit == "m" else _days(limit)
        sure = _shortest(length) if unit in ("h", "min") else Fraction(_days_passed(length))
        usual = _usual_days(length)
    if sure > capacity:
        return CERTAIN
    return LIKELY if usual > (_usual_days(limit) if unit == "m" else capacity) else ""


def weight(length: Length) -> Fraction:
    """Natural days that it takes as a rule: by it the longest of several is picked."""
    return _usual_days(length)


def working(length: Length) -> Fraction:
    """Its working days; eight working hours are one."""
    return Fraction(length.get("wd", 0)) + Fraction(length.get("wh", 0), HOURS_A_DAY)


def fewest_working(days: int) -> Fraction:
    """Working days that so many natural days hold at least, whatever day comes first."""
    return max(Fraction(0), (days - LONGEST_BREAK) * WORKED_AT_LEAST)


def most_days(length: Length) -> int:
    """Natural days after which it is over for certain, a last day off moved on."""
    days = length.get("d", 0) + length.get("m", 0) * _LONGEST_MONTH
    at_work = length.get("wd", 0) + length.get("wh", 0)
    taken = days + ceil(_hours(length) / 24) + ceil(at_work / WORKED_AT_LEAST)
    return taken + LONGEST_BREAK + 1


def plus(one: Length, other: Length) -> dict[str, int]:
    """One after the other."""
    return {unit: one.get(unit, 0) + other.get(unit, 0) for unit in {**one, **other}}


def _usual_days(length: Length, *, by_calendar: bool = True) -> Fraction:
    """`by_calendar`: with what is counted in working days and hours, too."""
    own = _days(length) + length.get("m", 0) * _MONTH
    return own + working(length) / _WORKED if by_calendar else own


def _days(length: Length) -> Fraction:
    """Natural days, clock hours and minutes, in days."""
    return Fraction(length.get("d", 0)) + _hours(length) / 24


def _shortest(length: Length) -> Fraction:
    """The least time that it can take, in days."""
    at_work = Fraction(length.get("wh", 0), 24)
    return _days(length) + length.get("wd", 0) + length.get("m", 0) * _SHORTEST_MONTH + at_work


def _days_passed(length: Length, *, by_calendar: bool = True) -> int:
    """Midnights that it crosses at least: 25 hours may lie in two days."""
    whole = length.get("d", 0) + length.get("m", 0) * _SHORTEST_MONTH
    at_work = length.get("wh", 0) if by_calendar else 0
    hours = int((_hours(length) + at_work) // 24)
    return whole + hours + (length.get("wd", 0) if by_calendar else 0)


def _hours(length: Length) -> Fraction:
    return Fraction(length.get("h", 0)) + Fraction(length.get("min", 0), 60)
