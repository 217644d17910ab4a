"""Going back over a service task whose question a worker may have sent already."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, select, update

from engine import commands
from engine.errors import EffectUnanswered, EffectUnderWay
from engine.store.tables import job
from tests.drawn import START, end, line, task, topic
from tests.engine.passed import GATES, begin, walk, ways
from tests.engine.test_return_withdraw import give_back, refused, take_back
from tests.world import World, plain


def asking(world: World) -> str:
    """a, an effect that leaves the house, z."""
    steps = (("a", task("a")), ("e", topic("e", "echo.later", x="1")), ("z", task("z")))
    world.publish_plain("asking", xml=line("asking", *steps))
    return begin(world, "asking")


def effects(world: World) -> list[str]:
    with world.database.read() as connection:
        return sorted(connection.execute(select(job.c.state).where(job.c.kind == "effect")).scalars())


def test_an_effect_that_nobody_has_taken_is_taken_back_too(world: World) -> None:
    case_no = asking(world)
    walk(world, case_no, "a")
    take_back(world, case_no, "a")
    assert effects(world) == ["cancelled"]
    walk(world, case_no, "a")
    assert effects(world) == ["armed", "cancelled"]


def beside(world: World) -> str:
    """a, then an effect beside b, joined before z."""
    body = START + task("a") + GATES + topic("out", "echo.later", amount="100") + task("b") + task("z")
    flows = ways("start-a a-fork fork-out fork-b out-join b-join join-z z-end")
    world.publish_plain("beside", xml=plain("beside", body + end("end"), flows))
    return begin(world, "beside")


def test_no_return_over_an_effect_that_is_being_sent(world: World) -> None:
    """Done again it would be sent twice, under another id; after the answer the case goes back as ever."""
    case_no = beside(world)
    walk(world, case_no, "a")
    (leased,) = world.do(commands.LeaseJobs(kind="effect"))["jobs"]
    with pytest.raises(EffectUnanswered) as raised:
        give_back(world, case_no, "b", "a")
    assert "“b”现在不能退回：系统正在为“out”对外发送" in raised.value.sentence("zh")
    assert (world.paths(case_no), effects(world)) == ({"b"}, ["armed"])
    assert world.do(commands.AnswerEffect(leased["id"], leased["attempt"], {"amount": 100}))["settled"]
    give_back(world, case_no, "b", "a")
    assert world.paths(case_no) == {"a"}


def test_a_return_over_an_effect_that_nobody_has_taken(world: World) -> None:
    case_no = beside(world)
    walk(world, case_no, "a")
    give_back(world, case_no, "b", "a")
    assert (world.paths(case_no), effects(world)) == ({"a"}, ["cancelled"])


def test_a_return_over_an_effect_that_failed_for_good(world: World) -> None:
    """Nobody will send it any more: going back is the way on."""
    case_no = beside(world)
    walk(world, case_no, "a")
    (leased,) = world.do(commands.LeaseJobs(kind="effect"))["jobs"]
    world.do(commands.AnswerEffect(leased["id"], leased["attempt"], error="http_422"))
    give_back(world, case_no, "b", "a")
    assert (world.paths(case_no), effects(world)) == ({"a"}, ["cancelled"])


def test_not_while_what_the_step_sends_is_under_way(world: World) -> None:
    """It may be outside already: done again it would be sent twice."""
    case_no = asking(world)
    walk(world, case_no, "a")
    (leased,) = world.do(commands.LeaseJobs(kind="effect"))["jobs"]
    refused(world, case_no, "a", refusal=EffectUnderWay)
    world.do(commands.FailJob(leased["id"], leased["attempt"], "no_answer"))
    refused(world, case_no, "a", refusal=EffectUnderWay)
    world.clock.advance(timedelta(days=1))
    (leased,) = world.do(commands.LeaseJobs(kind="effect"))["jobs"]
    world.do(commands.AnswerEffect(leased["id"], leased["attempt"], {"x": 1}))
    assert world.paths(case_no) == {"z"}
    refused(world, case_no, "a")
    assert effects(world) == ["done"]


def test_a_worker_that_is_just_taking_it_is_waited_for(world: World) -> None:
    """PostgreSQL: the lease is not committed yet when somebody takes the step back. SQLite lets one write."""
    case_no = asking(world)
    walk(world, case_no, "a")
    looking = threading.Event()

    def executed(*arguments: Any) -> None:
        if "FROM job" in str(arguments[2]):
            looking.set()

    with ThreadPoolExecutor(1) as pool:
        with world.database.write() as leasing:
            leasing.connection.execute(update(job).where(job.c.kind == "effect").values(attempt=1))
            event.listen(world.database.engines[0], "before_cursor_execute", executed)
            taking = pool.submit(take_back, world, case_no, "a")
            looking.wait(0.5 if world.database.is_sqlite else 10)
            leasing.commit()
        with pytest.raises(EffectUnderWay):
            taking.result(timeout=30)
    event.remove(world.database.engines[0], "before_cursor_execute", executed)
    assert effects(world) == ["armed"]
