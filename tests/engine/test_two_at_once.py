"""People acting at the same moment: one wins, the others read why; nothing is counted twice."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from engine import commands, queries
from engine.errors import ZhenwuError
from tests.world import APPLICANT, APPLICATION, ITEM, TWO_STEPS, World, plain

ROUNDS = 20
THREADS = 8


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """Run every call in a thread of its own at the same moment; answers or errors, in order."""
    barrier = threading.Barrier(len(calls))
    results: list[Any] = [None] * len(calls)

    def run(place: int, call: Callable[[], Any]) -> None:
        barrier.wait()
        try:
            results[place] = call()
        except BaseException as error:  # noqa: BLE001 - the test looks at every kind
            results[place] = error

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
        assert not thread.is_alive()
    return results


def codes(results: list[Any]) -> list[str]:
    """Codes of refusals, ok for an answer; any other error shows as its repr."""
    found = []
    for result in results:
        if isinstance(result, ZhenwuError):
            found.append(result.code)
        else:
            found.append(repr(result) if isinstance(result, BaseException) else "ok")
    return sorted(found)


def test_two_officers_completing_at_once_make_one_completion(world: World) -> None:
    world.publish_plain("two_steps", xml=TWO_STEPS)
    for _ in range(ROUNDS):
        case_no = world.engine.execute(commands.StartCase("two_steps"), world.clerk)["case_no"]
        task = world.task(case_no, "first")
        results = at_once(
            lambda task=task: world.engine.execute(
                commands.CompleteTask(task.id, seen_version=1), world.clerk
            ),
            lambda task=task: world.engine.execute(
                commands.CompleteTask(task.id, seen_version=1), world.other_clerk
            ),
        )
        other, ok = codes(results)
        assert ok == "ok"
        assert other in ("not_open", "stale", "busy")
        records = world.read(queries.case_view.history, case_no)
        assert [record.action for record in records] == ["start_case", "complete_task"]
        assert [open_task.element_id for open_task in world.tasks(case_no)] == ["second"]
    world.check_invariants()


def test_two_officers_claiming_at_once_make_one_claim(world: World) -> None:
    world.publish_plain("two_steps", xml=TWO_STEPS)
    for _ in range(ROUNDS):
        case_no = world.engine.execute(commands.StartCase("two_steps"), world.clerk)["case_no"]
        task = world.task(case_no)
        results = at_once(
            lambda task=task: world.engine.execute(commands.ClaimTask(task.id), world.clerk),
            lambda task=task: world.engine.execute(commands.ClaimTask(task.id), world.other_clerk),
        )
        other, ok = codes(results)
        assert ok == "ok"
        assert other in ("not_open", "stale", "busy")
        winner = "clerk" if not isinstance(results[0], BaseException) else "substitute"
        assert world.task(case_no).assignee == winner
    world.check_invariants()


def test_two_branches_of_a_case_completed_at_once_both_count(world: World) -> None:
    world.publish_plain(
        "both",
        xml=plain(
            "both",
            '<bpmn:startEvent id="start" name="开始"/><bpmn:parallelGateway id="split" name="分"/>'
            '<bpmn:userTask id="left" name="左"/><bpmn:userTask id="right" name="右"/>'
            '<bpmn:parallelGateway id="join" name="合"/><bpmn:userTask id="last" name="末"/>'
            '<bpmn:endEvent id="end" name="完"/>',
            {
                "f1": ("start", "split"),
                "f2": ("split", "left"),
                "f3": ("split", "right"),
                "f4": ("left", "join"),
                "f5": ("right", "join"),
                "f6": ("join", "last"),
                "f7": ("last", "end"),
            },
        ),
    )
    for _ in range(ROUNDS):
        case_no = world.engine.execute(commands.StartCase("both"), world.clerk)["case_no"]
        left, right = world.task(case_no, "left"), world.task(case_no, "right")
        results = at_once(
            lambda left=left: world.engine.execute(
                commands.CompleteTask(left.id, data={"a": 1}), world.clerk
            ),
            lambda right=right: world.engine.execute(
                commands.CompleteTask(right.id, data={"b": 2}), world.other_clerk
            ),
        )
        assert codes(results) == ["ok", "ok"]
        assert [task.element_id for task in world.tasks(case_no)] == ["last"]
        variables = world.read(queries.case_view.case_detail, case_no).variables
        assert (variables["a"], variables["b"]) == (1, 2)
    world.check_invariants()


def test_cases_started_at_once_have_gapless_numbers_of_their_own_per_kind(item_world: World) -> None:
    item_world.publish_plain("two_steps", xml=TWO_STEPS)
    service = commands.StartCase(ITEM, applicant=APPLICANT, data=APPLICATION)
    rounds = 3
    for _ in range(rounds):
        results = at_once(
            *[lambda: item_world.engine.execute(service, item_world.citizen)] * (THREADS // 2),
            *[lambda: item_world.engine.execute(commands.StartCase("two_steps"), item_world.clerk)]
            * (THREADS // 2),
        )
        assert codes(results) == ["ok"] * THREADS
    cases = item_world.read(queries.case_view.case_list, limit=200).items
    numbers = sorted(case.case_no for case in cases)
    expected = [
        f"{prefix}-20261125-{serial:04d}"
        for prefix in ("FW", "PT")
        for serial in range(1, rounds * THREADS // 2 + 1)
    ]
    assert numbers == expected
    item_world.check_invariants()


def test_one_idempotency_key_from_eight_threads_makes_one_case(item_world: World) -> None:
    command = commands.StartCase(ITEM, applicant=APPLICANT, data=APPLICATION)
    results = at_once(*[lambda: item_world.engine.execute(command, item_world.citizen, key="k-1")] * THREADS)
    assert codes(results) == ["ok"] * THREADS
    assert len({str(sorted(answer.body.items())) for answer in results}) == 1
    assert Counter(answer.repeated for answer in results) == {True: THREADS - 1, False: 1}
    assert len(item_world.read(queries.case_view.case_list).items) == 1
    item_world.check_invariants()


def test_failures_to_log_in_at_once_are_all_counted(world: World) -> None:
    results = at_once(*[lambda: world.engine.execute(commands.LogIn("nobody", "wrong"), world.citizen)] * 4)
    assert codes(results) == ["login_failed"] * 4
    for _ in range(2):
        last = at_once(lambda: world.engine.execute(commands.LogIn("nobody", "wrong"), world.citizen))
    assert codes(last) == ["throttled"]


def test_a_database_without_its_tables_is_not_busy(sqlite_world: World) -> None:
    sqlite_world.publish_plain("two_steps", xml=TWO_STEPS)
    with sqlite_world.database.write() as transaction:
        transaction.connection.exec_driver_sql("ALTER TABLE submission RENAME TO lost")
        transaction.commit()
    with pytest.raises(OperationalError, match="submission"):
        sqlite_world.start("two_steps", actor=sqlite_world.clerk)
