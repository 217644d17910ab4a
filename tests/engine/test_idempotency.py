"""A repeated request gets the first answer; the same key with another body is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from engine import commands, queries
from engine.errors import FormInvalid, IdempotencyMismatch, LoginFailed, OutcomeUnknown
from tests.world import APPLICATION, TWO_STEPS, World


def test_a_repeated_start_gets_the_same_answer_with_its_query_code(item_world: World) -> None:
    first = item_world.start(key="k-1")
    item_world.clock.advance(timedelta(hours=3))
    second = item_world.start(key="k-1")
    assert second.body == first.body
    assert len(first["query_code"]) == 8
    assert (first.repeated, second.repeated) == (False, True)
    assert len(item_world.read(queries.case_view.case_list).items) == 1


def test_a_repeated_completion_moves_the_case_once(world: World) -> None:
    world.publish_plain("two_steps", xml=TWO_STEPS)
    case_no = world.start("two_steps", actor=world.clerk)["case_no"]
    task = world.task(case_no, "first")
    first = world.complete(task.id, key="k-1")
    second = world.complete(task.id, key="k-1")
    assert second.body == first.body
    assert second.repeated is True
    assert [open_task.element_id for open_task in world.tasks(case_no)] == ["second"]
    assert len(world.read(queries.case_view.history, case_no)) == 2


def test_the_same_key_with_another_body_is_refused(item_world: World) -> None:
    first = item_world.start(key="k-1")
    with pytest.raises(IdempotencyMismatch):
        item_world.start(key="k-1", data={**APPLICATION, "get_mode": "邮寄"})
    assert item_world.start(key="k-1").body == first.body
    assert len(item_world.read(queries.case_view.case_list).items) == 1


def test_the_same_key_for_another_command_is_refused(item_world: World) -> None:
    case_no = item_world.start(actor=item_world.clerk, key="k-1")["case_no"]
    with pytest.raises(IdempotencyMismatch):
        item_world.do(commands.ClaimTask(item_world.task(case_no).id), item_world.clerk, key="k-1")
    assert item_world.task(case_no).state == "open"


def test_a_key_belongs_to_who_sent_it(world: World) -> None:
    world.publish_plain("two_steps", xml=TWO_STEPS)
    first = world.start("two_steps", actor=world.clerk, key="k-1")
    second = world.start("two_steps", actor=world.other_clerk, key="k-1")
    assert first["case_no"] != second["case_no"]


def test_without_a_key_every_request_is_a_new_one(item_world: World) -> None:
    assert item_world.start()["case_no"] != item_world.start()["case_no"]


def test_a_refusal_is_not_kept(item_world: World) -> None:
    with pytest.raises(FormInvalid):
        item_world.start(key="k-1", data={})
    assert item_world.start(key="k-1").repeated is False
    task = item_world.tasks(item_world.read(queries.case_view.case_list).items[0].case_no)[0]
    with pytest.raises(OutcomeUnknown):
        item_world.complete(task.id, "nonsense", key="k-2")
    assert item_world.complete(task.id, "out_of_scope", key="k-2").repeated is False


def test_a_refusal_that_is_counted_is_not_kept_either(world: World) -> None:
    for _ in range(2):
        with pytest.raises(LoginFailed):
            world.do(commands.LogIn("clerk", "wrong"), world.citizen, key="k-1")
    with world.database.read() as connection:
        assert connection.execute(text("SELECT count(*) FROM idempotency")).scalar_one() == 0
        failures = set(connection.execute(text("SELECT failures FROM throttle")).scalars())
    assert failures == {2}


def test_kept_answers_are_encrypted_and_open_only_for_their_key(item_world: World) -> None:
    answer = item_world.start(key="k-1")
    with item_world.database.read() as connection:
        row = connection.execute(text("SELECT * FROM idempotency")).mappings().one()
    kept = bytes(row["answer"])
    for word in (answer["query_code"], answer["case_no"], answer["instance_id"]):
        assert word.encode() not in kept
        assert word not in str(dict(row) | {"answer": ""})
    opened = item_world.engine.vault.open(kept, "idempotency:answer:citizen:k-1")
    assert answer["query_code"].encode() in opened
    with pytest.raises(Exception, match="idempotency:answer:citizen:k-2"):
        item_world.engine.vault.open(kept, "idempotency:answer:citizen:k-2")


def test_a_repeat_from_another_address_still_gets_the_answer(item_world: World) -> None:
    first = item_world.start(key="k-1")
    moved = replace(item_world.citizen, address="203.0.113.9")
    assert item_world.start(key="k-1", actor=moved).body == first.body
