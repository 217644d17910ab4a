"""Fair turns for writers on SQLite: a ticket queue between threads, a file lock between processes.

SQLite's own lock is polled, so under load some writer starves; with tickets the p99 stays low. A second
process (`zhenwu deploy` beside `serve`) waits at the file lock, not inside a transaction.
"""

from __future__ import annotations

import fcntl
import os
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO


class Turnstile:
    """One at a time, in the order of arrival."""

    def __init__(self, lock_file: Path | None) -> None:
        self._queue: deque[threading.Event] = deque()
        self._guard = threading.Lock()
        self._lock_file = lock_file
        self._file: IO[str] | None = None
        self._owner = 0

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Hold the turn. Not re-entrant."""
        self._enter()
        try:
            if self._lock_file is None:
                yield
            else:
                file = self._opened(self._lock_file)
                fcntl.flock(file, fcntl.LOCK_EX)
                try:
                    yield
                finally:
                    fcntl.flock(file, fcntl.LOCK_UN)
        finally:
            self._leave()

    def _opened(self, path: Path) -> IO[str]:
        """The lock file, opened once a process: a child would share the lock of a file that it inherits."""
        if self._file is None or self._owner != os.getpid():
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file, self._owner = path.open("a"), os.getpid()
        return self._file

    def close(self) -> None:
        """Close the lock file; the next turn opens it again."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _enter(self) -> None:
        ticket = threading.Event()
        with self._guard:
            self._queue.append(ticket)
            if len(self._queue) == 1:
                ticket.set()
        ticket.wait()

    def _leave(self) -> None:
        with self._guard:
            self._queue.popleft()
            if self._queue:
                self._queue[0].set()
