"""Armed timers that were computed with days not known for sure go off at the instant of the notice."""

from __future__ import annotations

from engine import commands
from tests.drawn import boundary_clock, clock, task
from tests.notice import announce, records, timers, waiting
from tests.timed import go_to
from tests.world import World, plain


def test_an_armed_timer_goes_off_at_the_new_instant(world: World) -> None:
    case_no = waiting(world, ("hold", clock("hold", "wd(2)")), ("do", task("do")))
    state = _state(world, case_no)
    assert timers(world, case_no) == {"hold": "2027-01-04T23:59:59"}
    announce(world)
    assert timers(world, case_no) == {"hold": "2027-01-05T23:59:59"}
    assert _state(world, case_no) == state
    (record,) = records(world, case_no)
    assert set(record.detail["timers"]) == {"hold"}
    go_to(world, "2027-01-05T12:00")
    assert world.do(commands.LeaseJobs())["jobs"] == []
    world.pass_time(hours=12)
    assert world.paths(case_no) == {"do"}


def _state(world: World, case_no: str) -> bytes:
    with world.database.read() as connection:
        found = connection.exec_driver_sql(
            f"SELECT state FROM process_instance WHERE case_no = '{case_no}'"
        ).scalar_one()
    return bytes(found)


def test_a_timer_sees_the_variables_and_the_day_that_it_was_reached_with(world: World) -> None:
    text = "wd(days, today())"
    case_no = waiting(world, ("hold", clock("hold", text)), ("do", task("do")), variables={"days": 2})
    before = timers(world, case_no)
    go_to(world, "2027-01-02T12:00")
    announce(world)
    assert (before, timers(world, case_no)) == (
        {"hold": "2027-01-04T23:59:59"},
        {"hold": "2027-01-05T23:59:59"},
    )


def test_a_timer_on_the_edge_of_a_task_and_one_behind_a_gateway(world: World) -> None:
    body = (
        '<bpmn:startEvent id="start" name="开始"/>'
        + task("work")
        + boundary_clock("late", "work", "wd(2)")
        + '<bpmn:eventBasedGateway id="either" name="等"/>'
        + clock("soon", "wd(3)")
        + clock("month", "wd(20)")
        + "".join(f'<bpmn:endEvent id="{one}" name="{one}"/>' for one in ("a", "b", "c"))
        + '<bpmn:parallelGateway id="fork" name="并"/>'
    )
    flows = {
        "f0": ("start", "fork"),
        "f1": ("fork", "work"),
        "f2": ("fork", "either"),
        "f3": ("either", "soon"),
        "f4": ("either", "month"),
        "f5": ("work", "a"),
        "f6": ("late", "a"),
        "f7": ("soon", "b"),
        "f8": ("month", "c"),
    }
    go_to(world, "2026-12-30T12:00")
    world.publish_plain("many", xml=plain("many", body, flows))
    case_no = str(world.start("many", actor=world.clerk)["case_no"])
    announce(world)
    assert timers(world, case_no) == {
        "late": "2027-01-05T23:59:59",
        "soon": "2027-01-06T23:59:59",
        "month": "2027-01-28T23:59:59",
    }


def test_a_timer_that_a_worker_holds_is_not_moved_under_it(world: World) -> None:
    case_no = waiting(world, ("hold", clock("hold", "wd(2)")), ("do", task("do")))
    go_to(world, "2027-01-05T00:00")
    (leased,) = world.do(commands.LeaseJobs())["jobs"]
    announce(world)
    assert timers(world, case_no) == {"hold": "2027-01-04T23:59:59"}
    assert world.do(commands.FireTimer(leased["id"], leased["attempt"]))["fired"] is True
