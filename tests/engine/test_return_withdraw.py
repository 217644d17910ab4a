"""Going back through the door: return to a step that was done, withdraw of one's own last step."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from engine import commands, queries
from engine.domain.actors import Actor
from engine.errors import (
    FormInvalid,
    IntoBranch,
    LastOfBranch,
    NeverPassed,
    NotClaimed,
    NotFound,
    NotOpen,
    NotPermitted,
    NotWithdrawable,
    ZhenwuError,
)
from tests.engine.passed import HOUR, awaiting, called, forked, guarded, three, walk
from tests.world import World, staff


def give_back(
    world: World, case_no: str, place: str, to: str, reason: str = "缺签名", actor: Actor | None = None
) -> Any:
    """Claim the task at `place` and return it."""
    found = world.task(case_no, place)
    actor = actor or world.clerk
    if found.state == "open":
        world.do(commands.ClaimTask(found.id), actor)
    world.clock.advance(HOUR)
    return world.do(commands.ReturnTask(found.id, to, reason), actor)


def take_back(
    world: World, case_no: str, path: str, actor: Actor | None = None, reason: str = "填错了"
) -> Any:
    """Withdraw the last completion of the step at `path`."""
    world.clock.advance(HOUR)
    return world.do(commands.WithdrawTask(done(world, case_no, path), reason), actor or world.clerk)


def done(world: World, case_no: str, path: str) -> str:
    """The id of the task that was completed last at `path`."""
    return [
        str(record.detail["task"])
        for record in world.read(queries.case_view.history, case_no)
        if record.action == "complete_task" and record.element_id == path
    ][-1]


def timers(world: World, case_no: str) -> dict[str, str]:
    return {one.path: one.due_at[:10] for one in world.read(queries.waits.armed_jobs, case_no)}


def records(world: World, case_no: str) -> list[Any]:
    return list(world.read(queries.case_view.history, case_no))


# --- return


def test_a_return_opens_the_step_anew_and_loses_nothing(world: World) -> None:
    case_no = three(world)
    walk(world, case_no, "a", data={"x": 1})
    walk(world, case_no, "b", data={"y": 2})
    answer = give_back(world, case_no, "c", "a")
    assert answer["next_tasks"] == [world.task(case_no, "a").id]
    assert world.paths(case_no) == {"a"}
    record = records(world, case_no)[-1]
    assert (record.action, record.element_id, record.detail["to"]) == ("return_task", "c", "a")
    assert world.read(queries.case_view.case_detail, case_no).variables.items() >= {"x": 1, "y": 2}.items()
    walk(world, case_no, "a", "b", "c")
    assert world.read(queries.case_view.case_detail, case_no).case.status == "completed"


def test_the_reason_is_sealed_and_shown_to_who_sees_the_case(world: World) -> None:
    case_no = three(world)
    walk(world, case_no, "a")
    give_back(world, case_no, "b", "a", "张三的签名不对")
    assert "张三" not in str([record.detail for record in records(world, case_no)])
    said = world.read(queries.case_view.submissions, case_no)[-1]
    assert (said.purpose, said.element_id, said.values["reason"]) == ("return", "b", "张三的签名不对")
    came = world.read(queries.going_back.came_back, world.task(case_no, "a").id)
    assert (came.action, came.node.id, came.reason) == ("return_task", "b", "张三的签名不对")
    assert came.at == records(world, case_no)[-1].at


def test_where_a_task_may_go_back_to(world: World) -> None:
    """Steps done, the last first; not the step itself, not what lies ahead."""
    case_no = three(world)
    walk(world, case_no, "a", "b")
    offered = world.read(queries.going_back.returnable, world.task(case_no, "c").id)
    assert [step.element_id for step in offered] == ["b", "a"]
    give_back(world, case_no, "c", "a")
    walk(world, case_no, "a")
    offered = world.read(queries.going_back.returnable, world.task(case_no, "b").id)
    assert [step.element_id for step in offered] == ["a"]


@pytest.mark.parametrize(
    ("to", "refusal"), [("c", NeverPassed), ("start", NeverPassed), ("nonsense", NeverPassed)]
)
def test_to_a_step_that_was_never_done(world: World, to: str, refusal: type[ZhenwuError]) -> None:
    case_no = three(world)
    walk(world, case_no, "a")
    with pytest.raises(refusal):
        give_back(world, case_no, "b", to)
    assert world.paths(case_no) == {"b"}


def test_who_may_return(world: World) -> None:
    """The holder alone, with a reason, once."""
    case_no = three(world)
    walk(world, case_no, "a")
    found = world.task(case_no, "b")
    with pytest.raises(NotClaimed):
        world.do(commands.ReturnTask(found.id, "a", "缺签名"), world.clerk)
    world.do(commands.ClaimTask(found.id), world.clerk)
    with pytest.raises(NotOpen):
        world.do(commands.ReturnTask(found.id, "a", "缺签名"), world.other_clerk)
    with pytest.raises(NotFound):
        world.do(commands.ReturnTask(found.id, "a", "缺签名"), staff("grid", "grid"))
    with pytest.raises(NotPermitted):
        world.do(commands.ReturnTask(found.id, "a", "缺签名"), world.supervisor)
    with pytest.raises(FormInvalid):
        world.do(commands.ReturnTask(found.id, "a", "  "), world.clerk)
    world.do(commands.ReturnTask(found.id, "a", "缺签名"), world.clerk)
    with pytest.raises(NotOpen):
        world.do(commands.ReturnTask(found.id, "a", "缺签名"), world.clerk)


def test_before_a_fork_every_branch_ends_also_what_waits_at_the_join(world: World) -> None:
    case_no = forked(world)
    walk(world, case_no, "draft", "y")
    give_back(world, case_no, "x1", "draft")
    assert world.paths(case_no) == {"draft"}
    walk(world, case_no, "draft")
    assert world.paths(case_no) == {"x1", "y"}
    walk(world, case_no, "x1", "x2")
    assert world.paths(case_no) == {"y"}, "the first round's arrival must not fire the join"
    walk(world, case_no, "y", "last")
    assert world.read(queries.case_view.case_detail, case_no).case.status == "completed"


def test_within_a_branch_the_other_one_goes_on(world: World) -> None:
    case_no = forked(world)
    walk(world, case_no, "draft", "x1")
    give_back(world, case_no, "x2", "x1")
    assert world.paths(case_no) == {"x1", "y"}


@pytest.mark.parametrize(("place", "to"), [("last", "x1"), ("last", "y"), ("y", "x1")])
def test_into_a_branch_is_refused_and_not_offered(world: World, place: str, to: str) -> None:
    case_no = forked(world)
    walk(world, case_no, "draft", "x1", *(["x2", "y"] if place == "last" else []))
    before = world.paths(case_no)
    offered = world.read(queries.going_back.returnable, world.task(case_no, place).id)
    assert [step.element_id for step in offered] == ["draft"]
    with pytest.raises(IntoBranch):
        give_back(world, case_no, place, to)
    assert world.paths(case_no) == before


def test_inside_a_call_a_return_stays_inside(world: World) -> None:
    case_no = called(world)
    walk(world, case_no, "ask", "inner/check")
    place = world.task(case_no, "inner/sign").id
    offered = world.read(queries.going_back.returnable, place)
    assert [step.element_id for step in offered] == ["check"]
    with pytest.raises(NeverPassed):
        give_back(world, case_no, "inner/sign", "ask")
    give_back(world, case_no, "inner/sign", "check")
    assert world.paths(case_no) == {"inner/check"}
    walk(world, case_no, "inner/check", "inner/sign", "tell")
    assert world.read(queries.case_view.case_detail, case_no).case.status == "completed"


def test_before_a_call_the_call_is_walked_again(world: World) -> None:
    case_no = called(world)
    walk(world, case_no, "ask", "inner/check", "inner/sign")
    give_back(world, case_no, "tell", "ask")
    walk(world, case_no, "ask")
    assert world.paths(case_no) == {"inner/check"}


def test_behind_an_event_gateway_the_question_is_asked_again(world: World) -> None:
    case_no = awaiting(world)
    walk(world, case_no, "ask")
    world.send("letter", case_no, message_id="m-1")
    give_back(world, case_no, "read", "ask")
    assert world.paths(case_no) == {"ask"}
    assert not world.read(queries.waits.open_waits, case_no)
    walk(world, case_no, "ask")
    assert [one.message for one in world.read(queries.waits.open_waits, case_no)] == ["letter"]
    assert timers(world, case_no) == {"silence": "2026-12-05"}


def test_an_armed_timer_goes_with_its_token_and_is_armed_anew(world: World) -> None:
    case_no = guarded(world)
    assert timers(world, case_no) == {"remind": "2026-11-27"}
    world.clock.advance(timedelta(days=1))
    walk(world, case_no, "a")
    assert timers(world, case_no) == {"too_late": "2026-11-29"}
    world.clock.advance(timedelta(days=1))
    give_back(world, case_no, "b", "a")
    assert timers(world, case_no) == {"remind": "2026-11-29"}
    world.pass_time(days=2)
    assert world.paths(case_no) == {"a", "look"}, "the old timer never fires, the new one does"


# --- withdraw


def test_the_own_last_step_is_taken_back(world: World) -> None:
    case_no = three(world)
    walk(world, case_no, "a", data={"x": 1})
    offered = world.read(queries.going_back.withdrawable, case_no, actor=world.clerk)
    assert offered.path == "a"
    answer = take_back(world, case_no, "a")
    assert answer["next_tasks"] == [world.task(case_no, "a").id]
    assert world.paths(case_no) == {"a"}
    came = world.read(queries.going_back.came_back, world.task(case_no, "a").id)
    assert (came.action, came.reason) == ("withdraw_task", "填错了")
    assert world.read(queries.case_view.submissions, case_no)[-1].purpose == "withdraw"
    walk(world, case_no, "a", "b", "c", data={"x": 2})
    assert world.read(queries.case_view.case_detail, case_no).variables["x"] == 2


def refused(
    world: World,
    case_no: str,
    path: str,
    actor: Actor | None = None,
    refusal: type[ZhenwuError] = NotWithdrawable,
) -> None:
    """It is neither offered nor done, and the sentence says why."""
    actor = actor or world.clerk
    before = world.paths(case_no)
    assert world.read(queries.going_back.withdrawable, case_no, actor=actor) is None
    with pytest.raises(NotWithdrawable) as found:
        take_back(world, case_no, path, actor)
    assert type(found.value) is refusal
    assert world.paths(case_no) == before


def test_not_once_the_next_is_claimed_nor_after_it_was_given_back(world: World) -> None:
    case_no = three(world)
    walk(world, case_no, "a")
    following = world.task(case_no, "b").id
    world.do(commands.ClaimTask(following), world.other_clerk)
    refused(world, case_no, "a")
    world.do(commands.ReleaseTask(following), world.other_clerk)
    refused(world, case_no, "a")


def test_not_once_the_next_is_done(world: World) -> None:
    case_no = three(world)
    walk(world, case_no, "a")
    walk(world, case_no, "b", actor=world.other_clerk)
    refused(world, case_no, "a")


def test_not_by_another(world: World) -> None:
    case_no = three(world)
    walk(world, case_no, "a")
    assert world.read(queries.going_back.withdrawable, case_no, actor=world.other_clerk) is None
    with pytest.raises(NotFound):
        take_back(world, case_no, "a", world.other_clerk)
    with pytest.raises(FormInvalid):
        take_back(world, case_no, "a", reason=" ")
    assert world.paths(case_no) == {"b"}


def test_not_after_a_timer_fired(world: World) -> None:
    case_no = guarded(world)
    walk(world, case_no, "a")
    world.pass_time(days=3)
    assert world.paths(case_no) == {"look"}
    refused(world, case_no, "a")


def test_not_after_the_end(world: World) -> None:
    case_no = three(world)
    walk(world, case_no, "a", "b", "c")
    refused(world, case_no, "c")


def test_not_after_a_message_came(world: World) -> None:
    case_no = awaiting(world)
    walk(world, case_no, "ask")
    world.send("letter", case_no)
    refused(world, case_no, "ask")


def test_out_of_an_event_gateway_its_waits_and_timers_end(world: World) -> None:
    case_no = awaiting(world)
    walk(world, case_no, "ask")
    take_back(world, case_no, "ask")
    assert world.paths(case_no) == {"ask"}
    assert not world.read(queries.waits.open_waits, case_no)
    assert timers(world, case_no) == {}


def test_across_the_start_of_a_call(world: World) -> None:
    case_no = called(world)
    walk(world, case_no, "ask")
    assert world.paths(case_no) == {"inner/check"}
    take_back(world, case_no, "ask")
    assert world.paths(case_no) == {"ask"}
    walk(world, case_no, "ask", "inner/check", "inner/sign", "tell")
    assert world.read(queries.case_view.case_detail, case_no).case.status == "completed"


def test_not_out_of_a_call_that_is_over(world: World) -> None:
    """What the procedure returned belongs to its caller."""
    case_no = called(world)
    walk(world, case_no, "ask", "inner/check", "inner/sign")
    refused(world, case_no, "inner/sign", refusal=LastOfBranch)


def test_inside_a_branch_but_not_behind_the_join(world: World) -> None:
    case_no = forked(world)
    walk(world, case_no, "draft", "x1")
    take_back(world, case_no, "x1")
    assert world.paths(case_no) == {"x1", "y"}
    walk(world, case_no, "x1", "x2")
    refused(world, case_no, "x2", refusal=LastOfBranch)
    walk(world, case_no, "y")
    assert world.paths(case_no) == {"last"}
    refused(world, case_no, "y", refusal=LastOfBranch)


def test_a_fork_that_the_step_opened_ends_whole(world: World) -> None:
    case_no = forked(world)
    walk(world, case_no, "draft")
    take_back(world, case_no, "draft")
    assert world.paths(case_no) == {"draft"}
