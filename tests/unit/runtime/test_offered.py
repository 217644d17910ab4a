"""What a task offers and what the gateway behind it takes are decided over the same things."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from engine.domain.time_limits import Calendar, calendar_function
from engine.errors import CalendarMissing
from engine.runtime.offered import Place, offered
from engine.runtime.parse import Program, parse_program
from tests.drawn import START, end, task
from tests.unit.domain.town_calendar import town_calendar
from tests.unit.runtime.life import Life
from tests.world import plain

ASKED = 'outcome = "x" and ({})'


def choosing(condition: str) -> Program:
    """start -> a (ok, x while the condition holds) -> gateway on the same condition -> end | taken"""
    escaped = condition.replace("<", "&lt;").replace(">", "&gt;")
    body = START + task("a", outcomes="ok:好,x:另办", outcome_if__x=escaped)
    body += '<bpmn:exclusiveGateway id="g" name="g" default="f3"/>' + end("end") + end("taken")
    flows = {"f1": ("start", "a"), "f2": ("a", "g"), "f3": ("g", "end")}
    flows["f4"] = ("g", "taken", ASKED.format(condition))  # type: ignore[assignment]
    return parse_program(plain("choosing", body, flows).encode())  # type: ignore[arg-type]


def keys(life: Life, path: str = "a", calendar: Calendar | None = None, chosen: str = "") -> list[str]:
    place = Place(life.program.node_at(path), life.state, life.tokens[path].id)
    found = offered(life.program, place, life.now, lambda: calendar or town_calendar(), chosen)
    return [one.key for one in found]


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("now() < wd(3)", True),
        ("now() > wd(3)", False),
        ("wd(1, made_at) < now()", True),
        ("made_at = null", False),
        ("nobody_set_it = 1", False),
    ],
)
def test_the_gateway_behind_it_says_the_same(condition: str, holds: bool) -> None:
    """`outcome_if` has the town's calendar, as gateways have."""
    life = Life(choosing(condition), _limit, made_at="2026-11-20T09:00:00+08:00")
    assert keys(life) == (["ok", "x"] if holds else ["ok"])
    life.complete("a", "x")
    assert ("taken" in life.passed) is holds


def _limit(amount: int, unit: str, start: datetime) -> datetime | None:
    return calendar_function(town_calendar())(amount, unit, start)


def test_what_another_branch_did_is_not_seen() -> None:
    """Branches have variables of their own until they join; the case's row shows them merged."""
    body = (
        START
        + '<bpmn:parallelGateway id="fork"/><bpmn:parallelGateway id="join"/>'
        + task("p")
        + task("p2")
        + task("a", outcomes="ok:好,x:另办", outcome_if__x="count = 1")
        + end("end")
    )
    flows = {"f1": ("start", "fork"), "f2": ("fork", "p"), "f3": ("fork", "a"), "f4": ("p", "p2")}
    flows |= {"f5": ("p2", "join"), "f6": ("a", "join"), "f7": ("join", "end")}
    life = Life(parse_program(plain("apart", body, flows).encode()), count=0)  # type: ignore[arg-type]
    life.complete("p", count=1)
    assert life.last.variables["count"] == 1
    assert keys(life) == ["ok"]


def test_without_the_calendar_of_the_year_the_others_stay_and_who_chose_it_hears_why() -> None:
    life = Life(choosing("now() < wd(3)"))
    nobody_knows = Calendar({})
    assert keys(life, calendar=nobody_knows) == ["ok"]
    assert keys(life, calendar=nobody_knows, chosen="ok") == ["ok"]
    with pytest.raises(CalendarMissing):
        keys(life, calendar=nobody_knows, chosen="x")


def test_the_calendar_is_read_only_when_a_condition_asks() -> None:
    def unread() -> Calendar:
        raise AssertionError("nobody asked for it")

    life = Life(choosing("made = 1"), made=1)
    place = Place(life.program.node_at("a"), life.state, life.tokens["a"].id)
    assert [one.key for one in offered(life.program, place, life.now, unread)] == ["ok", "x"]


def test_of_a_case_that_is_over_only_what_is_always_offered_is_left() -> None:
    program = choosing("made = 1")
    place = Place(program.node_at("a"), None, "gone")
    found = offered(program, place, datetime(2026, 11, 25, tzinfo=UTC), town_calendar)
    assert [one.key for one in found] == ["ok"]
