"""Claiming takes a task out of the common queue, releasing puts it back."""

from __future__ import annotations

from typing import Any

import pytest

from engine import commands, queries
from engine.domain.actors import Scope
from engine.errors import NotClaimed, NotFound, NotOpen, NotPermitted, Stale
from tests.world import World, staff


def first_task(world: World) -> Any:
    return world.task(str(world.start()["case_no"]))


def queue(world: World, name: str, actor: Any) -> list[str]:
    return [task.id for task in world.read(queries.task_list.task_list, name, actor=actor).items]


def test_a_claimed_task_is_the_claimers_alone(item_world: World) -> None:
    task = first_task(item_world)
    assert queue(item_world, "claimable", item_world.other_clerk) == [task.id]
    item_world.do(commands.ClaimTask(task.id, seen_version=task.version), item_world.clerk)
    assert queue(item_world, "mine", item_world.clerk) == [task.id]
    assert queue(item_world, "claimable", item_world.other_clerk) == []
    assert queue(item_world, "mine", item_world.other_clerk) == []
    detail = item_world.read(queries.task_list.task_detail, task.id, actor=item_world.clerk)
    assert (detail.may_claim, detail.may_work) == (False, True)


def test_second_officer_gets_conflict(item_world: World) -> None:
    task = first_task(item_world)
    item_world.do(commands.ClaimTask(task.id), item_world.other_clerk)
    with pytest.raises(NotOpen) as refused:
        item_world.do(commands.ClaimTask(task.id), item_world.clerk)
    assert "宋怀谷" in refused.value.sentence()
    assert "11-25 12:00" in refused.value.sentence()


def test_claiming_ones_own_task_again_is_refused(item_world: World) -> None:
    task = first_task(item_world)
    item_world.do(commands.ClaimTask(task.id), item_world.clerk)
    with pytest.raises(NotOpen):
        item_world.do(commands.ClaimTask(task.id), item_world.clerk)


def test_a_released_task_is_back_in_the_queue(item_world: World) -> None:
    task = first_task(item_world)
    item_world.do(commands.ClaimTask(task.id), item_world.clerk)
    item_world.do(commands.ReleaseTask(task.id), item_world.clerk)
    assert queue(item_world, "claimable", item_world.other_clerk) == [task.id]
    assert queue(item_world, "mine", item_world.clerk) == []
    item_world.do(commands.ClaimTask(task.id), item_world.other_clerk)
    records = item_world.read(queries.case_view.history, task.case_no)
    assert [(record.action, record.actor) for record in records[1:]] == [
        ("claim_task", "clerk"),
        ("release_task", "clerk"),
        ("claim_task", "substitute"),
    ]


def test_only_the_claimer_releases(item_world: World) -> None:
    task = first_task(item_world)
    item_world.do(commands.ClaimTask(task.id), item_world.clerk)
    with pytest.raises(NotOpen):
        item_world.do(commands.ReleaseTask(task.id), item_world.other_clerk)
    assert item_world.task(task.case_no).assignee == "clerk"


def test_an_open_task_is_not_released(item_world: World) -> None:
    task = first_task(item_world)
    with pytest.raises(NotClaimed):
        item_world.do(commands.ReleaseTask(task.id), item_world.clerk)


@pytest.mark.parametrize("command", [commands.ClaimTask, commands.ReleaseTask])
def test_a_finished_task_is_neither_claimed_nor_released(item_world: World, command: Any) -> None:
    task = first_task(item_world)
    item_world.complete(task.id, "out_of_scope")
    with pytest.raises(NotOpen):
        item_world.do(command(task.id), item_world.clerk)


def test_a_stale_page_claims_and_releases_nothing(item_world: World) -> None:
    task = first_task(item_world)
    item_world.do(commands.ClaimTask(task.id, seen_version=1), item_world.clerk)
    with pytest.raises(Stale):
        item_world.do(commands.ReleaseTask(task.id, seen_version=1), item_world.clerk)
    item_world.do(commands.ReleaseTask(task.id, seen_version=2), item_world.clerk)
    with pytest.raises(Stale):
        item_world.do(commands.ClaimTask(task.id, seen_version=1), item_world.clerk)
    assert item_world.task(task.case_no).version == 3


@pytest.mark.parametrize("command", [commands.ClaimTask, commands.ReleaseTask])
def test_who_holds_no_post_there_finds_no_task(item_world: World, command: Any) -> None:
    task = first_task(item_world)
    for stranger in (
        staff("stranger", "decider"),
        staff("grid", "counter", scope=Scope("village", "jinfeng")),
        item_world.citizen,
    ):
        with pytest.raises(NotFound):
            item_world.do(command(task.id), stranger)


def test_the_supervisor_may_look_but_not_claim(item_world: World) -> None:
    task = first_task(item_world)
    with pytest.raises(NotPermitted):
        item_world.do(commands.ClaimTask(task.id), item_world.supervisor)
    detail = item_world.read(queries.task_list.task_detail, task.id, actor=item_world.supervisor)
    assert (detail.may_claim, detail.may_work) == (False, False)


def test_who_lost_the_post_keeps_sight_but_not_the_pen(item_world: World) -> None:
    task = first_task(item_world)
    item_world.do(commands.ClaimTask(task.id), item_world.clerk)
    moved_on = staff("clerk", "decider")
    assert queue(item_world, "mine", moved_on) == [task.id]
    with pytest.raises(NotPermitted):
        item_world.complete(task.id, "out_of_scope", actor=moved_on)
