"""Several timers of one instant go off in their turn, whoever leases them; the poll reads an index."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import event, text

from engine import commands, queries
from tests.drawn import boundary_clock, end, task
from tests.world import World, plain

TWO_HOURS = timedelta(hours=2)
CASES = 8
"""Ids are random: an order by id alone would be right for all of them once in 256 runs."""


def publish(world: World) -> None:
    """`work` with a reminder beside it and an end of the waiting, both after two hours."""
    body = (
        '<bpmn:startEvent id="start" name="开始"/>'
        + task("work")
        + boundary_clock("too_late", "work", "PT2H")
        + boundary_clock("remind", "work", "PT2H", interrupting=False)
        + task("late")
        + task("reminded")
        + end("end")
        + end("end_late")
        + end("end_reminded")
    )
    flows = {
        "f1": ("start", "work"),
        "f2": ("work", "end"),
        "f3": ("too_late", "late"),
        "f4": ("late", "end_late"),
        "f5": ("remind", "reminded"),
        "f6": ("reminded", "end_reminded"),
    }
    world.publish_plain("guarded", xml=plain("guarded", body, flows))


def started(world: World) -> str:
    return str(world.start("guarded", actor=world.clerk)["case_no"])


def lease(world: World, most: int) -> list[dict[str, Any]]:
    return [dict(one) for one in world.do(commands.LeaseJobs(most, kind="timer"))["jobs"]]


def fired(world: World, job: dict[str, Any]) -> bool:
    return bool(world.do(commands.FireTimer(job["id"], job["attempt"]))["fired"])


def went_off(world: World, case_no: str) -> list[str]:
    history = world.read(queries.case_view.history, case_no)
    return [record.element_id for record in history if record.action == "fire_timer"]


def test_the_reminder_goes_before_the_end_of_what_it_reminds_of(world: World) -> None:
    publish(world)
    cases = [started(world) for _ in range(CASES)]
    world.clock.advance(TWO_HOURS)
    for job in lease(world, 100):
        assert fired(world, job)
    for case_no in cases:
        assert went_off(world, case_no) == ["remind", "too_late"]
        assert world.paths(case_no) == {"late", "reminded"}


def test_a_case_page_and_a_scenario_see_them_in_the_same_order(world: World) -> None:
    publish(world)
    for case_no in [started(world) for _ in range(CASES)]:
        jobs = world.read(queries.waits.armed_jobs, case_no)
        assert [job.path for job in jobs] == ["remind", "too_late"]


def test_two_workers_that_share_them_keep_the_turn(world: World) -> None:
    """The second worker is faster; what it holds waits for the other and is taken again later."""
    publish(world)
    case_no = started(world)
    world.clock.advance(TWO_HOURS)
    (first,) = lease(world, 1)
    (second,) = lease(world, 1)
    assert not fired(world, second)
    assert went_off(world, case_no) == []
    assert fired(world, first)
    world.clock.advance(timedelta(seconds=31))
    (again,) = lease(world, 1)
    assert (again["id"], again["attempt"]) == (second["id"], second["attempt"] + 1)
    assert fired(world, again)
    assert went_off(world, case_no) == ["remind", "too_late"]


def test_what_was_due_before_goes_first_after_a_pause(world: World) -> None:
    """A town that was down for a day: a reminder of the morning is not lost behind the end of the day."""
    publish(world)
    case_no = started(world)
    with world.database.write() as transaction:
        transaction.connection.execute(
            text("UPDATE job SET due_at = :at WHERE element_id = 'too_late'"),
            {"at": "2026-11-25T09:00:00.000000+00:00"},
        )
        transaction.commit()
    world.clock.advance(timedelta(days=1))
    (first,) = lease(world, 1)
    (second,) = lease(world, 1)
    assert not fired(world, second)
    assert fired(world, first)
    assert went_off(world, case_no) == ["remind"]


def test_the_poll_walks_its_index_and_sorts_nothing(sqlite_world: World) -> None:
    publish(sqlite_world)
    started(sqlite_world)
    sqlite_world.clock.advance(TWO_HOURS)
    plans: list[str] = []

    def explain(_connection: Any, cursor: Any, sql: str, parameters: Any, *_rest: Any) -> None:
        if "FROM job" in sql and "leased_until" in sql.partition("WHERE")[2]:
            rows = cursor.connection.cursor().execute(f"EXPLAIN QUERY PLAN {sql}", parameters)
            plans.append("\n".join(str(row[3]) for row in rows))

    for engine in sqlite_world.database.engines:
        event.listen(engine, "before_cursor_execute", explain)
    sqlite_world.read(queries.jobs.any_due, "timer")
    sqlite_world.engine.execute(commands.LeaseJobs(kind="timer"), sqlite_world.system)
    for engine in sqlite_world.database.engines:
        event.remove(engine, "before_cursor_execute", explain)
    assert len(plans) == 2
    for plan in plans:
        assert plan.startswith("SEARCH job USING INDEX ix_job_due (town_id=? AND due_at<?)"), plan
        assert "TEMP B-TREE" not in plan
