"""Fair turns for writers on SQLite: a ticket queue between threads, a file lock between processes.

SQLite's own lock is polled, so under load some writer starves; with tickets the p99 stays low. A second
process (`zhenwu deploy` beside `serve`) waits at the file lock, not inside a transaction.
"""

from __future__ import annotations

import fcntl
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Turnstile:
    """One at a time, in the order of arrival."""

    def __init__(self, lock_file: Path | None) -> None:
        self._queue: deque[threading.Event] = deque()
        self._guard = threading.Lock()
        self._lock_file = lock_file

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Hold the turn. Not re-entrant."""
        self._enter()
        try:
            if self._lock_file is None:
                yield
            else:
                self._lock_file.parent.mkdir(parents=True, exist_ok=True)
                with self._lock_file.open("a") as file:
                    fcntl.flock(file, fcntl.LOCK_EX)
                    yield
        finally:
            self._leave()

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
