"""Schema migration: Alembic by code, no ini file; `zhenwu serve` and `zhenwu db upgrade` call upgrade()."""

from __future__ import annotations

import importlib.resources

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from engine.store.session import Database, migration_engine


def _config() -> Config:
    config = Config()
    folder = importlib.resources.files("engine.store").joinpath("migrations")
    config.set_main_option("script_location", str(folder))
    return config


def upgrade(database: Database) -> None:
    """Bring the schema to the newest revision. Each revision is one transaction."""
    config = _config()
    engine = migration_engine(database)
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def revision(database: Database) -> str | None:
    """The schema's revision, None for an empty database."""
    with migration_engine(database).connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest() -> str | None:
    return ScriptDirectory.from_config(_config()).get_current_head()
