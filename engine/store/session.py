"""Database connections. SQLite: WAL, FULL, BEGIN IMMEDIATE behind a fair turnstile. PostgreSQL: plain.

`Database.write()` yields a Transaction; only the door calls its `commit()` (a test greps for it).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Connection, Engine, PoolProxiedConnection, RootTransaction, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.pool import NullPool, QueuePool, StaticPool

from engine.store.turnstile import Turnstile

Unavailable = (IntegrityError, OperationalError)
"""What the driver raises when another writer was first, and when the database is away or broken."""

_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_SERIALIZATION, _LOCK_NOT_AVAILABLE = "40", "55P03"
"""SQLSTATE class of rolled back transactions (serialization failure, deadlock), and a lock not got."""


def is_race(error: Exception) -> bool:
    """Whether another writer can have caused it, so that trying again helps. A missing table or a full disk
    is none, though SQLite's driver raises the same class for it."""
    if isinstance(error, IntegrityError):
        return True
    if not isinstance(error, OperationalError):
        return False
    code = getattr(error.orig, "sqlite_errorcode", None)
    if code is not None:
        return code & 0xFF in _BUSY
    state = str(getattr(error.orig, "sqlstate", None) or "")
    return state.startswith(_SERIALIZATION) or state == _LOCK_NOT_AVAILABLE


class Transaction:
    """One write transaction: the connection that load and apply use, and the commit of the door."""

    def __init__(self, connection: Connection, begun: RootTransaction) -> None:
        self.connection = connection
        self._begun = begun

    def commit(self) -> None:
        self._begun.commit()


class Database:
    """One database by URL. In-memory SQLite (scenarios) shares a single connection."""

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.in_memory = self.is_sqlite and self.url.database in (None, "", ":memory:")
        path = None if not self.is_sqlite or self.in_memory else Path(str(self.url.database))
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
        self._turnstile = Turnstile(path.with_name(path.name + ".lock") if path else None)
        self._writer = self._engine("BEGIN IMMEDIATE")
        self._reader = self._writer if self.in_memory else self._engine("BEGIN")

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        """A write transaction; leaves nothing unless commit() was called."""
        turn = self._turnstile.turn() if self.is_sqlite else nullcontext()
        with turn, self._writer.connect() as connection:
            begun = connection.begin()
            try:
                yield Transaction(connection, begun)
            finally:
                if begun.is_active:
                    begun.rollback()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A consistent view for SELECTs."""
        with self._reader.connect() as connection:
            if not self.is_sqlite:
                # READ COMMITTED would see a chain's head and its records at two moments
                connection = connection.execution_options(
                    isolation_level="REPEATABLE READ", postgresql_readonly=True
                )
            yield connection

    @property
    def engines(self) -> tuple[Engine, ...]:
        """For statement counters of tests and benches, and for schema migration."""
        return (self._writer,) if self._reader is self._writer else (self._writer, self._reader)

    def dispose(self) -> None:
        for engine in self.engines:
            engine.dispose()
        self._turnstile.close()

    def _engine(self, begin: str) -> Engine:
        if not self.is_sqlite:
            return create_engine(self.url, pool_size=16, max_overflow=16, pool_pre_ping=True)
        pool: Any = StaticPool if self.in_memory else QueuePool
        options: dict[str, Any] = {"poolclass": pool, "connect_args": {"check_same_thread": False}}
        if pool is QueuePool:
            options |= {"pool_size": 16, "max_overflow": 16}
        engine = create_engine(self.url, **options)
        event.listen(engine, "connect", _prepare_sqlite)
        # a listener of "begin" would do as well, but then every statement looks for listeners (4 µs each)
        engine.dialect.do_begin = _beginning(begin)  # type: ignore[assignment]
        return engine


def migration_engine(database: Database) -> Engine:
    """An engine of its own for schema changes, which run outside the turnstile's transactions."""
    if database.is_sqlite:
        return database.engines[0]
    return create_engine(database.url, poolclass=NullPool)


def _beginning(statement: str) -> Callable[[PoolProxiedConnection], None]:
    def begin(dbapi_connection: PoolProxiedConnection) -> None:
        cast(sqlite3.Connection, dbapi_connection).execute(statement)

    return begin


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver's own BEGIN would come late and not be IMMEDIATE
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=5000", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
