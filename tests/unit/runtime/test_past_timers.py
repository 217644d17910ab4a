"""A timer that is past when it is reached: at once behind a person, one minute later behind another timer."""

from __future__ import annotations

from datetime import timedelta

from engine.runtime.parse import parse_program
from engine.runtime.waits import BREATH
from tests.unit.runtime.diagrams30 import END, START, user, xor
from tests.unit.runtime.life import Life
from tests.unit.runtime.walker import NOW
from tests.world import plain

PAST = "2020-01-01T00:00:00+08:00"


def dated(element: str, text: str) -> str:
    return (
        f'<bpmn:intermediateCatchEvent id="{element}"><bpmn:timerEventDefinition id="{element}_d">'
        f"<bpmn:timeDate>{text}</bpmn:timeDate></bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>"
    )


def circle(first: str = "day", second: str = "day") -> Life:
    """ask, then two timers round and round while `again` is true."""
    flows = {"f0": ("start", "ask"), "f1": ("ask", "merge"), "f2": ("merge", "one"), "f3": ("one", "two")}
    flows |= {"f4": ("two", "gw"), "fo": ("gw", "end"), "fb": ("gw", "merge", "again = true")}  # type: ignore[dict-item]
    body = START + user("ask") + xor("merge") + dated("one", first) + dated("two", second) + xor("gw", "fo")
    return Life(parse_program(plain("circle", body + END, flows).encode()))  # type: ignore[arg-type]


def utc(text: str) -> str:
    return f"{text}.000000+00:00"


def test_behind_a_person_it_is_due_at_its_own_instant() -> None:
    life = circle()
    life.complete("ask", day=PAST)
    assert life.waits["one"].due == utc("2019-12-31T16:00:00")


def test_behind_any_timer_it_is_due_a_minute_later_so_that_no_circle_spins() -> None:
    life = circle()
    life.complete("ask", day=PAST, again=True)
    for round_ in range(4):
        life.occur("one")
        assert life.waits["two"].due == (NOW + BREATH).isoformat(timespec="microseconds"), round_
        life.occur("two")
        assert life.waits["one"].due == (NOW + BREATH).isoformat(timespec="microseconds"), round_


def test_one_that_is_due_at_this_very_instant_is_put_off_too() -> None:
    life = circle(second="now()")
    life.complete("ask", day=PAST)
    life.occur("one")
    assert life.waits["two"].due == (NOW + BREATH).isoformat(timespec="microseconds")


def test_one_that_lies_ahead_keeps_its_instant() -> None:
    life = circle()
    soon = (NOW + timedelta(seconds=1)).isoformat()
    life.complete("ask", day=soon)
    life.occur("one")
    assert life.waits["two"].due == utc("2026-11-25T04:00:01")
