"""S48: 办事节点留痕、过程可追溯."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Connection, delete, update

from engine import queries
from engine.store.tables import audit_record
from tests.engine.test_audit_chain import tamper, zhenwu
from tests.web import permit
from tests.world import World

SEQ = 4
COLUMNS = audit_record.c
CHANGES: dict[str, Callable[[str], object]] = {
    "another actor": lambda case: _one(case).values(actor="decider"),
    "another time": lambda case: _one(case).values(at="2026-11-24T04:00:00.000000+00:00"),
    "another action": lambda case: _one(case).values(action="claim_task"),
    "a row gone": lambda case: delete(audit_record).where(*_row(case)),
}


def _row(instance: str) -> tuple[object, ...]:
    return COLUMNS.chain_id == instance, COLUMNS.seq == SEQ


def _one(instance: str) -> object:
    return update(audit_record).where(*_row(instance))


def test_s48_every_step_says_who_when_what_and_how_it_moved(world: World) -> None:
    """Append-only hash-chained log per node: actor, time, action, before/after."""
    number = permit.finished(world).number
    records = world.read(queries.case_view.history, number)
    assert [one.seq for one in records] == list(range(1, len(records) + 1))
    for one in records:
        assert one.actor and one.at and one.action and one.hash
        assert one.element_id in one.detail["passed"], "before: the step that was left"
    moved = [one.detail["opened"] for one in records[:-1]]
    assert all(moved), "after: the step that was opened"
    assert records[-1].detail["result"] == "granted"
    assert len({one.hash for one in records}) == len(records)


@pytest.mark.parametrize("what", CHANGES)
def test_s48_tampering_with_a_row_is_detected(world: World, what: str) -> None:
    """Tampering with a row is detected by a verify command, which names the case and the record."""
    number, neighbour = permit.finished(world).number, permit.finished(world).number
    before = zhenwu(world, "audit", "verify")
    assert before.exit_code == 0, before.output
    instance = world.read(queries.case_view.case_id, number)

    def change(connection: Connection) -> object:
        return connection.execute(CHANGES[what](instance))  # type: ignore[call-overload]

    tamper(world, change)
    after = zhenwu(world, "audit", "verify")
    assert after.exit_code == 1
    assert number in after.output
    assert str(SEQ) in after.output.replace(number, "")
    assert neighbour not in after.output
    assert zhenwu(world, "audit", "verify", "--case", number).exit_code == 1
    assert zhenwu(world, "audit", "verify", "--case", neighbour).exit_code == 0
