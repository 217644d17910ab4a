"""A correction is asked for with every defect and reason, and once it was, there is still a true way on."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from engine import Actor, commands, queries
from engine.errors import FormInvalid, MaterialsNotReady
from tests.world import ITEM, PERMIT, PICTURE, World, staff

UNJUDGED = "每项都要核对"
ITEMS = {PERMIT: "accept", ITEM: "handle"}
"""Item -> the task that checks its materials."""


@pytest.fixture(params=ITEMS, ids=["permit", "card"])
def applied(request: pytest.FixtureRequest, world: World) -> tuple[World, str, str]:
    """The town, a case of the item, and the task that checks its materials."""
    world.publish_permit()
    world.publish_item()
    case_no = str(world.do(world.application(request.param), world.citizen)["case_no"])
    return world, case_no, ITEMS[request.param]


def judged(world: World, case_no: str, path: str, outcome: str, **changes: Any) -> None:
    """The task with everything in order, but for `changes` (`MAT_PHOTO1`)."""
    task = world.task(case_no, path)
    verdicts = world.all_pass(task.id)
    for name, verdict in changes.pop("verdicts", {}).items():
        verdicts.pop(name)
        verdicts |= {name: verdict} if verdict else {}
    world.complete(task.id, outcome, materials=verdicts, **changes)


def errors_of(refused: pytest.ExceptionInfo[FormInvalid]) -> dict[str, str]:
    return {name: found[0][0] for name, found in refused.value.fields.items()}


def asked(world: World, case_no: str) -> tuple[Any, Actor]:
    """The wait for the applicant, and the applicant."""
    waits = world.read(queries.waits.open_waits, case_no)
    wait = next(one for one in waits if one.message == "supplemented")
    return wait, replace(world.citizen, login=f"citizen:{case_no}")


def notified(world: World, case_no: str) -> None:
    notice = world.task(case_no, "correction/notice")
    world.complete(notice.id, data=world.typed(notice.id))


def corrected(world: World, case_no: str, path: str, *codes: str, kept: str = "") -> None:
    """Told of these materials, and handed in again; of `kept` too, which does not come again."""
    told = (*codes, kept) if kept else codes
    faults = {code: {"verdict": "fail", "reason": "看不清"} for code in told}
    judged(world, case_no, path, "correct", verdicts=faults)
    notified(world, case_no)
    wait, citizen = asked(world, case_no)
    uploads = {code: world.do(commands.StoreUpload("b.png", PICTURE), citizen)["id"] for code in codes}
    world.send(
        "supplemented",
        case_no,
        actor=citizen,
        variables=world.sample(wait.form, citizen),
        wait_id=wait.id,
        materials=uploads,
    )


def test_a_correction_of_nothing_is_refused(applied: tuple[World, str, str]) -> None:
    world, case_no, path = applied
    with pytest.raises(FormInvalid) as refused:
        judged(world, case_no, path, "correct")
    assert set(errors_of(refused)) == {"outcome"}
    assert "每项材料都合格，不能选“补正”" in errors_of(refused)["outcome"]
    assert world.paths(case_no) == {path}


def test_every_material_is_judged_before_a_correction(applied: tuple[World, str, str]) -> None:
    """Also those that may be left out: whatever is found later may not be asked for any more."""
    world, case_no, path = applied
    task = world.task(case_no, path)
    codes = sorted(world.all_pass(task.id))
    given = {"MAT-PHOTO1": {"verdict": "fail", "reason": "看不清"}}
    with pytest.raises(FormInvalid) as refused:
        world.complete(task.id, "correct", materials=given)
    found = errors_of(refused)
    assert set(found) == {f"material.{code}" for code in codes if code != "MAT-PHOTO1"}
    assert all(UNJUDGED in sentence for sentence in found.values())
    rows = world.read(queries.task_list.task_detail, task.id).materials
    unneeded = {name for name, sentence in found.items() if "用不着交的选合格" in sentence}
    assert unneeded == {f"material.{row.code}" for row in rows if not row.required}


@pytest.mark.parametrize("verdict", ["fail", "missing"])
def test_every_fault_has_its_reason(applied: tuple[World, str, str], verdict: str) -> None:
    world, case_no, path = applied
    for reason in ({}, {"reason": "  "}):
        with pytest.raises(FormInvalid) as refused:
            judged(world, case_no, path, "correct", verdicts={"MAT-PHOTO1": {"verdict": verdict, **reason}})
        assert set(errors_of(refused)) == {"material.MAT-PHOTO1"}
    judged(world, case_no, path, "correct", verdicts={"MAT-PHOTO1": {"verdict": verdict, "reason": "没有"}})
    rows = world.read(queries.case_view.case_detail, case_no).materials
    assert [row.reason for row in rows if row.verdict == verdict] == ["没有"]


def test_other_outcomes_ask_for_no_verdicts(applied: tuple[World, str, str]) -> None:
    """Who is told that this is the wrong office is not asked for papers."""
    world, case_no, path = applied
    data = {"right_authority": "邻镇"} if path == "accept" else {}
    missing = {"MAT-PHOTO1": {"verdict": "missing"}}
    world.complete(world.task(case_no, path).id, "out_of_scope", materials=missing, data=data)
    assert world.read(queries.case_view.case_detail, case_no).case.result == "not_accepted"


def offered(world: World, case_no: str, path: str) -> list[str]:
    detail = world.read(queries.task_list.task_detail, world.task(case_no, path).id)
    return [one.key for one in detail.offered]


def test_after_the_one_correction_there_is_a_true_way_on(applied: tuple[World, str, str]) -> None:
    """Still faulty: accepting is refused, correcting not offered, and the case is not stuck (families.md)."""
    world, case_no, path = applied
    assert "incomplete" not in offered(world, case_no, path)
    corrected(world, case_no, path, "MAT-PHOTO1")
    assert "correct" not in offered(world, case_no, path)
    still = {"MAT-PHOTO1": {"verdict": "fail", "reason": "还是看不清"}}
    first = world.first_outcome(world.task(case_no, path).id)
    with pytest.raises(MaterialsNotReady):
        judged(world, case_no, path, first, verdicts=still)
    with pytest.raises(FormInvalid) as refused:
        judged(world, case_no, path, "incomplete", verdicts=still)
    assert set(errors_of(refused)) == {"incomplete_reason"}, "why it is not accepted is written down"
    data = {"incomplete_reason": "补来的照片仍看不清"}
    judged(world, case_no, path, "incomplete", verdicts=still, data=data)
    found = world.read(queries.case_view.case_detail, case_no)
    assert (found.case.status, found.case.result) == ("completed", "not_accepted")
    assert "accept" not in found.milestones
    letters = world.read(queries.jobs.outbox_list).items
    assert {row.letter for row in letters} == {"CORRECTION_NOTICE", "NOT_ACCEPTED"}


def test_it_is_no_way_to_refuse_what_is_in_order(applied: tuple[World, str, str]) -> None:
    world, case_no, path = applied
    corrected(world, case_no, path, "MAT-PHOTO1")
    with pytest.raises(FormInvalid) as refused:
        judged(world, case_no, path, "incomplete", data={"incomplete_reason": "不想办"})
    assert set(errors_of(refused)) == {"outcome"}


def test_a_fault_nobody_was_told_of_is_no_ground_to_refuse(applied: tuple[World, str, str]) -> None:
    """行政许可法 32(4): all that has to be corrected is told at once, and nothing else is asked for later."""
    world, case_no, path = applied
    corrected(world, case_no, path, "MAT-PHOTO1")
    new = {"MAT-IDCARD": {"verdict": "fail", "reason": "过期"}}
    data = {"incomplete_reason": "身份证过期"}
    with pytest.raises(FormInvalid) as refused:
        judged(world, case_no, path, "incomplete", verdicts=new, data=data)
    found = errors_of(refused)
    assert set(found) == {"outcome"}
    assert "没有告知过申请人，不能据此选“补正后仍不合格”" in found["outcome"]
    assert "还能选“补正”的" in found["outcome"]
    assert world.read(queries.case_view.case_detail, case_no).case.status == "active"
    told = {"MAT-PHOTO1": {"verdict": "fail", "reason": "还是看不清"}}
    judged(world, case_no, path, "incomplete", verdicts=new | told, data=data)
    assert world.read(queries.case_view.case_detail, case_no).case.result == "not_accepted"


def test_a_told_fault_that_did_not_come_again_counts(world: World) -> None:
    """Who was told and leaves an optional material as it was: its first round is still the last one."""
    world.publish_item()
    case_no = str(world.do(world.application(ITEM), world.citizen)["case_no"])
    corrected(world, case_no, "handle", "MAT-PHOTO1", kept="MAT-RESPERMIT")
    still = {"MAT-RESPERMIT": {"verdict": "missing", "reason": "没有补来"}}
    judged(
        world, case_no, "handle", "incomplete", verdicts=still, data={"incomplete_reason": "居住证没有补来"}
    )
    assert world.read(queries.case_view.case_detail, case_no).case.result == "not_accepted"


def test_a_return_after_the_correction_tells_nobody_of_new_faults(world: World) -> None:
    """Accepted, then sent back: what was told before still counts, and what is found only now does not."""
    world.publish_permit()
    case_no = str(world.do(world.application(PERMIT), world.citizen)["case_no"])
    corrected(world, case_no, "accept", "MAT-PHOTO1")
    judged(world, case_no, "accept", "accept")
    review = world.task(case_no, "first_review")
    reviewer = staff("zhao", "first_reviewer")
    world.do(commands.ClaimTask(review.id), reviewer)
    world.do(commands.ReturnTask(review.id, "accept", "照片、身份证再看一下"), reviewer)
    fault = {"verdict": "fail", "reason": "不对"}
    data = {"incomplete_reason": "再看仍不合格"}
    with pytest.raises(FormInvalid) as refused:
        judged(world, case_no, "accept", "incomplete", verdicts={"MAT-IDCARD": fault}, data=data)
    assert set(errors_of(refused)) == {"outcome"}
    judged(world, case_no, "accept", "incomplete", verdicts={"MAT-PHOTO1": fault}, data=data)
    assert world.read(queries.case_view.case_detail, case_no).case.result == "not_accepted"


def test_what_came_again_is_judged_again(applied: tuple[World, str, str]) -> None:
    """Verdicts of before stand where nothing came; what was handed in again has none yet."""
    world, case_no, path = applied
    corrected(world, case_no, path, "MAT-PHOTO1", "MAT-IDCARD")
    task = world.task(case_no, path)
    given = {"MAT-PHOTO1": {"verdict": "fail", "reason": "还是看不清"}}
    with pytest.raises(FormInvalid) as refused:
        world.complete(task.id, "incomplete", materials=given, data={"incomplete_reason": "不清"})
    assert set(errors_of(refused)) == {"material.MAT-IDCARD"}
    given["MAT-IDCARD"] = {"verdict": "pass"}
    world.complete(task.id, "incomplete", materials=given, data={"incomplete_reason": "不清"})


def test_one_scan_may_show_several_papers(applied: tuple[World, str, str]) -> None:
    """One upload stands for two materials that are handed in again; each is judged by itself."""
    world, case_no, path = applied
    codes = ("MAT-PHOTO1", "MAT-IDCARD")
    judged(world, case_no, path, "correct", verdicts={c: {"verdict": "fail", "reason": "换"} for c in codes})
    notified(world, case_no)
    wait, citizen = asked(world, case_no)
    scan = str(world.do(commands.StoreUpload("both.png", PICTURE), citizen)["id"])
    typed = world.sample(wait.form, citizen)
    again = dict.fromkeys(codes, scan)
    world.send("supplemented", case_no, actor=citizen, variables=typed, wait_id=wait.id, materials=again)
    task = world.task(case_no, path)
    rows = {row.code: row for row in world.read(queries.task_list.task_detail, task.id).materials}
    assert {rows[code].upload_id for code in codes} == {scan}
    half = {"MAT-PHOTO1": {"verdict": "pass"}, "MAT-IDCARD": {"verdict": "fail", "reason": "只有正面"}}
    with pytest.raises(MaterialsNotReady) as refused:
        world.complete(task.id, world.first_outcome(task.id), materials=half)
    assert set(refused.value.details) == {"material.MAT-IDCARD"}


def test_one_scan_for_all_at_the_start_and_never_for_another_case(item_world: World) -> None:
    scan = str(item_world.do(commands.StoreUpload("all.png", PICTURE), item_world.citizen)["id"])
    every = {"MAT-PHOTO1": scan, "MAT-IDCARD": scan}
    case_no = str(item_world.start(materials=every)["case_no"])
    rows = item_world.read(queries.case_view.case_detail, case_no).materials
    assert {row.code for row in rows if row.upload_id == scan} == set(every)
    with pytest.raises(FormInvalid):
        item_world.start(materials={"MAT-PHOTO1": scan})
