"""The HTTP gateway against a real server: what it sends, and every way in which the other side may fail."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from engine.adapters.gateway import (
    MAX_ANSWER_BYTES,
    GatewayFailed,
    HttpGateway,
    NotConnected,
    Recorder,
    gateway_of,
)
from engine.config import read_settings
from engine.errors import SettingWrong
from tests.engine.receiver import Receiver, answer, receiver

SHORT = 0.3
"""Seconds instead of five, so that a timeout does not take the test's time."""
BODY = {"phone": "15400025467", "text": "您申请的事项已受理。", "case_no": "FW-20261125-0001"}


@pytest.fixture
def other() -> Iterator[Receiver]:
    with receiver() as told:
        yield told


def send(other: Receiver, **changes: Any) -> Any:
    gateway = HttpGateway(changes.get("url", other.url), changes.get("token", ""), SHORT)
    return gateway.send("e1", "notify.sms", BODY)


def failure(other: Receiver, **changes: Any) -> GatewayFailed:
    with pytest.raises(GatewayFailed) as raised:
        send(other, **changes)
    return raised.value


def test_an_effect_is_posted_with_its_key_and_bearer(other: Receiver) -> None:
    assert send(other, token="secret-1") == {"ok": True}
    assert other.requests == [
        {
            "path": "/effects?town=x",
            "key": "e1",
            "authorization": "Bearer secret-1",
            "type": "application/json",
            "message": {"id": "e1", "topic": "notify.sms", "body": BODY},
        }
    ]


def test_without_a_token_there_is_no_authorization(other: Receiver) -> None:
    send(other)
    assert other.requests[0]["authorization"] is None


@pytest.mark.parametrize("status", [500, 502, 503, 429, 408, 401, 403, 404])
def test_what_may_be_mended_is_worth_sending_again(other: Receiver, status: int) -> None:
    other.reply = answer({"ok": False}, status)
    found = failure(other)
    assert (found.code, found.lasting) == (f"http_{status}", False)


@pytest.mark.parametrize("status", [400, 413, 415, 422])
def test_a_message_refused_for_good_is_not(other: Receiver, status: int) -> None:
    other.reply = answer({"ok": False}, status)
    found = failure(other)
    assert (found.code, found.lasting) == (f"http_{status}", True)


def test_a_redirect_is_not_followed(other: Receiver) -> None:
    def reply(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(302)
        handler.send_header("Location", other.url)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    other.reply = reply
    assert failure(other).code == "http_302"
    assert len(other.requests) == 1


@pytest.mark.parametrize("body", [b"<html>ok</html>", b"", b'["a"]', b'"x"', b"\xff\xfe", b"[" * 60_000])
def test_an_answer_that_is_no_json_object_is_no_answer(other: Receiver, body: bytes) -> None:
    other.reply = answer(body)
    assert failure(other).code == "answer_not_json"


def test_an_answer_too_large_is_not_read_to_its_end(other: Receiver) -> None:
    other.reply = answer(b'{"x": "' + b"x" * (MAX_ANSWER_BYTES * 4) + b'"}')
    assert failure(other).code == "answer_too_large"


def test_a_server_that_never_answers_times_out(other: Receiver) -> None:
    other.reply = lambda _handler: other.held.wait(10) and None
    began = time.monotonic()
    assert failure(other).code == "timeout"
    assert SHORT * 0.8 < time.monotonic() - began < SHORT + 2


def test_a_server_that_answers_byte_by_byte_times_out_as_a_whole(other: Receiver) -> None:
    """Each byte comes in time for its own read; the exchange as a whole does not."""

    def reply(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        for _ in range(1000):
            handler.wfile.write(b" ")
            handler.wfile.flush()
            if other.held.wait(SHORT / 5):
                return

    other.reply = reply
    began = time.monotonic()
    assert failure(other).code == "timeout"
    assert time.monotonic() - began < SHORT + 2


def test_a_head_that_never_ends_times_out_too(other: Receiver) -> None:
    def reply(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.0 200 OK\r\n")
        while not other.held.wait(SHORT / 5):
            handler.wfile.write(b"X-More: 1\r\n")
            handler.wfile.flush()

    other.reply = reply
    assert failure(other).code == "timeout"


# --- the deadline holds before anything is sent


@contextmanager
def peer(serve: Callable[[socket.socket, threading.Event], None]) -> Iterator[int]:
    """A TCP server that does `serve` with its one connection, until the block ends; its port."""
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def accept() -> None:
            with suppress(OSError), listening.accept()[0] as connected:
                serve(connected, over)

        thread = threading.Thread(target=accept)
        thread.start()
        yield listening.getsockname()[1]
        over.set()
        with suppress(OSError):
            listening.shutdown(socket.SHUT_RDWR)
    thread.join()


def drip(connected: socket.socket, over: threading.Event) -> None:
    """The head of a TLS record of 16 KB, then a byte now and then: each read gets one in time."""
    connected.sendall(b"\x16\x03\x03\x40\x00")
    while not over.wait(SHORT / 5):
        connected.sendall(b"\x02")


def timed_out(url: str) -> float:
    """Seconds until it gave up with a timeout."""
    began = time.monotonic()
    with pytest.raises(GatewayFailed) as raised:
        HttpGateway(url, "", SHORT).send("e1", "notify.sms", BODY)
    assert raised.value.code == "timeout"
    return time.monotonic() - began


@pytest.mark.parametrize("serve", [drip, lambda _, over: over.wait() and None], ids=["byte by byte", "never"])
def test_a_tls_greeting_that_does_not_end_times_out(
    serve: Callable[[socket.socket, threading.Event], None],
) -> None:
    with peer(serve) as port:
        assert timed_out(f"https://127.0.0.1:{port}/") < SHORT + 1


def test_a_late_greeting_and_a_late_answer_are_one_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each comes in time for itself; together they would outlast the lease of the job."""
    files = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(files[0]))
    inside = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    inside.load_cert_chain(*files)

    def late(connected: socket.socket, over: threading.Event) -> None:
        over.wait(SHORT * 0.8)
        with inside.wrap_socket(connected, server_side=True) as secure:
            over.wait(SHORT * 0.8)
            secure.sendall(b"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\n{}")

    with peer(late) as port:
        assert timed_out(f"https://localhost:{port}/") < SHORT + 1


def test_a_name_that_nobody_answers_for_times_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """The system's look-up has no timeout of its own."""
    over = threading.Event()

    def silent(*_args: object, **_more: object) -> list[object]:
        over.wait(10)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", silent)
    assert timed_out("http://gateway.invalid/") < SHORT + 1
    over.set()


@contextmanager
def deaf() -> Iterator[tuple[str, int]]:
    """An address where nobody takes connections: the queue of one that never accepts is full."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as listening, ExitStack() as waiting:
        address: tuple[str, int] = listening.getsockname()
        for _ in range(3):
            one = waiting.enter_context(socket.socket())
            one.setblocking(False)
            with suppress(BlockingIOError):
                one.connect(address)
        yield address


def addresses(*those: tuple[str, int]) -> list[Any]:
    return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", one) for one in those]


def test_a_name_with_many_dead_addresses_times_out_once(monkeypatch: pytest.MonkeyPatch) -> None:
    with deaf() as address:
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: addresses(*[address] * 8))
        assert timed_out("http://gateway.invalid/") < SHORT + 1


def test_a_dead_address_leaves_time_for_the_next(other: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    port = urlsplit(other.url).port or 0
    with deaf() as address:
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: addresses(address, ("127.0.0.1", port)))
        assert HttpGateway(f"http://gateway.invalid:{port}/", "", 1.0).send("e1", "notify.sms", BODY) == {
            "ok": True
        }
    assert other.keys == ["e1"]


def test_a_name_that_is_not_there_is_unreachable(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(*_args: object, **_more: object) -> list[object]:
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    monkeypatch.setattr(socket, "getaddrinfo", absent)
    with pytest.raises(GatewayFailed) as raised:
        HttpGateway("http://gateway.invalid/", "", SHORT).send("e1", "notify.sms", BODY)
    assert raised.value.code == "unreachable"


def test_over_tls_with_a_certificate_that_is_trusted_and_no_other(
    other: Receiver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = certificate(tmp_path)
    inside = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    inside.load_cert_chain(*files)
    with receiver(inside) as secure:
        url = secure.url.replace("http:", "https:").replace("127.0.0.1", "localhost")
        assert failure(other, url=url).code == "unreachable"
        monkeypatch.setenv("SSL_CERT_FILE", str(files[0]))
        assert HttpGateway(url, "", 5.0).send("e2", "notify.sms", BODY) == {"ok": True}
        assert secure.keys == ["e2"]


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate of `localhost`, signed by itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    public, private = folder / "cert.pem", folder / "key.pem"
    public.write_bytes(made.public_bytes(Encoding.PEM))
    private.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return public, private


# --- answers that are none


def test_an_answer_cut_short_is_no_answer(other: Receiver) -> None:
    def reply(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        handler.wfile.write(b'{"ok": true}')
        handler.close_connection = True

    other.reply = reply
    assert failure(other).code == "answer_garbled"


def test_something_that_is_not_http_is_garbled(other: Receiver) -> None:
    other.reply = lambda handler: handler.wfile.write(b"220 mail.example ESMTP\r\n") and None
    assert failure(other).code == "answer_garbled"


def test_nobody_listening_is_unreachable(other: Receiver) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert failure(other, url=f"http://127.0.0.1:{port}/").code == "unreachable"


def test_without_an_address_nothing_is_sent(tmp_path: Path) -> None:
    gateway = gateway_of(read_settings({"ZHENWU_HOME": str(tmp_path)}))
    assert isinstance(gateway, Recorder)
    with pytest.raises(NotConnected):
        gateway.send("e1", "notify.sms", BODY)


@pytest.mark.parametrize(
    "url", ["ftp://x/", "https://", "gateway", "http://x:99999/", "http://a b/", "http://例/"]
)
def test_an_address_that_cannot_be_used_is_refused_at_the_start(url: str) -> None:
    with pytest.raises(SettingWrong) as raised:
        HttpGateway(url)
    assert "ZHENWU_GATEWAY_URL" in raised.value.sentence()


@pytest.mark.parametrize("token", ["two words", "line\nbreak", "密"])
def test_a_token_that_no_header_can_carry_is_refused_at_the_start(token: str) -> None:
    with pytest.raises(SettingWrong) as raised:
        HttpGateway("http://x/", token)
    assert "ZHENWU_GATEWAY_TOKEN" in raised.value.sentence("en")
    assert token not in raised.value.sentence()


def test_the_token_comes_from_a_file_and_stays_out_of_every_text(tmp_path: Path) -> None:
    path = tmp_path / "token"
    path.write_text("from-a-file\n")
    env = {"ZHENWU_HOME": str(tmp_path), "ZHENWU_GATEWAY_TOKEN_FILE": str(path)}
    settings = read_settings(env)
    assert settings.gateway_token == "from-a-file"
    assert "from-a-file" not in repr(settings)
    assert (
        read_settings({**env, "ZHENWU_GATEWAY_TOKEN_FILE": "", "ZHENWU_GATEWAY_TOKEN": " t "}).gateway_token
        == "t"
    )
    with pytest.raises(SettingWrong):
        read_settings({**env, "ZHENWU_GATEWAY_TOKEN_FILE": str(tmp_path / "none")})
