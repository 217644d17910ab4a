"""Completing a task: outcomes said out loud, forms and materials checked, every refusal named."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from engine import commands, queries
from engine.domain.actors import Scope
from engine.errors import (
    FormInvalid,
    MaterialsNotReady,
    NotFound,
    NotOpen,
    NotPermitted,
    OutcomeUnknown,
    Stale,
)
from tests.world import World, staff

IN_ORDER = {
    "MAT-IDCARD": {"verdict": "pass"},
    "MAT-PHOTO1": {"verdict": "pass"},
    "MAT-RESPERMIT": {"verdict": "missing"},
}
HAND_OVER = {"collected_by": "本人", "handed_on": "2026-11-25"}


def first_task(world: World) -> Any:
    return world.task(str(world.start()["case_no"]), "handle")


def hand_over_task(world: World) -> Any:
    task = first_task(world)
    world.complete(task.id, "done", materials=IN_ORDER)
    return world.task(task.case_no, "hand_over")


def history(world: World, case_no: str) -> list[Any]:
    return list(world.read(queries.case_view.history, case_no))


# --- outcomes


def test_a_missing_outcome_is_refused_and_the_offered_ones_are_listed(item_world: World) -> None:
    task = first_task(item_world)
    with pytest.raises(OutcomeUnknown) as refused:
        item_world.complete(task.id, materials=IN_ORDER)
    assert refused.value.details == {"outcomes": ["done", "correct", "not_needed", "out_of_scope"]}
    for word in ("办结（done）", "不属受理（not_needed）", "非本机关（out_of_scope）"):
        assert word in refused.value.sentence()
    assert item_world.task(task.case_no).version == task.version


def test_an_unlisted_outcome_is_refused(item_world: World) -> None:
    task = first_task(item_world)
    with pytest.raises(OutcomeUnknown) as refused:
        item_world.complete(task.id, "granted", materials=IN_ORDER)
    assert "granted" in refused.value.sentence()
    assert [record.action for record in history(item_world, task.case_no)] == ["start_case"]


def test_the_chosen_outcome_is_the_way_the_case_goes(item_world: World) -> None:
    task = first_task(item_world)
    answer = item_world.complete(task.id, "out_of_scope")
    detail = item_world.read(queries.case_view.case_detail, task.case_no)
    assert answer["ended"] is True
    assert answer["next_tasks"] == []
    assert (detail.case.status, detail.case.result) == ("completed", "not_accepted")


# --- form


def test_form_errors_come_all_at_once_and_name_their_fields(item_world: World) -> None:
    task = hand_over_task(item_world)
    with pytest.raises(FormInvalid) as refused:
        item_world.complete(task.id, data={"collected_by": "邻居", "handed_on": "2026-02-30"})
    assert set(refused.value.fields) == {"collected_by", "handed_on"}
    assert item_world.task(task.case_no).id == task.id


def test_a_required_field_that_is_missing_is_named(item_world: World) -> None:
    task = hand_over_task(item_world)
    with pytest.raises(FormInvalid) as refused:
        item_world.complete(task.id, data={"collected_by": "代领", "handed_on": "2026-11-25"})
    assert "receiver_name" in refused.value.fields


def test_form_and_material_errors_come_together(item_world: World) -> None:
    task = first_task(item_world)
    with pytest.raises(FormInvalid) as refused:
        item_world.complete(
            task.id, "done", data={"age_check": "很老"}, materials={"MAT-IDCARD": {"verdict": "fail"}}
        )
    assert set(refused.value.fields) == {"age_check", "material.MAT-IDCARD"}


# --- materials


def test_the_first_outcome_waits_until_all_required_materials_pass(item_world: World) -> None:
    task = first_task(item_world)
    with pytest.raises(MaterialsNotReady) as refused:
        item_world.complete(task.id, "done", materials={"MAT-IDCARD": {"verdict": "pass"}})
    assert set(refused.value.details) == {"material.MAT-PHOTO1"}
    assert "照片" in refused.value.sentence()
    with pytest.raises(MaterialsNotReady) as none_judged:
        item_world.complete(task.id, "done")
    assert set(none_judged.value.details) == {"material.MAT-IDCARD", "material.MAT-PHOTO1"}
    assert item_world.complete(task.id, "done", materials=IN_ORDER)["ended"] is False


@pytest.mark.parametrize("verdict", ["fail", "missing"])
def test_a_required_material_judged_otherwise_blocks_the_first_outcome(
    item_world: World, verdict: str
) -> None:
    task = first_task(item_world)
    judged = {**IN_ORDER, "MAT-IDCARD": {"verdict": verdict, "reason": "过期"}}
    with pytest.raises(MaterialsNotReady) as refused:
        item_world.complete(task.id, "done", materials=judged)
    assert set(refused.value.details) == {"material.MAT-IDCARD"}


@pytest.mark.parametrize("reason", ["", "   "])
def test_a_failed_material_needs_a_reason(item_world: World, reason: str) -> None:
    task = first_task(item_world)
    judged = {"MAT-IDCARD": {"verdict": "fail", "reason": reason}}
    with pytest.raises(FormInvalid) as refused:
        item_world.complete(task.id, "out_of_scope", materials=judged)
    assert set(refused.value.fields) == {"material.MAT-IDCARD"}


def test_an_unknown_material_code_is_refused(item_world: World) -> None:
    task = first_task(item_world)
    with pytest.raises(FormInvalid) as refused:
        item_world.complete(task.id, "done", materials={**IN_ORDER, "MAT-GHOST": {"verdict": "pass"}})
    assert set(refused.value.fields) == {"material.MAT-GHOST"}


def test_an_unknown_verdict_is_refused(item_world: World) -> None:
    task = first_task(item_world)
    with pytest.raises(FormInvalid) as refused:
        item_world.complete(task.id, "done", materials={**IN_ORDER, "MAT-IDCARD": {"verdict": "ok"}})
    assert set(refused.value.fields) == {"material.MAT-IDCARD"}


def test_another_outcome_needs_no_verdicts(item_world: World) -> None:
    task = first_task(item_world)
    assert item_world.complete(task.id, "not_needed")["ended"] is True


def test_verdicts_and_reasons_are_kept_with_the_case(item_world: World) -> None:
    task = first_task(item_world)
    item_world.complete(
        task.id, "out_of_scope", materials={"MAT-PHOTO1": {"verdict": "fail", "reason": "照片反光"}}
    )
    rows = {row.code: row for row in item_world.read(queries.case_view.case_detail, task.case_no).materials}
    assert (rows["MAT-PHOTO1"].verdict, rows["MAT-PHOTO1"].reason) == ("fail", "照片反光")
    assert rows["MAT-IDCARD"].verdict == ""


# --- who, when, which version


def test_a_candidate_completes_without_claiming_and_it_is_noted(item_world: World) -> None:
    task = first_task(item_world)
    item_world.complete(task.id, "done", materials=IN_ORDER)
    last = history(item_world, task.case_no)[-1]
    assert (last.action, last.actor, last.detail["claimed"]) == ("complete_task", "clerk", True)


def test_second_officer_gets_conflict_that_names_who_claimed_and_when(item_world: World) -> None:
    task = first_task(item_world)
    item_world.clock.advance(timedelta(minutes=32))
    item_world.do(commands.ClaimTask(task.id), item_world.other_clerk)
    with pytest.raises(NotOpen) as refused:
        item_world.complete(task.id, "done", materials=IN_ORDER)
    # `substitute` is 宋怀谷 in the book of people; 04:32 UTC is 12:32 in the town
    assert "11-25 12:32" in refused.value.sentence()
    assert "宋怀谷" in refused.value.sentence()
    assert "签收" in refused.value.sentence()
    assert "宋怀谷 already claimed this at 11-25 12:32" in refused.value.sentence("en")
    assert item_world.task(task.case_no).assignee == "substitute"


def test_a_stale_page_gets_conflict_that_names_who_and_when(item_world: World) -> None:
    task = first_task(item_world)
    item_world.do(commands.ClaimTask(task.id), item_world.other_clerk)
    item_world.clock.advance(timedelta(minutes=3))
    item_world.do(commands.ReleaseTask(task.id), item_world.other_clerk)
    with pytest.raises(Stale) as refused:
        item_world.complete(task.id, "done", materials=IN_ORDER, seen_version=task.version)
    assert "宋怀谷" in refused.value.sentence()
    assert "11-25 12:03" in refused.value.sentence()
    assert "归还" in refused.value.sentence()
    now = item_world.task(task.case_no)
    assert item_world.complete(now.id, "done", materials=IN_ORDER, seen_version=now.version)["ended"] is False


def test_a_task_is_completed_once(item_world: World) -> None:
    task = first_task(item_world)
    item_world.complete(task.id, "done", materials=IN_ORDER, actor=item_world.other_clerk)
    with pytest.raises(NotOpen) as refused:
        item_world.complete(task.id, "done", materials=IN_ORDER)
    assert "宋怀谷" in refused.value.sentence()
    assert "提交" in refused.value.sentence()
    with pytest.raises(NotOpen):
        item_world.complete(task.id, "done", materials=IN_ORDER, actor=item_world.other_clerk)
    actions = [record.action for record in history(item_world, task.case_no)]
    assert actions == ["start_case", "complete_task"]


def test_what_was_typed_stays_in_history(item_world: World) -> None:
    task = first_task(item_world)
    typed = {"age_check": "已满70周岁", "seen_at_counter": ["本人到场", "照片与本人相符"]}
    item_world.complete(task.id, "done", data=typed, opinion=" 同意办理 ", materials=IN_ORDER)
    kept = item_world.read(queries.case_view.submissions, task.case_no)
    handled = [row for row in kept if row.element_id == "handle"]
    assert len(handled) == 1
    assert {name: handled[0].values[name] for name in typed} == typed
    assert handled[0].values["opinion"] == "同意办理"
    assert handled[0].form.key == "svc_handle"


def test_the_supervisor_sees_the_task_but_may_not_complete_it(item_world: World) -> None:
    task = first_task(item_world)
    with pytest.raises(NotPermitted):
        item_world.complete(task.id, "out_of_scope", actor=item_world.supervisor)
    assert item_world.task(task.case_no).state == "open"


def test_a_holder_of_the_post_without_the_right_may_not_complete(item_world: World) -> None:
    task = first_task(item_world)
    with pytest.raises(NotPermitted):
        item_world.complete(task.id, "out_of_scope", actor=staff("trainee", "counter", rights=frozenset()))


@pytest.mark.parametrize(
    "stranger",
    [
        staff("stranger"),
        staff("stranger", "decider"),
        staff("stranger", "counter", scope=Scope("village", "jinfeng")),
    ],
    ids=["no post", "another post", "another place"],
)
def test_a_stranger_finds_no_such_task(item_world: World, stranger: Any) -> None:
    task = first_task(item_world)
    with pytest.raises(NotFound) as refused:
        item_world.complete(task.id, "out_of_scope", actor=stranger)
    with pytest.raises(NotFound) as absent:
        item_world.complete("0" * 32, "out_of_scope", actor=stranger)
    assert refused.value.sentence().replace(task.id, "X") == absent.value.sentence().replace("0" * 32, "X")


def test_a_citizen_completes_nothing(item_world: World) -> None:
    task = first_task(item_world)
    with pytest.raises(NotFound):
        item_world.complete(task.id, "out_of_scope", actor=item_world.citizen)


def test_milestones_are_reached_by_the_first_outcome_alone(item_world: World) -> None:
    done, refused = first_task(item_world), first_task(item_world)
    item_world.complete(done.id, "done", materials=IN_ORDER)
    item_world.complete(refused.id, "not_needed")
    reached = item_world.read(queries.case_view.case_detail, done.case_no).milestones
    assert set(reached) == {"accept", "first_review", "review", "complete"}
    assert item_world.read(queries.case_view.case_detail, refused.case_no).milestones == {}
