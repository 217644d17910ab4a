"""Timers through the door: armed with the state, fired once and never early, gone with their token."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine import commands, queries
from engine.errors import NotOpen, NotPermitted
from tests.drawn import boundary_clock, clock, end, line, task
from tests.world import World, plain


def boundary(world: World, *, interrupting: bool) -> str:
    """`work` guarded by a timer of two hours that leads to `late`."""
    body = (
        '<bpmn:startEvent id="start" name="开始"/>'
        + task("work")
        + boundary_clock("too_late", "work", "PT2H", interrupting=interrupting)
        + task("late")
        + end("end")
        + end("end_late")
    )
    flows = {
        "f1": ("start", "work"),
        "f2": ("work", "end"),
        "f3": ("too_late", "late"),
        "f4": ("late", "end_late"),
    }
    world.publish_plain("guarded", xml=plain("guarded", body, flows))
    return str(world.start("guarded", actor=world.clerk)["case_no"])


def jobs(world: World, case_no: str) -> list[str]:
    return [one.path for one in world.read(queries.waits.armed_jobs, case_no)]


def test_it_fires_at_its_instant_and_not_before(world: World) -> None:
    case_no = boundary(world, interrupting=True)
    world.pass_time(hours=1, minutes=59, seconds=59)
    assert world.paths(case_no) == {"work"}
    world.pass_time(seconds=1)
    assert world.paths(case_no) == {"late"}
    assert jobs(world, case_no) == []
    record = world.read(queries.case_view.history, case_no)[-1]
    assert (record.action, record.element_id) == ("fire_timer", "too_late")
    assert record.at == record.detail["due"]


def test_a_timer_beside_the_task_leaves_the_task_alone(world: World) -> None:
    case_no = boundary(world, interrupting=False)
    world.pass_time(hours=3)
    assert world.paths(case_no) == {"work", "late"}
    world.pass_time(hours=3)
    assert world.paths(case_no) == {"work", "late"}


def test_who_completes_the_task_takes_the_timer_away(world: World) -> None:
    case_no = boundary(world, interrupting=True)
    world.complete(world.task(case_no).id)
    assert jobs(world, case_no) == []
    world.pass_time(hours=3)
    assert world.read(queries.case_view.case_detail, case_no).case.result == "end"


def leased(world: World) -> dict[str, object]:
    (job,) = world.do(commands.LeaseJobs(kind="timer"))["jobs"]
    return dict(job)


def test_a_timer_that_is_due_while_a_clerk_completes_changes_nothing(world: World) -> None:
    """The worker holds the lease already when the clerk presses 提交: the clerk was first."""
    case_no = boundary(world, interrupting=True)
    work = world.task(case_no)
    world.clock.advance(timedelta(hours=2))
    job = leased(world)
    world.complete(work.id)
    answer = world.do(commands.FireTimer(str(job["id"]), int(str(job["attempt"]))))
    assert answer["fired"] is False
    assert world.read(queries.case_view.case_detail, case_no).case.result == "end"


def test_a_clerk_who_comes_after_the_timer_is_told(world: World) -> None:
    case_no = boundary(world, interrupting=True)
    work = world.task(case_no)
    world.pass_time(hours=2)
    with pytest.raises(NotOpen):
        world.complete(work.id)
    assert world.paths(case_no) == {"late"}


def test_a_job_fires_once_however_often_it_is_asked(world: World) -> None:
    case_no = boundary(world, interrupting=False)
    world.clock.advance(timedelta(hours=2))
    job = leased(world)
    fire = commands.FireTimer(str(job["id"]), int(str(job["attempt"])))
    assert world.do(fire)["fired"] is True
    assert world.do(fire)["fired"] is False
    assert len(world.tasks(case_no)) == 2


def test_the_answer_of_an_older_attempt_changes_nothing(world: World) -> None:
    """A worker that was slow for longer than its lease: the next one has the job."""
    case_no = boundary(world, interrupting=True)
    world.clock.advance(timedelta(hours=2))
    slow = leased(world)
    assert world.do(commands.LeaseJobs(kind="timer"))["jobs"] == []
    world.clock.advance(timedelta(seconds=31))
    fast = leased(world)
    assert (slow["attempt"], fast["attempt"]) == (1, 2)
    assert world.do(commands.FireTimer(str(slow["id"]), 1))["fired"] is False
    assert world.paths(case_no) == {"work"}
    assert world.do(commands.FireTimer(str(fast["id"]), 2))["fired"] is True
    assert world.paths(case_no) == {"late"}


def test_nobody_but_the_system_fires(world: World) -> None:
    boundary(world, interrupting=True)
    for command in (commands.LeaseJobs(), commands.FireTimer("x", 1), commands.AnswerEffect("x", 1)):
        with pytest.raises(NotPermitted):
            world.do(command, world.clerk)


def test_a_cancelled_case_has_no_timer(world: World) -> None:
    case_no = boundary(world, interrupting=True)
    instance = world.read(queries.case_view.case_id, case_no)
    world.do(commands.CancelCase(instance, "申请人撤回"), world.clerk)
    world.clock.advance(timedelta(hours=3))
    assert world.do(commands.LeaseJobs())["jobs"] == []


def test_timers_in_a_row_each_wait_their_time(world: World) -> None:
    xml = line(
        "rows", ("first", clock("first", "PT1H")), ("second", clock("second", "PT1H")), ("do", task("do"))
    )
    world.publish_plain("rows", xml=xml)
    case_no = str(world.start("rows", actor=world.clerk)["case_no"])
    world.pass_time(hours=1)
    assert jobs(world, case_no) == ["second"]
    world.pass_time(minutes=59)
    assert jobs(world, case_no) == ["second"]
    world.pass_time(minutes=1)
    assert world.paths(case_no) == {"do"}


def test_a_limit_in_working_days_ends_on_the_towns_working_day(world: World) -> None:
    """Wednesday noon + 3wd = Monday 23:59:59 in the town's zone: Saturday and Sunday are off."""
    xml = line("days", ("hold", clock("hold", "wd(3)")), ("do", task("do")))
    world.publish_plain("days", xml=xml)
    case_no = str(world.start("days", actor=world.clerk)["case_no"])
    (timer,) = world.read(queries.waits.armed_jobs, case_no)
    assert timer.due_at == "2026-11-30T15:59:59.000000+00:00"


def test_a_date_is_over_with_its_day_in_the_town(world: World) -> None:
    """A date variable ends at 23:59:59 of the town's zone, not of Greenwich."""
    xml = line("until", ("hold", clock("hold", "last_day")), ("do", task("do")))
    world.publish_plain("until", xml=xml)
    variables = {"last_day": "2026-12-01"}
    case_no = str(world.start("until", actor=world.clerk, variables=variables)["case_no"])
    (timer,) = world.read(queries.waits.armed_jobs, case_no)
    assert timer.due_at == "2026-12-01T15:59:59.000000+00:00"


@pytest.mark.parametrize(
    ("duration", "due_at"),
    [
        ("P1M", "2026-12-25T04:00:00.123456+00:00"),
        ("PT0.5S", "2026-11-25T04:00:00.623456+00:00"),
        ("P1W", "2026-12-02T04:00:00.123456+00:00"),
    ],
)
def test_durations_are_exact(world: World, duration: str, due_at: str) -> None:
    world.publish_plain("exact", xml=line("exact", ("hold", clock("hold", duration)), ("do", task("do"))))
    case_no = str(world.start("exact", actor=world.clerk)["case_no"])
    assert [one.due_at for one in world.read(queries.waits.armed_jobs, case_no)] == [due_at]


def test_today_is_the_towns_day(world: World) -> None:
    """At 00:30 in the town it is still yesterday in Greenwich."""
    script = (
        '<bpmn:scriptTask id="day" name="日" scriptFormat="feel" camunda:resultVariable="day">'
        "<bpmn:script>today()</bpmn:script></bpmn:scriptTask>"
    )
    world.clock.advance(timedelta(hours=12, minutes=30))
    world.publish_plain("days", xml=line("days", ("day", script), ("do", task("do"))))
    case_no = str(world.start("days", actor=world.clerk)["case_no"])
    assert world.read(queries.case_view.case_detail, case_no).variables["day"] == "2026-11-26"
