"""A connection with one deadline for everything: its name is looked up, TCP and TLS are opened, bytes come.

The standard library's timeout is for each packet and each address, and for a name there is none: a peer that
sends a byte a second, or a name server that is silent, would hold a worker far beyond its lease.
"""

from __future__ import annotations

import queue
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any


class Deadline:
    """An instant on a clock that nobody sets."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds until it is over. Raises TimeoutError then."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left


@contextmanager
def reached(host: str, port: int, context: ssl.SSLContext | None, seconds: float) -> Iterator[socket.socket]:
    """An open connection, over TLS with a `context`; when `seconds` are over, whatever is under way in the
    block ends with TimeoutError. Raises OSError, UnicodeError for a name that is none."""
    deadline = Deadline(seconds)
    connected = _connected(host, port, deadline)
    late = threading.Event()
    try:
        connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if context is not None:
            connected = context.wrap_socket(connected, server_hostname=host, do_handshake_on_connect=False)
        watch = threading.Timer(deadline.left(), _cut, (connected, late))
        watch.daemon = True
        watch.start()
        try:
            if isinstance(connected, ssl.SSLSocket):
                connected.do_handshake()
            yield connected
        except Exception as error:
            # what the cut looks like depends on where it fell: a reset, an end, half an answer
            if late.is_set():
                raise TimeoutError from error
            raise
        finally:
            watch.cancel()
        if late.is_set():
            raise TimeoutError
    finally:
        connected.close()


def _connected(host: str, port: int, deadline: Deadline) -> socket.socket:
    """The first address that takes a connection; each gets its share of the time that is left."""
    addresses = _addresses(host, port, deadline)
    failed: OSError = OSError(f"{host} has no address")
    for number, (family, kind, protocol, _name, address) in enumerate(addresses):
        connected = socket.socket(family, kind, protocol)
        try:
            connected.settimeout(deadline.left() / (len(addresses) - number))
            connected.connect(address)
            connected.settimeout(deadline.left())
            return connected
        except OSError as error:
            connected.close()
            failed = error
    raise failed


def _addresses(host: str, port: int, deadline: Deadline) -> list[Any]:
    """Addresses of a name. The system's look-up knows no timeout: one that is late ends in a thread of its
    own, and nobody hears of it."""
    answer: queue.SimpleQueue[list[Any] | Exception] = queue.SimpleQueue()

    def ask() -> None:
        try:
            answer.put(list(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))
        except (OSError, ValueError) as error:
            answer.put(error)

    threading.Thread(target=ask, name="look-up", daemon=True).start()
    try:
        found = answer.get(timeout=deadline.left())
    except queue.Empty:
        raise TimeoutError from None
    if isinstance(found, Exception):
        raise found
    return found


def _cut(connected: socket.socket, late: threading.Event) -> None:
    """End every read and write of it at once; of a TLS socket too, whose own method would unwrap it."""
    late.set()
    with suppress(OSError):  # it is over already
        socket.socket.shutdown(connected, socket.SHUT_RDWR)
