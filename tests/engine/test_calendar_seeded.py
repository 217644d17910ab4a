"""A town without a calendar gets one when its server starts; a town's own is never touched."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from engine import queries
from engine.jobs.seeding import seed_calendar
from tests.timed import begin, step, town
from tests.world import World


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[World]:
    """A town that was set up without demo: no book at all."""
    made = World(f"sqlite:///{tmp_path}/zhenwu.db", tmp_path)
    yield made
    made.close()


def test_an_empty_calendar_is_filled_from_the_notices(bare: World) -> None:
    assert seed_calendar(bare.engine) == 365 * 3
    calendar = bare.read(queries.calendar.town_calendar)
    assert (min(calendar.days), max(calendar.days)) == (date(2025, 1, 1), date(2027, 12, 31))
    assert calendar.day(date(2026, 9, 20)).kind == "moved_workday"
    assert calendar.day(date(2027, 3, 1)).provisional
    record = bare.read(queries.audit_trail.verify_all)
    assert not record.breaks


def test_a_deadline_stands_as_soon_as_the_calendar_does(bare: World) -> None:
    seed_calendar(bare.engine)
    case_no = begin(bare, "2026-11-25T09:00")
    step(bare, case_no, "2026-11-25T12:00")
    case = bare.read(queries.case_view.case_detail, case_no).case
    assert town(case.due_at) == "2026-12-02T23:59:59"


def test_a_second_start_imports_nothing(bare: World) -> None:
    seed_calendar(bare.engine)
    assert seed_calendar(bare.engine) == 0


def test_the_towns_own_book_stays(sqlite_world: World) -> None:
    before = sqlite_world.read(queries.calendar.town_calendar)
    assert seed_calendar(sqlite_world.engine) == 0
    assert sqlite_world.read(queries.calendar.town_calendar) == before
