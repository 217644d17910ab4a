"""Schema migration of a database of the release before, with rows in it, on both databases."""

from __future__ import annotations

from sqlalchemy import inspect, text

from engine.store import schema
from engine.store.session import migration_engine
from tests.engine.test_timers import boundary
from tests.world import World

BEFORE = (
    "DROP INDEX ix_job_due",
    "DROP INDEX ix_job_provisional",
    "DROP INDEX ix_user_task_provisional",
    "DROP INDEX ix_process_instance_provisional",
    "ALTER TABLE job DROP COLUMN rank",
    "ALTER TABLE job DROP COLUMN provisional",
    "CREATE INDEX ix_job_due ON job (town_id, due_at) WHERE state = 'armed'",
    "UPDATE alembic_version SET version_num = '0003'",
)
"""What revision 0004 did, taken back."""


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
