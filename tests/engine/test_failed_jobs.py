"""A job that failed for good is where its case stands: kept and shown. A calendar is waited for."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from engine import commands, queries
from engine.adapters.gateway import GatewayFailed, Recorder
from engine.domain.time_limits import Day
from engine.errors import CalendarMissing, NotFound
from engine.jobs.worker import Worker
from engine.registers import calendar_rows, write_book
from tests.drawn import boundary_clock, call, clock, end, line, task
from tests.engine.test_worker import Answers, service
from tests.timed import go_to
from tests.world import World, plain, staff

NOWHERE = clock("nowhere", "no_such_day")
"""A timer that cannot say when: its variable is not there."""
NEW_YEARS_EVE = "2027-12-30T12:00"
"""The town's books end with 2027."""


@pytest.fixture
def worker(world: World) -> Worker:
    return Worker(world.engine, Recorder())


def exhausted(world: World, worker: Worker) -> None:
    """Every attempt is made, and none is left."""
    for _ in range(6):
        worker.run_due()
        world.clock.advance(timedelta(hours=1))
    assert worker.run_due() == 0


def failed(world: World, case_no: str, **actor: Any) -> Any:
    (job,) = world.read(queries.waits.failed_jobs, case_no, **actor)
    return job


def stuck_timer(world: World, worker: Worker) -> str:
    xml = line("stuck", ("hold", clock("hold", "PT1H")), ("nowhere", NOWHERE), ("do", task("do")))
    world.publish_plain("stuck", xml=xml)
    case_no = str(world.start("stuck", actor=world.clerk)["case_no"])
    world.clock.advance(timedelta(hours=1))
    exhausted(world, worker)
    return case_no


def test_a_timer_that_failed_for_good_is_where_its_case_stands(world: World, worker: Worker) -> None:
    began = world.engine.now_text
    case_no = stuck_timer(world, worker)
    job = failed(world, case_no)
    assert (job.kind, job.path, job.state, job.attempt) == ("timer", "hold", "failed", 5)
    assert (job.error, job.since) == ("expression_failed", began)
    assert job.why == queries.failures.words("expression_failed")
    assert "算不出来" in job.why[0]
    assert world.waited_for(case_no) == [job]
    assert [place.path for place in world.read(queries.progress.progress, case_no).places] == ["hold"]
    world.check_invariants()


def test_an_effect_that_failed_for_good_is_where_its_case_stands(world: World) -> None:
    world.publish_plain("asking", xml=service("asking", "echo.later"))
    case_no = str(world.start("asking", actor=world.clerk, variables={"asked": "x"})["case_no"])
    (leased,) = world.do(commands.LeaseJobs())["jobs"]
    world.do(commands.AnswerEffect(leased["id"], leased["attempt"], error="http_422"))
    job = failed(world, case_no)
    assert (job.kind, job.path, job.error) == ("effect", "ask", "http_422")
    assert job.why == ("对方回应 422", "the other side answered 422")
    assert world.waited_for(case_no) == [job]


def test_a_called_procedure_stays_open_where_it_stands(world: World, worker: Worker) -> None:
    inside = (("hold", clock("hold", "PT1H")), ("nowhere", NOWHERE), ("do", task("do")))
    world.publish_plain("part", xml=line("part", *inside))
    world.publish_plain("whole", xml=line("whole", ("inner", call("inner", "part"))))
    case_no = str(world.start("whole", actor=world.clerk)["case_no"])
    world.clock.advance(timedelta(hours=1))
    exhausted(world, worker)
    assert failed(world, case_no).path == "inner/hold"
    assert [one.is_open for one in world.read(queries.diagrams.calls, case_no)] == [True]


def test_others_do_not_see_it(world: World, worker: Worker) -> None:
    case_no = stuck_timer(world, worker)
    with pytest.raises(NotFound):
        failed(world, case_no, actor=staff("stranger", "decider"))


def guarded(world: World) -> str:
    """`work` with a timer beside it whose line cannot go on."""
    body = (
        '<bpmn:startEvent id="start" name="开始"/>'
        + task("work")
        + boundary_clock("remind", "work", "PT1H", interrupting=False)
        + NOWHERE
        + task("then")
        + end("end")
        + end("end_reminded")
    )
    flows = {
        "f1": ("start", "work"),
        "f2": ("work", "then"),
        "f3": ("then", "end"),
        "f4": ("remind", "nowhere"),
        "f5": ("nowhere", "end_reminded"),
    }
    world.publish_plain("guarded", xml=plain("guarded", body, flows))
    return str(world.start("guarded", actor=world.clerk)["case_no"])


def test_a_failed_timer_goes_with_the_task_that_it_guarded(world: World, worker: Worker) -> None:
    case_no = guarded(world)
    world.clock.advance(timedelta(hours=1))
    exhausted(world, worker)
    assert failed(world, case_no).path == "remind"
    world.complete(world.task(case_no, "work").id)
    assert world.read(queries.waits.failed_jobs, case_no) == ()
    (job,) = world.read(queries.jobs.job_list).items
    assert (job.state, job.error) == ("cancelled", "expression_failed")
    world.complete(world.task(case_no, "then").id)
    assert world.read(queries.case_view.case_detail, case_no).case.status == "completed"


def test_a_cancelled_case_stands_nowhere(world: World, worker: Worker) -> None:
    case_no = stuck_timer(world, worker)
    instance = world.read(queries.case_view.case_id, case_no)
    world.do(commands.CancelCase(instance, "流程画错了"), world.clerk)
    assert world.waited_for(case_no) == []
    assert world.read(queries.jobs.job_list, "failed").items == ()


def test_a_failed_row_of_an_earlier_release_is_no_place(world: World, worker: Worker) -> None:
    """Its place was over and it stayed failed: the case's state says that nothing stands there."""
    case_no = guarded(world)
    world.clock.advance(timedelta(hours=1))
    exhausted(world, worker)
    world.complete(world.task(case_no, "work").id)
    with world.database.write() as transaction:
        transaction.connection.execute(text("UPDATE job SET state = 'failed'"))
        transaction.commit()
    assert world.read(queries.waits.failed_jobs, case_no) == ()


def test_a_letter_that_failed_is_no_place_of_its_case(world: World) -> None:
    world.publish_item()
    case_no = str(world.start()["case_no"])
    first = world.task(case_no)
    world.complete(first.id, "done", materials=world.all_pass(first.id))
    worker = Worker(world.engine, Answers(GatewayFailed("http_422", lasting=True)))
    assert worker.run_due("effect") > 0
    assert world.read(queries.jobs.job_list, "failed").items
    assert world.read(queries.waits.failed_jobs, case_no) == ()


# --- a year without calendar


def holidays(year: int) -> bytes:
    """A calendar in which only weekends are off."""
    first = date(year, 1, 1)
    days = (first + timedelta(number) for number in range(366 if year % 4 == 0 else 365))
    kinds = ((day, "weekend" if day.weekday() > 4 else "workday") for day in days)
    return write_book(calendar_rows(Day(day, kind, notice="放假通知") for day, kind in kinds))


def into_next_year(world: World) -> str:
    """A timer in working days that lies in a year of which nobody knows the days, behind one of an hour."""
    go_to(world, NEW_YEARS_EVE)
    xml = line("turn", ("hold", clock("hold", "PT1H")), ("days", clock("days", "wd(5)")), ("do", task("do")))
    world.publish_plain("turn", xml=xml)
    return str(world.start("turn", actor=world.clerk)["case_no"])


def test_a_timer_waits_for_the_calendar_of_its_year_and_goes_off_once_it_is_there(
    world: World, worker: Worker
) -> None:
    case_no = into_next_year(world)
    world.clock.advance(timedelta(hours=1))
    for number in range(1, 9):
        assert worker.run_due() == 1
        (job,) = world.read(queries.waits.armed_jobs, case_no)
        assert (job.state, job.error, job.attempt) == ("armed", "calendar_missing", number)
        assert "工作日历" in job.why[0]
        world.clock.advance(timedelta(hours=1) - timedelta(seconds=1))
        assert worker.run_due() == 0
        world.clock.advance(timedelta(seconds=1))
    assert world.read(queries.waits.failed_jobs, case_no) == ()
    world.do(commands.ImportRegister("holidays", holidays(2028)))
    assert worker.run_due() == 1
    (job,) = world.read(queries.waits.armed_jobs, case_no)
    assert (job.path, job.due_at[:10], job.error) == ("days", "2028-01-06", "")
    actions = [record.action for record in world.read(queries.case_view.history, case_no)]
    assert actions == ["start_case", "fail_job", "fire_timer"], "told once, however long it takes"


def test_an_answer_of_another_system_waits_for_the_calendar_too(world: World, worker: Worker) -> None:
    go_to(world, NEW_YEARS_EVE)
    xml = service("asking", "echo.later").replace(
        '<bpmn:userTask id="work" name="办"/>', clock("work", "wd(5)")
    )
    world.publish_plain("asking", xml=xml)
    case_no = str(world.start("asking", actor=world.clerk, variables={"asked": "x"})["case_no"])
    worker.run_due()
    (job,) = world.read(queries.waits.armed_jobs, case_no)
    assert (job.kind, job.error) == ("effect", "calendar_missing")
    world.do(commands.ImportRegister("holidays", holidays(2028)))
    world.clock.advance(timedelta(hours=1))
    worker.run_due()
    (job,) = world.read(queries.waits.armed_jobs, case_no)
    assert (job.kind, job.path, job.error) == ("timer", "work", "")


def test_a_clerk_who_needs_the_calendar_is_told_which(world: World) -> None:
    go_to(world, NEW_YEARS_EVE)
    xml = line("told", ("ask", task("ask")), ("days", clock("days", "wd(5)")), ("do", task("do")))
    world.publish_plain("told", xml=xml)
    case_no = str(world.start("told", actor=world.clerk)["case_no"])
    with pytest.raises(CalendarMissing) as refused:
        world.complete(world.task(case_no).id)
    assert "2028" in refused.value.sentence()
    assert "register import holidays" in refused.value.sentence("en")
    assert world.paths(case_no) == {"ask"}
