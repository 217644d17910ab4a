"""What going back undoes besides the steps: milestones, the promise that they ended, a stop of the clock."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from engine import commands, queries
from engine.domain.time_limits import Light
from engine.store import load_cases, load_waits
from tests.drawn import line, task
from tests.engine.passed import begin as begun
from tests.engine.passed import walk
from tests.engine.test_deadlines import case_of, light_at
from tests.engine.test_permit_life import act, applied, decided, person
from tests.engine.test_return_withdraw import done, give_back, records, take_back
from tests.timed import begin, go_to, step, timed, town
from tests.world import World

TO_THE_DECISION = ("2026-11-25T12:00", "2026-11-26T09:00", "2026-11-26T10:00", "2026-11-27T09:00")
LAW = {"item.limit.legal": "20wd"}


def decided_at(world: World) -> str:
    """A timed case: accepted, inspected, reported and decided."""
    case_no = begin(world, "2026-11-25T09:00")
    for text in TO_THE_DECISION:
        step(world, case_no, text)
    return case_no


def letters(world: World, case_no: str) -> list[str]:
    found = world.read(queries.jobs.outbox_list, limit=50).items
    return sorted(row.letter for row in found if row.case_no == case_no)


# --- milestones and the promise


@pytest.mark.parametrize("way", ["withdraw", "return"])
def test_without_the_decision_the_promise_runs_on(world: World, way: str) -> None:
    case_no = decided_at(world)
    due = case_of(world, case_no).case.due_at
    assert town(world.task(case_no).due_at)[:10] == "2026-12-11", "decided: only the step's own limit counts"
    if way == "withdraw":
        take_back(world, case_no, "decide")
    else:
        give_back(world, case_no, "hand", "decide")
    detail = case_of(world, case_no)
    assert set(detail.milestones) == {"accept"}
    assert detail.case.due_at == due
    assert not detail.case.standing.final
    assert world.task(case_no).due_at == due
    record = records(world, case_no)[-1]
    assert record.detail["milestones_undone"] == {"complete": "2026-11-27T01:00:00.000000+00:00"}
    assert light_at(world, case_no, "2026-12-05T09:00") == Light("red", "red_promise")
    step(world, case_no, "2026-12-05T10:00")
    standing = case_of(world, case_no).case.standing
    assert (standing.final, standing.light) == (True, Light("red", "red_promise"))
    assert town(case_of(world, case_no).milestones["complete"]) == "2026-12-05T10:00:00"


def test_the_promise_is_counted_anew_around_every_stop(world: World) -> None:
    """Both stops count: the one before the decision and none since."""
    case_no = begin(world, "2026-11-25T09:00", timed(report={"clock": ""}))
    for text in ("2026-11-25T12:00", "2026-11-26T15:00", "2026-11-27T09:00", "2026-11-30T10:00"):
        step(world, case_no, text)
    assert town(case_of(world, case_no).case.due_at) == "2026-12-04T23:59:59"
    take_back(world, case_no, "decide")
    detail = case_of(world, case_no)
    assert town(detail.case.due_at) == "2026-12-04T23:59:59"
    assert (len(detail.clock.stops), detail.clock.stopped_since) == (1, None)


def test_an_acceptance_stands_and_the_promise_runs_on_from_it(world: World) -> None:
    """行政许可法 42: from the day of acceptance, whatever is done again inside the house."""
    case_no = begin(world, "2026-11-25T09:00", timed(inspect={"clock": ""}))
    step(world, case_no, "2026-11-25T12:00")
    before = case_of(world, case_no)
    assert town(before.case.due_at) == "2026-12-02T23:59:59"
    assert light_at(world, case_no, "2026-12-05T09:00") == Light("red", "red_promise")
    give_back(world, case_no, "inspect", "accept")
    returned = case_of(world, case_no)
    assert returned.milestones == before.milestones == {"accept": "2026-11-25T04:00:00.000000+00:00"}
    assert (returned.case.due_at, returned.clock.legal_at) == (before.case.due_at, before.clock.legal_at)
    assert returned.case.light == Light("red", "red_promise")
    assert world.task(case_no).due_at == before.case.due_at, "the case's end before the step's own"
    assert "milestones_undone" not in records(world, case_no)[-1].detail
    step(world, case_no, "2026-12-09T12:00")
    again = case_of(world, case_no)
    assert (again.milestones, again.case.due_at) == (before.milestones, before.case.due_at)
    assert again.case.light == Light("red", "red_promise")


def test_an_acceptance_that_is_taken_back_at_once_stands_too(world: World) -> None:
    case_no = begin(world, "2026-11-25T09:00")
    step(world, case_no, "2026-11-25T12:00")
    take_back(world, case_no, "accept")
    detail = case_of(world, case_no)
    assert (set(detail.milestones), town(detail.case.due_at)) == ({"accept"}, "2026-12-02T23:59:59")


def test_going_back_over_a_stop_keeps_the_days_that_stood(world: World) -> None:
    """Returned to the acceptance out of a stop: it ends, and its days are added to the first promise."""
    case_no = begin(world, "2026-11-25T09:00")
    step(world, case_no, "2026-11-25T12:00")
    step(world, case_no, "2026-11-26T15:00")
    go_to(world, "2026-12-01T09:00")
    give_back(world, case_no, "report", "accept")
    step(world, case_no, "2026-12-01T10:00")
    detail = case_of(world, case_no)
    # 27, 30 November and 1 December stood
    assert (detail.clock.stopped_since, town(detail.case.due_at)) == (None, "2026-12-07T23:59:59")


def test_the_applicant_is_told_of_the_acceptance_once(world: World) -> None:
    """The permit: handed back to the counter three weeks later, and accepted again."""
    world.publish_permit()
    case_no = applied(world)
    act(world, case_no, "accept", "li")
    before = case_of(world, case_no)
    world.clock.advance(timedelta(days=20))
    give_back(world, case_no, "first_review", "accept", actor=person("wang"))
    assert case_of(world, case_no).case.light == Light("red", "red_legal")
    act(world, case_no, "accept", "li")
    after = case_of(world, case_no)
    assert (after.milestones, after.case.due_at) == (before.milestones, before.case.due_at)
    assert letters(world, case_no) == ["ACCEPTED"]


def test_what_was_reached_before_the_target_stands(world: World) -> None:
    case_no = begin(world, "2026-11-25T09:00")
    for text in TO_THE_DECISION[:2]:
        step(world, case_no, text)
    before = case_of(world, case_no).milestones
    give_back(world, case_no, "report", "inspect")
    assert case_of(world, case_no).milestones == before == {"accept": "2026-11-25T04:00:00.000000+00:00"}
    assert "milestones_undone" not in records(world, case_no)[-1].detail


def test_a_decision_taken_back_is_told_again_when_it_is_real(world: World) -> None:
    """The permit: granted by mistake, taken back at once, refused."""
    world.publish_permit()
    case_no = applied(world)
    decided(world, case_no, "grant")
    assert letters(world, case_no) == ["ACCEPTED", "DECIDED"]
    world.do(commands.WithdrawTask(done(world, case_no, "decide"), "误点"), person("head"))
    assert "complete" not in case_of(world, case_no).milestones
    world.clock.advance(timedelta(days=60))
    standing = case_of(world, case_no).case.standing
    assert (standing.final, standing.light.light) == (False, "red")
    assert letters(world, case_no) == ["ACCEPTED", "DECIDED"]
    act(world, case_no, "decide", "head", "refuse")
    assert letters(world, case_no) == ["ACCEPTED", "DECIDED", "DECIDED"]
    assert case_of(world, case_no).milestones["complete"] == world.engine.now_text


def test_the_pickup_desk_hands_back_before_the_decision(world: World) -> None:
    world.publish_permit()
    case_no = applied(world)
    decided(world, case_no, "grant")
    act(world, case_no, "issue/make", "maker")
    act(world, case_no, "issue/seal", "sealer")
    give_back(world, case_no, "pickup", "review", actor=person("desk"))
    detail = case_of(world, case_no)
    assert set(detail.milestones) == {"accept", "first_review"}
    assert not detail.case.standing.final
    act(world, case_no, "review", "zhao")
    assert set(case_of(world, case_no).milestones) == {"accept", "first_review", "review"}


# --- stops


def marked(world: World) -> str:
    """a, b that stops the clock, c that lets it go on, d: a plain process without limits."""
    steps = (
        ("a", task("a")),
        ("b", task("b", clock="open")),
        ("c", task("c", clock="close")),
        ("d_", task("d_")),
    )
    world.publish_plain("marked", xml=line("marked", *steps))
    return begun(world, "marked")


def stops(world: World, case_no: str) -> list[tuple[str, bool]]:
    """(path, whether it stands) of every stop, and that the case's row says the same."""
    with world.database.read() as connection:
        case: Any = load_cases.case_by_number(connection, "xuxiake", case_no)
        found = load_waits.stops(connection, case.id)
    standing = [row.opened_at for row in found if row.closed_at is None]
    assert standing == ([case.stopped_since] if case.stopped_since else [])
    return [(row.element_path, row.closed_at is None) for row in found]


def test_going_back_before_the_step_that_stopped_the_clock_ends_the_stop(world: World) -> None:
    case_no = marked(world)
    walk(world, case_no, "a", "b")
    assert stops(world, case_no) == [("b", True)]
    give_back(world, case_no, "c", "a")
    assert stops(world, case_no) == [("b", False)]
    walk(world, case_no, "a", "b")
    assert stops(world, case_no) == [("b", False), ("b", True)]
    take_back(world, case_no, "b")
    assert stops(world, case_no) == [("b", False), ("b", False)]


def test_going_back_behind_that_step_leaves_the_clock_standing(world: World) -> None:
    steps = (
        ("a", task("a", clock="open")),
        ("b", task("b")),
        ("c", task("c")),
        ("last", task("last", clock="close")),
    )
    world.publish_plain("stands", xml=line("stands", *steps))
    case_no = begun(world, "stands")
    walk(world, case_no, "a", "b")
    give_back(world, case_no, "c", "b")
    assert stops(world, case_no) == [("a", True)]


def test_a_stop_inside_a_call_that_is_left_ends(world: World) -> None:
    """The permit: the correction stops the clock; its notice is taken back."""
    world.publish_permit()
    case_no = applied(world)
    act(world, case_no, "accept", "li")
    give_back(world, case_no, "first_review", "accept", actor=person("wang"))
    found = world.task(case_no, "accept")
    verdicts: dict[str, dict[str, str]] = world.all_pass(found.id)
    verdicts[sorted(verdicts)[0]] = {"verdict": "missing", "reason": "没有交"}
    act(world, case_no, "accept", "li", "correct", materials=verdicts)
    act(world, case_no, "correction/notice", "li")
    assert stops(world, case_no) == [("correction/notice", True)]
    world.do(commands.WithdrawTask(done(world, case_no, "correction/notice"), "写错了"), person("li"))
    assert stops(world, case_no) == [("correction/notice", False)]


def test_an_open_stop_moves_the_end_by_the_days_until_it_was_undone(world: World) -> None:
    case_no = begin(world, "2026-11-25T09:00")
    step(world, case_no, "2026-11-25T12:00")
    step(world, case_no, "2026-11-26T15:00")
    go_to(world, "2026-12-01T09:00")
    give_back(world, case_no, "report", "inspect")
    detail = case_of(world, case_no)
    assert detail.clock.stopped_since is None
    # 27, 30 November and 1 December stood
    assert town(detail.case.due_at) == "2026-12-07T23:59:59"


def test_the_end_of_a_case_closes_its_stop(world: World) -> None:
    world.publish_plain("ends", xml=line("ends", ("a", task("a", clock="open")), ("b", task("b"))))
    case_no = begun(world, "ends")
    walk(world, case_no, "a")
    assert stops(world, case_no) == [("a", True)]
    walk(world, case_no, "b")
    assert stops(world, case_no) == [("a", False)]


def test_cancelling_a_case_closes_its_stop(world: World) -> None:
    case_no = begin(world, "2026-11-25T09:00", timed(LAW))
    step(world, case_no, "2026-11-25T12:00")
    step(world, case_no, "2026-11-26T15:00")
    assert stops(world, case_no) == [("inspect", True)]
    go_to(world, "2026-12-01T10:00")
    world.do(commands.CancelCase(case_of(world, case_no).case.id, "申请人不办了"), world.clerk)
    assert stops(world, case_no) == [("inspect", False)]
    assert case_of(world, case_no).case.status == "cancelled"
    assert town(case_of(world, case_no).clock.stops[0].until) == "2026-12-01T10:00:00"
