"""What is kept under the town's revision is read anew as soon as anybody, in any process, changes it."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection

from engine import commands, queries
from engine.domain import facts as f
from engine.store import audit
from tests.drawn import line, task
from tests.world import World

VILLAGES = "key,zh,valid_from\n{},测试村,2026-01-01\n"


def test_a_book_that_another_process_imports_is_read_at_once(world: World) -> None:
    other = world._built()
    for village in ("one", "two"):
        other.execute(commands.ImportRegister("villages", VILLAGES.format(village).encode()), world.system)
        assert {row["key"] for row in world.read(queries.people.book, "villages")} == {village}


def test_a_case_starts_on_what_another_process_published(world: World) -> None:
    other = world._built()
    for number, name in enumerate(("first", "second"), start=1):
        file = ("moved.bpmn", line("moved", (name, task(name))).encode())
        other.execute(commands.DeployDefinition((file,), publish=True), world.system)
        case_no = str(world.start("moved", actor=world.clerk)["case_no"])
        assert world.paths(case_no) == {name}
        assert world.read(queries.case_view.case_detail, case_no).case.definition_version == number


def test_a_case_never_starts_on_parts_of_two_moments(
    sqlite_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Something is published between the looks at item and parts: the start is tried again."""
    sqlite_world.publish_plain("moved", xml=line("moved", ("first", task("first"))))
    real, looks = audit.town_revision, []

    def moving(connection: Connection, town_id: str) -> int:
        looks.append(real(connection, town_id))
        return looks[-1] + (len(looks) == 2)

    monkeypatch.setattr(audit, "town_revision", moving)
    case_no = str(sqlite_world.start("moved", actor=sqlite_world.clerk)["case_no"])
    assert sqlite_world.paths(case_no) == {"first"}
    assert len(looks) >= 4


def test_a_change_of_the_town_without_a_record_in_its_chain_is_no_command(sqlite_world: World) -> None:
    changes = (f.DefinitionRetired("two_steps", 1, "system", "2026-11-25T04:00:00.000000+00:00"),)
    entry = f.AuditEntry("complete_task", "case-1")
    with sqlite_world.database.read() as connection, pytest.raises(RuntimeError, match="without a record"):
        audit.chain(connection, (entry,), changes, sqlite_world.system, changes[0].at, "xuxiake")
