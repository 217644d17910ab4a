"""居住证 through the door: granted, corrected, refused and served, lapsed, withdrawn; with and without a
restart of the engine between all steps."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from engine import Actor, commands, queries
from engine.errors import FourEyes, MaterialsNotReady, OutcomeUnknown
from tests.world import PERMIT, PICTURE, World, staff

POSTS = (
    "counter",
    "first_reviewer",
    "reviewer",
    "decider",
    "cert_clerk",
    "seal_keeper",
    "pickup_desk",
    "server",
)


def person(login: str) -> Actor:
    """Somebody who holds every post of the permit: only the rules keep people apart."""
    return staff(login, *POSTS)


@pytest.fixture(params=[False, True], ids=["running", "restarted"])
def permit(request: pytest.FixtureRequest, world: World) -> World:
    world.publish_permit()
    world.restarting = world.restarting or request.param
    return world


def applied(world: World) -> str:
    return str(world.do(world.application(PERMIT), world.citizen)["case_no"])


def act(world: World, case_no: str, path: str, who: str, outcome: str = "", **changes: Any) -> None:
    """`who` completes the open task at `path`, with plausible data and the first outcome unless told."""
    task = world.task(case_no, path)
    given: dict[str, Any] = {"data": world.typed(task.id, outcome), **changes}
    if path in ("accept",) and "materials" not in changes:
        given["materials"] = world.all_pass(task.id)
    world.complete(task.id, outcome or world.first_outcome(task.id), actor=person(who), **given)


def decided(world: World, case_no: str, outcome: str) -> None:
    for path, who in (("accept", "li"), ("first_review", "wang"), ("review", "zhao")):
        act(world, case_no, path, who)
    act(world, case_no, "decide", "head", outcome)


def case(world: World, case_no: str) -> Any:
    return world.read(queries.case_view.case_detail, case_no)


def test_granted_made_sealed_and_picked_up(permit: World) -> None:
    case_no = applied(permit)
    decided(permit, case_no, "grant")
    act(permit, case_no, "issue/make", "maker")
    with pytest.raises(FourEyes):
        act(permit, case_no, "issue/seal", "maker")
    act(permit, case_no, "issue/seal", "sealer", "wrong")
    act(permit, case_no, "issue/make", "maker")
    act(permit, case_no, "issue/seal", "sealer")
    act(permit, case_no, "pickup", "desk")
    found = case(permit, case_no)
    assert (found.case.status, found.case.result) == ("completed", "granted")
    assert set(found.milestones) == {"accept", "first_review", "review", "complete", "pickup"}
    assert found.variables["doc_no"] == "徐居证〔2026〕0001号"


def test_who_accepted_does_not_decide(permit: World) -> None:
    case_no = applied(permit)
    for path, who in (("accept", "li"), ("first_review", "wang"), ("review", "zhao")):
        act(permit, case_no, path, who)
    for earlier in ("li", "wang", "zhao"):
        with pytest.raises(FourEyes):
            act(permit, case_no, "decide", earlier, "grant")
    act(permit, case_no, "decide", "head", "grant")


def corrected(world: World, case_no: str) -> str:
    """The counter finds one material faulty and tells the applicant; returns its code."""
    task = world.task(case_no, "accept")
    verdicts: dict[str, dict[str, str]] = world.all_pass(task.id)
    faulty = sorted(verdicts)[0]
    verdicts[faulty] = {"verdict": "fail", "reason": "照片看不清"}
    with pytest.raises(MaterialsNotReady):
        act(world, case_no, "accept", "li", "accept", materials=verdicts)
    act(world, case_no, "accept", "li", "correct", materials=verdicts)
    act(world, case_no, "correction/notice", "li")
    return faulty


def waiting(world: World, case_no: str, message: str) -> Any:
    return next(one for one in world.read(queries.waits.open_waits, case_no) if one.message == message)


def answer(world: World, case_no: str, message: str, **changes: Any) -> None:
    citizen = replace(world.citizen, login=f"citizen:{case_no}")
    wait = waiting(world, case_no, message)
    given = {"variables": world.sample(wait.form, citizen), "wait_id": wait.id, **changes}
    world.send(message, case_no, actor=citizen, **given)


def test_corrected_once_and_never_twice(permit: World) -> None:
    """行政许可法 32(4): everything that is to be corrected is told at once."""
    case_no = applied(permit)
    faulty = corrected(permit, case_no)
    permit.pass_time(days=5)
    citizen = replace(permit.citizen, login=f"citizen:{case_no}")
    upload = permit.do(commands.StoreUpload("new.png", PICTURE), citizen)["id"]
    answer(permit, case_no, "supplemented", materials={faulty: upload})
    assert permit.paths(case_no) == {"accept"}
    task = permit.task(case_no, "accept")
    with pytest.raises(OutcomeUnknown):
        act(permit, case_no, "accept", "li", "correct", materials={})
    detail = permit.read(queries.task_list.task_detail, task.id)
    again = {row.code: row for row in detail.materials}
    assert (again[faulty].verdict, again[faulty].upload_id) == ("", upload)
    decided(permit, case_no, "grant")
    assert permit.paths(case_no) == {"issue/make"}


def test_refused_and_served(permit: World) -> None:
    case_no = applied(permit)
    decided(permit, case_no, "refuse")
    walked = []
    people = iter(f"p{number}" for number in range(20))
    while found := permit.tasks(case_no):
        walked.append(found[0].path)
        who = next(people)
        extra = {"second_person": "clerk"} if found[0].path == "serve_refusal/serve" else {}
        permit.do(commands.ClaimTask(found[0].id), person(who))
        act(permit, case_no, found[0].path, who, **extra)
    assert walked[:3] == ["serve_refusal/make_doc/make", "serve_refusal/make_doc/seal", "serve_refusal/serve"]
    found = case(permit, case_no)
    assert (found.case.status, found.case.result) == ("completed", "refused")
    assert found.variables["served_at"]


def test_silence_of_thirty_days_ends_it(permit: World) -> None:
    case_no = applied(permit)
    corrected(permit, case_no)
    permit.pass_time(days=29)
    assert permit.paths(case_no) == set()
    permit.pass_time(days=3)
    assert permit.paths(case_no) == {"correction/close_file"}
    assert permit.read(queries.waits.open_waits, case_no) == ()
    act(permit, case_no, "correction/close_file", "li")
    assert case(permit, case_no).case.result == "lapsed"


def test_the_applicant_withdraws(permit: World) -> None:
    case_no = applied(permit)
    corrected(permit, case_no)
    answer(permit, case_no, "application_withdrawn")
    assert permit.read(queries.waits.armed_jobs, case_no) == ()
    act(permit, case_no, "correction/return_papers", "li")
    assert case(permit, case_no).case.result == "application_withdrawn"


def test_returned_once_and_reviewed_again(permit: World) -> None:
    case_no = applied(permit)
    act(permit, case_no, "accept", "li")
    act(permit, case_no, "first_review", "wang")
    review = permit.task(case_no, "review")
    permit.do(commands.ClaimTask(review.id), person("zhao"))
    permit.do(commands.ReturnTask(review.id, "first_review", "居住登记日期核对不上"), person("zhao"))
    assert permit.paths(case_no) == {"first_review"}
    act(permit, case_no, "first_review", "wang")
    act(permit, case_no, "review", "zhao")
    assert permit.paths(case_no) == {"decide"}


def test_letters_go_out_at_each_milestone(permit: World) -> None:
    case_no = applied(permit)
    decided(permit, case_no, "grant")
    act(permit, case_no, "issue/make", "maker")
    act(permit, case_no, "issue/seal", "sealer")
    letters = [
        row.letter for row in permit.read(queries.jobs.outbox_list, limit=50).items if row.case_no == case_no
    ]
    assert sorted(letters) == ["ACCEPTED", "DECIDED", "READY"]
