"""A case that merely waits has somebody who may cancel it, whoever started it."""

from __future__ import annotations

from typing import Any

import pytest

from engine import Actor, citizen, commands, queries
from engine.domain.actors import Scope
from engine.errors import NotFound
from tests.drawn import beside, clock, line, message, task, wait
from tests.world import World, staff

DECIDER = staff("decider", "decider")


@pytest.fixture
def corrected(item_world: World) -> Any:
    """优待证, applied for online; it waits for the applicant."""
    started = item_world.start()
    first = item_world.task(started["case_no"])
    code = sorted(item_world.all_pass(first.id))[0]
    faulty = {code: {"verdict": "fail", "reason": "看不清"}}
    item_world.complete(first.id, "correct", materials={**item_world.all_pass(first.id), **faulty})
    notice = item_world.task(started["case_no"], "correction/notice")
    item_world.complete(notice.id, data=item_world.typed(notice.id))
    assert item_world.tasks(started["case_no"]) == []
    return started


def awaiting(world: World, **posts: str) -> Any:
    """A plain case of the system itself that waits for the county and has no task."""
    xml = line("asked", ("answer", wait("answer", "county", **posts)), ("read", task("read")))
    world.publish_plain("asked", xml=beside(xml, message("county")))
    return world.start("asked", actor=world.system)


def cancel(world: World, started: Any, actor: Actor) -> str:
    world.do(commands.CancelCase(started["instance_id"], "申请人来电撤回"), actor)
    return str(world.read(queries.case_view.case_detail, started["case_no"]).case.status)


def offered(world: World, started: Any, actor: Actor) -> bool:
    return bool(world.read(queries.cancelling.may_cancel, started["case_no"], actor=actor))


def test_the_counter_cancels_an_online_case_that_waits(item_world: World, corrected: Any) -> None:
    assert offered(item_world, corrected, item_world.other_clerk)
    assert cancel(item_world, corrected, item_world.other_clerk) == "cancelled"
    assert item_world.waited_for(corrected["case_no"]) == []
    assert not offered(item_world, corrected, item_world.other_clerk)


def test_others_and_the_applicant_do_not(item_world: World, corrected: Any) -> None:
    village = staff("village", "counter", scope=Scope("village", "jinfeng"))
    applicant = citizen("xuxiake", corrected["case_no"])
    for actor in (DECIDER, item_world.supervisor, item_world.citizen, applicant, village):
        with pytest.raises(NotFound):
            cancel(item_world, corrected, actor)
    for actor in (item_world.supervisor, applicant):
        assert not offered(item_world, corrected, actor)


def test_who_holds_a_post_of_the_wait_cancels(world: World) -> None:
    started = awaiting(world, posts="decider")
    with pytest.raises(NotFound):
        cancel(world, started, world.clerk)
    assert cancel(world, started, DECIDER) == "cancelled"


def test_who_took_in_a_case_that_only_waits_for_time_cancels_it(world: World) -> None:
    xml = line("later", ("hold", clock("hold", "PT1H")), ("do", task("do")))
    world.publish_plain("later", xml=xml)
    started = world.start("later", actor=world.clerk)
    with pytest.raises(NotFound):
        cancel(world, started, world.other_clerk)
    assert offered(world, started, world.clerk)
    assert cancel(world, started, world.clerk) == "cancelled"


def test_the_counter_cancels_while_others_work_on_the_case(item_world: World) -> None:
    """The applicant tells the counter, wherever the case is."""
    started = item_world.start()
    first = item_world.task(started["case_no"])
    item_world.complete(first.id, "done", materials=item_world.all_pass(first.id))
    assert item_world.tasks(started["case_no"])
    assert offered(item_world, started, item_world.clerk)
    assert cancel(item_world, started, item_world.clerk) == "cancelled"
