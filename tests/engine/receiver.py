"""A real HTTP server as the other side of the gateway: it remembers what came and does what it is told."""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Receiver:
    """`reply` answers one request: it writes to the handler. What arrived stands in `requests`."""

    def __init__(self) -> None:
        self.requests: list[dict[str, Any]] = []
        self.reply: Callable[[BaseHTTPRequestHandler], None] = answer({"ok": True})
        self.held = threading.Event()
        """Set to let a server that hangs go on."""
        self.url = ""

    @property
    def keys(self) -> list[str]:
        return [one["key"] for one in self.requests]


def answer(body: Any, status: int = 200) -> Callable[[BaseHTTPRequestHandler], None]:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()

    def reply(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        handler.send_header("Content-Length", str(len(data)))
        handler.end_headers()
        handler.wfile.write(data)

    return reply


@contextmanager
def receiver(tls: ssl.SSLContext | None = None) -> Iterator[Receiver]:
    """Serving on a free port until the block ends, over TLS if told."""
    told = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            data = self.rfile.read(int(self.headers["Content-Length"]))
            told.requests.append(
                {
                    "path": self.path,
                    "key": self.headers["Idempotency-Key"],
                    "authorization": self.headers["Authorization"],
                    "type": self.headers["Content-Type"],
                    "message": json.loads(data),
                }
            )
            try:
                told.reply(self)
            except OSError:
                self.close_connection = True  # the other side hung up, as it should

        def log_message(self, *_arguments: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    told.url = f"http://127.0.0.1:{server.server_port}/effects?town=x"
    try:
        yield told
    finally:
        told.held.set()
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)
