"""Work lists walk an index of the open tasks: nobody sorts a hundred thousand rows to show fifty."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from engine import queries
from tests.timed import begin
from tests.world import World


@contextmanager
def plans(world: World) -> Iterator[list[str]]:
    """What SQLite means to do for each SELECT on the tasks' table, in the words of EXPLAIN QUERY PLAN."""
    found: list[str] = []

    def explain(_connection: Any, cursor: Any, sql: str, parameters: Any, *_rest: Any) -> None:
        if "FROM user_task" in sql:
            rows = cursor.connection.cursor().execute(f"EXPLAIN QUERY PLAN {sql}", parameters)
            found.append("\n".join(str(row[3]) for row in rows))

    for engine in world.database.engines:
        event.listen(engine, "before_cursor_execute", explain)
    yield found
    for engine in world.database.engines:
        event.remove(engine, "before_cursor_execute", explain)


@pytest.mark.parametrize(
    ("queue", "sort", "index"),
    [
        ("claimable", "created", "ix_user_task_queue"),
        ("all", "created", "ix_user_task_queue"),
        ("claimable", "due", "ix_user_task_due"),
        ("all", "due", "ix_user_task_due"),
        ("mine", "created", "ix_user_task_mine"),
        ("mine", "due", "ix_user_task_mine_due"),
    ],
)
def test_a_work_list_walks_its_index(sqlite_world: World, queue: str, sort: str, index: str) -> None:
    begin(sqlite_world, "2026-11-25T09:00")
    with plans(sqlite_world) as found:
        sqlite_world.read(queries.task_list.task_list, queue, sort=sort, actor=sqlite_world.clerk)
    assert found
    for plan in found:
        assert f"SEARCH user_task USING INDEX {index} " in plan, plan


def test_counts_of_queues_read_indexes_only(sqlite_world: World) -> None:
    begin(sqlite_world, "2026-11-25T09:00")
    with plans(sqlite_world) as found:
        sqlite_world.read(queries.task_list.queue_counts, actor=sqlite_world.clerk)
    assert len(found) == 3
    assert all("SCAN user_task" not in plan for plan in found)
    assert "ix_user_task_mine" in found[0]
