"""Schema migration of a database of the release before, with rows in it, on both databases."""

from __future__ import annotations

import pytest
from sqlalchemy import inspect, text

from engine import queries
from engine.store import schema
from engine.store.session import migration_engine
from tests.engine.test_permit_life import act, applied, decided
from tests.engine.test_timers import boundary
from tests.world import World

NEW_IN_DOCUMENT = ("sealed_at", "sealed_by", "sealed_path", "published_path", "taken_back_at")
BEFORE = (
    "DROP INDEX ix_job_due",
    "DROP INDEX ix_job_provisional",
    "DROP INDEX ix_user_task_provisional",
    "DROP INDEX ix_process_instance_provisional",
    "ALTER TABLE job DROP COLUMN rank",
    "ALTER TABLE job DROP COLUMN provisional",
    "CREATE INDEX ix_job_due ON job (town_id, due_at) WHERE state = 'armed'",
    *(f"ALTER TABLE document DROP COLUMN {name}" for name in NEW_IN_DOCUMENT),
    "UPDATE alembic_version SET version_num = '0003'",
)
"""What revisions 0004 and 0005 did, taken back."""


def test_a_database_of_the_release_before_goes_on(world: World) -> None:
    """Its jobs have rank 1 and an index to be read in their turn; provisional dates are found by one too."""
    case_no = boundary(world, interrupting=True)
    with migration_engine(world.database).begin() as connection:
        for statement in BEFORE:
            connection.execute(text(statement))
    schema.upgrade(world.database)
    assert schema.revision(world.database) == schema.newest()
    with world.database.read() as connection:
        rows = connection.execute(text("SELECT rank, provisional FROM job"))
        assert [tuple(row) for row in rows] == [(1, 0)]
        found = {
            one["name"]: one["column_names"]
            for table in ("job", "user_task", "process_instance")
            for one in inspect(connection).get_indexes(table)
        }
    assert found["ix_job_due"] == ["town_id", "due_at", "rank", "created_at", "id"]
    assert found["ix_job_provisional"] == ["town_id", "provisional", "instance_id"]
    assert found["ix_user_task_provisional"] == ["town_id", "provisional", "instance_id"]
    assert found["ix_process_instance_provisional"] == ["town_id", "provisional", "id"]
    world.pass_time(hours=2)
    assert world.paths(case_no) == {"late"}


@pytest.mark.parametrize("last", ["sealed", "wrong"])
def test_a_document_of_the_release_before_keeps_its_seal(world: World, last: str) -> None:
    """It was read off the tasks: the last sealing in the procedure that numbered it."""
    world.publish_permit()
    case_no = applied(world)
    decided(world, case_no, "grant")
    act(world, case_no, "issue/make", "maker")
    act(world, case_no, "issue/seal", "sealer", last)
    with migration_engine(world.database).begin() as connection:
        for statement in BEFORE:
            connection.execute(text(statement))
    schema.upgrade(world.database)
    (found,) = world.read(queries.case_papers.documents, case_no)
    assert (found.sealed_by, bool(found.sealed_at)) == (("sealer", True) if last == "sealed" else ("", False))
    with world.database.read() as connection:
        paths = connection.execute(text("SELECT sealed_path FROM document")).scalars().all()
    assert paths == (["issue/seal"] if last == "sealed" else [None])
