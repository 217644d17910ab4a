"""The record chain: append-only in the database, and every alteration named with its case and record."""

from __future__ import annotations

import gc
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import Connection, delete, select, text, update
from sqlalchemy.exc import DatabaseError

from engine import commands, digest, queries
from engine.store.tables import audit_record, process_instance, submission
from tests.world import TWO_STEPS, World
from web.cli import main

SEQ = 2
TRIGGERS = ("audit_record_no_update", "audit_record_no_delete", "audit_record_no_replace")


@pytest.fixture
def cases(world: World) -> list[Any]:
    """Three finished cases of four records each; the middle one will be altered."""
    world.publish_plain("two_steps", xml=TWO_STEPS)
    found = []
    for _ in range(3):
        answer = world.start("two_steps", actor=world.clerk)
        world.do(commands.ClaimTask(world.task(answer["case_no"]).id), world.clerk)
        world.complete(world.task(answer["case_no"]).id, data={"note": "原样"})
        world.complete(world.task(answer["case_no"]).id, actor=world.other_clerk)
        found.append(answer)
    return found


def tamper(world: World, change: Callable[[Connection], Any]) -> None:
    """Change rows behind the engine's back, with the triggers gone."""
    with world.database.engines[0].begin() as connection:
        if world.database.is_sqlite:
            for name in TRIGGERS:
                connection.execute(text(f"DROP TRIGGER {name}"))
            connection.execute(text("PRAGMA defer_foreign_keys=ON"))
        else:
            connection.execute(text("ALTER TABLE audit_record DISABLE TRIGGER ALL"))
        change(connection)


def breaks(world: World) -> list[tuple[str, int]]:
    return [(found.case_no, found.seq) for found in world.read(queries.audit_trail.verify_all).breaks]


def assert_found(world: World, cases: list[Any], seq: int, *others: tuple[str, int]) -> None:
    """The middle case is broken at `seq`; its neighbours are clean."""
    before, broken, after = (case["case_no"] for case in cases)
    assert sorted(breaks(world)) == sorted([(broken, seq), *others])
    found = world.read(queries.audit_trail.verify_case, broken)
    assert [(one.case_no, one.seq) for one in found.breaks] == [(broken, seq)]
    for neighbour in (before, after):
        assert world.read(queries.audit_trail.verify_case, neighbour).breaks == ()


@dataclass(frozen=True)
class Ended:
    exit_code: int
    output: str


def zhenwu(world: World, *arguments: str) -> Ended:
    """The command as a shell runs it; a process that ends may leave its connections to the system."""
    environment = {"ZHENWU_HOME": str(world.home), "ZHENWU_DATABASE_URL": world.settings.database_url}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        done = CliRunner().invoke(main, list(arguments), env=environment, catch_exceptions=False)
        result = Ended(done.exit_code, done.output)
        del done  # its traceback holds the engine and so the connections
        gc.collect()
    return result


# --- append-only


STATEMENTS = {
    "update": "UPDATE audit_record SET actor = 'x' WHERE seq = 1",
    "update of all": "UPDATE audit_record SET detail = detail",
    "delete": "DELETE FROM audit_record WHERE seq = 2",
    "upsert": "INSERT INTO audit_record SELECT * FROM audit_record WHERE seq = 1 "
    "ON CONFLICT (chain_id, seq) DO UPDATE SET actor = 'x'",
}
SQLITE_STATEMENTS = {
    "insert or replace": "INSERT OR REPLACE INTO audit_record SELECT * FROM audit_record WHERE seq = 1",
    "replace": "REPLACE INTO audit_record SELECT * FROM audit_record WHERE seq = 1",
    "update or replace": "UPDATE OR REPLACE audit_record SET seq = 1 WHERE seq = 2",
}
POSTGRES_STATEMENTS = {"truncate": "TRUNCATE audit_record"}


def test_the_database_refuses_to_change_a_record(world: World, cases: list[Any]) -> None:
    own = SQLITE_STATEMENTS if world.database.is_sqlite else POSTGRES_STATEMENTS
    before = everything(world)
    for name, statement in {**STATEMENTS, **own}.items():
        with (
            pytest.raises(DatabaseError, match="append-only"),
            world.database.engines[0].begin() as connection,
        ):
            connection.execute(text(statement))
        assert everything(world) == before, name
    assert breaks(world) == []


def everything(world: World) -> list[Any]:
    with world.database.read() as connection:
        query = select(audit_record).order_by(audit_record.c.chain_id, audit_record.c.seq)
        return [tuple(row) for row in connection.execute(query)]


def test_whole_chains_verify(world: World, cases: list[Any]) -> None:
    found = world.read(queries.audit_trail.verify_all)
    assert found.breaks == ()
    assert found.chains == 4
    assert found.records == len(everything(world))
    result = zhenwu(world, "audit", "verify")
    assert (result.exit_code, result.output) == (0, f"ok: 4 chains, {found.records} records\n")
    one = zhenwu(world, "audit", "verify", "--case", cases[0]["case_no"])
    assert (one.exit_code, one.output) == (0, "ok: 1 chains, 4 records\n")


def test_a_case_that_does_not_exist_cannot_be_verified(world: World, cases: list[Any]) -> None:
    result = zhenwu(world, "audit", "verify", "--case", "PT-20261125-9999")
    assert result.exit_code == 1
    assert "Traceback" not in result.output


# --- every alteration


def of_record(case: Any, seq: int) -> Any:
    return (audit_record.c.chain_id == case["instance_id"]) & (audit_record.c.seq == seq)


@pytest.mark.parametrize("seq", [1, SEQ, 4])
@pytest.mark.parametrize("column", [column.name for column in audit_record.columns])
def test_an_altered_column_is_found(world: World, cases: list[Any], column: str, seq: int) -> None:
    value: Any = 99 if column == "seq" else "altered"
    if column in ("hash", "prev_hash"):
        value = "f" * 64
    altered = of_record(cases[1], seq)
    tamper(
        world,
        lambda connection: connection.execute(update(audit_record).where(altered).values({column: value})),
    )
    # a record moved to another chain leaves a chain without a case behind
    others = [("", 0)] if column == "chain_id" else []
    assert_found(world, cases, seq, *others)


def test_one_character_of_a_detail_is_enough(world: World, cases: list[Any]) -> None:
    altered = of_record(cases[1], 3)
    tamper(
        world,
        lambda connection: connection.execute(
            update(audit_record).where(altered).values(detail=audit_record.c.detail + " ")
        ),
    )
    assert_found(world, cases, 3)


@pytest.mark.parametrize("seq", [1, 2, 3, 4])
def test_a_removed_record_is_found(world: World, cases: list[Any], seq: int) -> None:
    removed = of_record(cases[1], seq)
    tamper(world, lambda connection: connection.execute(delete(audit_record).where(removed)))
    assert_found(world, cases, seq)


def test_all_records_of_a_case_removed_is_found(world: World, cases: list[Any]) -> None:
    removed = audit_record.c.chain_id == cases[1]["instance_id"]
    tamper(world, lambda connection: connection.execute(delete(audit_record).where(removed)))
    assert_found(world, cases, 1)


def test_the_command_line_names_the_broken_case_and_record(world: World, cases: list[Any]) -> None:
    before, broken = cases[0]["case_no"], cases[1]["case_no"]
    altered = of_record(cases[1], 3)
    tamper(
        world, lambda connection: connection.execute(update(audit_record).where(altered).values(actor="x"))
    )
    for arguments in (("audit", "verify"), ("audit", "verify", "--case", broken)):
        result = zhenwu(world, *arguments)
        assert result.exit_code == 1
        assert f"broken {broken} seq 3:" in result.output
        assert not result.output.startswith("ok")
    assert zhenwu(world, "audit", "verify", "--case", before).exit_code == 0


def test_two_swapped_records_are_found(world: World, cases: list[Any]) -> None:
    def swap(connection: Connection) -> None:
        for old, new in ((2, 99), (3, 2), (99, 3)):
            connection.execute(update(audit_record).where(of_record(cases[1], old)).values(seq=new))

    tamper(world, swap)
    assert_found(world, cases, 2)


def test_a_forged_record_at_the_end_is_found(world: World, cases: list[Any]) -> None:
    def forge(connection: Connection) -> None:
        last = connection.execute(select(audit_record).where(of_record(cases[1], 4))).mappings().one()
        row = {**last, "seq": 5, "prev_hash": last["hash"], "actor": "forger"}
        row["hash"] = digest.chain_hash([value for name, value in row.items() if name != "hash"])
        connection.execute(audit_record.insert().values(row))

    tamper(world, forge)
    assert_found(world, cases, 5)


@pytest.mark.parametrize(
    ("values", "seq"),
    [
        ({"head_hash": "f" * 64}, 4),
        ({"audit_seq": 3}, 4),
        ({"audit_seq": 9}, 5),
        ({"audit_seq": 0, "head_hash": "0" * 64}, 4),
    ],
)
def test_an_altered_head_is_found(world: World, cases: list[Any], values: dict[str, Any], seq: int) -> None:
    row = process_instance.c.id == cases[1]["instance_id"]
    tamper(world, lambda connection: connection.execute(update(process_instance).where(row).values(values)))
    assert_found(world, cases, seq)


@pytest.mark.parametrize(("element", "seq"), [("start", 1), ("first", 3), ("second", 4)])
@pytest.mark.parametrize("column", ["body", "salt"])
def test_an_altered_submission_is_found(
    world: World, cases: list[Any], element: str, seq: int, column: str
) -> None:
    row = (submission.c.instance_id == cases[1]["instance_id"]) & (submission.c.element_id == element)
    tamper(
        world,
        lambda connection: connection.execute(update(submission).where(row).values({column: b"altered"})),
    )
    assert_found(world, cases, seq)


def test_a_case_row_that_is_gone_leaves_its_records_behind(world: World, cases: list[Any]) -> None:
    instance_id, case_no = cases[1]["instance_id"], cases[1]["case_no"]

    def remove(connection: Connection) -> None:
        connection.execute(
            text(
                "DELETE FROM user_task_candidate WHERE task_id IN "
                "(SELECT id FROM user_task WHERE instance_id = :id)"
            ),
            {"id": instance_id},
        )
        for table in ("user_task", "submission", "case_material"):
            connection.execute(text(f"DELETE FROM {table} WHERE instance_id = :id"), {"id": instance_id})
        connection.execute(text("DELETE FROM process_instance WHERE id = :id"), {"id": instance_id})

    tamper(world, remove)
    found = world.read(queries.audit_trail.verify_all).breaks
    assert [(one.chain_id, one.en) for one in found] == [(instance_id, "the case row is gone")]
    result = zhenwu(world, "audit", "verify", "--case", case_no)
    assert result.exit_code == 1
    assert "the case row is gone" in result.output


@pytest.mark.parametrize("column", ["at", "actor", "action", "detail", "prev_hash", "hash"])
def test_an_altered_record_of_the_towns_own_chain_is_found(
    world: World, cases: list[Any], column: str
) -> None:
    row = (audit_record.c.chain_id == "system:xuxiake") & (audit_record.c.seq == 3)
    tamper(
        world,
        lambda connection: connection.execute(update(audit_record).where(row).values({column: "altered"})),
    )
    found = world.read(queries.audit_trail.verify_all).breaks
    assert [(one.chain_id, one.seq) for one in found] == [("system:xuxiake", 3)]


def test_the_last_record_of_the_towns_own_chain_removed_is_found(world: World, cases: list[Any]) -> None:
    with world.database.read() as connection:
        last = connection.execute(text("SELECT audit_seq FROM system_chain")).scalar_one()
    row = (audit_record.c.chain_id == "system:xuxiake") & (audit_record.c.seq == last)
    tamper(world, lambda connection: connection.execute(delete(audit_record).where(row)))
    found = world.read(queries.audit_trail.verify_all).breaks
    assert [(one.chain_id, one.seq) for one in found] == [("system:xuxiake", last)]
