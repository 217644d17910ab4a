"""The town on SQLite with every item published, for the promises of the domain (a file `test_sNN_…` each)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from engine import commands
from tests.web.browser import PASSWORD, Api, Browser, api_of
from tests.world import ROOT, World
from web.app import create_app


@pytest.fixture
def world(sqlite_world: World) -> Iterator[World]:
    sqlite_world.publish(
        *sorted((ROOT / "processes").rglob("*.bpmn")),
        *sorted((ROOT / "tests" / "samples" / "second_item").glob("*.bpmn")),
        *sorted((ROOT / "forms").glob("*.form")),
        *sorted((ROOT / "tests" / "samples" / "second_item").glob("*.form")),
    )
    sqlite_world.do(commands.SetSamplePasswords(PASSWORD))
    yield sqlite_world


@pytest.fixture
def app(world: World) -> Flask:
    return create_app(world.engine)


@pytest.fixture
def visitor(app: Flask) -> Browser:
    """Somebody without an account."""
    return Browser(app)


@pytest.fixture
def person(app: Flask) -> Callable[[str], Browser]:
    """A logged-in member of staff, by login."""
    return lambda login: Browser(app).login(login)


@pytest.fixture
def api(app: Flask, world: World) -> Callable[[str], Api]:
    """The API as a person, by login."""
    return lambda login: api_of(app, world, login)


@pytest.fixture
def permit_file() -> Path:
    """The drawing of 居住证."""
    return ROOT / "processes" / "service" / "svc_ga_002.bpmn"
