"""Which timers end the waiting for a message: one rule for the case page and for the applicant's last day."""

from __future__ import annotations

import pytest

from engine import queries
from tests.drawn import START, beside, boundary_clock, call, clock, end, message, task, wait
from tests.world import World, plain

EITHER = '<bpmn:eventBasedGateway id="either" name="等"/>'
RECEIVE = '<bpmn:receiveTask id="hear" name="hear" messageRef="Msg_told"/>'


def begun(world: World, body: str, flows: dict[str, tuple[str, str]]) -> str:
    world.publish_plain("ends", xml=beside(plain("ends", START + body, flows), message("told")))
    return str(world.start("ends", actor=world.clerk)["case_no"])


def enders(world: World, case_no: str) -> list[str]:
    (one,) = world.read(queries.waits.open_waits, case_no)
    jobs = world.read(queries.waits.armed_jobs, case_no)
    program = world.read(queries.case_view.program, case_no)
    return sorted(job.path for job in queries.waits.ends_by(one, jobs, program))


def test_the_timer_behind_the_same_gateway(world: World) -> None:
    body = EITHER + wait("told", "told") + clock("late", "P30D") + end("end") + end("end_late")
    flows = {"f1": ("start", "either"), "f2": ("either", "told"), "f3": ("either", "late")}
    case_no = begun(world, body, {**flows, "f4": ("told", "end"), "f5": ("late", "end_late")})
    assert enders(world, case_no) == ["late"]


@pytest.mark.parametrize("interrupting", [True, False])
def test_a_timer_on_its_edge_if_it_takes_the_wait_away(world: World, interrupting: bool) -> None:
    body = (
        RECEIVE
        + boundary_clock("late", "hear", "P1D", interrupting=interrupting)
        + end("end")
        + end("end_late")
    )
    case_no = begun(world, body, {"f1": ("start", "hear"), "f2": ("hear", "end"), "f3": ("late", "end_late")})
    assert enders(world, case_no) == (["late"] if interrupting else [])


def test_a_timer_on_the_same_edge(world: World) -> None:
    event = wait("told", "told").replace("intermediateCatchEvent", "boundaryEvent")
    event = event.replace('name="told"', 'name="told" attachedToRef="work"')
    body = task("work") + event + boundary_clock("late", "work", "P1D")
    body += "".join(end(one) for one in ("end", "end_told", "end_late"))
    flows = {"f1": ("start", "work"), "f2": ("work", "end"), "f3": ("told", "end_told")}
    assert enders(world, begun(world, body, {**flows, "f4": ("late", "end_late")})) == ["late"]


@pytest.mark.parametrize("interrupting", [True, False])
def test_a_timer_on_the_edge_of_a_call_that_it_lies_in(world: World, interrupting: bool) -> None:
    inner = plain(
        "inner", START + wait("told", "told") + end("end"), {"f1": ("start", "told"), "f2": ("told", "end")}
    )
    world.publish_plain("inner", xml=beside(inner, message("told")))
    body = (
        call("inside", "inner")
        + boundary_clock("late", "inside", "P1D", interrupting=interrupting)
        + end("end")
        + end("end_late")
    )
    flows = {"f1": ("start", "inside"), "f2": ("inside", "end"), "f3": ("late", "end_late")}
    assert enders(world, begun(world, body, flows)) == (["late"] if interrupting else [])


def test_a_timer_of_another_branch_ends_nothing(world: World) -> None:
    fork = '<bpmn:parallelGateway id="fork" name="并"/>'
    body = (
        fork
        + wait("told", "told")
        + task("work")
        + boundary_clock("late", "work", "P1D")
        + clock("alone", "P2D")
        + "".join(end(one) for one in ("end", "end_work", "end_late", "end_alone"))
    )
    flows = {
        "f0": ("start", "fork"),
        "f1": ("fork", "told"),
        "f2": ("fork", "work"),
        "f3": ("fork", "alone"),
        "f4": ("told", "end"),
        "f5": ("work", "end_work"),
        "f6": ("late", "end_late"),
        "f7": ("alone", "end_alone"),
    }
    assert enders(world, begun(world, body, flows)) == []
