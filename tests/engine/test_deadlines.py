"""Deadlines through the door: stored when a task opens, at acceptance and when a stop moves; lights on read.

Cases of the calendar: B49 (Sundays worked), 行政许可法 45 and 82 (stops, working days), Civil Code 203
(a last day off moves on).
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest

from engine import commands, queries
from engine.domain.time_limits import Light
from tests.engine.test_statements import counted
from tests.timed import PART, begin, calling, go_to, part, step, timed, town
from tests.world import World


def case_of(world: World, case_no: str) -> Any:
    return world.read(queries.case_view.case_detail, case_no)


def light_at(world: World, case_no: str, text: str) -> Light | None:
    go_to(world, text)
    light: Light | None = case_of(world, case_no).case.light
    return light


# --- instants


@pytest.mark.parametrize(
    ("accepted", "limits", "due", "yellow"),
    [
        # Sunday 20 September 2026 is worked
        ("2026-09-17T10:00", {"promised": "3wd"}, "2026-09-21T23:59:59", "2026-09-21T00:00:00"),
        ("2026-11-25T12:00", {"promised": "5wd"}, "2026-12-02T23:59:59", "2026-12-01T00:00:00"),
        # ten natural days end on a Saturday
        ("2026-11-25T12:00", {"legal": "10d"}, "2026-12-07T23:59:59", "2026-12-03T00:00:00"),
        # promise and law in different units: the earlier instant, here the law's
        (
            "2026-11-25T12:00",
            {"promised": "10wd", "legal": "12d"},
            "2026-12-07T23:59:59",
            "2026-12-05T00:00:00",
        ),
        ("2026-11-25T12:00", {"promised": "24h"}, "2026-11-26T12:00:00", "2026-11-26T07:12:00"),
    ],
)
def test_a_case_is_due_from_its_acceptance(
    sqlite_world: World, accepted: str, limits: dict[str, str], due: str, yellow: str
) -> None:
    xml = timed({f"item.limit.{name}": text for name, text in limits.items()})
    case_no = begin(sqlite_world, "2026-09-16T09:00", xml)
    assert case_of(sqlite_world, case_no).case.due_at is None
    step(sqlite_world, case_no, accepted)
    case = case_of(sqlite_world, case_no).case
    assert (town(case.due_at), town(case.yellow_at)) == (due, yellow)
    assert not case.provisional


def test_stored_alike_on_both_databases(world: World) -> None:
    case_no = begin(world, "2026-11-25T09:00")
    step(world, case_no, "2026-11-25T12:00")
    detail = case_of(world, case_no)
    assert detail.case.due_at == "2026-12-02T15:59:59.000000+00:00"
    assert detail.clock.legal_at == "2026-12-23T15:59:59.000000+00:00"
    assert (detail.clock.promised, detail.clock.legal) == ("5wd", "20wd")
    lines = {count.kind: count.lines for count in detail.clock.counts}
    assert [line.number for line in lines["promised"] if line.number] == [1, 2, 3, 4, 5]
    assert sum(line.reason == "weekend" for line in lines["promised"]) == 2


def test_a_date_that_rests_on_no_notice_is_provisional(sqlite_world: World) -> None:
    case_no = begin(sqlite_world, "2026-12-29T09:00")
    step(sqlite_world, case_no, "2026-12-29T10:00")
    case = case_of(sqlite_world, case_no).case
    # the day of New Year is off by statute, the Monday after it is not known to be
    assert (town(case.due_at), case.provisional) == ("2027-01-06T23:59:59", True)


def test_a_year_that_nobody_knows_stops_nobodys_work(
    sqlite_world: World, caplog: pytest.LogCaptureFixture
) -> None:
    case_no = begin(sqlite_world, "2027-12-29T09:00")
    with caplog.at_level(logging.WARNING, logger="zhenwu.deadlines"):
        step(sqlite_world, case_no, "2027-12-29T10:00")
    detail = case_of(sqlite_world, case_no)
    assert (detail.case.due_at, detail.case.light) == (None, None)
    assert (detail.case.standing.missing_year, detail.clock.missing_year) == (2028, 2028), "and it is shown"
    assert any("2028" in record.message for record in caplog.records)
    found = sqlite_world.task(case_no)
    assert (found.element_id, found.standing.missing_year) == ("inspect", 2028)


def test_a_step_whose_end_is_known_says_that_the_end_of_its_case_is_not(sqlite_world: World) -> None:
    xml = timed(inspect={"clock": "", "limit": "1wd"})
    case_no = begin(sqlite_world, "2027-12-29T09:00", xml)
    assert sqlite_world.task(case_no).standing.missing_year is None
    step(sqlite_world, case_no, "2027-12-29T10:00")
    standing = sqlite_world.task(case_no).standing
    assert (town(standing.due_at), standing.missing_year) == ("2027-12-30T23:59:59", 2028)
    assert standing.light == Light("green", "green")


def test_a_step_alone_says_which_calendar_is_missing(sqlite_world: World) -> None:
    case_no = begin(sqlite_world, "2027-12-30T09:00", timed({}, accept={"limit": "5wd"}))
    found = sqlite_world.task(case_no)
    assert (found.due_at, found.light, found.standing.missing_year) == (None, None, 2028)
    assert case_of(sqlite_world, case_no).case.standing.missing_year is None, "the case has no limit"


def test_a_law_that_reaches_into_an_unknown_year_is_named_beside_the_promise(sqlite_world: World) -> None:
    case_no = begin(sqlite_world, "2027-12-20T09:00")
    step(sqlite_world, case_no, "2027-12-20T10:00")
    detail = case_of(sqlite_world, case_no)
    assert (town(detail.case.due_at), detail.case.standing.missing_year) == ("2027-12-27T23:59:59", None)
    assert (detail.clock.legal_at, detail.clock.missing_year) == (None, 2028)


def test_after_the_decision_nothing_is_missed(sqlite_world: World) -> None:
    case_no = begin(sqlite_world, "2027-12-29T09:00")
    for text in ("2027-12-29T10:00", "2027-12-29T11:00", "2027-12-29T12:00", "2027-12-29T13:00"):
        step(sqlite_world, case_no, text)
    assert case_of(sqlite_world, case_no).case.standing.missing_year is None


def test_a_town_without_a_calendar_works_without_dates(tmp_path: Path) -> None:
    world = World(f"sqlite:///{tmp_path}/zhenwu.db", tmp_path)
    case_no = begin(world, "2026-11-25T09:00")
    for text in ("10:00", "11:00", "12:00", "13:00"):
        step(world, case_no, f"2026-11-25T{text}")
    assert case_of(world, case_no).case.due_at is None
    assert world.task(case_no).due_at is None
    world.close()


def test_a_case_without_marks_costs_no_statement(sqlite_world: World) -> None:
    xml = timed({}, accept={"milestone": "", "limit": ""}, inspect={"clock": ""})
    case_no = begin(sqlite_world, "2026-11-25T09:00", xml)
    task = sqlite_world.task(case_no)
    with counted(sqlite_world) as found:
        sqlite_world.engine.execute(commands.CompleteTask(task.id), sqlite_world.clerk)
    assert [text for text in found.statements if "clock_stop" in text or "calendar_day" in text] == []


# --- lights of cases


def test_yellow_at_the_first_second_of_the_day_that_uses_up_80_percent(sqlite_world: World) -> None:
    case_no = begin(sqlite_world, "2026-11-25T09:00")
    step(sqlite_world, case_no, "2026-11-25T12:00")
    assert light_at(sqlite_world, case_no, "2026-11-30T23:59:59") == Light("green", "green")
    assert light_at(sqlite_world, case_no, "2026-12-01T00:00:00") == Light("yellow", "yellow")
    assert light_at(sqlite_world, case_no, "2026-12-02T23:59:59") == Light("yellow", "yellow")


def test_red_of_the_promise_then_of_the_law(sqlite_world: World) -> None:
    case_no = begin(sqlite_world, "2026-11-25T09:00")
    step(sqlite_world, case_no, "2026-11-25T12:00")
    assert light_at(sqlite_world, case_no, "2026-12-03T00:00:00") == Light("red", "red_promise")
    assert light_at(sqlite_world, case_no, "2026-12-23T23:59:59") == Light("red", "red_promise")
    assert light_at(sqlite_world, case_no, "2026-12-24T00:00:00") == Light("red", "red_legal")


def test_the_light_stays_as_it_was_when_it_was_decided(sqlite_world: World) -> None:
    case_no = begin(sqlite_world, "2026-11-25T09:00")
    for text in ("2026-11-25T12:00", "2026-11-26T09:00", "2026-11-26T10:00", "2026-12-02T16:00"):
        step(sqlite_world, case_no, text)
    assert light_at(sqlite_world, case_no, "2027-01-30T09:00") == Light("yellow", "yellow")
    standing = case_of(sqlite_world, case_no).case.standing
    assert (standing.final, standing.late_since) == (True, None)


def test_a_case_that_was_decided_late_stays_red(sqlite_world: World) -> None:
    case_no = begin(sqlite_world, "2026-11-25T09:00")
    for text in ("2026-11-25T12:00", "2026-11-26T09:00", "2026-11-26T10:00", "2026-12-05T16:00"):
        step(sqlite_world, case_no, text)
    go_to(sqlite_world, "2027-02-01T09:00")
    standing = case_of(sqlite_world, case_no).case.standing
    assert (standing.light, standing.days_late) == (Light("red", "red_promise"), 3)


# --- stops


def test_a_stop_moves_the_end_by_its_days(world: World) -> None:
    case_no = begin(world, "2026-11-25T09:00")
    step(world, case_no, "2026-11-25T12:00")
    before = case_of(world, case_no).case.due_at
    step(world, case_no, "2026-11-26T15:00")
    stopped = case_of(world, case_no)
    assert (stopped.case.due_at, stopped.clock.stopped_since) == (before, "2026-11-26T07:00:00.000000+00:00")
    step(world, case_no, "2026-12-01T10:00")
    resumed = case_of(world, case_no)
    # 27, 30 November and 1 December stand: three working days
    assert (town(before), town(resumed.case.due_at)) == ("2026-12-02T23:59:59", "2026-12-07T23:59:59")
    assert resumed.clock.stopped_since is None
    stop = resumed.clock.stops[0]
    assert (stop.element_path, stop.node.name) == ("inspect", "送检")
    assert (town(stop.since), town(stop.until)) == ("2026-11-26T15:00:00", "2026-12-01T10:00:00")
    promised = resumed.clock.counts[0].lines
    assert [line.day.day for line in promised if line.reason == "stopped"] == [27, 28, 29, 30, 1]
    assert town(resumed.clock.legal_at) == "2026-12-28T23:59:59"


def test_a_stopped_clock_keeps_its_colour_and_says_so(sqlite_world: World) -> None:
    case_no = begin(sqlite_world, "2026-11-25T09:00")
    step(sqlite_world, case_no, "2026-11-25T12:00")
    step(sqlite_world, case_no, "2026-11-26T15:00")
    assert light_at(sqlite_world, case_no, "2027-03-01T09:00") == Light("green", "stopped")
    task = sqlite_world.task(case_no)
    assert task.light == Light("green", "stopped")
    assert task.standing.stopped_at.name == "送检"
    step(sqlite_world, case_no, "2027-03-01T10:00")
    assert light_at(sqlite_world, case_no, "2027-03-01T10:00") == Light("green", "green")


def test_a_clock_stopped_when_red_stays_red(sqlite_world: World) -> None:
    case_no = begin(sqlite_world, "2026-11-25T09:00")
    step(sqlite_world, case_no, "2026-11-25T12:00")
    step(sqlite_world, case_no, "2026-12-03T09:00")
    assert light_at(sqlite_world, case_no, "2026-12-31T09:00") == Light("red", "stopped")


def test_the_decision_ends_a_stop_that_is_open(sqlite_world: World) -> None:
    case_no = begin(sqlite_world, "2026-11-25T09:00", timed(report={"clock": ""}))
    for text in ("2026-11-25T12:00", "2026-11-26T15:00", "2026-11-27T09:00", "2026-11-30T10:00"):
        step(sqlite_world, case_no, text)
    detail = case_of(sqlite_world, case_no)
    assert detail.clock.stopped_since is None
    assert town(detail.clock.stops[0].until) == "2026-11-30T10:00:00"
    assert town(detail.case.due_at) == "2026-12-04T23:59:59"


def test_a_stop_before_acceptance_is_kept_and_counts_for_nothing(sqlite_world: World) -> None:
    xml = timed(accept={"milestone": "", "clock": "open"}, inspect={"milestone": "accept", "clock": "close"})
    case_no = begin(sqlite_world, "2026-11-16T09:00", xml)
    step(sqlite_world, case_no, "2026-11-16T10:00")
    assert case_of(sqlite_world, case_no).clock.stopped_since is not None
    step(sqlite_world, case_no, "2026-11-25T12:00")
    detail = case_of(sqlite_world, case_no)
    assert (len(detail.clock.stops), detail.clock.stopped_since) == (1, None)
    assert town(detail.case.due_at) == "2026-12-02T23:59:59"


def test_two_marks_make_one_stop(sqlite_world: World) -> None:
    case_no = begin(sqlite_world, "2026-11-25T09:00", timed(accept={"clock": "open"}))
    step(sqlite_world, case_no, "2026-11-25T12:00")
    step(sqlite_world, case_no, "2026-11-26T12:00")
    stops = case_of(sqlite_world, case_no).clock.stops
    assert [(stop.element_path, stop.until) for stop in stops] == [("accept", None)]


# --- tasks


def test_before_acceptance_and_after_the_decision_only_the_steps_own_limit_counts(
    sqlite_world: World,
) -> None:
    case_no = begin(sqlite_world, "2026-11-25T09:00")
    assert town(sqlite_world.task(case_no).due_at) == "2026-11-27T23:59:59"
    for text in ("2026-11-25T12:00", "2026-11-25T13:00", "2026-11-25T14:00", "2026-11-25T15:00"):
        step(sqlite_world, case_no, text)
    task = sqlite_world.task(case_no)
    assert (task.element_id, town(task.due_at)) == ("hand", "2026-12-09T23:59:59")


def test_between_the_earlier_of_step_and_case_counts(sqlite_world: World) -> None:
    case_no = begin(sqlite_world, "2026-11-25T09:00", timed(inspect={"clock": "", "limit": "1wd"}))
    step(sqlite_world, case_no, "2026-11-25T12:00")
    assert town(sqlite_world.task(case_no).due_at) == "2026-11-26T23:59:59"
    step(sqlite_world, case_no, "2026-12-01T12:00")
    # the report has three working days, the case only until 2 December
    assert town(sqlite_world.task(case_no).due_at) == "2026-12-02T23:59:59"


def test_a_step_past_its_own_limit_is_yellow_not_red(sqlite_world: World) -> None:
    case_no = begin(sqlite_world, "2026-11-25T09:00")
    go_to(sqlite_world, "2026-12-30T09:00")
    task = sqlite_world.task(case_no)
    assert task.light == Light("yellow", "yellow")
    assert (town(task.standing.late_since), task.standing.days_late) == ("2026-11-27T23:59:59", 33)


def test_a_task_without_any_limit_has_no_light(sqlite_world: World) -> None:
    case_no = begin(sqlite_world, "2026-11-25T09:00", timed({}, accept={"limit": ""}))
    task = sqlite_world.task(case_no)
    assert (task.due_at, task.light) == (None, None)


def test_a_called_procedure_gets_its_limit_from_the_caller(sqlite_world: World) -> None:
    sqlite_world.publish_plain(PART, xml=part())
    case_no = begin(sqlite_world, "2026-11-25T09:00", calling("1wd"))
    task = sqlite_world.task(case_no)
    assert (task.element_id, task.limit_text) == ("do_part", "1wd")
    assert town(task.due_at) == "2026-11-26T23:59:59"


def test_how_much_is_left_is_told_in_working_days(sqlite_world: World) -> None:
    case_no = begin(sqlite_world, "2026-11-25T09:00")
    step(sqlite_world, case_no, "2026-11-25T12:00")
    go_to(sqlite_world, "2026-11-27T08:00")
    assert sqlite_world.task(case_no).standing.days_left == 3


# --- sorted by due


def pages(world: World, limit: int) -> list[Any]:
    """Every task by due, page by page."""
    seen: list[Any] = []
    cursor = None
    for _page in range(20):
        page = world.read(queries.task_list.task_list, "all", sort="due", limit=limit, cursor=cursor)
        seen += page.items
        cursor = page.next
        if cursor is None:
            return seen
    raise AssertionError("the pages have no end")


def test_pages_by_due_lose_and_repeat_nothing(world: World) -> None:
    go_to(world, "2026-11-25T09:00")
    for number, limit in enumerate(("3wd", "1wd", "", "2wd", "1wd", "", "5wd")):
        key = f"timed_{number}"
        world.publish_plain(key, xml=timed(key=key, accept={"limit": limit}))
        world.start(key, actor=world.clerk)
    for size in (1, 2, 5, 7):
        seen = [(task.due_at, task.id) for task in pages(world, size)]
        assert len(seen) == len(set(seen)) == 7
        assert [due for due, _id in seen[5:]] == [None, None]
        assert seen[:5] == sorted(seen[:5])
        assert seen[5:] == sorted(seen[5:])


def test_what_the_case_is_due_by_counts_in_the_order_too(world: World) -> None:
    """A late case stands first although its step has no limit; a stop moves it, the decision frees it."""
    world.publish_plain("other", xml=timed({}, key="other", accept={"limit": "4wd"}))
    go_to(world, "2026-11-25T09:00")
    other = str(world.start("other", actor=world.clerk)["case_no"])
    late = begin(world, "2026-11-25T09:30")
    step(world, late, "2026-11-25T10:00")
    moved = begin(world, "2026-11-20T09:30", timed())
    step(world, moved, "2026-11-20T10:00")
    assert [task.case_no for task in pages(world, 50)] == [moved, other, late]
    step(world, moved, "2026-11-20T11:00")
    step(world, moved, "2026-12-01T11:00")
    assert [task.case_no for task in pages(world, 50)] == [other, late, moved]
    assert [task.due_at for task in pages(world, 50)] == sorted(task.due_at for task in pages(world, 50))
    step(world, late, "2026-12-01T12:00")
    step(world, late, "2026-12-01T13:00")
    step(world, late, "2026-12-01T14:00")
    assert [task.element_id for task in pages(world, 50)] == ["accept", "decide", "hand"]
