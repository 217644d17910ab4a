"""S32: 办理结果会通过网上办事大厅和短信实时反馈."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from engine import commands, queries
from engine.adapters.gateway import HttpGateway
from engine.jobs.worker import Worker
from tests.engine.receiver import Receiver, answer, receiver
from tests.web import permit
from tests.world import APPLICANT, World

LETTERS = {"correction": "CORRECTION_NOTICE", "accept": "ACCEPTED", "decide": "DECIDED", "ready": "READY"}


@pytest.fixture
def gateway() -> Iterator[Receiver]:
    """A text message gateway on the wire."""
    with receiver() as told:
        yield told


def sender(world: World, gateway: Receiver) -> Worker:
    return Worker(world.engine, HttpGateway(gateway.url))


def letters(world: World, number: str) -> list[str]:
    """Milestones of the letters queued for a case; each letter once."""
    rows = [row.letter for row in world.read(queries.jobs.outbox_list).items if row.case_no == number]
    return sorted(name for name, key in LETTERS.items() for letter in rows if letter == key)


def supplemented(world: World, receipt: permit.Receipt) -> None:
    """The applicant hands in what was missing."""
    waits = world.read(queries.waits.open_waits, receipt.number)
    wait = next(one for one in waits if one.message == "supplemented")
    upload = str(world.do(commands.StoreUpload("a.png", permit.photo()), world.clerk)["id"])
    materials = dict.fromkeys(permit.FAULTS, upload)
    world.send("supplemented", receipt.number, wait_id=wait.id, materials=materials)


def walked(world: World) -> permit.Receipt:
    """A case told to correct, corrected, accepted, granted, made and ready."""
    receipt = permit.notified(world)
    supplemented(world, receipt)
    permit.decided(world, receipt, "grant")
    permit.made(world, receipt)
    return receipt


def test_s32_a_row_at_each_milestone(world: World) -> None:
    """SMS outbox row on accept/correct/decide/ready, each in the moment when it is reached."""
    assert letters(world, permit.applied(world).number) == []
    receipt = permit.notified(world)
    assert letters(world, receipt.number) == ["correction"]
    supplemented(world, receipt)
    assert letters(world, receipt.number) == ["correction"]
    permit.decided(world, receipt, "grant")
    assert letters(world, receipt.number) == ["accept", "correction", "decide"]
    permit.made(world, receipt)
    assert letters(world, receipt.number) == sorted(LETTERS)


def test_s32_failure_is_retried(world: World, gateway: Receiver) -> None:
    """Failure retried: nothing is lost while the gateway is down, and nothing is sent twice after it."""
    receipt = walked(world)
    gateway.reply = answer({"error": "down"}, 503)
    worker = sender(world, gateway)
    assert worker.run_due("effect") == len(LETTERS)
    rows = world.read(queries.jobs.outbox_list).items
    assert {(row.state, row.attempt, row.error) for row in rows} == {("waiting", 1, "http_503")}
    assert worker.run_due("effect") == 0, "not again before its pause is over"
    gateway.reply = answer({"ok": True})
    world.clock.advance(timedelta(minutes=1))
    assert worker.run_due("effect") == len(LETTERS)
    assert {row.state for row in world.read(queries.jobs.outbox_list).items} == {"sent"}
    world.clock.advance(timedelta(days=1))
    assert worker.run_due("effect") == 0
    first, again = gateway.keys[: len(LETTERS)], gateway.keys[len(LETTERS) :]
    assert sorted(first) == sorted(again), "a repeat carries the key of its first attempt"
    assert letters(world, receipt.number) == sorted(LETTERS)


def test_s32_no_number_of_the_person_in_the_text(world: World, gateway: Receiver) -> None:
    """No ID number in the text; no name either. The phone is the address and stands nowhere else."""
    receipt = walked(world)
    sender(world, gateway).run_due("effect")
    assert len(gateway.requests) == len(LETTERS)
    for one in gateway.requests:
        body = dict(one["message"]["body"])
        assert body.pop("phone") == APPLICANT["phone"]
        assert receipt.number in body["text"]
        for secret in (*APPLICANT.values(), receipt.code):
            assert secret not in str(body)
