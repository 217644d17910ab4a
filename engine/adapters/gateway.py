"""The port to other systems: every effect of the outbox leaves through a Gateway.

`HttpGateway` posts to one address; without an address the `Recorder` stands in, and letters count as
recorded, not sent. Delivery is at least once: the receiver drops repeats by their `Idempotency-Key`
(trust-facts §3).
"""

from __future__ import annotations

import json
import ssl
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any, Protocol
from urllib.parse import SplitResult, urlsplit

from engine.adapters.reaching import reached
from engine.config import Settings
from engine.errors import SettingWrong

TIMEOUT_SECONDS = 5.0
"""For the whole exchange, from the look-up of the name to the last byte; the worker's lease counts on it."""
MAX_ANSWER_BYTES = 64 * 1024
_REFUSED_FOR_GOOD = frozenset({400, 413, 415, 422})
"""The message itself is at fault. Everything else may be mended: an outage, a token, an address."""


class GatewayFailed(Exception):
    """The effect was not taken. `code` is a stable word; `lasting` = sending it again cannot help."""

    def __init__(self, code: str, lasting: bool = False) -> None:
        self.code = code
        self.lasting = lasting
        super().__init__(code)


class NotConnected(GatewayFailed):
    """There is nobody to send it to: a letter stays recorded, a question waits."""

    def __init__(self) -> None:
        super().__init__("not_connected")


class Gateway(Protocol):
    def send(self, effect_id: str, topic: str, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """Deliver and return the answer. The same `effect_id` again is the same effect.

        Raises GatewayFailed.
        """
        ...


class Recorder:
    """Stands in while no gateway is configured: the row in the outbox is all there is."""

    def send(self, effect_id: str, topic: str, body: Mapping[str, Any]) -> Mapping[str, Any]:
        del effect_id, topic, body
        raise NotConnected


class HttpGateway:
    """POST of `{"id", "topic", "body"}` as JSON; the answer is a JSON object. Redirects are not followed."""

    def __init__(self, url: str, token: str = "", timeout: float = TIMEOUT_SECONDS) -> None:
        self._parts = _checked(url)
        self._headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if token:
            self._headers["Authorization"] = f"Bearer {_one_word(token)}"
        self._timeout = timeout

    def send(self, effect_id: str, topic: str, body: Mapping[str, Any]) -> Mapping[str, Any]:
        message = {"id": effect_id, "topic": topic, "body": dict(body)}
        data = json.dumps(message, ensure_ascii=False).encode()
        try:
            return self._exchange(data, {**self._headers, "Idempotency-Key": effect_id})
        except TimeoutError as error:
            raise GatewayFailed("timeout") from error
        except OSError as error:
            raise GatewayFailed("unreachable") from error
        except (HTTPException, ValueError) as error:
            raise GatewayFailed("answer_garbled") from error

    def _exchange(self, data: bytes, headers: Mapping[str, str]) -> Mapping[str, Any]:
        host, parts = str(self._parts.hostname), self._parts
        context = _tls() if parts.scheme == "https" else None
        connection = HTTPConnection(host, parts.port)
        if context is not None:
            connection = HTTPSConnection(host, parts.port, context=context)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        with reached(host, connection.port, context, self._timeout) as connection.sock:
            connection.request("POST", path, data, dict(headers))
            with connection.getresponse() as response:
                text = response.read(MAX_ANSWER_BYTES + 1)
                left = response.length or 0
        return _answer(response.status, text, left)


def _tls() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.set_alpn_protocols(["http/1.1"])
    return context


def gateway_of(settings: Settings) -> Gateway:
    """The gateway of an installation. Raises SettingWrong for an address or token that cannot be used."""
    if not settings.gateway_url:
        return Recorder()
    return HttpGateway(settings.gateway_url, settings.gateway_token)


def _answer(status: int, text: bytes, left: int) -> Mapping[str, Any]:
    """The answer as an object; `left` = bytes that were promised and not read."""
    if not 200 <= status < 300:
        raise GatewayFailed(f"http_{status}", lasting=status in _REFUSED_FOR_GOOD)
    if len(text) > MAX_ANSWER_BYTES:
        raise GatewayFailed("answer_too_large")
    if left:
        raise GatewayFailed("answer_garbled")
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise GatewayFailed("answer_not_json") from error
    if not isinstance(found, dict):
        raise GatewayFailed("answer_not_json")
    return found


def _checked(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        good = False
    if not good or not url.isascii() or any(character.isspace() for character in url):
        raise SettingWrong(
            name="ZHENWU_GATEWAY_URL", why="要写成 https://主机/路径", why_en="write https://host/path"
        )
    return parts


def _one_word(token: str) -> str:
    if not token.isascii() or not token.isprintable() or " " in token:
        raise SettingWrong(
            name="ZHENWU_GATEWAY_TOKEN",
            why="令牌里有空格或不可用的字符",
            why_en="the token holds blanks or characters that no header can carry",
        )
    return token
