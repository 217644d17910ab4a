"""The web application over the small town on SQLite: books loaded, the item published, one password for all.

The town is made once a run and copied for each test.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import create_engine

from engine import commands
from tests.web.browser import PASSWORD, Api, Browser, api_of
from tests.world import World
from web.app import create_app


@pytest.fixture(scope="session")
def town(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home folder with keys and database."""
    home = tmp_path_factory.mktemp("town")
    shutil.copy(sqlite_template, home / "zhenwu.db")
    made = World(f"sqlite:///{home / 'zhenwu.db'}", home)
    made.publish_item()
    made.do(commands.SetSamplePasswords(PASSWORD))
    made.close()
    with create_engine(f"sqlite:///{home / 'zhenwu.db'}").connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    return home


@pytest.fixture
def world(town: Path, tmp_path: Path) -> Iterator[World]:
    """The town of this test; pages are tested on SQLite only, the engine on both databases."""
    home = tmp_path / "home"
    shutil.copytree(town, home)
    made = World(f"sqlite:///{home / 'zhenwu.db'}", home)
    yield made
    made.close()


@pytest.fixture
def app(world: World) -> Flask:
    return create_app(world.engine)


@pytest.fixture
def visitor(app: Flask) -> Browser:
    """A citizen, or anybody who is not logged in."""
    return Browser(app)


@pytest.fixture
def person(app: Flask) -> Callable[[str], Browser]:
    """A logged-in member of staff, by login."""
    return lambda login: Browser(app).login(login)


@pytest.fixture
def clerk(person: Callable[[str], Browser]) -> Browser:
    return person("clerk")


@pytest.fixture
def api(app: Flask, world: World) -> Callable[[str], Api]:
    """The API as a person, by login; "" without a token."""
    return lambda login: api_of(app, world, login) if login else Api(app, "")
