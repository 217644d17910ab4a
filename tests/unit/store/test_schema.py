"""The tables that the code knows are those that the migrations make."""

from __future__ import annotations

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from engine.store import schema, tables
from engine.store.session import Database, migration_engine


def test_migrations_make_the_tables_of_the_code(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/zhenwu.db")
    schema.upgrade(database)
    with migration_engine(database).connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, tables.metadata) == []
    database.dispose()
