"""The book `holidays`: one row a day, whole years; its rows become days of the calendar and back."""

from __future__ import annotations

import calendar
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from marshmallow import INCLUDE, Schema, ValidationError, fields, validate, validates_schema

from engine.domain.time_limits.calendar import KINDS, MOVED_WORKDAY, WEEKEND, WORKDAY, Day


class Holidays(Schema):
    """One day. `notice` names what its kind rests on; a moved workday is a worked Saturday or Sunday."""

    class Meta:
        unknown = INCLUDE

    day = fields.String(required=True, validate=validate.Regexp(r"[12]\d{3}-\d{2}-\d{2}\Z"))
    kind = fields.String(required=True, validate=validate.OneOf(KINDS))
    name = fields.String(load_default="", validate=validate.Length(max=64))
    notice = fields.String(required=True, validate=validate.Length(min=1, max=200))
    provisional = fields.String(load_default="false", validate=validate.OneOf(["true", "false"]))

    @validates_schema
    def _agrees(self, data: Mapping[str, Any], **_: Any) -> None:
        try:
            weekend = date.fromisoformat(data["day"]).weekday() >= 5
        except ValueError:
            raise ValidationError("no such day", "day") from None
        if (data["kind"] == WORKDAY and weekend) or (
            data["kind"] in (WEEKEND, MOVED_WORKDAY) and not weekend
        ):
            raise ValidationError("the weekday says otherwise", "kind")


def incomplete_years(rows: Sequence[Mapping[str, Any]]) -> list[tuple[str, str, str]]:
    """A year is replaced whole, so a year of which days are missing is a fault."""
    faults = []
    for year, count in sorted(Counter(str(row["day"])[:4] for row in rows).items()):
        days = 366 if calendar.isleap(int(year)) else 365
        if count < days:
            faults.append(
                (
                    year,
                    f"{year} 年只有 {count} 天，要有全年 {days} 天",
                    f"{year} has {count} days only; all {days} days of the year are needed",
                )
            )
    return faults


def day_of(row: Mapping[str, Any]) -> Day:
    """A row that the schema accepted -> Day."""
    return Day(
        day=date.fromisoformat(row["day"]),
        kind=row["kind"],
        name=row["name"],
        notice=row["notice"],
        provisional=row["provisional"] == "true",
    )


def calendar_rows(days: Iterable[Day]) -> list[dict[str, str]]:
    """Days -> rows as the CSV has them."""
    return [
        {
            "day": one.day.isoformat(),
            "kind": one.kind,
            "name": one.name,
            "notice": one.notice,
            "provisional": "true" if one.provisional else "false",
        }
        for one in days
    ]
