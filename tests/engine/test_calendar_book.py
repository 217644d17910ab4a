"""The book `holidays`: in and out on both databases, faults named by row; the calendar that limits read."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta

import pytest
from sqlalchemy import inspect

from engine import commands, queries
from engine.domain.time_limits import due
from engine.errors import CalendarMissing, ImportRefused, NotPermitted
from engine.registers import calendar_rows, holiday_source, write_book
from engine.store.tables import metadata
from tests.unit.domain.town_calendar import at, local
from tests.world import ROOT, World

BOOK = ROOT / "processes" / "registers" / "holidays.csv"


def book_of(*years: int) -> bytes:
    return write_book([row for year in years for row in calendar_rows(holiday_source.days_of(year))])


def with_rows(data: bytes, **changes: dict[str, str]) -> bytes:
    """The book with cells of some days changed; a day of None is left out."""
    rows = [dict(row) for row in csv.DictReader(io.StringIO(data.decode("utf-8-sig")))]
    for row in rows:
        row.update(changes.get(row["day"], {}))
    return write_book(rows)


def load(world: World, data: bytes, **values: bool) -> dict[str, object]:
    return world.do(commands.ImportRegister("holidays", data, **values)).body


def refused_rows(world: World, data: bytes) -> list[tuple[int, str, str]]:
    with pytest.raises(ImportRefused) as refused:
        load(world, data)
    return [(row["line"], row["key"], row["message"]) for row in refused.value.details["rows"]]


def end_of(world: World, start: str, amount: int) -> str:
    return local(due(at(start), (amount, "wd"), world.read(queries.calendar.town_calendar)).at)[:10]


def test_the_sample_town_knows_four_years(world: World) -> None:
    calendar = world.read(queries.calendar.town_calendar)
    assert len(calendar.days) == 1461
    assert calendar.day(date(2026, 9, 20)).kind == "moved_workday"
    assert calendar.day(date(2026, 9, 20)).name == "国庆节调休上班"
    assert calendar.day(date(2027, 10, 1)).provisional
    assert not calendar.day(date(2026, 12, 31)).provisional
    with pytest.raises(CalendarMissing):
        calendar.day(date(2028, 1, 1))


def test_out_and_in_again_is_the_same(world: World) -> None:
    before = world.read(queries.calendar.town_calendar)
    out = world.read(queries.people.export_book, "holidays")
    rows = list(csv.DictReader(io.StringIO(out.decode("utf-8-sig"))))
    with BOOK.open(encoding="utf-8") as file:
        assert rows == [
            {name: value for name, value in row.items() if name != "sample"} for row in csv.DictReader(file)
        ]
    assert load(world, out) == {"book": "holidays", "rows": 1461, "written": True}
    assert world.read(queries.calendar.town_calendar) == before
    assert world.read(queries.people.export_book, "holidays") == out


def test_a_year_is_replaced_and_the_others_stay(world: World) -> None:
    """What was read before is not used again: the notice for 2027 comes out, and dates move."""
    assert end_of(world, "2027-04-30T10:00", 1) == "2027-05-03"
    notice = {"kind": "holiday", "name": "劳动节补假", "notice": "国办发明电〔2026〕1号"}
    changed = with_rows(book_of(2027), **{"2027-05-03": notice})
    load(world, changed.replace(b",true", b",false"))
    calendar = world.read(queries.calendar.town_calendar)
    assert len(calendar.days) == 1461
    assert calendar.day(date(2027, 5, 3)).notice == "国办发明电〔2026〕1号"
    assert not calendar.day(date(2027, 5, 4)).provisional
    assert end_of(world, "2027-04-30T10:00", 1) == "2027-05-04"
    assert end_of(world, "2026-09-30T10:00", 3) == "2026-10-10"


def test_a_new_year_is_added(world: World) -> None:
    load(world, book_of(2019))
    assert end_of(world, "2019-04-26T10:00", 4) == "2019-05-05"
    assert len(world.read(queries.calendar.town_calendar).days) == 1461 + 365


def test_the_calendar_is_read_once(world: World) -> None:
    world.restarting = False  # a fresh engine has nothing in memory
    first = world.read(queries.calendar.town_calendar)
    assert world.read(queries.calendar.town_calendar) is first
    load(world, book_of(2026), dry_run=True)
    assert world.read(queries.calendar.town_calendar) is first
    load(world, book_of(2026))
    assert world.read(queries.calendar.town_calendar) is not first


def test_every_bad_row_is_named_and_nothing_is_written(world: World) -> None:
    before = world.read(queries.calendar.town_calendar)
    lines = book_of(2026).decode("utf-8-sig").splitlines()
    bad = {
        5: "2026-02-30,workday,,n,false",  # no such day
        10: "2026/01/09,workday,,n,false",
        20: "2026-01-19,holyday,,n,false",
        30: "2026-01-29,workday,,,false",  # no notice
        40: "2026-02-08,workday,,n,false",  # a Sunday
        41: "2026-02-09,weekend,,n,false",  # a Monday
        42: "2026-02-10,moved_workday,,n,false",  # a Tuesday
        50: "2026-02-18,holiday,春节,n,maybe",
        60: lines[60],  # the day before once more
    }
    for number, row in bad.items():
        lines[number] = row
    lines[60] = lines[59]
    found = refused_rows(world, "\r\n".join(lines).encode())
    assert [line for line, _, _ in found] == [number + 1 for number in bad]
    assert all(message for _, _, message in found)
    assert world.read(queries.calendar.town_calendar) == before


def test_a_year_with_a_gap_is_refused(world: World) -> None:
    before = world.read(queries.calendar.town_calendar)
    lines = book_of(2026).splitlines(keepends=True)
    for rest in (lines[:200] + lines[201:], lines[:2]):
        ((line, key, message),) = refused_rows(world, b"".join(rest))
        assert (line, key) == (1, "2026")
        assert "365" in message
    assert world.read(queries.calendar.town_calendar) == before


def test_only_who_keeps_the_books_may(world: World) -> None:
    for actor in (world.clerk, world.supervisor, world.citizen):
        with pytest.raises(NotPermitted):
            world.do(commands.ImportRegister("holidays", book_of(2026)), actor)
        with pytest.raises(NotPermitted):
            world.read(queries.people.export_book, "holidays", actor=actor)


def test_the_migration_makes_the_table_as_declared(world: World) -> None:
    found = inspect(world.database.engines[0])
    declared = metadata.tables["calendar_day"]
    assert {column["name"]: column["nullable"] for column in found.get_columns("calendar_day")} == {
        column.name: column.nullable for column in declared.columns
    }
    assert found.get_pk_constraint("calendar_day")["constrained_columns"] == ["town_id", "day"]
    assert {index["name"] for index in found.get_indexes("calendar_day")} == {
        index.name for index in declared.indexes
    }


def test_the_days_of_the_town_are_in_a_row(world: World) -> None:
    days = sorted(world.read(queries.calendar.town_calendar).days)
    assert days == [date(2024, 1, 1) + timedelta(days=number) for number in range(1461)]
