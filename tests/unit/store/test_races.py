"""Which errors of a driver another writer can have caused: only those are worth another try."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import create_engine
from sqlalchemy.exc import DBAPIError, OperationalError

from engine.store.session import is_race


def failing(path: Path, *statements: str) -> DBAPIError:
    """What SQLite says to the last of the statements while another connection holds the write lock."""
    engine = create_engine(f"sqlite:///{path}/x.db", connect_args={"timeout": 0})
    try:
        with pytest.raises(DBAPIError) as raised, engine.connect() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)
    finally:
        engine.dispose()
    return raised.value


@pytest.fixture
def home(tmp_path: Path) -> Path:
    with sqlite3.connect(tmp_path / "x.db") as made:
        made.execute("CREATE TABLE t (a INTEGER PRIMARY KEY)")
    made.close()
    return tmp_path


def test_a_held_lock_and_a_row_that_is_there_already_are_races(home: Path) -> None:
    holder = sqlite3.connect(home / "x.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    assert is_race(failing(home, "INSERT INTO t VALUES (1)"))
    holder.close()
    assert is_race(failing(home, "INSERT INTO t VALUES (1)", "INSERT INTO t VALUES (1)"))


@pytest.mark.parametrize("statement", ["SELECT * FROM gone", "SELECT gone FROM t", "no statement"])
def test_a_schema_that_does_not_fit_is_none(home: Path, statement: str) -> None:
    assert not is_race(failing(home, statement))


@pytest.mark.parametrize(
    ("cause", "race"),
    [
        (psycopg.errors.SerializationFailure(), True),
        (psycopg.errors.DeadlockDetected(), True),
        (psycopg.errors.LockNotAvailable(), True),
        (psycopg.errors.DiskFull(), False),
        (psycopg.errors.AdminShutdown(), False),
        (psycopg.OperationalError("connection refused"), False),
    ],
)
def test_on_postgresql_the_state_says_so(cause: psycopg.Error, race: bool) -> None:
    assert is_race(OperationalError("SELECT 1", {}, cause)) is race
