"""What the case page says of dates that were counted anew after a notice."""

from __future__ import annotations

from collections.abc import Callable

from tests.drawn import clock, task
from tests.notice import accepted, announce, waiting
from tests.timed import begin, timed
from tests.web.browser import Browser, by_testid
from tests.world import World

Person = Callable[[str], Browser]


def newest(person: Person, number: str, language: str = "zh") -> str:
    return by_testid(person("clerk").get(f"/cases/{number}?lang={language}").text, "timeline-row")[0]


def test_the_story_tells_both_days(world: World, person: Person) -> None:
    number = accepted(world)
    announce(world)
    row = newest(person, number)
    assert "按新的放假安排，期限重新算过。" in row
    assert "办件期限：2027-01-06 → 2027-01-07" in row
    assert "法定时限" not in row
    assert "暂定" not in by_testid(person("clerk").get(f"/cases/{number}").text, "clock")[0]
    english = newest(person, number, "en")
    assert "Dates were counted anew with the new calendar of working days." in english
    assert "case due: 2027-01-06 → 2027-01-07" in english


def test_steps_and_timers_are_told_by_their_names(world: World, person: Person) -> None:
    number = begin(world, "2026-12-30T09:00", timed(accept={"limit": "2wd"}))
    held = waiting(world, ("hold", clock("hold", "wd(2)")), ("do", task("do")))
    announce(world)
    assert "受理：2027-01-04 → 2027-01-05" in newest(person, number)
    assert "hold：2027-01-04 → 2027-01-05" in newest(person, held)


def test_a_day_that_stays_is_said_to_stay(world: World, person: Person) -> None:
    number = begin(world, "2026-12-30T09:00", timed(accept={"limit": "8wd"}))
    announce(world)
    assert "按新的放假安排核过，期限不变。" in newest(person, number)
