"""due: when a limit ends, and why, without a database if need be."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from engine import queries
from engine.config import Settings, read_settings
from engine.domain.iso_timers import read_instant, read_stop
from engine.domain.time_limits import Calendar, Day, parse_limit, read_hours
from engine.domain.time_limits import due as end_of
from engine.domain.time_limits import explain as lines_of
from engine.engine import is_unavailable
from engine.errors import ZhenwuError
from engine.registers import holiday_source
from web.cli.common import engine, owner


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("start")
@click.argument("limit")
@click.option(
    "--stop", "stops", multiple=True, metavar="FROM/TO", help="an interval that is not counted; repeatable"
)
@click.option("--explain", "explained", is_flag=True, help="one line a day: counted, or why not")
def due(start: str, limit: str, stops: tuple[str, ...], explained: bool) -> None:
    """When LIMIT (5wd, 20wd, 90d, 2m, 24h, 4wh, 30min), counted from START, ends.

    START is an ISO date-time or date; without an offset it is meant in the town's zone. Exit 2 on a limit,
    stop or date that cannot be read and on a year of which nobody knows the working days.
    """
    try:
        for line in _answer(read_settings(), start, limit, stops, explained):
            click.echo(line)
    except ZhenwuError as error:
        click.echo(f"{error.sentence('zh')} / {error.sentence('en')}", err=True)
        sys.exit(2)


def _answer(
    settings: Settings, start_text: str, limit_text: str, stop_texts: tuple[str, ...], explained: bool
) -> Iterator[str]:
    zone = ZoneInfo(settings.time_zone)
    limit = parse_limit(limit_text)
    start = read_instant(start_text, zone)
    stops = [read_stop(text, zone) for text in stop_texts]
    calendar = _calendar(settings, start.astimezone(zone).year)
    calendar.day(calendar.local_day(start))
    end = end_of(start, limit, calendar, stops)
    # hours need no calendar, but a year that nobody knows is refused all the same
    calendar.day(calendar.local_day(end.at))
    yield end.at.astimezone(zone).isoformat() + (" provisional 暂定" if end.provisional else "")
    if explained:
        for line in lines_of(start, limit, calendar, stops):
            yield line.text()


def _calendar(settings: Settings, first_year: int) -> Calendar:
    """Year by year: what the town imported, else what the notices of the library say."""
    days: dict[date, Day] = {one.day: one for one in _town_days(settings)}
    imported = {day.year for day in days}
    for year in holiday_source.years():
        if year >= first_year and year not in imported:
            days.update((one.day, one) for one in holiday_source.days_of(year))
    return Calendar(days, ZoneInfo(settings.time_zone), read_hours(settings.working_hours))


def _town_days(settings: Settings) -> tuple[Day, ...]:
    """The town's own calendar; a database that is not there is not made for this."""
    path = settings.database_url.partition("?")[0].removeprefix("sqlite:///")
    if settings.database_url.startswith("sqlite") and not Path(path).is_file():
        return ()
    try:
        found = engine()
        return tuple(found.read(queries.calendar.town_calendar, owner(found)).days.values())
    except Exception as error:
        if not is_unavailable(error):
            raise
        click.echo("数据库连不上，按国务院放假通知计算 / database away: the notices are used", err=True)
        return ()


COMMANDS = (due,)
